"""Retry a write when another transaction has taken the same key at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from nmt_widgets.store.errors import Unavailable

ATTEMPTS = 20
"""More than a class of thirty that joins at once has ever needed."""

Result = TypeVar("Result")


def retried(write: Callable[[], Result]) -> Result:
    """Return the result of a transaction; run it again as long as one of its keys is already taken.

    Parameters
    ----------
    write : callable
        Opens the transaction itself, and each time chooses a new key or finds the row that exists by then.

    Raises
    ------
    Unavailable
        As "busy", when no attempt succeeds.

    Examples
    --------
    >>> retried(lambda: 7)
    7
    """
    for _ in range(ATTEMPTS):
        with suppress(IntegrityError):
            return write()
    raise Unavailable("busy")
