"""Pictures of screens under outputs/screens, for people to look at: taken only where NMT_SHOTS asks for them."""

import os

from tests.conftest import ROOT
from tests.patience import wait_until_still

_FOLDER = ROOT / "outputs" / "screens"


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
