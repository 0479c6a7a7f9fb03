"""How far a database is: its number of rows, the time of the newest, and the time by its own clock."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine, Table, func, select, text

from nmt_widgets.store.database.tables import revision
from nmt_widgets.store.database.transactions import reading


def count_rows(engine: Engine, table: Table) -> int:
    """Return how many rows a table has."""
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def newest_time(engine: Engine) -> datetime | None:
    """Return the time of the newest revision; None where there is none."""
    with reading(engine) as connection:
        newest = connection.scalar(select(func.max(revision.c.at)))
    return datetime.fromisoformat(newest) if newest else None


def database_time(engine: Engine) -> datetime | None:
    """Return the time by the clock of the database; None where it is a file, which has none."""
    if engine.dialect.name != "postgresql":
        return None
    with reading(engine) as connection:
        time: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return time.astimezone(UTC)
