"""The migrations run once in a process of tests: a further empty file of SQLite gets the tables that they made.

What brings up a database that has tables, one of PostgreSQL, or one that a command opens runs its migrations.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from sqlalchemy import Connection, inspect

from nmt_widgets.store.database import migrating
from nmt_widgets.store.database.versions import NEWEST

run_migrations = migrating._upgrade
_MADE = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"


@contextmanager
def migrated_once() -> Iterator[None]:
    """Let the migrations run for the first empty file only."""
    statements: list[str] = []

    def upgrade_once(connection: Connection) -> None:
        if connection.dialect.name != "sqlite" or inspect(connection).get_table_names():
            return run_migrations(connection)
        if not statements:
            run_migrations(connection)
            statements.extend(connection.exec_driver_sql(_MADE).scalars())
            return None
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (NEWEST,))
        return None

    with patch.object(migrating, "_upgrade", upgrade_once):
        yield
