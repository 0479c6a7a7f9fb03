"""Measure the memory that the server keeps after pages were opened and closed."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from nmt_widgets.bench.server import BenchServer
from nmt_widgets.bench.visitors import PageClient
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

    with tempfile.TemporaryDirectory() as folder, BenchServer(Path(folder)) as server:
        visitor = PageClient(server.urls[0])
        process = psutil.Process(server.pid)
        process = process.children()[0] if can_fork() else process
        sizes = []
        for count in (warm_up, pages):
            for _ in range(count):
                visitor.open("home").close()
            time.sleep(SETTLE_SECONDS)
            sizes.append(process.memory_info().rss / 1e6)
    before, after = sizes
    return {
        "before_mb": before,
        "after_mb": after,
        "kept_kb": (after - before) * 1e3 / pages,
        "ratio": after / before,
    }
