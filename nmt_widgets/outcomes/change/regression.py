"""Regression to the mean: the change that is expected although nothing changed."""

from __future__ import annotations

import math

from nmt_widgets.core.words import refusal
from nmt_widgets.outcomes.change.reliable import Reliability


def expected_regression(reliability: float, mean_first: float, population_mean: float) -> float:
    """Return the mean change of clients who were chosen by their first value, if nothing changes in anybody.

    Parameters
    ----------
    reliability : float
        The correlation of two values of a person who does not change, from 0 to below 1. It holds the error of raters
        and of days; the agreement of raters alone is too high, so the figure is then too small.
    mean_first, population_mean : float
        Mean of the chosen at the first time, and of all from whom they were chosen, by the same instrument.

    Notes
    -----
    (1 - r) (population mean - mean of the chosen): whoever was chosen low rises by this much. It assumes a linear
    relation, the same mean and spread at both times without change, and that nothing but the first value chose them.
    A change is read beside it, not corrected by it: what chose the clients is seldom known.

    References
    ----------
    Davis, C. E. (1976). The effect of regression to the mean in epidemiologic and clinical studies. American Journal of
    Epidemiology, 104, 493-498.

    Campbell, D. T., & Kenny, D. A. (1999). A primer on regression artifacts. Guilford.

    Examples
    --------
    >>> round(expected_regression(0.8, 150, 200), 1)
    10.0
    """
    checked = Reliability(reliability)
    if not (math.isfinite(mean_first) and math.isfinite(population_mean)):
        raise refusal("change", "not_a_number", value=f"{mean_first}, {population_mean}")
    return (1 - checked.value) * (population_mean - mean_first)
