"""Logs: tables whose rows are only ever added, numbered from 1, each with the hash of the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from nmt_widgets.store.database.chain import START, row_hash
from nmt_widgets.store.database.clock import now


def append(connection: Connection, table: Table, entries: Iterable[Mapping[str, Any]]) -> list[int]:
    """Add entries to a log, in order, and return their numbers.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        That holds the lock of this log, so that the numbers have no gaps.
    table : sqlalchemy.Table
    entries : iterable of mapping
        Each with every column but the number, the time and the hashes.
    """
    last = connection.execute(select(table).order_by(table.c.number.desc()).limit(1)).one_or_none()
    first, before = (last.number + 1, last.hash) if last else (1, START)
    rows = []
    for number, entry in enumerate(entries, first):
        row = SimpleNamespace(**entry, number=number, at=now(), previous_hash=before)
        row.hash = before = row_hash(table, row)
        rows.append(vars(row))
    if rows:
        connection.execute(insert(table), rows)
    return [row["number"] for row in rows]
