"""Tables that people bring: CSV in any of its forms, Excel and OpenDocument, as rows of text that know their lines."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from nmt_widgets.core.errors import InputError, refusal, unreadable
from nmt_widgets.core.problems import name_some, problem
from nmt_widgets.core.table_text import TextForm, read_text
from nmt_widgets.core.table_workbook import read_workbook
from nmt_widgets.core.texts import texts

MOST_BYTES = 200_000_000
"""How large a file of text may be; 100,000 assessments with all their scores are some 20 MB."""

ENOUGH_PROBLEMS = 1000
"""The number of problems after which the rest of a table is not read."""

_MOST_NAMED = 12
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_KINDS = {
    b"\x1f\x8b": "compressed",
    b"%PDF": "pdf",
    b"PAR1": "parquet",
    b"SQLite format 3": "database",
}


@dataclass(frozen=True)
class TableRow:
    """One row: the line it begins on, as an editor counts, and a cell for each column of the header."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class InputTable:
    """A table whose rows are read one by one, on demand.

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
        What was guessed in reading it, for a person to check.
    sheet : str
        The sheet it was read from; empty for a file of text.
    sheets : int
        How many there are to choose from; 0 for a file of text.
    form : TextForm or None
        Encoding and separator, for another reader of the same file; None for a sheet.
    """

    file: Path
    header: tuple[str, ...]
    line: int
    how: str
    doubts: tuple[str, ...]
    sheet: str
    sheets: int
    form: TextForm | None
    _rows: Iterator[tuple[int, list[str]]] = field(repr=False)

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes for the person who brought the table: its doubts, and which of several sheets was read."""
        if self.sheets < 2:
            return self.doubts
        return (*self.doubts, texts("tables")["reading"]["read_from"].format(how=self.how))

    def rows(self, problems: list[InputError]) -> Iterator[TableRow]:
        """Yield each row that holds anything, once; add to `problems` what cannot be read as a row.

        A row that ends early is filled up with empty cells; one that goes on after the last column is a problem.
        The caller may add to `problems`, too. After 1,000 problems the rest is not read.
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
                    message, remedy = problem("tables", "long_row", count=len(cells), width=width)
                    problems.append(self.problem(message, line, remedy=remedy))
                    continue
                cells = cells[:width] + [""] * (width - len(cells))
                yield TableRow(line, tuple(cell if cell.isascii() else _composed(cell) for cell in cells))
        except InputError as error:
            problems.append(error)
        if empty and len(problems) == before:
            message, remedy = problem("tables", "no_rows")
            problems.append(self.problem(message, self.line, remedy=remedy))

    def lines(self) -> Iterator[int]:
        """Yield the line of each row, also of one with empty cells only; a blank line is no row."""
        return (line for line, cells in self._rows if len(cells) > 1 or cells[0].strip())

    def column(self, name: str) -> int | None:
        """Return the position of the first column with a name; case and blanks do not matter.

        Examples
        --------
        >>> table = InputTable(Path("a.csv"), ("Code", "Sleep score"), 1, "", (), "", 0, None, iter(()))
        >>> table.column(" sleep  SCORE"), table.column("Age")
        (1, None)
        """
        return next(iter(self.columns(name)), None)

    def columns(self, name: str) -> list[int]:
        """Return the positions of the columns with a name: more than one where the name is repeated."""
        key = column_key(name)
        return [at for at, known in enumerate(self.header) if column_key(known) == key]

    def known(self) -> str:
        """Return the names of its columns for a message."""
        named = [name[:40] for name in self.header if name]
        return name_some(named, _MOST_NAMED) or texts("tables")["reading"]["no_columns"]

    def problem(self, message: str, line: int, column: str = "", remedy: str | None = None) -> InputError:
        """Return an error that names the file, the sheet, the line (in a sheet, the row) and the column."""
        words = texts("tables")["reading"]
        at = [words["sheet"].format(name=self.sheet)] if self.sheet else []
        at += [words["column"].format(name=column)] if column else []
        return InputError(message, file=self.file, line=line, place=", ".join(at) or None, remedy=remedy)


def read_table(path: str | Path, sheet: str = "", *, most_bytes: int = MOST_BYTES) -> InputTable:
    r"""Open a table: of text (CSV), or a sheet of an Excel (.xlsx) or OpenDocument (.ods) file.

    Parameters
    ----------
    path : path
        Its kind is recognised by its content. Text is UTF-8, UTF-16 or Windows-1252, its cells parted by comma,
        semicolon, tab or `|`; the first row that holds anything names the columns.
    sheet : str
        Of a workbook; by default the first visible sheet that is not empty.
    most_bytes : int
        The size from which a file is refused unread.

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
    raw = _open(file, most_bytes)
    try:
        return _table(raw, file, sheet)
    except BaseException:
        raw.close()
        raise


def column_key(name: str) -> str:
    """Return the key of a column's name: the same for every spelling of it."""
    return " ".join(_composed(name).split()).casefold()


def _table(raw: IO[bytes], file: Path, sheet: str) -> InputTable:
    start = raw.read(16)
    if start.startswith(_ZIP):
        read = read_workbook(raw, file, sheet)
    elif start.startswith(_OLE):
        raise _old_or_locked(raw, file)
    elif sheet:
        raise refusal("tables", "no_sheets", file=file)
    else:
        for signature, key in _OTHER_KINDS.items():
            if start.startswith(signature):
                raise refusal("tables", key, file=file)
        read = read_text(raw, file)
    rows = read.rows
    for line, cells in rows:
        if any(map(str.strip, cells)):
            header = tuple(" ".join(_composed(cell).replace("\u200b", "").split()) for cell in cells)
            while header and not header[-1]:
                header = header[:-1]
            return InputTable(
                file, header, line, read.how, read.doubts, read.sheet, read.sheets, read.form, rows
            )
    raise refusal("files", "empty", file=file)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _open(file: Path, most_bytes: int) -> IO[bytes]:
    """Open the file for reading with seek; a pipe is copied first."""
    try:
        if file.is_dir():
            raise refusal("tables", "folder", file=file)
        raw: IO[bytes] = file.open("rb")
        if not file.is_file():  # a pipe
            copy = tempfile.TemporaryFile()  # noqa: SIM115
            with raw:
                while copy.tell() <= most_bytes and (chunk := raw.read(1_000_000)):
                    copy.write(chunk)
            raw = copy
        size = raw.seek(0, 2)
        raw.seek(0)
    except OSError as error:
        raise unreadable(file, error) from None
    except ValueError:
        raise refusal("files", "impossible_name") from None
    if size > most_bytes:
        raise refusal("tables", "too_large", file=file, most=most_bytes // 1_000_000)
    if not size:
        raise refusal("files", "empty", file=file)
    return raw


def _old_or_locked(raw: IO[bytes], file: Path) -> InputError:
    with raw:
        raw.seek(0)
        is_locked = _ENCRYPTED in raw.read()
    return refusal("tables", "locked" if is_locked else "old_excel", file=file)
