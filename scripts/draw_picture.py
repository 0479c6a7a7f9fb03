"""Draw docs/james-map.png, the picture of the README, from James's first assessment."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from nmt_widgets import load_case, load_instrument, profile
from nmt_widgets.charts import case_map
from nmt_widgets.library.printing.browser import find_browser

PICTURE = Path(__file__).parent.parent / "docs" / "james-map.png"

if __name__ == "__main__":
    svg = case_map(profile(load_case("james"), 1), load_instrument(), paper="#ffffff")
    program = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(program) if program else None)
        page = browser.new_page(viewport={"width": 1240, "height": 800}, device_scale_factor=1.5)
        page.set_content(f"<body style='margin:0;background:#fff'>{svg}</body>")
        page.locator("svg").screenshot(path=PICTURE)
        browser.close()
