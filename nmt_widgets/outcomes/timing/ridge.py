"""Ridge regression on standardised predictors, in closed form, for one sample and for many at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.rules import Penalties

_CELLS_AT_ONCE = 4_000_000
_NO_SPREAD = 1e-6  # of a standardised column in a sample; what is below comes from rounding


def standardise(values: Floats) -> Floats:
    """Return values with mean 0 and standard deviation 1 (of the population), column by column."""
    return np.asarray((values - values.mean(axis=0)) / values.std(axis=0))


def choose_penalty(predictors: Floats, outcome: Floats, penalties: Penalties) -> float:
    """Return the penalty with the smallest error of prediction by leave-one-out cross-validation.

    Leaving out each client in turn has a closed form: the residual divided by `1 - h`, with h the client's leverage
    `1/n + sum(u^2 s^2 / (s^2 + alpha))` of the singular value decomposition (Golub, Heath and Wahba 1979).

    Parameters
    ----------
    predictors : ndarray, shape (n, p)
        Standardised.
    outcome : ndarray, shape (n,)
        Standardised.
    penalties : Penalties
        For each client; what is returned is this times n.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> predictors = standardise(random.normal(size=(50, 2)))
    >>> outcome = standardise(predictors[:, 0] + random.normal(size=50))
    >>> round(choose_penalty(predictors, outcome, Penalties(low=0.0001, high=10, steps=26)), 2)
    0.5
    """
    n = len(outcome)
    left, singular, _ = np.linalg.svd(predictors, full_matrices=False)
    alphas = n * np.geomspace(penalties.low, penalties.high, penalties.steps)
    shares = singular[:, None] ** 2 / (singular[:, None] ** 2 + alphas)  # (p, alphas)
    fitted = left @ (shares * (left.T @ outcome)[:, None])
    leverages = 1 / n + left**2 @ shares
    errors = (((outcome[:, None] - fitted) / (1 - leverages)) ** 2).mean(axis=0)
    return float(alphas[errors.argmin()])


def coefficients(correlations: Floats, with_outcome: Floats, penalty: float) -> Floats:
    """Return `(R + penalty I)^-1 r`: the standardised coefficients.

    Parameters
    ----------
    correlations : ndarray, shape (..., p, p)
        Of the predictors with each other.
    with_outcome : ndarray, shape (..., p)
        Of the predictors with the outcome.
    penalty : float
        For each client: alpha / n.
    """
    matrices = correlations + penalty * np.eye(correlations.shape[-1])
    return np.asarray(np.linalg.solve(matrices, with_outcome[..., None])[..., 0])


def bootstrap(
    predictors: Floats,
    outcome: Floats,
    penalty: float,
    replicates: int,
    random: np.random.Generator,
    most_units: int,
) -> Floats:
    """Return the coefficients of samples of clients with replacement, each standardised anew, shape (replicates, p).

    Each sample enters by how often it has each client. Its moments are one product of these counts with the products
    of all pairs of columns, so no sample is ever built. A predictor that does not vary in a sample has the
    coefficient 0 there. More than `most_units` clients are put at random into so many groups of about the same size,
    and whole groups are drawn: the spread of sums of groups estimates that of sums of clients, since chance made the
    groups (Kott 2001).

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> predictors = standardise(random.normal(size=(200, 2)))
    >>> outcome = standardise(predictors[:, 0] + random.normal(size=200))
    >>> bootstrap(predictors, outcome, 0.01, 300, random, 5000).mean(axis=0).round(1)
    array([0.7, 0. ])
    """
    n, columns = len(outcome), np.column_stack([np.ones(len(outcome)), predictors, outcome])
    width = columns.shape[1]
    first, second = np.triu_indices(width)
    products = columns[:, first] * columns[:, second]
    if n > most_units:
        begins = np.arange(most_units) * n // most_units
        products = np.add.reduceat(products[random.permutation(n)], begins, axis=0)
    units = len(products)
    moments = np.empty((replicates, width, width))
    at_once = max(1, _CELLS_AT_ONCE // units)
    for begin in range(0, replicates, at_once):
        end = min(begin + at_once, replicates)
        counts = [np.bincount(random.integers(units, size=units), minlength=units) for _ in range(begin, end)]
        sums = np.stack(counts).astype(float) @ products
        moments[begin:end, first, second] = moments[begin:end, second, first] = sums / sums[:, :1]
    means = moments[:, 0, 1:]
    covariances = moments[:, 1:, 1:] - means[:, :, None] * means[:, None, :]
    spread = np.sqrt(np.clip(np.diagonal(covariances, axis1=1, axis2=2), 0, None))
    spread = np.where(spread > _NO_SPREAD, spread, np.inf)
    correlations = covariances / (spread[:, :, None] * spread[:, None, :])
    return coefficients(correlations[:, :-1, :-1], correlations[:, :-1, -1], penalty)


def ranks(values: Floats) -> Any:
    """Return the ranks of the absolute values along the last axis, 1 for the largest."""
    order = np.argsort(-np.abs(values), axis=-1, kind="stable")
    return np.argsort(order, axis=-1, kind="stable") + 1
