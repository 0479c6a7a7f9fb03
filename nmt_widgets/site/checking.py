"""Checks a site's folder as a whole, before anything is read from it for use."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nmt_widgets.core.data import read_data
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.local import is_locale
from nmt_widgets.core.places import site_folder
from nmt_widgets.core.problems import problem
from nmt_widgets.core.site_files import Site, open_site
from nmt_widgets.core.texts import check_words, language, languages, no_language, text_document

_READING_WORDS = ("functions", "teaching")
"""Topics whose loading reads all words that have to agree with data."""


def check_site(folder: Path | None = None) -> None:
    """Check everything a site replaces, and that there are words in the language of this process.

    Parameters
    ----------
    folder : pathlib.Path, optional
        By default the folder named by `NMT_SITE`, if any.

    Raises
    ------
    InputErrors
        With each problem once: files and folders that replace nothing; then problems within files; then files that
        do not fit each other.
    """
    folder = folder or site_folder()
    site = open_site(folder) if folder else None
    problems = _problems(site) if site else []
    if language() not in languages(folder):
        problems.append(no_language(language(), folder))
    if problems:
        raise InputErrors(_once(problems))


def _problems(site: Site) -> list[InputError]:
    from nmt_widgets.site.topics import topics

    known = topics()
    problems = check_words(site)
    for name in site.data:
        try:
            read_data(name, known[name].model, site.folder)
        except InputError as error:
            problems.extend(error.problems)
    problems += _unknown_locales(site)
    if problems:
        return problems
    reading_words = _READING_WORDS if site.words else ()
    loads = {load: None for name in (*site.data, *reading_words) for load in known[name].loads}
    for lang in sorted({language(), *site.words} & {*languages(site.folder)}):
        for load in loads:
            try:
                load(site.folder, lang)
            except InputError as error:
                problems.extend(error.problems)
    return problems


def _unknown_locales(site: Site) -> list[InputError]:
    """Return a problem for each language with a locale that CLDR does not know."""
    problems = []
    for lang in sorted({*site.words} & {*languages(site.folder)}):
        try:
            common = text_document("common", lang, site.folder)
        except InputError:
            continue  # `check_words` reports a file that cannot be read
        if not is_locale(str(common.data["locale"])):
            message, remedy = problem("site", "unknown_locale", name=common.data["locale"])
            problems.append(common.problem(message, ("locale",), remedy))
    return problems


def _once(problems: Iterable[InputError]) -> list[InputError]:
    return list({str(error): error for error in problems}.values())
