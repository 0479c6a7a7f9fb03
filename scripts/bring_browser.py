"""Bring the browsers: a Chromium for PDF and for tests; Firefox, and the WebKit that Safari is made of, for tests.

Of Chromium, the whole browser is for the tests of its window only. For all others, Debian's headless shell comes first:
it draws as the whole browser does, and needs a third less of the computer for each page of a test. Where apt is not,
playwright's own build is the last try.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from nmt_widgets.core.errors import InputError
from nmt_widgets.library.printing.browser import find_browser
from nmt_widgets.server.desktop.browsers import window_browser
from scripts.debian import install_packages

SHELL = "chromium-headless-shell"
WEBKIT = ("WebKitWebDriver", "Xvfb")


def main() -> int:
    """Return 0 when there is a Chromium in the end, and the other two, or nobody insists on them."""
    if not bring_chromium():
        print(
            "No Chromium could be installed, or playwright cannot drive it; install Chrome or Chromium, "
            "or set NMT_BROWSER to one.",
            file=sys.stderr,
        )
        return 1
    if bring_firefox() and bring_webkit() and bring_window():
        return 0
    print(
        "Firefox, WebKit or a Chromium with windows could not be installed; put firefox, chromium, WebKitWebDriver "
        "(WebKitGTK's) and Xvfb on the path. Their tests fail where CI is set, and are passed over elsewhere.",
        file=sys.stderr,
    )
    return 1 if os.environ.get("CI") else 0


def bring_chromium() -> bool:
    """Install the shell where it can be had, and some Chromium where there is none; return whether there is one."""
    if not os.environ.get("NMT_BROWSER") and not shutil.which(SHELL):
        install_packages(SHELL, "fonts-dejavu-core", "libatomic1")
    if has_browser():
        return True
    install_packages("chromium", "fonts-dejavu-core", "libatomic1")
    if has_browser():
        return True
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return has_browser()


def bring_firefox() -> bool:
    """Install Firefox where there is none; return whether there is one."""
    if not find_firefox():
        install_packages("firefox-esr")
    print(f"firefox: {find_firefox()}")
    return bool(find_firefox())


def bring_webkit() -> bool:
    """Install WebKitGTK with its driver, and a screen for it; return whether they are there."""
    if not find_webkit():
        install_packages("webkit2gtk-driver", "xvfb")
    print(f"webkit: {find_webkit()}")
    return bool(find_webkit())


def bring_window() -> bool:
    """Install the whole Chromium where there is none, for the tests of its window; return whether there is one."""
    if not find_window():
        install_packages("chromium")
    print(f"window: {find_window()}")
    return bool(find_window())


def has_browser() -> bool:
    """Print which Chromium playwright can drive, on the path or its own; return whether there is one."""
    try:
        with sync_playwright() as playwright:
            browser = find_browser() or Path(playwright.chromium.executable_path)
    except Exception as error:  # NMT_BROWSER is no program, or playwright's driver lacks a library
        print(error, file=sys.stderr)
        return False
    if browser.is_file():
        print(f"browser: {browser}")
    return browser.is_file()


def find_firefox() -> str | None:
    """Return the Firefox on the path, the long-lived one first."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


def find_window() -> Path | None:
    """Return the Chromium, Chrome or Edge that has windows."""
    try:
        return window_browser()
    except InputError:
        return None


def find_webkit() -> str | None:
    """Return the driver of WebKit, if what it needs is on the path too."""
    return shutil.which(WEBKIT[0]) if all(map(shutil.which, WEBKIT)) else None


if __name__ == "__main__":
    sys.exit(main())
