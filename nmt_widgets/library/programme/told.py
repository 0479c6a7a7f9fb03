"""The counts that may be told, decided at once for every selection and kept for as long as the data are the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.library.programme.clients_of import Rows
from nmt_widgets.library.programme.filters import Grouping
from nmt_widgets.outcomes.disclosure import SafeCells, protect_cells

Cells = tuple[Rows, int, NDArray[np.int64] | None]
"""The cell of each client, how many there are, and the cells that each count adds up (None: each is a count)."""


class ToldCounts:
    """The counts of the findings of a programme under its filters.

    Parameters
    ----------
    groupings : sequence of Grouping
    smallest : int
    """

    def __init__(self, groupings: Sequence[Grouping], smallest: int) -> None:
        self._filters = [(entry.codes, len(entry.levels)) for entry in groupings]
        self._smallest = smallest
        self._tables: dict[str, SafeCells] = {}
        self._of_cells: dict[int, SafeCells] = {}  # two findings may count the same

    def counts(self, id: str, place: tuple[int, ...], cells: Callable[[], Cells]) -> tuple[int | None, ...]:
        """Return the counts of a finding at a selection, None where they are hidden."""
        if id not in self._tables:
            codes, size, forms = cells()
            same = hash((codes.tobytes(), size, None if forms is None else forms.tobytes()))
            if same not in self._of_cells:
                self._of_cells[same] = protect_cells(
                    self._filters, (codes, size), smallest=self._smallest, forms=forms
                )
            self._tables[id] = self._of_cells[same]
        return self._tables[id].at(place)
