"""Scripts and style sheets of the widgets: each widget has one bundle, and the house's look comes first everywhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nmt_widgets.core.look import look

STATIC = Path(__file__).parent.parent
BUNDLES = STATIC / "bundles"


@cache
def script(name: str) -> str:
    """Return a script with all it imports; `npm run build` makes it of the sources beside the widgets.

    >>> script("shared/notice").rstrip().endswith("as default};")
    True
    """
    return (BUNDLES / f"{name}.js").read_text(encoding="utf-8")


@cache
def sheet(*names: str) -> str:
    """Return the shared look and a widget's style sheets as one text; the name of a folder stands for all its sheets.

    >>> sheet("shared/notice").startswith(look())
    True
    """
    files: list[Path] = []
    for name in names:
        folder = STATIC / name
        files += sorted(folder.glob("*.css")) if folder.is_dir() else [STATIC / f"{name}.css"]
    return look(*files)
