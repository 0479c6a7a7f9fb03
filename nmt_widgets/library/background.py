"""Longer work beside a kernel's own loop: messages of the page are answered meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")


class Background:
    """Does one piece of work after the other in a thread of its own.

    Results are handed over in the kernel's own loop, between two messages of the page, in the order in which the work
    was asked for. Where no event loop runs, as outside a kernel, everything is done at once.

    Parameters
    ----------
    fail : callable, optional
        Called in the loop when some work raised what it should not; the loop reports it, too.
    loop : callable, optional
        Returns the loop, or None where there is none; by default the one that runs in this thread.

    Examples
    --------
    >>> Background(loop=lambda: None).do(lambda: 6 * 7, print)
    42
    """

    def __init__(
        self,
        fail: Callable[[], None] = lambda: None,
        loop: Callable[[], asyncio.AbstractEventLoop | None] | None = None,
    ) -> None:
        self._fail, self._find_loop = fail, loop or _running_loop
        self._pool: ThreadPoolExecutor | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def do(self, work: Callable[[], Result], take: Callable[[Result], None]) -> None:
        """Do some work, and hand its result over. The work touches no widget.

        Parameters
        ----------
        work : callable
            Called without arguments, in the thread.
        take : callable
            Called with the result, in the loop.
        """
        self._loop = self._find_loop()
        if self._loop is None:
            take(work())
            return
        self._pool = self._pool or ThreadPoolExecutor(1)
        task = self._loop.create_task(self._run(self._pool, work, take))
        self._tasks.add(task)
        task.add_done_callback(self._finish)

    def call(
        self, function: Callable[Arguments, object], *args: Arguments.args, **options: Arguments.kwargs
    ) -> None:
        """Call a function in the loop, from the work: for what the page is told meanwhile."""
        if self._loop is None:
            function(*args, **options)
        else:
            self._loop.call_soon_threadsafe(lambda: function(*args, **options))

    def close(self) -> None:
        """Hand nothing over any more."""
        for task in self._tasks:
            task.cancel()
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)

    async def _run(
        self, pool: ThreadPoolExecutor, work: Callable[[], Result], take: Callable[[Result], None]
    ) -> None:
        take(await asyncio.wrap_future(pool.submit(work)))

    def _finish(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and self._loop is not None:
            self._loop.call_exception_handler({"message": str(error), "exception": error, "task": task})
            self._fail()


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
