"""Scripts and style sheets of the widgets: each widget has one bundle, and the house's look comes first everywhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent.parent
BUNDLES = STATIC / "bundles"
LOOK = STATIC.parent / "core" / "look.css"


@cache
def script(name: str) -> str:
    """Return a script with all it imports; `npm run build` makes it of the sources beside the widgets.

    >>> script("shared/notice").rstrip().endswith("as default};")
    True
    """
    return (BUNDLES / f"{name}.js").read_text(encoding="utf-8")


@cache
def sheet(*names: str) -> str:
    """Return the house's look and style sheets as one text; the name of a folder stands for all its sheets.

    >>> sheet("shared/notice").startswith(LOOK.read_text(encoding="utf-8"))
    True
    """
    files = [LOOK]
    for name in names:
        folder = STATIC / name
        files += sorted(folder.glob("*.css")) if folder.is_dir() else [STATIC / f"{name}.css"]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
