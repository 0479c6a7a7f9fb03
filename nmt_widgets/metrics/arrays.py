"""The arrays that the metrics take, from cases: one row each, in the instrument's order."""

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


def score_arrays(instrument: Instrument, *assessments: Assessment) -> tuple[Floats, Floats]:
    """Return scores and half-widths of Part C, shape (assessments, functions) each."""
    widths = instrument.score_half_widths
    scores = np.full((len(assessments), len(instrument.ids)), np.nan)
    halves = np.tile(widths[None], (len(assessments), 1)).astype(float)
    for row, assessment in enumerate(assessments):
        entries = assessment.functions.scores
        for column, id in enumerate(instrument.ids):
            if entry := entries.get(id):
                scores[row, column] = number(entry.score)
                halves[row, column] = widths.get(entry.confidence, widths[None])[column]
    return scores, halves


def history_arrays(instrument: Instrument, *cases: Case) -> dict[str, Floats]:
    """Return the keyword arguments of :func:`~nmt_widgets.metrics.history.measure_risk`, one row a case."""
    parts = instrument.history
    weights = {pattern.id: pattern.weight for pattern in parts.patterns}
    shape_a = (len(cases), len(parts.periods), len(parts.adversity))
    shape_b = (len(cases), len(parts.periods), len(parts.relational))
    severity, weight, off = np.full(shape_a, np.nan), np.ones(shape_a), np.zeros(shape_a)
    support, give = np.full(shape_b, np.nan), np.zeros(shape_b)
    for row, case in enumerate(cases):
        for p, period in enumerate(parts.periods):
            events = case.history.adversity.get(period.id, {})
            for c, category in enumerate(parts.adversity):
                if event := events.get(category.id):
                    severity[row, p, c] = number(event.severity)
                    weight[row, p, c] = weights.get(event.pattern or "", 1.0)
                    off[row, p, c] = half_width(instrument, event.confidence)
            ratings = case.history.relational.get(period.id, {})
            for s, kind in enumerate(parts.relational):
                if rating := ratings.get(kind.id):
                    support[row, p, s] = number(rating.rating)
                    give[row, p, s] = half_width(instrument, rating.confidence)
    return {
        "severity": severity,
        "weight": weight,
        "severity_half": off,
        "support": support,
        "support_half": give,
    }


def relational_arrays(instrument: Instrument, *assessments: Assessment) -> tuple[Floats, Floats]:
    """Return ratings and half-widths of Part D, shape (assessments, statements) each."""
    places = [(area.id, id) for area in instrument.current_relational.areas for id in area.statements]
    ratings = np.full((len(assessments), len(places)), np.nan)
    halves = np.full(ratings.shape, half_width(instrument, None), dtype=float)
    for row, assessment in enumerate(assessments):
        areas = assessment.relational_health.ratings
        for column, (area, id) in enumerate(places):
            if rating := areas.get(area, {}).get(id):
                ratings[row, column] = number(rating.rating)
                halves[row, column] = half_width(instrument, rating.confidence)
    return ratings, halves
