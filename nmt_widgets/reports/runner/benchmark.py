"""Measures a batch of reports against plain papermill, on the same notebook, in one run."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from nmt_widgets.core.places import notebooks
from nmt_widgets.reports.runner.batch import Finish, run_reports
from nmt_widgets.reports.runner.jobs import ReportJob, Value


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
) -> dict[str, Any]:
    """Make the same report many times, plainly and by :func:`run_reports`, and compare.

    Plain is `papermill.execute_notebook` with its own defaults, a kernel for each report, in a pool of as many
    processes. Each side is timed whole: from nothing running to the last file written.

    Parameters
    ----------
    reports, plain_reports : int
        How many reports each side makes; the plain side is slow, so it makes fewer.
    workers : int
        How many at once, on both sides.
    case, assessment : str, int
        Of which case.
    notebook : path, optional
        The notebook; by default `notebooks/report.ipynb`.
    finish : callable or str, optional
        Our side writes the pages too, with this.
    prepare : sequence of str
        See :func:`run_reports`.
    show : callable, optional
        Where the lines go; by default they are printed.

    Returns
    -------
    dict
        `plain` and `ours`: reports, seconds, reports a second; `workers`; `ratio`.
    """
    own = notebook or notebooks() / "report.ipynb"
    tell = show or _print
    plain_reports = min(plain_reports, reports)
    tell(f"Plain papermill, {workers} at once, {plain_reports} reports (it is slow, so fewer) ...")
    with tempfile.TemporaryDirectory(prefix="nmt-bench-") as folder:
        started = time.perf_counter()
        arguments = {"case": case, "assessment": assessment}
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            targets = [str(Path(folder) / f"plain-{index}.ipynb") for index in range(plain_reports)]
            list(pool.map(_plain, [str(own)] * plain_reports, targets, [arguments] * plain_reports))
        plain = _measured(plain_reports, time.perf_counter() - started)
        tell(f"  {plain['per_second']:.2f} reports a second")
        tell(f"Ours, {workers} at once, {reports} reports ...")
        jobs = [
            ReportJob(case, assessment, Path(folder) / f"ours-{index}", notebook=own)
            for index in range(reports)
        ]
        started = time.perf_counter()
        results = run_reports(jobs, workers=workers, finish=finish, prepare=prepare)
        ours = _measured(reports, time.perf_counter() - started)
    for result in results:
        if result.status != "made":
            raise RuntimeError(f"a report of the benchmark failed: {result.reason}")
    tell(f"  {ours['per_second']:.2f} reports a second")
    ratio = ours["per_second"] / plain["per_second"]
    tell(f"Ratio: {ratio:.1f} times as fast.")
    return {"plain": plain, "ours": ours, "workers": workers, "ratio": ratio}


def _plain(notebook: str, target: str, arguments: dict[str, Value]) -> None:
    """Make one report as a plain script would."""
    import papermill

    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)  # the kernels' warnings
    escaped = (path.replace("{", "{{").replace("}", "}}") for path in (notebook, target))
    papermill.execute_notebook(*escaped, arguments, progress_bar=False)


def _measured(reports: int, seconds: float) -> dict[str, float]:
    return {"reports": reports, "seconds": seconds, "per_second": reports / seconds}


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201
