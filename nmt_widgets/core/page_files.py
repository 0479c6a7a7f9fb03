"""Scripts and style sheets of pages: a bundle for each widget, its sheets, one look for all; and their addresses.

What the workbook's server sends is the same for everybody, so it has an address of its own. The address holds a hash of
the content: a browser asks for it once and keeps it for good. In a notebook there is no such server, and a widget
carries its script and its sheets along.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache, lru_cache
from pathlib import Path

from nmt_widgets.core.base_path import full_path
from nmt_widgets.core.look import compact, look
from nmt_widgets.core.private_files import private_folder, write_private

DATA_FOLDER = "NMT_PAGE_DATA"
"""The variable with the folder from which the workbook's server sends data that kernels write for pages."""

DATA = "data.json"
"""The name in the address of such data."""

_SHEETS = 128  # of which the text is kept

STATIC = Path(__file__).parents[1] / "widgets"
BUNDLES = STATIC / "bundles"

LOOK = "look"
"""The name of the sheet that all pages and widgets share."""


@cache
def script(name: str) -> str:
    """Return a script with all it imports; `npm run build` makes it of the sources beside the widgets.

    >>> script("shared/notice").rstrip().endswith("as default};")
    True
    """
    return (BUNDLES / f"{name}.js").read_text(encoding="utf-8")


@lru_cache(_SHEETS)
def sheet(*names: str) -> str:
    """Return a widget's own style sheets as one compact text; the name of a folder stands for all its sheets.

    >>> sheet("shared/notice") in sheet("shared/notice", "shared/choice")
    True
    """
    return compact("\n".join(map(_read_sheet, names)))


def _read_sheet(name: str) -> str:
    if name == LOOK:
        return look()
    folder = STATIC / name
    files = sorted(folder.glob("*.css")) if folder.is_dir() else [STATIC / f"{name}.css"]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def base_sheet() -> str:
    """Return the look that all widgets share, compact.

    >>> ".nmt-button{" in base_sheet()
    True
    """
    return sheet(LOOK)


def address_of(name: str, text: str) -> str:
    """Return the address of a text on the workbook's server.

    >>> address_of("a/b.js", "export default {}")
    '/kept/9aeb8d59b4d483ca6298/a/b.js'
    """
    return full_path(f"/kept/{_mark(text)}/{name}")


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def page_data(run_folder: Path) -> Path:
    """Return the folder for data of pages in the folder of a running server."""
    return run_folder / "page_data"


def data_file(folder: Path, mark: str) -> Path:
    """Return where data of pages are, by the hash in their address."""
    return folder / f"{mark}.json"


def is_data_kept() -> bool:
    """Return whether there is a server that sends data of pages."""
    return DATA_FOLDER in os.environ


def keep_data(content: object) -> str:
    """Let the server send data that are the same for everybody: words, never anything of a client or a person.

    Returns
    -------
    str
        Their address.
    """
    text = json.dumps(content, ensure_ascii=False)
    file = data_file(private_folder(Path(os.environ[DATA_FOLDER])), _mark(text))
    if not file.exists():
        write_private(file, text)
    return address_of(DATA, text)


@cache
def script_address(name: str) -> str:
    """Return the address of a bundle."""
    return address_of(f"{name}.js", script(name))


@cache
def sheet_address(*names: str) -> str:
    """Return the address of style sheets, joined to one."""
    return address_of(f"{'+'.join(names)}.css", sheet(*names))


@cache
def _known_names() -> dict[str, frozenset[str]]:
    scripts = [file.relative_to(BUNDLES).with_suffix("").as_posix() for file in BUNDLES.rglob("*.js")]
    sheets = [file.relative_to(STATIC) for file in STATIC.rglob("*.css")]
    folders = frozenset(name.parent.as_posix() for name in sheets)
    return {
        "js": frozenset(scripts),
        "css": folders.union([LOOK], (name.with_suffix("").as_posix() for name in sheets)),
    }


def widget_file(name: str) -> str | None:
    """Return what a widget's script or sheets hold, by the name in their address; None for any other name.

    Examples
    --------
    >>> widget_file("shared/notice.js") == script("shared/notice")
    True
    >>> widget_file("shared/notice+shared/choice.css") == sheet("shared/notice", "shared/choice")
    True
    >>> widget_file("shared/notice+../../core/tokens.css") is None
    True
    """
    stem, _, kind = name.rpartition(".")
    parts = stem.split("+")
    if not _known_names().get(kind, frozenset()).issuperset(parts) or len(parts) > len(set(parts)):
        return None
    return sheet(*parts) if kind == "css" else script(stem) if len(parts) == 1 else None
