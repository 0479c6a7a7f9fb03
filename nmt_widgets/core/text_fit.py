"""How words of a site, or of another language, fit the words they replace: their shape, keys and placeholders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from string import Formatter
from typing import Any

from nmt_widgets.core.data import data_words
from nmt_widgets.core.documents import Document, Place
from nmt_widgets.core.errors import InputError, refusal
from nmt_widgets.core.problems import problem
from nmt_widgets.core.spelling import closest

_LONGEST_QUOTED = 60

CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})
"""The plural categories of CLDR; each language has some of them, and all have `other`."""


def is_plural(node: object) -> bool:
    """Say whether a text is one by count: a mapping of plural categories, `other` among them.

    Examples
    --------
    >>> is_plural({"one": "1 answer", "other": "{count} answers"}), is_plural({"title": "Answers"})
    (True, False)
    """
    return (
        isinstance(node, dict)
        and "other" in node
        and node.keys() <= CATEGORIES
        and all(isinstance(text, str) for text in node.values())
    )


@dataclass(frozen=True)
class Fit:
    """The words of a site beside those they replace.

    Attributes
    ----------
    ours, theirs : Document
        Of the workbook, and of the site.
    site : pathlib.Path
        The site's folder: there may be words for whatever its data name.
    """

    ours: Document
    theirs: Document
    site: Path

    def problems(self) -> list[InputError]:
        """Return what does not fit: another shape, or a key or a {placeholder} that nobody reads."""
        if not isinstance(self.theirs.data, dict):
            return [refusal("site", "not_words", file=self.theirs.path)]
        return [
            self.theirs.problem(message, place, remedy)
            for place, message, remedy in self._misfits(self.ours.data, self.theirs.data, ())
        ]

    def missing(self) -> list[Place]:
        """Return the places that another language has to have and does not."""
        return list(_missing(self.ours.data, self.theirs.data, ()))

    def laid_over(self) -> Document:
        """Return theirs over ours."""
        data = lay_over(self.ours.data, self.theirs.data)
        return Document(self.theirs.path, data, self.theirs.lines, self.theirs.key_texts)

    def _misfits(self, ours: Any, theirs: Any, at: Place) -> Iterator[tuple[Place, str, str]]:
        if any(isinstance(ours, kind) != isinstance(theirs, kind) for kind in (dict, list)):
            yield at, *problem("site", "other_shape")
        elif isinstance(ours, dict):
            for key, value in theirs.items():
                if key in ours:
                    yield from self._misfits(ours[key], value, (*at, key))
                elif self._is_for_nothing(key, ours):
                    yield (*at, key), *_unknown_key(key, ours)
                else:
                    yield from self._unknown_keys(value, (*at, key))
        elif isinstance(ours, str):
            if not isinstance(theirs, str):
                yield at, *problem("site", "not_text")
            elif strange := _placeholders(theirs) - _placeholders(ours):
                yield at, *problem("site", "unknown_placeholder", name=f"{{{min(strange)}}}")

    def _unknown_keys(self, entry: Any, at: Place) -> Iterator[tuple[Place, str, str]]:
        """Yield the keys within a new entry that stand nowhere in the file it is added to, nor in the site's data."""
        if isinstance(entry, dict):
            for key, value in entry.items():
                if key in self._keys or isinstance(key, int) or str(key) in data_words(self.site):
                    yield from self._unknown_keys(value, (*at, key))
                else:
                    yield (*at, key), *_unknown_key(key, self._keys)

    def _is_for_nothing(self, key: Any, ours: dict[Any, Any]) -> bool:
        """Say whether nothing reads a key: no form of a number, no step of a scale, and no id of the site's data."""
        if isinstance(key, int) and any(isinstance(known, int) for known in ours):
            return False
        if key in CATEGORIES and is_plural(ours):
            return False
        return str(key) not in data_words(self.site)

    @cached_property
    def _keys(self) -> dict[Any, None]:
        return dict.fromkeys(_keys_in(self.ours.data))


def _keys_in(branch: Any) -> Iterator[Any]:
    if isinstance(branch, dict):
        for key, value in branch.items():
            yield key
            yield from _keys_in(value)


def _unknown_key(key: Any, known: dict[Any, Any]) -> tuple[str, str]:
    near = closest(str(key), map(str, known))
    return problem("site", "near_key" if near else "unknown_key", name=str(key)[:_LONGEST_QUOTED], near=near)


def _missing(ours: Any, theirs: Any, at: Place) -> Iterator[Place]:
    if isinstance(ours, dict):
        for key, value in ours.items():
            if key in theirs:
                yield from _missing(value, theirs[key], (*at, key))
            elif key == "other" or not is_plural(ours):
                yield (*at, key)


def _placeholders(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}


def lay_over(under: Any, over: Any) -> Any:
    """Merge nested mappings; anything else in `over` replaces what is under it.

    >>> lay_over({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}})
    {'a': {'b': 1, 'c': 3}}
    """
    if not (isinstance(under, dict) and isinstance(over, dict)):
        return over
    return {
        key: lay_over(under.get(key), over[key]) if key in over else under[key] for key in {**under, **over}
    }
