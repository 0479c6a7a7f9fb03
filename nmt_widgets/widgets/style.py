"""Style sheets of the widgets: the house's look first, so that they look alike in Voila and in JupyterLab."""

from __future__ import annotations

from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
LOOK = Path(__file__).parent.parent / "ground" / "look.css"


@cache
def style(name: str) -> str:
    """Return the look and the style sheet of one widget as one text."""
    return "\n".join(path.read_text(encoding="utf-8") for path in (LOOK, STATIC / f"{name}.css"))
