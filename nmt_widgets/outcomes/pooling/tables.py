"""A table of assessments as a frame with the figures that are added up."""

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


def read_assessments(path: str | Path) -> pd.DataFrame:
    """Read a table of assessments; where it has scores and no figures, they are measured.

    Raises
    ------
    InputError
        As :func:`read_rows`, and when a score or an age is wrong.
    """
    from nmt_widgets.metrics.frames import profiles

    frame = read_rows(path)
    return frame if "total" in frame else profiles(frame)
