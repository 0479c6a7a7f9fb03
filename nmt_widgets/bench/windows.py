"""Browser windows as a person uses them: open and idle before an address is entered."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

_PATIENCE = 120_000  # milliseconds: a page may wait for others
_RESTS = 1500  # milliseconds: opening a window keeps Chromium busy with pages of its own


def open_window(browser: Any, **settings: Any) -> Any:
    """Return the empty page of a new window, with an empty cache, once the browser is idle.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    **settings
        Of the window's context, such as `storage_state`.
    """
    page = browser.new_context(viewport={"width": 1280, "height": 800}, **settings).new_page()
    page.set_default_timeout(_PATIENCE)
    page.wait_for_timeout(_RESTS)
    return page


def live(page: Any, part: str) -> Any:
    """Return a part of the live screen by its selector: the same part may stand in its still picture before."""
    return page.locator(f".nmt-output {part}")


def sign_in(browser: Any, address: str, name: str, passphrase: str) -> Any:
    """Sign somebody in at a workbook, and return the state of the browser's storage for :func:`open_window`."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(_PATIENCE)
    page.goto(urljoin(address, f"/sign-in?next=/sign-in&{urlsplit(address).query}"))
    page.get_by_label("Name").fill(name)
    page.get_by_label("Passphrase").fill(passphrase)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Signed in as").wait_for()
    state = context.storage_state()
    context.close()
    return state
