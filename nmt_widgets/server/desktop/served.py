"""The server behind the window: `nmt serve` in a process that ends with this one."""

from __future__ import annotations

import ctypes
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nmt_widgets.core.private_files import write_private

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\?token=\S+")
_PREFIX = re.compile(r"^nmt: ")
_PATIENCE = 60.0  # seconds; what is saved at the end has time to be written
_OWN_HOST = "127.0.0.1"
_TRIES = 50
_GIVING_BACK, _PAUSE = 5.0, 0.05  # seconds
_PORTS = range(20_000, 32_768)  # below those that systems give to whatever connects
_PR_SET_PDEATHSIG = 1  # an option of Linux's prctl: the signal to send when the parent ends


@dataclass(frozen=True)
class OwnPort:
    """The port of this start, and whether the workbook is usually there."""

    number: int
    is_usual: bool


def own_port(file: Path) -> OwnPort:
    """Return the first port of those in `file` that is free; where none is, another, which `file` has from now on.

    A browser keeps what was typed under the address of its page, so the address stays the same from start to start, and
    is the earlier one again when whatever took it is gone. An earlier server whose launcher was killed has some seconds
    to give it back.
    """
    known, ends = _read_ports(file), time.monotonic() + _GIVING_BACK
    while known and not _is_free(known[0]) and time.monotonic() < ends:
        time.sleep(_PAUSE)
    port = next(filter(_is_free, [*known, *random.sample(_PORTS, _TRIES)]))
    if port not in known:
        known.append(port)
        write_private(file, " ".join(map(str, known)))
    return OwnPort(port, port == known[0])


def _read_ports(file: Path) -> list[int]:
    words = file.read_text(encoding="utf-8").split() if file.exists() else []
    return [int(word) for word in words if word.isdecimal() and int(word) in _PORTS]


def _is_free(port: int) -> bool:
    with suppress(OSError), socket.create_server((_OWN_HOST, port)):
        return True
    return False


class ServedWorkbook:
    """A server that was started.

    Parameters
    ----------
    log : pathlib.Path
        The file for what it reports; an earlier one is replaced.
    port : int
        The port to listen on.
    on_address : callable
        Called with the address, which holds the access code, when pages are there.
    on_end : callable
        Called when the server has ended.
    """

    def __init__(
        self, log: Path, port: int, on_address: Callable[[str], None], on_end: Callable[[], None]
    ) -> None:
        self._log, self._on_address, self._on_end = log, on_address, on_end
        write_private(log, "")
        with log.open("ab") as report:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "nmt_widgets", "serve", "--no-browser", f"--port={port}"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=report,
                encoding="utf-8",
                errors="replace",
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
                preexec_fn=_ending_with_parent(),
            )
        self._follower = threading.Thread(target=self._follow, daemon=True)
        self._follower.start()

    @property
    def reason(self) -> str:
        """The last line that it reported; empty where it ended in silence."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((_PREFIX.sub("", line) for line in reversed(lines) if line.strip()), "")

    def stop(self) -> None:
        """Stop it, and wait until it has ended."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        self._process.kill()
        self._follower.join(_PATIENCE)

    def _follow(self) -> None:
        for line in self._process.stdout or ():
            if address := _ADDRESS.search(line):
                self._on_address(address[0])
        self._process.wait()
        self._on_end()


def _ending_with_parent() -> Callable[[], None] | None:
    """Return what a new process calls, so that it is stopped also when this one is killed; only Linux has it."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
