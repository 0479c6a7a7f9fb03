"""A statistic with its confidence interval, or the reason why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "no_items",
    "one_item",
    "only_one",
    "one_rater",
    "no_variance",
    "no_spread",
    "too_much_disagreement",
    "too_few_scored",
    "no_age",
    "no_reference",
    "one_case",
    "too_few_ratings",
    "no_days",
    "no_incidents",
    "none_before",
    "no_pairs",
    "one_pair",
    "equal_changes",
    "equal_values",
    "no_double_ratings",
    "too_few_clients",
    "not_recorded",
    "too_few_severe",
]
"""Why something is not defined; the words are in `texts/<language>/agreement.yaml` under `reasons`."""


@dataclass(frozen=True)
class Statistic:
    """A figure and its confidence interval.

    Attributes
    ----------
    value : float or None
        None where the figure is not defined.
    low, high : float or None
        Confidence limits; None where the figure is defined and its uncertainty is not.
    n : int
        The number of units behind the interval: items, raters, or domains.
    reason : str or None
        Why the value or its interval is missing.

    Examples
    --------
    >>> Statistic(0.5, 0.2, 0.8, 12).reason, undefined("one_item", 1).value
    (None, None)
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: Reason | None = None


def undefined(reason: Reason, n: int) -> Statistic:
    """Return a statistic without a value, and why."""
    return Statistic(None, None, None, n, reason)


def without_interval(value: float, n: int, reason: Reason = "no_spread") -> Statistic:
    """Return a statistic whose uncertainty cannot be estimated, and why."""
    return Statistic(float(value), None, None, n, reason)


def with_interval(value: float, low: float, high: float, n: int, reason: Reason = "no_spread") -> Statistic:
    """Return a statistic with its limits; without them, and with the reason, where a limit is not finite."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return without_interval(value, n, reason)
    return Statistic(float(value), float(low), float(high), n)
