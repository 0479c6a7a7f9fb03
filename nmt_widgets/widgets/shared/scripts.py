"""Scripts and style sheets of the widgets: a bundle each, sheets of their own, and one look for all."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nmt_widgets.core.look import compact, look

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
    """Return a widget's own style sheets as one compact text; the name of a folder stands for all its sheets.

    >>> sheet("shared/notice") in sheet("shared/notice", "shared/choice")
    True
    """
    files: list[Path] = []
    for name in names:
        folder = STATIC / name
        files += sorted(folder.glob("*.css")) if folder.is_dir() else [STATIC / f"{name}.css"]
    return compact("\n".join(file.read_text(encoding="utf-8") for file in files))


@cache
def base_sheet() -> str:
    """Return the look that all widgets share, compact.

    >>> ".nmt-button{" in base_sheet()
    True
    """
    return compact(look())
