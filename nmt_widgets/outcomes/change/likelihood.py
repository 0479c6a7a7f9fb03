"""The likelihood of a mixed model from sums over clients: fast, and without inverting what may be 0."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.change.design import CourseDesign


@dataclass(frozen=True, eq=False)
class Solution:
    """The best estimates at one covariance of the random effects, in the units of a :class:`CourseDesign`.

    Attributes
    ----------
    effects : ndarray, shape (effects,)
    covariance : ndarray, shape (effects, effects)
        Of the fixed effects.
    variance : float
        Of the residuals.
    log_likelihood : float
    """

    effects: Floats
    covariance: Floats
    variance: float
    log_likelihood: float


class CourseLikelihood:
    """The profiled likelihood of a design with some random effects a client.

    Notes
    -----
    With L the Cholesky factor of the covariance of the random effects, relative to the residual variance, and
    M = I + L'Z'Z L of a client, V^-1 = I - Z L M^-1 L'Z' and log|V| = log|M|. Both exist where L is 0.

    Clients with the same times have the same M. Of all of them together only the sums of products of Z'X and Z'y count,
    and a triangular factor has the same sums in a few rows.

    References
    ----------
    Bates, D., Maechler, M., Bolker, B., & Walker, S. (2015). Fitting linear mixed-effects models using lme4. Journal of
    Statistical Software, 67(1).
    """

    def __init__(self, plan: CourseDesign, effects: int, *, reml: bool) -> None:
        self._mean, self._reml = float(plan.values.mean()), reml
        columns = np.column_stack([plan.fixed, plan.values - self._mean])
        random = plan.random[:, :effects]
        starts = np.flatnonzero(np.diff(plan.clients, prepend=-1))
        squares = np.add.reduceat(random[:, :, None] * random[:, None, :], starts)
        mixed = np.add.reduceat(random[:, :, None] * columns[:, None, :], starts)
        flat = squares.reshape(len(starts), -1)
        patterns, places, self._counts = np.unique(flat, axis=0, return_inverse=True, return_counts=True)
        self._random = patterns.reshape(-1, effects, effects)
        in_order = mixed.reshape(len(starts), -1)[np.argsort(places.ravel(), kind="stable")]
        factors = [np.linalg.qr(part, mode="r") for part in np.split(in_order, np.cumsum(self._counts)[:-1])]
        self._mixed = np.concatenate(factors).reshape(-1, effects, columns.shape[1])
        self._of = np.repeat(np.arange(len(factors)), [len(factor) for factor in factors])
        self._columns = columns.T @ columns
        self._n, self._effects = len(columns), effects

    def maximum(self) -> tuple[Floats, Solution]:
        """Return the factor of the covariance with the largest likelihood, by Powell's method, and what it gives."""
        from scipy.optimize import minimize

        cells = np.tril_indices(self._effects)

        def factor(parameters: Floats) -> Floats:
            matrix = np.zeros((self._effects, self._effects))
            matrix[cells] = parameters
            return matrix

        start = np.eye(self._effects)[cells]
        options = {"xtol": 1e-7, "ftol": 1e-11}
        best = minimize(
            lambda cell: -self.solve(factor(cell)).log_likelihood, start, method="Powell", options=options
        )
        matrix = factor(np.atleast_1d(best.x))
        return matrix, self.solve(matrix)

    def solve(self, factor: Floats) -> Solution:
        """Return the best estimates at a factor of the relative covariance."""
        inner = np.eye(self._effects) + factor.T @ self._random @ factor
        crossed = factor.T @ self._mixed
        moments = self._columns - np.einsum("mrp,mrq->pq", crossed, np.linalg.solve(inner[self._of], crossed))
        precision, products = moments[:-1, :-1], moments[:-1, -1]
        effects = np.linalg.solve(precision, products)
        squares = max(float(moments[-1, -1] - products @ effects), 1e-300)
        freedom = self._n - (len(effects) if self._reml else 0)
        variance = squares / freedom
        deviance = freedom * (1 + math.log(2 * math.pi * variance))
        deviance += float(self._counts @ np.linalg.slogdet(inner)[1])
        if self._reml:
            deviance += float(np.linalg.slogdet(precision)[1])
        effects[0] += self._mean
        return Solution(effects, variance * np.linalg.inv(precision), variance, -deviance / 2)
