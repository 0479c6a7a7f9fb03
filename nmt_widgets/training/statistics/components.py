"""Variance components of scores that raters gave to cases, crossed and with gaps, by restricted maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nmt_widgets.metrics.estimate import Floats

_LARGEST = 1e9  # a ratio of variances, times the size of a group, that counts as infinite
_FINE = 9  # points of the later grids on each axis
_ROUNDS = 15  # of later grids
_NO_SPREAD = 1e-12  # squares that only rounding has left
_LEAST_REST = 1e-6  # the least variance of what is left, as a share of that of all scores


@dataclass(frozen=True, eq=False)
class Components:
    """Variances of a score: between cases, between raters, and what is left; arrays of one shape.

    Attributes
    ----------
    case, rater, rest : ndarray
        Never below 0: a component that the scores do not show is 0.
    """

    case: Floats
    rater: Floats
    rest: Floats

    @property
    def error(self) -> Floats:
        """The variance of one rater's score around what all raters would give on average."""
        return self.rater + self.rest

    def coefficients(self, raters: ArrayLike = 1) -> tuple[Floats, Floats]:
        """Return the generalizability coefficients of the mean of some raters, relative and absolute.

        The relative one (for ranking cases) counts only the residual as error, the absolute one (for the score as it
        stands, the index of dependability) also the raters' level (Brennan 2001). NaN where nothing varies.
        """
        count = np.asarray(raters, dtype=float)
        with np.errstate(invalid="ignore"):
            relative = self.case / (self.case + self.rest / count)
            absolute = self.case / (self.case + self.error / count)
        return relative, absolute


def variance_components(scores: ArrayLike) -> Components:
    """Estimate the components of tables of scores, each by itself.

    The model is score = mean + case + rater + rest, with independent normal effects.

    Parameters
    ----------
    scores : array_like, shape (..., cases, raters)
        NaN where a rater did not score a case; nothing is filled in.

    Returns
    -------
    Components
        Of the leading shape. NaN where no case, or no rater, has two scores.

    Notes
    -----
    With the ratios g of the variances of cases and raters to that of the rest, the restricted likelihood depends on
    g alone (the other parameters have closed forms). The larger factor is eliminated by Woodbury's formula, the
    smaller one by eigenvalues. The deviance is searched on a grid of ln(1 + m g), m the mean size of a group, that
    closes in on the least value, so that a variance of exactly 0 is one of the points. In a balanced table without
    negative estimates the result is that of the analysis of variance.

    References
    ----------
    Patterson, H. D., & Thompson, R. (1971). Recovery of inter-block information when block sizes are unequal.
    Biometrika, 58, 545-554.

    Bates, D., Maechler, M., Bolker, B., & Walker, S. (2015). Fitting linear mixed-effects models using lme4. Journal of
    Statistical Software, 67(1).

    Examples
    --------
    The six targets and four judges of Shrout & Fleiss (1979), whose mean squares are 11.24, 32.49 and 1.02:

    >>> table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> parts = variance_components(table)
    >>> [round(float(part), 2) for part in (parts.case, parts.rater, parts.rest)]
    [2.56, 5.24, 1.02]
    >>> [round(float(part), 2) for part in parts.coefficients(4)]
    [0.91, 0.62]
    """
    tables = np.asarray(scores, dtype=float)
    fits = [_closest(table) for table in tables.reshape(-1, *tables.shape[-2:])]
    return _as_components(np.array(fits).reshape(*tables.shape[:-2], 3))


def _as_components(fits: Floats) -> Components:
    return Components(fits[..., 0], fits[..., 1], fits[..., 2])


class Design:
    """Who scored what; it estimates many tables with the same gaps quickly, as a bootstrap needs it.

    Parameters
    ----------
    known : array_like of bool, shape (cases, raters)
    """

    # the smaller factor is called the inner one, the larger the outer one

    def __init__(self, known: ArrayLike) -> None:
        known = np.asarray(known, dtype=bool)
        self.turned = known.shape[0] > known.shape[1]
        self.known = known.T if self.turned else known
        self.pattern = self.known.astype(float)
        self.inner, self.outer = self.pattern.sum(axis=1), self.pattern.sum(axis=0)
        self.n = int(self.pattern.sum())
        self._decomposed: dict[float, tuple[Floats, Floats]] = {}

    def components(self, scores: Floats) -> Components:
        """Estimate the components of tables of shape (n, cases, raters), from one grid and a parabola."""
        return _as_components(np.stack(_interpolated(_Search(self, scores), *self.first_grids()), axis=-1))

    def first_grids(self) -> tuple[Floats, Floats]:
        """Return the points of both axes that cover every ratio."""
        usual, rare = np.linspace(0, 8, 33), np.linspace(10, np.log1p(_LARGEST), 7)
        points = np.append(usual, rare)
        return points, points

    def eigen(self, ratio: float) -> tuple[Floats, Floats]:
        """Return eigenvalues and vectors of the inner factor once the outer one is eliminated at a ratio."""
        if ratio not in self._decomposed:
            weighted = self.pattern * (ratio / (1 + ratio * self.outer))
            roots, turn = np.linalg.eigh(np.diag(self.inner) - weighted @ self.pattern.T)
            self._decomposed[ratio] = np.maximum(roots, 0), turn
        return self._decomposed[ratio]

    def ratios(self, points: Floats, counts: Floats) -> Floats:
        """Return the ratios of variances that stand for points of an axis."""
        return np.asarray(np.expm1(points) * np.count_nonzero(counts) / self.n)


class _Search:
    """The deviance of tables with the gaps of one design."""

    def __init__(self, design: Design, scores: Floats) -> None:
        self.design = design
        values = np.swapaxes(scores, -1, -2) if design.turned else scores
        centred = values - np.nanmean(values, axis=(-1, -2), keepdims=True)
        filled = np.where(design.known, centred, 0.0)
        self._inner, self._outer = filled.sum(axis=-1), filled.sum(axis=-2)
        self._squares = np.einsum("bij,bij->b", filled, filled)
        self.constant = self._squares <= _NO_SPREAD
        freedom = max(design.n - 1, 1)
        self._least = np.maximum(self._squares * _LEAST_REST, _NO_SPREAD)[:, None] / freedom

    def surfaces(self, inner: Floats, outer: Floats) -> tuple[Floats, Floats]:
        """Return the deviance and the logarithm of the residual variance, shape (tables, outer, inner points)."""
        design = self.design
        inside = design.ratios(inner, design.inner)
        layers = [self._layer(ratio, inside) for ratio in design.ratios(outer, design.outer)]
        deviance, variance = (np.stack(parts, axis=1) for parts in zip(*layers, strict=True))
        return deviance, variance

    def _layer(self, ratio: float, inside: Floats) -> tuple[Floats, Floats]:
        design = self.design
        weights = ratio / (1 + ratio * design.outer)
        weighted = design.pattern * weights
        roots, turn = design.eigen(ratio)
        scores = (self._inner - self._outer @ weighted.T) @ turn
        units = (design.inner - weighted @ design.outer) @ turn
        shrink = inside[:, None] / (1 + inside[:, None] * roots)
        squares = (self._squares - self._outer**2 @ weights)[:, None] - scores**2 @ shrink.T
        products = -(self._outer @ (weights * design.outer))[:, None] - (scores * units) @ shrink.T
        size = design.n - design.outer**2 @ weights - shrink @ units**2
        freedom = design.n - 1
        rest = np.maximum(squares - products**2 / size, 0)
        variance = np.maximum(rest / freedom, self._least)
        determinant = np.log1p(ratio * design.outer).sum() + np.log1p(inside[:, None] * roots).sum(axis=1)
        deviance = determinant + np.log(size) + freedom * np.log(variance) + rest / variance
        return deviance, np.log(variance)


def _closest(table: Floats) -> tuple[float, float, float]:
    """Return the three components of one table, by grids that close in."""
    design = Design(~np.isnan(table))
    if min(design.inner.max(initial=0), design.outer.max(initial=0)) < 2:
        return np.nan, np.nan, np.nan
    search = _Search(design, table[None])
    inner, outer = design.first_grids()
    for _ in range(_ROUNDS):
        deviance, _ = search.surfaces(inner, outer)
        at_outer, at_inner = np.unravel_index(int(deviance[0].argmin()), deviance[0].shape)
        inner, outer = _around(inner, int(at_inner)), _around(outer, int(at_outer))
    case, rater, rest = _interpolated(search, inner, outer)
    return float(case[0]), float(rater[0]), float(rest[0])


def _around(points: Floats, at: int) -> Floats:
    """Return a finer grid between the neighbours of a point."""
    return np.linspace(points[max(at - 1, 0)], points[min(at + 1, len(points) - 1)], _FINE)


def _interpolated(search: _Search, inner: Floats, outer: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the components at the least deviance of a parabola through the nine points around the least one."""
    design = search.design
    deviance, variance = search.surfaces(inner, outer)
    tables = np.arange(len(deviance))
    flat = deviance.reshape(len(deviance), -1).argmin(axis=1)
    at_outer = np.clip(flat // len(inner), 1, len(outer) - 2)
    at_inner = np.clip(flat % len(inner), 1, len(inner) - 2)
    near = np.arange(-1, 2)
    block = (
        tables[:, None, None],
        at_outer[:, None, None] + near[:, None],
        at_inner[:, None, None] + near[None, :],
    )
    across, along = _lowest(deviance[block])
    rest = np.exp(_parabola(variance[block], across, along))
    ends = [
        np.interp(at + step, np.arange(len(points)), points)
        for at, step, points in ((at_inner, along, inner), (at_outer, across, outer))
    ]
    inside = design.ratios(ends[0], design.inner) * rest
    outside = design.ratios(ends[1], design.outer) * rest
    inside, outside, rest = (np.where(search.constant, 0.0, part) for part in (inside, outside, rest))
    return (outside, inside, rest) if design.turned else (inside, outside, rest)


def _slopes(block: Floats) -> tuple[Floats, ...]:
    """Return the first and second differences of blocks of 3 x 3 points at their middle."""
    down, right = (block[:, 2, 1] - block[:, 0, 1]) / 2, (block[:, 1, 2] - block[:, 1, 0]) / 2
    down_down = block[:, 2, 1] - 2 * block[:, 1, 1] + block[:, 0, 1]
    right_right = block[:, 1, 2] - 2 * block[:, 1, 1] + block[:, 1, 0]
    crossed = (block[:, 2, 2] - block[:, 2, 0] - block[:, 0, 2] + block[:, 0, 0]) / 4
    return down, right, down_down, right_right, crossed


def _lowest(block: Floats) -> tuple[Floats, Floats]:
    """Return the steps from the middle of each block to the lowest place of its parabola, at most one point away."""
    down, right, down_down, right_right, crossed = _slopes(block)
    determinant = down_down * right_right - crossed**2
    bowl = (down_down > 0) & (right_right > 0) & (determinant > 0)
    safe = np.where(bowl, determinant, 1.0)
    across = np.where(bowl, (crossed * right - right_right * down) / safe, 0.0)
    along = np.where(bowl, (crossed * down - down_down * right) / safe, 0.0)
    inside = bowl & (np.abs(across) <= 1) & (np.abs(along) <= 1)
    tables, lowest = np.arange(len(block)), block.reshape(len(block), -1).argmin(axis=1)
    edge_across, edge_along = _vertex(block[tables, :, lowest % 3]), _vertex(block[tables, lowest // 3])
    return np.where(inside, across, edge_across), np.where(inside, along, edge_along)


def _vertex(points: Floats) -> Floats:
    """Return the step from the middle of three points to the lowest place of their parabola, at most one away."""
    slope, bend = (points[:, 2] - points[:, 0]) / 2, points[:, 2] - 2 * points[:, 1] + points[:, 0]
    hollow = bend > 0
    return np.where(hollow, np.clip(-slope / np.where(hollow, bend, 1.0), -1, 1), points.argmin(axis=1) - 1.0)


def _parabola(block: Floats, across: Floats, along: Floats) -> Floats:
    """Return the value of the parabola through each block at a step from its middle."""
    down, right, down_down, right_right, crossed = _slopes(block)
    bend = (down_down * across**2 + right_right * along**2) / 2 + crossed * across * along
    return np.asarray(block[:, 1, 1] + down * across + right * along + bend)
