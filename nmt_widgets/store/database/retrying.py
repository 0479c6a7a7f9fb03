"""A write is tried again where somebody else took the same key at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from nmt_widgets.store.errors import Unavailable

ATTEMPTS = 20
"""As many as a class of thirty that joins at once has ever needed, and some more."""

Result = TypeVar("Result")


def retried(write: Callable[[], Result]) -> Result:
    """Return what a whole transaction returns, begun again while a key it takes is taken by another.

    Parameters
    ----------
    write : callable
        Opens the transaction itself, and takes another key, or finds what is there by then, each time.

    Raises
    ------
    Unavailable
        As busy, when it never came to an end.

    Examples
    --------
    >>> retried(lambda: 7)
    7
    """
    for _ in range(ATTEMPTS):
        with suppress(IntegrityError):
            return write()
    raise Unavailable("busy")
