"""Somebody who scores in a Chromium, beside the people that have none."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from nmt_widgets.bench.assessing import open_assessment, score_rows
from nmt_widgets.bench.errands import PASSPHRASE, DoneStep, Worker
from nmt_widgets.bench.windows import sign_in


class BrowserScorer(Worker):
    """Opens the assessment in a Chromium and scores, at a pace of its own."""

    def work(self, address: str, is_over: Callable[[Worker], bool], outages: Callable[[], int]) -> None:
        """Do errands until it is over, in a browser."""
        from playwright.sync_api import sync_playwright

        from nmt_widgets.library.printing.browser import find_browser

        chromium = find_browser()
        with sync_playwright() as playwright:
            self._browser = playwright.chromium.launch(
                executable_path=str(chromium) if chromium else None, args=["--disable-background-networking"]
            )
            super().work(address, is_over, outages)
            self._browser.close()

    def arrive(self, address: str) -> None:
        """Sign in."""
        parts = urlsplit(address)
        self._page = f"{parts.scheme}://{parts.netloc}/voila/render/assess.ipynb?case={self.case}"
        self._signed_in = sign_in(self._browser, address, self.name, PASSPHRASE)

    def errand(self) -> None:
        """Open the assessment, and score all functions about twice."""
        page, opened = open_assessment(self._browser, self._signed_in, self._page)
        self._note("browser_open", opened)
        for repainted in score_rows(page)["box"]:
            self._note("browser_edit", repainted)
        page.context.close()

    def _note(self, step: str, milliseconds: float) -> None:
        now = time.monotonic()
        self.steps.append(DoneStep(step, now - milliseconds / 1e3, now))

    @staticmethod
    def outage_signs() -> tuple[type[Exception], ...]:
        """Return how a browser says that the server is away."""
        from playwright.sync_api import Error

        return (Error,)
