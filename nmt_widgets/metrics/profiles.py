"""Measure one assessment of a case."""

from __future__ import annotations

import math
from numbers import Integral
from pathlib import Path

from nmt_widgets._version import __version__
from nmt_widgets.case_files import NOT_KNOWN, Assessment, Case, as_case
from nmt_widgets.case_files.ratings import Score
from nmt_widgets.core.local import say_if_date
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics.arrays import history_arrays, relational_arrays, score_arrays, score_half_width
from nmt_widgets.metrics.estimate import Estimate, over_gate
from nmt_widgets.metrics.functions import FunctionMetrics, measure_functions
from nmt_widgets.metrics.history import RelationalMetrics, RiskMetrics, measure_relational, measure_risk
from nmt_widgets.metrics.results import (
    CmrResult,
    DomainResult,
    Figure,
    Item,
    Profile,
    RegionResult,
    RiskResult,
)

BIRTH = 0.001  # years: a newborn has lived the period that ends at birth, and has begun the next


def profile(
    case: Case | str | Path,
    number: int | None = None,
    instrument: Instrument | None = None,
    *,
    unscored: bool = False,
) -> Profile:
    """Measure one assessment of a case.

    Parameters
    ----------
    case : Case, str or Path
        A case, the id of a template, or the path of a file.
    number : int, optional
        The number of the assessment; by default the latest usable one.
    instrument : Instrument, optional
    unscored : bool
        Whether an assessment without any Part C score will do, as one that is just being filled in.

    Returns
    -------
    Profile

    Raises
    ------
    InputError
        When there is no such assessment, or it has no Part C scores.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> james = nmt.profile("james", 1)
    >>> james.total.value, round(james.cmr.figure.value, 2)
    (168.0, 0.72)
    """
    instrument = use_instrument(instrument)
    case = as_case(case, instrument)
    assessment = find_assessment(case, case.latest if number is None else number)
    scores, halves = score_arrays(instrument, assessment)
    if not (assessment.scored or unscored):
        raise refusal("report", "no_scores", file=f"case {case.id}", number=assessment.number)
    functions = measure_functions(
        instrument, scores, [assessment.age_years], half_widths=halves, columns=assessment.norms
    )
    risk = measure_risk(instrument, **history_arrays(instrument, case))
    relational = measure_relational(instrument, *relational_arrays(instrument, assessment))
    return _gather(instrument, case, assessment, functions, risk, relational)


def find_assessment(case: Case, number: int) -> Assessment:
    """Return one assessment of a case, or say which there are."""
    try:
        if isinstance(number, bool) or not isinstance(number, Integral):
            raise KeyError(number)
        return case.assessment(int(number))
    except KeyError:
        known = ", ".join(str(assessment.number) for assessment in case.assessments)
        label = repr(number) if isinstance(number, str) else number
        raise refusal("report", "no_assessment", file=f"case {case.id}", number=label, known=known) from None


def _gather(
    instrument: Instrument,
    case: Case,
    assessment: Assessment,
    functions: FunctionMetrics,
    risk: RiskMetrics,
    relational: RelationalMetrics,
) -> Profile:
    column = instrument.norms.columns[assessment.norms] if assessment.norms else None
    categories = [category.id for category in instrument.domains.categories]
    bands = [band.id for band in instrument.risk.bands]
    cmr = _figure(functions.cmr, 0)
    return Profile(
        case=case.id,
        title=case.title,
        assessment=assessment.number,
        label=assessment.label,
        age=assessment.age_years,
        norms=assessment.norms or instrument.norms.version,
        norms_age=column.age if column else assessment.age_years,
        norms_mark=column.source if column else instrument.norms.source,
        items={
            id: _item(
                instrument, id, assessment.functions.scores.get(id), float(functions.typical[0, position])
            )
            for position, id in enumerate(instrument.ids)
        },
        total=_figure(functions.total, 0),
        typical_total=float(functions.typical_total[0]),
        regions={
            region.id: RegionResult(
                _figure(functions.region_sums, 0, position),
                float(functions.region_typical[0, position]),
                _figure(functions.region_percent, 0, position),
                _figure(functions.region_adult, 0, position),
                _named(categories, int(functions.region_category[0, position])),
                bool(functions.region_settled[0, position]),
            )
            for position, region in enumerate(instrument.regions)
        },
        domains={
            domain.id: DomainResult(
                _figure(functions.domain_percent, 0, position),
                _named(categories, int(functions.domain_category[0, position])),
                bool(functions.domain_settled[0, position]),
                _figure(functions.functional_age, 0, position),
            )
            for position, domain in enumerate(instrument.domains.domains)
        },
        cmr=CmrResult(
            cmr,
            instrument.cmr.gate,
            None if cmr.value is None else bool(over_gate(cmr.value, instrument.cmr.gate)),
            bool(functions.cmr_settled[0]),
            float(functions.typical_cmr[0]),
            instrument.cmr.version,
        ),
        risk={
            period.id: RiskResult(
                _figure(risk.adversity, 0, position),
                _figure(risk.relational, 0, position),
                _figure(risk.risk, 0, position),
                _named(bands, int(risk.band[0, position])),
                bool(risk.settled[0, position]),
            )
            for position, period in enumerate(instrument.history.periods)
            if risk.risk.n[0, position] > 0 and period.from_ < max(assessment.age_years, BIRTH)
        },
        relational_health=_figure(relational.percent, 0),
        relational_areas={
            area.id: _figure(relational.areas, 0, position)
            for position, area in enumerate(instrument.current_relational.areas)
        },
        ranges=instrument.ranges,
        versions={**instrument.versions, "software": __version__},
    )


def _figure(estimate: Estimate, *at: int) -> Figure:
    value, low, high = (_plain(part[at]) for part in (estimate.value, estimate.low, estimate.high))
    return Figure(value, low, high, int(estimate.n[at]), int(estimate.of[at]))


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _named(names: list[str], position: int) -> str | None:
    return None if position < 0 else names[position]


def _item(instrument: Instrument, id: str, score: Score | None, typical: float) -> Item:
    if score is None:
        return Item(None, "open", typical, None, 0.0, None, ())
    evidence = tuple(
        ", ".join(
            say_if_date(str(part), instrument.language)
            for part in (entry.instrument, entry.value, entry.informant, entry.date)
            if part is not None
        )
        for entry in score.evidence
    )
    number = score.score if isinstance(score.score, int) else None
    return Item(
        number,
        "scored" if number is not None else "not known" if score.score == NOT_KNOWN else "open",
        typical,
        score.confidence,
        score_half_width(instrument, id, score.confidence),
        score.note,
        evidence,
    )
