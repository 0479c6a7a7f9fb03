"""Measure the list of cases in Chromium: from an address to its first cards, and from a letter to what fits."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

from nmt_widgets.bench.server import BenchServer
from nmt_widgets.bench.windows import open_window, sign_in

ROUNDS = 3
TYPED = "elodie foster"
NAME, PASSPHRASE = "Bench", "four words make one"
_READY_WITHIN = 5.0  # seconds: the server makes the next page ready

# A letter is timed from when the browser got it to the frame after the one in which the cards have changed.
_WATCH = """() => {
  window.times = [];
  let begun = 0;
  addEventListener("keydown", (event) => { begun = event.timeStamp; }, true);
  new MutationObserver(() => {
    const from = begun;
    requestAnimationFrame(() => setTimeout(() => window.times.push(performance.now() - from)));
  }).observe(document.querySelector(".nmt-case-sections"), { childList: true });
}"""


def time_list_screen(folder: Path) -> dict[str, float]:
    """Open the list of a store as a clinician to whom a page of clients is assigned, and type into its search.

    Parameters
    ----------
    folder : Path
        Of the store; the clinician is added to it, and sees the maps of those clients.

    Returns
    -------
    dict
        Medians in milliseconds: `first_cards` from the address to cards, `live_cards` to cards that answer with a map,
        `letter` from a letter to what fits.

    Raises
    ------
    InputError
        When there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    from nmt_widgets.library.printing.browser import find_browser
    from nmt_widgets.store import open_store, operator
    from nmt_widgets.store.people.accounts import add_person
    from nmt_widgets.store.records.catalogue import Listing

    store = open_store(operator(), url=f"sqlite:///{folder / 'workbook.db'}")
    add_person(store.engine, NAME, "clinician", PASSPHRASE)
    for entry in store.page(Listing(group="clients")).entries:
        store.assign(entry.case_id, NAME, edit=f"bench-{entry.case_id}")
    chromium = find_browser()
    times: dict[str, list[float]] = {"first_cards": [], "live_cards": [], "letter": []}
    with sync_playwright() as playwright, BenchServer(folder) as server:
        browser = playwright.chromium.launch(
            executable_path=str(chromium) if chromium else None, args=["--disable-background-networking"]
        )
        state = sign_in(browser, server.urls[0], NAME, PASSPHRASE)
        for _ in range(ROUNDS):
            time.sleep(_READY_WITHIN)
            page = open_window(browser, storage_state=state)
            begin = time.perf_counter()
            page.goto(f"{server.root}/voila/render/home.ipynb", wait_until="commit")
            for name, part in (("first_cards", ".nmt-case"), ("live_cards", ".nmt-case-map svg")):
                page.locator(part).first.wait_for()
                times[name].append((time.perf_counter() - begin) * 1e3)
            times["letter"] += _type(page)
            page.context.close()
        browser.close()
    return {name: statistics.median(values) for name, values in times.items()}


def _type(page: Any) -> list[float]:
    """Type into the search, each letter when the last is answered, and return the times."""
    page.locator("body:not(.nmt-is-opening) .nmt-case-search input").focus()
    page.evaluate(_WATCH)
    for count, letter in enumerate(TYPED, 1):
        page.keyboard.type(letter)
        page.wait_for_function("count => window.times.length >= count", arg=count)
    return list(page.evaluate("window.times"))
