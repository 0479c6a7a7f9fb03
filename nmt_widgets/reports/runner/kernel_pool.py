"""Makes reports with plain kernels in a pool of processes: where nothing can be forked."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import time
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from nmt_widgets.reports.runner.crew import CrewLost
from nmt_widgets.reports.runner.jobs import ReportJob
from nmt_widgets.reports.runner.run import make_report
from nmt_widgets.store import asking

_STARTS = 3


class KernelCrew:
    """Makes reports, each in a kernel of its own.

    Parameters
    ----------
    workers, timeout, finish, prepare
        As of :class:`nmt_widgets.reports.runner.crew.ForkingCrew`; nothing is prepared here, and the timeout is
        for each cell.
    """

    def __init__(self, workers: int, timeout: float, finish: str | None, prepare: list[str]) -> None:
        self._timeout, self._finish = timeout, finish
        self._pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
        self._running: dict[Future[dict[str, Any]], int] = {}

    def send(self, key: int, folder: Path, job: ReportJob) -> None:
        """Order one report."""
        try:
            future = self._pool.submit(
                _make, str(folder), job.to_wire(), self._finish, self._timeout, asking.asker()
            )
        except BrokenProcessPool:
            return  # next() finds out
        self._running[future] = key

    def next(self) -> dict[str, Any]:
        """Wait for the next report that ended.

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
            return {"key": key, **future.result()}
        except BrokenProcessPool:
            raise CrewLost from None

    def close(self) -> None:
        """End the pool; kernels end with their process."""
        processes = list((getattr(self._pool, "_processes", None) or {}).values()) if self._running else []
        for process in processes:
            with contextlib.suppress(Exception):
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)


def _make(
    folder: str, wire: dict[str, Any], finish: str | None, timeout: float, asker: str | None
) -> dict[str, Any]:
    """Make one report here, with a kernel; a kernel that would not start is tried again."""
    from traitlets.config import Config

    from nmt_widgets.reports.runner import run as making

    started = time.monotonic()
    home = Path.cwd()
    os.environ["PYTHONHASHSEED"] = "0"
    os.umask(0o077)
    job = ReportJob.from_wire(wire)
    config = Config()
    if os.name == "posix":
        config.KernelManager.transport = (
            "ipc"  # TCP is not encrypted, and others of this computer could listen
        )
    if asker is not None:
        os.environ[asking.VARIABLE] = asker  # there is no other way into a kernel; it takes it out again
    try:
        for start in range(_STARTS):
            made = make_report(
                Path(folder),
                job,
                finish,
                None,
                kernel_name="python3",
                execution_timeout=timeout,
                shutdown_kernel="immediate",
                extra_arguments=["--log-level=ERROR"],
                config=config,
            )
            outcome = (Path(folder) / making.OUTCOME).read_text(encoding="utf-8")
            if made or start + 1 == _STARTS or not _never_started(outcome):
                break
    finally:
        os.environ.pop(asking.VARIABLE, None)
        os.chdir(home)
    return {
        "code": 0 if made else 1,
        "timed_out": "CellTimeoutError" in outcome,
        "seconds": time.monotonic() - started,
    }


def _never_started(outcome: str) -> bool:
    return any(words in outcome for words in ("Kernel died before replying", "Kernel didn't respond in"))
