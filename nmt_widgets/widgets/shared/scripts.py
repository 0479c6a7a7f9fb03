"""Style sheets of the widgets: the house's look first, so that they look alike in Voila and in JupyterLab."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nmt_widgets.core.look import look

STATIC = Path(__file__).parent.parent


@cache
def style(name: str) -> str:
    """Return the look and the style sheet of one widget as one text."""
    return look(STATIC / f"{name}.css")


@cache
def script(*names: str) -> str:
    """Return scripts as one module; only the last one exports."""
    return "\n".join((STATIC / f"{name}.js").read_text(encoding="utf-8") for name in names)


@cache
def sheet(*names: str) -> str:
    """Return the house's look and style sheets as one text."""
    return look(*(STATIC / f"{name}.css" for name in names))
