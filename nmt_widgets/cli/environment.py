"""Where the command runs: a folder with anybody's files, a terminal of any alphabet, a user without a home."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nmt_widgets.core.setting_checks import put_places_in_full


def settle() -> None:
    """Make the best of where the command runs, for itself and for every program it starts."""
    # a types.py lying in the folder somebody starts from is not Python's own
    os.environ["PYTHONSAFEPATH"] = "1"
    _write_any_letter()
    _have_a_home()
    put_places_in_full()


def is_gone() -> bool:
    """Say whether the folder the command was started in has been removed meanwhile."""
    try:
        Path.cwd()
    except OSError:
        return True
    return False


def _write_any_letter() -> None:
    """Write what a terminal cannot show as its code; programs and files are given UTF-8, whatever the language."""
    for stream in (sys.stdout, sys.stderr):
        if change := getattr(stream, "reconfigure", None):
            change(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _have_a_home() -> None:
    """Give a user without a home one that is none: libraries ask for its place, and do without what is not there."""
    if not os.environ.get("HOME"):
        os.environ.pop("HOME", None)  # an empty one would be the root of the disk
    if os.name == "posix" and os.path.expanduser("~") in ("~", "/"):  # noqa: PTH111 Path.home() raises
        os.environ["HOME"] = os.devnull
