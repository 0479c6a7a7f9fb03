"""The time as the tables keep it: UTC, ISO 8601 with microseconds, so that times sort as text."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """Return the time at this moment."""
    return as_text(datetime.now(UTC))


def as_text(time: datetime) -> str:
    """Return a time as the tables keep it.

    Examples
    --------
    >>> as_text(datetime(2026, 3, 1, 9, 30, tzinfo=UTC))
    '2026-03-01T09:30:00.000000+00:00'
    """
    return time.isoformat(timespec="microseconds")
