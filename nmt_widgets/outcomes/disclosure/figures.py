"""Figures of a group that may be shown: means, spreads, shares, extremes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from nmt_widgets.outcomes.rules import load_outcome_rules

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class GroupSummary:
    """What may be told of the values of a group.

    Attributes
    ----------
    n : int or None
        None where it is small. 0 is told.
    mean, sd : float or None
        None where n is small; `sd` also where n is below `moments_from`, or all values are equal.
    lowest, highest : float or None
        None where n is below `extremes_from`: each is the value of one client.
    """

    n: int | None
    mean: float | None = None
    sd: float | None = None
    lowest: float | None = None
    highest: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return asdict(self)

    def to_frame(self) -> pd.DataFrame:
        """Return the figures as one row."""
        import pandas as pd

        return pd.DataFrame([asdict(self)])


def describe(values: ArrayLike, *, public: bool = False, smallest: int | None = None) -> GroupSummary:
    """Return n, mean, standard deviation and extremes of a group, each where the group is large enough for it.

    The mean needs k values. The standard deviation needs `moments_from`, and is not told if all values are equal: with
    few values, or none that differ, it tells the values themselves. The lowest and the highest value need
    `extremes_from`. The numbers are in `outcomes.yaml`.

    Parameters
    ----------
    values : array_like, shape (n,)
        One a client; NaN where missing, left out.
    public, smallest
        As for :func:`suppress`.

    Examples
    --------
    >>> describe([4, 5, 9]).to_dict()
    {'n': None, 'mean': None, 'sd': None, 'lowest': None, 'highest': None}
    >>> describe([4, 5, 9, 6, 6]).mean
    6.0
    """
    rules = load_outcome_rules().disclosure
    k = smallest or (rules.smallest_public if public else rules.smallest)
    numbers = np.asarray(values, dtype=float).ravel()
    numbers = numbers[~np.isnan(numbers)]
    n = len(numbers)
    if n == 0:
        return GroupSummary(0)
    if n < k:
        return GroupSummary(None)
    differs = n >= max(k, rules.moments_from) and np.ptp(numbers) > 0
    extremes = n >= max(k, rules.extremes_from)
    return GroupSummary(
        n,
        float(numbers.mean()),
        float(numbers.std(ddof=1)) if differs else None,
        float(numbers.min()) if extremes else None,
        float(numbers.max()) if extremes else None,
    )


def share(count: int, n: int, *, public: bool = False, smallest: int | None = None) -> float | None:
    """Return a share of a group, or None where it would tell a small count.

    A share and n give the count back, and what is left. So neither may be small: 3 of 40 is not told, nor 37 of 40.

    Parameters
    ----------
    count, n : int
        Clients counted, and all clients of the group.
    public, smallest
        As for :func:`suppress`.

    Examples
    --------
    >>> share(10, 40), share(3, 40), share(37, 40), share(0, 40)
    (0.25, None, None, 0.0)
    """
    rules = load_outcome_rules().disclosure
    k = smallest or (rules.smallest_public if public else rules.smallest)
    if n < k or 0 < count < k or 0 < n - count < k:
        return None
    return count / n
