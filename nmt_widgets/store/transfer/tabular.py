"""Write tables as CSV, safe from formulas in spreadsheets, and as Parquet, with the same content and types."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from nmt_widgets.core.private_files import private_file

Type = Literal["text", "whole", "number", "yes"]
Row = dict[str, Any]
"""A row of an export, by column."""

# the wide forms of the signs, too: some spreadsheets read them as the narrow ones
_LIKE_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n']")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ROWS_AT_ONCE = 20_000
_END = "\r\n"
_SHORT, _KEPT = 60, 10_000  # most answers of an export are the same few words


@dataclass(frozen=True, eq=False, slots=True)
class RowPiece:
    """Cells that stand side by side in many rows, made once: as values and as a piece of a line of CSV."""

    values: tuple[Any, ...]
    text: str


def cells(columns: Iterable[str], row: Row) -> RowPiece:
    r"""Return the cells of a row in some columns; a column it does not have stays empty.

    Examples
    --------
    >>> cells(["name", "number"], {"name": "=1", "number": 1}).text
    '"\'=1",1'
    """
    values = [row.get(name) for name in columns]
    is_short = all(len(value) <= _SHORT for value in values if isinstance(value, str))
    return _kept_cells(*values) if is_short else _cells(*values)


def _cells(*values: Any) -> RowPiece:
    clean = tuple([_clean(value) for value in values])
    return RowPiece(clean, _LINES.writerow([guarded(cell) for cell in clean]))


_kept_cells = lru_cache(_KEPT, typed=True)(_cells)  # 1 and 1.0 are equal, but not the same text


class ExportTable:
    """A table being written, row by row: a CSV file and, if wanted, a Parquet file beside it.

    The CSV has a byte order mark: without it, a spreadsheet opened by a double click garbles every letter beyond
    ASCII, while pandas, R's readr and the like pass over it.
    """

    def __init__(
        self, folder: Path, name: str, columns: Mapping[str, Type], files: ExitStack, parquet: bool
    ) -> None:
        self._columns = columns
        self._waiting: list[Sequence[RowPiece]] = []
        self.rows = 0
        raw = files.enter_context(private_file(folder / f"{name}.csv"))
        self._csv = files.enter_context(_text(raw))
        self._csv.write(_LINES.writerow(columns) + _END)
        self._parquet = None
        if parquet:
            import pyarrow
            import pyarrow.parquet

            types = {"text": pyarrow.string(), "whole": pyarrow.int64(), "number": pyarrow.float64()}
            self._schema = pyarrow.schema([(column, types[type]) for column, type in columns.items()])
            file = files.enter_context(private_file(folder / f"{name}.parquet"))
            self._parquet = files.enter_context(pyarrow.parquet.ParquetWriter(file, self._schema))

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows; a column a row does not have stays empty."""
        self.write_cells((_cells(*map(row.get, self._columns)),) for row in rows)

    def write_cells(self, rows: Iterable[Sequence[RowPiece]]) -> None:
        """Add rows that are made of cells for all columns, in their order."""
        new = list(rows)
        self._csv.writelines([",".join([part.text for part in row]) + _END for row in new])
        self.rows += len(new)
        if self._parquet is not None:
            self._waiting += new
            if len(self._waiting) >= _ROWS_AT_ONCE:
                self.flush()

    def flush(self) -> None:
        """Write what waits for the Parquet file."""
        if self._parquet is not None and self._waiting:
            import pyarrow

            columns: list[pyarrow.Array] = []
            for parts in zip(*self._waiting, strict=True):
                places: dict[RowPiece, int] = {}
                indices = pyarrow.array(
                    [places.setdefault(part, len(places)) for part in parts], pyarrow.int32()
                )
                for values in zip(*(part.values for part in places), strict=True):
                    columns.append(pyarrow.array(values, self._schema.field(len(columns)).type).take(indices))
            self._parquet.write_table(pyarrow.Table.from_arrays(columns, schema=self._schema))
            self._waiting = []


@contextmanager
def table(
    folder: Path, name: str, columns: Mapping[str, Type], *, parquet: bool = False
) -> Iterator[ExportTable]:
    """Yield a table to write into; at the end of the block its files are complete and on the disk."""
    with ExitStack() as files:
        export_table = ExportTable(folder, name, columns, files, parquet)
        yield export_table
        export_table.flush()


def guarded(cell: Any) -> Any:
    """Return a cell for CSV; a text that a spreadsheet could take for a formula gets an apostrophe in front.

    Examples
    --------
    >>> guarded("=1+1"), guarded("plain"), guarded(-3), guarded("'quoted'")
    ("'=1+1", 'plain', -3, "''quoted'")
    """
    if isinstance(cell, str):
        return f"'{cell}" if _LIKE_FORMULA.match(cell) else cell
    return ("yes" if cell else "no") if isinstance(cell, bool) else cell


def _clean(cell: Any) -> Any:
    if isinstance(cell, str):
        return _CONTROLS.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")) or None
    return cell


@contextmanager
def _text(raw: Any) -> Iterator[io.TextIOWrapper]:
    text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
    yield text
    text.flush()
    text.detach()  # the file below is closed by whoever opened it


class _Line:
    """Gives a line of CSV back to whoever writes it."""

    def write(self, text: str) -> str:
        return text


_LINES: Any = csv.writer(_Line(), quoting=csv.QUOTE_NONNUMERIC, lineterminator="")
