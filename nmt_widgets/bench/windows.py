"""Browser windows as a person uses them: open and idle before an address is entered."""

from __future__ import annotations

from typing import Any

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
    page.wait_for_timeout(_RESTS)
    return page
