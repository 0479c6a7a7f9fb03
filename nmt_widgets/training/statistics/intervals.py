"""Confidence intervals of a mean, a share, and a mean of sizes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.training.statistics.quantiles import normal_quantile, t_quantile
from nmt_widgets.training.statistics.statistic import Statistic, undefined, with_interval, without_interval

LEVEL = 0.95
REPLICATES = 2000
SEED = 1979
"""Defaults of these functions; comparisons take theirs from `agreement.yaml`."""


def mean_interval(values: ArrayLike, level: float = LEVEL) -> Statistic:
    """Return a mean with Student's interval: m ± t(n - 1) s / √n.

    Parameters
    ----------
    values : array_like, shape (n,)
        NaN where missing; left out.
    level : float
        Confidence, above 0 and below 1.

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika, 6, 1-25.

    Examples
    --------
    >>> bias = mean_interval([1, 2, 0, 1])
    >>> bias.value, round(bias.low, 2), round(bias.high, 2)
    (1.0, -0.3, 2.3)
    """
    known = _known(values)
    n = len(known)
    if n == 0:
        return undefined("no_items", 0)
    mean = float(known.mean())
    if n == 1:
        return without_interval(mean, n, "only_one")
    if np.ptp(known) == 0:
        return without_interval(mean, n)
    half = t_quantile((1 + level) / 2, n - 1) * float(known.std(ddof=1)) / n**0.5
    return with_interval(mean, mean - half, mean + half, n)


def share_interval(values: ArrayLike, level: float = LEVEL) -> Statistic:
    """Return a share with Wilson's interval.

    The limits are (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n).

    Parameters
    ----------
    values : array_like, shape (n,)
        0, 1 or a share in between, one per unit; NaN where missing.
    level : float
        Confidence, above 0 and below 1.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association, 22, 209-212.

    Examples
    --------
    >>> whole = share_interval([True] * 10)
    >>> whole.value, round(whole.low, 3), whole.high
    (1.0, 0.722, 1.0)
    """
    known = _known(values)
    n = len(known)
    if n == 0:
        return undefined("no_items", 0)
    share = float(known.mean())
    z2 = normal_quantile((1 + level) / 2) ** 2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = (z2 * (share * (1 - share) / n + z2 / (4 * n * n))) ** 0.5 / (1 + z2 / n)
    return with_interval(share, max(centre - half, 0.0), min(centre + half, 1.0), n)


def size_interval(
    values: ArrayLike, level: float = LEVEL, replicates: int = REPLICATES, seed: int = SEED
) -> Statistic:
    """Return a mean of sizes, such as absolute differences, with the percentile interval of a bootstrap.

    Sizes are skewed and never negative, so Student's interval is not suitable. The seed is fixed: the same values
    always have the same interval.

    Parameters
    ----------
    values : array_like, shape (n,)
        NaN where missing; left out.
    level, replicates, seed : float, int, int
        Confidence; number of resamples of the n values, with replacement; seed of the generator.

    References
    ----------
    Efron, B., & Tibshirani, R. J. (1993). An introduction to the bootstrap. Chapter 13.

    Examples
    --------
    >>> size = size_interval([0, 1, 1, 2, 0, 3])
    >>> round(size.value, 2), 0 <= size.low < size.value < size.high <= 3
    (1.17, True)
    """
    known = _known(values)
    n = len(known)
    if n == 0:
        return undefined("no_items", 0)
    mean = float(known.mean())
    if n == 1:
        return without_interval(mean, n, "only_one")
    if np.ptp(known) == 0:
        return without_interval(mean, n)
    resamples = np.random.default_rng(seed).integers(n, size=(replicates, n))
    low, high = np.quantile(known[resamples].mean(axis=1), [(1 - level) / 2, (1 + level) / 2])
    return with_interval(mean, low, high, n)


def _known(values: ArrayLike) -> Floats:
    numbers: Floats = np.asarray(values, dtype=float).ravel()
    known: Floats = numbers[~np.isnan(numbers)]
    return known
