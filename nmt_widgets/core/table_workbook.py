"""Rows of a sheet of an Excel (.xlsx) or OpenDocument (.ods) file, as the text its cells show."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.table_scan import Sheet, scan
from nmt_widgets.core.table_text import Rows

_WHOLE_UP_TO = 1e15
SPREADSHEET_ERROR = re.compile(
    r"#(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|FORMULA\?)"
)
"""What a cell shows in which a spreadsheet could not calculate; `#FORMULA?` is one that was never calculated."""


def read_workbook(raw: IO[bytes], file: Path, sheet: str = "") -> Rows:
    """Return the rows of a sheet; by default the first that is shown and holds anything.

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
        shown = [
            known.name
            for known in book.sheets_metadata
            if known.typ == SheetTypeEnum.WorkSheet and known.visible == SheetVisibleEnum.Visible
        ]
        wanted = " ".join(sheet.split()).casefold()
        named = [name for name in book.sheet_names if " ".join(name.split()).casefold() == wanted]
        if sheet and not named:
            known_names = ", ".join(name[:40] for name in book.sheet_names[:12])
            raise InputError(
                f"there is no sheet '{sheet[:40]}'", file=file, remedy=f"its sheets are: {known_names}"
            )
        for name in named or shown:
            found = book.get_sheet_by_name(name)
            if found.start is not None or sheet:
                break
        else:
            raise InputError("no sheet holds anything", file=file, remedy="is it the right file?")
        merged = found.merged_cell_ranges
    except PasswordError:
        raise InputError("is protected by a password", file=file, remedy="save it without one") from None
    except InputError:
        raise
    except Exception as error:
        raise damaged(file) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the reader, written in Rust, could not cope with
            raise
        raise damaged(file) from error
    sheets = len({*shown, name})
    how = f"sheet '{name}'" + (f", one of {sheets}" if sheets > 1 else "")
    first_row, first_column = found.start or (0, 0)
    below = [area for area in merged or () if area[0] != area[1] and area[1][0] > first_row]
    doubts = (
        (
            f"{len(below)} cells of sheet '{name}' are merged, and only the first row or column of each is read",
        )
        if below
        else ()
    )
    return Rows(_rows(found, scanned.get(name, Sheet()), first_column, raw), how, doubts, name, sheets)


def damaged(file: Path) -> InputError:
    """Return the error for a file that begins as a workbook and does not go on as one."""
    return InputError("is damaged, or not an Excel or OpenDocument table", file=file, remedy="save it anew")


def _rows(found: Any, scanned: Sheet, first_column: int, raw: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    with raw:
        for at, cells in enumerate(found.iter_rows()):
            said = [_spelled(cell) for cell in cells]
            for column, text in scanned.errors.get(at, {}).items():
                if 0 <= column - first_column < len(said):
                    said[column - first_column] = text
            yield at + 1, said


def _spelled(cell: Any) -> str:
    """Return what a cell says as one would type it."""
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
