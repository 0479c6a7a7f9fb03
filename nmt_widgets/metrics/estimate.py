"""A figure with its range: what was measured, how far it may be off, and from how many answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TINY = 1e-9  # what rounding of sums and quotients may add or take; no two figures of scores lie so close together


@dataclass(frozen=True, eq=False)
class Estimate:
    """Arrays of one shape: values, their ranges, and the answers they rest on.

    Attributes
    ----------
    value, low, high : ndarray of float
        The figure and its range; NaN where too few answers are there. Always low <= value <= high.
    n, of : ndarray of int
        Answers used, and answers a complete assessment has.
    """

    value: Floats
    low: Floats
    high: Floats
    n: Ints
    of: Ints

    def where(self, enough: Bools) -> Estimate:
        """Return the estimate with NaN where `enough` is false."""
        value, low, high = (np.where(enough, part, np.nan) for part in (self.value, self.low, self.high))
        return Estimate(value, low, high, self.n, self.of)

    def at(self, column: int) -> Estimate:
        """Return one column of an estimate of shape (n, columns)."""
        value, low, high = (part[:, column] for part in (self.value, self.low, self.high))
        return Estimate(value, low, high, self.n[:, column], self.of[:, column])

    def scaled(self, factor: Floats | float) -> Estimate:
        """Return the estimate times a positive factor."""
        return Estimate(self.value * factor, self.low * factor, self.high * factor, self.n, self.of)


def root_sum_square(halves: Floats) -> Floats:
    """Combine half-widths of independent ratings along the last axis."""
    return np.asarray(np.sqrt(np.einsum("...i,...i->...", halves, halves)))


@overload
def over_gate(values: float, gate: float) -> bool: ...
@overload
def over_gate(values: Floats, gate: float) -> Bools: ...
def over_gate(values: Floats | float, gate: float) -> Bools | bool:
    """Return where a ratio is over the gate: a ratio of exactly the gate is not, whatever rounding made of it.

    The only place where this is decided; NaN is not over.

    >>> over_gate(np.array([0.99, 1.0, 1.0000000000000002, 1.01, np.nan]), 1.0)
    array([False, False, False,  True, False])
    """
    return values > gate + TINY


@overload
def reaches(values: float, limit: float) -> bool: ...
@overload
def reaches(values: Floats, limit: float) -> Bools: ...
def reaches(values: Floats | float, limit: float) -> Bools | bool:
    """Return where a percent is at its limit or above it, whatever rounding made of an exact hit; NaN is not.

    >>> reaches(np.array([64.9, 64.99999999999999, 65.0, np.nan]), 65.0)
    array([False,  True,  True, False])
    """
    return values >= limit - TINY


def classify(values: Floats, limits: list[float]) -> Ints:
    """Return the index of the class each value falls into; -1 for NaN.

    A class reaches up to its limit, the limit excluded; the last class has none. An exact hit counts as one
    whatever rounding made of it, as in :func:`reaches`.

    >>> classify(np.array([0.2, 0.65, 0.9, np.nan, 0.65 - 1e-16]), [0.65, 0.85])
    array([ 0,  1,  2, -1,  1])
    """
    classes = np.where(np.isnan(values), -1, 0)
    for limit in limits:
        classes += values >= limit - TINY
    return classes
