"""Looking now and then at what others did meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from nmt_widgets.core.errors import InputError


class Poller:
    """Calls a function again and again while a screen is open.

    Where no event loop runs, as outside a kernel, it never does: whoever wants to know looks by hand.

    Parameters
    ----------
    seconds : float
        Between two looks.
    look : callable
        Called in the kernel's own loop, between two messages of the page. A look that is refused is passed over: the
        next request of the page says why.
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
        """Look no more."""
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
