"""Supervise the server: a small process starts it, watches its heartbeat, and restarts it.

The supervisor holds what must survive a restart: the listening sockets, the access code and the key for cookies. It
does nothing else, so there is little in it that can fail. The server is a fork of the supervisor and ends with it.
On systems where a fork is not safe, the server runs without a supervisor.
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

from nmt_widgets.core.fork_server import can_fork
from nmt_widgets.server.process.heartbeat import STOPPING, TRACE_SIGNAL, Heartbeat
from nmt_widgets.server.process.run_folders import clear_run_folder, end_kernels, make_run_folder
from nmt_widgets.server.process.stop_signals import stop_signals
from nmt_widgets.server.shared.door_limits import door_limits
from nmt_widgets.server.shared.logs import log, trail

_FRAME = re.compile(rb'File "(?:[^"\n]*/)?([^"/\n]+)", line (\d+) in (\S+)')
_STEPS = 6
_PR_SET_PDEATHSIG = 1  # an option of Linux's prctl: the signal to send when the parent ends
_STOPPED, _ENDED, _SILENT = "stopped", "ended", "silent"


class GaveUp(Exception):
    """The server ended too often within a minute."""


class Serve(Protocol):
    """Serves until a signal to stop arrives."""

    def __call__(self, folder: Path, heartbeat: Heartbeat | None, *, is_first: bool) -> None:
        """Serve with the sockets of kernels in `folder`; the first time, print the welcome lines."""


def supervise(serve: Serve) -> None:
    """Serve until a signal to stop arrives, and restart the server if need be.

    Raises
    ------
    GaveUp
        When the server ends before its first heartbeat, or too often within a minute.
    """
    if not can_fork():
        folder = make_run_folder()
        try:
            return serve(folder, None, is_first=True)
        finally:
            clear_run_folder(folder)
    starts: deque[float] = deque(maxlen=door_limits().pulse.restarts_at_most + 1)
    with _Signals() as signals:
        while True:
            starts.append(time.monotonic())
            folder = make_run_folder()
            try:
                server = _ServerProcess(serve, folder, signals, is_first=len(starts) == 1)
                outcome = server.watch()
            finally:
                end_kernels(folder)
                clear_run_folder(folder)
            if outcome == _STOPPED:
                return
            if not server.has_beaten or (len(starts) == starts.maxlen and starts[-1] - starts[0] < 60):
                raise GaveUp("the server ends again and again; the lines above say where")
            log.error("the server is restarted; open pages continue after a reload")


class _Signals:
    """Turns signals to stop into bytes on a socket, so that `select` can wait for them."""

    def __enter__(self) -> _Signals:
        self.reader, self._writer = socket.socketpair()
        self.reader.setblocking(False)
        self._writer.setblocking(False)
        self.is_stop = False
        self._handlers = {number: signal.signal(number, self._on_signal) for number in stop_signals()}
        self._wakeup = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        return self

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self.reader.close()
        self._writer.close()

    def restore_defaults(self) -> None:
        """Restore the default handlers in the server's process; it ignores Ctrl-C, which the supervisor handles."""
        signal.set_wakeup_fd(-1)
        for number in self._handlers:
            signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
        self.reader.close()
        self._writer.close()

    def drain(self) -> None:
        """Read and drop the bytes of the signals."""
        with suppress(BlockingIOError):
            while self.reader.recv(64):
                pass

    def _on_signal(self, _number: int, _frame: Any) -> None:
        self.is_stop = True


class _ServerProcess:
    """The process of the server, as the supervisor sees it.

    Attributes
    ----------
    has_beaten : bool
        Whether it ever sent a heartbeat.
    """

    def __init__(self, serve: Serve, folder: Path, signals: _Signals, *, is_first: bool) -> None:
        self._signals, self._limits = signals, door_limits().pulse
        self.has_beaten = self._is_stopping = False
        self._used = 0.0  # seconds of processor time at the last missed beat
        self._beats, beats = os.pipe()
        supervisor, self._lifeline = os.pipe()
        self._trace, trace = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._pid = os.fork()
        if self._pid == 0:
            for end in (self._beats, self._lifeline, self._trace):
                os.close(end)
            _run_server(serve, folder, signals, Heartbeat(beats, supervisor, trace), is_first)
        for end in (beats, supervisor, trace):
            os.close(end)
        os.set_blocking(self._trace, False)

    def watch(self) -> str:
        """Return how it ended: stopped on request, ended by itself, or killed because it was silent."""
        try:
            return self._watch()
        finally:
            self._kill()
            for end in (self._beats, self._lifeline, self._trace):
                os.close(end)

    def _watch(self) -> str:
        interval, missed, stuck, stopping = self._limits.every_seconds, 0, 0.0, 0
        while True:
            if self._signals.is_stop:
                stopping += 1
                if not self._is_stopping:  # repeat until the server confirms
                    self._send(signal.SIGTERM)
                if stopping > self._limits.stop_within or stuck >= self._limits.stopped_after:
                    return _STOPPED
            began = time.monotonic()
            readers: list[Any] = [self._beats, self._signals.reader]
            ready, _, _ = select.select(readers, [], [], interval)
            if self._signals.reader in ready:
                self._signals.drain()
            elif self._beats in ready:
                message = os.read(self._beats, 4096)
                if not message:
                    return self._ending()
                if self.has_beaten and missed >= self._limits.silent_after:
                    log.warning("the server answers again")
                self.has_beaten, missed, stuck = True, 0, 0.0
                self._is_stopping = self._is_stopping or STOPPING in message
            elif time.monotonic() - began < 2 * interval:  # else this process itself was late or asleep
                missed += 1
                stuck += self._counted_beat(interval)
                if self._is_hung(missed, stuck):
                    return _SILENT

    def _counted_beat(self, interval: float) -> float:
        """Return how much of a missed beat counts: on a busy computer only the share in which the server ran."""
        import psutil

        try:
            process = psutil.Process(self._pid)
            times, is_runnable = (
                process.cpu_times(),
                process.status() in (psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP),
            )
        except psutil.Error:
            return 1.0
        used = times.user + times.system
        ran, self._used = used - self._used, used
        return min(1.0, ran / interval) if is_runnable else 1.0

    def _is_hung(self, missed: int, stuck: float) -> bool:
        interval = self._limits.every_seconds
        if not self.has_beaten:
            return bool(stuck >= self._limits.first_within)
        if missed == self._limits.silent_after:
            log.warning(
                "the server has not answered for %.0f s: it is %s", missed * interval, self._position()
            )
        if stuck < self._limits.restarted_after:
            return False
        log.error("the server did not answer for %.0f s: it was %s", missed * interval, self._position())
        return True

    def _ending(self) -> str:
        """Return how the process ended, after it closed its pipe."""
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

    def _position(self) -> str:
        """Return the line at which the server hangs; its C code writes the stack even while Python is blocked."""
        if TRACE_SIGNAL is None:
            return "at an unknown place"
        self._send(TRACE_SIGNAL)
        if not select.select([self._trace], [], [], 0.5)[0]:
            return "stopped by a signal"
        time.sleep(0.05)
        return format_steps(os.read(self._trace, 65536))

    def _send(self, number: int) -> None:
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, number)

    def _kill(self) -> None:
        """Kill the process and all its descendants."""
        if not self._pid:
            return
        import psutil

        self._send(signal.SIGSTOP)  # so that it starts no more processes
        descendants = []
        with suppress(psutil.Error):
            descendants = psutil.Process(self._pid).children(recursive=True)
        self._send(signal.SIGKILL)
        os.waitpid(self._pid, 0)
        self._pid = 0
        for process in descendants:
            with suppress(psutil.Error):
                process.kill()


def format_steps(stack: bytes) -> str:
    r"""Return the last calls of a stack, the innermost first: functions and lines, no values.

    Examples
    --------
    >>> format_steps(b'Stack (most recent call first):\n  File "/a/lines.py", line 7 in read\n')
    'at read (lines.py:7)'
    """
    steps = [f"{name.decode()} ({file.decode()}:{int(line)})" for file, line, name in _FRAME.findall(stack)]
    return "at " + " < ".join(steps[:_STEPS]) if steps else "at an unknown place"


def _name_of(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def _continue_when_supervisor_ends() -> None:
    """Let a stopped server continue when its supervisor ends, so that it notices that and ends too."""
    import ctypes

    with suppress(
        OSError, AttributeError
    ):  # without this, a stopped server stays until somebody continues it
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGCONT))


def _run_server(
    serve: Callable[..., None], folder: Path, signals: _Signals, heartbeat: Heartbeat, is_first: bool
) -> None:
    """Serve in the forked process; never return."""
    code = 1
    try:
        signals.restore_defaults()
        _continue_when_supervisor_ends()
        serve(folder, heartbeat, is_first=is_first)
        code = 0
    except BaseException as error:
        log.error("the server ended: %s", trail(error))
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
