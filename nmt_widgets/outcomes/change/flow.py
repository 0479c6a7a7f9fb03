"""The flow of clients from assessment to assessment, and how those who were lost differ from those who stayed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.frames import open_frame
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.change.effect_sizes import spread
from nmt_widgets.outcomes.change.values import CLIENT, TIME, open_values, sorted_times, two_times
from nmt_widgets.outcomes.rules import OutcomeRules, load_outcome_rules
from nmt_widgets.training.statistics.quantiles import t_quantile
from nmt_widgets.training.statistics.statistic import Statistic, undefined, with_interval

if TYPE_CHECKING:
    import pandas as pd

LEFT = "left"
NOT_RECORDED = "not_recorded"


def client_flow(cohort: Any) -> pd.DataFrame:
    """Follow the clients from each assessment to the next.

    Parameters
    ----------
    cohort : table
        One row an assessment: `client`, `time` (1, 2, ...), and where known `left`, why there is no later one.

    Returns
    -------
    pandas.DataFrame
        `time, next_time, state, reason, count`, the bands of a flow figure. Of the clients who were assessed at `time`:
        `stayed` (also assessed at the next), `skipped` (not at the next, but later), `lost` (never again, a row a
        reason; `not_recorded` where none was recorded). Of those assessed at `next_time`: `entered` (never before) and
        `returned` (before, but not at `time`). After the last time nobody is lost: no later assessment was due.
        Who starts is a row with no `time`, `entered` at the first.

    Examples
    --------
    >>> rows = [{"client": "a", "time": 1, "left": None}, {"client": "a", "time": 2, "left": None},
    ...         {"client": "b", "time": 1, "left": "moved away"}, {"client": "c", "time": 1, "left": None}]
    >>> client_flow(rows)[["state", "reason", "count"]].values.tolist()
    [['entered', '', 3], ['stayed', '', 1], ['lost', 'moved away', 1], ['lost', 'not_recorded', 1]]
    """
    import pandas as pd

    has_reason = LEFT in open_frame(cohort).columns
    values = open_values(cohort, numbers=[], words=[TIME, *([LEFT] if has_reason else [])])
    order = sorted_times(list(values[TIME].unique()))
    rank = values[TIME].map({time: at for at, time in enumerate(order)})
    at = {position: set(values[CLIENT][rank == position]) for position in range(len(order))}
    first, last = rank.groupby(values[CLIENT]).min(), rank.groupby(values[CLIENT]).max()
    reasons = values.set_index([CLIENT, TIME])[LEFT] if has_reason else None
    rows: list[dict[str, Any]] = []

    def add(time: str | None, later: str, state: str, clients: set[str], reason: str = "") -> None:
        if clients:
            row = {"time": time, "next_time": later, "state": state, "reason": reason}
            rows.append({**row, "count": len(clients)})

    if order:
        add(None, order[0], "entered", at[0])
    for position, (time, later) in enumerate(pairwise(order)):
        present, after = at[position], at[position + 1]
        ended = set(last.index[last == position])
        add(time, later, "stayed", present & after)
        add(time, later, "skipped", present - after - ended)
        groups: dict[str, set[str]] = {}
        for client in ended:
            reason = None if reasons is None else reasons[client, time]
            groups.setdefault(reason if isinstance(reason, str) else NOT_RECORDED, set()).add(client)
        for reason in sorted(groups, key=lambda name: (name == NOT_RECORDED, name)):
            add(time, later, "lost", groups[reason], reason)
        new = set(first.index[first == position + 1])
        add(time, later, "entered", new)
        add(time, later, "returned", after - present - new)
    return pd.DataFrame(rows, columns=["time", "next_time", "state", "reason", "count"])


def lost_against_stayed(
    cohort: Any,
    measures: str | Sequence[str],
    times: Sequence[object] | None = None,
    rules: OutcomeRules | None = None,
) -> pd.DataFrame:
    """Compare the values at the first time of clients without a value at the second with those of the others.

    Parameters
    ----------
    cohort : table
        One row an assessment: `client`, `time` and the measures.
    measures : str or sequence of str
    times : sequence of two, optional
    rules : OutcomeRules, optional

    Returns
    -------
    pandas.DataFrame
        A row a measure: `measure, n_stayed, n_lost, mean_stayed, mean_lost, difference, low, high, reason`. The
        difference is lost minus stayed at the first time, in points. An interval that contains 0 does not show that the
        two are alike: they may differ in what was not measured.

    Notes
    -----
    Welch's interval: standard errors of the two groups apart, degrees of freedom by Satterthwaite.

    References
    ----------
    Welch, B. L. (1947). The generalization of "Student's" problem when several different population variances are
    involved. Biometrika, 34, 28-35.

    Examples
    --------
    >>> rows = [{"client": c, "time": 1, "total": v} for c, v in zip("abcdef", (5, 6, 7, 2, 3, 4))]
    >>> rows += [{"client": c, "time": 2, "total": 8} for c in "abc"]
    >>> lost_against_stayed(rows, "total")[["n_stayed", "n_lost", "difference"]].values.tolist()
    [[3.0, 3.0, -3.0]]
    """
    import pandas as pd

    level = (rules or load_outcome_rules()).resampling.level
    measures = [measures] if isinstance(measures, str) else list(measures)
    values = open_values(cohort, numbers=measures, words=[TIME])
    names = two_times(list(values[TIME].unique()), times)
    rows = []
    for measure in measures:
        first, second = (values[values[TIME] == time].set_index(CLIENT)[measure].dropna() for time in names)
        is_lost = ~first.index.isin(second.index)
        lost, stayed = (np.sort(part.to_numpy(dtype=float)) for part in (first[is_lost], first[~is_lost]))
        difference = mean_difference(lost, stayed, level)
        rows.append(
            {
                "measure": measure,
                "n_stayed": len(stayed),
                "n_lost": len(lost),
                "mean_stayed": float(stayed.mean()) if len(stayed) else None,
                "mean_lost": float(lost.mean()) if len(lost) else None,
                "difference": difference.value,
                "low": difference.low,
                "high": difference.high,
                "reason": difference.reason,
            }
        )
    return pd.DataFrame(rows)


def mean_difference(group: Floats, other: Floats, level: float) -> Statistic:
    """Return the difference of two independent means, the first minus the second, with Welch's interval.

    Examples
    --------
    >>> import numpy as np
    >>> result = mean_difference(np.array([5.0, 6, 7]), np.array([2.0, 3, 4]), 0.95)
    >>> result.value, round(result.low, 2), round(result.high, 2)
    (3.0, 0.73, 5.27)
    """
    n = len(group) + len(other)
    if min(len(group), len(other)) < 2:
        return undefined("too_few_clients", n)
    shares = [spread(values) ** 2 / len(values) for values in (group, other)]
    value, total = float(group.mean() - other.mean()), sum(shares)
    if not total:
        return Statistic(value, None, None, n, "equal_values")
    freedom = total**2 / sum(
        share**2 / (len(values) - 1) for share, values in zip(shares, (group, other), strict=True)
    )
    half = t_quantile((1 + level) / 2, freedom) * total**0.5
    return with_interval(value, value - half, value + half, n)
