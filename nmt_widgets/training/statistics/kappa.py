"""Weighted kappa: agreement beyond chance, where a near miss counts less than a wide one."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nmt_widgets.training.statistics.intervals import LEVEL
from nmt_widgets.training.statistics.quantiles import normal_quantile
from nmt_widgets.training.statistics.statistic import Statistic, undefined, with_interval, without_interval


def weighted_kappa(ratings: ArrayLike, power: int = 2, level: float = LEVEL) -> Statistic:
    """Return the weighted kappa of two or more raters, with its asymptotic confidence interval.

    Parameters
    ----------
    ratings : array_like, shape (items, raters)
        Scores on an ordered scale; a complete table: ValueError where one is missing.
    power : int
        Disagreement is the difference to this power: 2 for quadratic weights, 1 for linear ones.
    level : float
        Confidence, above 0 and below 1.

    Returns
    -------
    Statistic
        At most 1; 0 for agreement by chance. Undefined with fewer than two items (`one_item`) or raters (`one_rater`),
        and where all scores are the same (`no_variance`). Limits are cut off at -1 and 1. The interval holds for large
        samples; below some 20 items it is rough. Without any disagreement there is no interval (`no_spread`).

    Notes
    -----
    With disagreement v = |difference| ** power, D the mean disagreement of the pairs of raters on the same item, and E
    that of their scores put together by chance, kappa = 1 - D / E. For item i let d_i be the disagreement of the pairs
    on it, and e_i that of its scores with all scores of the other raters, both as sums over pairs; then::

        var(kappa) = Var_i[d_i - (1 - kappa) e_i] / (n E²)

    with D and E as sums, too. For two raters this is the formula of Fleiss, Cohen & Everitt; for more it is the same
    step (the delta method) taken for Conger's kappa, which with quadratic weights is also the overall concordance
    correlation coefficient. Only differences count: the number of steps the scale has does not.

    References
    ----------
    Cohen, J. (1968). Weighted kappa. Psychological Bulletin, 70, 213-220.

    Fleiss, J. L., Cohen, J., & Everitt, B. S. (1969). Large sample standard errors of kappa and weighted kappa.
    Psychological Bulletin, 72, 323-327.

    Fleiss, J. L., & Cohen, J. (1973). The equivalence of weighted kappa and the intraclass correlation coefficient as
    measures of reliability. Educational and Psychological Measurement, 33, 613-619.

    Conger, A. J. (1980). Integration and generalization of kappas for multiple raters. Psychological Bulletin, 88,
    322-328.

    Examples
    --------
    >>> kappa = weighted_kappa([[3, 3], [5, 6], [8, 8], [2, 4], [9, 9], [6, 5]])
    >>> round(kappa.value, 2), kappa.low < kappa.value < kappa.high
    (0.91, True)
    """
    table = np.asarray(ratings, dtype=float)
    if table.ndim != 2 or np.isnan(table).any():
        raise ValueError("ratings must be a complete table of items x raters")
    n, k = table.shape
    if n == 0:
        return undefined("no_items", 0)
    if n == 1:
        return undefined("one_item", 1)
    if k < 2:
        return undefined("one_rater", n)
    steps = np.unique(table)
    apart = np.abs(steps[:, None] - steps) ** power
    counts = (table[:, :, None] == steps).sum(axis=1)  # items x steps: how many raters gave which score
    crossed = counts @ apart @ counts.T  # items x items, over all raters with all
    own = (np.abs(table[:, None, :] - table) ** power).sum(axis=2)  # the same, each rater with themselves
    on_item = np.diagonal(crossed) / 2
    by_chance = (crossed - own).mean(axis=1)
    chance = float(by_chance.mean()) / 2
    if chance == 0:
        return undefined("no_variance", n)
    kappa = 1 - float(on_item.mean()) / chance
    error = float(np.std(on_item - (1 - kappa) * by_chance)) / (chance * n**0.5)
    if error < 1e-12:
        return without_interval(kappa, n)
    half = normal_quantile((1 + level) / 2) * error
    return with_interval(kappa, max(kappa - half, -1.0), min(kappa + half, 1.0), n)
