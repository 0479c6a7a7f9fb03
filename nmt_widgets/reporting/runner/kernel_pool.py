"""Makes reports in kernels, in a pool of processes, on systems without fork."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import time
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypedDict

from nmt_widgets.reporting.runner import run
from nmt_widgets.reporting.runner.jobs import Job, JobMessage
from nmt_widgets.reporting.runner.messages import AHEAD, CrewLost, CrewOrder, ReportEnd
from nmt_widgets.store import asking

_STARTS = 3


class _KernelEnd(TypedDict):
    code: int
    timed_out: bool
    seconds: float


class KernelCrew:
    """Makes reports, each in a kernel of its own.

    Parameters
    ----------
    order : CrewOrder
        How the batch works; `prepare` is ignored.
    """

    def __init__(self, order: CrewOrder) -> None:
        self._order, self.room = order, order["workers"] + AHEAD
        self._pool = ProcessPoolExecutor(order["workers"], mp_context=multiprocessing.get_context("spawn"))
        self._running: dict[Future[_KernelEnd], int] = {}

    def send(self, key: int, folder: Path, job: Job) -> None:
        """Order one report."""
        try:
            future = self._pool.submit(_make, str(folder), job.to_wire(), self._order)
        except BrokenProcessPool:
            return  # next() raises CrewLost
        self._running[future] = key

    def next(self) -> ReportEnd:
        """Wait until a report ends.

        Raises
        ------
        CrewLost
            When a process of the pool is gone.
        """
        if not self._running:
            raise CrewLost
        done, _ = wait(self._running, return_when=FIRST_COMPLETED)
        future = done.pop()
        key = self._running.pop(future)
        try:
            end = future.result()
            return {"key": key, "code": end["code"], "timed_out": end["timed_out"], "seconds": end["seconds"]}
        except BrokenProcessPool:
            raise CrewLost from None

    def close(self) -> None:
        """End the pool; kernels end with their process."""
        processes = list((getattr(self._pool, "_processes", None) or {}).values()) if self._running else []
        for process in processes:
            with contextlib.suppress(Exception):
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)


def _make(folder: str, wire: JobMessage, order: CrewOrder) -> _KernelEnd:
    """Make one report with a kernel; try again if the kernel does not start."""
    from traitlets.config import Config

    started = time.monotonic()
    home = Path.cwd()
    os.environ["PYTHONHASHSEED"] = "0"
    os.environ["NMT_LANGUAGE"] = order["language"]
    os.umask(0o077)
    job = Job.from_wire(wire)
    config = Config()
    if os.name == "posix":
        config.KernelManager.transport = "ipc"  # other users of this computer could listen to TCP
    if order["asker"] is not None:
        os.environ[asking.VARIABLE] = order[
            "asker"
        ]  # a kernel has no other way to receive it; the kernel removes it
    try:
        for start in range(_STARTS):
            is_made = run.make_report(
                Path(folder),
                job,
                order["finish"],
                None,
                kernel_name="python3",
                execution_timeout=order["timeout"],
                shutdown_kernel="immediate",
                extra_arguments=["--log-level=ERROR"],
                config=config,
            )
            outcome = (Path(folder) / run.OUTCOME).read_text(encoding="utf-8")
            if is_made or start + 1 == _STARTS or not _never_started(outcome):
                break
    finally:
        os.environ.pop(asking.VARIABLE, None)
        os.chdir(home)
    return {
        "code": 0 if is_made else 1,
        "timed_out": "CellTimeoutError" in outcome,
        "seconds": time.monotonic() - started,
    }


def _never_started(outcome: str) -> bool:
    return any(words in outcome for words in ("Kernel died before replying", "Kernel didn't respond in"))
