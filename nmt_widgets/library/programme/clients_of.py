"""The clients of a cohort, one each: where their assessments stand, and their values at two times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.cohort import Cohort

if TYPE_CHECKING:
    import pandas as pd

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class ProgrammeClients:
    """The clients of a cohort, in its order.

    Attributes
    ----------
    cohort : Cohort
    """

    cohort: Cohort

    @property
    def frame(self) -> pd.DataFrame:
        """The assessments."""
        return self.cohort.frame

    def __len__(self) -> int:
        return len(self.begins)

    @cached_property
    def begins(self) -> Rows:
        """The row of the first assessment of each client."""
        return np.flatnonzero(np.diff(self.frame["client"].cat.codes.to_numpy(), prepend=-1))

    @cached_property
    def of_row(self) -> Rows:
        """The client of each row."""
        sizes = np.diff(self.begins, append=len(self.frame))
        return np.repeat(np.arange(len(self.begins)), sizes)

    @cached_property
    def all_times(self) -> tuple[int, ...]:
        """Every time at which anybody was assessed."""
        return tuple(np.unique(self.frame["time"].to_numpy()).tolist())

    @cached_property
    def times(self) -> tuple[int, ...]:
        """The two times that are compared: the first two; one where there are no more."""
        return self.all_times[:2]

    def rows_at(self, time: int) -> Rows:
        """Return the row of each client at a time, -1 where there is none."""
        rows = np.flatnonzero(self.frame["time"].to_numpy() == time)
        places = np.full(len(self), -1)
        places[self.of_row[rows]] = rows
        return places

    @cached_property
    def two_rows(self) -> tuple[Rows, ...]:
        """The rows of the two times."""
        return tuple(self.rows_at(time) for time in self.times)

    def has(self, column: str) -> bool:
        """Return whether there is a column with anything in it."""
        return column in self.frame.columns and bool(self.frame[column].notna().any())

    def numbers(self, column: str, rows: Rows | None = None) -> Floats:
        """Return a column as numbers at the first assessment, or in other rows; NaN where nothing is known."""
        values = self.frame[column].to_numpy(dtype=float, na_value=np.nan)
        return values[self.begins] if rows is None else np.where(rows < 0, np.nan, values[rows])

    def words(self, column: str, rows: Rows | None = None) -> tuple[tuple[str, ...], Rows]:
        """Return the words of a column and the place of each client's in them; -1 where nothing is known."""
        cells: Any = self.frame[column].astype("category")
        codes = cells.cat.codes.to_numpy().astype(np.intp)
        known = codes[self.begins] if rows is None else np.where(rows < 0, -1, codes[rows])
        return tuple(map(str, cells.cat.categories)), known
