"""Open, create and copy SQLite files that only their owner may read; encrypted if there is a key."""

from __future__ import annotations

import errno
import os
import secrets
import sqlite3
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.private_files import private_folder
from nmt_widgets.core.texts import texts
from nmt_widgets.store.database.encryption import database_key
from nmt_widgets.store.errors import Kind, Unavailable

BUSY_SECONDS = 5.0
"""How long a write waits for another write."""

# why a file cannot be created
_MAKING: dict[int, Kind] = {
    errno.ENOSPC: "full",
    errno.EACCES: "readonly",
    errno.EPERM: "readonly",
    errno.EROFS: "readonly",
}


def sqlite_engine(path: Path) -> Engine:
    """Return the engine of an SQLite file; create its folder first if needed."""
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
            # even reading needs a journal file beside the database
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
        # take the write lock at the start: a read transaction that upgrades later can deadlock
        writes = connection.get_execution_options().get("nmt_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "connect")
    def remember(_connection: Any, entry: Any) -> None:
        entry.info["file"] = _identity(path)

    @event.listens_for(engine, "checkout")
    def check(_connection: Any, entry: Any, _proxy: Any) -> None:
        if entry.info["file"] != _identity(path):
            raise DisconnectionError  # the file was moved or replaced: a write to it would be lost

    return engine


def connect_file(path: Path, driver: ModuleType, key: str) -> Any:
    """Return a connection to an existing SQLite file; never create a new, empty one."""
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
    """Create an empty SQLite file that only its owner may read, unless it exists; safe against other processes."""
    path = Path(engine.url.database or "")
    if engine.dialect.name == "sqlite" and not path.exists():
        _make(path)


def copy_file(path: Path, to: Path) -> None:
    """Copy an SQLite database in its present state, encrypted with the same key if there is one."""
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
    draft = path.with_name(f".{path.name}-{secrets.token_hex(6)}")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = connect_file(draft, cipher() if key else sqlite3, key)
        connection.execute(
            "PRAGMA user_version = 1"
        )  # writes the file's head: it has to say WAL from the first
        connection.close()
        with suppress(FileExistsError):
            os.link(draft, path)
    except OSError as error:
        raise Unavailable(_MAKING.get(error.errno or 0, "gone")) from None
    finally:
        draft.unlink(missing_ok=True)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def cipher() -> ModuleType:
    """Return the driver of encrypted files; InputError where it is not installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        words = texts("store")["no_cipher"]
        raise InputError(words["message"], remedy=words["remedy"]) from None
    module: ModuleType = dbapi2
    return module
