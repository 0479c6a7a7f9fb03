"""Measure the memory that the server keeps after pages were opened and closed."""

from __future__ import annotations

import re
import time
import uuid
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

from nmt_widgets.bench.pages import Server
from nmt_widgets.core.fork_server import can_fork

WARM_UP, PAGES = 20, 60
SETTLE_SECONDS = 5


def measure_memory(warm_up: int = WARM_UP, pages: int = PAGES) -> dict[str, Any]:
    """Open and close pages of the start screen with their kernel connections, and measure how the server grows.

    Parameters
    ----------
    warm_up : int
        Pages opened before it is measured: a server keeps what it has read once.
    pages : int
        Pages opened in between.

    Returns
    -------
    dict
        `before_mb` and `after_mb` of the server without its kernels, `kept_kb` a page, and the `ratio` of after and
        before.
    """
    import psutil

    with Server() as server:
        visitor = _Visitor(server.url)
        process = psutil.Process(server.pid)
        process = process.children()[0] if can_fork() else process
        sizes = []
        for count in (warm_up, pages):
            for _ in range(count):
                visitor.open_and_close()
            time.sleep(SETTLE_SECONDS)
            sizes.append(process.memory_info().rss / 1e6)
    before, after = sizes
    return {
        "before_mb": before,
        "after_mb": after,
        "kept_kb": (after - before) * 1e3 / pages,
        "ratio": after / before,
    }


class _Visitor:
    """Somebody who opens pages and closes them again."""

    def __init__(self, url: str) -> None:
        self._place = urlsplit(url).netloc
        self._cookies = CookieJar()
        self._opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(self._cookies))
        with self._opener.open(url) as answer:
            self._page = answer.url

    def open_and_close(self) -> None:
        from websockets.sync.client import connect
        from websockets.typing import Subprotocol

        with self._opener.open(self._page) as answer:
            kernel = re.search(r'"kernelId": "([^"]+)"', answer.read().decode())
        if not kernel:
            raise RuntimeError("the page has no kernel")
        own = {"Origin": f"http://{self._place}"}
        cookie = "; ".join(f"{cookie_part.name}={cookie_part.value}" for cookie_part in self._cookies)
        with connect(
            f"ws://{self._place}/api/kernels/{kernel[1]}/channels?session_id={uuid.uuid4()}",
            additional_headers={"Cookie": cookie, **own},
            subprotocols=[Subprotocol("v1.kernel.websocket.jupyter.org")],
            proxy=None,
        ) as line:
            line.ping().wait(30)  # answered once page and kernel are connected
        shutdown = f"http://{self._place}/voila/api/shutdown/{kernel[1]}"
        self._opener.open(Request(shutdown, method="POST", data=b"", headers=own)).close()
