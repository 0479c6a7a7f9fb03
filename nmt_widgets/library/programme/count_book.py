"""The counts that may be told, decided at once for every selection and kept for as long as the data are the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.library.programme.clients_of import Rows
from nmt_widgets.library.programme.filters import Grouping
from nmt_widgets.outcomes.disclosure import SafeCells, protect_cells

Forms = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cells:
    """What a finding counts.

    Attributes
    ----------
    codes : ndarray of int, shape (clients,)
        The cell of each client.
    size : int
        How many cells there are.
    forms : ndarray of 0 and 1, shape (counts, cells), optional
        The cells that each count adds up; by default each cell is a count.
    settled : tuple of (Cells, ndarray of 0 and 1, shape (its counts, cells))
        What counts the same clients and is settled first, with the cells here that each of its counts adds up.
    filter : str
        The filter that goes by what is counted here, if there is one.
    values : ndarray of int, shape (cells,), optional
        The value of that filter in each cell, so that whoever knows the level knows the cells that are empty.
    """

    codes: Rows
    size: int
    forms: Forms | None = None
    settled: tuple[tuple[Cells, Forms], ...] = ()
    filter: str = ""
    values: Rows | None = None


class CountBook:
    """The counts of the findings of a programme under its filters.

    Parameters
    ----------
    groupings : sequence of Grouping
    smallest : int
    """

    def __init__(self, groupings: Sequence[Grouping], smallest: int) -> None:
        self._groupings = tuple(groupings)
        self._filters = [(entry.codes, len(entry.levels)) for entry in groupings]
        self._smallest = smallest
        self._tables: dict[str, SafeCells] = {}
        self._of_cells: dict[int, SafeCells] = {}  # two findings may count the same

    def counts(self, id: str, place: tuple[int, ...], cells: Callable[[], Cells]) -> tuple[int | None, ...]:
        """Return the counts of a finding at a selection, None where they are hidden."""
        if id not in self._tables:
            self._tables[id] = self._protected(cells())
        return self._tables[id].at(place)

    def fewest(self, clients: NDArray[np.bool_]) -> int:
        """Return how many of some clients are in the smallest combination of levels that has any; 0 without any."""
        places = np.zeros(len(clients), dtype=np.intp)
        for codes, levels in self._filters:
            places = places * levels + codes
        counts = np.bincount(places[clients])
        return int(counts[counts > 0].min(initial=len(clients))) if clients.any() else 0

    def _protected(self, cells: Cells) -> SafeCells:
        arrays = [cells.codes, cells.forms, cells.values, *(forms for _, forms in cells.settled)]
        same = hash(
            (cells.size, cells.filter, *(None if array is None else array.tobytes() for array in arrays))
        )
        if same not in self._of_cells:
            settled = [
                (row, hidden)
                for before, forms in cells.settled
                for row, hidden in zip(forms, np.moveaxis(self._protected(before).hidden, -1, 0), strict=True)
            ]
            self._of_cells[same] = protect_cells(
                self._filters,
                (cells.codes, cells.size),
                smallest=self._smallest,
                forms=cells.forms,
                settled=settled,
                within=self._within(cells),
            )
        return self._of_cells[same]

    def _within(self, cells: Cells) -> tuple[int, Rows] | None:
        """Return the place of the filter that goes by the same, and the level that each cell is in."""
        if cells.values is None:
            return None
        for place, grouping in enumerate(self._groupings):
            if grouping.id == cells.filter:
                return place, grouping.of_values[cells.values]
        return None
