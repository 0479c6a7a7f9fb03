"""Scripts and style sheets of the practice screen's widgets, joined in their order: each widget is one module."""

from __future__ import annotations

from functools import cache

from nmt_widgets.widgets.style import LOOK, STATIC


@cache
def script(*names: str) -> str:
    """Return scripts as one module; only the last one exports."""
    return "\n".join((STATIC / f"{name}.js").read_text(encoding="utf-8") for name in names)


@cache
def sheet(*names: str) -> str:
    """Return the house's look and style sheets as one text."""
    files = (LOOK, *(STATIC / f"{name}.css" for name in names))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
