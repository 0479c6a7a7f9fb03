"""Intraclass correlations: how far raters' scores of the same items are the same, of one rater and of their mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.training.statistics.intervals import LEVEL
from nmt_widgets.training.statistics.quantiles import f_quantile
from nmt_widgets.training.statistics.statistic import (
    Reason,
    Statistic,
    undefined,
    with_interval,
    without_interval,
)

_ROUNDING = 1e-12  # a sum of squares this small relative to the total counts as 0


@dataclass(frozen=True)
class Intraclass:
    """The six coefficients; names of McGraw & Wong, with those of Shrout & Fleiss.

    Attributes
    ----------
    one_way, one_way_mean : Statistic
        ICC(1) and ICC(k), or ICC(1,1) and ICC(1,k): raters are not distinguished.
    agreement, agreement_mean : Statistic
        ICC(A,1) and ICC(A,k), or ICC(2,1) and ICC(2,k): the same number, from any raters like these.
    consistency, consistency_mean : Statistic
        ICC(C,1) and ICC(C,k), or ICC(3,1) and ICC(3,k): the same order and spacing; a constant shift does not count.
    """

    one_way: Statistic
    one_way_mean: Statistic
    agreement: Statistic
    agreement_mean: Statistic
    consistency: Statistic
    consistency_mean: Statistic


def intraclass(ratings: ArrayLike, level: float = LEVEL) -> Intraclass:
    """Return the six intraclass correlations with their confidence intervals.

    Parameters
    ----------
    ratings : array_like, shape (items, raters)
        A complete table: ValueError where a rating is missing.
    level : float
        Confidence, above 0 and below 1.

    Returns
    -------
    Intraclass
        Undefined with fewer than two items (`one_item`) or raters (`one_rater`), and where all items have the same
        mean (`no_variance`). Values are at most 1, may be negative, and are not cut off at 0; far below it the
        coefficient of the mean does not exist, and the limits of ICC(A,1) may not (`too_much_disagreement`). Without
        any disagreement there is no interval (`no_spread`).

    Notes
    -----
    With n items and k raters, and mean squares of items MSR, raters MSC, residuals MSE and within items MSW::

        ICC(1)   = (MSR - MSW) / (MSR + (k - 1) MSW)
        ICC(A,1) = (MSR - MSE) / (MSR + (k - 1) MSE + k (MSC - MSE) / n)
        ICC(C,1) = (MSR - MSE) / (MSR + (k - 1) MSE)

    The coefficient of the mean of k raters is k r / (1 + (k - 1) r), and so are its limits (Spearman-Brown). The limits
    of ICC(1) and ICC(C,1) are exact, by F = MSR / MSW and MSR / MSE; those of ICC(A,1) are Satterthwaite's
    approximation (McGraw & Wong, Table 7).

    References
    ----------
    Shrout, P. E., & Fleiss, J. L. (1979). Intraclass correlations: uses in assessing rater reliability. Psychological
    Bulletin, 86, 420-428.

    McGraw, K. O., & Wong, S. P. (1996). Forming inferences about some intraclass correlation coefficients.
    Psychological Methods, 1, 30-46; correction 1, 390.

    Examples
    --------
    The six targets and four judges of Shrout & Fleiss:

    >>> table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> result = intraclass(table)
    >>> [round(icc.value, 2) for icc in (result.one_way, result.agreement, result.consistency)]
    [0.17, 0.29, 0.71]
    >>> round(result.agreement.low, 2), round(result.agreement.high, 2)
    (0.02, 0.76)
    """
    table = np.asarray(ratings, dtype=float)
    if table.ndim != 2 or np.isnan(table).any():
        raise ValueError("ratings must be a complete table of items x raters")
    n, k = table.shape
    squares = _Squares(table)
    reason: Reason | None = (
        "no_items"
        if n == 0
        else "one_item"
        if n == 1
        else "one_rater"
        if k < 2
        else "no_variance"
        if squares.items == 0
        else None
    )
    if reason:
        return Intraclass(*[undefined(reason, n)] * 6)
    return Intraclass(
        *_single_and_mean(_exact(squares.items, squares.within, n * (k - 1), n, k, level), k),
        *_single_and_mean(_absolute(squares, n, k, level), k),
        *_single_and_mean(_exact(squares.items, squares.residual, (n - 1) * (k - 1), n, k, level), k),
    )


class _Squares:
    """The mean squares of a two-way table; 0 where only rounding is left, or there are no degrees of freedom."""

    def __init__(self, table: Floats) -> None:
        n, k = table.shape
        whole = table - table.mean() if table.size else table
        total = float((whole**2).sum())
        rows = k * float((whole.mean(axis=1) ** 2).sum()) if table.size else 0.0
        columns = n * float((whole.mean(axis=0) ** 2).sum()) if table.size else 0.0

        def mean(sum_of_squares: float, freedom: int) -> float:
            return 0.0 if freedom < 1 or sum_of_squares <= _ROUNDING * total else sum_of_squares / freedom

        self.items = mean(rows, n - 1)
        self.raters = mean(columns, k - 1)
        self.within = mean(total - rows, n * (k - 1))
        self.residual = mean(total - rows - columns, (n - 1) * (k - 1))


def _exact(items: float, error: float, freedom: int, n: int, k: int, level: float) -> Statistic:
    """Return ICC(1) or ICC(C,1): the two differ in what counts as error."""
    value = (items - error) / (items + (k - 1) * error)
    if error == 0:
        return without_interval(value, n)
    ratio, tail = items / error, (1 + level) / 2
    low = ratio / f_quantile(tail, n - 1, freedom)
    high = ratio * f_quantile(tail, freedom, n - 1)
    return with_interval(value, (low - 1) / (low + k - 1), (high - 1) / (high + k - 1), n)


def _absolute(squares: _Squares, n: int, k: int, level: float) -> Statistic:
    """Return ICC(A,1). The limits use 1/F, which is 0 where F is infinite."""
    items, raters, residual = squares.items, squares.raters, squares.residual
    value = (items - residual) / (items + (k - 1) * residual + k * (raters - residual) / n)
    if residual == 0 and raters == 0:
        return without_interval(value, n)
    weight = k * value / (n * (1 - value))
    of_raters, of_residual = weight * raters, (1 + weight * (n - 1)) * residual
    spread = of_raters**2 / (k - 1) + of_residual**2 / ((n - 1) * (k - 1))
    freedom = (of_raters + of_residual) ** 2 / spread if spread else 0.0
    if freedom <= 0:
        return without_interval(value, n)
    tail, error = (1 + level) / 2, k * raters + (k * n - k - n) * residual
    below, above = 1 / f_quantile(tail, n - 1, freedom), 1 / f_quantile(tail, freedom, n - 1)
    low = n * (items * below - residual) / (error + n * items * below)
    high = n * (items - residual * above) / (error * above + n * items)
    if not low <= value <= high:  # with next to no degrees of freedom the approximation fails
        return without_interval(value, n, "too_much_disagreement")
    return with_interval(value, low, high, n)


def _single_and_mean(single: Statistic, k: int) -> tuple[Statistic, Statistic]:
    """Return the coefficient of one rater and that of the mean of k, which may be minus infinity."""

    def average(value: float) -> float:
        below = 1 + (k - 1) * value
        return k * value / below if below > _ROUNDING else -np.inf

    assert single.value is not None
    value, n = average(single.value), single.n
    if value == -np.inf:
        return single, undefined("too_much_disagreement", n)
    if single.low is None or single.high is None:
        return single, without_interval(value, n)
    return single, with_interval(value, average(single.low), average(single.high), n, "too_much_disagreement")
