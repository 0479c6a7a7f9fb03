"""The scripts of Voila, in one file: Voila and its widgets would ask for them one after the other.

Webpack keeps the parts of a program in files of their own, and takes a part that is there already when the program
starts. So these files, one after the other, do what they do by themselves. `page_scripts.txt` names them; one that this
version of Voila does not have is left out, and one that is not named is fetched when it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_NAMES = Path(__file__).with_suffix(".txt")
_ALONE = "(()=>{%s\n})();\n"  # "use strict" of one file is not that of the next


def static_folders() -> list[str]:
    """Return the folders of Voila's own scripts and styles."""
    from voila.paths import collect_static_paths

    return [str(folder) for folder in collect_static_paths(["voila", "nbconvert"], "lab", prune=True)]


def labextension_folders() -> list[str]:
    """Return the folders of the installed extensions for the browser."""
    from voila.utils import get_voila_labextensions_path

    return [str(folder) for folder in get_voila_labextensions_path()]


def script_names() -> list[str]:
    """Return the places of the scripts in these folders; a star stands for a hash.

    >>> "anywidget/static/2.*.js" in script_names()
    True
    """
    lines = _NAMES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def join_scripts(names: Iterable[str], folders: Iterable[str]) -> str:
    """Return the named scripts as one, each of the first folder that has it."""
    places = [Path(folder) for folder in folders]
    parts = []
    for name in names:
        files = (file for folder in places for file in sorted(folder.glob(name)))
        if file := next(files, None):
            parts.append(_ALONE % file.read_text(encoding="utf-8"))
    return "".join(parts)


def page_scripts() -> str:
    """Return the scripts of a page with Voila, of what is installed; they are not kept: few ask for them plain."""
    return join_scripts(script_names(), [*static_folders(), *labextension_folders()])
