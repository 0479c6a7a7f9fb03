"""One trainee's curve over practice cases: the distance from the reference case by case, and the functions that drift.

Only the first attempt at each case counts: a later one is not blind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from nmt_widgets.instrument import Instrument
from nmt_widgets.training.certification.standing import ScoredCase
from nmt_widgets.training.practice.rules import PracticeRules, load_practice_rules
from nmt_widgets.training.statistics.intervals import mean_interval
from nmt_widgets.training.statistics.standards import Standards, load_standards
from nmt_widgets.training.statistics.statistic import Statistic


@dataclass(frozen=True)
class FunctionDrift:
    """A function that somebody scores consistently high or low; `mean` is score minus reference in points."""

    function: str
    mean: Statistic


@dataclass(frozen=True)
class PracticeCurve:
    """A trainee's cases in order of time, and what can be told from them.

    Attributes
    ----------
    cases : tuple of ScoredCase
        Those with a distance from the reference, in order.
    drifting : tuple of FunctionDrift
        Functions that drift, the furthest off first; none while there are too few cases.
    is_told : bool
        Whether there are enough cases to tell which functions drift.
    """

    cases: tuple[ScoredCase, ...]
    drifting: tuple[FunctionDrift, ...]
    is_told: bool


def practice_curve(
    cases: Iterable[ScoredCase],
    instrument: Instrument,
    rules: PracticeRules | None = None,
    standards: Standards | None = None,
) -> PracticeCurve:
    """Return somebody's curve.

    A function drifts if it is off by some points on average over some cases, and the interval leaves out 0.

    Parameters
    ----------
    cases : iterable of ScoredCase
        The first attempts, in order of time.
    instrument : Instrument
    rules, standards : PracticeRules, Standards, optional
        By default `practice_rules.yaml` and `agreement.yaml`.

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> from nmt_widgets.training.certification.standing import scored_case
    >>> instrument, truth = load_instrument(), np.resize([3.0, 5, 8, 6], 32)
    >>> scores = truth + np.where(np.arange(32) == 4, 2, 0)
    >>> cases = [scored_case(f"case-{n}", "2026-03-01", scores, truth, instrument) for n in range(3)]
    >>> [(entry.function, entry.mean.value) for entry in practice_curve(cases, instrument).drifting]
    [('suck_swallow_gag', 2.0)]
    >>> practice_curve(cases[:2], instrument).is_told
    False
    """
    rules, standards = rules or load_practice_rules(), standards or load_standards()
    known = tuple(
        case
        for case in cases
        if case.differences is not None and case.distance and case.distance.value is not None
    )
    least = rules.curve.least_cases
    drifting = []
    if len(known) >= least:
        table = np.array([case.differences for case in known], dtype=float)
        for id, column in zip(instrument.ids, table.T, strict=True):
            off = column[~np.isnan(column)]
            mean = mean_interval(off, standards.intervals.level)
            if mean.n >= least and abs(mean.value or 0.0) >= rules.curve.least_points and _leaves_out_0(mean):
                drifting.append(FunctionDrift(id, mean))
    drifting.sort(key=lambda entry: -abs(entry.mean.value or 0.0))
    return PracticeCurve(known, tuple(drifting), len(known) >= least)


def _leaves_out_0(mean: Statistic) -> bool:
    """Return whether a mean is clearly on one side; without an interval all values are equal."""
    return mean.low is None or mean.high is None or not mean.low <= 0 <= mean.high
