"""Hide small counts, and as few others as it takes so that nobody can work them out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.core.extras import require
from nmt_widgets.outcomes.disclosure.attacker import Puzzle, margin_forms, solve
from nmt_widgets.outcomes.disclosure.categories import merge_axis, merge_categories
from nmt_widgets.outcomes.disclosure.table import SafeTable, count_table
from nmt_widgets.outcomes.rules import load_outcome_rules

_TIDIED = 60  # with more hidden counts, looking which of them need not be takes longer than it is worth


def suppress(
    table: Any,
    *,
    public: bool = False,
    smallest: int | None = None,
    names: Sequence[str] = (),
    levels: Sequence[Sequence[object]] = (),
    ordered: Collection[str] = (),
    parents: Mapping[str, Mapping[str, str]] | None = None,
) -> SafeTable:
    """Hide small counts of a table with margins, so that nobody can tell them closely from the others.

    Where a dimension has an order or parents, its small categories are merged first (:func:`merge_categories`). Then
    every count n with 0 < n < k is hidden, also in the margins, and the attacker tries (:func:`attack`), who also knows
    that zeros are not hidden. Each count that can be told closer than k gets the cheapest set of others that let it
    move by k: of all tables with the same sums, that which changes the fewest clients. At the end, what turned out
    not to be needed is shown again (in tables with up to 60 hidden counts).

    Parameters
    ----------
    table : array of int or pandas frame, any number of dimensions
        Counts of clients, without margins.
    public : bool
        Take the larger k, of what is published.
    smallest : int, optional
        k; by default that of `outcomes.yaml`.
    names, levels : sequence, optional
        As for :func:`count_table`.
    ordered : collection of str
        The dimensions whose levels have an order.
    parents : mapping, optional
        The parents of levels, by dimension.

    Returns
    -------
    SafeTable

    References
    ----------
    Fischetti & Salazar (2001), Management Science 47, 1008; Hundepool et al. (2012), Statistical Disclosure Control,
    chapter 4. The choice of complements is their linear heuristic: near to the fewest, not always the fewest.

    Examples
    --------
    >>> suppress([[12, 3, 20], [8, 15, 9], [30, 6, 4]]).published[:3, :3].tolist()
    [[12.0, nan, nan], [8.0, 15.0, 9.0], [30.0, nan, nan]]
    """
    require("scipy")
    rules = load_outcome_rules().disclosure
    k = smallest or (rules.smallest_public if public else rules.smallest)
    plain = count_table(table, smallest=k, names=names, levels=levels)
    plain = _merge(plain, ordered, parents or {})
    hidden = hide(margin_forms(tuple(len(axis) for axis in plain.levels)), plain.counts.ravel(), k)
    return SafeTable(plain.names, plain.levels, plain.counts, hidden.reshape(plain.counts.shape), k)


def _merge(table: SafeTable, ordered: Collection[str], parents: Mapping[str, Mapping[str, str]]) -> SafeTable:
    """Return a table with small categories merged, nothing hidden yet."""
    cells, levels = table.counts[tuple(slice(-1) for _ in table.names)], list(table.levels)
    for axis, name in enumerate(table.names):
        if name in ordered or name in parents:
            others = tuple(other for other in range(cells.ndim) if other != axis)
            counts = dict(zip(levels[axis], cells.sum(axis=others).tolist(), strict=True))
            merged = merge_categories(counts, smallest=table.smallest, parents=parents.get(name))
            cells, levels[axis] = merge_axis(cells, axis, levels[axis], merged)
    return count_table(cells, smallest=table.smallest, names=table.names, levels=levels)


def hide(
    forms: Any,
    counts: NDArray[np.int64],
    k: int,
    withheld: NDArray[np.bool_] | None = None,
    public: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Return which counts to hide.

    Parameters
    ----------
    forms : sparse matrix, shape (counts, cells)
    counts : ndarray of int
    k : int
    withheld : ndarray of bool, optional
        Counts that are not shown anyway: what is small of them must not be told either.
    public : ndarray of bool, optional
        Counts that stay shown. Zeros may be hidden then, too.

    Returns
    -------
    ndarray of bool
        Without those that are withheld.
    """
    withheld = np.zeros(len(counts), dtype=bool) if withheld is None else withheld
    small = (counts > 0) & (counts < k)
    work = _Search(forms, counts, k, withheld, public)
    hidden = small & ~withheld if public is None else small & ~withheld & ~public
    watched = small | hidden
    while (weak := work.weak(hidden, watched)) is not None:
        more = work.complements(weak, hidden)
        hidden |= more
        watched |= more
    is_tidied = public is None and hidden.sum() <= _TIDIED
    secondary: list[int] = np.flatnonzero(hidden & ~small).tolist() if is_tidied else []
    for count in sorted(secondary, key=lambda count: -counts[count]):
        fewer, fewer_watched = hidden.copy(), watched.copy()
        fewer[count] = fewer_watched[count] = False
        if work.weak(fewer, fewer_watched) is None:
            hidden, watched = fewer, fewer_watched
    return hidden


class _Weak(NamedTuple):
    """The place of a count that can be told too closely, and between what."""

    place: int
    low: float
    high: float


class _Search:
    """Tries whether counts are safe, and finds what to hide beside them."""

    def __init__(
        self,
        forms: Any,
        counts: NDArray[np.int64],
        k: int,
        withheld: NDArray[np.bool_],
        public: NDArray[np.bool_] | None,
    ) -> None:
        self._forms, self._counts, self._k, self._withheld = forms, counts.astype(float), k, withheld
        self._least = 1.0 if public is None else 0.0  # what a hidden count is at least
        self._movable = ~withheld & (self._counts >= self._least)
        if public is not None:
            self._movable &= ~public
        self._alternatives: list[NDArray[np.float64]] = [self._counts]

    def weak(self, hidden: NDArray[np.bool_], watched: NDArray[np.bool_]) -> _Weak | None:
        """Return a count that can be told closer than k, with its limits; None where there is none."""
        open_counts = ~hidden & ~self._withheld
        least = np.where(hidden, self._least, 0.0)
        fitting = [
            table
            for table in self._alternatives
            if (table[open_counts] == self._counts[open_counts]).all() and (table >= least).all()
        ]
        low, high = np.min(fitting, axis=0), np.max(fitting, axis=0)
        puzzle = Puzzle(self._forms, np.where(open_counts, self._counts, np.nan), least)
        for count in np.flatnonzero(watched):
            for sign in (-1, 1):
                if high[count] - low[count] >= self._k:
                    break
                cells = puzzle.extreme(int(count), sign)
                if cells is None:  # it has no upper limit
                    high[count] = np.inf
                    continue
                table = self._forms @ cells
                self._alternatives.append(table)
                low, high = np.minimum(low, table), np.maximum(high, table)
            if high[count] - low[count] < self._k:
                return _Weak(int(count), float(low[count]), float(high[count]))
        return None

    def complements(self, weak: _Weak, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return the cheapest counts to hide so that a weak one can move by k."""
        more = self._cheapest(weak.place, hidden, (weak.low + self._k, np.inf))
        if (
            more is None
        ):  # beside counts that stay shown it cannot rise so far: as far as it can, then the other way
            most = self._most(weak.place)
            limits = (most, np.inf) if weak.high < most else (0.0, weak.high - self._k)
            more = self._cheapest(weak.place, hidden, limits)
        assert more is not None  # everything that may be hidden, hidden, has no other limit
        return more

    def _most(self, count: int) -> float:
        """Return the largest value of a count when everything is hidden that may be."""
        visible = np.where(self._movable | self._withheld, np.nan, self._counts)
        cells = Puzzle(self._forms, visible, np.zeros(len(visible))).extreme(count, -1)
        assert cells is not None
        return float((self._forms[[count]] @ cells)[0])

    def _cheapest(
        self, count: int, hidden: NDArray[np.bool_], limits: tuple[float, float]
    ) -> NDArray[np.bool_] | None:
        """Return the cheapest counts to hide so that one can be within limits; None where it cannot."""
        from scipy import sparse

        priced = ~hidden & self._movable
        fixed = ~hidden & ~self._withheld & ~priced
        cells, prices = self._forms.shape[1], int(priced.sum())
        least = np.where(hidden | priced, self._least, np.where(fixed, self._counts, 0.0))
        upper = np.where(fixed, self._counts, np.inf)
        least[count], upper[count] = limits
        apart = sparse.hstack(
            [self._forms[priced], -sparse.eye_array(prices), sparse.eye_array(prices)], format="csr"
        )
        whole = sparse.hstack([self._forms, sparse.csr_array((len(self._counts), 2 * prices))], format="csr")
        solution = solve(
            np.concatenate([np.zeros(cells), np.tile(1 + self._counts[priced], 2)]),
            [(whole, least, upper), (apart, self._counts[priced], self._counts[priced])],
            np.concatenate([np.ones(cells), np.zeros(2 * prices)]),
        )
        if solution is None:
            return None
        table = self._forms @ np.round(solution[:cells])
        self._alternatives.append(table)
        changed: NDArray[np.bool_] = priced & (table != self._counts)
        return changed
