"""Random-effects meta-analysis: what sites have in common, and how much they differ."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nmt_widgets.core.extras import require
from nmt_widgets.core.words import refusal
from nmt_widgets.outcomes.rules import load_outcome_rules

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["REML", "DL", "PM"]
_MEAN_OF_SITES, _NEXT_SITE = "mean", "next site"


@dataclass(frozen=True)
class MetaAnalysis:
    """The mean of sites and their spread.

    Attributes
    ----------
    method : {"REML", "DL", "PM"}
        How tau2 was estimated.
    mean, error, low, high : float
        The mean over sites with its Hartung-Knapp interval.
    tau2, tau2_low, tau2_high : float
        The variance between sites, with the Q-profile interval.
    q, df, p : float
        Cochran's test that all sites have the same true value.
    i2 : float
        The share of the spread that is not chance, 0-1.
    prediction_low, prediction_high : float or None
        Where the true value of another site is to be expected; None with under 3 sites.
    values, errors, weights : tuple of float
        Of the sites.
    names : tuple of str
    """

    method: Method
    mean: float
    error: float
    low: float
    high: float
    tau2: float
    tau2_low: float
    tau2_high: float
    q: float
    df: int
    p: float
    i2: float
    prediction_low: float | None
    prediction_high: float | None
    values: tuple[float, ...]
    errors: tuple[float, ...]
    weights: tuple[float, ...]
    names: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return asdict(self)

    def to_frame(self) -> pd.DataFrame:
        """Return a forest: a row a site, then the mean, then what to expect of the next site.

        Columns `site`, `kind` (site, mean, prediction), `value`, `low`, `high`, `weight`.
        """
        import pandas as pd

        from nmt_widgets.training.statistics.quantiles import normal_quantile

        z = normal_quantile((1 + load_outcome_rules().resampling.level) / 2)
        rows: list[tuple[object, ...]] = [
            (name, "site", value, value - z * error, value + z * error, weight)
            for name, value, error, weight in zip(
                self.names, self.values, self.errors, self.weights, strict=True
            )
        ]
        rows.append((_MEAN_OF_SITES, "mean", self.mean, self.low, self.high, 1.0))
        if self.prediction_low is not None:
            rows.append(
                (_NEXT_SITE, "prediction", self.mean, self.prediction_low, self.prediction_high, None)
            )
        return pd.DataFrame(rows, columns=["site", "kind", "value", "low", "high", "weight"])


def meta_analysis(
    values: ArrayLike,
    errors: ArrayLike,
    *,
    names: tuple[str, ...] = (),
    method: Method = "REML",
    level: float | None = None,
) -> MetaAnalysis:
    """Combine figures of sites whose true values may differ.

    The value of a site is normal around its own true value with a known standard error, and the true values are normal
    around a common mean with variance tau2. The mean weighs sites by 1 / (error² + tau2). Its interval uses Student's t
    with the variance of Hartung and Knapp, made no narrower than the plain one. The true value of another site is
    expected in mean ± t(sites - 2) · root of (tau2 + error²).

    Parameters
    ----------
    values, errors : array_like, shape (sites,)
        Estimates and their standard errors, from at least 2 sites. Ratios as logarithms.
    names : tuple of str, optional
    method : {"REML", "DL", "PM"}
        tau2 by restricted likelihood, by DerSimonian and Laird, or by Paule and Mandel.
    level : float, optional
        Confidence; by default that of `outcomes.yaml`.

    Raises
    ------
    InputError
        With under 2 sites, or an error that is not above 0.

    References
    ----------
    DerSimonian & Laird (1986), Controlled Clinical Trials 7, 177; Paule & Mandel (1982), Journal of Research of the
    National Bureau of Standards 87, 377; Hartung & Knapp (2001), Statistics in Medicine 20, 3875; Roever et al. (2015),
    BMC Medical Research Methodology 15, 99; Higgins et al. (2009), JRSS A 172, 137; Viechtbauer (2007), Statistics in
    Medicine 26, 37 (Q-profile).

    Examples
    --------
    >>> result = meta_analysis([0.2, 0.5, 0.9], [0.1, 0.1, 0.2], method="DL")
    >>> round(result.mean, 3), round(result.tau2, 3)
    (0.496, 0.069)
    """
    require("scipy")
    from scipy import stats

    y, variances = np.asarray(values, dtype=float), np.asarray(errors, dtype=float) ** 2
    sites = len(y)
    if sites < 2:
        raise refusal("pooling", "too_few_sites")
    if not (np.isfinite(y).all() and np.isfinite(variances).all() and (variances > 0).all()):
        raise refusal("pooling", "no_error")
    level = level or load_outcome_rules().resampling.level
    df = sites - 1
    q = _spread(y, variances, 0)
    tau2 = {"DL": _dersimonian_laird, "PM": _paule_mandel, "REML": _restricted_likelihood}[method](
        y, variances
    )
    weights = 1 / (variances + tau2)
    mean = float(weights @ y / weights.sum())
    plain = 1 / weights.sum()
    error = math.sqrt(plain * max(1.0, _spread(y, variances, tau2) / df))
    half = float(stats.t.ppf((1 + level) / 2, df)) * error
    typical = df * (1 / variances).sum() / ((1 / variances).sum() ** 2 - (1 / variances**2).sum())
    beyond = None
    if sites > 2:
        beyond = float(stats.t.ppf((1 + level) / 2, sites - 2)) * math.sqrt(tau2 + error**2)
    tails = stats.chi2.ppf([(1 + level) / 2, (1 - level) / 2], df)
    return MetaAnalysis(
        method=method,
        mean=mean,
        error=error,
        low=mean - half,
        high=mean + half,
        tau2=tau2,
        tau2_low=_where_spread_is(float(tails[0]), y, variances),
        tau2_high=_where_spread_is(float(tails[1]), y, variances),
        q=q,
        df=df,
        p=float(stats.chi2.sf(q, df)),
        i2=tau2 / (tau2 + typical),
        prediction_low=None if beyond is None else mean - beyond,
        prediction_high=None if beyond is None else mean + beyond,
        values=tuple(y.tolist()),
        errors=tuple(np.sqrt(variances).tolist()),
        weights=tuple((weights / weights.sum()).tolist()),
        names=names or tuple(str(number) for number in range(1, sites + 1)),
    )


def _spread(y: NDArray[np.float64], variances: NDArray[np.float64], tau2: float) -> float:
    """Return the weighted sum of squares around the mean: Cochran's Q where tau2 is 0."""
    weights = 1 / (variances + tau2)
    return float(weights @ (y - weights @ y / weights.sum()) ** 2)


def _dersimonian_laird(y: NDArray[np.float64], variances: NDArray[np.float64]) -> float:
    weights = 1 / variances
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, float((_spread(y, variances, 0) - (len(y) - 1)) / scale))


def _paule_mandel(y: NDArray[np.float64], variances: NDArray[np.float64]) -> float:
    return _where_spread_is(len(y) - 1, y, variances)


def _where_spread_is(target: float, y: NDArray[np.float64], variances: NDArray[np.float64]) -> float:
    """Return the tau2 at which the weighted sum of squares is a number; 0 where it is smaller from the start."""
    from scipy.optimize import brentq

    if _spread(y, variances, 0) <= target:
        return 0.0
    most = 1.0
    while _spread(y, variances, most) > target:
        most *= 4
    return float(brentq(lambda tau2: _spread(y, variances, tau2) - target, 0, most, xtol=1e-12))


def _restricted_likelihood(y: NDArray[np.float64], variances: NDArray[np.float64]) -> float:
    from scipy.optimize import minimize_scalar

    def loss(tau: float) -> float:
        total = variances + tau**2
        return float(np.log(total).sum() + math.log((1 / total).sum()) + _spread(y, variances, tau**2))

    most = 2 * (float(np.ptp(y)) + math.sqrt(float(variances.max())))
    grid = np.linspace(0, most, 200)  # the likelihood may have more than one top
    best = int(np.argmin([loss(tau) for tau in grid]))
    bounds = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    tau = float(minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-11}).x)
    return 0.0 if loss(0) <= loss(tau) else tau**2
