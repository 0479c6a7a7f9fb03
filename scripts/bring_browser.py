"""Bring a Chromium: Debian's headless shell, or its whole browser, where apt works; playwright's own build elsewhere.

The shell draws as the whole browser does, and needs a third less of the computer for each page of a test.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from nmt_widgets.library.printing.browser import find_browser

SHELL = "chromium-headless-shell"


def main() -> int:
    """Install the shell where it can be had, and some browser where there is none; return 0 when there is one."""
    if not os.environ.get("NMT_BROWSER") and not shutil.which(SHELL):
        install_package(SHELL)
    if has_browser():
        return 0
    install_package("chromium")
    if has_browser():
        return 0
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if has_browser():
        return 0
    print(
        "No Chromium could be installed, or playwright cannot drive it; install Chrome or Chromium, "
        "or set NMT_BROWSER to one.",
        file=sys.stderr,
    )
    return 1


def install_package(name: str) -> None:
    """Install a package of Debian, with what a page needs; nothing where apt is not, or asks for a password."""
    if not shutil.which("apt-get"):
        return
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for step in (
        ["update"],
        ["install", "-y", "--no-install-recommends", name, "fonts-dejavu-core", "libatomic1"],
    ):
        subprocess.run([*as_root, "apt-get", "-qq", *step], check=False, stderr=subprocess.DEVNULL)


def has_browser() -> bool:
    """Print which browser playwright can drive, on the path or its own; return whether there is one."""
    try:
        with sync_playwright() as playwright:
            browser = find_browser() or Path(playwright.chromium.executable_path)
    except Exception as error:  # NMT_BROWSER is no program, or playwright's driver lacks a library
        print(error, file=sys.stderr)
        return False
    if browser.is_file():
        print(f"browser: {browser}")
    return browser.is_file()


if __name__ == "__main__":
    sys.exit(main())
