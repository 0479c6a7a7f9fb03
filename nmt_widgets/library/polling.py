"""Call a function at intervals, to find out what others have saved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from nmt_widgets.core.errors import InputError


class Poller:
    """Calls a function again and again while a screen is open.

    Where no event loop runs, as outside a kernel, it never calls it.

    Parameters
    ----------
    seconds : float
        Between two calls.
    look : callable
        Called in the kernel's own loop, between two messages of the page. An InputError is ignored: the page's next
        request reports it.
    """

    def __init__(self, seconds: float, look: Callable[[], None]) -> None:
        self._seconds, self._look = seconds, look
        self._task: asyncio.Task[None] | None = None
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._task = loop.create_task(self._run())

    def stop(self) -> None:
        """Stop calling it."""
        if self._task:
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            try:
                self._look()
            except InputError:
                continue
