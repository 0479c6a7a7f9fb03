"""Tables that people bring: CSV in any of its forms, Excel and OpenDocument, as rows of text that know their lines."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.table_text import read_text
from nmt_widgets.core.table_workbook import read_workbook

MOST_BYTES = 200_000_000
"""How large a file of text may be; 100,000 assessments with all their scores are some 20 MB."""

ENOUGH_PROBLEMS = 1000
"""After so many the rest of a table is not looked at."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = {
    b"\x1f\x8b": ("is compressed", "unpack it first"),
    b"%PDF": ("is a PDF, not a table", "ask for the table as .xlsx or CSV"),
    b"PAR1": ("is a Parquet file", "save it as CSV"),
    b"SQLite format 3": ("is a database, not a table", "save the table as CSV"),
}


@dataclass(frozen=True)
class TableRow:
    """One row: the line it begins on, as an editor counts, and a cell for each column of the header."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class InputTable:
    """A table whose rows are read as they are asked for.

    Attributes
    ----------
    file : pathlib.Path
    header : tuple of str
        The names of the columns; blanks and line ends around and within them are single spaces.
    line : int
        The line of the header.
    how : str
        How it was read, in words: encoding and separator, or the sheet.
    doubts : tuple of str
        What was guessed in reading it and has to be looked at.
    sheet : str
        The sheet it was read from; empty for a file of text.
    sheets : int
        How many there are to choose from; 0 for a file of text.
    """

    file: Path
    header: tuple[str, ...]
    line: int
    how: str
    doubts: tuple[str, ...]
    sheet: str
    sheets: int
    _rows: Iterator[tuple[int, list[str]]] = field(repr=False)

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever brought the table should be told: its doubts, and which of several sheets was read."""
        return self.doubts if self.sheets < 2 else (*self.doubts, f"read from {self.how}")

    def rows(self, problems: list[InputError]) -> Iterator[TableRow]:
        """Yield each row that holds anything, once; add to `problems` what cannot be read as a row.

        A row that ends early is filled up with empty cells; one that goes on after the last column is a problem.
        Whoever takes the rows may add to `problems`, too: after 1,000 of them the rest is not read.
        """
        width, before, empty = len(self.header), len(problems), True
        try:
            for line, cells in self._rows:
                if len(problems) >= ENOUGH_PROBLEMS:
                    return
                if not any(cells) or not any(map(str.strip, cells)):
                    continue
                empty = False
                if len(cells) > width and any(cell.strip() for cell in cells[width:]):
                    message = f"the row has {len(cells)} cells, the header {width}"
                    problems.append(self.problem(message, line, remedy="check separators and quotes"))
                    continue
                cells = cells[:width] + [""] * (width - len(cells))
                yield TableRow(line, tuple(cell if cell.isascii() else _composed(cell) for cell in cells))
        except InputError as error:
            problems.append(error)
        if empty and len(problems) == before:
            problems.append(self.problem("there are no rows below the header", self.line, remedy="add some"))

    def column(self, name: str) -> int | None:
        """Return where the first column of a name stands; case and blanks do not matter.

        Examples
        --------
        >>> table = InputTable(Path("a.csv"), ("Code", "Sleep score"), 1, "", (), "", 0, iter(()))
        >>> table.column(" sleep  SCORE"), table.column("Age")
        (1, None)
        """
        return next(iter(self.columns(name)), None)

    def columns(self, name: str) -> list[int]:
        """Return where the columns of a name stand; more than one where it is repeated."""
        key = column_key(name)
        return [at for at, known in enumerate(self.header) if column_key(known) == key]

    def known(self) -> str:
        """Return the names of its columns for a message."""
        named = [name[:40] for name in self.header if name]
        return ", ".join(named[:12]) + (" and more" if len(named) > 12 else "") or "none"

    def problem(self, message: str, line: int, column: str = "", remedy: str | None = None) -> InputError:
        """Return an error that names the file, the sheet, the line (in a sheet, the row) and the column."""
        at = [f"sheet '{self.sheet}'"] if self.sheet else []
        at += [f"column '{column}'"] if column else []
        return InputError(message, file=self.file, line=line, place=", ".join(at) or None, remedy=remedy)


def read_table(path: str | Path, sheet: str = "") -> InputTable:
    r"""Open a table: of text (CSV), or a sheet of an Excel (.xlsx) or OpenDocument (.ods) file.

    Parameters
    ----------
    path : path
        What kind it is, is seen from its content. Text is UTF-8, UTF-16 or Windows-1252, its cells parted by comma,
        semicolon, tab or `|`; the first row that holds anything names the columns.
    sheet : str
        Of a workbook; by default the first that is shown and holds anything.

    Raises
    ------
    InputError
        When it cannot be read, is no table, or is larger than a table may be.

    Examples
    --------
    >>> file = Path(tempfile.mkdtemp()) / "scores.csv"
    >>> _ = file.write_text('sep=;\n Code ;"Sleep; at night"\np1;3\n')
    >>> table, problems = read_table(file), []
    >>> table.header, table.how, list(table.rows(problems)), problems
    (('Code', 'Sleep; at night'), 'UTF-8, parted by semicolons', [TableRow(line=3, cells=('p1', '3'))], [])
    """
    file = Path(path)
    raw = _open(file)
    try:
        return _table(raw, file, sheet)
    except BaseException:
        raw.close()
        raise


def column_key(name: str) -> str:
    """Return what the names of one column have in common, however they are written."""
    return " ".join(_composed(name).split()).casefold()


def _table(raw: IO[bytes], file: Path, sheet: str) -> InputTable:
    start = raw.read(16)
    if start.startswith(_ZIP):
        read = read_workbook(raw, file, sheet)
    elif start.startswith(_OLE):
        raise _old_or_locked(raw, file)
    elif sheet:
        raise InputError("has no sheets", file=file, remedy="leave 'sheet' out of the mapping")
    else:
        for signature, (message, remedy) in _OTHERS.items():
            if start.startswith(signature):
                raise InputError(message, file=file, remedy=remedy)
        read = read_text(raw, file)
    rows = read.rows
    for line, cells in rows:
        if any(map(str.strip, cells)):
            header = tuple(" ".join(_composed(cell).replace("\u200b", "").split()) for cell in cells)
            while header and not header[-1]:
                header = header[:-1]
            return InputTable(file, header, line, read.how, read.doubts, read.sheet, read.sheets, rows)
    raise InputError("the file is empty", file=file, remedy="is it the right file?")


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _open(file: Path) -> IO[bytes]:
    """Return the file's bytes, in which one can go back; what cannot be gone back in is copied first."""
    try:
        if file.is_dir():
            raise InputError("is a folder", file=file, remedy="name a file in it")
        raw: IO[bytes] = file.open("rb")
        if not file.is_file():  # a pipe
            copy = tempfile.TemporaryFile()  # noqa: SIM115
            with raw:
                while copy.tell() <= MOST_BYTES and (chunk := raw.read(1_000_000)):
                    copy.write(chunk)
            raw = copy
        size = raw.seek(0, 2)
        raw.seek(0)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InputError(reason, file=file, remedy="check the name and the folder") from None
    except ValueError:
        raise InputError("not a possible file name", remedy="check the name and the folder") from None
    if size > MOST_BYTES:
        message = f"is larger than {MOST_BYTES // 1_000_000} MB"
        raise InputError(message, file=file, remedy="is it the right file? if so, divide it")
    if not size:
        raise InputError("the file is empty", file=file, remedy="is it the right file?")
    return raw


def _old_or_locked(raw: IO[bytes], file: Path) -> InputError:
    with raw:
        raw.seek(0)
        is_locked = _ENCRYPTED in raw.read()
    if is_locked:
        return InputError("is protected by a password", file=file, remedy="save it without one")
    return InputError("is an old Excel file (.xls)", file=file, remedy="save it as .xlsx or CSV")
