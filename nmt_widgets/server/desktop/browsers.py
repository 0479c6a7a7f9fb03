"""The browser whose window shows the workbook: a Chromium, Chrome or Edge."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from nmt_widgets.core.settings import settings
from nmt_widgets.core.words import refusal

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chrome",
    "msedge",
)
_WITHOUT_WINDOW = "headless"
_ON_MACOS = ("Google Chrome", "Microsoft Edge", "Chromium")
_ON_WINDOWS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")


def window_browser() -> Path:
    """Return the browser of `NMT_BROWSER`, if it has windows, or the first on the path or where systems keep them.

    Raises
    ------
    InputError
        When there is none.
    """
    for name in _candidates():
        if program := shutil.which(name):
            return Path(program)
    raise refusal("desktop", "no_browser")


def _candidates() -> Iterator[str]:
    own = settings().browser
    if own and _WITHOUT_WINDOW not in Path(own).name:
        yield own
    yield from _NAMES
    if sys.platform == "darwin":
        for name in _ON_MACOS:
            yield f"/Applications/{name}.app/Contents/MacOS/{name}"
    for root in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if folder := os.environ.get(root):
            yield from (str(Path(folder, name)) for name in _ON_WINDOWS)
