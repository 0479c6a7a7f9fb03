"""A limit of time for what a page does: a call of playwright waits for a page that loops as long as the page likes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import Any


def browser_process(browser: Any) -> int:
    """Return the number of the process of a browser, which starts one for each page."""
    tools = browser.new_browser_cdp_session()
    processes = tools.send("SystemInfo.getProcessInfo")["processInfo"]
    tools.detach()
    return next(int(process["id"]) for process in processes if process["type"] == "browser")


@contextmanager
def time_limit(browser: int, seconds: float) -> Iterator[Event]:
    """End what draws the pages of a browser when a block takes longer; the call that waits for one of them then fails.

    Parameters
    ----------
    browser : int
        The process of the browser, which goes on.
    seconds : float

    Yields
    ------
    threading.Event
        Set when the time was over.
    """
    is_over = Event()

    def end() -> None:
        is_over.set()
        _end_pages(browser)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield is_over
    finally:
        timer.cancel()


def _end_pages(browser: int) -> None:
    import psutil

    with suppress(psutil.NoSuchProcess):
        for process in psutil.Process(browser).children(recursive=True):
            with suppress(psutil.Error):
                if "--type=renderer" in process.cmdline():
                    process.kill()
