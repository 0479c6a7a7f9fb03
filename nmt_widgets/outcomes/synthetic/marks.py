"""The mark of invented rows, where a table is read that is no cohort."""

from __future__ import annotations

from pathlib import Path

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.tables import read_table

MARK = "synthetic"
"""The column of the mark."""

_NOT_INVENTED = {"", "no", "false", "0", "0.0"}


def is_marked(file: str | Path) -> bool:
    """Return whether any row of a table of text or a spreadsheet is marked as invented.

    What is in the column and does not say no is a mark.
    """
    try:
        table = read_table(file)
        column = table.column(MARK)
        return column is not None and any(
            row.cells[column].strip().lower() not in _NOT_INVENTED for row in table.rows([])
        )
    except InputError:  # whoever reads it says what is wrong
        return False
