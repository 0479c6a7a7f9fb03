"""What `import nmt_widgets` costs, against a bare interpreter and against what it leaves for later."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import Any

ROUNDS = 7


def measure_imports() -> dict[str, Any]:
    """Start Python with and without the package.

    Returns
    -------
    dict
        Medians `python_ms`, and beyond it `nmt_widgets_ms` and `charts_ms` (plotly included); the `ratio` of the
        latter two.
    """
    programs = {
        "python": "pass",
        "nmt_widgets": "import nmt_widgets",
        "charts": "import nmt_widgets.charts.history, plotly.graph_objects",
    }
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(ROUNDS):
        for name, program in programs.items():
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True)
            times[name].append((time.perf_counter() - begin) * 1e3)
    median = {name: statistics.median(milliseconds) for name, milliseconds in times.items()}
    ours = max(median["nmt_widgets"] - median["python"], 0.1)
    charts = median["charts"] - median["python"]
    return {
        "python_ms": median["python"],
        "nmt_widgets_ms": ours,
        "charts_ms": charts,
        "ratio": charts / ours,
    }
