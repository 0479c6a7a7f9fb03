"""Measure the assessment screen in Chromium: from key press to repainted map, and from request to form."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from nmt_widgets.bench.errands import PASSPHRASE, add_client
from nmt_widgets.bench.server import BenchServer
from nmt_widgets.bench.windows import live, open_window, sign_in

ROUNDS = 3
EDITS = 60
NAME = "Bench"

# A key is timed from when the browser got it to the frame after the one in which its box has changed (`box`), and in
# which the kernel's figures have (`figures`).
_WATCH = """() => {
  window.times = { box: [], figures: [] };
  const begun = {};
  addEventListener("keydown", (event) => {
    if (/^[1-9]$/.test(event.key)) begun.box = begun.figures = event.timeStamp;
  }, true);
  const watch = (name, target, options) => new MutationObserver(() => {
    const from = begun[name];
    if (!from) return;
    begun[name] = 0;
    requestAnimationFrame(() => setTimeout(() => window.times[name].push(performance.now() - from)));
  }).observe(document.querySelector(target), { subtree: true, ...options });
  watch("box", ".nmt-live svg", { attributes: true, attributeFilter: ["data-score"] });
  watch("figures", ".nmt-figures", { childList: true });
}"""


def measure_assessing() -> dict[str, Any]:
    """Open a half-filled assessment in Chromium, cold and preheated, and score in it.

    Each page is opened in a new browser context, without a cache; a cold page is the first one asked of a server
    that keeps none of it ready.

    Returns
    -------
    dict
        Medians `cold_ms` and `preheated_ms` and their `ratio`; from key to repainted box `edit_p50_ms` and
        `edit_p90_ms`; to the figures as the kernel has computed them `figures_p50_ms` and `figures_p90_ms`.

    Raises
    ------
    InputError
        When there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    from nmt_widgets.library.printing.browser import find_browser

    chromium = find_browser()
    times: dict[str, list[float]] = {"cold": [], "preheated": []}
    times |= {"box": [], "figures": []}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=str(chromium) if chromium else None, args=["--disable-background-networking"]
        )
        case = _begin(Path(folder))
        for _ in range(ROUNDS):
            with BenchServer(Path(folder)) as server:
                state = sign_in(browser, server.urls[0], NAME, PASSPHRASE)
                for kind in ("cold", "preheated"):
                    page, opened = open_assessment(
                        browser, state, f"{server.root}/voila/render/assess.ipynb?case={case}"
                    )
                    times[kind].append(opened)
                    if kind == "cold":
                        page.context.close()
                        time.sleep(5)  # the server makes the next page ready
                time.sleep(4)  # and the one after it
                for name, milliseconds in score_rows(page).items():
                    times[name] += milliseconds
                page.context.close()
        browser.close()
    cold, preheated = (statistics.median(times[name]) for name in ("cold", "preheated"))
    box, figures = (statistics.quantiles(times[name], n=10) for name in ("box", "figures"))
    return {
        "cold_ms": cold,
        "preheated_ms": preheated,
        "ratio": cold / preheated,
        "edit_p50_ms": box[4],
        "edit_p90_ms": box[8],
        "figures_p50_ms": figures[4],
        "figures_p90_ms": figures[8],
    }


def _begin(folder: Path) -> str:
    """Create a database with one person and James's first assessment in progress; return the case's code."""
    from nmt_widgets.store import Person, open_store
    from nmt_widgets.store.people.accounts import add_person

    store = open_store(Person(NAME, "clinician"), url=f"sqlite:///{folder / 'workbook.db'}")
    add_person(store.engine, NAME, "clinician", PASSPHRASE)
    return add_client(store)


def open_assessment(browser: Any, state: Any, address: str) -> tuple[Any, float]:
    """Return the page and the milliseconds until form and map are visible."""
    page = open_window(browser, storage_state=state)
    begin = time.perf_counter()
    page.goto(address, wait_until="commit")
    live(page, ".nmt-assessment").wait_for()
    live(page, ".nmt-live svg").wait_for()
    return page, (time.perf_counter() - begin) * 1e3


def score_rows(page: Any) -> dict[str, list[float]]:
    """Score one function after the other at a person's pace, and return the times measured in the page."""
    page.locator('.nmt-sections [data-section="functions"]').click()
    page.keyboard.press("Home")
    page.evaluate(_WATCH)
    for edit in range(EDITS):
        page.keyboard.press(
            str(4 + edit % 2 + edit // 32)
        )  # always another score than the one that stands there
        page.wait_for_timeout(180)
        page.keyboard.press("Home" if edit % 32 == 31 else "Enter")
    page.wait_for_timeout(500)
    times: dict[str, list[float]] = page.evaluate("window.times")
    return times
