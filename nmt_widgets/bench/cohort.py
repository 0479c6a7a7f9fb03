"""100,000 assessments from files to a cohort, beside plain pandas that reads the same file and groups the same rows."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from nmt_widgets.library.programme import Programme, Topic
    from nmt_widgets.outcomes.cohort import Cohort

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
        a plain frame, and their `ratio`. For `redraw`: `ms` of all topics of a programme with their pictures under a
        filter that nobody chose before, `pandas_ms` of a plain frame that groups and counts the same, without pictures,
        and their `ratio`; `first_seconds` of everybody, when all counts of all filters are protected. `frame_mb`: the
        size of the cohort in memory.
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
    redraw = _redraw(cohort, plain)
    result: dict[str, Any] = {"assessments": assessments}
    for name, (ours, theirs) in times.items():
        unit, factor = ("ms", 1e3) if name == "filter" else ("seconds", 1)
        result[name] = {unit: ours * factor, f"pandas_{unit}": theirs * factor, "ratio": ours / theirs}
    return {**result, "redraw": redraw, "frame_mb": cohort.frame.memory_usage(deep=True).sum() / 1e6}


def _redraw(cohort: Cohort, plain: pd.DataFrame) -> dict[str, float]:
    """Measure a programme under each filter, beside plain pandas that groups and counts the same."""
    from nmt_widgets.charts import PAGE
    from nmt_widgets.library.programme import Programme, ProgrammeData

    begin = time.perf_counter()
    programme = Programme(ProgrammeData(cohort), theme=PAGE)
    _all_topics(programme, {})
    first = time.perf_counter() - begin
    selections = [{entry.id: level} for entry in programme.filters for level, _, _ in entry.levels]
    ours = median(_seconds(partial(_all_topics, programme, selection)) for selection in selections)
    columns = [name for name in cohort.frame if name.endswith(("_category", "_functional_age", "_percent"))]
    whole = plain.assign(**{name: cohort.frame[name].to_numpy() for name in [*columns, "gate_open"]})
    theirs = median(_seconds(partial(_plain_counts, whole, phase)) for phase in _PHASES)
    return {
        "first_seconds": first,
        "ms": ours * 1e3,
        "pandas_ms": theirs * 1e3,
        "ratio": ours / theirs,
    }


def _all_topics(programme: Programme, selection: Mapping[str, str]) -> list[Topic]:
    return [programme.topic(id, selection) for id in programme.topics]


def _plain_counts(frame: pd.DataFrame, phase: str) -> list[Any]:
    """Return what the pictures of one filter are drawn from, by plain pandas: changes, categories, ages, adherence."""
    import pandas as pd

    part = frame[frame.groupby("client")["phase"].transform("first") == phase]
    first, second = (part[part["time"] == at].set_index("client") for at in (1, 2))
    measures = [name for name in frame if name in ("total", "cmr") or name.endswith("_percent")]
    results: list[Any] = [(second[measures] - first[measures]).agg(["mean", "std"])]
    complete = first.join(second, rsuffix="_later", how="inner")
    for name in frame:
        if name.endswith("_category"):
            results += [first[name].value_counts(), pd.crosstab(complete[name], complete[f"{name}_later"])]
        elif name.endswith("_functional_age"):
            results.append((second[name] - first[name]).mean())
        elif name.startswith(("adversity_", "relational_")):
            results.append((first[name] >= 8).sum())
    counts = [name for name in frame if name.endswith(("_agreed", "_done"))]
    return [*results, part.groupby("client")[counts].sum().sum()]


def _seconds(work: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


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
