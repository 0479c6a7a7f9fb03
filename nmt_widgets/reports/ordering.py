"""From the words of a request - cases, an assessment, a folder - to reports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import load_instrument
from nmt_widgets.metrics import find_assessment
from nmt_widgets.reports.runner.batch import Progress, run_reports
from nmt_widgets.reports.runner.jobs import ReportJob, ReportResult, Value
from nmt_widgets.reports.runner.publishing import tighten
from nmt_widgets.reports.writing import press, warm, write_html
from nmt_widgets.store import case_version, open_case


def request_reports(
    cases: Sequence[str],
    out: Path,
    *,
    assessment: int | None = None,
    extras: Sequence[str] = (),
    parameters: dict[str, Value] | None = None,
) -> tuple[list[ReportJob], list[InputError]]:
    """Return one job for each case, and what is wrong with those that cannot even be asked for.

    A case whose file is broken still gets a job: it fails, and leaves its reason where the report would be.

    Parameters
    ----------
    cases : sequence of str
        Template ids, paths, or cases of the store.
    out : pathlib.Path
        Reports go to `out/<case id>/assessment-<number>`.
    assessment : int, optional
        By default each case's latest.
    extras : sequence of {"light", "pdf"}
    parameters : dict, optional
        Further parameters of the report notebook.
    """
    tighten(out)
    load_instrument()  # a broken site, or a language without texts, is nobody's report's own fault
    jobs: dict[Path, ReportJob] = {}
    refused: list[InputError] = []
    for name in dict.fromkeys(cases):
        try:
            job = _request(name, out, assessment, tuple(extras), parameters or {})
            if job.out in jobs:
                raise InputError(f"'{name}' has the same case id as another", remedy="give each case its own")
            jobs[job.out] = job
        except InputError as error:
            refused.append(error)
    return list(jobs.values()), refused


def _request(
    name: str, out: Path, assessment: int | None, extras: tuple[str, ...], parameters: dict[str, Value]
) -> ReportJob:
    """Return the job for one case; a broken file is named by what its own name has of an id."""
    found = case_version(name)
    stem = found.stem if isinstance(found, Path) else name
    folder = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "case"
    number = 1 if assessment is None else assessment
    try:
        case = open_case(name)
        folder, number = case.id, case.latest if assessment is None else assessment
        find_assessment(case, number)
    except InputError:
        if not (isinstance(found, Path) and found.is_file()):
            raise
    return ReportJob(name, number, out / folder / f"assessment-{number}", parameters, extras=extras)


def make_reports(
    jobs: Sequence[ReportJob],
    *,
    workers: int = 1,
    progress: Progress | None = None,
    force: bool = False,
) -> list[ReportResult]:
    """Make the reports: executed notebook, HTML, and the extras each job asks for.

    Parameters
    ----------
    jobs : sequence of ReportJob
    workers : int
        How many at once.
    progress : callable, optional
        ``progress(result, done, total)``.
    force : bool
        Make the finished ones too.
    """
    return run_reports(
        jobs,
        workers=workers,
        finish=write_html,
        press=press,
        prepare=[f"{warm.__module__}:{warm.__qualname__}"],
        progress=progress,
        force=force,
    )
