"""Advisory locks of PostgreSQL: locks on a number instead of a row, held by one transaction at a time."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import Connection, func, select


class AdvisoryLock(IntEnum):
    """The numbers in use; no other program on the same database may use them."""

    MIGRATION = 0x4E4D5457
    NEW_RECORD = 0x4E4D5458
    PARTICIPATION = 0x4E4D5459
    FILING = 0x4E4D545A
    FEEDBACK = 0x4E4D545B
    INCIDENTS = 0x4E4D545C


def hold(connection: Connection, lock: AdvisoryLock) -> None:
    """Hold a lock until the transaction ends; SQLite allows one writer at a time and needs no lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(int(lock))))
