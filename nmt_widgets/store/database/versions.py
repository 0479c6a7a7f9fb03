"""The version of a database's tables, as a file tells it; no database package is needed to know it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

NEWEST = "0011"
"""The newest migration; a test compares it with the scripts."""

_VERSION = re.compile("[0-9]{4}")


def is_no_version(text: str) -> bool:
    """Return whether no version of the workbook, also no later one, writes this for a version.

    >>> is_no_version("0004"), is_no_version("9999"), is_no_version("-1"), is_no_version("head")
    (False, False, True, True)
    """
    return _VERSION.fullmatch(text) is None


def file_version(file: Path) -> str | None:
    """Return the version of an SQLite file; None where it does not tell, as an empty or an encrypted one."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return None
    return row and str(row[0])
