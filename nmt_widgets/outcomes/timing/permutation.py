"""Blocks of predictors in order of time: what each adds, and how often chance adds as much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nmt_widgets.metrics.estimate import Bools, Floats

_NO_DIRECTION = 1e-6


@dataclass(frozen=True, eq=False)
class BlockTests:
    """What blocks add, one after the other, and permutation tests of it.

    Attributes
    ----------
    added : ndarray, shape (blocks,)
        The share of the variance that each adds to those before.
    p : ndarray, shape (blocks,)
        NaN where a block adds no direction of its own.
    r2, p_all : float
        The same of all blocks together.
    covariances : ndarray, shape (permutations, p)
        Of the predictors with the permuted outcome, from which the null of any coefficient follows.
    """

    added: Floats
    p: Floats
    r2: float
    p_all: float
    covariances: Floats


def add_blocks(
    predictors: Floats,
    outcome: Floats,
    blocks: Any,
    permutations: int,
    random: np.random.Generator,
    exact_at_most: int,
) -> BlockTests:
    """Add blocks of predictors one after the other, and test each by permutation.

    A block is tested by the method of Freedman and Lane (1983): the residuals of the model with the blocks before it
    are permuted, and the partial F of the block is compared with that of the data. So what the blocks before explain
    is not taken for chance. `p = (1 + number of permutations with an F as large) / (1 + permutations)`.

    Parameters
    ----------
    predictors : ndarray, shape (n, p)
        Standardised, the columns in the order of the blocks.
    outcome : ndarray, shape (n,)
        Standardised.
    blocks : ndarray of int, shape (p,)
        The block of each column, 0, 1, ...
    exact_at_most : int
        With more clients, products of permuted residuals are drawn from the normal distribution to which they come: a
        product with a direction has the variance of the residuals (Hoeffding 1951).
    """
    n, count = len(outcome), int(max(blocks)) + 1
    directions = _directions(predictors)
    own: Bools = np.asarray(directions.any(axis=0))
    members = np.array([(blocks == block) & own for block in range(count)], dtype=float)  # (blocks, p)
    before = np.array([(blocks < block) & own for block in range(count)], dtype=float)
    sizes, used = members.sum(axis=1), (members + before).sum(axis=1)
    loadings = directions.T @ outcome
    residuals = np.vstack([outcome - (before * loadings) @ directions.T, outcome])
    members, before = np.vstack([members, own]), np.vstack([before, np.zeros(len(own))])
    sizes, used = np.append(sizes, own.sum()), np.append(used, own.sum())
    totals = (residuals**2).sum(axis=1)

    def f_values(products: Floats) -> Floats:
        squares = products**2  # (blocks + 1, p)
        gained, earlier = (squares * members).sum(axis=1), (squares * before).sum(axis=1)
        rest = (totals - earlier - gained) / (n - 1 - used)
        return np.asarray(gained / np.maximum(sizes, 1) / rest)

    observed = f_values(residuals @ directions)
    larger, products = np.zeros(count + 1), np.empty((permutations, predictors.shape[1]))
    chance = random.normal(size=(permutations, predictors.shape[1])) * own if n > exact_at_most else None
    for number in range(permutations):
        if chance is None:
            permuted = residuals.take(random.permutation(n), axis=1) @ directions
        else:
            permuted = np.sqrt(totals / (n - 1))[:, None] * chance[number]
        larger += f_values(permuted) >= observed * (1 - 1e-12)
        products[number] = permuted[-1]
    covariances = products @ (directions.T @ predictors) / n
    p = np.where(sizes > 0, (1 + larger) / (1 + permutations), np.nan)
    gained = (members[:-1] * loadings**2).sum(axis=1) / n
    return BlockTests(gained, p[:-1], float(gained.sum()), float(p[-1]), covariances)


def _directions(columns: Floats) -> Floats:
    """Return each column without what the columns before it hold, with length 1; 0 where nothing is left of it."""
    directions = np.zeros_like(columns)
    for at in range(columns.shape[1]):
        rest = columns[:, at]
        for _ in range(2):  # once more, for what rounding has left
            rest = rest - directions @ (directions.T @ rest)
        length = np.linalg.norm(rest)
        if length > _NO_DIRECTION * np.sqrt(len(rest)):
            directions[:, at] = rest / length
    return directions
