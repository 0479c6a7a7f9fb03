"""From a request - cases, an assessment, a folder - to reports."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import load_instrument
from nmt_widgets.metrics import find_assessment
from nmt_widgets.reporting.runner.batch import Progress, run_reports
from nmt_widgets.reporting.runner.jobs import ReportJob, ReportResult, Value
from nmt_widgets.reporting.runner.publishing import tighten
from nmt_widgets.reporting.writing import press, warm, write_html
from nmt_widgets.store import case_version, open_case

if TYPE_CHECKING:
    from nmt_widgets.reporting.cluster.address import ClusterAddress


def request_reports(
    cases: Sequence[str],
    out: Path,
    *,
    assessment: int | None = None,
    extras: Sequence[str] = (),
    parameters: Mapping[str, Value] | None = None,
    notebook: str | Path | None = None,
) -> tuple[list[ReportJob], dict[str, InputError]]:
    """Return a job for each case, and by name the errors of those that cannot have one.

    A case with an invalid file has a job, which fails and leaves its reason in the folder of the report.

    Parameters
    ----------
    cases : sequence of str
        Template ids, paths, or cases of the store.
    out : pathlib.Path
        Reports go to `out/<case id>/assessment-<number>`.
    assessment : int, optional
        By default the latest of each case.
    extras : sequence of {"light", "pdf"}
    parameters : mapping, optional
        Further parameters of the report notebook.
    notebook : path, optional
        Another notebook than the workbook's `report.ipynb`.
    """
    tighten(out)
    load_instrument()  # an invalid site or language is an error of the request, not of a report
    jobs: dict[Path, ReportJob] = {}
    refused: dict[str, InputError] = {}
    for name in dict.fromkeys(cases):
        try:
            job = _request(name, out, assessment, tuple(extras), parameters or {}, notebook)
            if job.out in jobs:
                raise refusal("report", "same_case", name=name)
            jobs[job.out] = job
        except InputError as error:
            refused[name] = error
    return list(jobs.values()), refused


def _request(
    name: str,
    out: Path,
    assessment: int | None,
    extras: tuple[str, ...],
    parameters: Mapping[str, Value],
    notebook: str | Path | None,
) -> ReportJob:
    """Return the job of one case. The folder of an invalid file is named after the file."""
    source = case_version(name)
    stem = source.stem if isinstance(source, Path) else name
    folder = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "case"
    number = 1 if assessment is None else assessment
    try:
        case = open_case(name)
        folder, number = case.id, case.latest if assessment is None else assessment
        find_assessment(case, number)
    except InputError:
        if not (isinstance(source, Path) and source.is_file()):
            raise
    own = None if notebook is None else Path(notebook)
    return ReportJob(name, number, out / folder / f"assessment-{number}", parameters, own, extras)


def make_reports(
    jobs: Sequence[ReportJob],
    *,
    workers: int | None = 1,
    progress: Progress | None = None,
    force: bool = False,
    cluster: ClusterAddress | None = None,
) -> list[ReportResult]:
    """Make the reports: executed notebook, HTML, and the extras each job asks for.

    Parameters
    ----------
    jobs : sequence of ReportJob
    workers : int, optional
        Number of reports made at once; by default one a processor, or one a thread of the cluster's workers.
    progress : callable, optional
        ``progress(result, done, total)``.
    force : bool
        Make finished reports again.
    cluster : ClusterAddress, optional
        Where to make them; by default on this computer.

    Raises
    ------
    InputError
        When the cluster cannot be used.
    """
    crew = None
    if cluster:
        from nmt_widgets.reporting.cluster.crew import ClusterCrew

        crew = partial(ClusterCrew, cluster, workers)
    return run_reports(
        jobs,
        workers=workers or os.cpu_count() or 1,
        finish=write_html,
        press=press,
        prepare=[f"{warm.__module__}:{warm.__qualname__}"],
        progress=progress,
        force=force,
        cluster=crew,
    )
