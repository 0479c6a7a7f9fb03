"""Measure a class: thirty trainees in thirty browsers and kernels, all on this machine."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from nmt_widgets.bench.kernels import kernel_processes
from nmt_widgets.bench.server import BenchServer

SIZE = 30
EDITS = 16
CASE = "practice-boy-8"
NAME, PASSPHRASE = "Trainee {at}", "four words make one"

# A key is timed from when the browser got it to the frame after the one in which its row has changed.
_WATCH = """() => {
  window.times = [];
  let begun = 0;
  addEventListener("keydown", (event) => {
    if (/^[1-9]$/.test(event.key)) begun = event.timeStamp;
  }, true);
  new MutationObserver(() => {
    const from = begun;
    if (!from) return;
    begun = 0;
    requestAnimationFrame(() => setTimeout(() => window.times.push(performance.now() - from)));
  }).observe(document.querySelector(".nmt-practice-attempt"), { subtree: true, attributes: true });
}"""


def measure_class() -> dict[str, Any]:
    """Let a class score a practice case together, one answer per trainee every second or two.

    Browsers, kernels and server share this machine, so that a real class, each with a browser of its own, fares better.

    Returns
    -------
    dict
        `trainees`; from key to repainted row `edit_p50_ms` and `edit_p90_ms` over all of them; `kernel_mb`, the memory
        a trainee's kernel has for itself; `saved`, the share of answers the store has in the end; and `ratio`, of
        the 90th percentile to that of one trainee alone.

    Raises
    ------
    InputError
        When there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    from nmt_widgets.library.printing.browser import find_browser

    chromium = find_browser()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=str(chromium) if chromium else None, args=["--disable-background-networking"]
        )
        store = _people(Path(folder))
        with BenchServer(Path(folder), ["--app", "practice", "--class-size", str(SIZE)]) as server:
            pages = [_join(browser, server, NAME.format(at=at)) for at in range(SIZE)]
            alone = _score(pages[:1])
            times = _score(pages)
            memory = _memory(server.pid)
            saved = _saved(store)
        browser.close()
    p90 = statistics.quantiles(times, n=10)[8]
    return {
        "trainees": SIZE,
        "edit_p50_ms": statistics.median(times),
        "edit_p90_ms": p90,
        "kernel_mb": memory,
        "saved": saved,
        "ratio": p90 / statistics.quantiles(alone, n=10)[8],
    }


def _people(folder: Path) -> Any:
    from nmt_widgets.store import open_store, operator
    from nmt_widgets.store.people.accounts import add_person

    store = open_store(operator(), url=f"sqlite:///{folder / 'workbook.db'}")
    for at in range(SIZE):
        add_person(store.engine, NAME.format(at=at), "trainee", PASSPHRASE)
    return store


def _join(browser: Any, server: BenchServer, name: str) -> Any:
    """Sign in, open the practice screen and begin the case; return the page."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(120_000)
    page.goto(server.urls[0])
    page.goto(f"{server.root}/sign-in?next=/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Signed in as").wait_for()
    page.goto(f"{server.root}/voila/render/practice.ipynb")
    page.locator(f'[data-begin="{CASE}"]').click()
    page.locator(".nmt-sheet-row[data-current] [tabindex='0']").focus()
    page.keyboard.press("Home")
    page.evaluate(_WATCH)
    return page


def _score(pages: list[Any]) -> list[float]:
    """Let everybody answer in turn at the pace of a class, and return the times measured in the pages."""
    for page in pages:
        page.evaluate("window.times = []")
    for edit in range(EDITS):
        begin = time.perf_counter()
        for page in pages:
            page.keyboard.press(str(3 + edit % 6))
            page.keyboard.press("Enter")
        time.sleep(max(0.0, 1.0 - (time.perf_counter() - begin)))
    time.sleep(2)
    return [milliseconds for page in pages for milliseconds in page.evaluate("window.times")]


def _memory(server: int) -> float:
    """Return the median of the kernels' own memory, in megabytes."""
    own: list[float] = [kernel.memory_full_info().uss / 1e6 for kernel in kernel_processes(server)]
    return statistics.median(own)


def _saved(store: Any) -> float:
    """Return the share of the answers that arrived in the store."""
    answers = [store.read(summary.case_id).answers for summary in store.records()]
    scored = [sum("/functions/scores/" in path for path in answered) for answered in answers]
    return sum(min(count, EDITS) for count in scored) / (EDITS * SIZE)
