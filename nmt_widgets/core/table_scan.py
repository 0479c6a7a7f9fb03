"""Scans a workbook before it is read: whether it is one, its size when unpacked, and the cells with errors.

A file of some kilobytes can unpack to gigabytes. A filled cell in the last row and another in the last column make a
sheet of 17 thousand million cells. The scan refuses both without building the cells. It also notes cells with errors
and formulas that were never calculated, because the reader returns them as empty.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from nmt_widgets.core.errors import refusal

MOST_UNPACKED = 400_000_000
MOST_CELLS = 5_000_000
_MOST_PARTS = 5_000
_CHUNK = 1_000_000
_LAST_ROW = 1_048_576  # of Excel
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    expat.ExpatError,
    NotImplementedError,
    LookupError,  # an unknown encoding
    RuntimeError,
    ValueError,
)
_PLACE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


@dataclass
class Sheet:
    """The result of scanning a sheet.

    Attributes
    ----------
    rows, columns : int
        How far it is filled.
    errors : dict of int to dict of int to str
        The text of cells with errors, by row and column from 0.
    """

    rows: int = 0
    columns: int = 0
    errors: dict[int, dict[int, str]] = field(default_factory=dict)


def scan(raw: IO[bytes], file: Path) -> dict[str, Sheet]:
    """Scan each sheet of a workbook; return the results by the sheets' names.

    Raises
    ------
    InputError
        When it is no workbook, damaged, protected by a password, or unpacks to more than a table may be.
    """
    try:
        with zipfile.ZipFile(raw) as parts:
            return _scan(parts, file)
    except _DAMAGED as error:
        raise refusal("tables", "damaged", file=file) from error


def _scan(parts: zipfile.ZipFile, file: Path) -> dict[str, Sheet]:
    listed = parts.infolist()
    names = {part.filename for part in listed}
    if any(part.flag_bits & 1 for part in listed):
        raise refusal("tables", "locked", file=file)
    if sum(part.file_size for part in listed) > MOST_UNPACKED or len(listed) > _MOST_PARTS:
        raise refusal("tables", "unpacks_too_large", file=file)
    is_open_document = "content.xml" in names
    if not is_open_document and "xl/workbook.xml" not in names:
        raise refusal("tables", "other_zip", file=file)
    contents = _Contents(file)
    for part in listed:
        _scan_part(parts, part, contents)
    if contents.is_locked:
        raise refusal("tables", "locked", file=file)
    if is_open_document:
        return contents.tables
    places = {id: (part if part.startswith("/") else f"/xl/{part}") for id, part in contents.targets.items()}
    return {
        name: contents.sheets.get(places.get(id, "").lstrip("/"), Sheet())
        for name, id in contents.ids.items()
    }


def _scan_part(parts: zipfile.ZipFile, part: zipfile.ZipInfo, contents: _Contents) -> None:
    """Unpack one part, which checks its checksum, and scan its elements if it is XML."""
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
        contents.begin(part.filename, parser)
        while chunk:
            parser.Parse(chunk)
            chunk = unpacked.read(_CHUNK)
        parser.Parse(b"", True)


class _Contents:
    """Collects what the XML elements of a workbook's parts say about its sheets."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.sheets: dict[str, Sheet] = {}
        self.tables: dict[str, Sheet] = {}
        self.ids: dict[str, str] = {}
        self.targets: dict[str, str] = {}
        self.is_locked = False

    def begin(self, name: str, parser: Any) -> None:
        """Begin another part."""
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
            if handle := starts.get(element.rpartition(":")[2]):
                handle(attributes)

        def end(element: str) -> None:
            if element.rpartition(":")[2] == "c":
                self._end_cell()

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = None
        parser.StartDoctypeDeclHandler = self._refuse

    def _refuse(self, *_: Any) -> None:
        raise refusal("tables", "harmful", file=self._file)

    # ---- Excel ----

    def _listed(self, attributes: dict[str, str]) -> None:
        id = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        self.ids[attributes.get("name", "")] = id

    def _related(self, attributes: dict[str, str]) -> None:
        if self._name == "xl/_rels/workbook.xml.rels":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def _excel_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self._row = self._row + 1 if number is None else _row_number(number) - 1
        self._column = -1

    def _cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            place = _PLACE.fullmatch(attributes["r"])
            if not place:
                raise ValueError("no place of a cell")
            column = 0
            for letter in place[1].upper():
                column = 26 * column + ord(letter) - 64
            self._row, self._column = _row_number(place[2]) - 1, column - 1
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
                raise refusal("tables", "wide_sheet", file=self._file, rows=sheet.rows, columns=sheet.columns)

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


def _row_number(text: str) -> int:
    """Return the number of a row. The reader makes room for every row up to it, and ends the process if it cannot."""
    if not (
        text.isascii()
        and text.isdecimal()
        and len(text) <= len(str(_LAST_ROW))
        and 0 < int(text) <= _LAST_ROW
    ):
        raise ValueError("no row of a sheet")
    return int(text)


def _of(attributes: dict[str, str], name: str) -> str:
    return next((value for known, value in attributes.items() if known.endswith(f":{name}")), "")


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 1
