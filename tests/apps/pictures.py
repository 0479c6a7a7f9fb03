"""Pictures of screens: for the documentation, and, where NMT_SHOTS asks for them, for people to look at."""

import os

from tests.conftest import ROOT
from tests.patience import wait_until_still

_FOLDER = ROOT / "outputs" / "screens"


_DOCUMENTATION = ROOT / "outputs" / "pictures"


def take_for_documentation(page, name, part=None, *, whole=False, width=None):
    """Take a picture of a page, light and dark, as `{screen}` of a page of docs/ shows it.

    Parameters
    ----------
    page : Page
    name : str
        What the documentation calls it.
    part : Locator, optional
        The part to take; by default what the window shows.
    whole : bool
        Whether to take the whole page, also what the window does not show.
    width : int, optional
        How wide the window is meanwhile: what is narrower can be read better in a column of text.
    """
    size = page.viewport_size
    if width:
        page.set_viewport_size({**size, "width": width})
    _DOCUMENTATION.mkdir(parents=True, exist_ok=True)
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        wait_until_still(page)  # colours may move, from the second frame on
        path = _DOCUMENTATION / f"{name}-{scheme}.png"
        if part is None:
            page.screenshot(path=path, full_page=whole, caret="hide")
        else:
            part.screenshot(path=path, caret="hide")
    if width:
        page.set_viewport_size(size)


def take_picture(page, name):
    """Take a picture of the whole page as it is."""
    if os.environ.get("NMT_SHOTS"):
        _FOLDER.mkdir(parents=True, exist_ok=True)
        wait_until_still(page)
        page.screenshot(path=_FOLDER / f"{name}.png", full_page=True)


def take_pictures(page, name):
    """Take pictures on two widths, light and dark, and leave the page as it was: 1280 pixels wide and light."""
    if not os.environ.get("NMT_SHOTS"):
        return
    height = page.viewport_size["height"]
    for width in (800, 1280):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            take_picture(page, f"{name}-{width}-{scheme}")
