"""Logs: tables whose rows are only ever added, numbered from 1, each with the hash of the one before."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from nmt_widgets.store.database.chain import START, row_hash
from nmt_widgets.store.database.clock import now


def append(connection: Connection, table: Table, **values: Any) -> int:
    """Add an entry to a log and return its number.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        That holds the lock of this log, so that the numbers have no gaps.
    table : sqlalchemy.Table
    **values
        Every column but the number, the time and the hashes.
    """
    last = connection.execute(select(table).order_by(table.c.number.desc()).limit(1)).one_or_none()
    entry = SimpleNamespace(
        **values,
        number=last.number + 1 if last else 1,
        at=now(),
        previous_hash=last.hash if last else START,
    )
    entry.hash = row_hash(table, entry)
    connection.execute(insert(table).values(**vars(entry)))
    return int(entry.number)
