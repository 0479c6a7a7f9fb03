"""Check whether the database itself is intact, with the means of SQLite and PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, text

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.problems import problem
from nmt_widgets.core.texts import texts
from nmt_widgets.store.database.encryption import database_key
from nmt_widgets.store.database.engine import database_file
from nmt_widgets.store.database.sqlite_files import BUSY_SECONDS, cipher
from nmt_widgets.store.errors import Unavailable

_MOST = 10
_MAGIC = b"SQLite format 3\0"
_BUSY = (5, 6)


def damage_of_file(url: str | None = None) -> list[str]:
    """Return the faults that SQLite finds in the database file; none where there is no file.

    Parameters
    ----------
    url : str, optional
        By default `NMT_DATABASE_URL`, or a file in the data folder.

    Raises
    ------
    InputError
        When the beginning of the file is either damaged or encrypted; the two look the same.
    Unavailable
        When the file cannot be read, or is being written.
    """
    path = database_file(url)
    if path is None or not path.is_file():
        return []
    key = database_key()
    driver = cipher() if key else sqlite3
    try:
        problems = _integrity_problems(path, driver, key)
    except driver.DatabaseError as error:
        problems = [_problem_of(path, error, key)]
    except UnicodeDecodeError:  # SQLite names a table by noise
        problems = [texts("store")["damage"]["names"]]
    words = texts("store")["damage"]
    return [words["file"].format(problem=fault) for fault in problems]


def damage_of_server(connection: Connection) -> list[str]:
    """Return a sentence on pages with a wrong checksum, as PostgreSQL counts them when it reads them."""
    if connection.dialect.name != "postgresql":
        return []
    query = text("SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()")
    count = connection.scalar(query)
    return [texts("store")["damage"]["checksums"].format(count=count)] if count else []


def _integrity_problems(path: Path, driver: ModuleType, key: str) -> list[str]:
    address = f"{path.absolute().as_uri()}?mode=rw"
    connection = driver.connect(address, uri=True, timeout=BUSY_SECONDS)
    connection.text_factory = _readable
    try:
        problems: list[str] = []
        if key:
            quoted = key.replace("'", "''")
            connection.execute(f"PRAGMA key = '{quoted}'")
            problems = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
        lines = connection.execute(f"PRAGMA integrity_check({_MOST})").fetchall()
        problems += [line for (report,) in lines for line in str(report).splitlines() if line != "ok"]
        for table, row, other, _ in connection.execute("PRAGMA foreign_key_check"):
            problems.append(problem("store", "stray_row", row=row, table=table, other=other)[0])
        return [" ".join(line.split()) for line in problems if not line.startswith("***")][:_MOST]
    finally:
        connection.close()


def _problem_of(path: Path, error: Any, key: str) -> str:
    """Return the text of an error that means damage; raise any other error."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY or "locked" in str(error):
        raise Unavailable("busy") from None
    if not os.access(path, os.R_OK):
        raise Unavailable("gone") from None
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise Unavailable("readonly") from None
    with path.open("rb") as file:
        begins = file.read(len(_MAGIC))
    if "not a database" in str(error) and begins != _MAGIC:
        words = texts("store")["wrong_key" if key else "no_beginning"]
        raise InputError(words["message"], file=None if key else path, remedy=words["remedy"]) from None
    return str(error)


def _readable(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
