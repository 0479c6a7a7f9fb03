"""The server's pulse: its event loop tells the process that keeps it that it still answers."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import signal
from contextlib import suppress

from nmt_widgets.server.shared.door_limits import door_limits

BEAT, STOPPING = b".", b"s"
ASK = getattr(signal, "SIGUSR1", None)  # upon which the server tells where it stands


class Heartbeat:
    """The server's end of its lines to the supervisor.

    Parameters
    ----------
    beats : int
        Where beats are written to.
    supervisor : int
        A line that ends with the supervisor.
    standing : int
        Where it is written, by C code that needs nothing of Python's, at which line the program stands.
    """

    def __init__(self, beats: int, supervisor: int, standing: int) -> None:
        self._beats, self._supervisor = beats, supervisor
        os.set_blocking(beats, False)
        os.set_blocking(supervisor, False)
        if ASK is not None:
            faulthandler.register(ASK, file=standing, all_threads=False, chain=False)

    async def beat(self, stop: asyncio.Event) -> None:
        """Tell the supervisor again and again, and stop when it has gone."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self._supervisor, self._hear_end, stop)
        every = float(door_limits().pulse.every_seconds)
        while True:
            self._say(STOPPING if stop.is_set() else BEAT)
            await asyncio.sleep(every)

    def tell_stopping(self) -> None:
        """Tell the supervisor that a request to stop has come through."""
        self._say(STOPPING)

    def _say(self, word: bytes) -> None:
        with suppress(BlockingIOError, BrokenPipeError):  # nobody listens just now, or no more
            os.write(self._beats, word)

    def _hear_end(self, stop: asyncio.Event) -> None:
        asyncio.get_running_loop().remove_reader(self._supervisor)
        stop.set()
