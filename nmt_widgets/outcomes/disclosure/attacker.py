"""The attacker: whoever knows every count that is shown and that the others are whole numbers adding up to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.core.extras import require
from nmt_widgets.outcomes.disclosure.table import SafeTable

if TYPE_CHECKING:
    import pandas as pd

_SAME = 1e-6  # what a solver leaves of a whole number


def margin_forms(shape: tuple[int, ...]) -> Any:
    """Return which cells each count adds up, as a sparse matrix (counts with margins, cells without)."""
    from scipy import sparse

    forms = sparse.csr_array(np.ones((1, 1)))
    for size in shape:
        axis = sparse.vstack([sparse.eye_array(size), np.ones((1, size))])
        forms = sparse.kron(forms, axis, format="csr")
    return forms


@dataclass
class Puzzle:
    """What an attacker has: sums of unknown cells that are told, and least values of those that are not.

    Attributes
    ----------
    forms : sparse matrix, shape (counts, cells)
        The cells that each count adds up.
    values : ndarray, shape (counts,)
        NaN where a count is not shown.
    least : ndarray, shape (counts,)
        The least that a count that is not shown can be.
    """

    forms: Any
    values: NDArray[np.float64]
    least: NDArray[np.float64]

    def __post_init__(self) -> None:
        public = ~np.isnan(self.values)
        size = np.asarray(self.forms.sum(axis=1)).ravel()
        self._known = np.zeros(self.forms.shape[1])  # cells that can be read off at once
        open_cells = np.asarray(self.forms[public & (self.values == 0)].sum(axis=0)).ravel() == 0
        alone = np.flatnonzero(public & (size == 1))
        places = self.forms[alone].indices
        self._known[places] = self.values[alone]
        open_cells[places] = False
        self._open = np.flatnonzero(open_cells)
        self._inner = self.forms[:, self._open].tocsr()
        rest = self.forms @ self._known
        binding = (np.diff(self._inner.indptr) > 0) & (public | (self.least > 0))
        self._rows = self._inner[binding]
        self._low = (np.where(public, self.values, self.least) - rest)[binding]
        self._high = (np.where(public, self.values, np.inf) - rest)[binding]

    def extreme(self, count: int, sign: int) -> NDArray[np.float64] | None:
        """Return cells that fit everything and make one count as small (1) or as large (-1) as they can.

        None where it has no limit.
        """
        if not len(self._open):
            return self._known
        objective = sign * np.asarray(self._inner[[count]].todense()).ravel()
        solution = solve(objective, [(self._rows, self._low, self._high)], np.ones(len(objective)))
        if solution is None:
            return None
        cells = self._known.copy()
        cells[self._open] = np.round(solution)
        return cells


def solve(
    objective: NDArray[np.float64], limits: list[tuple[Any, Any, Any]], whole: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Return the cheapest numbers of at least 0 within limits, whole where asked for; None where there is no end to it.

    Most of these programmes have whole solutions anyway, so they are solved without that condition first.
    """
    from scipy.optimize import LinearConstraint, milp

    constraints = [LinearConstraint(*limit) for limit in limits]
    solution = milp(objective, constraints=constraints).x
    if solution is None or np.abs(solution - np.round(solution))[whole > 0].max(initial=0) < _SAME:
        return solution  # type: ignore[no-any-return]
    return milp(objective, constraints=constraints, integrality=whole).x  # type: ignore[no-any-return]


def interval(puzzle: Puzzle, count: int) -> tuple[float, float]:
    """Return the smallest and the largest value of a count that fits everything that is shown."""
    low, high = puzzle.extreme(count, 1), puzzle.extreme(count, -1)
    form = puzzle.forms[[count]]
    return (
        float((form @ low)[0]) if low is not None else 0.0,
        float((form @ high)[0]) if high is not None else np.inf,
    )


def attack(table: SafeTable, *, least: int = 0) -> pd.DataFrame:
    """Return how closely each hidden count can be told from what is shown.

    For each hidden count the smallest and the largest whole number that fit all shown counts, by a linear programme
    over whole numbers (HiGHS).

    Parameters
    ----------
    table : SafeTable
        Only what is published of it is used.
    least : int
        What the attacker knows of hidden counts: 0, or 1 where zeros are never hidden.

    Returns
    -------
    pandas.DataFrame
        One row a hidden count: its levels, `low`, `high`, `width`.

    References
    ----------
    Fischetti & Salazar (2001), Management Science 47, 1008: the attacker's problem.

    Examples
    --------
    >>> from nmt_widgets.outcomes.disclosure import count_table
    >>> table = count_table([[12, 3, 20], [8, 15, 9], [30, 6, 4]], smallest=5, hidden=[(0, 1), (2, 2)])
    >>> attack(table)[["low", "high"]].to_numpy().tolist()
    [[3.0, 3.0], [4.0, 4.0]]
    """
    require("scipy")
    import pandas as pd

    hidden = table.hidden.ravel()
    puzzle = Puzzle(
        margin_forms(tuple(len(levels) for levels in table.levels)),
        table.published.ravel(),
        np.where(hidden, float(least), 0.0),
    )
    frame = pd.DataFrame(table.labels, columns=list(table.names))[hidden].reset_index(drop=True)
    limits = [interval(puzzle, int(count)) for count in np.flatnonzero(hidden)]
    frame[["low", "high"]] = np.array(limits, dtype=float).reshape(-1, 2)
    frame["width"] = frame["high"] - frame["low"]
    return frame
