"""100,000 assessments in one call, against one call for each."""

from __future__ import annotations

import time
from typing import Any

MANY, FEW = 100_000, 200


def measure_scoring() -> dict[str, Any]:
    """Score random assessments, 3 % of the answers missing, together and one by one.

    Returns
    -------
    dict
        `together_us` and `one_by_one_us`: microseconds an assessment; `seconds` for all together, and their `ratio`.
    """
    import numpy as np

    from nmt_widgets import load_instrument
    from nmt_widgets.metrics import measure_functions

    instrument = load_instrument()
    draw = np.random.default_rng(2026)
    scores = draw.integers(1, 13, (MANY, len(instrument.ids))).astype(float)
    scores[draw.random(scores.shape) < 0.03] = np.nan
    ages = draw.uniform(0, 30, MANY)
    measure_functions(instrument, scores[:100], ages[:100])
    begin = time.perf_counter()
    measure_functions(instrument, scores, ages)
    seconds = time.perf_counter() - begin
    begin = time.perf_counter()
    for row in range(FEW):
        measure_functions(instrument, scores[row : row + 1], ages[row : row + 1])
    alone = (time.perf_counter() - begin) / FEW
    return {
        "assessments": MANY,
        "seconds": seconds,
        "together_us": seconds / MANY * 1e6,
        "one_by_one_us": alone * 1e6,
        "ratio": alone / (seconds / MANY),
    }
