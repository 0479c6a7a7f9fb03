"""Open the database: SQLite in the user's data folder, or PostgreSQL by address; create or update it first."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.store.database import sqlite_files
from nmt_widgets.store.database.address import database_url
from nmt_widgets.store.database.migrating import bring_up_to_date
from nmt_widgets.store.database.sqlite_files import sqlite_engine
from nmt_widgets.store.database.transactions import translated
from nmt_widgets.store.errors import Unavailable


def close_engine() -> None:
    """Close this process's connections; the last one to close writes SQLite's journal into the file of the database."""
    if _engine.cache_info().currsize:
        _engine(database_url(), os.getpid()).dispose()


def open_engine(url: str | None = None, progress: Progress = untold) -> Engine:
    """Return the engine of the database; create it or bring it up to date first if needed.

    Parameters
    ----------
    url : str, optional
        By default `NMT_DATABASE_URL`, or a file in the data folder.
    progress : Progress
        Counts the records of which lists are made, when the database is brought up to date.

    Raises
    ------
    Unavailable
        When the database cannot be reached.
    InputError
        When the address, the key or the version of the database is wrong.
    """
    engine = _engine(url or database_url(), os.getpid())
    try:
        with translated():
            bring_up_to_date(engine, progress)
    except Unavailable:
        engine.dispose()  # a connection opened while the database was read-only could never bring it up to date
        raise
    return engine


def plain_engine(url: str | None = None) -> Engine | None:
    """Return the engine of the database as it is, whatever its version; None where its file is not there, or empty.

    To open an empty file would give it the head of a database.
    """
    file = database_file(url)
    is_absent = file is not None and not (file.exists() and file.stat().st_size)
    return None if is_absent else _engine(url or database_url(), os.getpid())


def database_file(url: str | None = None) -> Path | None:
    """Return the file of the database, if it is one."""
    address = url or database_url()
    return Path(make_url(address).database or "") if address.startswith("sqlite") else None


@cache
def _engine(url: str, _process: int) -> Engine:
    """Return one engine per address and process: connections do not survive a fork."""
    if url.startswith("sqlite"):
        return sqlite_engine(Path(make_url(url).database or ""))
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
            connect_args={
                "connect_timeout": 5,
                "options": f"-c lock_timeout={sqlite_files.BUSY_SECONDS * 1000:.0f}",
            },
        )
    except ModuleNotFoundError:
        raise InputError(words["no_driver"]["message"], remedy=words["no_driver"]["remedy"]) from None
