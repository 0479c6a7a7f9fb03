"""The glossary: the words a newcomer meets on the screens, from the texts, with the figures in use filled in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from nmt_widgets.core.documents import Document, check
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.local import say_number, say_percent
from nmt_widgets.core.places import site_folder
from nmt_widgets.core.problems import problem
from nmt_widgets.core.texts import language, text_document
from nmt_widgets.instrument.parts import Id, Mark, Part
from nmt_widgets.instrument.reading import Instrument, load_instrument

Words = Annotated[str, StringConstraints(min_length=1)]


class GlossaryEntry(Part):
    """One term of `texts/<language>/glossary.yaml`."""

    term: Words
    says: Words
    also: tuple[Words, ...] = ()
    see: tuple[Id, ...] = ()
    source: Mark = Field(alias="from")


class GlossaryTexts(Part):
    """`texts/<language>/glossary.yaml`: the terms by id, and the words of the page that shows them."""

    version: str
    source: Mark
    page: dict[str, Words | dict[str, Words]]
    terms: dict[Id, GlossaryEntry]


@dataclass(frozen=True)
class GlossaryTerm:
    """A term and what it says.

    Attributes
    ----------
    id, term : str
        Its id, and what it is called on the screens.
    text : str
        One to three short sentences.
    also : tuple of str
        Other words that people search for.
    see : tuple of str
        The ids of terms beside it.
    source : {"published", "reconstructed", "workbook"}
        Where what it says comes from; of several sources the least sure.
    """

    id: str
    term: str
    text: str
    also: tuple[str, ...]
    see: tuple[str, ...]
    source: Mark


def load_glossary(site: Path | None = None, lang: str | None = None) -> tuple[GlossaryTerm, ...]:
    """Read the glossary of a language, in the order of the alphabet; a site's own words are laid over the workbook's.

    Figures in it, such as the limits of the categories, are those of the instrument in use.

    Parameters
    ----------
    site : pathlib.Path, optional
        A folder with a site's own files; by default the folder named by `NMT_SITE`, if any.
    lang : str, optional
        By default that of the options, `NMT_LANGUAGE`, or English.

    Raises
    ------
    InputError
        When a file is broken, a term leads to one that is not there, or two terms have the same name.

    Examples
    --------
    >>> terms = {term.id: term for term in load_glossary()}
    >>> terms["essential"].text
    'The category of a domain below 65 % of typical. What is planned for it is called essential, too.'
    >>> terms["cmr"].also, terms["cmr"].source
    (('CMR', 'ratio'), 'reconstructed')
    """
    return _load(site or site_folder(), lang or language())


@cache
def _load(site: Path | None, lang: str) -> tuple[GlossaryTerm, ...]:
    document = text_document("glossary", lang, site)
    entries = check(document, GlossaryTexts).terms
    if problems := [*_leading_nowhere(document, entries), *_alike(document, entries)]:
        raise InputErrors(problems)
    figures = _figures(load_instrument(site, lang))
    terms = (
        GlossaryTerm(id, entry.term, entry.says.format(**figures), entry.also, entry.see, entry.source)
        for id, entry in entries.items()
    )
    return tuple(sorted(terms, key=lambda term: _plain(term.term)))


def _figures(instrument: Instrument) -> dict[str, str]:
    """Return what the {braces} of the terms stand for."""
    scale, lang, gate = instrument.scale, instrument.language, instrument.cmr.gate
    limits = [category.below for category in instrument.domains.categories if category.below is not None]

    def percent(share: float) -> str:
        value = round(100 * share, 1)
        return say_percent(value, 0 if value.is_integer() else 1, lang)

    return {
        "functions": str(len(instrument.functions)),
        "low": str(scale.low),
        "top": str(scale.high),
        "adult": str(scale.high * len(instrument.functions)),
        "share": percent(instrument.domains.minimum_share),
        "first_limit": percent(min(limits, default=1.0)),
        "last_limit": percent(max(limits, default=1.0)),
        "gate": say_number(gate, 1, lang)
        if round(gate, 1) == gate
        else say_number(gate, 6, lang, shortest=True),
        "severity_low": str(instrument.history.severity.low),
        "severity_top": str(instrument.history.severity.high),
    }


def _leading_nowhere(document: Document, entries: Mapping[str, GlossaryEntry]) -> Iterator[InputError]:
    for id, entry in entries.items():
        for at, other in enumerate(entry.see):
            if other not in entries or other == id:
                message, remedy = problem("instrument", "no_term", id=other)
                yield document.problem(message, ("terms", id, "see", at), remedy)


def _alike(document: Document, entries: Mapping[str, GlossaryEntry]) -> Iterator[InputError]:
    """Yield a problem for each name that stands twice, at the one of both terms that is in the file."""
    owners: dict[str, str] = {}
    for id, entry in entries.items():
        for name in (entry.term, *entry.also):
            if owner := owners.get(_plain(name)):
                place, other = (id, owner) if ("terms", id) in document.lines else (owner, id)
                message, remedy = problem("instrument", "term_twice", name=name, term=entries[other].term)
                yield document.problem(message, ("terms", place), remedy)
            owners.setdefault(_plain(name), id)


def _plain(name: str) -> str:
    """Return a name without capitals and accents, as it is sorted and compared."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
