"""The error of those who rate, by period: from double ratings, blind to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from nmt_widgets.core.extras import require
from nmt_widgets.core.words import refusal
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.change.values import CLIENT, RATER, TIME, open_values, sorted_times
from nmt_widgets.outcomes.rules import OutcomeRules, load_outcome_rules
from nmt_widgets.training.statistics.quantiles import f_quantile, normal_quantile
from nmt_widgets.training.statistics.statistic import (
    Statistic,
    undefined,
    with_interval,
    without_interval,
)

if TYPE_CHECKING:
    import pandas as pd

Period = Literal["time", "year", "quarter", "month"]
_DATE = "date"
_ROUNDING = 1e-12


@dataclass(frozen=True)
class RatingError:
    """How far off one rating is, and how far two raters of the same client agree.

    Attributes
    ----------
    clients, ratings : int
        Of the assessments that two people or more have rated.
    icc : Statistic
        ICC(1): the share of the variance of one rating that is between clients.
    sem : Statistic
        The standard error of measurement of one rating, in points.
    smallest_change : float or None
        The smallest detectable change between two ratings, in points.
    """

    clients: int
    ratings: int
    icc: Statistic
    sem: Statistic
    smallest_change: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def rating_error(groups: Sequence[Floats], level: float = 0.95) -> RatingError:
    """Estimate the error of one rating from several ratings of the same assessments.

    Parameters
    ----------
    groups : sequence of ndarray
        The ratings of each assessment, by different people. Those with one rating do not count.
    level : float
        Of the intervals.

    Notes
    -----
    One-way analysis of variance, since raters change from client to client. With the mean squares between and within
    clients MSB and MSW, n clients, N ratings and k0 = (N - sum(k²) / N) / (n - 1)::

        SEM = sqrt(MSW)
        ICC(1) = (MSB - MSW) / (MSB + (k0 - 1) MSW)
        smallest detectable change = z sqrt(2) SEM

    It contains that one rater is stricter than another, as a change between two raters does. The limits of the SEM are
    those of chi-squared with N - n degrees of freedom; those of the ICC are by F, exact where each client has the same
    number of ratings. It assumes normal errors of one size, and raters who did not know each other's scores.

    References
    ----------
    Shrout, P. E., & Fleiss, J. L. (1979). Intraclass correlations. Psychological Bulletin, 86, 420-428.

    de Vet, H. C. W., Terwee, C. B., Knol, D. L., & Bouter, L. M. (2006). When to use agreement versus reliability
    measures. Journal of Clinical Epidemiology, 59, 1033-1039.

    Examples
    --------
    >>> import numpy as np
    >>> result = rating_error([np.array([5.0, 6]), np.array([8.0, 8]), np.array([3.0, 5])])
    >>> round(result.sem.value, 3), round(result.icc.value, 2), result.ratings
    (0.913, 0.81, 6)
    """
    require("scipy")
    used = [group for group in groups if len(group) > 1]
    counts = np.array([len(group) for group in used], dtype=float)
    n, total = len(used), int(counts.sum())
    if n < 2:
        none = undefined("too_few_ratings", n)
        return RatingError(n, total, none, none, None)
    means = np.array([group.mean() for group in used])
    within = float(sum(((group - group.mean()) ** 2).sum() for group in used)) / (total - n)
    grand = float((counts * means).sum() / total)
    between = float((counts * (means - grand) ** 2).sum()) / (n - 1)
    if within <= _ROUNDING * (between + grand**2):
        within = 0.0
    size = (total - float((counts**2).sum()) / total) / (n - 1)
    sem = _sem(within, total - n, n, level)
    assert sem.value is not None
    return RatingError(
        n, total, _icc(between, within, size, n, total, level), sem, _smallest(sem.value, level)
    )


def agreement_over_time(
    ratings: Any, measure: str, by: Period = "time", rules: OutcomeRules | None = None
) -> pd.DataFrame:
    """Follow the error of raters over time: a row a period.

    Parameters
    ----------
    ratings : table
        Double ratings or ratings of practice cases: the columns `client`, `time`, `rater` and the measure, and `date`
        where periods are of the calendar.
    measure : str
        A column with numbers: a function, or a figure such as `total`.
    by : {"time", "year", "quarter", "month"}
    rules : OutcomeRules, optional

    Returns
    -------
    pandas.DataFrame
        `period, clients, raters, ratings, icc, icc_low, icc_high, sem, sem_low, sem_high, smallest_change, reason`,
        the last with a word for why a figure is missing; None elsewhere. See :func:`rating_error`.

    Raises
    ------
    InputErrors
        When a column is missing or a cell is wrong, such as a rater who rates an assessment twice.

    Examples
    --------
    >>> ratings = [{"client": c, "time": 1, "rater": r, "arousal": s} for c, r, s in
    ...            [("a", "x", 5), ("a", "y", 6), ("b", "x", 8), ("b", "z", 8), ("c", "y", 3), ("c", "z", 5)]]
    >>> agreement_over_time(ratings, "arousal")[["period", "clients", "sem"]].round(2).values.tolist()
    [['1', 3, 0.91]]
    """
    import pandas as pd

    if by not in get_args(Period):
        raise refusal("change", "unknown_word", value=by, known=", ".join(get_args(Period)))
    level = (rules or load_outcome_rules()).resampling.level
    frame = _ratings(ratings, measure, [] if by == "time" else [_DATE])
    frame["period"] = frame[TIME] if by == "time" else _periods(frame[_DATE], by)
    rows = []
    for period in sorted_times(list(frame["period"].dropna().unique())):
        part = frame[frame["period"] == period]
        used = part[part.groupby([CLIENT, TIME])[RATER].transform("size") > 1]
        error = rating_error(_groups(used, measure), level)
        rows.append(
            {
                "period": period,
                "clients": used[CLIENT].nunique(),
                "raters": used[RATER].nunique(),
                "ratings": error.ratings,
                **{
                    f"{name}{end}": getattr(statistic, attribute)
                    for name, statistic in (("icc", error.icc), ("sem", error.sem))
                    for end, attribute in (("", "value"), ("_low", "low"), ("_high", "high"))
                },
                "smallest_change": error.smallest_change,
                "reason": error.sem.reason or error.icc.reason,
            }
        )
    return pd.DataFrame(rows)


def error_of_ratings(ratings: Any, measure: str, times: Sequence[str], level: float) -> RatingError:
    """Return the error of those who rated at some times, all of them together."""
    frame = _ratings(ratings, measure, [])
    return rating_error(_groups(frame[frame[TIME].isin(times)], measure), level)


def no_rating_error() -> RatingError:
    """Return the error of raters where there are no double ratings: not known."""
    none = undefined("no_double_ratings", 0)
    return RatingError(0, 0, none, none, None)


def _ratings(ratings: Any, measure: str, words: Sequence[str]) -> pd.DataFrame:
    values = open_values(ratings, numbers=[measure], words=[TIME, RATER, *words], keys=[TIME, RATER])
    return values.dropna(subset=[measure])


def _groups(frame: pd.DataFrame, measure: str) -> list[Floats]:
    return [
        np.sort(group.to_numpy(dtype=float))
        for _, group in frame.sort_values(measure).groupby([CLIENT, TIME])[measure]
    ]


def _periods(dates: Any, by: Period) -> Any:
    import pandas as pd

    days = pd.to_datetime(dates, errors="coerce", format="ISO8601")
    if (wrong := dates[days.isna() & dates.notna()]).size:
        raise refusal("change", "not_a_date", value=str(wrong.iloc[0])[:40])
    if by == "year":
        return days.dt.strftime("%Y")
    if by == "month":
        return days.dt.strftime("%Y-%m")
    return days.dt.strftime("%Y-Q") + days.dt.quarter.astype("Int64").astype("string")


def _sem(within: float, freedom: int, n: int, level: float) -> Statistic:
    from scipy.stats import chi2

    if not within:
        return without_interval(0.0, n)
    tail = (1 - level) / 2
    high, low = (float((within * freedom / chi2.ppf(p, freedom)) ** 0.5) for p in (tail, 1 - tail))
    return with_interval(within**0.5, low, high, n)


def _icc(between: float, within: float, size: float, n: int, total: int, level: float) -> Statistic:
    if not between:
        return undefined("no_variance", n)
    value = (between - within) / (between + (size - 1) * within)
    if not within:
        return without_interval(value, n)
    tail, ratio = (1 + level) / 2, between / within
    low = ratio / f_quantile(tail, n - 1, total - n)
    high = ratio * f_quantile(tail, total - n, n - 1)
    return with_interval(value, (low - 1) / (low + size - 1), (high - 1) / (high + size - 1), n)


def _smallest(sem: float, level: float) -> float:
    return float(normal_quantile((1 + level) / 2) * 2**0.5 * sem)
