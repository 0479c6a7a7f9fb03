"""Write tables as CSV, safe from formulas in spreadsheets, and as Parquet, with the same content and types."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
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
_SHORT, _KEPT = 60, 20_000  # most cells of an export are the same few words


class ExportTable:
    """A table being written, row by row: a CSV file and, if wanted, a Parquet file beside it.

    The CSV has a byte order mark: without it, a spreadsheet opened by a double click garbles every letter beyond
    ASCII, while pandas, R's readr and the like pass over it.
    """

    def __init__(
        self, folder: Path, name: str, columns: Mapping[str, Type], files: ExitStack, parquet: bool
    ) -> None:
        self._columns = columns
        self._waiting: list[list[Any]] = []
        self.rows = 0
        raw = files.enter_context(private_file(folder / f"{name}.csv"))
        text = files.enter_context(_text(raw))
        self._csv = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
        self._csv.writerow(columns)
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
        for row in rows:
            # most cells are empty
            clean = [None if (cell := row.get(name)) is None else _clean(cell) for name in self._columns]
            self._csv.writerow([None if cell is None else guarded(cell) for cell in clean])
            self.rows += 1
            if self._parquet is not None:
                self._waiting.append(clean)
        if len(self._waiting) >= _ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits for the Parquet file."""
        if self._parquet is not None and self._waiting:
            import pyarrow

            columns = [
                pyarrow.array(cells, field.type)
                for cells, field in zip(zip(*self._waiting, strict=True), self._schema, strict=True)
            ]
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
        return _guarded(cell) if len(cell) <= _SHORT else _guarded.__wrapped__(cell)
    return ("yes" if cell else "no") if isinstance(cell, bool) else cell


def _clean(cell: Any) -> Any:
    if isinstance(cell, str):
        return _cleaned(cell) if len(cell) <= _SHORT else _cleaned.__wrapped__(cell)
    return cell


@lru_cache(_KEPT)
def _guarded(text: str) -> str:
    return f"'{text}" if _LIKE_FORMULA.match(text) else text


@lru_cache(_KEPT)
def _cleaned(text: str) -> str | None:
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")) or None


@contextmanager
def _text(raw: Any) -> Iterator[io.TextIOWrapper]:
    text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
    yield text
    text.flush()
    text.detach()  # the file below is closed by whoever opened it
