"""Measure a batch of reports against plain papermill with the same number of workers."""

from __future__ import annotations

import os
from typing import Any


def measure_reports() -> dict[str, Any]:
    """Make James's report many times both ways; ours writes the HTML, too, plain papermill only the notebook.

    A batch of 100 against 20, for plain papermill is slow: each side's start is timed with its reports.

    Returns
    -------
    dict
        See :func:`nmt_widgets.reporting.runner.benchmark.compare`.
    """
    from nmt_widgets.reporting.runner.benchmark import compare
    from nmt_widgets.reporting.writing import warm, write_html

    prepare = [f"{warm.__module__}:{warm.__qualname__}"]
    measured = compare(
        100,
        os.cpu_count() or 1,
        finish=write_html,
        prepare=prepare,
        assessment=2,
        plain_reports=20,
        show=lambda line: None,
    )
    return dict(measured)
