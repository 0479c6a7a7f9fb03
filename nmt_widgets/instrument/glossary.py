"""The glossary: the words a newcomer meets on the screens, from the texts, with the figures in use filled in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
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

_MARKS: tuple[Mark, ...] = ("published", "reconstructed", "workbook")  # from the surest

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
        Where what it says comes from; of several sources, also those of the figures in it, the least sure. Words of a
        site that do not say so are the workbook's.
    """

    id: str
    term: str
    text: str
    also: tuple[str, ...]
    see: tuple[str, ...]
    source: Mark


def load_glossary(site: Path | None = None, lang: str | None = None) -> tuple[GlossaryTerm, ...]:
    """Read the glossary of a language, in the order of the alphabet; a site's own words are laid over the workbook's.

    Figures in it, such as the limits of the categories, are those of the instrument in use, and so are their marks.

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
        GlossaryTerm(
            id,
            entry.term,
            entry.says.format(**{name: text for name, (text, _) in figures.items()}),
            entry.also,
            entry.see,
            "workbook" if _is_reworded(document, id) else _least_sure(entry, figures),
        )
        for id, entry in entries.items()
    )
    return tuple(sorted(terms, key=lambda term: _plain(term.term)))


def _is_reworded(document: Document, id: str) -> bool:
    """Whether a site has words of its own for a term, and does not say where they come from."""
    place = ("terms", id)
    return (*place, "says") in document.lines and (*place, "from") not in document.lines


def _least_sure(entry: GlossaryEntry, figures: Mapping[str, tuple[str, Mark]]) -> Mark:
    """Return the least sure mark of a term and of the figures in it, which may be a site's own."""
    names = [name for _, name, _, _ in Formatter().parse(entry.says) if name]
    return max([entry.source, *(figures[name][1] for name in names)], key=_MARKS.index)


def _figures(instrument: Instrument) -> dict[str, tuple[str, Mark]]:
    """Return what the {braces} of the terms stand for, each with its mark."""
    scale, lang, gate = instrument.scale, instrument.language, instrument.cmr.gate
    domains, severity = instrument.domains, instrument.history.severity
    functions = max((function.source for function in instrument.functions), key=_MARKS.index)
    limits: dict[float, Mark] = {c.below: c.source for c in domains.categories if c.below is not None}
    first, last = min(limits, default=1.0), max(limits, default=1.0)

    def percent(share: float) -> str:
        value = round(100 * share, 1)
        return say_percent(value, 0 if value.is_integer() else 1, lang)

    return {
        "functions": (str(len(instrument.functions)), functions),
        "low": (str(scale.low), scale.source),
        "top": (str(scale.high), scale.source),
        "adult": (
            str(scale.high * len(instrument.functions)),
            max(functions, scale.source, key=_MARKS.index),
        ),
        "share": (percent(domains.minimum_share), domains.source),
        "first_limit": (percent(first), limits.get(first, "workbook")),
        "last_limit": (percent(last), limits.get(last, "workbook")),
        "gate": (
            say_number(gate, 1, lang) if round(gate, 1) == gate else say_number(gate, 6, lang, shortest=True),
            instrument.cmr.gate_source,
        ),
        "severity_low": (str(severity.low), severity.source),
        "severity_top": (str(severity.high), severity.source),
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
