"""Counts of several findings under the same filters, safe together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.core.extras import require
from nmt_widgets.outcomes.disclosure.attacker import margin_forms
from nmt_widgets.outcomes.disclosure.suppression import hide


@dataclass(frozen=True, eq=False)
class SafeCells:
    """The counts of one finding under every filter.

    Attributes
    ----------
    counts : ndarray of int, shape (levels + 1 of each filter, counts)
        The last level of each filter is everybody.
    hidden : ndarray of bool, the same shape
    """

    counts: NDArray[np.int64] = field(repr=False)
    hidden: NDArray[np.bool_] = field(repr=False)

    def at(self, place: tuple[int, ...]) -> tuple[int | None, ...]:
        """Return the counts at a level of each filter (-1 for everybody), None where they are hidden."""
        counts, hidden = self.counts[place].tolist(), self.hidden[place].tolist()
        return tuple(None if is_hidden else count for count, is_hidden in zip(counts, hidden, strict=True))


def protect_cells(
    filters: Sequence[tuple[NDArray[np.intp], int]],
    cells: tuple[NDArray[np.intp], int],
    *,
    smallest: int,
    forms: NDArray[np.int64] | None = None,
    settled: Sequence[tuple[NDArray[np.int64], NDArray[np.bool_]]] = (),
    within: tuple[int, NDArray[np.intp]] | None = None,
) -> SafeCells:
    """Decide under which filters each count of a finding is shown, where the number of clients is always shown.

    Parameters
    ----------
    filters : sequence of (ndarray of int, int)
        The level of each client, and how many levels there are. Each combination of levels has no client, or at least
        `smallest`.
    cells : (ndarray of int, int)
        What is counted: the cell of each client, and how many cells there are.
    smallest : int
        k: a count n with 0 < n < k is hidden, and nobody can tell it closer than k.
    forms : ndarray of 0 and 1, shape (counts, cells), optional
        The cells that each count adds up; by default each cell is a count.
    settled : sequence of (ndarray of 0 and 1, ndarray of bool), optional
        Counts of these cells that another finding tells, too: the cells that each adds up, and where it is hidden
        there. It is hidden here in the same places.
    within : (int, ndarray of int), optional
        The filter that goes by what the cells are, and the level that each cell is in (-1 for none): everybody knows
        that a cell is empty at the other levels.

    Raises
    ------
    ValueError
        When a combination of levels has fewer clients.

    Notes
    -----
    Several findings that count different things may be shown together, each protected by itself: whoever knows all of
    them knows no more of one than its own counts tell. For the number of clients of every combination of levels is
    shown. Given these numbers, each table that fits one finding fits together with each that fits the other. Where two
    findings count the same clients, such as those without a second assessment, this count is protected first, and is
    `settled` in the others. A hidden count may be 0, so a set of counts that is safe exists: hiding all of them.

    Examples
    --------
    >>> unit = np.repeat([0, 1], [40, 33])
    >>> gain = np.repeat([0, 1, 0, 1], [25, 15, 30, 3])
    >>> safe = protect_cells([(unit, 2)], (gain, 2), smallest=5)
    >>> safe.at((0,)), safe.at((1,)), safe.at((-1,))
    ((None, None), (None, None), (55, 18))
    """
    require("scipy")
    from scipy import sparse

    codes, size = cells
    shape = tuple(levels for _, levels in filters)
    table = np.zeros((*shape, size), dtype=np.int64)
    np.add.at(table, (*(level for level, _ in filters), codes), 1)
    groups = table.sum(axis=-1)
    if ((groups > 0) & (groups < smallest)).any():
        raise ValueError("a combination of filters has too few clients")
    rows = np.eye(size, dtype=np.int64) if forms is None else forms
    others = np.array([row for row, _ in settled], dtype=np.int64).reshape(-1, size)
    whole = np.vstack([rows, others, np.ones((1, size), dtype=np.int64)])
    all_forms: Any = sparse.kron(margin_forms(shape), sparse.csr_array(whole), format="csr")
    form = (*(levels + 1 for levels in shape), len(whole))
    counts = np.rint(all_forms @ table.ravel()).astype(np.int64)
    withheld = np.zeros(form, dtype=bool)
    for at, (_, hidden) in enumerate(settled):
        withheld[..., len(rows) + at] = hidden
    public = np.zeros(form, dtype=bool)
    public[..., len(rows) :] = ~withheld[..., len(rows) :]
    if within is not None:
        axis, levels = within
        is_empty = whole @ (levels[:, np.newaxis] == np.arange(shape[axis])) == 0
        beside = (*[np.newaxis] * (len(shape) - axis - 1), slice(None))
        inner = (*[slice(None)] * axis, slice(shape[axis]))
        public[inner] |= is_empty.T[(slice(None), *beside)] & ~withheld[inner]
    hidden = hide(all_forms, counts, smallest, withheld.ravel(), public.ravel()).reshape(form)
    return SafeCells(counts.reshape(form)[..., : len(rows)], hidden[..., : len(rows)])
