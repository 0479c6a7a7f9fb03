"""Quantiles of the normal, Student's t and the F distribution, from the regularised incomplete beta function."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

_STEPS = 300
_SMALL = 1e-300


def normal_quantile(p: float) -> float:
    """Return the quantile of the standard normal distribution.

    >>> round(normal_quantile(0.975), 4)
    1.96
    """
    return NormalDist().inv_cdf(p)


def t_quantile(p: float, df: float) -> float:
    """Return the quantile of Student's t: t squared has the F distribution with 1 and `df` degrees of freedom.

    Parameters
    ----------
    p : float
        Above 0.5, below 1.
    df : float
        Degrees of freedom, above 0.

    Examples
    --------
    >>> round(t_quantile(0.975, 10), 3)
    2.228
    """
    return math.sqrt(f_quantile(2 * p - 1, 1, df))


@lru_cache(maxsize=4096)
def f_quantile(p: float, df1: float, df2: float) -> float:
    """Return the quantile of the F distribution; infinite where a float cannot hold it.

    Parameters
    ----------
    p : float
        Probability below the quantile, above 0 and below 1.
    df1, df2 : float
        Degrees of freedom, above 0; not necessarily whole numbers.

    Notes
    -----
    F = df2 x / (df1 (1 - x)) has the distribution function I_x(df1 / 2, df2 / 2), the regularised incomplete beta
    function. It is inverted by halving an interval of ln(x / (1 - x)).

    References
    ----------
    NIST Digital Library of Mathematical Functions, 8.17(i) and 8.17(v).

    Examples
    --------
    >>> round(f_quantile(0.95, 5, 15), 2), round(f_quantile(0.975, 2.5, 7.5), 2)
    (2.9, 5.9)
    """
    low, high = -500.0, 500.0
    for _ in range(64):
        middle = (low + high) / 2
        if _incomplete_beta(middle, df1 / 2, df2 / 2) < p:
            low = middle
        else:
            high = middle
    return math.inf if low > 499 else df2 / df1 * math.exp((low + high) / 2)


def _incomplete_beta(odds: float, a: float, b: float) -> float:
    """Return I_x(a, b) at x = 1 / (1 + exp(-odds)); by symmetry above the mean, where the fraction converges fast."""
    if 1 / (1 + math.exp(-odds)) > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(-odds, b, a)
    log_x, log_rest = -math.log1p(math.exp(-odds)), -math.log1p(math.exp(odds))
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    return math.exp(a * log_x + b * log_rest - log_beta) / (a * _fraction(math.exp(log_x), a, b))


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction 1 + d1/(1 + d2/(1 + ...)) of DLMF 8.17.22, by Lentz's method."""
    value, c, d = 1.0, 1.0, 0.0
    for step in range(1, _STEPS):
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + term * d or _SMALL)
        c = 1 + term / c or _SMALL
        value *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return value
