"""The heartbeat: the server's event loop reports to the supervisor that it still answers."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import signal
from contextlib import suppress

from nmt_widgets.server.shared.door_limits import door_limits

BEAT, STOPPING = b".", b"s"
TRACE_SIGNAL = getattr(signal, "SIGUSR1", None)  # on this signal the server writes its stack


class Heartbeat:
    """The server's ends of its pipes to the supervisor.

    Parameters
    ----------
    beats : int
        The pipe for beats.
    supervisor : int
        A pipe that closes when the supervisor ends.
    trace : int
        The pipe for the stack of the program. C code writes it, so it also works while Python is blocked.
    """

    def __init__(self, beats: int, supervisor: int, trace: int) -> None:
        self._beats, self._supervisor = beats, supervisor
        os.set_blocking(beats, False)
        os.set_blocking(supervisor, False)
        if TRACE_SIGNAL is not None:
            faulthandler.register(TRACE_SIGNAL, file=trace, all_threads=False, chain=False)

    async def beat(self, stop: asyncio.Event) -> None:
        """Send a beat again and again; stop the server when the supervisor has ended."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self._supervisor, self._on_supervisor_end, stop)
        interval = float(door_limits().pulse.every_seconds)
        while True:
            self._write(STOPPING if stop.is_set() else BEAT)
            await asyncio.sleep(interval)

    def report_stopping(self) -> None:
        """Report to the supervisor that the server has received the request to stop."""
        self._write(STOPPING)

    def _write(self, word: bytes) -> None:
        with suppress(BlockingIOError, BrokenPipeError):  # the pipe is full, or the supervisor has ended
            os.write(self._beats, word)

    def _on_supervisor_end(self, stop: asyncio.Event) -> None:
        asyncio.get_running_loop().remove_reader(self._supervisor)
        stop.set()
