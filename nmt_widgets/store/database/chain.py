"""The chain of hashes: each row carries the hash of the row before it, so that a changed or removed row shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from itertools import takewhile
from typing import Any

from sqlalchemy import Table

START = "0" * 64
"""The `previous_hash` of the first row of a chain."""
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: Any) -> str:
    """Return a value as JSON; equal values always give the same text."""
    return _CANONICAL.encode(value)


_MARK = "\0"  # databases take no text that has it
_BETWEEN = f",{canonical(_MARK)},"


def canonical_each(values: Iterable[Any]) -> list[str]:
    """Return each value as `canonical` does; together they are written much faster than one by one.

    Examples
    --------
    >>> canonical_each([{"score": 5}, None, "a"])
    ['{"score":5}', 'null', '"a"']
    """
    values = list(values)
    parts = [part for value in values for part in (_MARK, value)]
    texts = f",{canonical(parts)[1:-1]}".split(_BETWEEN)[1:]
    if len(texts) == len(values):
        return texts
    return [canonical(value) for value in values]  # the mark is in one of them


def row_hash(table: Table, row: Any) -> str:
    """Return the hash of a row in a chain: of the hash before it, and of the columns before `previous_hash`.

    Parameters
    ----------
    table : sqlalchemy.Table
        One with the columns `previous_hash` and `hash`.
    row : object
        With an attribute for each column of the table.
    """
    parts = [row.previous_hash, *(getattr(row, name) for name in _hashed_columns(table))]
    return hashlib.sha256(canonical(parts).encode("utf-8")).hexdigest()


@cache
def _hashed_columns(table: Table) -> tuple[str, ...]:
    return tuple(takewhile(lambda name: name != "previous_hash", table.columns.keys()))
