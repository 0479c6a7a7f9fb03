"""Measure a class on its own laptops: thirty members join at the door and score, one of them in a Chromium."""

from __future__ import annotations

import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from nmt_widgets.bench.kernels import kernel_processes
from nmt_widgets.bench.laptops import Laptop
from nmt_widgets.bench.server import BenchServer
from nmt_widgets.bench.windows import live

SIZE = 30
PACE = 0.25  # seconds between two scores of a member: 32 of them within eight seconds
CASE = "practice-boy-8"
_TRAINER, _DOOR = "Tina", "127.0.0.1"
_SETTLE_SECONDS = 10.0  # the server makes the pages of the class ready

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
    """Let a class join by the door and score a practice case together, a score of each member every quarter second.

    Laptops, kernels and server share this machine, so that a real class, each on a computer of its own, fares better.

    Returns
    -------
    dict
        `members`; `joined_s`, from the first to enter the class until all have their sheet; `scored_s` until all of
        them have saved every score, `retries` of these later since the store was busy, and `pace_s`, the shortest
        time it can take; `edit_p90_ms` from key to repainted row in the Chromium among them, `alone_p90_ms` before
        the others begin, and their `ratio`; `kernel_mb`, the memory of a member's kernel with its part of what is
        shared, and `server_mb`, by which the server has grown for each.

    Raises
    ------
    InputError
        When there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.library.printing.browser import find_browser

    chromium = find_browser()
    paths = [f"assessments/1/functions/scores/{function.id}" for function in load_instrument().functions]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder, ExitStack() as members:
        browser = playwright.chromium.launch(
            executable_path=str(chromium) if chromium else None, args=["--disable-background-networking"]
        )
        code = _open_class(Path(folder))
        options = ["--class", "--host", _DOOR, "--class-size", str(SIZE)]
        with BenchServer(Path(folder), options, addresses=2) as server:
            time.sleep(_SETTLE_SECONDS)
            door, before = server.urls[1], _own_memory(server.pid)
            begin = time.perf_counter()
            laptops = [Laptop(door, code, f"Laptop {at}") for at in range(1, SIZE)]
            with ThreadPoolExecutor(SIZE) as pool:
                entering = pool.map(members.enter_context, laptops)
                page = _join(browser, door, code)
                list(entering)
                joined = time.perf_counter() - begin
                alone = _score(page, 16)
                begin = time.perf_counter()
                scoring = [pool.submit(_score_all, laptop, paths) for laptop in laptops]
                times = _score(page, len(paths))
                for work in scoring:
                    work.result()
                scored = time.perf_counter() - begin
            kernels = [kernel.memory_full_info().pss / 1e6 for kernel in kernel_processes(server.pid)]
            grown = (_own_memory(server.pid) - before) / SIZE
            members.close()
        browser.close()
    p90, alone_p90 = _p90(times), _p90(alone)
    return {
        "members": SIZE,
        "joined_s": joined,
        "scored_s": scored,
        "retries": sum(laptop.retries for laptop in laptops),
        "pace_s": PACE * len(paths),
        "edit_p90_ms": p90,
        "alone_p90_ms": alone_p90,
        "ratio": p90 / alone_p90,
        "kernel_mb": statistics.median(sorted(kernels)[-SIZE:]),
        "server_mb": grown,
    }


def _p90(times: list[float]) -> float:
    return statistics.quantiles(times, n=10)[8]


def _open_class(folder: Path) -> str:
    """Open a class in a store of its own, and return its code."""
    from nmt_widgets.store import Person, open_store, operator
    from nmt_widgets.store.learning.classes import Classes
    from nmt_widgets.store.people.accounts import add_person

    url = f"sqlite:///{folder / 'workbook.db'}"
    add_person(open_store(operator(), url=url).engine, _TRAINER, "trainer", "four words make one")
    store = open_store(Person(_TRAINER, "trainer"), url=url)
    return Classes(store.access).open_class("Bench", CASE).code


def _join(browser: Any, door: str, code: str) -> Any:
    """Join the class in a Chromium, and return the page with its sheet."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{door}/{code}")
    page.locator("#name").fill("Chromium")
    page.keyboard.press("Enter")
    page.locator("main a.nmt-button").click()
    live(page, ".nmt-sheet-row[data-current] [tabindex='0']").focus()
    page.keyboard.press("Home")
    page.evaluate(_WATCH)
    return page


def _score(page: Any, count: int) -> list[float]:
    """Score a row after another at the pace of the class, and return the times measured in the page."""
    page.evaluate("window.times = []")
    for at in range(count):
        begin = time.perf_counter()
        page.keyboard.press(str(3 + at % 6))
        page.keyboard.press("Enter")
        page.wait_for_timeout(max(0.0, PACE - (time.perf_counter() - begin)) * 1e3)
    times: list[float] = page.evaluate("window.times")
    return times


def _score_all(laptop: Laptop, paths: list[str]) -> None:
    """Save a score for each function, at the pace of the class."""
    begin = time.perf_counter()
    for at, path in enumerate(paths):
        time.sleep(max(0.0, begin + at * PACE - time.perf_counter()))
        laptop.score(path, 3 + at % 6)


def _own_memory(pid: int) -> float:
    """Return the memory of the server's own processes, without kernels, in megabytes."""
    import psutil

    root = psutil.Process(pid)
    kernels = {kernel.pid for kernel in kernel_processes(pid)}
    own = [process for process in (root, *root.children(recursive=True)) if process.pid not in kernels]
    return float(sum(process.memory_full_info().uss for process in own)) / 1e6
