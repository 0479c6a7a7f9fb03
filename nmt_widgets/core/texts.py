"""Texts by language: every word a person reads stands in `texts/<language>/<topic>.yaml`.

A site lays words of its own over the workbook's, and adds languages the workbook does not have;
see `core/site_files.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from nmt_widgets.core.chosen import chosen
from nmt_widgets.core.documents import Document, read_document
from nmt_widgets.core.errors import InputError, InputErrors, refusal
from nmt_widgets.core.languages import ENGLISH, TEXTS
from nmt_widgets.core.places import site_folder
from nmt_widgets.core.plain_yaml import spell
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.settings import setting
from nmt_widgets.core.site_files import (
    Site,
    folder_of_language,
    open_site,
    own_languages,
    text_topics,
)
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.text_fit import Fit

_MOST_NAMED = 3


def language() -> str:
    """Return the language of this process: that of the options, `NMT_LANGUAGE`, or English."""
    lang: str = chosen().language or setting("language")
    return lang


def languages(site: Path | None = None) -> list[str]:
    """Return the languages there are texts for: the workbook's, and those a site adds."""
    site = site or site_folder()
    return sorted({*own_languages(), *(open_site(site).words if site else ())})


def text_document(topic: str, lang: str | None = None, site: Path | None = None) -> Document:
    """Read the file of one topic; a site's own words are laid over the workbook's.

    A file is read once by each process.

    Raises
    ------
    InputError
        When there are no texts in that language, or a site's words do not fit: another shape, a key or a {placeholder}
        that is not known, or, in a language the workbook does not have, words that are missing.
    """
    return _read(topic, lang or language(), site or site_folder())


@cache
def _read(topic: str, lang: str, folder: Path | None) -> Document:
    site = open_site(folder) if folder else None
    is_ours = lang in own_languages()
    if not is_ours and not (site and lang in site.words):
        raise no_language(lang, folder)
    ours = _our_words(topic, lang if is_ours else ENGLISH)
    theirs = site.words.get(lang, {}).get(topic) if site else None
    if site is None or (is_ours and theirs is None):
        return ours
    model = f"texts/{ENGLISH}/{topic}.yaml"
    if theirs is None:
        file = folder_of_language(site, lang)
        raise refusal("site", "lacks_file", file=file, name=f"{topic}.yaml", model=model)
    fit = Fit(ours, read_document(theirs), site.folder)
    if problems := fit.problems():
        raise InputErrors(problems)
    if is_ours:
        return fit.laid_over()
    if missing := [spell(place, ours.key_texts) for place in fit.missing()]:
        names = name_some(missing, _MOST_NAMED, "; ")
        raise refusal("site", "lacks_texts", file=theirs, names=names, model=model)
    return fit.theirs


@cache
def _our_words(topic: str, lang: str) -> Document:
    return read_document(TEXTS / lang / f"{topic}.yaml")


def no_language(lang: str, site: Path | None) -> InputError:
    """Return the error for a language without texts."""
    known = languages(site)
    near = closest(lang, known)
    key = "near_language" if near else "no_language"
    return refusal("site", key, lang=ENGLISH, name=lang, near=near, known=", ".join(known))


def check_words(site: Site) -> list[InputError]:
    """Return everything that is wrong with a site's words, in the order of its languages and files.

    A language the workbook does not have must be complete.
    """
    problems: list[InputError] = []
    for lang, files in sorted(site.words.items()):
        for topic in sorted(files) if lang in own_languages() else text_topics():
            try:
                _read(topic, lang, site.folder)
            except InputError as error:
                problems.extend(error.problems)
    return problems


def texts(topic: str, lang: str | None = None) -> dict[str, Any]:
    """Return the texts of one topic as nested mappings.

    Examples
    --------
    >>> texts("common")["product"]
    'NMT Workbook'
    """
    data: dict[str, Any] = text_document(topic, lang).data
    return data
