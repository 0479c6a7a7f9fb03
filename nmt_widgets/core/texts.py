"""Texts by language: every word a person reads stands in `texts/<language>/<topic>.yaml`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from nmt_widgets.core.documents import Document, Place, read_document
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.places import site_folder

FOLDER = Path(__file__).parent.parent / "texts"


def language() -> str:
    """Return the language of this process: `NMT_LANGUAGE`, or English."""
    return os.environ.get("NMT_LANGUAGE", "en")


def languages() -> list[str]:
    """Return the languages there are texts for, by folder."""
    return sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())


def text_document(topic: str, lang: str | None = None, site: Path | None = None) -> Document:
    """Read the file of one topic; a site's own words are laid over this package's.

    Raises
    ------
    InputError
        When there are no texts in that language.
    """
    return _read(topic, lang or language(), site or site_folder())


@cache
def _read(topic: str, lang: str, site: Path | None) -> Document:
    path = FOLDER / lang / f"{topic}.yaml"
    if not path.is_file():
        raise InputError(
            f"there are no texts for '{topic}' in the language '{lang}'",
            remedy=f"set NMT_LANGUAGE to one of: {', '.join(languages())}",
        )
    ours = read_document(path)
    if not (site and (own := site / lang / f"{topic}.yaml").is_file()):
        return ours
    theirs = read_document(own)
    if not isinstance(theirs.data, dict):
        raise InputError("must be a set of 'name: value' lines", file=own, remedy="see the file it replaces")
    for place, message, remedy in _misfits(ours.data, theirs.data, ()):
        raise theirs.problem(message, place, remedy)
    return Document(own, _lay_over(ours.data, theirs.data), theirs.lines)


def _misfits(ours: Any, theirs: Any, at: Place) -> Iterator[tuple[Place, str, str]]:
    """Yield where a site's words do not fit ours: another shape, or a {placeholder} nobody fills in."""
    if isinstance(ours, dict) != isinstance(theirs, dict):
        yield at, "has another shape than the words it replaces", "see the file it replaces"
    elif isinstance(ours, dict):
        for key in theirs.keys() & ours.keys():
            yield from _misfits(ours[key], theirs[key], (*at, key))
    elif isinstance(ours, str):
        if not isinstance(theirs, str):
            yield at, "must be text", "put it in quotes"
        elif strange := _placeholders(theirs) - _placeholders(ours):
            yield (
                at,
                f"nothing fills in {{{min(strange)}}}",
                "use only the {placeholders} of the words it replaces",
            )


def _placeholders(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}


def _lay_over(under: Any, over: Any) -> Any:
    """Merge nested mappings; anything else in `over` replaces what is under it."""
    if not (isinstance(under, dict) and isinstance(over, dict)):
        return over
    return {
        key: _lay_over(under.get(key), over[key]) if key in over else under[key] for key in {**under, **over}
    }


def texts(topic: str, lang: str | None = None) -> dict[str, Any]:
    """Return the texts of one topic as nested mappings.

    Examples
    --------
    >>> texts("common")["product"]
    'NMT Workbook'
    """
    data: dict[str, Any] = text_document(topic, lang).data
    return data
