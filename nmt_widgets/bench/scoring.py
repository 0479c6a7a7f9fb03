"""100,000 assessments in one table, against the bare products of their scores, and against one call for each."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

MANY, FEW, ROUNDS = 100_000, 200, 5


def measure_scoring(many: int = MANY) -> dict[str, Any]:
    """Measure random assessments, 3 % of the answers missing, in three ways; in time of the processor.

    Returns
    -------
    dict
        Microseconds an assessment: `table_us` of `nmt_widgets.profiles` for all in one DataFrame, `bare_us` of the same
        figures by bare products of arrays (:func:`nmt_widgets.bench.bare_scoring.bare_figures`), `one_by_one_us` of one
        call for each. Their ratios: `table_ratio` of the table to the bare products, `ratio` of one by one to the
        table.
    """
    import numpy as np
    import pandas as pd

    from nmt_widgets import load_instrument, profiles
    from nmt_widgets.bench.bare_scoring import bare_figures, ready_arrays
    from nmt_widgets.metrics import measure_functions

    instrument = load_instrument()
    draw = np.random.default_rng(2026)
    scores = draw.integers(1, 13, (many, len(instrument.ids))).astype(float)
    scores[draw.random(scores.shape) < 0.03] = np.nan
    ages = draw.uniform(0, 30, many)
    frame = pd.DataFrame(scores, columns=list(instrument.ids))
    frame["age"] = ages
    ready = ready_arrays(instrument)
    table, bare = _fastest(lambda: profiles(frame), lambda: bare_figures(ready, scores, ages))
    begin = time.process_time()
    for row in range(FEW):
        measure_functions(instrument, scores[row : row + 1], ages[row : row + 1])
    alone = (time.process_time() - begin) / FEW
    return {
        "assessments": many,
        "seconds": table,
        "table_us": table / many * 1e6,
        "bare_us": bare / many * 1e6,
        "table_ratio": table / bare,
        "one_by_one_us": alone * 1e6,
        "ratio": alone / (table / many),
    }


def _fastest(*ways: Callable[[], Any]) -> list[float]:
    """Return the shortest time of each way in seconds of the processor, the ways in turn."""
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(ROUNDS):
        for way, seconds in zip(ways, times, strict=True):
            begin = time.process_time()
            way()
            seconds.append(time.process_time() - begin)
    return [min(seconds) for seconds in times]
