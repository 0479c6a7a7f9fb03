"""Measure a batch of reports against plain papermill with the same number of workers, and PDFs in a batch."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import Any

_BATCHES = {24: 8, 100: 20}  # of ours, and of plain papermill, which is slow
_PDFS = 12


def measure_reports() -> dict[str, Any]:
    """Make James's report many times both ways; ours writes the HTML, too, plain papermill only the notebook.

    Returns
    -------
    dict
        `batch_of_24` and `batch_of_100`, see :func:`nmt_widgets.reporting.runner.benchmark.compare`; each side's start
        is timed with its reports. `pdf`: the seconds of a report with its PDF, in a batch with one Chromium.
    """
    from nmt_widgets.reporting.runner.benchmark import compare
    from nmt_widgets.reporting.writing import warm, write_html

    prepare = [f"{warm.__module__}:{warm.__qualname__}"]
    figures: dict[str, Any] = {}
    for count, plain_count in _BATCHES.items():
        figures[f"batch_of_{count}"] = compare(
            count,
            os.cpu_count() or 1,
            finish=write_html,
            prepare=prepare,
            assessment=2,
            plain_reports=plain_count,
            show=lambda line: None,
        )
    return {**figures, "pdf": _measure_pdfs()}


def _measure_pdfs() -> dict[str, Any]:
    from nmt_widgets.reporting.ordering import make_reports
    from nmt_widgets.reporting.runner.jobs import ReportJob

    with tempfile.TemporaryDirectory(prefix="nmt-bench-") as folder:
        jobs = [ReportJob("james", 2, Path(folder) / str(number), extras=("pdf",)) for number in range(_PDFS)]
        begin = time.perf_counter()
        results = make_reports(jobs, workers=None)
        seconds = time.perf_counter() - begin
    if lacking := [
        result.lacking or result.reason for result in results if result.lacking or not result.files
    ]:
        return {"lacking": lacking[0]}
    return {"reports": _PDFS, "seconds_each": seconds / _PDFS}
