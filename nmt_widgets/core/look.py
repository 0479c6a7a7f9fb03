"""The look that every screen, page and report shares: the tokens, and the components that are made of them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
SHEETS = (_FOLDER / "tokens.css", _FOLDER / "components.css", _FOLDER / "lists.css")
"""The shared style sheets, in the order in which a page needs them."""


@cache
def look(*sheets: Path) -> str:
    """Return the shared style sheets, and those of a screen after them, as one text.

    >>> look().index("--nmt-ink") < look().index(".nmt-button")
    True
    """
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in (*SHEETS, *sheets))


@cache
def paper_look(*sheets: Path) -> str:
    """Return the tokens and a paper's own sheets, compact: on a paper there is nothing to press and nothing to fill in.

    >>> ".nmt-button" in paper_look()
    False
    """
    return compact("\n".join(sheet.read_text(encoding="utf-8") for sheet in (SHEETS[0], *sheets)))


def compact(css: str) -> str:
    r"""Return a style sheet without comments and line breaks, for a file that carries it along.

    >>> compact(".a,\n.b {\n  color: red; /* why */\n  gap: 0 1px;\n}\n")
    '.a,.b{color: red;gap: 0 1px}'
    """
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"(?<=[{};,])\s+|\s+(?=[{}])", "", bare)).replace(";}", "}").strip()
