"""Limit how often a sender may do something (token buckets)."""

from __future__ import annotations

import time
from collections.abc import Callable

from nmt_widgets.server.shared.door_limits import Rate

_KEYS = 10_000


class Buckets:
    """One token bucket for each sender: each request takes a token, and tokens come back with time.

    Parameters
    ----------
    rate : Rate
        `burst`, the size of a bucket, and `per_second`, how fast it refills.
    clock : callable
        Returns seconds.

    Examples
    --------
    >>> buckets = Buckets(Rate(burst=10, per_second=0.1), clock=lambda: 0.0)
    >>> [buckets.take("192.0.2.1") for _ in range(11)].count(True)
    10
    >>> buckets.is_empty("192.0.2.1"), buckets.is_empty("192.0.2.2")
    (True, False)
    """

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_second = float(rate.burst), float(rate.per_second)
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, sender: str) -> bool:
        """Take a token and return True, or return False if the bucket is empty."""
        left = self._now(sender)
        is_enough = left >= 1
        self._left.pop(sender, None)
        self._left[sender] = (left - is_enough, self._clock())
        if len(self._left) > _KEYS:
            del self._left[next(iter(self._left))]
        return is_enough

    def put_back(self, sender: str) -> None:
        """Put a token back: what it was taken for does not count."""
        self._left[sender] = (min(self._burst, self._now(sender) + 1), self._clock())

    def is_empty(self, sender: str) -> bool:
        """Return whether the sender has no token now."""
        return self._now(sender) < 1

    def _now(self, sender: str) -> float:
        left, when = self._left.get(sender, (self._burst, 0.0))
        return min(self._burst, left + (self._clock() - when) * self._per_second)
