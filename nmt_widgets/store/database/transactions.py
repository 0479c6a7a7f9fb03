"""Transactions that read or write; database errors become :class:`Unavailable`, with words a person can act on."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, delete, false
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from nmt_widgets.core.places import data_folder
from nmt_widgets.store.database.tables import person
from nmt_widgets.store.errors import Kind, Unavailable

_CAN_WRITE = "nmt_can_write"  # set once a connection has written; it then stays so


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that sees one state of the database throughout."""
    with translated(), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes are kept together or not at all."""
    try:
        with translated(), _connect_to_write(engine) as connection, connection.begin():
            yield connection
    except Unavailable:
        engine.dispose()  # the connections may be at fault, not the database: open new ones the next time
        raise


def _connect_to_write(engine: Engine) -> Connection:
    """Return a connection that can write, as far as the database permits it now.

    A connection opened while the database was read-only stays read-only. Whoever only reads does not notice, so such
    connections may wait in the pool. They are replaced here.
    """
    connection = engine.connect().execution_options(nmt_writes=True)
    if connection.info.get(_CAN_WRITE):
        return connection
    try:
        with connection.begin() as transaction:
            connection.execute(delete(person).where(false()))  # deletes nobody
            transaction.rollback()
    except DBAPIError as error:
        connection.close()
        if _kind(error) != "readonly":
            raise
        engine.dispose()
        return engine.connect().execution_options(nmt_writes=True)
    connection.info[_CAN_WRITE] = True
    return connection


@contextmanager
def translated() -> Iterator[None]:
    """Turn errors of the database into :class:`Unavailable`."""
    try:
        yield
    except IntegrityError:
        raise  # the key exists already: the caller handles that
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise Unavailable(_kind(error)) from error


def _kind(error: Exception) -> Kind:
    if isinstance(error, PoolTimeout):
        return "busy"
    origin = error.orig if isinstance(error, DBAPIError) else error
    if state := getattr(origin, "sqlstate", None):
        return _BY_STATE.get(state) or _BY_STATE.get(state[:2], "broken")
    code = getattr(origin, "sqlite_errorcode", None)
    if code == _SHORT_READ or "Could not decode" in str(origin):
        return "broken"  # a file that is cut off, or a text that cannot be decoded
    if code is not None:
        kind = _BY_CODE.get(code & 0xFF, "broken")
        return "full" if kind == "gone" and _is_full() else kind
    if isinstance(error, DisconnectionError) or type(origin).__name__ == "OperationalError":
        return "gone"
    return "broken"


_SHORT_READ = 522
# SQLite's primary result codes
_BY_CODE: dict[int, Kind] = {
    5: "busy",
    6: "busy",
    8: "readonly",
    10: "gone",  # disk I/O error
    13: "full",
    14: "gone",  # cannot open
}
# PostgreSQL's SQLSTATE, whole or by class
_BY_STATE: dict[str, Kind] = {
    "53100": "full",
    "53": "busy",
    "25006": "readonly",
    "40": "busy",
    "55": "busy",
    "08": "gone",
    "28": "gone",
    "3D": "gone",
    "57": "gone",
}


def _is_full() -> bool:
    """Return whether the data folder's disk is full: some file systems report that as a failed write."""
    try:
        return shutil.disk_usage(data_folder()).free < 64_000
    except OSError:
        return False
