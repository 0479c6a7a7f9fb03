"""Rows of a sheet of an Excel (.xlsx) or OpenDocument (.ods) file, as text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from nmt_widgets.core.errors import InputError, refusal
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.table_scan import Sheet, scan
from nmt_widgets.core.table_text import Rows
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural

_WHOLE_UP_TO = 1e15
_MOST_NAMED = 12
SPREADSHEET_ERROR = re.compile(
    r"#(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|FORMULA\?)"
)
"""Text of a cell whose formula failed; `#FORMULA?` is our own, for a formula that was never calculated."""


def read_workbook(raw: IO[bytes], file: Path, sheet: str = "") -> Rows:
    """Return the rows of a sheet; by default of the first visible sheet that is not empty.

    Raises
    ------
    InputError
        When it is no workbook of these kinds, damaged, protected by a password or too large, or has no such sheet.
    """
    from python_calamine import PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    scanned = scan(raw, file)
    raw.seek(0)
    try:
        book = load_workbook(raw)
        visible = [
            known.name
            for known in book.sheets_metadata
            if known.typ == SheetTypeEnum.WorkSheet and known.visible == SheetVisibleEnum.Visible
        ]
        matches = [name for name in book.sheet_names if _sheet_key(name) == _sheet_key(sheet)]
        if sheet and not matches:
            known_names = name_some((name[:40] for name in book.sheet_names), _MOST_NAMED)
            raise refusal("tables", "no_sheet", file=file, name=sheet[:40], known=known_names)
        for name in matches or visible:
            cells = book.get_sheet_by_name(name)
            if cells.start is not None or sheet:
                break
        else:
            raise refusal("tables", "empty_sheets", file=file)
        merged = cells.merged_cell_ranges
    except PasswordError:
        raise refusal("tables", "locked", file=file) from None
    except InputError:
        raise
    except Exception as error:
        raise damaged(file) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a crash within the reader, which is written in Rust
            raise
        raise damaged(file) from error
    sheets = len({*visible, name})
    words = texts("tables")["reading"]
    how = words["one_of_sheets" if sheets > 1 else "sheet"].format(name=name, count=sheets)
    first_row, first_column = cells.start or (0, 0)
    below = [area for area in merged or () if area[0] != area[1] and area[1][0] > first_row]
    doubts = (plural(words, "merged", len(below), name=name),) if below else ()
    return Rows(_rows(cells, scanned.get(name, Sheet()), first_column, raw), how, doubts, name, sheets)


def _sheet_key(name: str) -> str:
    return " ".join(name.split()).casefold()


def damaged(file: Path) -> InputError:
    """Return the error for a file that begins as a workbook and does not go on as one."""
    return refusal("tables", "no_workbook", file=file)


def _rows(sheet: Any, scanned: Sheet, first_column: int, raw: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    with raw:
        for index, cells in enumerate(sheet.iter_rows()):
            row = [_spelled(cell) for cell in cells]
            for column, text in scanned.errors.get(index, {}).items():
                if 0 <= column - first_column < len(row):
                    row[column - first_column] = text
            yield index + 1, row


def _spelled(cell: Any) -> str:
    """Return the value of a cell as a person would type it."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        is_whole = cell.is_integer() and abs(cell) < _WHOLE_UP_TO
        return str(int(cell)) if is_whole else f"{cell:.15g}"
    if isinstance(cell, datetime.datetime):
        is_day = cell.time() == datetime.time()
        return cell.date().isoformat() if is_day else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else str(cell)
