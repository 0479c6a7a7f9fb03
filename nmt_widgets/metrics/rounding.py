"""How a figure is rounded for people: one rule for every screen, chart, table and sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable

from nmt_widgets.metrics.estimate import reaches

_MOST = 6  # decimals; a figure still closer to a limit is as good as on it


def half_up(value: float, decimals: int = 0) -> float:
    """Round a half upwards, as people do.

    Examples
    --------
    >>> half_up(62.5), half_up(1.45, 1)
    (63.0, 1.5)
    """
    power = 10.0**decimals
    return math.floor(value * power + 0.5 + 1e-9) / power


def decimals_beside(value: float, limits: Iterable[float], decimals: int = 0) -> int:
    """Return how many decimals a figure needs to stay on its own side of each limit: `decimals`, or more.

    Examples
    --------
    >>> decimals_beside(63.2, (65, 85)), decimals_beside(64.58, (65, 85)), decimals_beside(84.97, (65, 85))
    (0, 1, 2)
    """
    limits = list(limits)
    while decimals < _MOST and any(
        reaches(value, limit) != reaches(half_up(value, decimals), limit) for limit in limits
    ):
        decimals += 1
    return decimals
