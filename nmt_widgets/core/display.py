"""Values that show themselves in a notebook, and can be written to a file.

A value, such as a `Case`, only derives from :class:`Displayed`. How each kind is shown needs charts and words, so it is
written further up, in the module named below; it registers itself here and is imported when a value is first shown.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar, overload

SHOWN_BY = "nmt_widgets.library.display"
"""The module that registers how each kind of value is shown."""


class Display(Protocol):
    """A value as it is shown: for a notebook, and as a file."""

    def mimebundle(self) -> dict[str, Any]:
        """Return the value by MIME type, for a notebook: at least as plain text."""

    @overload
    def to_html(self, path: None = None) -> str: ...
    @overload
    def to_html(self, path: str | Path) -> Path: ...
    def to_html(self, path: str | Path | None = None) -> str | Path:
        """Return it as a complete page, or write the page."""

    def save(self, path: str | Path) -> Path:
        """Write it to a file of the kind that its ending names."""


K = TypeVar("K")
_DISPLAYS: dict[type, Callable[[Any], Display]] = {}


def displays(kind: type[K]) -> Callable[[Callable[[K], Display]], Callable[[K], Display]]:
    """Register how a kind of value is shown: a class, or a function, that takes the value."""

    def register(show: Callable[[K], Display]) -> Callable[[K], Display]:
        _DISPLAYS[kind] = show
        return show

    return register


def display_of(value: object) -> Display:
    """Return a value as it is shown.

    Examples
    --------
    >>> from nmt_widgets.case_files import load_case
    >>> sorted(display_of(load_case("james")).mimebundle())
    ['text/html', 'text/plain']
    """
    importlib.import_module(SHOWN_BY)
    for kind in type(value).__mro__:
        if kind in _DISPLAYS:
            return _DISPLAYS[kind](value)
    raise TypeError(f"nothing shows {type(value).__name__}")


class Displayed:
    """A value that shows itself: the last line of a cell is enough."""

    __slots__ = ()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return display_of(self).mimebundle()

    @overload
    def to_html(self, path: None = None) -> str: ...
    @overload
    def to_html(self, path: str | Path) -> Path: ...
    def to_html(self, path: str | Path | None = None) -> str | Path:
        """Return a complete HTML page that needs no other file; with a path, write it and return the path."""
        return display_of(self).to_html(path)

    def save(self, path: str | Path) -> Path:
        """Write a file and return its path; its ending says which kind: .html, .pdf, .png, and .svg of a picture.

        Images and PDF need Chromium and the extra `serve`.

        Raises
        ------
        InputError
            When the ending is another one, or Chromium or the extra is missing.
        """
        return display_of(self).save(path)
