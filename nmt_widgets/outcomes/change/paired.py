"""Change of the same clients between two times, with its sizes, its reliability, and the error of those who rated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.extras import require
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural, refusal
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.change.effect_sizes import EffectSizes, effect_sizes, spread
from nmt_widgets.outcomes.change.pairs import CompletePairs, pair_up
from nmt_widgets.outcomes.change.rating_error import RatingError, error_of_ratings, no_rating_error
from nmt_widgets.outcomes.change.reliable import (
    VARIANTS,
    CutOffs,
    Direction,
    Normal,
    Reliability,
    ReliableChange,
    cut_offs,
    reliable_change,
)
from nmt_widgets.outcomes.change.values import TIME, VALUE, open_values
from nmt_widgets.outcomes.rules import OutcomeRules, load_outcome_rules
from nmt_widgets.training.statistics.intervals import mean_interval
from nmt_widgets.training.statistics.statistic import Reason, Statistic, undefined

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Moments:
    """Mean and standard deviation; None where there are too few values."""

    mean: float | None
    sd: float | None


@dataclass(frozen=True)
class PairedChange:
    """The change of the same clients between two times; made by :func:`paired_change`.

    Attributes
    ----------
    measure : str
    times : tuple of str
        First and second; empty where there is none.
    direction : {"higher", "lower"}
        Which way is better. Differences are second minus first all the same.
    n, only_first, only_second, neither : int
        Clients with the two values, which all figures are from, those with one of them, and those with none.
    first, second : Moments
    mean_difference : Statistic
        With Student's interval.
    t, df, p : float, int, float, or None
        Student's test that the mean change is 0, two-sided.
    r : Statistic
        Pearson's correlation of the two times, with Fisher's interval.
    sizes : EffectSizes
    variant : {"jacobson_truax", "maassen"}
    cut_offs : CutOffs or None
    reliable : tuple of ReliableChange
        One with a reliability of one's own, otherwise one for each that is assumed; none where the first values do not
        differ.
    error : RatingError
        Of those who rated; not known without double ratings.
    """

    measure: str
    times: tuple[str, str]
    direction: Direction
    n: int
    only_first: int
    only_second: int
    neither: int
    first: Moments
    second: Moments
    mean_difference: Statistic
    t: float | None
    df: int | None
    p: float | None
    r: Statistic
    sizes: EffectSizes
    variant: str
    cut_offs: CutOffs | None
    reliable: tuple[ReliableChange, ...]
    error: RatingError

    @property
    def clients(self) -> int:
        """Everybody who was assessed at one of the times, with a value or without."""
        return self.n + self.only_first + self.only_second + self.neither

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be read with the figures, in sentences."""
        return tuple(_notes(self))

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data; the same as the command's `--json`."""
        sizes = self.sizes
        return {
            "measure": self.measure,
            "times": [time for time in self.times if time],
            "direction": self.direction,
            "n": self.n,
            "only_first": self.only_first,
            "only_second": self.only_second,
            "neither": self.neither,
            "first": asdict(self.first),
            "second": asdict(self.second),
            "mean_difference": self.mean_difference.value,
            "mean_difference_interval": asdict(self.mean_difference),
            "t": self.t,
            "df": self.df,
            "p": self.p,
            "r": self.r.value,
            "r_interval": asdict(self.r),
            "d_av": asdict(sizes.d_av),
            "d_z": asdict(sizes.d_z),
            "d_b": asdict(sizes.d_b),
            "hedges": {"factor": sizes.factor, **sizes.unbiased},
            "reliable_change": self._reliable(),
            "error_of_raters": self.error.to_dict(),
            "notes": list(self.notes),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the figures as `figure, value, low, high, n, reason`, and the groups as figures of their own."""
        import pandas as pd

        statistics: Mapping[str, Statistic] = {
            "mean_difference": self.mean_difference,
            "r": self.r,
            "d_av": self.sizes.d_av,
            "d_z": self.sizes.d_z,
            "d_b": self.sizes.d_b,
            "sem": self.error.sem,
        }
        rows: list[dict[str, Any]] = [
            {"figure": name, **asdict(statistic)} for name, statistic in statistics.items()
        ]
        for result in self.reliable:
            at = f"{result.reliability.value:g}"
            rows.append({"figure": f"threshold at {at}", "value": result.threshold, "n": self.n})
            rows += [
                {"figure": f"{group} at {at}", "value": count, "n": self.clients}
                for group, count in result.groups.items()
            ]
        return pd.DataFrame(rows, columns=["figure", "value", "low", "high", "n", "reason"])

    def _reliable(self) -> dict[str, Any]:
        shared = {
            "variant": self.variant,
            "direction": self.direction,
            "cut_offs": self.cut_offs and self.cut_offs.to_dict(),
        }
        if not self.reliable:
            return {**shared, "reason": _no_spread_reason(self.n)}
        if self.reliable[0].reliability.assumed:
            return {**shared, "assumed": [result.to_dict() for result in self.reliable]}
        return {**shared, **self.reliable[0].to_dict()}


def paired_change(
    table: Any,
    *,
    measure: str = VALUE,
    times: Sequence[object] | None = None,
    direction: Direction = "higher",
    reliability: Reliability | None = None,
    variant: str = "jacobson_truax",
    normal: Normal | None = None,
    ratings: Any = None,
    like: PairedChange | None = None,
    rules: OutcomeRules | None = None,
) -> PairedChange:
    """Describe the change of the same clients between two times.

    Parameters
    ----------
    table : table
        One row an assessment: the columns `client`, `time` and the measure. A cohort is one.
    measure : str
        The column of the values, in points of its own scale.
    times : sequence of two, optional
        The first and the second time. Needed where there are more than two, or where times are words.
    direction : {"higher", "lower"}
        Which way is better; for the groups of reliable change alone.
    reliability : Reliability
        The site's own. Without it the groups are counted at each reliability that the rules assume, side by side.
    variant : {"jacobson_truax", "maassen"}
    normal : Normal, optional
        People who need no help, for the cut-offs b and c.
    ratings : table, optional
        Double ratings of the same measure: `client`, `time`, `rater` and the measure. Without them the error of those
        who rated is not known, and the result says so.
    like : PairedChange, optional
        The change of everybody, where this is of a part of them: threshold and cut-offs of reliable change are taken
        from it, so that a word means the same in each part.
    rules : OutcomeRules, optional

    Returns
    -------
    PairedChange
        From complete cases alone: who has one value is counted and left out, which is right only where it does not
        depend on what the missing value would have been. What is not defined has a reason instead of a value.

    Notes
    -----
    t is the mean change divided by s / sqrt(n), s the standard deviation of the changes, with n - 1 degrees of freedom.
    It assumes independent clients and changes that are about normal. The sizes are those of
    :func:`~nmt_widgets.outcomes.change.effect_sizes.effect_sizes`, the groups those of
    :func:`~nmt_widgets.outcomes.change.reliable.classify`. Without a comparison group nothing here says why
    clients changed.

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika, 6, 1-25.

    Jacobson, N. S., & Truax, P. (1991). Clinical significance. Journal of Consulting and Clinical Psychology, 59,
    12-19.

    Raises
    ------
    InputErrors
        When a column is missing, a cell is wrong, a client has a time twice, or the two times are not named.

    Examples
    --------
    >>> first, second = [3, 5, 4, 6, 2], [5, 6, 4, 9, 4]
    >>> rows = [{"client": c, "time": t, "value": v}
    ...         for t, values in ((1, first), (2, second)) for c, v in zip("abcde", values)]
    >>> change = paired_change(rows)
    >>> change.n, change.mean_difference.value, round(change.sizes.d_z.value, 2), change.error.sem.reason
    (5, 1.6, 1.4, 'no_double_ratings')
    """
    return change_of_pairs(
        pair_up(open_values(table, numbers=[measure], words=[TIME]), measure, times),
        measure=measure,
        direction=direction,
        reliability=reliability,
        variant=variant,
        normal=normal,
        ratings=ratings,
        like=like,
        rules=rules,
    )


def change_of_pairs(
    pairs: CompletePairs,
    *,
    measure: str = VALUE,
    direction: Direction = "higher",
    reliability: Reliability | None = None,
    variant: str = "jacobson_truax",
    normal: Normal | None = None,
    ratings: Any = None,
    like: PairedChange | None = None,
    rules: OutcomeRules | None = None,
) -> PairedChange:
    """Describe the change of clients whose values are paired already; see :func:`paired_change`.

    Examples
    --------
    >>> first, second = np.array([2.0, 3, 4, 5, 6]), np.array([4.0, 5, 4, 6, 9])
    >>> change_of_pairs(CompletePairs(("1", "2"), tuple("abcde"), first, second, 0, 0, 0)).mean_difference.value
    1.6
    """
    require("scipy")
    if direction not in ("higher", "lower"):
        raise refusal("change", "unknown_direction", value=direction)
    if variant not in VARIANTS:
        raise refusal("change", "unknown_variant", value=variant, known=", ".join(VARIANTS))
    rules = rules or load_outcome_rules()
    before, after, level = pairs.first, pairs.second, rules.resampling.level
    t, p = _student(pairs.difference)
    assumed = tuple(Reliability(value, assumed=True) for value in rules.change.assumed_reliabilities)
    first_sd, second_sd = (spread(values) if len(values) > 1 else 0.0 for values in (before, after))
    limits = cut_offs(float(before.mean()), first_sd, normal, direction) if first_sd else None
    if like is not None:
        first_sd, second_sd, limits = like.first.sd or 0.0, like.second.sd or 0.0, like.cut_offs
    groups = (
        [
            reliable_change(
                *_padded(pairs),
                chosen,
                first_sd=first_sd,
                second_sd=second_sd if variant == "maassen" else None,
                cut_off=limits.value,
                direction=direction,
                level=level,
            )
            for chosen in ((reliability,) if reliability else assumed)
        ]
        if limits
        else []
    )
    return PairedChange(
        measure=measure,
        times=pairs.times,
        direction=direction,
        n=len(before),
        only_first=pairs.only_first,
        only_second=pairs.only_second,
        neither=pairs.neither,
        first=_moments(before),
        second=_moments(after),
        mean_difference=_mean(pairs.difference, level),
        t=t,
        df=len(before) - 1 if t is not None else None,
        p=p,
        r=_correlation(before, after, level),
        sizes=effect_sizes(before, after, rules),
        variant=variant,
        cut_offs=limits,
        reliable=tuple(groups),
        error=no_rating_error()
        if ratings is None
        else error_of_ratings(ratings, measure, pairs.times, level),
    )


def _padded(pairs: CompletePairs) -> tuple[Floats, Floats]:
    """Return the pairs and, for the other clients, NaN: they are not assessable."""
    nothing = np.full(pairs.only_first + pairs.only_second + pairs.neither, np.nan)
    return np.append(pairs.first, nothing), np.append(pairs.second, nothing)


def _moments(values: Floats) -> Moments:
    mean = float(values.mean()) if len(values) else None
    return Moments(mean, float(values.std(ddof=1)) if len(values) > 1 else None)


def _mean(change: Floats, level: float) -> Statistic:
    if len(change) == 0:
        return undefined("no_pairs", 0)
    if len(change) > 1 and not spread(change):
        return Statistic(float(change.mean()), None, None, len(change), "equal_changes")
    result = mean_interval(change, level)
    reason: dict[str | None, Reason] = {"only_one": "one_pair"}
    return Statistic(result.value, result.low, result.high, result.n, reason.get(result.reason))


def _student(change: Floats) -> tuple[float | None, float | None]:
    from scipy.stats import t as student

    n = len(change)
    deviation = spread(change) if n > 1 else 0.0
    if not deviation:
        return None, None
    t = float(change.mean()) / (deviation / n**0.5)
    return t, float(2 * student.sf(abs(t), n - 1))


def _correlation(first: Floats, second: Floats, level: float) -> Statistic:
    from scipy.stats import pearsonr

    n = len(first)
    if n < 2:
        return undefined("no_pairs" if n == 0 else "one_pair", n)
    if not (spread(first) and spread(second)):
        return undefined("equal_values", n)
    result = pearsonr(first, second)
    value = float(result.statistic)
    if n < 4 or abs(value) > 1 - 1e-12:
        return Statistic(value, None, None, n, "no_spread")
    limits = result.confidence_interval(level)
    return Statistic(value, float(limits.low), float(limits.high), n)


def _no_spread_reason(n: int) -> Reason:
    return "no_pairs" if n == 0 else "one_pair" if n == 1 else "equal_values"


def _notes(change: PairedChange) -> list[str]:
    words = texts("change")["notes"]
    counts: dict[str, Any] = {
        "first": change.only_first,
        "second": change.only_second,
        "neither": change.neither,
    }
    notes = [plural(words, "complete_cases", change.n, total=change.clients, **counts)]
    if change.reliable and change.reliable[0].reliability.assumed:
        notes.append(words["assumed"])
    elif change.reliable and not (change.reliable[0].reliability.n and change.reliable[0].reliability.date):
        notes.append(words["origin_open"])
    if change.cut_offs and change.cut_offs.used == "a":
        notes.append(words["no_normal"])
    if change.error.sem.value is None:
        notes.append(words["error_not_known"])
    else:
        smallest = f"{change.error.smallest_change:.2f}"
        sem = f"{change.error.sem.value:.2f}"
        notes.append(words["error_known"].format(sem=sem, smallest=smallest, clients=change.error.clients))
    return [*notes, words["uncontrolled"]]
