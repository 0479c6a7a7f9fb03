"""Tables as they were read, before their cells are typed: a file of text, a sheet, Parquet, or a frame."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nmt_widgets.core.errors import InputError, InputErrors, refusal
from nmt_widgets.core.extras import require
from nmt_widgets.core.frames import open_frame, row_label
from nmt_widgets.core.tables import InputTable, read_table
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.outcomes.cohort.columns import Matching, cohort_columns, match_columns
from nmt_widgets.outcomes.rules import CohortRules

if TYPE_CHECKING:
    import pandas as pd

_PARQUET = b"PAR1"
_NUMBERS = (
    "time",
    "age",
    "score",
    "level",
    "percent",
    "count",
)  # kinds whose cells are numbers in most files
_MANY_BYTES = 8  # times as large as a file of text may be: what a Parquet file may unpack to


class Place(NamedTuple):
    """Where a row stands: the line of a file, or words for a row of something else."""

    line: int | None
    words: str


@dataclass(frozen=True, eq=False)
class TableSource:
    """One table: each of its columns as numbers, as dates, or as categories of texts.

    Attributes
    ----------
    file : pathlib.Path or None
    columns : dict of str to pandas.Series
        By the names of the cohort; a text is stripped of nothing yet, and missing where its cell is empty.
    rows : int
    unused : tuple of (str, str)
        As in :class:`~nmt_widgets.outcomes.cohort.columns.Matching`.
    notes : tuple of str
        What was guessed in reading it.
    places : callable
        Returns the places of some rows, given by rising positions. It may read the file once more.
    """

    file: Path | None
    columns: dict[str, pd.Series[Any]]
    rows: int
    unused: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    places: Callable[[Sequence[int]], Iterable[Place]]

    @property
    def name(self) -> str:
        """The name of its file, without folders; empty for a frame."""
        return self.file.name if self.file else ""


def frame_source(data: Any, instrument: Instrument, rules: CohortRules) -> TableSource:
    """Return a table that a notebook holds as a source.

    Raises
    ------
    InputErrors
        When it is no table, has too many rows or wrong columns.
    """
    table = open_frame(data)
    _check_rows(len(table), None, rules)
    match = _matched(list(table.columns), None, None, instrument, rules)
    native = table.to_native()
    is_pandas = table.implementation.is_pandas()
    read = {
        name: _plain(native.iloc[:, position] if is_pandas else table[:, position].to_pandas(), rules)
        for name, position in match.positions.items()
    }

    def places(rows: Sequence[int]) -> Iterator[Place]:
        return (_row_place(row_label(table, row)) for row in rows)

    return TableSource(None, read, len(table), match.unused, (), places)


def file_source(path: str | Path, instrument: Instrument, rules: CohortRules) -> TableSource:
    """Return the table of a file as a source: CSV in any form, a sheet of Excel or OpenDocument, or Parquet.

    Raises
    ------
    InputErrors
        When it is no table, is too large, or has wrong columns: each with its line.
    """
    file = Path(path)
    if _is_parquet(file):
        return _read_parquet(file, instrument, rules)
    table = read_table(file, most_bytes=rules.most_megabytes * 1_000_000)
    match = _matched(table.header, file, table.line, instrument, rules)
    if table.form and file.is_file():
        columns = _read_quickly(table, match, instrument, rules)
        if columns is not None:
            return _of_text(table, match, columns, lambda rows: _lines_again(file, rows, rules), rules)
        table = read_table(file, most_bytes=rules.most_megabytes * 1_000_000)
    return _read_row_by_row(table, match, rules)


def _read_quickly(
    table: InputTable, match: Matching, instrument: Instrument, rules: CohortRules
) -> dict[str, pd.Series[Any]] | None:
    """Return the columns of a file of text by pandas' reader; None where its rows have not the form of the header."""
    import pandas as pd

    assert table.form is not None
    options: dict[str, Any] = {
        "sep": table.form.separator,
        "encoding": table.form.encoding,
        "skiprows": table.line - 1,
        "index_col": False,
        "keep_default_na": False,
        "na_values": ["", *rules.missing],
        "low_memory": False,
        "compression": None,
    }
    kinds = cohort_columns(instrument)
    numbers = {position for name, position in match.positions.items() if kinds[name] in _NUMBERS}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "error", pd.errors.ParserWarning
            )  # a first row that is longer than the header
            header = list(pd.read_csv(table.file, nrows=0, dtype=str, **options))
            types = {title: "category" for position, title in enumerate(header) if position not in numbers}
            frame = pd.read_csv(table.file, dtype=types, **options)
    except (
        pd.errors.ParserError,
        pd.errors.ParserWarning,
        pd.errors.EmptyDataError,
        UnicodeError,
        ValueError,
    ):
        return None
    if frame.iloc[:, len(table.header) :].notna().to_numpy().any():
        return None
    return {name: _plain(frame.iloc[:, position], rules) for name, position in match.positions.items()}


def _read_row_by_row(table: InputTable, match: Matching, rules: CohortRules) -> TableSource:
    """Return a table by the reader that names each row that is wrong."""
    import pandas as pd

    problems: list[InputError] = []
    rows = list(islice(table.rows(problems), rules.most_rows + 1))
    if problems:
        raise InputErrors(problems)
    lines = [row.line for row in rows]
    cells = list(zip(*(row.cells for row in rows), strict=True))
    columns = {
        name: _plain(pd.Series(cells[position], dtype=object), rules)
        for name, position in match.positions.items()
    }
    return _of_text(
        table, match, columns, lambda rows: [Place(lines[row], _sheet(table)) for row in rows], rules
    )


def _of_text(
    table: InputTable,
    match: Matching,
    columns: dict[str, pd.Series[Any]],
    places: Callable[[Sequence[int]], Iterable[Place]],
    rules: CohortRules,
) -> TableSource:
    count = len(next(iter(columns.values())))
    if not count:
        raise refusal("tables", "no_rows", file=table.file, line=table.line)
    _check_rows(count, table.file, rules)
    return TableSource(table.file, columns, count, match.unused, table.notes, places)


def _lines_again(file: Path, rows: Sequence[int], rules: CohortRules) -> Iterator[Place]:
    """Read a file of text again for the lines of some rows, as far as the last of them."""
    lines, row = read_table(file, most_bytes=rules.most_megabytes * 1_000_000).lines(), -1
    for wanted_row in rows:
        try:
            line = next(islice(lines, wanted_row - row - 1, None), None)
        except InputError:  # a quote that only this reader takes amiss
            line = None
        row = wanted_row
        yield Place(line, "" if line else _row_place(str(row + 1)).words)


def _read_parquet(file: Path, instrument: Instrument, rules: CohortRules) -> TableSource:
    require("pyarrow")
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(file) as opened:
            about = opened.metadata
            _check_rows(about.num_rows, file, rules)
            unpacked = sum(about.row_group(at).total_byte_size for at in range(about.num_row_groups))
            if unpacked > _MANY_BYTES * rules.most_megabytes * 1_000_000:
                raise refusal("tables", "unpacks_too_large", file=file)
            header = list(opened.schema_arrow.names)
            match = _matched(header, file, None, instrument, rules)
            names = [header[position] for position in match.positions.values()]
            if len(set(names)) < len(names) or not about.num_rows:
                raise refusal("tables", "no_rows", file=file)
            frame = opened.read(columns=names).to_pandas(
                strings_to_categorical=True, ignore_metadata=True, split_blocks=True
            )
    except (ArrowException, OSError, ValueError, KeyError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise refusal("tables", "damaged", file=file) from None
    columns = {name: _plain(frame[header[position]], rules) for name, position in match.positions.items()}
    return TableSource(
        file, columns, len(frame), match.unused, (), lambda rows: [_row_place(str(row + 1)) for row in rows]
    )


def _is_parquet(file: Path) -> bool:
    try:
        if not file.is_file():
            return False
        with file.open("rb") as raw:
            return raw.read(len(_PARQUET)) == _PARQUET
    except (OSError, ValueError):
        return False  # `read_table` gives the reason


def _matched(
    header: Sequence[object],
    file: Path | None,
    line: int | None,
    instrument: Instrument,
    rules: CohortRules,
) -> Matching:
    match = match_columns(header, instrument, rules)
    if match.problems:
        words = texts("cohort")["places"]
        raise InputErrors(
            InputError(
                message,
                file=file,
                line=line,
                place=words["column"].format(column=title) if title else None,
                remedy=remedy or None,
            )
            for title, message, remedy in match.problems
        )
    return match


def _check_rows(count: int, file: Path | None, rules: CohortRules) -> None:
    if count > rules.most_rows:
        raise refusal("cohort", "too_many_rows", file=file, count=count, most=rules.most_rows)


def _plain(series: pd.Series[Any], rules: CohortRules) -> pd.Series[Any]:
    """Return a column as numbers, as dates, or as categories of texts, with rows from 0."""
    import pandas as pd

    series = series.reset_index(drop=True)
    kind = series.dtype
    if isinstance(kind, pd.CategoricalDtype) and pd.api.types.is_string_dtype(kind.categories.dtype):
        return _without(series, rules)
    if pd.api.types.is_datetime64_any_dtype(kind):
        return series.dt.tz_localize(None).astype("datetime64[s]")
    if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind):
        return pd.Series(series.to_numpy(dtype=float, na_value=np.nan))
    named = series.astype(object).map(str, na_action="ignore")
    return _without(named.astype("category"), rules)


def _without(series: pd.Series[Any], rules: CohortRules) -> pd.Series[Any]:
    """Return a column of categories without those that mean that there is nothing."""
    names = series.cat.categories
    nothing = names[names.astype(str).str.strip().isin(["", *rules.missing])]
    return series.cat.remove_categories(nothing) if len(nothing) else series


def _row_place(label: str) -> Place:
    return Place(None, str(texts("cohort")["places"]["row"].format(row=label)))


def _sheet(table: InputTable) -> str:
    return str(texts("tables")["reading"]["sheet"].format(name=table.sheet)) if table.sheet else ""
