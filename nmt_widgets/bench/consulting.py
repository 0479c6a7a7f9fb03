"""Measure the consultation in Chromium: from a trial score to the repainted map, figures and plan."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from nmt_widgets.bench.server import BenchServer
from nmt_widgets.bench.windows import live

TRIES = 60

# A press is timed from when the browser got it to the frame after the one in which the map (`map`), the bars (`bars`)
# and the sentences on the plan (`plan`) have changed; the last are not always others than before.
_WATCH = """() => {
  window.times = { map: [], bars: [], plan: [] };
  const begun = {};
  addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow")) begun.map = begun.bars = begun.plan = event.timeStamp;
  }, true);
  const watch = (name, target, options) => new MutationObserver(() => {
    const from = begun[name];
    if (!from) return;
    begun[name] = 0;
    requestAnimationFrame(() => setTimeout(() => window.times[name].push(performance.now() - from)));
  }).observe(document.querySelector(target), { subtree: true, ...options });
  watch("map", ".nmt-brain-map svg", { attributes: true, attributeFilter: ["data-score"] });
  watch("bars", ".nmt-standing", { childList: true, characterData: true });
  watch("plan", ".nmt-what-if-plan", { childList: true });
}"""


def measure_consulting() -> dict[str, Any]:
    """Try one score after the other in James's consultation.

    Returns
    -------
    dict
        From the key to the repainted frame, in milliseconds: `map_p50_ms`, `map_p90_ms`, `bars_p90_ms`, `plan_p90_ms`;
        and the `ratio` of the 90th to the 50th percentile of the map.

    Raises
    ------
    InputError
        When there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    from nmt_widgets.library.printing.browser import find_browser

    chromium = find_browser()
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        BenchServer(Path(folder)) as server,
    ):
        browser = playwright.chromium.launch(
            executable_path=str(chromium) if chromium else None, args=["--disable-background-networking"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(server.urls[0])
        page.goto(f"{server.root}/voila/render/consult.ipynb?case=james")
        live(page, ".nmt-bar-row").first.wait_for()
        time.sleep(4)  # the server makes another page ready meanwhile
        times = _try_scores(page)
        browser.close()
    middle, most = (statistics.quantiles(times["map"], n=10)[at] for at in (4, 8))
    return {
        "map_p50_ms": middle,
        "map_p90_ms": most,
        "bars_p90_ms": statistics.quantiles(times["bars"], n=10)[8],
        "plan_p90_ms": statistics.quantiles(times["plan"], n=10)[8],
        "ratio": most / middle,
    }


def _try_scores(page: Any) -> dict[str, list[float]]:
    page.locator('.nmt-box[data-function="arousal"][data-column="client"]').click()
    page.locator('.nmt-steps [aria-checked="true"]').focus()
    page.evaluate(_WATCH)
    for at in range(TRIES):
        page.keyboard.press("ArrowRight" if at % 10 < 5 else "ArrowLeft")
        page.wait_for_timeout(220)
    times: dict[str, list[float]] = page.evaluate("window.times")
    return times
