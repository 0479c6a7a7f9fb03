"""Keeps the server: in a small process of its own that starts it, hears its pulse, and starts it again.

The supervisor holds what must outlive the server - the listening sockets, the access code, what signs cookies - and
does nothing else, so that there is little in it that could fail. The server is a fork of it, which ends with it.
Where forks are not to be trusted, the server runs by itself, unkept.
"""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from nmt_widgets.server.process.heartbeat import ASK, STOPPING, Heartbeat
from nmt_widgets.server.process.run_folders import clear_run_folder, end_kernels, make_run_folder
from nmt_widgets.server.shared.door_limits import door_limits
from nmt_widgets.server.shared.logs import log, trail

_FRAME = re.compile(rb'File "(?:[^"\n]*/)?([^"/\n]+)", line (\d+) in (\S+)')
_STEPS = 6
_SIGNAL_UPON_PARENTS_END = 1  # of Linux's prctl
_STOPPED, _ENDED, _SILENT = "stopped", "ended", "silent"


class GaveUp(Exception):
    """The server ended too often within a minute."""


class Serve(Protocol):
    """Serves until it is told to stop."""

    def __call__(self, folder: Path, pulse: Heartbeat | None, *, is_first: bool) -> None:
        """Serve with kernels' sockets in `folder`; the first time there is more to tell people."""


def can_keep() -> bool:
    """Return whether the server can be started again when it does not answer; forks are safe on Linux only."""
    return sys.platform == "linux" and hasattr(os, "fork")


def keep(serve: Serve) -> None:
    """Serve until a signal says stop.

    Raises
    ------
    GaveUp
        When the server ends by itself at its first start, or again and again.
    """
    if not can_keep():
        folder = make_run_folder()
        try:
            return serve(folder, None, is_first=True)
        finally:
            clear_run_folder(folder)
    began: deque[float] = deque(maxlen=door_limits().pulse.restarts_at_most + 1)
    with _Signals() as signals:
        while True:
            began.append(time.monotonic())
            folder = make_run_folder()
            try:
                child = _KeptServer(serve, folder, signals, is_first=len(began) == 1)
                how = child.watch()
            finally:
                end_kernels(folder)
                clear_run_folder(folder)
            if how == _STOPPED:
                return
            if not child.has_beaten or (len(began) == began.maxlen and began[-1] - began[0] < 60):
                raise GaveUp("the server does not keep running; the lines above say where it ended")
            log.error("the server is started again; pages that were open go on after a reload")


class _Signals:
    """Signals to stop, as something one can wait for together with other things."""

    _STOPS = (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))

    def __enter__(self) -> _Signals:
        self.ear, self._mouth = socket.socketpair()
        self.ear.setblocking(False)
        self._mouth.setblocking(False)
        self.is_stop = False
        self._before = {number: signal.signal(number, self._hear) for number in self._STOPS}
        self._wakeup = signal.set_wakeup_fd(self._mouth.fileno(), warn_on_full_buffer=False)
        return self

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self.ear.close()
        self._mouth.close()

    def leave_to_default(self) -> None:
        """In the server's process: be gone; Ctrl-C, which reaches both, is left to the supervisor."""
        signal.set_wakeup_fd(-1)
        for number in self._STOPS:
            signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
        self.ear.close()
        self._mouth.close()

    def drain(self) -> None:
        """Take in what woke us."""
        with suppress(BlockingIOError):
            while self.ear.recv(64):
                pass

    def _hear(self, _number: int, _frame: Any) -> None:
        self.is_stop = True


class _KeptServer:
    """The server's process, from the supervisor's side.

    Attributes
    ----------
    has_beaten : bool
        Whether it ever told that it answers.
    """

    def __init__(self, serve: Serve, folder: Path, signals: _Signals, *, is_first: bool) -> None:
        self._signals, self._limits = signals, door_limits().pulse
        self.has_beaten = self._is_stopping = False
        self._used = 0.0  # seconds of the processor's time, when a beat was missed last
        self._beats, beats = os.pipe()
        supervisor, self._own = os.pipe()
        self._standing, standing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._pid = os.fork()
        if self._pid == 0:
            for end in (self._beats, self._own, self._standing):
                os.close(end)
            _be_the_server(serve, folder, signals, Heartbeat(beats, supervisor, standing), is_first)
        for end in (beats, supervisor, standing):
            os.close(end)
        os.set_blocking(self._standing, False)

    def watch(self) -> str:
        """Return how it ended: stopped because it was told to, ended by itself, or silent and killed."""
        try:
            return self._watch()
        finally:
            self._kill()
            for end in (self._beats, self._own, self._standing):
                os.close(end)

    def _watch(self) -> str:
        every, missed, stuck, closing = self._limits.every_seconds, 0, 0.0, 0
        while True:
            if self._signals.is_stop:
                closing += 1
                if not self._is_stopping:  # told again until it says that it heard
                    self._send(signal.SIGTERM)
                if closing > self._limits.stop_within or stuck >= self._limits.stopped_after:
                    return _STOPPED
            began = time.monotonic()
            ears: list[Any] = [self._beats, self._signals.ear]
            ready, _, _ = select.select(ears, [], [], every)
            if self._signals.ear in ready:
                self._signals.drain()
            elif self._beats in ready:
                heard = os.read(self._beats, 4096)
                if not heard:
                    return self._ending()
                if self.has_beaten and missed >= self._limits.silent_after:
                    log.warning("the server answers again")
                self.has_beaten, missed, stuck = True, 0, 0.0
                self._is_stopping = self._is_stopping or STOPPING in heard
            elif time.monotonic() - began < 2 * every:  # else we were late or asleep ourselves
                missed += 1
                stuck += self._had_its_chance(every)
                if self._is_given_up(missed, stuck):
                    return _SILENT

    def _had_its_chance(self, every: float) -> float:
        """Return how much of a missed beat counts: as much as the computer let the process run, if it wants to run."""
        import psutil

        try:
            process = psutil.Process(self._pid)
            times, wants = (
                process.cpu_times(),
                process.status() in (psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP),
            )
        except psutil.Error:
            return 1.0
        used = times.user + times.system
        ran, self._used = used - self._used, used
        return min(1.0, ran / every) if wants else 1.0

    def _is_given_up(self, missed: int, stuck: float) -> bool:
        every = self._limits.every_seconds
        if not self.has_beaten:
            return bool(stuck >= self._limits.first_within)
        if missed == self._limits.silent_after:
            log.warning(
                "the server has not answered for %.0f s: it stands %s", missed * every, self._stands()
            )
        if stuck < self._limits.restarted_after:
            return False
        log.error("the server did not answer for %.0f s: it stood %s", missed * every, self._stands())
        return True

    def _ending(self) -> str:
        """Return how a process ended that says nothing more."""
        for _ in range(20):
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                self._pid = 0
                code = os.waitstatus_to_exitcode(status)
                if code == 0 or self._signals.is_stop:
                    return _STOPPED
                log.error("the server ended by itself (%s)", _name_of(code))
                return _ENDED
            time.sleep(0.05)
        return _STOPPED if self._signals.is_stop else _ENDED

    def _stands(self) -> str:
        """Return at which line the server stands; it writes that itself, whatever it is busy with."""
        if ASK is None:
            return "at an unknown place"
        self._send(ASK)
        if not select.select([self._standing], [], [], 0.5)[0]:
            return "still: its process is stopped"
        time.sleep(0.05)
        return told_steps(os.read(self._standing, 65536))

    def _send(self, number: int) -> None:
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, number)

    def _kill(self) -> None:
        """End the process and every process below it, if it is still there."""
        if not self._pid:
            return
        import psutil

        self._send(signal.SIGSTOP)  # nothing below it is started any more
        below = []
        with suppress(psutil.Error):
            below = psutil.Process(self._pid).children(recursive=True)
        self._send(signal.SIGKILL)
        os.waitpid(self._pid, 0)
        self._pid = 0
        for process in below:
            with suppress(psutil.Error):
                process.kill()


def told_steps(told: bytes) -> str:
    r"""Return the way to where a program stands, the last step first: functions and lines, no values.

    Examples
    --------
    >>> told_steps(b'Stack (most recent call first):\n  File "/a/lines.py", line 7 in read\n')
    'at read (lines.py:7)'
    """
    steps = [f"{name.decode()} ({file.decode()}:{int(line)})" for file, line, name in _FRAME.findall(told)]
    return "at " + " < ".join(steps[:_STEPS]) if steps else "at an unknown place"


def _name_of(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def _wake_when_the_supervisor_ends() -> None:
    """Have a server that was stopped go on once its supervisor has gone, so that it hears of that and ends."""
    import ctypes

    with suppress(OSError, AttributeError):  # without it, a stopped server stays until somebody continues it
        ctypes.CDLL(None).prctl(_SIGNAL_UPON_PARENTS_END, int(signal.SIGCONT))


def _be_the_server(
    serve: Callable[..., None], folder: Path, signals: _Signals, pulse: Heartbeat, is_first: bool
) -> None:
    """Serve, in the process that does nothing else; never return."""
    code = 1
    try:
        signals.leave_to_default()
        _wake_when_the_supervisor_ends()
        serve(folder, pulse, is_first=is_first)
        code = 0
    except BaseException as error:
        log.error("the server ended: %s", trail(error))
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
