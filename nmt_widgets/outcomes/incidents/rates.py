"""Incidents per 1,000 days by phase, with exact intervals, and the ratio of two phases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nmt_widgets.core.errors import refusal
from nmt_widgets.core.extras import require
from nmt_widgets.core.problems import name_some
from nmt_widgets.outcomes.incidents.entries import check_incidents
from nmt_widgets.outcomes.rules import load_outcome_rules
from nmt_widgets.training.statistics.statistic import Statistic, undefined

if TYPE_CHECKING:
    import pandas as pd

SPLITS = ("unit", "client", "month")
"""By what rates may be told apart."""


@dataclass(frozen=True)
class RateRatio:
    """How the rates of two phases compare.

    Attributes
    ----------
    before, after : str
        The phases; the ratio is the rate of `after` divided by that of `before`.
    ratio : Statistic
        n is the number of incidents in both. Without a value where there was no incident before; the lower limit stands
        if there was one after. Without an upper limit there is none.
    p : float or None
        Of the exact test that the rates are the same.
    """

    before: str
    after: str
    ratio: Statistic
    p: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, as the command prints it."""
        ratio = self.ratio
        return {
            "before": self.before,
            "after": self.after,
            "value": ratio.value,
            "low": ratio.low,
            "high": ratio.high,
            "p": self.p,
            "reason": ratio.reason,
        }


def rates(table: Any, by: Sequence[str] | str = (), *, order: Sequence[str] = ()) -> pd.DataFrame:
    """Return the rate of incidents of each phase, with its exact Poisson interval.

    The rate is 1,000 x count / days. The limits are 1,000 / days x half the chi-squared quantiles with 2 count and
    2 count + 2 degrees of freedom. Assumed is that incidents come one by one, independently, at a rate that is the same
    throughout a phase. Where a few clients have most of the incidents, the interval is too narrow:
    :func:`~nmt_widgets.outcomes.incidents.model.rate_model` has one that allows for it.

    Parameters
    ----------
    table : table
        As for :func:`~nmt_widgets.outcomes.incidents.entries.check_incidents`.
    by : str or sequence of str
        Rates within each of these, too: `unit`, `client`, `month`.
    order : sequence of str
        The phases in order; by default by their first date, else as they come. Phases that are not named are left out.

    Returns
    -------
    pandas.DataFrame
        A row each: the columns of `by`, `phase`, `count`, `days`, `rate`, `low`, `high` (per 1,000 days), `reason` (why
        there is no rate).

    Raises
    ------
    InputErrors
        When the table has a fault, or a phase or a column is not in it.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika, 28, 437-442.

    Examples
    --------
    >>> table = [{"phase": "before", "count": 30, "days": 5000}, {"phase": "after", "count": 0, "days": 1000}]
    >>> rates(table)[["phase", "rate", "low", "high"]].round(3).values.tolist()
    [['before', 6.0, 4.048, 8.565], ['after', 0.0, 0.0, 3.689]]
    """
    import pandas as pd

    frame = check_incidents(table).frame
    keys = [by] if isinstance(by, str) else list(by)
    for key in keys:
        if key not in SPLITS or key not in frame.columns:
            raise refusal("incidents", "no_split", column=key)
    phases = phase_order(frame, order)
    frame = frame[frame["phase"].isin(phases)]
    frame = frame.assign(phase=pd.Categorical(frame["phase"], phases))
    groups = frame.groupby([*keys, "phase"], dropna=False, observed=True)
    sums = groups[["count", "days"]].sum().reset_index()
    sums["phase"] = sums["phase"].astype(object)
    figures = [exact_rate(count, days) for count, days in zip(sums["count"], sums["days"], strict=True)]
    for column, name in (("rate", "value"), ("low", "low"), ("high", "high")):
        sums[column] = pd.Series([getattr(figure, name) for figure in figures], dtype="float64")
    sums["reason"] = pd.Series([figure.reason for figure in figures], dtype=object)
    return sums


def rate_ratio(table: Any, before: str = "", after: str = "") -> RateRatio:
    """Return the ratio of the rates of two phases, with the exact conditional test and interval.

    Of all incidents of both phases together, those after are binomial with the share d1 / (d0 + d1) of the days if the
    rates are the same. The interval is that of Clopper and Pearson for this share s, as s / (1 - s) x d0 / d1. The
    p-value adds up all outcomes that are as unlikely or more so. Assumed is what :func:`rates` assumes.

    Parameters
    ----------
    table : table
        As for :func:`rates`.
    before, after : str
        The phases; not needed where there are two, the earlier of which is `before`.

    Raises
    ------
    InputError
        When a phase is not there, or there are not two and they are not named.

    References
    ----------
    Przyborowski, J., & Wilenski, H. (1940). Homogeneity of results in testing samples from Poisson series. Biometrika,
    31, 313-323.

    Examples
    --------
    >>> result = rate_ratio([{"phase": "before", "count": 30, "days": 5000},
    ...                      {"phase": "after", "count": 12, "days": 6000}])
    >>> round(result.ratio.value, 4), round(result.ratio.low, 4), round(result.ratio.high, 4), round(result.p, 6)
    (0.3333, 0.1554, 0.6704, 0.000918)
    """
    frame = check_incidents(table).frame
    before, after = two_phases(frame, before, after)
    sums = frame.groupby("phase")[["count", "days"]].sum()
    return _ratio(before, after, *sums.loc[before], *sums.loc[after])


def scatter(table: Any, order: Sequence[str] = ()) -> float | None:
    """Return how much incidents scatter within phases: 1 as by chance, more where some rows have far more than others.

    Pearson's chi-squared of the rows, with the rate of their phase, divided by its degrees of freedom. Exact intervals
    assume 1.

    Parameters
    ----------
    table, order
        As for :func:`rates`.

    Returns
    -------
    float or None
        None where no phase with an incident has more than one row with days.

    Examples
    --------
    >>> scatter([{"phase": "before", "count": count, "days": 100} for count in (0, 0, 0, 12)])
    12.0
    """
    frame = check_incidents(table).frame
    frame = frame[frame["phase"].isin(phase_order(frame, order)) & (frame["days"] > 0)]
    sums = frame.groupby("phase")[["count", "days"]].transform("sum")
    expected = sums["count"] / sums["days"] * frame["days"]
    used = expected > 0
    freedom = int(used.sum()) - frame["phase"][used].nunique()
    return float(((frame["count"] - expected) ** 2 / expected)[used].sum() / freedom) if freedom else None


def exact_rate(count: int, days: float) -> Statistic:
    """Return a rate per 1,000 days with its exact Poisson interval; see :func:`rates`.

    Examples
    --------
    >>> rate = exact_rate(12, 6000)
    >>> rate.value, round(rate.low, 3), round(rate.high, 3), exact_rate(0, 0).reason
    (2.0, 1.033, 3.494, 'no_days')
    """
    require("scipy")
    from scipy.special import chdtri

    if days == 0:
        return undefined("no_days", 0)
    rules = load_outcome_rules()
    count, tail, per = int(count), (1 - rules.resampling.level) / 2, rules.incidents.per_days / days
    low = float(chdtri(2 * count, 1 - tail)) / 2 if count else 0.0
    high = float(chdtri(2 * count + 2, tail)) / 2
    return Statistic(float(count * per), low * per, high * per, count)


def phase_order(frame: pd.DataFrame, order: Sequence[str] = ()) -> list[str]:
    """Return the phases of a checked table: as named, else by their first date, else as they come."""
    known: list[str] = list(dict.fromkeys(frame["phase"]))
    for name in order:
        if name not in known:
            raise refusal("incidents", "unknown_phase", phase=name, known=name_some(known))
    if order:
        return list(dict.fromkeys(order))
    if not has_dates(frame):
        return known
    first = frame.dropna(subset="date").groupby("phase")["date"].min().to_dict()
    return sorted(known, key=lambda phase: (phase not in first, first.get(phase, ""), known.index(phase)))


def has_dates(frame: pd.DataFrame) -> bool:
    """Return whether the order of the phases can be told from dates."""
    return "date" in frame.columns and bool(frame["date"].notna().any())


def two_phases(frame: pd.DataFrame, before: str = "", after: str = "") -> tuple[str, str]:
    """Return the phases that are compared: as named, else the two that there are."""
    phases = phase_order(frame)
    if before or after:
        phase_order(frame, [name for name in (before, after) if name])
    elif len(phases) != 2:
        raise refusal("incidents", "not_two_phases", count=len(phases), known=name_some(phases))
    if len(phases) == 2:
        before = before or next(phase for phase in phases if phase != after)
        after = after or next(phase for phase in phases if phase != before)
    if not before or not after or before == after:
        raise refusal("incidents", "name_two", known=name_some(phases))
    return before, after


def _ratio(
    before: str, after: str, count_before: float, days_before: float, count_after: float, days_after: float
) -> RateRatio:
    require("scipy")
    from scipy.stats import binomtest

    events, n = int(count_after), int(count_before + count_after)
    if not (days_before and days_after):
        return RateRatio(before, after, undefined("no_days", n), None)
    if n == 0:
        return RateRatio(before, after, undefined("no_incidents", 0), None)
    test = binomtest(events, n, days_after / (days_before + days_after))
    share = test.proportion_ci(load_outcome_rules().resampling.level, method="exact")

    def odds(value: float) -> float | None:
        return float(value / (1 - value) * days_before / days_after) if value < 1 else None

    value = odds(events / n)
    reason = None if value is not None else "none_before"
    figure = Statistic(value, odds(share.low), odds(share.high), n, reason)  # type: ignore[arg-type]
    return RateRatio(before, after, figure, float(test.pvalue))
