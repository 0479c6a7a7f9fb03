"""A table of the lines of plans as a frame."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.tables import read_table

if TYPE_CHECKING:
    import pandas as pd


def read_rows(path: str | Path) -> pd.DataFrame:
    """Read a table as it stands: text, empty cells missing.

    Raises
    ------
    InputError
        When it is no table, or a row is broken: with its line.
    """
    import pandas as pd

    table = read_table(path)
    problems: list[InputError] = []
    rows = [row.cells for row in table.rows(problems)]
    if problems:
        raise InputErrors(problems)
    frame = pd.DataFrame(rows, columns=list(table.header), dtype=object)
    return frame.where(frame != "", None)
