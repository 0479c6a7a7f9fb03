"""A process that imports everything once, and forks a child for each order.

Orders come in on standard input, answers go out on standard output, both as lines of JSON. What a child or a library
prints goes to the error stream, so that it is never read as an answer. When its input ends, the server ends its
children and exits. It has one thread, because a fork copies only the thread that calls it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import selectors
import signal
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from nmt_widgets.core.lasting import lasting
from nmt_widgets.core.settings import settings

Order = TypeVar("Order", bound=Mapping[str, Any])

# options of Linux's prctl: the signal that comes when the parent ends, and the name that `ps` and `top` show
_DIE_WITH_PARENT = 1
_SET_NAME = 15
_FAILED = 70

SINGLE_THREAD = {
    **{f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")},
    # pandas imports pyarrow, which starts a thread
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""The environment in which libraries start no thread when they are imported."""


def can_fork() -> bool:
    """Return whether a fork is safe after imports: on Linux only, and not where `NMT_NO_FORK` says no."""
    return sys.platform == "linux" and hasattr(os, "fork") and not settings().no_fork


def count_threads() -> int:
    """Return the number of threads of this process."""
    return len(list(Path("/proc/self/task").iterdir()))


@dataclass
class Child(Generic[Order]):
    """A running child, its order, and when it was forked (seconds of the monotonic clock)."""

    pid: int
    order: Order
    forked: float
    timed_out: bool = False


class ForkServer(ABC, Generic[Order]):
    """Forks a child for each order, and watches it until it ends.

    Parameters
    ----------
    name : str
        The name of its children in `ps`, at most 15 characters.
    at_once : int
        How many children may run at once; further orders wait.
    timeout : float, optional
        Seconds after which a child is killed.
    """

    def __init__(self, name: str, at_once: int = sys.maxsize, timeout: float | None = None) -> None:
        self._name, self._at_once, self._timeout = name, at_once, timeout
        self._waiting: list[Order] = []
        self._libc = ctypes.CDLL(None)
        self.children: dict[int, Child[Order]] = {}
        self._answers = os.dup(1)
        os.set_inheritable(self._answers, False)
        os.dup2(2, 1)

    @abstractmethod
    def work(self, order: Order) -> int:
        """Do the work of an order in the child, and return its exit code."""

    def receive(self, order: Order) -> None:
        """Accept an order."""
        self._waiting.append(order)

    def on_fork(self, child: Child[Order]) -> None:
        """Act on a child that was forked."""

    def on_end(self, child: Child[Order], code: int) -> None:
        """Act on a child that ended with an exit code, or with the negative number of a signal.

        A child that could not be forked has the number 0.
        """

    def answer(self, message: Mapping[str, Any]) -> None:
        """Write an answer."""
        data = json.dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(self._answers, data) :]

    def run(self, steps: Iterable[object] = ()) -> None:
        """Work on orders until the input ends.

        Parameters
        ----------
        steps : iterable
            Preparation, a step at a time. Orders are looked for after each step, so the first ones need not wait for
            the last step: their children have what is prepared by then.
        """
        wake, woken = os.pipe()
        for end in (wake, woken, 0):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.set_wakeup_fd(woken)
        with selectors.DefaultSelector() as selector:
            selector.register(0, selectors.EVENT_READ)
            selector.register(wake, selectors.EVENT_READ)
            self._private = (wake, woken, self._answers, selector.fileno())
            try:
                self._serve(selector, wake, iter(steps))
            finally:
                for pid in self.children:
                    signal_group(pid, signal.SIGKILL)
                for pid in self.children:
                    os.waitpid(pid, 0)

    def _serve(self, selector: selectors.BaseSelector, wake: int, steps: Iterator[object]) -> None:
        text, is_prepared = b"", False
        while True:
            # orders that wait are begun after the last step
            pause = self._seconds_to_wait() if is_prepared else 0
            if not is_prepared:
                with lasting():  # so that children share its memory
                    is_prepared = next(steps, self) is self
                    gc.collect()
            for ready, _ in selector.select(pause):
                if ready.fd == wake:
                    if signal.SIGTERM in os.read(wake, 4096):
                        return
                    continue
                block = os.read(0, 65536)
                if not block:
                    return
                *lines, text = (text + block).split(b"\n")
                for line in lines:
                    self.receive(json.loads(line))
            self._collect()
            self._kill_late()
            # a child that is forked before all is prepared does the rest by itself, and shares none of it
            at_once = self._at_once if is_prepared else 1
            while self._waiting and len(self.children) < at_once:
                self._fork(self._waiting.pop(0))

    def _seconds_to_wait(self) -> float | None:
        started = [child.forked for child in self.children.values() if not child.timed_out]
        if self._timeout is None or not started:
            return None
        return max(0.0, min(started) + self._timeout - time.monotonic())

    def _kill_late(self) -> None:
        if self._timeout is None:
            return
        for child in self.children.values():
            if not child.timed_out and time.monotonic() >= child.forked + self._timeout:
                child.timed_out = True
                signal_group(child.pid, signal.SIGKILL)

    def _collect(self) -> None:
        for pid, child in list(self.children.items()):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                continue
            # first the processes that the child started: its number is free, and may be another's, after `waitpid`
            signal_group(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            del self.children[pid]
            self.on_end(child, os.waitstatus_to_exitcode(status))

    def _fork(self, order: Order) -> None:
        forked, server = time.monotonic(), os.getpid()
        try:
            pid = os.fork()
        except OSError as error:  # the computer allows no more processes, or has no more memory
            sys.stderr.write(f"no child could be forked: {error}\n")
            return self.on_end(Child(0, order, forked), _FAILED)
        if pid:
            self.children[pid] = child = Child(pid, order, forked)
            self.on_fork(child)
            return
        code = _FAILED
        try:
            self._separate(server)
            code = self.work(order)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            for stream in (sys.__stdout__, sys.__stderr__):
                with contextlib.suppress(OSError, ValueError):
                    if stream:
                        stream.flush()
            os._exit(code)

    def _separate(self, server: int) -> None:
        """Separate this child from the server: signals, process group, files, name, core files."""
        import resource  # Windows has no such module

        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.setsid()
        os.umask(0o077)
        self._libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != server:
            os._exit(_FAILED)
        self._libc.prctl(_SET_NAME, self._name.encode(), 0, 0, 0)
        for end in self._private:
            os.close(end)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would contain the case
        if numbers := sys.modules.get("numpy.random"):
            numbers.seed()  # Python reseeds its own generator itself


def signal_group(pid: int, number: int) -> None:
    """Send a signal to the process group of a child, or to the child itself, which may have no group yet."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        try:
            os.killpg(pid, number)
        except ProcessLookupError:
            os.kill(pid, number)
