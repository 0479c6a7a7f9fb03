"""The first assessment of each client, from any table: checked numbers, or every cell that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.core.errors import InputErrors
from nmt_widgets.core.frames import open_frame, row_label
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.metrics.frame_reading import read_score_table
from nmt_widgets.outcomes.marks import MARK, is_synthetic

if TYPE_CHECKING:
    from narwhals.stable.v2 import DataFrame

CLIENT, TIME = "client", "time"


@dataclass(frozen=True, eq=False)
class FirstAssessments:
    """The first assessment of each client.

    Attributes
    ----------
    clients : ndarray of str, shape (n,)
    is_synthetic : bool
        Whether any row of the table is marked as synthetic.
    """

    clients: Any
    is_synthetic: bool
    _frame: DataFrame[Any]
    _rows: Any

    def numbers(self, column: str, low: float = -np.inf, high: float = np.inf) -> Floats:
        """Return one column as numbers, NaN where nothing is known.

        Raises
        ------
        InputErrors
            When there is no such column, or with every cell that is no number or is outside the limits.
        """
        if column not in self._frame.columns:
            raise refusal("timing", "no_column", column=column)
        values = _numbers(self._frame, column)
        self._refuse((values < low) | (values > high), column, values, low, high)
        return np.asarray(values[self._rows])

    def scores(self, functions: Iterable[str], instrument: Instrument) -> Floats:
        """Return scores, a column a function in the order of the names, NaN where there is none.

        Raises
        ------
        InputErrors
            When a column is not there, or with every cell that is no score.
        """
        names = list(functions)
        absent = [name for name in names if name not in self._frame.columns]
        if absent:
            raise refusal("timing", "no_functions", names=name_some(absent))
        table = read_score_table(self._frame.select(names), instrument, dated=False)
        return np.asarray(table.scores[self._rows][:, [instrument.ids.index(name) for name in names]])

    def has(self, column: str) -> bool:
        """Return whether the table has a column."""
        return column in self._frame.columns

    def _refuse(self, wrong: Any, column: str, values: Floats, low: float, high: float) -> None:
        if wrong.any():
            raise InputErrors(
                refusal(
                    "timing", "outside", place=_place(self._frame, row, column), value=f"{values[row]:g}", low=low,
                    high=f"{high:g}",
                )
                for row in np.flatnonzero(wrong)
            )  # fmt: skip


def first_assessments(table: Any) -> FirstAssessments:
    """Take the first assessment of each client.

    Parameters
    ----------
    table : table
        Of any kind that `open_frame` reads, with the columns `client` and `time`.

    Raises
    ------
    InputErrors
        When a column is missing, a row has no client or no time, or two rows are one assessment.
    """
    frame = open_frame(table)
    for column in (CLIENT, TIME):
        if column not in frame.columns:
            raise refusal("timing", "no_column", column=column)
    cells = frame.get_column(CLIENT)
    _refuse_rows(frame, np.asarray(cells.is_null().to_numpy(), dtype=bool), CLIENT, "no_client")
    clients = np.array([str(cell) for cell in cells.to_list()], dtype=str)
    times = _numbers(frame, TIME)
    _refuse_rows(frame, np.isnan(times), TIME, "no_time")
    order = np.lexsort((times, clients))
    new = np.ones(len(order), dtype=bool)
    new[1:] = clients[order][1:] != clients[order][:-1]
    twice = ~new
    twice[1:] &= times[order][1:] == times[order][:-1]
    doubled = np.zeros(len(order), dtype=bool)
    doubled[order] = twice
    _refuse_rows(frame, doubled, TIME, "twice")
    rows = order[new]
    return FirstAssessments(clients[rows], _is_marked(frame), frame, rows)


def _is_marked(frame: DataFrame[Any]) -> bool:
    return MARK in frame.columns and any(map(is_synthetic, frame.get_column(MARK).unique().to_list()))


def _numbers(frame: DataFrame[Any], column: str) -> Floats:
    """Return a column as floats; text is read value by value, and "not known" is nothing known."""
    series = frame.get_column(column)
    if series.dtype.is_numeric():
        return np.asarray(series.to_numpy(), dtype=float)
    numbers, wrong = np.full(len(series), np.nan), np.zeros(len(series), dtype=bool)
    values = series.to_list()
    for row, value in enumerate(values):
        text = "" if value is None or value != value else str(value).strip()
        if text and text.lower() != NOT_KNOWN:
            try:
                numbers[row] = float(text)
            except ValueError:
                wrong[row] = True
    _refuse_rows(frame, wrong, column, "not_a_number", lambda row: str(values[row])[:40])
    return numbers


def _refuse_rows(
    frame: DataFrame[Any], wrong: Any, column: str, key: str, value: Callable[[Any], str] = lambda _: ""
) -> None:
    if wrong.any():
        raise InputErrors(
            refusal("timing", key, place=_place(frame, row, column), value=value(row))
            for row in np.flatnonzero(wrong)
        )


def _place(frame: DataFrame[Any], row: Any, column: str) -> str:
    return str(texts("frames")["row_column"].format(row=row_label(frame, int(row)), column=column))
