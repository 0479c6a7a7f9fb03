"""Measures a batch of reports against plain papermill, on the same notebook, in one run."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import chdir
from pathlib import Path
from typing import TypedDict

from nmt_widgets.core.places import notebooks
from nmt_widgets.reporting.runner.batch import Finish, run_reports
from nmt_widgets.reporting.runner.jobs import ReportJob, Value


class BatchSpeed(TypedDict):
    """The reports of one side, the seconds for all, the reports in a second, and the processor's seconds of each."""

    reports: int
    seconds: float
    per_second: float
    cpu_seconds: float


class SpeedComparison(TypedDict):
    """Both sides, and how many times as fast ours is: by the clock, and by the processors' time."""

    plain: BatchSpeed
    ours: BatchSpeed
    workers: int
    ratio: float
    cpu_ratio: float


def compare(
    reports: int = 24,
    workers: int = 2,
    *,
    plain_reports: int = 6,
    case: str = "james",
    assessment: int = 1,
    notebook: Path | None = None,
    finish: Finish | None = None,
    prepare: Sequence[str] = (),
    show: Callable[[str], None] | None = None,
) -> SpeedComparison:
    """Make the same report many times with plain papermill and with :func:`run_reports`, and compare.

    Plain papermill is `papermill.execute_notebook` with its defaults and a kernel for each report, in a pool of as many
    processes. Each side is timed from its start to the last file.

    Parameters
    ----------
    reports, plain_reports : int
        Number of reports of each side; plain papermill is slow, so it makes fewer.
    workers : int
        Number of reports made at once, on both sides.
    case, assessment : str, int
        The case and its assessment.
    notebook : path, optional
        The notebook; by default `notebooks/report.ipynb`.
    finish : callable or str, optional
        Writes the pages, on our side only.
    prepare : sequence of str
        See :func:`run_reports`.
    show : callable, optional
        Receives the lines; by default they are printed.

    Returns
    -------
    SpeedComparison
    """
    own = notebook or notebooks() / "report.ipynb"
    write = show or _print
    plain_reports = min(plain_reports, reports)
    write(f"Plain papermill, {workers} at once, {plain_reports} reports (it is slow, so fewer) ...")
    with tempfile.TemporaryDirectory(prefix="nmt-bench-") as folder:
        started = _now()
        arguments = {"case": case, "assessment": assessment}
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            targets = [str(Path(folder) / f"plain-{index}.ipynb") for index in range(plain_reports)]
            list(pool.map(_plain, [str(own)] * plain_reports, targets, [arguments] * plain_reports))
        plain = _measured(plain_reports, started)
        write(f"  {plain['per_second']:.2f} reports a second")
        write(f"Ours, {workers} at once, {reports} reports ...")
        jobs = [
            ReportJob(case, assessment, Path(folder) / f"ours-{index}", notebook=own)
            for index in range(reports)
        ]
        started = _now()
        results = run_reports(jobs, workers=workers, finish=finish, prepare=prepare)
        ours = _measured(reports, started)
    for result in results:
        if result.status != "made":
            raise RuntimeError(f"a report of the benchmark failed: {result.reason}")
    write(f"  {ours['per_second']:.2f} reports a second")
    ratio = ours["per_second"] / plain["per_second"]
    write(f"Ratio: {ratio:.1f} times as fast.")
    cpu_ratio = plain["cpu_seconds"] / ours["cpu_seconds"]
    return {"plain": plain, "ours": ours, "workers": workers, "ratio": ratio, "cpu_ratio": cpu_ratio}


def _plain(notebook: str, target: str, arguments: dict[str, Value]) -> None:
    """Make one report as a plain script does."""
    import papermill
    from traitlets.config import Config

    config = Config()
    if os.name == "posix":
        config.KernelManager.transport = (
            "ipc"  # two that start at once on TCP may choose the same port: one dies
        )
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)  # the kernels' warnings
    escaped = (path.replace("{", "{{").replace("}", "}}") for path in (notebook, target))
    with tempfile.TemporaryDirectory() as folder, chdir(folder):  # where the kernel's sockets are
        papermill.execute_notebook(*escaped, arguments, progress_bar=False, config=config)


def _now() -> tuple[float, float]:
    """Return the time of the clock, and that of the processors for this process and those that it has waited for."""
    return time.perf_counter(), sum(os.times()[:4])


def _measured(reports: int, started: tuple[float, float]) -> BatchSpeed:
    seconds, cpu = (now - then for now, then in zip(_now(), started, strict=True))
    return {
        "reports": reports,
        "seconds": seconds,
        "per_second": reports / seconds,
        "cpu_seconds": cpu / reports,
    }


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201
