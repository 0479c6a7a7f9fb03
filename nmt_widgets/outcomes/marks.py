"""The mark of invented rows in files of any kind: whoever shows figures of them says so first."""

from __future__ import annotations

from pathlib import Path

from nmt_widgets.core.tables import read_table

MARK = "synthetic"
"""The column that says whether a row is invented."""

_REAL = ("", "no", "false", "0", "0.0", "nan", "none", "<na>")


def is_synthetic(value: object) -> bool:
    """Return whether a cell of the column marks its row as invented; a mark that is not understood counts.

    Examples
    --------
    >>> is_synthetic("yes"), is_synthetic("invented"), is_synthetic(False), is_synthetic(None)
    (True, True, False, False)
    """
    return str(value).strip().lower() not in _REAL


def holds_synthetic(*files: str | Path) -> bool:
    r"""Return whether any row of these tables is marked as invented; a mark that is not understood counts.

    Raises
    ------
    InputError
        When a file is no table of text and no sheet.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "incidents.csv"
    >>> _ = file.write_text("phase,count,days,synthetic\nbefore,30,5000,no\nafter,12,6000,yes\n")
    >>> holds_synthetic(file)
    True
    """
    for file in files:
        table = read_table(file)
        position = table.column(MARK)
        if position is None:
            continue
        if any(is_synthetic(row.cells[position]) for row in table.rows([])):
            return True
    return False
