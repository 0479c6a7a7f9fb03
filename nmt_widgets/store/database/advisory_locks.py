"""Locks of PostgreSQL that have a number and no row: each is held by one transaction at a time."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import Connection, func, select


class AdvisoryLock(IntEnum):
    """The numbers in use: any that no other program on the same database takes."""

    MIGRATION = 0x4E4D5457
    NEW_RECORD = 0x4E4D5458
    PARTICIPATION = 0x4E4D5459


def hold(connection: Connection, lock: AdvisoryLock) -> None:
    """Hold a lock until the transaction ends; SQLite has one writer at a time and needs none."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(int(lock))))
