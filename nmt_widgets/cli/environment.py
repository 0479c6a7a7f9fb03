"""Prepare the process: other people's files in the folder, any terminal, a user without a home folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nmt_widgets.core.setting_checks import put_places_in_full


def settle() -> None:
    """Prepare this process and every program that it starts."""
    # a file types.py in the current folder must not replace Python's own module
    os.environ["PYTHONSAFEPATH"] = "1"
    _write_any_letter()
    _set_home()
    put_places_in_full()


def is_gone() -> bool:
    """Return whether the current folder was removed after the command started."""
    try:
        Path.cwd()
    except OSError:
        return True
    return False


def _write_any_letter() -> None:
    """Escape characters that a terminal cannot show; write UTF-8 to programs and files, in every locale."""
    for stream in (sys.stdout, sys.stderr):
        if change := getattr(stream, "reconfigure", None):
            change(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _set_home() -> None:
    """Point HOME of a user without a home folder to nothing: libraries need a path, but no folder."""
    if not os.environ.get("HOME"):
        os.environ.pop("HOME", None)  # an empty HOME would be the root folder
    if os.name == "posix" and os.path.expanduser("~") in ("~", "/"):  # noqa: PTH111 Path.home() raises
        os.environ["HOME"] = os.devnull
