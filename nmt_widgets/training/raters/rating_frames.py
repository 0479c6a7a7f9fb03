"""Ratings from a table in memory: one row a score (rater, item, score), or one row a rater with all functions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.frames import open_frame, row_label
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.words import problem, refusal
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.frame_reading import cell_place, read_score_column, read_score_table
from nmt_widgets.training.raters.ratings import COLUMNS, Ratings, item_position, unknown_item

if TYPE_CHECKING:
    from narwhals.stable.v2 import DataFrame

RATER, ITEM, SCORE = COLUMNS
FUNCTION = "function"  # what tables of one assessment call an item


def rating_table(data: Any, instrument: Instrument) -> Ratings:
    """Read scores of several raters from a table.

    Parameters
    ----------
    data : table
        As for :func:`~nmt_widgets.core.frames.open_frame`. Either with the columns `rater`, `item` (a function's id or
        number) and `score`; or with `rater` and a column for each function. Other columns are ignored.
    instrument : Instrument

    Raises
    ------
    InputErrors
        With every problem and its place. A second score of a rater for the same item is refused, never averaged.

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> long = rating_table({"rater": ["Ada", "Ben"], "item": ["arousal", 12], "score": [3, 5]}, load_instrument())
    >>> wide = rating_table({"rater": ["Ada", "Ben"], "arousal": [3, 5]}, load_instrument())
    >>> long.raters, long.scores[:, 11].tolist(), bool(np.array_equal(long.scores, wide.scores, equal_nan=True))
    (('Ada', 'Ben'), [3.0, 5.0], True)
    """
    frame = open_frame(data)
    is_long = ITEM in frame.columns and SCORE in frame.columns
    if RATER not in frame.columns:
        if not frame.columns:
            raise refusal("agreement", "no_rater_column", column=RATER)
        known = name_some(frame.columns)
        raise refusal("agreement", "no_column", column=RATER, known=known)
    if not is_long and SCORE in frame.columns and FUNCTION in frame.columns:
        raise refusal("agreement", "near_item_column", item=ITEM, column=FUNCTION)
    raters = _names(frame)
    return _long(frame, raters, instrument) if is_long else _wide(frame, raters, instrument)


def _names(frame: DataFrame[Any]) -> list[str]:
    """Return the rater of each row."""
    names = ["" if value is None or value != value else str(value).strip() for value in _cells(frame, RATER)]
    _raise_any(
        refusal("agreement", "no_rater", place=cell_place(frame, row, RATER))
        for row, name in enumerate(names)
        if not name
    )
    return names


def _cells(frame: DataFrame[Any], column: str) -> list[Any]:
    """Return a column as plain values; what is missing is None or NaN."""
    return list(np.asarray(frame.get_column(column).to_numpy(), dtype=object))


def _long(frame: DataFrame[Any], raters: list[str], instrument: Instrument) -> Ratings:
    scores = read_score_column(frame, SCORE, instrument)
    items = [_item_text(value) for value in _cells(frame, ITEM)]
    positions = {item: item_position(item, instrument) for item in set(items)}
    names = list(dict.fromkeys(raters))
    table = np.full((len(names), len(instrument.ids)), np.nan)
    first_row: dict[tuple[str, int], int] = {}

    def problems() -> Iterator[InputError]:
        for row, (rater, item) in enumerate(zip(raters, items, strict=True)):
            position = positions[item]
            if position is None:
                message, remedy = unknown_item(item, instrument)
                yield InputError(message, place=cell_place(frame, row, ITEM), remedy=remedy)
                continue
            before = first_row.setdefault((rater, position), row)
            if before != row:
                id, place = instrument.ids[position], cell_place(frame, row, ITEM)
                twice = {"rater": rater[:60], "id": id, "row": row_label(frame, before)}
                message, remedy = problem("frames", "scored_twice", **twice)
                yield InputError(message, place=place, remedy=remedy)
            table[names.index(rater), position] = scores[row]

    _raise_any(problems())
    return Ratings(tuple(names), table)


def _wide(frame: DataFrame[Any], raters: list[str], instrument: Instrument) -> Ratings:
    table = read_score_table(frame, instrument, dated=False)
    _raise_any(
        refusal(
            "frames",
            "rater_twice",
            place=cell_place(frame, row, RATER),
            rater=rater[:60],
            row=row_label(frame, raters.index(rater)),
        )
        for row, rater in enumerate(raters)
        if raters.index(rater) != row
    )
    return Ratings(tuple(raters), np.ascontiguousarray(table.scores))


def _item_text(value: Any) -> str:
    """Return an item as text; a number that a library made a float, as a whole one."""
    if value is None or value != value:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value).strip()


def _raise_any(problems: Iterator[InputError]) -> None:
    if errors := list(problems):
        raise InputErrors(errors)
