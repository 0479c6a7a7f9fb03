"""Reliable and clinically significant change of each client, by Jacobson and Truax."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nmt_widgets.core.words import refusal
from nmt_widgets.training.statistics.quantiles import normal_quantile

Direction = Literal["higher", "lower"]
GROUPS = ("recovered", "improved", "unchanged", "deteriorated", "not_assessable")
VARIANTS = ("jacobson_truax", "maassen")
_NEAR = 1e-9  # points: a change of exactly the threshold counts as reliable


@dataclass(frozen=True)
class Reliability:
    """How reliable the values are, and where that is from.

    Attributes
    ----------
    value : float
        From 0 to below 1, such as the ICC of the site's own double ratings.
    n : int or None
        How many clients it is from; None where that is not known.
    date : str
        When it was measured; empty where that is not known.
    assumed : bool
        Whether nobody measured it.
    """

    value: float
    n: int | None = None
    date: str = ""
    assumed: bool = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and 0 <= self.value < 1):
            raise refusal("change", "impossible_reliability", value=f"{self.value:g}")

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"value": self.value, "n": self.n, "date": self.date or None, "assumed": self.assumed}


@dataclass(frozen=True)
class Normal:
    """Mean and standard deviation of people who need no help, on the same scale."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.mean) and math.isfinite(self.sd) and self.sd > 0):
            raise refusal("change", "impossible_normal")


@dataclass(frozen=True)
class CutOffs:
    """Where the range of people who need help ends: a, b and c of Jacobson and Truax.

    Attributes
    ----------
    a : float
        Two standard deviations beyond the mean at the first time, in the direction of health.
    b, c : float or None
        Two standard deviations short of the mean of people who need no help; and halfway between the means, weighted
        by the standard deviations. None without figures of such people.
    """

    a: float
    b: float | None
    c: float | None

    @property
    def used(self) -> str:
        """The one that counts: c where there are figures of people who need no help, otherwise a."""
        return "a" if self.c is None else "c"

    @property
    def value(self) -> float:
        """The cut-off that counts."""
        return self.a if self.c is None else self.c

    def to_dict(self) -> dict[str, Any]:
        """Return them as plain data."""
        return {"a": self.a, "b": self.b, "c": self.c, "used": self.used}


@dataclass(frozen=True)
class ReliableChange:
    """How many clients changed by more than chance, at one reliability.

    Attributes
    ----------
    reliability : Reliability
    s_diff : float
        The standard error of a difference, in points.
    threshold : float
        The least change that counts as reliable, in points.
    groups : dict of group to int
        The five groups; not assessable are the clients with one of the two values.
    """

    reliability: Reliability
    s_diff: float
    threshold: float
    groups: dict[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "reliability": self.reliability.to_dict(),
            "s_diff": self.s_diff,
            "threshold": self.threshold,
            "groups": self.groups,
        }


def standard_error_of_difference(
    first_sd: float, reliability: float, second_sd: float | None = None
) -> float:
    """Return the standard error of the difference of two values of a client, in points.

    Parameters
    ----------
    first_sd : float
        Standard deviation at the first time.
    reliability : float
    second_sd : float, optional
        With it, the variant of Maassen, for a spread that changes between the times.

    Notes
    -----
    s1 sqrt(2 (1 - r)), or sqrt((s1² + s2²) (1 - r)). It assumes independent errors of the same size for everybody.

    References
    ----------
    Jacobson, N. S., & Truax, P. (1991). Clinical significance. Journal of Consulting and Clinical Psychology, 59,
    12-19.

    Maassen, G. H. (2004). The standard error in the Jacobson and Truax reliable change index. Journal of the
    International Neuropsychological Society, 10, 888-893.

    Examples
    --------
    The example of Jacobson and Truax: 32.5 before, 47.5 after.

    >>> error = standard_error_of_difference(7.5, 0.80)
    >>> round(error, 3), round((47.5 - 32.5) / error, 2)
    (4.743, 3.16)
    """
    second = first_sd if second_sd is None else second_sd
    return math.sqrt((first_sd**2 + second**2) * (1 - reliability))


def cut_offs(
    mean: float, sd: float, normal: Normal | None = None, direction: Direction = "higher"
) -> CutOffs:
    """Return the cut-offs between people who need help and people who need none.

    Parameters
    ----------
    mean, sd : float
        Of the clients at the first time.
    normal : Normal, optional
    direction : {"higher", "lower"}
        Which way is better.

    References
    ----------
    Jacobson, N. S., & Truax, P. (1991), as above.

    Examples
    --------
    >>> cut_offs(40, 7.5, Normal(60, 7.5))
    CutOffs(a=55.0, b=45.0, c=50.0)
    """
    sign = 1 if direction == "higher" else -1
    a = mean + sign * 2 * sd
    if normal is None:
        return CutOffs(a, None, None)
    if sign * (normal.mean - mean) <= 0:
        raise refusal("change", "normal_on_the_wrong_side", normal=f"{normal.mean:g}", mean=f"{mean:g}")
    b = normal.mean - sign * 2 * normal.sd
    return CutOffs(a, b, (sd * normal.mean + normal.sd * mean) / (sd + normal.sd))


def classify(
    first: ArrayLike,
    second: ArrayLike,
    threshold: float,
    cut_off: float,
    direction: Direction = "higher",
) -> Any:
    """Return the group of each client, as an array of words.

    Parameters
    ----------
    first, second : array_like, shape (n,)
        NaN where there is no value: not assessable.
    threshold : float
        The least change that counts, in points.
    cut_off : float
        Whoever improves reliably and passes it has recovered; whoever was past it before can only have improved.
    direction : {"higher", "lower"}

    Examples
    --------
    >>> classify([32.5, 32.5, 52, 40, 40], [51, 47.5, 63, 45, None], 9.3, 50).tolist()
    ['recovered', 'improved', 'improved', 'unchanged', 'not_assessable']
    """
    return np.array(GROUPS)[group_places(first, second, threshold, cut_off, direction)]


def group_places(
    first: ArrayLike, second: ArrayLike, threshold: float, cut_off: float, direction: Direction = "higher"
) -> NDArray[np.intp]:
    """Return the place of each client's group in `GROUPS`; see :func:`classify`."""
    sign = 1 if direction == "higher" else -1
    before, after = (sign * np.asarray(values, dtype=float) for values in (first, second))
    gain, limit = after - before, sign * cut_off
    is_better, passes = gain >= threshold - _NEAR, (before <= limit) & (after > limit)
    return np.select(
        [np.isnan(gain), is_better & passes, is_better, gain <= -threshold + _NEAR], [4, 0, 1, 3], 2
    )


def reliable_change(
    first: ArrayLike,
    second: ArrayLike,
    reliability: Reliability,
    *,
    first_sd: float,
    second_sd: float | None = None,
    cut_off: float,
    direction: Direction = "higher",
    level: float = 0.95,
) -> ReliableChange:
    """Count the five groups at one reliability.

    Parameters
    ----------
    first, second : array_like, shape (n,)
        NaN where there is no value.
    reliability : Reliability
    first_sd, second_sd : float
        With the second, Maassen's variant; see :func:`standard_error_of_difference`.
    cut_off : float
    direction : {"higher", "lower"}
    level : float
        The share of clients without any change who are called unchanged.

    Examples
    --------
    >>> result = reliable_change([32.5], [47.5], Reliability(0.8), first_sd=7.5, cut_off=50)
    >>> round(result.threshold, 2), result.groups["improved"]
    (9.3, 1)
    """
    error = standard_error_of_difference(first_sd, reliability.value, second_sd)
    threshold = normal_quantile((1 + level) / 2) * error
    counts = np.bincount(group_places(first, second, threshold, cut_off, direction), minlength=len(GROUPS))
    return ReliableChange(reliability, error, threshold, dict(zip(GROUPS, counts.tolist(), strict=True)))
