"""The look that every screen, page and report shares: the tokens, and the components that are made of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
SHEETS = (_FOLDER / "tokens.css", _FOLDER / "components.css")
"""The shared style sheets, in the order in which a page needs them."""


@cache
def look(*sheets: Path) -> str:
    """Return the shared style sheets, and those of a screen after them, as one text.

    >>> look().index("--nmt-ink") < look().index(".nmt-button")
    True
    """
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in (*SHEETS, *sheets))
