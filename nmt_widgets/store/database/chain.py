"""The chain of hashes: each revision carries that of the one before, so that a changed or removed row shows."""

from __future__ import annotations

import hashlib
import json
from typing import Any

START = "0" * 64
"""What the first link of a chain has before it."""


def canonical(value: Any) -> str:
    """Return a value as JSON that is the same text whoever writes it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def record_hash(row: Any) -> str:
    """Return the hash of a record's row: which case, of which kind, whose, since when."""
    return _hash(row.previous_hash, row.case_id, row.number, row.kind, row.owner, row.created)


def revision_hash(row: Any) -> str:
    """Return the hash of a revision's row: who changed what, when and why."""
    return _hash(
        row.previous_hash,
        row.case_id,
        row.number,
        row.edit,
        row.author,
        row.role,
        row.at,
        row.reason,
        row.changes,
    )


def entry_hash(row: Any) -> str:
    """Return the hash of an entry in the log of participation: whose, what, on which day, noted by whom."""
    return _hash(
        row.previous_hash,
        row.number,
        row.edit,
        row.person,
        row.level,
        row.kind,
        row.minutes,
        row.day,
        row.about,
        row.refers,
        row.author,
        row.role,
        row.at,
    )


def _hash(*parts: Any) -> str:
    return hashlib.sha256(canonical(parts).encode("utf-8")).hexdigest()
