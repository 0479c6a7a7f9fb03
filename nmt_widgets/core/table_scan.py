"""Looks through a workbook before it is read: whether it is one, how much it unpacks to, and which cells are in error.

A file of some kilobytes can unpack to gigabytes, and one filled cell in the last row and another in the last column
make a sheet of 17 thousand million cells: both are found here, without building anything. Cells in error and formulas
that were never calculated are noted, since the reader gives them as empty.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from nmt_widgets.core.errors import InputError

MOST_UNPACKED = 400_000_000
MOST_CELLS = 5_000_000
_MOST_PARTS = 5_000
_CHUNK = 1_000_000
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    expat.ExpatError,
    NotImplementedError,
    LookupError,  # an encoding that is none
    RuntimeError,
    ValueError,
)
_PLACE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


@dataclass
class Sheet:
    """What was seen of a sheet.

    Attributes
    ----------
    rows, columns : int
        How far it is filled.
    errors : dict of int to dict of int to str
        What cells in error show, by row and column from 0.
    """

    rows: int = 0
    columns: int = 0
    errors: dict[int, dict[int, str]] = field(default_factory=dict)


def scan(raw: IO[bytes], file: Path) -> dict[str, Sheet]:
    """Return what was seen of each sheet, by its name.

    Raises
    ------
    InputError
        When it is no workbook, damaged, protected by a password, or unpacks to more than a table may be.
    """
    try:
        with zipfile.ZipFile(raw) as parts:
            return _scan(parts, file)
    except _DAMAGED as error:
        raise InputError("is damaged", file=file, remedy="save it anew") from error


def _scan(parts: zipfile.ZipFile, file: Path) -> dict[str, Sheet]:
    listed = parts.infolist()
    names = {part.filename for part in listed}
    if any(part.flag_bits & 1 for part in listed):
        raise InputError("is protected by a password", file=file, remedy="save it without one")
    if sum(part.file_size for part in listed) > MOST_UNPACKED or len(listed) > _MOST_PARTS:
        raise InputError("unpacks to more than a table may be", file=file, remedy="is it the right file?")
    is_open_document = "content.xml" in names
    if not is_open_document and "xl/workbook.xml" not in names:
        raise InputError(
            "is neither an Excel (.xlsx) nor an OpenDocument (.ods) table",
            file=file,
            remedy="save it as .xlsx or CSV",
        )
    seen = _Seen(file)
    for part in listed:
        _look(parts, part, seen)
    if seen.is_locked:
        raise InputError("is protected by a password", file=file, remedy="save it without one")
    if is_open_document:
        return seen.tables
    places = {id: (part if part.startswith("/") else f"/xl/{part}") for id, part in seen.targets.items()}
    return {name: seen.sheets.get(places.get(id, "").lstrip("/"), Sheet()) for name, id in seen.ids.items()}


def _look(parts: zipfile.ZipFile, part: zipfile.ZipInfo, seen: _Seen) -> None:
    """Unpack one part, which compares its checksum, and look at its elements if it is XML."""
    with parts.open(part) as unpacked:
        chunk = unpacked.read(_CHUNK)
        is_xml = chunk.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<") or chunk[:2] in (
            b"\xff\xfe",
            b"\xfe\xff",
        )
        if not is_xml or part.filename.endswith(".vml"):
            while unpacked.read(_CHUNK):
                pass
            return
        parser = expat.ParserCreate()
        seen.begin(part.filename, parser)
        while chunk:
            parser.Parse(chunk)
            chunk = unpacked.read(_CHUNK)
        parser.Parse(b"", True)


class _Seen:
    """Takes the elements of the parts of a workbook."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.sheets: dict[str, Sheet] = {}
        self.tables: dict[str, Sheet] = {}
        self.ids: dict[str, str] = {}
        self.targets: dict[str, str] = {}
        self.is_locked = False

    def begin(self, name: str, parser: Any) -> None:
        """Take another part."""
        self._name, self._parser, self._sheet = name, parser, Sheet()
        self.sheets[name] = self._sheet
        self._row = self._column = -1
        self._repeat = 0
        self._is_error = self._is_formula = self._has_value = False
        self._text: list[str] | None = None
        starts = {
            "row": self._excel_row,
            "c": self._cell,
            "f": self._formula,
            "v": self._value,
            "is": self._value,
            "sheet": self._listed,
            "Relationship": self._related,
            "encryption-data": self._locked,
            "table": self._table,
            "table-row": self._table_row,
            "table-cell": self._table_cell,
            "covered-table-cell": self._table_cell,
        }

        def start(element: str, attributes: dict[str, str]) -> None:
            if take := starts.get(element.rpartition(":")[2]):
                take(attributes)

        def end(element: str) -> None:
            if element.rpartition(":")[2] == "c":
                self._end_cell()

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = None
        parser.StartDoctypeDeclHandler = self._refuse

    def _refuse(self, *_: Any) -> None:
        raise InputError("is damaged, or made to do harm", file=self._file, remedy="save it anew")

    # ---- Excel ----

    def _listed(self, attributes: dict[str, str]) -> None:
        id = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        self.ids[attributes.get("name", "")] = id

    def _related(self, attributes: dict[str, str]) -> None:
        if self._name == "xl/_rels/workbook.xml.rels":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def _excel_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) - 1 if number.isdecimal() and len(number) < 9 else self._row + 1
        self._column = -1

    def _cell(self, attributes: dict[str, str]) -> None:
        found = _PLACE.fullmatch(attributes.get("r", ""))
        if found:
            column = 0
            for letter in found[1].upper():
                column = 26 * column + ord(letter) - 64
            self._row, self._column = int(found[2]) - 1, column - 1
        else:
            self._column += 1
        self._is_error = attributes.get("t") == "e"
        self._is_formula = self._has_value = False

    def _formula(self, _: dict[str, str]) -> None:
        self._is_formula = True

    def _value(self, _: dict[str, str]) -> None:
        self._has_value = True
        self._filled(self._row + 1, self._column + 1)
        if self._is_error:
            self._text = []
            self._parser.CharacterDataHandler = self._text.append

    def _end_cell(self) -> None:
        self._parser.CharacterDataHandler = None
        if self._is_error and self._text:
            self._wrong("".join(self._text)[:20])
        elif self._is_formula and not self._has_value:
            self._wrong("#FORMULA?")
        self._text, self._is_error, self._is_formula = None, False, False

    def _wrong(self, text: str) -> None:
        self._filled(self._row + 1, self._column + 1)
        self._sheet.errors.setdefault(self._row, {})[self._column] = text

    def _filled(self, rows: int, columns: int) -> None:
        sheet = self._sheet
        if rows > sheet.rows or columns > sheet.columns:
            sheet.rows, sheet.columns = max(rows, sheet.rows), max(columns, sheet.columns)
            if sheet.rows * sheet.columns > MOST_CELLS:
                raise InputError(
                    f"a sheet reaches over {sheet.rows:,} rows and {sheet.columns:,} columns",
                    file=self._file,
                    remedy="remove what stands far outside the table, or save the table as CSV",
                )

    # ---- OpenDocument ----

    def _locked(self, _: dict[str, str]) -> None:
        self.is_locked = True

    def _table(self, attributes: dict[str, str]) -> None:
        if self._name == "content.xml":
            self._sheet = self.tables.setdefault(_of(attributes, "name"), Sheet())
            self._row = self._repeat = 0

    def _table_row(self, attributes: dict[str, str]) -> None:
        self._row += self._repeat
        self._repeat, self._column = _count(_of(attributes, "number-rows-repeated")), 0

    def _table_cell(self, attributes: dict[str, str]) -> None:
        columns = _count(_of(attributes, "number-columns-repeated"))
        kinds = {value for name, value in attributes.items() if name.endswith(":value-type")}
        if kinds:
            self._filled(self._row + self._repeat, self._column + columns)
            if "error" in kinds:
                self._sheet.errors.setdefault(self._row, {})[self._column] = "#N/A"
        self._column += columns


def _of(attributes: dict[str, str], name: str) -> str:
    return next((value for known, value in attributes.items() if known.endswith(f":{name}")), "")


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 1
