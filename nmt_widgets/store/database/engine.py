"""Opens the database: SQLite in the user's data folder, or PostgreSQL by address; and says in words what it lacks."""

from __future__ import annotations

import errno
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.places import data_folder
from nmt_widgets.core.private_files import private_folder
from nmt_widgets.core.texts import texts
from nmt_widgets.store.database.address import database_url
from nmt_widgets.store.database.encryption import database_key
from nmt_widgets.store.errors import Kind, Unavailable

BUSY_SECONDS = 5.0
"""How long a write waits for another's to end."""


def open_engine(url: str | None = None) -> Engine:
    """Return the engine of the database, which is made or brought up to date first if need be.

    Parameters
    ----------
    url : str, optional
        By default `NMT_DATABASE_URL`, or a file in the data folder.

    Raises
    ------
    Unavailable
        When the database cannot be reached.
    InputError
        When the address, the key or the version of the database is wrong.
    """
    from nmt_widgets.store.database.migrating import bring_up_to_date

    engine = _engine(url or database_url(), os.getpid())
    with translated():
        bring_up_to_date(engine)
    return engine


def database_file(url: str | None = None) -> Path | None:
    """Return the file of the database, if it is one."""
    address = url or database_url()
    return Path(make_url(address).database or "") if address.startswith("sqlite") else None


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the database throughout."""
    with translated(), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes are kept together or not at all."""
    try:
        with translated(), engine.connect() as connection:
            connection = connection.execution_options(nmt_writes=True)
            with connection.begin():
                yield connection
    except Unavailable:
        engine.dispose()  # a connection opened while the file could not be written to never will write
        raise


@contextmanager
def translated() -> Iterator[None]:
    """Turn what a database says into what a person can act on."""
    try:
        yield
    except IntegrityError:
        raise  # what came first is there already: the caller's own business
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
        return "broken"  # a file that is cut off, or a text that is none any more
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
# why a file cannot be made
_MAKING: dict[int, Kind] = {
    errno.ENOSPC: "full",
    errno.EACCES: "readonly",
    errno.EPERM: "readonly",
    errno.EROFS: "readonly",
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
    """Say whether the data folder's disk is full: some file systems report that as a failed write."""
    import shutil

    try:
        return shutil.disk_usage(data_folder()).free < 64_000
    except OSError:
        return False


@cache
def _engine(url: str, _process: int) -> Engine:
    """Return one engine an address and process: connections do not survive a fork."""
    if url.startswith("sqlite"):
        return _sqlite(Path(make_url(url).database or ""))
    words = texts("store")
    try:
        address = make_url(url.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError):
        raise InputError(words["bad_url"]["message"], remedy=words["bad_url"]["remedy"]) from None
    if address.get_backend_name() != "postgresql":
        raise InputError(words["bad_url"]["message"], remedy=words["bad_url"]["remedy"])
    try:
        return create_engine(
            address.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            pool_size=2,
            connect_args={"connect_timeout": 5, "options": f"-c lock_timeout={BUSY_SECONDS * 1000:.0f}"},
        )
    except ModuleNotFoundError:
        raise InputError(words["no_driver"]["message"], remedy=words["no_driver"]["remedy"]) from None


def _sqlite(path: Path) -> Engine:
    key = database_key()
    driver = cipher() if key else sqlite3
    try:
        private_folder(path.parent)
    except OSError as error:
        raise Unavailable("full" if error.errno == errno.ENOSPC else "nowhere") from None

    def connect() -> Any:
        try:
            return connect_file(path, driver, key)
        except driver.OperationalError:
            # the journal is a file beside it: where none can be made, even reading fails
            if path.exists() and not os.access(path.parent, os.W_OK):
                raise Unavailable("readonly") from None
            raise

    engine = create_engine(
        f"sqlite:///{path}",
        creator=connect,
        module=driver,
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=8,
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # a write takes its turn at once: one that began as a reading could not wait for another's end
        writes = connection.get_execution_options().get("nmt_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "connect")
    def remember(_connection: Any, entry: Any) -> None:
        entry.info["file"] = _identity(path)

    @event.listens_for(engine, "checkout")
    def check(_connection: Any, entry: Any, _proxy: Any) -> None:
        if entry.info["file"] != _identity(path):
            raise DisconnectionError  # the file was moved away or replaced: what is written to it would be lost

    return engine


def connect_file(path: Path, driver: ModuleType, key: str) -> Any:
    """Return a connection to an SQLite file that is there; a file that is gone must not come back empty."""
    connection = driver.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS, check_same_thread=False
    )
    connection.isolation_level = None  # transactions are begun by the engine, not by the driver
    try:
        if key:
            quoted = key.replace("'", "''")
            connection.execute(f"PRAGMA key = '{quoted}'")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except driver.DatabaseError as error:
        connection.close()
        if "not a database" not in str(error):
            raise
        words = texts("store")["wrong_key"]
        raise InputError(words["message"], remedy=words["remedy"]) from None
    return connection


def make_file(engine: Engine) -> None:
    """Make an empty SQLite file that only its owner may read, where there is none; another may do so at once."""
    path = Path(engine.url.database or "")
    if engine.dialect.name == "sqlite" and not path.exists():
        _make(path)


def copy_file(path: Path, to: Path) -> None:
    """Copy an SQLite database as it is kept at the moment, encrypted by the same key if it is."""
    key = database_key()
    driver = cipher() if key else sqlite3
    _make(to)
    source, target = connect_file(path, driver, key), connect_file(to, driver, key)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


def _make(path: Path) -> None:
    key = database_key()
    made = path.with_name(f".{path.name}-{secrets.token_hex(6)}")
    try:
        os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = connect_file(made, cipher() if key else sqlite3, key)
        connection.execute(
            "PRAGMA user_version = 1"
        )  # writes the file's head: it has to say WAL from the first
        connection.close()
        with suppress(FileExistsError):
            os.link(made, path)
    except OSError as error:
        raise Unavailable(_MAKING.get(error.errno or 0, "gone")) from None
    finally:
        made.unlink(missing_ok=True)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def cipher() -> ModuleType:
    """Return the driver of encrypted files; InputError where it is not installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        words = texts("store")["no_cipher"]
        raise InputError(words["message"], remedy=words["remedy"]) from None
    module: ModuleType = dbapi2
    return module
