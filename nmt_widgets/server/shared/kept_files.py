"""Scripts and style sheets that are the same for everybody: each has an address that changes with its content."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from nmt_widgets.charts.plotly_library import plotly_source
from nmt_widgets.core.look import compact
from nmt_widgets.core.page_files import address_of, widget_file
from nmt_widgets.server.shared.page_scripts import page_scripts

TEMPLATES = Path(__file__).parents[1] / "templates" / "nmt"

_FILES = 256  # whose compressed form is kept: the workbook has some hundred


def _read(*names: str) -> str:
    return "\n".join((TEMPLATES / name).read_text(encoding="utf-8") for name in names)


_OWN: Mapping[str, Callable[[], str]] = {
    "screens.js": page_scripts,
    "formulas.js": lambda: _read("formulas.js"),
    "page.js": lambda: _read("page.js"),
    "bar.js": lambda: _read("bar.js"),
    "page.css": lambda: compact(_read("page.css", "bar.css")),
    "plotly.js": lambda: plotly_source().read_text(encoding="utf-8"),
}


def kept_text(name: str) -> str | None:
    """Return what a browser may keep for good, by its name; None where there is no such file.

    >>> kept_text("page.css") == kept_text("../page.css")
    False
    """
    own = _OWN.get(name)
    return own() if own else widget_file(name)


@lru_cache(_FILES)
def kept_address(name: str) -> str | None:
    """Return the address of such a file."""
    text = kept_text(name)
    return None if text is None else address_of(name, text)


@lru_cache(_FILES)
def compressed_text(name: str) -> bytes:
    """Return such a file, compressed."""
    return gzip.compress((kept_text(name) or "").encode(), mtime=0)
