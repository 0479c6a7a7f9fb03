"""Tables that a notebook holds in memory, of whatever library, as one kind of frame: narwhals'."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any

from nmt_widgets.core.extras import require
from nmt_widgets.core.words import refusal

if TYPE_CHECKING:
    from narwhals.stable.v2 import DataFrame


def open_frame(data: Any) -> DataFrame[Any]:
    """Return a table as a narwhals frame; what is lazy is collected.

    Parameters
    ----------
    data : table
        A frame of pandas, polars, pyarrow or another library that narwhals reads; any object with the Arrow stream
        (`__arrow_c_stream__`; needs pyarrow) or with `__dataframe__`; a list of dicts, one a row; a dict of lists,
        one a column; a dict of values, or a row of a pandas frame, as one row; a cohort, or another dataclass with
        its table in `frame`.

    Raises
    ------
    InputError
        When it is no table, or two columns have the same name.

    Examples
    --------
    >>> open_frame([{"age": 9, "arousal": 3}, {"age": 10}]).shape
    (2, 2)
    """
    import narwhals.stable.v2 as nw
    import pandas as pd
    from narwhals.exceptions import DuplicateError

    if is_dataclass(data):
        data = getattr(data, "frame", data)
    if isinstance(data, pd.Series) and all(isinstance(name, str) for name in data.index):
        data = data.to_dict()
    if isinstance(data, pd.Series):
        raise refusal("frames", "not_a_table", kind=type(data).__name__)
    if isinstance(data, Mapping):
        is_row = bool(data) and all(isinstance(v, str) or not hasattr(v, "__len__") for v in data.values())
        data = _build(pd.DataFrame, [data] if is_row else dict(data))
    elif isinstance(data, Sequence) and data and all(isinstance(row, Mapping) for row in data):
        data = _build(pd.DataFrame, list(data))
    elif isinstance(data, list) and not data:
        raise refusal("frames", "no_rows")
    try:
        frame = nw.from_native(data, pass_through=True, allow_series=True)
        if isinstance(frame, nw.Series):
            raise refusal("frames", "not_a_table", kind=type(data).__name__)
        if isinstance(frame, nw.LazyFrame):
            return frame.collect()
        if isinstance(frame, nw.DataFrame):
            return frame
        if hasattr(data, "__arrow_c_stream__"):
            require("pyarrow")
            frame = _build(lambda stream: nw.DataFrame.from_arrow(stream, backend="pandas"), data)
            assert isinstance(frame, nw.DataFrame)
            return frame
        if hasattr(data, "__dataframe__"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # pandas warns that its next version will not read these
                return nw.from_native(pd.api.interchange.from_dataframe(data), eager_only=True)
    except DuplicateError:
        columns = [str(column) for column in data.columns]
        twice = next(column for column in columns if columns.count(column) > 1)
        raise refusal("frames", "column_twice", column=twice) from None
    raise refusal("frames", "not_a_table", kind=type(data).__name__)


def _build(make: Any, data: Any) -> Any:
    """Return a frame of plain lists and dicts."""
    try:
        return make(data)
    except (TypeError, ValueError) as error:
        raise refusal("frames", "no_frame", reason=str(error)) from None


def row_label(frame: DataFrame[Any], row: int) -> str:
    """Return how a person finds a row again: its label in pandas, its position from 0 elsewhere.

    Examples
    --------
    >>> row_label(open_frame({"age": [9, 10]}), 1)
    '1'
    """
    native = frame.to_native()
    return str(native.index[row] if hasattr(native, "index") and hasattr(native, "iloc") else row)


def row_labels(frame: DataFrame[Any]) -> Any:
    """Return the index a result about the rows of a frame gets: that of a pandas frame, else positions."""
    import pandas as pd

    return frame.to_native().index if frame.implementation.is_pandas() else pd.RangeIndex(len(frame))
