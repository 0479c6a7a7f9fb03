"""A table of counts with all its margins, some of them hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.core.words import refusal

if TYPE_CHECKING:
    import pandas as pd

TOTAL = "total"
"""The label of a margin: all levels of a dimension together."""


@dataclass(frozen=True)
class SafeTable:
    """A table of counts in any number of dimensions, each with a margin as its last level.

    Attributes
    ----------
    names : tuple of str
        The dimensions.
    levels : tuple of tuple of str
        The levels of each, without the margin.
    counts : ndarray of int, shape (levels + 1 of each dimension)
        All counts, also the hidden ones: for the site's own eyes. What leaves is `published`, `to_frame`, `to_dict`.
    hidden : ndarray of bool, the same shape
        Which are not shown. It does not tell why: who knew that a count is hidden because it is small knew more.
    smallest : int
        A hidden count cannot be told closer than this, by whoever knows everything that is shown.
    """

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    counts: NDArray[np.int64] = field(repr=False)
    hidden: NDArray[np.bool_] = field(repr=False)
    smallest: int

    @property
    def published(self) -> NDArray[np.float64]:
        """The counts, with NaN where they are hidden."""
        return np.where(self.hidden, np.nan, self.counts)

    @property
    def labels(self) -> list[tuple[str, ...]]:
        """The labels of every count, in the order of `counts.ravel()`."""
        axes = [(*levels, TOTAL) for levels in self.levels]
        return [
            tuple(axis[place] for axis, place in zip(axes, index, strict=True))
            for index in np.ndindex(self.counts.shape)
        ]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a count: the level of each dimension, `count` (missing where it is hidden), `hidden`."""
        import pandas as pd

        frame = pd.DataFrame(self.labels, columns=list(self.names))
        frame["count"] = pd.array(self.published.ravel(), dtype="Int64")
        frame["hidden"] = self.hidden.ravel()
        return frame

    def to_dict(self) -> dict[str, Any]:
        """Return what may be shown as plain data: dimensions, levels and counts, None where a count is hidden."""
        counts = np.where(self.hidden, None, self.counts.astype(object))  # type: ignore[call-overload]
        return {
            "dimensions": list(self.names),
            "levels": [list(levels) for levels in self.levels],
            "counts": counts.tolist(),
            "smallest": self.smallest,
        }


def with_margins(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return counts with a margin at the end of each dimension."""
    for axis in range(cells.ndim):
        cells = np.concatenate([cells, cells.sum(axis=axis, keepdims=True)], axis=axis)
    return cells


def count_table(
    table: Any,
    *,
    smallest: int,
    hidden: Sequence[tuple[int, ...]] = (),
    names: Sequence[str] = (),
    levels: Sequence[Sequence[object]] = (),
) -> SafeTable:
    """Return a table of counts with its margins, with some counts hidden by hand.

    Parameters
    ----------
    table : array of int or pandas frame, any number of dimensions
        The counts without margins. Rows and columns of a frame give their labels.
    smallest : int
    hidden : sequence of tuple
        Positions of the counts to hide; the position after the last level is the margin.
    names, levels : sequence, optional
        The dimensions and their levels, by default those of the frame, or numbers from 0.

    Raises
    ------
    InputError
        When a count is no whole number of at least 0, or the table is empty.

    Examples
    --------
    >>> count_table([[12, 3], [8, 15]], smallest=5, hidden=[(0, 1)]).published.tolist()
    [[12.0, nan, 15.0], [8.0, 15.0, 23.0], [20.0, 18.0, 38.0]]
    """
    if hasattr(table, "index") and hasattr(table, "columns"):
        levels = levels or (table.index, table.columns)
        names = names or (table.index.name or "row", table.columns.name or "column")
    try:
        cells = np.asarray(table, dtype=float)
    except (TypeError, ValueError):
        raise refusal("pooling", "no_counts") from None
    if cells.ndim == 0 or cells.size == 0 or not (np.isfinite(cells).all() and (cells >= 0).all()):
        raise refusal("pooling", "no_counts")
    if (cells != np.round(cells)).any():
        raise refusal("pooling", "no_counts")
    counts = with_margins(cells.astype(np.int64))
    mask = np.zeros(counts.shape, dtype=bool)
    for position in hidden:
        mask[position] = True
    texts = tuple(tuple(str(level) for level in axis) for axis in levels or map(range, cells.shape))
    default = ("row", "column") if cells.ndim == 2 else tuple(f"dimension_{i + 1}" for i in range(cells.ndim))
    return SafeTable(tuple(map(str, names)) or default, texts, counts, mask, smallest)
