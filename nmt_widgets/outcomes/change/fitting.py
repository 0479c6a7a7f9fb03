"""Fits of a mixed model that are believed only where two optimisers agree."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.change.design import CourseDesign
from nmt_widgets.outcomes.change.likelihood import CourseLikelihood
from nmt_widgets.outcomes.rules import ChangeRules


@dataclass(frozen=True, eq=False)
class CourseFit:
    """Estimates in the units of a :class:`CourseDesign`.

    Attributes
    ----------
    effects : ndarray, shape (effects,)
    covariance : ndarray, shape (effects, effects)
    random : ndarray, shape (r, r)
        Covariance of the random effects of a client; empty for a regression.
    residual : float
        Standard deviation.
    log_likelihood : float
    """

    effects: Floats
    covariance: Floats
    random: Floats
    residual: float
    log_likelihood: float


def fit_mixed(plan: CourseDesign, effects: int, rules: ChangeRules, *, reml: bool) -> CourseFit | str:
    """Fit a model with some random effects a client: Powell's method, then BFGS of statsmodels from there.

    The two have different programs behind them, so that they agree neither by chance nor by the same mistake.

    Returns
    -------
    CourseFit or str
        The fit, or the key of the reason why it is not believed.
    """
    from statsmodels.regression.mixed_linear_model import MixedLM, MixedLMParams

    if len(plan.values) <= plan.count * effects:
        return "too_few_each"
    likelihood = CourseLikelihood(plan, effects, reml=reml)
    factor, first = likelihood.maximum()
    if _is_singular(factor @ factor.T, rules):
        return "singular"
    start = MixedLMParams.from_components(fe_params=first.effects, cov_re=factor @ factor.T)
    model = MixedLM(plan.values, plan.fixed, groups=plan.clients, exog_re=plan.random[:, :effects])
    # takes half of its time, for standard errors of spreads, which nobody is told
    model.hessian = lambda _: (-np.eye(model.k_fe + model.k_re2), False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what they are about is checked below
            second = model.fit(start_params=start, method="bfgs", reml=reml)
    except (np.linalg.LinAlgError, ValueError, FloatingPointError):
        return "no_optimum"
    return doubt(first.log_likelihood, second, rules) or _as_fit(second, likelihood, plan, reml)


def fit_regression(plan: CourseDesign) -> CourseFit:
    """Fit by least squares, with standard errors that allow for the assessments of a client being alike."""
    from statsmodels.regression.linear_model import OLS

    result = OLS(plan.values, plan.fixed).fit(cov_type="cluster", cov_kwds={"groups": plan.clients})
    likelihood = float(result.llf - len(plan.values) * np.log(plan.scale))
    return CourseFit(
        result.params, result.cov_params(), np.empty((0, 0)), float(result.scale**0.5), likelihood
    )


def doubt(log_likelihood: float, result: Any, rules: ChangeRules) -> str | None:
    """Return why a result of statsmodels is not believed, beside the log-likelihood of another optimiser."""
    if not abs(log_likelihood - result.llf) <= rules.likelihoods_agree:  # NaN included
        return "optimisers_differ"
    if _is_singular(np.asarray(result.cov_re) / result.scale, rules):
        return "singular"
    if np.any(np.asarray(result.fe_params) == 0.0):  # statsmodels issue 10239: lost, not estimated
        return "lost_effects"
    return None


def _is_singular(relative: Floats, rules: ChangeRules) -> bool:
    return bool(np.linalg.eigvalsh(relative).min() <= rules.singular**2)


def _as_fit(result: Any, likelihood: CourseLikelihood, plan: CourseDesign, reml: bool) -> CourseFit:
    relative = np.asarray(result.cov_re) / result.scale
    solution = likelihood.solve(np.linalg.cholesky(relative))
    freedom = len(plan.values) - (len(plan.names) if reml else 0)
    moved = solution.log_likelihood - freedom * np.log(plan.scale)
    if reml:  # the restricted likelihood depends on how the design is written
        moved += np.log(abs(np.linalg.det(plan.back(0.0) / plan.scale)))
    residual = solution.variance**0.5
    return CourseFit(
        solution.effects, solution.covariance, relative * solution.variance, residual, float(moved)
    )
