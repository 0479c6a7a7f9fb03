"""Sizes of a change in standard deviations: d_z, d_av and d_b, which are three different things."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.rules import OutcomeRules, Resampling
from nmt_widgets.training.statistics.quantiles import normal_quantile
from nmt_widgets.training.statistics.statistic import (
    Statistic,
    undefined,
    with_interval,
    without_interval,
)

_AT_ONCE = 2_000_000  # values drawn together
_ROUNDING = 1e-12  # a spread this small relative to the values counts as none


@dataclass(frozen=True)
class EffectSizes:
    """The three sizes of one change, and Hedges' factor.

    Attributes
    ----------
    d_av, d_z, d_b : Statistic
    factor : float or None
        A size times this is free of the bias of few clients.
    """

    d_av: Statistic
    d_z: Statistic
    d_b: Statistic
    factor: float | None

    @property
    def unbiased(self) -> dict[str, float | None]:
        """The three sizes times Hedges' factor."""
        sizes = {"g_av": self.d_av, "g_z": self.d_z, "g_b": self.d_b}
        return {
            name: None if size.value is None or self.factor is None else size.value * self.factor
            for name, size in sizes.items()
        }


def effect_sizes(first: Floats, second: Floats, rules: OutcomeRules) -> EffectSizes:
    """Return the sizes of the change of the same clients from a first to a second time.

    Parameters
    ----------
    first, second : ndarray, shape (n,)
        Complete pairs. The order matters for the bootstrap alone: sort them first.
    rules : OutcomeRules
        Below `least_clients` there is no bootstrap: its intervals would be far too narrow.

    Notes
    -----
    With the mean change m, the standard deviations s1 and s2 and that of the changes s::

        d_z  = m / s
        d_av = m / sqrt((s1² + s2²) / 2)
        d_b  = m / s1

    The interval of d_z is exact for normal changes: the non-centralities at which t = d_z sqrt(n) is a limit of the
    non-central t distribution, divided by sqrt(n). Those of d_av and d_b are percentiles of a seeded bootstrap
    over clients; above `bootstrap_at_most` clients normal limits by the infinitesimal jackknife, to which a bootstrap
    comes. Hedges' factor for n - 1 degrees of freedom f is gamma(f/2) / (sqrt(f/2) gamma((f - 1)/2)).

    References
    ----------
    Becker, B. J. (1988). Synthesizing standardized mean-change measures. British Journal of Mathematical and
    Statistical Psychology, 41, 257-278.

    Cumming, G. (2012). Understanding the new statistics. Routledge.

    Hedges, L. V. (1981). Distribution theory for Glass's estimator of effect size and related estimators. Journal of
    Educational Statistics, 6, 107-128.

    Efron, B., & Tibshirani, R. J. (1993). An introduction to the bootstrap. Chapman & Hall.
    """
    n = len(first)
    if n < 2:
        size = undefined("no_pairs" if n == 0 else "one_pair", n)
        return EffectSizes(size, size, size, None)
    change = second - first
    mean = float(change.mean())
    level = rules.resampling.level
    average, before = _limits(first, second, rules)
    return EffectSizes(
        d_av=_sized(mean, spread(first, second), average, n),
        d_z=exact_d_z(mean, spread(change), n, level),
        d_b=_sized(mean, spread(first), before, n),
        factor=hedges_factor(n - 1),
    )


def hedges_factor(freedom: int) -> float | None:
    """Return Hedges' factor; None for one degree of freedom, where it does not exist.

    Examples
    --------
    >>> round(hedges_factor(9), 4)
    0.9139
    """
    if freedom < 2:
        return None
    half = freedom / 2
    return math.exp(math.lgamma(half) - math.lgamma(half - 0.5)) / math.sqrt(half)


def spread(*values: Floats) -> float:
    """Return the root mean of the variances of some values; 0 where only rounding is left."""
    variances = [float(value.var(ddof=1)) for value in values]
    largest = max(float(np.abs(value).max()) for value in values)
    root = math.sqrt(sum(variances) / len(variances))
    return root if root > _ROUNDING * largest else 0.0


def exact_d_z(mean: float, deviation: float, n: int, level: float) -> Statistic:
    """Return d_z with its exact interval, from the mean and the standard deviation of the changes of n clients."""
    if not deviation:
        return undefined("equal_changes", n)
    t = mean / deviation * n**0.5
    low, high = (_noncentrality(p, n - 1, t) / n**0.5 for p in ((1 + level) / 2, (1 - level) / 2))
    return with_interval(mean / deviation, low, high, n, "no_spread")


def _noncentrality(p: float, freedom: int, t: float) -> float:
    """Return the non-centrality at which the probability of less than t is p."""
    from scipy.optimize import brentq
    from scipy.special import nctdtrinc
    from scipy.stats import nct

    near = float(nctdtrinc(freedom, p, t))  # right to some four figures
    step = 0.01 * (1 + abs(near))
    low, high = (float(nct.cdf(t, freedom, end)) - p for end in (near - step, near + step))
    if not low > 0 > high:
        return near
    return float(brentq(lambda end: nct.cdf(t, freedom, end) - p, near - step, near + step, xtol=1e-10))


def _sized(mean: float, deviation: float, limits: tuple[float, float] | None, n: int) -> Statistic:
    if not deviation:
        return undefined("equal_values", n)
    if limits is None:
        return without_interval(mean / deviation, n, "too_few_clients")
    return with_interval(mean / deviation, *limits, n)


def _limits(first: Floats, second: Floats, rules: OutcomeRules) -> tuple[tuple[float, float] | None, ...]:
    """Return the limits of d_av and of d_b; None for too few clients."""
    if len(first) < rules.change.least_clients:
        return None, None
    if len(first) > rules.change.bootstrap_at_most:
        return tuple(_jackknifed(second - first, spreads, rules) for spreads in ((first, second), (first,)))
    return tuple(_between(draws, rules) for draws in _resampled(first, second, rules.resampling))


def _between(draws: Floats, rules: OutcomeRules) -> tuple[float, float]:
    known, tail = (
        draws[np.isfinite(draws)],
        (1 - rules.resampling.level) / 2,
    )  # a sample of equal values has no size
    if not len(known):
        return math.nan, math.nan
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)


def _jackknifed(change: Floats, values: tuple[Floats, ...], rules: OutcomeRules) -> tuple[float, float]:
    """Return normal limits from how much each client moves the size (Efron & Tibshirani 1993, chapter 21)."""
    deviation = spread(*values)
    if not deviation:
        return math.nan, math.nan
    size = float(change.mean()) / deviation
    squares = np.mean([(value - value.mean()) ** 2 for value in values], axis=0) / deviation**2
    moves = (change - change.mean()) / deviation - size * (squares - 1) / 2
    half = normal_quantile((1 + rules.resampling.level) / 2) * float((moves**2).sum()) ** 0.5 / len(change)
    return size - half, size + half


def _resampled(first: Floats, second: Floats, resampling: Resampling) -> tuple[Floats, Floats]:
    """Return d_av and d_b in samples of the clients, drawn with replacement."""
    n, random = len(first), np.random.default_rng(resampling.seed)
    at_once, sizes = max(1, _AT_ONCE // n), []
    for start in range(0, resampling.replicates, at_once):
        rows = random.integers(0, n, size=(min(at_once, resampling.replicates - start), n))
        before, after = first[rows], second[rows]
        variances = before.var(axis=1, ddof=1), after.var(axis=1, ddof=1)
        change = after.mean(axis=1) - before.mean(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            sizes.append((change / np.sqrt(sum(variances) / 2), change / np.sqrt(variances[0])))
    average, start_only = (np.concatenate(part) for part in zip(*sizes, strict=True))
    return average, start_only
