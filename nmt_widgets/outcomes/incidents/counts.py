"""Regression of counts: Poisson, and negative binomial with its spread estimated, with robust errors by group."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.core.extras import require
from nmt_widgets.metrics.estimate import Floats

_LOG_ALPHA = (-7.0, 5.0)
"""Where alpha is looked for: at e^-7 the variance is that of Poisson for all counts that occur."""

_EDGE = 0.05  # an alpha as near as this to an end, in logarithms, lies outside


@dataclass(frozen=True, eq=False)
class CountFit:
    """A fitted model of counts with a log link.

    Attributes
    ----------
    coefficients : ndarray, shape (k,)
        On the scale of logarithms.
    covariance : ndarray, shape (k, k)
        Of the coefficients, if the variance is as the model has it.
    means : ndarray, shape (n,)
    dispersion : float
        Pearson's chi-squared divided by its degrees of freedom; 1 where the variance is as the model has it.
    deviance, log_likelihood : float
    alpha : float
        The variance is mean + alpha x mean²; 0 for Poisson.
    """

    coefficients: Floats
    covariance: Floats
    means: Floats
    dispersion: float
    deviance: float
    log_likelihood: float
    alpha: float = 0.0


def fit_poisson(counts: Floats, design: Floats, days: Floats) -> CountFit:
    """Fit Poisson's model with the offset log(days), by maximum likelihood.

    Parameters
    ----------
    counts, days : ndarray, shape (n,)
    design : ndarray, shape (n, k)
        With fewer columns than rows.

    Examples
    --------
    >>> design = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    >>> fit = fit_poisson(np.array([9.0, 21.0, 12.0]), design, np.array([2000.0, 3000.0, 6000.0]))
    >>> round(float(np.exp(fit.coefficients[1])), 4)
    0.3333
    """
    return _fit(counts, design, days, 0.0)


def fit_negative_binomial(counts: Floats, design: Floats, days: Floats) -> CountFit | None:
    """Fit the negative binomial model (NB2) with the offset log(days); None where its alpha has no maximum.

    For each alpha the coefficients have their maximum by themselves, so the likelihood is maximised over alpha alone,
    as in R's `MASS::glm.nb`. Where counts scatter hardly more than Poisson's, it rises to the end at which alpha is 0.

    References
    ----------
    Venables, W. N., & Ripley, B. D. (2002). Modern applied statistics with S (4th ed.), section 7.4. Springer.
    """
    require("scipy")
    from scipy.optimize import minimize_scalar

    best = minimize_scalar(
        lambda log_alpha: -_fit(counts, design, days, math.exp(log_alpha)).log_likelihood,
        bounds=_LOG_ALPHA,
        method="bounded",
        options={"xatol": 1e-6},
    )
    if not best.success or min(abs(best.x - end) for end in _LOG_ALPHA) < _EDGE:
        return None
    return _fit(counts, design, days, math.exp(best.x))


def robust_covariance(fit: CountFit, counts: Floats, design: Floats, groups: NDArray[np.intp]) -> Floats:
    """Return the covariance of the coefficients when rows of one group go together in an unknown way.

    B M B, with B the inverse information and M the sum over groups of the products of their scores, times
    G / (G - 1).

    Parameters
    ----------
    fit : CountFit
    counts : ndarray, shape (n,)
    design : ndarray, shape (n, k)
    groups : ndarray of int, shape (n,)
        The group of each row, from 0.

    References
    ----------
    Liang, K.-Y., & Zeger, S. L. (1986). Longitudinal data analysis using generalized linear models. Biometrika, 73,
    13-22.
    """
    scores = design * ((counts - fit.means) / (1 + fit.alpha * fit.means))[:, None]
    number = int(groups.max()) + 1
    sums = np.zeros((number, design.shape[1]))
    np.add.at(sums, groups, scores)
    covariance: Floats = fit.covariance @ (sums.T @ sums) @ fit.covariance * number / (number - 1)
    return covariance


def serial_covariance(fit: CountFit, counts: Floats, design: Floats, lags: int) -> Floats:
    """Return the covariance of the coefficients when neighbouring rows go together, up to some rows apart.

    As :func:`robust_covariance`, with M the sum of products of scores up to `lags` rows apart, with weights that fall
    in a straight line.

    References
    ----------
    Newey, W. K., & West, K. D. (1987). A simple, positive semi-definite, heteroskedasticity and autocorrelation
    consistent covariance matrix. Econometrica, 55, 703-708.
    """
    scores = design * ((counts - fit.means) / (1 + fit.alpha * fit.means))[:, None]
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        product = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (lags + 1)) * (product + product.T)
    covariance: Floats = fit.covariance @ middle @ fit.covariance
    return covariance


def _fit(counts: Floats, design: Floats, days: Floats, alpha: float) -> CountFit:
    require("statsmodels")
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    family: Any = families.NegativeBinomial(alpha=alpha) if alpha else families.Poisson()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", PerfectSeparationWarning
        )  # counts that a model meets exactly are no fault
        result = GLM(counts, design, family=family, offset=np.log(days)).fit(tol=1e-10, scale=1.0)
    return CountFit(
        np.asarray(result.params),
        np.asarray(result.cov_params()),
        np.asarray(result.mu),
        float(result.pearson_chi2) / (len(counts) - design.shape[1]),
        float(result.deviance),
        float(result.llf),
        alpha,
    )
