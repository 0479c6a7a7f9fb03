"""Measure how a page opens, beside the smallest page of a plain Voila, with an empty cache each time."""

from __future__ import annotations

import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

from nmt_widgets.bench.server import BenchServer
from nmt_widgets.bench.windows import open_window
from nmt_widgets.core.extras import require

ROUNDS = 5
_READY_WITHIN = 6.0  # seconds: the server makes the next pages ready
_TEXT = "ready"

# Notes when what a selector names is first painted.
_WATCH = """([picture, live]) => {
  window.painted = {};
  const watch = (name, selector) => {
    const look = () => {
      const part = document.querySelector(selector);
      if (!part || !part.checkVisibility({ visibilityProperty: true })) return requestAnimationFrame(look);
      requestAnimationFrame(() => setTimeout(() => (window.painted[name] = performance.now())));
    };
    requestAnimationFrame(look);
  };
  watch("picture", picture);
  watch("alive", live);
}"""


@dataclass(frozen=True)
class Opened:
    """How one page opened: milliseconds to its picture and until it answers; its requests and what came of them."""

    picture: float
    alive: float
    requests: int
    bytes: int


def measure_pages() -> dict[str, Any]:
    """Open James's map in Chromium, go on to the next screen, and open a page with one word in a plain Voila.

    The rounds alternate. The picture is the first map or word to be seen; a page is alive when its widgets stand
    there. The next screen is clicked in the bar.

    Returns
    -------
    dict
        Medians `picture_ms`, `alive_ms` and `next_ms`, `requests` and `bytes`; the same of Voila, where the next page
        is the same one again; and the ratio of each.

    Raises
    ------
    InputError
        When there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    from nmt_widgets.library.printing.browser import find_browser

    require("voila")
    chromium = find_browser()
    own: list[Opened] = []
    plain: list[Opened] = []
    following: dict[str, list[float]] = {"own": [], "plain": []}
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        BenchServer(Path(folder)) as server,
        _plain_voila() as voila,
    ):
        browser = playwright.chromium.launch(
            executable_path=str(chromium) if chromium else None, args=["--disable-background-networking"]
        )
        for _ in range(ROUNDS):
            time.sleep(_READY_WITHIN)
            page = open_window(browser)
            own.append(
                _open(page, f"{server.urls[0]}&case=james", ".nmt-map", "body:not(.nmt-is-opening) .nmt-map")
            )
            time.sleep(_READY_WITHIN)
            following["own"].append(_go_on(page))
            page.context.close()
            page = open_window(browser)
            word = f".widget-label:has-text('{_TEXT}')"
            plain.append(_open(page, voila, ".widget-label", ".widget-label"))
            begin = time.perf_counter()
            page.goto(voila, wait_until="commit")
            page.locator(word).wait_for()
            following["plain"].append((time.perf_counter() - begin) * 1e3)
            page.context.close()
        browser.close()
    return _compared(_medians(own, following["own"]), _medians(plain, following["plain"]))


def _open(page: Any, address: str, picture: str, live: str) -> Opened:
    """Open an address, and return what was noted once the page is alive and asks for nothing more."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    requests: set[str] = set()
    sizes: list[int] = []

    def note(event: Any) -> None:
        if event["request"]["url"].startswith("http"):
            requests.add(event["requestId"])

    network.on("Network.requestWillBeSent", note)
    network.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.add_init_script(f"({_WATCH})({json.dumps([picture, live])})")
    page.goto(address, wait_until="commit")
    page.wait_for_function("window.painted?.alive")
    page.wait_for_load_state("networkidle")
    painted = page.evaluate("window.painted")
    return Opened(painted["picture"], painted["alive"], len(requests), sum(sizes))


def _go_on(page: Any) -> float:
    """Click the next screen in the bar, and return the milliseconds until it is alive."""
    begin = time.perf_counter()
    page.locator(".nmt-bar-screens a[href*=consult]").click(no_wait_after=True)
    page.wait_for_url("**/consult.ipynb", wait_until="commit")
    page.wait_for_function("document.body && !document.body.classList.contains('nmt-is-opening')")
    return (time.perf_counter() - begin) * 1e3


def _medians(opened: list[Opened], following: list[float]) -> dict[str, float]:
    return {
        "picture_ms": statistics.median(page.picture for page in opened),
        "alive_ms": statistics.median(page.alive for page in opened),
        "next_ms": statistics.median(following),
        "requests": statistics.median(page.requests for page in opened),
        "bytes": statistics.median(page.bytes for page in opened),
    }


def _compared(own: dict[str, float], plain: dict[str, float]) -> dict[str, float]:
    """Return the figures of both, and their ratios.

    >>> _compared({"alive_ms": 900.0}, {"alive_ms": 1000.0})
    {'alive_ms': 900.0, 'voila_alive_ms': 1000.0, 'alive_ratio': 0.9}
    """
    ratios = {f"{name.removesuffix('_ms')}_ratio": own[name] / plain[name] for name in own}
    return {**own, **{f"voila_{name}": figure for name, figure in plain.items()}, **ratios}


@contextmanager
def _plain_voila() -> Iterator[str]:
    """Serve a notebook with one word by Voila itself; yield the address."""
    import nbformat

    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        cell = nbformat.v4.new_code_cell(f"import ipywidgets\nipywidgets.Label({_TEXT!r})")
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), Path(folder) / "word.ipynb")
        free.close()
        process = subprocess.Popen(
            [sys.executable, "-m", "voila", "word.ipynb", "--no-browser", f"--port={port}"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        address = f"http://127.0.0.1:{port}/"
        try:
            _await_answer(f"{address}voila/static/voila.js")
            yield address
        finally:
            process.terminate()
            process.wait(20)


def _await_answer(address: str) -> None:
    opener = build_opener(ProxyHandler({}))
    for _ in range(300):
        try:
            opener.open(address, timeout=5).close()
            return
        except OSError as error:
            if hasattr(error, "code"):  # an answer, whatever it says
                return
            time.sleep(0.1)
    raise RuntimeError("Voila did not start")
