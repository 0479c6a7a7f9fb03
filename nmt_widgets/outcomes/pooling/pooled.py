"""Many sites' files as one: exactly where sums add up, by random effects where they do not."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.extras import require
from nmt_widgets.outcomes.pooling.meta import MetaAnalysis, Method, meta_analysis
from nmt_widgets.outcomes.pooling.model import AggregateFile, CountTable, Group, TimingSums
from nmt_widgets.outcomes.pooling.reading import Aggregate, check_together, read_all
from nmt_widgets.outcomes.pooling.sums import ChangeFromSums, change_from_sums, ridge_from_sums
from nmt_widgets.outcomes.rules import load_outcome_rules

if TYPE_CHECKING:
    import pandas as pd

EFFECTS = ("mean_difference", "d_z", "d_av", "d_b")
"""The figures of change that are also combined by random effects."""

RATIO = "log_rate_ratio"
"""Incidents of a phase beside those of another, as the logarithm of the ratio of their rates."""


@dataclass(frozen=True)
class SiteLine:
    """What a file says of itself."""

    site: str
    clients: int
    left_out: int | None
    period: tuple[int, int] | None
    software: str
    fingerprint: str


@dataclass(frozen=True)
class Pooled:
    """Figures of many sites.

    Attributes
    ----------
    sites : tuple of SiteLine
    synthetic : bool
    smallest : int
        Counts from 1 up to, not including, this are hidden.
    change : dict
        By measure and times, such as `("total", 1, 2)`: the change over all clients, exactly.
    site_change : dict
        The same by measure, times and site.
    meta : dict
        By measure, times and figure: the mean of sites and their spread. Incidents are under their two phases.
    tables : dict of str to pandas.DataFrame
        Counts added up: `moved`, `histograms`, `left`, `adherence`; and `flow`, clients by the times of which something
        is used.
    incidents : pandas.DataFrame
        Count, days and rate per 1,000 days with its exact interval, by phase.
    timing : pandas.DataFrame
        Standardised ridge coefficients, exactly those of all clients.
    """

    sites: tuple[SiteLine, ...]
    synthetic: bool
    smallest: int
    change: dict[tuple[str, int, int], ChangeFromSums] = field(repr=False)
    site_change: dict[tuple[str, int, int, str], ChangeFromSums] = field(repr=False)
    meta: dict[tuple[str, str, str, str], MetaAnalysis] = field(repr=False)
    tables: dict[str, pd.DataFrame] = field(repr=False)
    incidents: pd.DataFrame = field(repr=False)
    timing: pd.DataFrame = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return the change of all clients: a row a measure, pair of times and figure."""
        import pandas as pd

        frames = [
            change.to_frame().assign(measure=measure, first=first, second=second)
            for (measure, first, second), change in self.change.items()
        ]
        columns = ["measure", "first", "second", "figure", "value", "low", "high", "n"]
        return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)

    def forest(self) -> pd.DataFrame:
        """Return what a forest picture shows: for each figure a row a site, the mean, and the next site to expect."""
        import pandas as pd

        frames = [
            result.to_frame().assign(measure=measure, first=first, second=second, figure=figure)
            for (measure, first, second, figure), result in self.meta.items()
        ]
        columns = ["measure", "first", "second", "figure", "site", "kind", "value", "low", "high", "weight"]
        return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data: the JSON of the command."""
        return {
            "sites": [vars(site) for site in self.sites],
            "synthetic": self.synthetic,
            "smallest": self.smallest,
            "change": [
                {"measure": measure, "times": [first, second], **change.to_dict()}
                for (measure, first, second), change in self.change.items()
            ],
            "meta": [
                {"measure": measure, "times": [first, second], "figure": figure, **result.to_dict()}
                for (measure, first, second, figure), result in self.meta.items()
            ],
            **{name: _records(table) for name, table in self.tables.items()},
            "incidents": _records(self.incidents),
            "timing": _records(self.timing),
        }


def pool(*aggregates: Aggregate | str | Path, method: Method = "REML") -> Pooled:
    """Combine the files of sites.

    Sums of sites add up, so mean differences, d, t and p, counts, rates and ridge coefficients are exactly those of all
    clients in the files together. Beside them stands what differs between sites: random effects over the sites' own
    figures (:func:`meta_analysis`). Where sites differ much, the figure over all clients is that of no site.

    Parameters
    ----------
    *aggregates : Aggregate or path
    method : {"REML", "DL", "PM"}
        How the variance between sites is estimated.

    Returns
    -------
    Pooled

    Raises
    ------
    InputErrors
        With every problem: of a file, or of files that do not go together (a site twice, other versions, another k).

    Examples
    --------
    >>> from nmt_widgets.outcomes.pooling import write_aggregate
    >>> def rows(add):
    ...     return [{"client": f"c-{c}", "time": t, "total": 150 + 7 * c + t * (c % 5 + add)}
    ...             for c in range(12) for t in (1, 2)]
    >>> pooled = pool(write_aggregate(rows(1), site="north"), write_aggregate(rows(3), site="south"))
    >>> change = pooled.change["total", 1, 2]
    >>> change.n, round(change.mean_difference.value, 3)
    (24, 3.75)
    """
    require("scipy")
    paths = [item for item in aggregates if not isinstance(item, Aggregate)]
    from_paths = iter(read_all(paths))
    checked = [item if isinstance(item, Aggregate) else next(from_paths) for item in aggregates]
    check_together(checked)
    files = [aggregate.file for aggregate in checked]
    names = _names(files)
    change, site_change = _changes(files, names)
    return Pooled(
        sites=tuple(
            SiteLine(name, file.clients, file.left_out, file.period, file.software, file.fingerprint)
            for name, file in zip(names, files, strict=True)
        ),
        synthetic=files[0].synthetic,
        smallest=files[0].smallest,
        change=change,
        site_change=site_change,
        meta=dict(_meta(files, names, site_change, method)),
        tables=_tables(files),
        incidents=_incidents(files),
        timing=_timing(files),
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object)
    records: list[dict[str, Any]] = plain.where(plain.notna(), None).to_dict("records")
    return records


def _names(files: Sequence[AggregateFile]) -> list[str]:
    """Return the name of each file: the site's, with the years where a site has several files."""
    sites = [file.site for file in files]
    return [
        file.site if sites.count(file.site) == 1 or file.period is None else f"{file.site} {file.period[0]}"
        for file in files
    ]


Sums = dict[tuple[str, int, int], list[Any]]


def _pair_sums(groups: Sequence[Group]) -> Sums:
    """Return n, sums and products of each measure and pair of times, over the groups that have both."""
    sums: Sums = defaultdict(lambda: [0, np.zeros(2), np.zeros((2, 2))])
    for group in groups:
        for measure, moments in group.measures.items():
            products = np.array(moments.products)
            for a in range(len(moments.times)):
                for b in range(a + 1, len(moments.times)):
                    entry = sums[measure, moments.times[a], moments.times[b]]
                    entry[0] += group.n
                    entry[1] = entry[1] + np.array([moments.sums[a], moments.sums[b]])
                    entry[2] = entry[2] + products[np.ix_([a, b], [a, b])]
    return sums


def _changes(files: Sequence[AggregateFile], names: Sequence[str]) -> tuple[Any, Any]:
    together = _pair_sums([group for file in files for group in file.groups])
    apart = {
        (*key, name): entry
        for file, name in zip(files, names, strict=True)
        for key, entry in _pair_sums(file.groups).items()
    }
    return (
        {key: change_from_sums(*entry) for key, entry in together.items()},
        {key: change_from_sums(*entry) for key, entry in apart.items()},
    )


def _meta(
    files: Sequence[AggregateFile], names: Sequence[str], site_change: Any, method: Method
) -> Iterator[tuple[tuple[str, str, str, str], MetaAnalysis]]:
    by_measure: dict[tuple[str, int, int], dict[str, ChangeFromSums]] = defaultdict(dict)
    for (measure, first, second, name), change in site_change.items():
        by_measure[measure, first, second][name] = change
    for (measure, first, second), changes in by_measure.items():
        if len(changes) < 2:
            continue
        for figure in EFFECTS:
            values = [getattr(change, figure).value for change in changes.values()]
            errors = [
                change.sd_difference / math.sqrt(change.n)
                if figure == "mean_difference"
                else getattr(change, f"{figure}_error")
                for change in changes.values()
            ]
            key = measure, str(first), str(second), figure
            yield key, meta_analysis(values, errors, names=tuple(changes), method=method)
    yield from _rate_ratios(files, names, method)


def _rate_ratios(
    files: Sequence[AggregateFile], names: Sequence[str], method: Method
) -> Iterator[tuple[tuple[str, str, str, str], MetaAnalysis]]:
    """Yield the ratio of each phase's rate to that of the first phase, over sites that tell of both."""
    phases = _phases(files)
    for second in phases[1:]:
        rows = [
            (name, file.incidents[phases[0]], file.incidents[second])
            for name, file in zip(names, files, strict=True)
            if all(phase in file.incidents and file.incidents[phase].count for phase in (phases[0], second))
        ]
        if len(rows) > 1:
            ratios = [math.log(b.count / b.days / (a.count / a.days)) for _, a, b in rows]  # type: ignore[operator]
            errors = [math.sqrt(1 / a.count + 1 / b.count) for _, a, b in rows]  # type: ignore[operator]
            result = meta_analysis(ratios, errors, names=tuple(name for name, _, _ in rows), method=method)
            yield ("incidents", phases[0], second, RATIO), result


def _phases(files: Sequence[AggregateFile]) -> list[str]:
    """Return the phases in the order in which the sites have them."""
    return list(dict.fromkeys(phase for file in files for phase in file.incidents))


def _tables(files: Sequence[AggregateFile]) -> dict[str, pd.DataFrame]:
    parts: dict[str, list[tuple[str, CountTable]]] = {
        "moved": [],
        "histograms": [],
        "left": [],
        "adherence": [],
    }
    for file in files:
        parts["moved"] += file.moved.items()
        parts["histograms"] += [(name, histogram.table) for name, histogram in file.histograms.items()]
        parts["left"] += [("left", file.left)] if file.left else []
        parts["adherence"] += [("adherence", file.adherence)] if file.adherence else []
    return {"flow": _flow(files), **{name: _added(tables) for name, tables in parts.items()}}


def _flow(files: Sequence[AggregateFile]) -> pd.DataFrame:
    import pandas as pd

    clients: dict[str, int] = defaultdict(int)
    for file in files:
        for group in file.groups:
            times = sorted({time for moments in group.measures.values() for time in moments.times})
            clients[", ".join(map(str, times))] += group.n
    return pd.DataFrame(sorted(clients.items()), columns=["times", "clients"])


def _added(tables: Sequence[tuple[str, CountTable]]) -> pd.DataFrame:
    """Return counts of several sites added up.

    `count` is missing where a site hides its own; `at_least` adds up those that are told; `sites`, `hidden_at`: how
    many sites have the count, and how many hide it.
    """
    import pandas as pd

    from nmt_widgets.outcomes.disclosure.table import TOTAL

    counts: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for name, table in tables:
        array = table.array()
        axes = [(*levels, TOTAL) for levels in table.levels]
        for place in np.ndindex(array.shape):
            labels = tuple(axis[at] for axis, at in zip(axes, place, strict=True))
            counts[name, *labels, *("" for _ in range(2 - len(labels)))].append(float(array[place]))
    rows = [
        (*key, None if np.isnan(values).any() else int(sum(values)), int(np.nansum(values)), len(values),
         int(np.isnan(values).sum()))
        for key, values in counts.items()
    ]  # fmt: skip
    frame = pd.DataFrame(
        rows, columns=["table", "first", "second", "count", "at_least", "sites", "hidden_at"]
    )
    return frame.astype({"count": "Int64"})


def _incidents(files: Sequence[AggregateFile]) -> pd.DataFrame:
    """Return counts, days and exact Poisson intervals by phase, over the sites that tell their count."""
    import pandas as pd
    from scipy.stats import chi2

    level = load_outcome_rules().resampling.level
    rows: list[tuple[Any, ...]] = []
    for phase in _phases(files):
        entries = [file.incidents[phase] for file in files if phase in file.incidents]
        full = [entry for entry in entries if entry.count is not None]
        if not full:
            rows.append((phase, None, None, None, None, None, 0, len(entries)))
            continue
        count, days = sum(entry.count or 0 for entry in full), sum(entry.days for entry in full)
        low = chi2.ppf((1 - level) / 2, 2 * count) / 2 if count else 0.0
        high = chi2.ppf((1 + level) / 2, 2 * (count + 1)) / 2
        rates = [1000 * number / days for number in (count, low, high)]
        rows.append((phase, count, days, *map(float, rates), len(full), len(entries) - len(full)))
    columns = ["phase", "count", "days", "rate", "low", "high", "sites", "hidden_at"]
    return pd.DataFrame(rows, columns=columns).astype({"count": "Int64"})


def _timing(files: Sequence[AggregateFile]) -> pd.DataFrame:
    """Return ridge coefficients on the predictors that every site with timing has."""
    import pandas as pd

    parts = [file.timing for file in files if file.timing]
    columns = ["outcome", "predictor", "coefficient", "n"]
    predictors = _common([part.predictors for part in parts])
    outcomes = _common([part.outcomes for part in parts])
    if not predictors or not outcomes:
        return pd.DataFrame(columns=columns)
    gram = sum(_pick(part, (*predictors, *outcomes)) for part in parts)
    n = sum(part.n for part in parts)
    penalty = load_outcome_rules().pooling.penalty
    values = ridge_from_sums(n, gram, len(predictors), penalty=penalty)
    rows = [
        (outcome, predictor, float(values[row, column]), n)
        for column, outcome in enumerate(outcomes)
        for row, predictor in enumerate(predictors)
    ]
    return pd.DataFrame(rows, columns=columns)


def _common(names: Sequence[tuple[str, ...]]) -> list[str]:
    return [name for name in names[0] if all(name in others for others in names)] if names else []


def _pick(part: TimingSums, names: Sequence[str]) -> Any:
    order = ["", *part.predictors, *part.outcomes]
    places = [0, *(order.index(name) for name in names)]
    return np.array(part.gram)[np.ix_(places, places)]
