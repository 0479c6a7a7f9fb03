"""Traits that travel to the page and back, to be declared with the type of what they hold."""

from __future__ import annotations

from typing import Any, TypedDict

import traitlets


def list_trait() -> Any:
    """Return a list that the page is given, empty at first: `rows: list[PairRow] = list_trait()`."""
    return traitlets.List().tag(sync=True)


def record_trait() -> Any:
    """Return a record that the page is given, empty at first: `record: RecordFacts = record_trait()`."""
    return traitlets.Dict().tag(sync=True)


class TextChange(TypedDict):
    """What an observer of a trait that holds text is called with."""

    new: str
    old: str
