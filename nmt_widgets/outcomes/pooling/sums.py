"""Figures from sums: change between two times, a ridge regression, without any client."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nmt_widgets.core.extras import require
from nmt_widgets.outcomes.change.effect_sizes import exact_d_z, hedges_factor
from nmt_widgets.outcomes.rules import load_outcome_rules
from nmt_widgets.training.statistics.quantiles import normal_quantile
from nmt_widgets.training.statistics.statistic import Statistic

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class ChangeFromSums:
    """The change of a measure between two times.

    Attributes
    ----------
    n : int
        Clients with both values.
    means, sds : tuple of float
        At the two times.
    mean_difference : Statistic
        The second time minus the first, with Student's interval.
    sd_difference, t, df, p, r : float
        `t` and `p` of the paired t test; `r` between the two times.
    d_z, d_av, d_b : Statistic
        The difference divided by the SD of the differences (interval by the noncentral t), by the root of the mean of
        the two variances, and by the SD at the first time (both with intervals from their standard errors).
    d_z_error, d_av_error, d_b_error : float
        Standard errors, for a meta-analysis.
    hedges : float
        The factor that takes the bias of few clients out of a d.
    """

    n: int
    means: tuple[float, float]
    sds: tuple[float, float]
    mean_difference: Statistic
    sd_difference: float
    t: float
    df: int
    p: float
    r: float
    d_z: Statistic
    d_av: Statistic
    d_b: Statistic
    d_z_error: float
    d_av_error: float
    d_b_error: float
    hedges: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return asdict(self)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a figure: figure, value, low, high, n."""
        import pandas as pd

        rows = []
        for name, value in vars(self).items():
            if isinstance(value, Statistic):
                rows.append((name, value.value, value.low, value.high, value.n))
            elif isinstance(value, float):
                rows.append((name, value, None, None, self.n))
        return pd.DataFrame(rows, columns=["figure", "value", "low", "high", "n"])


def change_from_sums(
    n: int, sums: ArrayLike, products: ArrayLike, *, level: float | None = None
) -> ChangeFromSums:
    """Return the change between two times from sums over clients.

    With x and y the values of a client at the two times: mean difference = (sum y - sum x) / n; the variances and the
    covariance are (sum of products - product of sums / n) / (n - 1). All else follows.

    Parameters
    ----------
    n : int
        Clients with both values, at least 3.
    sums : array_like, shape (2,)
        Sum of x, sum of y.
    products : array_like, shape (2, 2)
        Sums of xx, xy; xy, yy.
    level : float, optional
        Confidence; by default that of `outcomes.yaml`.

    Raises
    ------
    ValueError
        When there are under 3 clients, or a variance is not above 0.

    Notes
    -----
    Standard errors: d_av by Bonett (2008), Psychological Methods 13, 99; d_b by Becker (1988), British Journal of
    Mathematical and Statistical Psychology 41, 257, without his assumption that both variances are equal; d_z: root of
    (1 / n + d² / 2n). The interval of d_z is exact: Cumming & Finch (2001), Educational and Psychological Measurement
    61, 532. Assumes clients independent of each other and differences about normal.

    Examples
    --------
    Student's ten sleepers:

    >>> x = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    >>> y = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    >>> both = np.array([x, y])
    >>> sleep = change_from_sums(10, both.sum(axis=1), both @ both.T)
    >>> round(sleep.d_z.value, 4), round(sleep.d_av.value, 4), round(sleep.d_b.value, 4)
    (1.2846, 0.8322, 0.8832)
    """
    require("scipy")
    from scipy import stats

    total, square = np.asarray(sums, dtype=float), np.asarray(products, dtype=float)
    if n < 3:
        raise ValueError("at least 3 clients")
    level = level or load_outcome_rules().resampling.level
    mean = total / n
    covariance = (square - np.outer(total, total) / n) / (n - 1)
    variances = np.diag(covariance)
    difference = float(mean[1] - mean[0])
    spread = float(variances.sum() - 2 * covariance[0, 1])
    if variances.min() <= 0 or spread <= 0:
        raise ValueError("the values, or their changes, do not vary")
    sds = np.sqrt(variances)
    sd, df = math.sqrt(spread), n - 1
    t, r = difference / sd * math.sqrt(n), float(covariance[0, 1] / sds.prod())
    half = float(stats.t.ppf((1 + level) / 2, df)) * sd / math.sqrt(n)
    mean_variance = float(variances.mean())
    d_z, d_av, d_b = difference / sd, difference / math.sqrt(mean_variance), difference / float(sds[0])
    d_z_error = math.sqrt(1 / n + d_z**2 / (2 * n))
    first, second = (float(value) for value in variances)
    d_av_error = math.sqrt(
        d_av**2 * (first**2 + second**2 + 2 * r**2 * first * second) / (8 * df * mean_variance**2)
        + spread / (df * mean_variance)
    )
    d_b_error = math.sqrt(spread / (n * first) + d_b**2 / (2 * n))
    z = normal_quantile((1 + level) / 2)
    return ChangeFromSums(
        n=n,
        means=(float(mean[0]), float(mean[1])),
        sds=(float(sds[0]), float(sds[1])),
        mean_difference=Statistic(difference, difference - half, difference + half, n),
        sd_difference=sd,
        t=t,
        df=df,
        p=float(2 * stats.t.sf(abs(t), df)),
        r=r,
        d_z=exact_d_z(difference, sd, n, level),
        d_av=Statistic(d_av, d_av - z * d_av_error, d_av + z * d_av_error, n),
        d_b=Statistic(d_b, d_b - z * d_b_error, d_b + z * d_b_error, n),
        d_z_error=d_z_error,
        d_av_error=d_av_error,
        d_b_error=d_b_error,
        hedges=hedges_factor(df),
    )


def ridge_from_sums(n: int, gram: ArrayLike, predictors: int, *, penalty: float) -> NDArray[np.float64]:
    """Return standardised ridge coefficients of outcomes on predictors, from cross-products alone.

    All columns are standardised (mean 0, variance 1 over n). The coefficients minimise
    sum (y - X b)² / n + penalty · b'b, so b = (R_xx + penalty · I)⁻¹ R_xy with the correlations R.

    Parameters
    ----------
    n : int
    gram : array_like, shape (1 + predictors + outcomes, the same)
        Sums of products of a column of ones, the predictors and the outcomes: its first row holds n and the sums.
    predictors : int
    penalty : float
        For each client, above 0.

    Returns
    -------
    ndarray, shape (predictors, outcomes)

    References
    ----------
    Hoerl & Kennard (1970), Technometrics 12, 55.

    Examples
    --------
    >>> x, y = np.array([0, 0, 1, 1.0]), np.array([1, 2, 3, 4.0])
    >>> columns = np.array([np.ones(4), x, y])
    >>> ridge_from_sums(4, columns @ columns.T, 1, penalty=1e-9).round(4).tolist()
    [[0.8944]]
    """
    matrix = np.asarray(gram, dtype=float)
    covariance = matrix[1:, 1:] / n - np.outer(matrix[0, 1:], matrix[0, 1:]) / n**2
    sds = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(sds, sds)
    inner = correlation[:predictors, :predictors] + penalty * np.eye(predictors)
    return np.linalg.solve(inner, correlation[:predictors, predictors:])
