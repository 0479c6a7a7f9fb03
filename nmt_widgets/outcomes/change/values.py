"""Measured values of clients over time, from a table of any library or from files, checked cell by cell."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.errors import MOST_QUOTED, InputError, InputErrors, one_line, refusal
from nmt_widgets.core.frames import open_frame, row_label
from nmt_widgets.core.problems import name_some, problem
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.tables import InputTable, read_table
from nmt_widgets.core.texts import texts
from nmt_widgets.metrics.frame_reading import cell_place

if TYPE_CHECKING:
    import pandas as pd
    from narwhals.stable.v2 import DataFrame

    from nmt_widgets.outcomes.cohort import Cohort

CLIENT, TIME, VALUE, RATER = "client", "time", "value", "rater"

_LARGEST = 1e12
"""The largest value: no scale has larger ones, and their squares are no numbers any more."""

Refuse = Callable[..., InputError]
"""Makes the error of a row and a column: `refuse(row, column, key, **values)`."""


def open_values(
    table: Any, *, numbers: Sequence[str], words: Sequence[str] = (), keys: Sequence[str] = (TIME,)
) -> pd.DataFrame:
    """Return the named columns of a table, with its clients.

    Parameters
    ----------
    table : table
        As for :func:`~nmt_widgets.core.frames.open_frame`, one row an assessment.
    numbers, words : sequence of str
        Columns that hold numbers (NaN where empty) and words (None where empty; the number 1.0 is the word "1").
    keys : sequence of str
        The columns that tell a client's rows apart: none of them is empty, and no client has the same in all of them
        twice.

    Raises
    ------
    InputErrors
        With every cell that is wrong, the first hundred.
    """
    frame = open_frame(table)
    needed = [CLIENT, *numbers, *words]
    if missing := [name for name in needed if name not in frame.columns]:
        known = name_some(frame.columns)
        raise InputErrors(
            refusal("change", _lacking(near), column=name, known=known, near=near)
            for name in missing
            for near in [_nearest(name, frame.columns)]
        )
    columns = {name: _cells(frame, name) for name in needed}

    return _checked(columns, numbers, keys, _refusing(frame))


def cohort_values(cohort: Cohort, measure: str, by: str | None = None) -> pd.DataFrame:
    """Return a figure of a cohort over time, as :func:`read_values` returns a measure.

    Raises
    ------
    InputErrors
        When there is no such column, or a client is in two groups.
    """
    values = open_values(cohort.frame, numbers=[measure], words=[TIME, *([by] if by else [])])
    if by and (moved := list(_moved(values, by, _refusing(open_frame(cohort.frame))))):
        raise InputErrors(moved)
    return values


def _refusing(frame: DataFrame[Any]) -> Refuse:
    """Return what makes the error of a cell of a frame."""

    def refuse(row: int, column: str, key: str, **values: Any) -> InputError:
        if "before" in values:
            values["before"] = texts("change")["places"]["row"].format(at=row_label(frame, values["before"]))
        return refusal("change", key, place=cell_place(frame, row, column), **values)

    return refuse


def read_values(files: Sequence[str | Path], measure: str = VALUE, by: str | None = None) -> pd.DataFrame:
    r"""Read tables with the columns `client`, `time` and a measure into one frame.

    Parameters
    ----------
    files : sequence of path
        Tables as :func:`~nmt_widgets.core.tables.read_table` reads them. Together they are one table.
    measure : str
        The column of the values.
    by : str, optional
        A column of groups. A client is in one group.

    Returns
    -------
    pandas.DataFrame
        With the columns `client` and `time` (words), the measure (NaN where empty), and the group.

    Raises
    ------
    InputErrors
        With file and line of everything that is wrong; nothing is read in part.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "values.csv"
    >>> _ = file.write_text("client;time;value\na;1;3,5\na;2;4\n")
    >>> read_values([file])["value"].tolist()
    [3.5, 4.0]
    """
    columns, refuse = _read(files, [CLIENT, TIME, measure, *([by] if by else [])])
    values = _checked(columns, [measure], [TIME], refuse)
    if by and (moved := list(_moved(values, by, refuse))):
        raise InputErrors(moved)
    return values


def read_ratings(file: str | Path, measure: str = VALUE) -> pd.DataFrame:
    """Read a table of double ratings: the columns `client`, `time`, `rater` and a measure.

    Raises
    ------
    InputErrors
        With the line of everything that is wrong, such as a rater who rates an assessment twice.
    """
    columns, refuse = _read([file], [CLIENT, TIME, RATER, measure])
    return _checked(columns, [measure], [TIME, RATER], refuse)


def derive_ratings(file: str | Path, measure: str, cohort: Cohort) -> pd.DataFrame:
    """Read double ratings that hold scores, and derive a figure of each, at the age the client has in a cohort.

    Parameters
    ----------
    file : path
        A table with the columns `client`, `time`, `rater`, and functions by their ids.
    measure : str
        A figure that a cohort derives, such as `total`.
    cohort : Cohort

    Returns
    -------
    pandas.DataFrame
        As :func:`read_ratings`; without assessments that are not in the cohort, whose age is not known.

    Raises
    ------
    InputErrors
        With every cell that is wrong.
    """
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.metrics import profiles

    header = read_table(file).header
    scored = [id for id in load_instrument().ids if id in header]
    columns, refuse = _read([file], [CLIENT, TIME, RATER, *(scored or [measure])])
    ratings = _checked(columns, scored, [TIME, RATER], refuse)
    ages = open_values(cohort.frame, numbers=["age"], words=[TIME])
    known = ratings.merge(ages.dropna(), on=[CLIENT, TIME])
    return profiles(known)[[CLIENT, TIME, RATER, measure]]


def has_column(file: str | Path, column: str) -> bool:
    """Return whether a file is a table of text or a spreadsheet with a column."""
    try:
        return column in read_table(file).header
    except InputError:  # whoever reads it says what is wrong
        return False


def sorted_times(labels: Sequence[str]) -> list[str]:
    """Return labels of time in their order: numbers by size, words by letters.

    Examples
    --------
    >>> sorted_times(["10", "2", "1"])
    ['1', '2', '10']
    """
    return sorted(set(labels), key=lambda label: (_number(label) is None, _number(label) or 0.0, label))


def two_times(
    labels: Sequence[str], times: Sequence[object] | None, *, complete: bool = False
) -> tuple[str, str]:
    """Return the two times to compare: those that are named, or the only two.

    Where there is one time, the second is empty, and with `complete` an error.

    Raises
    ------
    InputError
        When two are not named and there are more or their order is open, or a name is none of them.
    """
    order = sorted_times(labels)
    if times is None:
        if complete and len(order) < 2:
            raise refusal("change", "single_time", known=name_some(order))
        if len(order) > 2 or not all(_number(label) is not None for label in order):
            raise refusal("change", "name_times", known=name_some(order))
        first, second = [*order, "", ""][:2]
        return first, second
    names = [_time(name) for name in times]
    if len(set(names)) != 2:
        raise refusal("change", "times_not_two", known=name_some(order))
    for name in names:
        if name not in order:
            raise refusal("change", "unknown_time", time=name, known=name_some(order))
    return str(names[0]), str(names[1])


def _nearest(name: str, columns: Sequence[str]) -> str | None:
    """Return a column, or a figure that a cohort derives, that may have been meant."""
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.outcomes.cohort.columns import figure_columns

    return closest(name.lower(), [*columns, *figure_columns(load_instrument())])


def _lacking(near: str | None) -> str:
    return "near_column" if near else "no_column"


def _read(files: Sequence[str | Path], names: Sequence[str]) -> tuple[dict[str, Any], Refuse]:
    """Return the named columns of all files as text, and what makes the error of a row of them."""
    problems: list[InputError] = []
    places: list[tuple[InputTable, int]] = []
    cells: list[tuple[str, ...]] = []
    for file in files:
        table = read_table(file)
        positions = [table.column(name) for name in names]
        for name in names:
            if (times := len(table.columns(name))) != 1:
                near = None if times else _nearest(name, table.header)
                key = "column_twice" if times else _lacking(near)
                message, remedy = problem("change", key, column=name, known=table.known(), near=near)
                problems.append(table.problem(message, table.line, remedy=remedy))
        if None in positions:
            continue
        for row in table.rows(problems):
            cells.append(tuple(row.cells[position] for position in positions if position is not None))
            places.append((table, row.line))
    if problems:
        raise InputErrors(problems)

    def refuse(row: int, column: str, key: str, **values: Any) -> InputError:
        table, line = places[row]
        if "before" in values:
            other, before = places[values["before"]]
            words = texts("change")["places"]["line" if other is table else "line_of"]
            values["before"] = words.format(at=before, file=other.file.name)
        message, remedy = problem("change", key, **values)
        return table.problem(message, line, column, remedy)

    return {name: np.array([row[at] for row in cells], dtype=object) for at, name in enumerate(names)}, refuse


def _cells(frame: Any, name: str) -> Any:
    import pandas as pd

    column = frame.get_column(name)
    native: Any = column.to_native()
    if isinstance(getattr(native, "array", None), pd.Categorical):
        return native.array
    return np.asarray(column.to_numpy(), dtype=float if column.dtype.is_numeric() else object)


def _checked(
    columns: Mapping[str, Any], numbers: Sequence[str], keys: Sequence[str], refuse: Refuse
) -> pd.DataFrame:
    import pandas as pd

    problems: list[tuple[int, InputError]] = []
    values = pd.DataFrame(
        {
            name: _numbers(cells, name, refuse, problems)
            if name in numbers
            else _words(cells, _time if name == TIME else _word)
            for name, cells in columns.items()
        }
    )
    for column in (CLIENT, *keys):
        rows = np.flatnonzero(values[column].isna())
        problems += [(int(row), refuse(int(row), column, "empty", cell=column)) for row in rows]
    if not problems:
        groups = values.groupby([CLIENT, *keys], sort=False).ngroup().to_numpy()
        _, firsts = np.unique(groups, return_index=True)
        for row in np.flatnonzero(values.duplicated([CLIENT, *keys])):
            same = ", ".join(f"{key} {_word(values[key].iloc[row])}" for key in keys)
            before = int(firsts[groups[row]])
            problems.append((int(row), refuse(int(row), keys[0], "twice", same=same, before=before)))
    if problems:
        raise InputErrors(error for _, error in sorted(problems, key=lambda pair: pair[0]))
    return values


def _words(cells: Any, write: Callable[[Any], str]) -> Any:
    """Return cells as words; each different cell is converted once."""
    import pandas as pd

    if isinstance(cells, pd.Categorical):
        codes, names = cells.codes, cells.categories
    else:
        codes, names = pd.factorize(pd.Series(cells))
    words = np.array([*(write(name) or None for name in names), None], dtype=object)
    return words[codes]


def _numbers(cells: Any, name: str, refuse: Refuse, problems: list[tuple[int, InputError]]) -> Any:
    import pandas as pd

    if cells.dtype == float:
        numbers, filled = cells.astype(float), ~np.isnan(cells)
    else:
        words = pd.Series(_words(cells, _word))
        filled = words.notna().to_numpy()
        points = words.str.replace(r"^([^.,]*),([^.,]*)$", r"\1.\2", regex=True)
        numbers = pd.to_numeric(points, errors="coerce").to_numpy(dtype=float)
    for row in np.flatnonzero(filled & ~np.isfinite(numbers)):
        problems.append(
            (int(row), refuse(int(row), name, "not_a_number", value=one_line(str(cells[row]), MOST_QUOTED)))
        )
    for row in np.flatnonzero(np.isfinite(numbers) & (np.abs(numbers) > _LARGEST)):
        problems.append(
            (int(row), refuse(int(row), name, "too_large", value=one_line(str(cells[row]), MOST_QUOTED)))
        )
    return numbers


def _word(cell: Any) -> str:
    """Return a cell as a word; a whole number that a library made a float, without its zeros."""
    if cell is None or cell != cell:
        return ""
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip()


def _time(cell: Any) -> str:
    """Return a time as a word; "1", "01" and "1.0" are the same."""
    word = _word(cell)
    number = _number(word)
    return word if number is None else f"{number:.15g}"


def _number(label: str) -> float | None:
    try:
        number = float(label)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _moved(values: pd.DataFrame, by: str, refuse: Refuse) -> Iterator[InputError]:
    """Yield an error for each row that puts a client into a second group, or into none."""
    groups: dict[str, tuple[str, int]] = {}
    for row, (client, group) in enumerate(zip(values[CLIENT], values[by], strict=True)):
        if not isinstance(group, str):
            yield refuse(row, by, "no_group")
            continue
        first, before = groups.setdefault(client, (group, row))
        if first != group:
            yield refuse(row, by, "two_groups", group=group, other=first, before=before)
