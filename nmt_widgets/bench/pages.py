"""Measure the time from the request of a page to its first map, preheated and not."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from typing import Any

from nmt_widgets.bench.windows import open_window
from nmt_widgets.core.extras import require

ROUNDS = 5


def measure_pages() -> dict[str, Any]:
    """Open James's map in Chromium, from a cold server and as a preheated page.

    The address names the case, so that the first thing drawn is his map. Each time is that of a new browser
    context, without a cache. A cold page is one asked for before the server could make it ready.

    Returns
    -------
    dict
        Medians `cold_ms` and `preheated_ms`, and their `ratio`.

    Raises
    ------
    InputError
        When there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    from nmt_widgets.library.printing.browser import find_browser

    chromium = find_browser()
    times: dict[str, list[float]] = {"cold": [], "preheated": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium) if chromium else None, args=["--disable-background-networking"]
        )
        for _ in range(ROUNDS):
            with Server() as server:
                times["cold"].append(_first_map(browser, server.url))
                time.sleep(4)  # the server makes the next page ready
                times["preheated"].append(_first_map(browser, server.url))
        browser.close()
    cold, preheated = (statistics.median(times[name]) for name in ("cold", "preheated"))
    return {"cold_ms": cold, "preheated_ms": preheated, "ratio": cold / preheated}


def _first_map(browser: Any, url: str) -> float:
    page = open_window(browser)
    begin = time.perf_counter()
    page.goto(f"{url}&case=james", wait_until="commit")
    page.wait_for_selector(".nmt-brain-map svg", state="attached")
    milliseconds = (time.perf_counter() - begin) * 1e3
    page.context.close()
    return milliseconds


class Server:
    """`nmt serve` on a free port."""

    def __enter__(self) -> Server:
        require("voila")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nmt_widgets", "serve", "--no-browser", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        address = re.search(r"http://\S+", self._process.stdout.readline())
        if not address:
            raise RuntimeError("the server did not start")
        self.url, self.pid = address[0], self._process.pid
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)
