"""100,000 assessments from files to a cohort, beside plain pandas that reads the same file and groups the same rows."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

ASSESSMENTS, ROUNDS = 100_000, 3
_SITES, _PHASES = ("east", "north", "south", "west"), ("after", "before")


def measure_cohort(assessments: int = ASSESSMENTS) -> dict[str, Any]:
    """Measure how a cohort is read, filtered and grouped, in time of the clock.

    Returns
    -------
    dict
        For `csv` and `parquet`: `seconds` of :func:`nmt_widgets.outcomes.cohort.read_cohort` (reading, typing, every
        check, the derived figures), `pandas_seconds` of pandas alone for the same file, and their `ratio`. For
        `filter`: `ms` of a selection by site and age and the means of its figures by phase, `pandas_ms` of the same on
        a plain frame, and their `ratio`. `frame_mb`: the size of the cohort in memory.
    """
    import pandas as pd

    from nmt_widgets.outcomes.cohort import read_cohort

    with tempfile.TemporaryDirectory(prefix="nmt-bench-") as folder:
        csv, parquet = Path(folder) / "clients.csv", Path(folder) / "clients.parquet"
        rows = invented_rows(assessments)
        rows.to_csv(csv, index=False)
        rows.to_parquet(parquet, index=False)
        times = {
            "csv": _fastest(lambda: read_cohort(csv), lambda: pd.read_csv(csv, parse_dates=["date"])),
            "parquet": _fastest(lambda: read_cohort(parquet), lambda: pd.read_parquet(parquet)),
        }
        cohort, plain = read_cohort(csv), pd.read_csv(csv)
    figures = ["total", "cmr", "cognitive_percent"]
    plain[figures] = cohort.frame[figures]

    def select_plain() -> Any:
        chosen = plain[(plain["site"] == "north") & plain["age"].between(6, 12, inclusive="left")]
        return chosen.groupby("phase")[figures].mean()

    times["filter"] = _fastest(
        lambda: (
            cohort.select(site="north", age=(6, 12)).frame.groupby("phase", observed=True)[figures].mean()
        ),
        select_plain,
    )
    result: dict[str, Any] = {"assessments": assessments}
    for name, (ours, theirs) in times.items():
        unit, factor = ("ms", 1e3) if name == "filter" else ("seconds", 1)
        result[name] = {unit: ours * factor, f"pandas_{unit}": theirs * factor, "ratio": ours / theirs}
    return {**result, "frame_mb": cohort.frame.memory_usage(deep=True).sum() / 1e6}


def invented_rows(assessments: int, *, seed: int = 2026) -> pd.DataFrame:
    """Return invented assessments with every column of a cohort, two a client; 3 % of the scores are missing."""
    import numpy as np
    import pandas as pd

    from nmt_widgets import load_instrument
    from nmt_widgets.outcomes.cohort.columns import cohort_columns

    instrument, draw = load_instrument(), np.random.default_rng(seed)
    clients = -(-assessments // 2)

    def twice(values: Any) -> Any:
        return np.repeat(values, 2)[:assessments]

    later = np.tile([0, 1], clients)[:assessments]
    begun = np.datetime64("2018-01-01") + draw.integers(0, 2000, clients)
    columns: dict[str, Any] = {
        "client": twice([f"c-{number:07d}" for number in range(clients)]),
        "time": later + 1,
        "date": twice(begun) + later * 365,
        "age": twice(np.round(draw.uniform(3, 16, clients), 2)) + later,
        "site": twice(draw.choice(_SITES, clients)),
        "phase": twice(draw.choice(_PHASES, clients)),
        "instrument": "nmt",
        "version": instrument.versions["functions"],
        "synthetic": True,
    }
    for name, kind in cohort_columns(instrument).items():
        if kind == "score":
            scores = pd.Series(draw.integers(1, 13, assessments), dtype="Int64")
            columns[name] = scores.mask(draw.random(assessments) < 0.03)
        elif kind in ("level", "percent"):
            columns[name] = np.round(draw.uniform(0, 12, assessments), 1)
        elif kind == "count":
            columns[name] = draw.integers(0, 6, assessments) + (6 if name.endswith("_agreed") else 0)
    return pd.DataFrame(columns)


def _fastest(*ways: Callable[[], Any]) -> list[float]:
    """Return the shortest time of each way in seconds, the ways in turn."""
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(ROUNDS):
        for way, seconds in zip(ways, times, strict=True):
            begin = time.perf_counter()
            way()
            seconds.append(time.perf_counter() - begin)
    return [min(seconds) for seconds in times]
