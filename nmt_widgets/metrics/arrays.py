"""The arrays that the metrics take, from a case: one row each, in the instrument's order."""

from __future__ import annotations

import numpy as np

from nmt_widgets.case_files.model import Assessment, Case
from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Floats


def half_width(instrument: Instrument, confidence: str | None) -> float:
    """Return the half-width of the range of a rating that is no score of Part C, in points."""
    widths = instrument.half_widths
    return widths.get(confidence, widths[None])


def score_half_width(instrument: Instrument, id: str, confidence: str | None) -> float:
    """Return the half-width of a function's score, in points; `not_stated` where no confidence is stated."""
    widths = instrument.score_half_widths
    return widths.get(confidence, widths[None])[instrument.ids.index(id)]


def number(value: int | str | None) -> float:
    """Return a rating as a float: NaN for "not known" and for no answer."""
    return np.nan if value is None or value == NOT_KNOWN else float(value)


def score_arrays(instrument: Instrument, assessment: Assessment) -> tuple[Floats, Floats]:
    """Return scores and half-widths of Part C, shape (1, functions) each."""
    entries = [assessment.functions.scores.get(id) for id in instrument.ids]
    scores = [number(entry.score) if entry else np.nan for entry in entries]
    widths = instrument.score_half_widths
    halves = [
        widths.get(entry.confidence if entry else None, widths[None])[position]
        for position, entry in enumerate(entries)
    ]
    return np.array([scores]), np.array([halves])


def history_arrays(instrument: Instrument, case: Case) -> dict[str, Floats]:
    """Return the keyword arguments of :func:`~nmt_widgets.metrics.history.measure_risk`, one row."""
    parts = instrument.history
    weights = {pattern.id: pattern.weight for pattern in parts.patterns}
    shape_a = (1, len(parts.periods), len(parts.adversity))
    shape_b = (1, len(parts.periods), len(parts.relational))
    severity, weight, off = np.full(shape_a, np.nan), np.ones(shape_a), np.zeros(shape_a)
    support, give = np.full(shape_b, np.nan), np.zeros(shape_b)
    for p, period in enumerate(parts.periods):
        events = case.history.adversity.get(period.id, {})
        for c, category in enumerate(parts.adversity):
            if event := events.get(category.id):
                severity[0, p, c] = number(event.severity)
                weight[0, p, c] = weights.get(event.pattern or "", 1.0)
                off[0, p, c] = half_width(instrument, event.confidence)
        ratings = case.history.relational.get(period.id, {})
        for s, kind in enumerate(parts.relational):
            if rating := ratings.get(kind.id):
                support[0, p, s] = number(rating.rating)
                give[0, p, s] = half_width(instrument, rating.confidence)
    return {
        "severity": severity,
        "weight": weight,
        "severity_half": off,
        "support": support,
        "support_half": give,
    }


def relational_arrays(instrument: Instrument, assessment: Assessment) -> tuple[Floats, Floats]:
    """Return ratings and half-widths of Part D, shape (1, statements) each."""
    ratings, halves = [], []
    for area in instrument.current_relational.areas:
        ratings_of_area = assessment.relational_health.ratings.get(area.id, {})
        for statement in area.statements:
            rating = ratings_of_area.get(statement)
            ratings.append(number(rating.rating) if rating else np.nan)
            halves.append(half_width(instrument, rating.confidence if rating else None))
    return np.array([ratings]), np.array([halves])
