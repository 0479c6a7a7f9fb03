"""The ranges that a site would have from the error of its raters, and what they would change."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from nmt_widgets.case_files import Case, load_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument, parts
from nmt_widgets.metrics.profiles import profile
from nmt_widgets.training.raters.rater_error import RaterError, ScoreError

_EXAMPLE = "james"
_NARROWEST, _WIDEST = 0.5, 11.0  # points; scores are whole numbers from 1 to 12


@dataclass(frozen=True)
class RangePreview:
    """What the measured ranges would change, counted in functions and in findings.

    A finding is the category of a region or a domain, or the side of the gate on which the ratio lies.

    Attributes
    ----------
    wider, narrower : int
        For how many functions the range of a sure score becomes so.
    findings : int
        What the cases show.
    settled_now, settled_then : int
        How many of them lie on one side of their limits with their whole range.
    """

    wider: int
    narrower: int
    findings: int
    settled_now: int
    settled_then: int


def may_make_ranges(error: RaterError) -> bool:
    """Return whether there are enough ratings for ranges: it has to be known how the error goes through a map."""
    return error.shared.high is not None


def measured_confidence(error: RaterError, instrument: Instrument, day: date) -> parts.Confidence:
    """Return `confidence.yaml` with the levels as they are, and what was measured.

    Parameters
    ----------
    error : RaterError
        Of enough ratings, see :func:`may_make_ranges`.
    instrument : Instrument
        The one in use.
    day : datetime.date
        Becomes part of the version.
    """
    assert error.shared.high is not None
    measured = {
        "date": day,
        "level": error.level,
        "method": error.versions["rater_error"],
        "cases": error.total.cases,
        "raters": error.total.raters,
        "ratings": error.total.ratings,
        "shared": round_up(error.shared.high),
        "functions": {id: _entry(error.functions[id]) for id in error.estimated},
    }
    assumed = instrument.confidence.model_dump(exclude={"measured"})
    version = f"{parts.MEASURED_RANGES}-{day.isoformat()}"
    return parts.Confidence.model_validate({**assumed, "version": version, "measured": measured})


def preview_ranges(error: RaterError, instrument: Instrument, cases: Iterable[Case]) -> RangePreview:
    """Return what would change with the measured ranges.

    Parameters
    ----------
    error : RaterError
        Of enough ratings, see :func:`may_make_ranges`.
    instrument : Instrument
        The one in use.
    cases : iterable of Case
        Whose scored assessments are looked at.
    """
    then = replace(instrument, confidence=measured_confidence(error, instrument, date.today()))
    pairs = list(zip(sure_half_widths(instrument), sure_half_widths(then), strict=True))
    numbered = [
        (case, assessment.number) for case in cases for assessment in case.assessments if assessment.scored
    ]
    now, later = (
        [settled for case, number in numbered for settled in _settled(case, number, ranges)]
        for ranges in (instrument, then)
    )
    return RangePreview(
        wider=sum(after > before for before, after in pairs),
        narrower=sum(after < before for before, after in pairs),
        findings=len(now),
        settled_now=sum(now),
        settled_then=sum(later),
    )


def example_cases(instrument: Instrument) -> list[Case]:
    """Return the case that everybody knows, to show on it what would change; none where a site has removed it."""
    with suppress(InputError):
        return [load_case(_EXAMPLE, instrument)]
    return []


def sure_half_widths(instrument: Instrument) -> tuple[float, ...]:
    """Return how far a score of the surest level may be off, function by function."""
    surest = min(instrument.confidence.levels, key=lambda level: level.points)
    return instrument.score_half_widths[surest.id]


def round_up(value: float) -> float:
    """Return a number of two decimals that is not below another: no range becomes narrower than was estimated."""
    return min(_WIDEST, -(-value * 100 // 1) / 100)


def range_points(figures: ScoreError) -> float:
    """Return the half-width of a function as a site would have it: at least that of rounding, and rounded up."""
    assert figures.half_width is not None
    return max(_NARROWEST, round_up(figures.half_width))


def _entry(figures: ScoreError) -> dict[str, Any]:
    return {
        "points": range_points(figures),
        "cases": figures.cases,
        "raters": figures.raters,
        "ratings": figures.ratings,
    }


def _settled(case: Case, number: int, instrument: Instrument) -> list[bool]:
    """Return for each finding of an assessment whether it is settled."""
    result = profile(case, number, instrument)
    regions = [region.settled for region in result.regions.values() if region.category is not None]
    domains = [domain.settled for domain in result.domains.values() if domain.category is not None]
    ratio = [result.cmr.settled] if result.cmr.gate_open is not None else []
    return [*regions, *domains, *ratio]
