"""Invented dates: the phases of a site, and when its clients are assessed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.outcomes.synthetic.design import CohortDesign

Days = NDArray[np.datetime64]
_DAYS_A_YEAR = 365.25


def months(design: CohortDesign) -> Days:
    """Return the first day of each month of all phases."""
    count = sum(phase.months for phase in design.rules.phases)
    first = np.datetime64(design.rules.course.begin, "M")
    return (first + np.arange(count)).astype("datetime64[D]")


def phase_positions(design: CohortDesign, days: Days) -> NDArray[np.intp]:
    """Return which phase each day is in; the last phase goes on after its months."""
    ends = np.cumsum([phase.months for phase in design.rules.phases])
    month = (days.astype("datetime64[M]") - np.datetime64(design.rules.course.begin, "M")).astype(int)
    return np.minimum(np.searchsorted(ends, month, side="right"), len(ends) - 1)


def draw_ages(design: CohortDesign, random: np.random.Generator) -> Floats:
    """Draw the age at each assessment in years, shape (n, times)."""
    course = design.rules.course
    first = random.uniform(course.youngest, course.oldest, (design.n, 1))
    return np.asarray(first + course.gap * np.arange(design.times)).round(2)


def draw_days(design: CohortDesign, random: np.random.Generator) -> Days:
    """Draw the day of each assessment, shape (n, times); clients begin evenly over all phases."""
    span = int((months(design)[-1] - months(design)[0]).astype(int)) + 28
    first = random.integers(0, span, (design.n, 1))
    later = np.rint(design.rules.course.gap * _DAYS_A_YEAR * np.arange(design.times)).astype(int)
    days: Days = months(design)[0] + (first + later)
    return days
