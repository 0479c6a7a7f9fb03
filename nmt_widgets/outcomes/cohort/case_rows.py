"""Rows of a cohort from a case: its assessments, its history in figures, and how far its plan was carried out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from nmt_widgets.case_files import Assessment, Case
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics import find_assessment, measure_relational, measure_risk
from nmt_widgets.metrics.arrays import history_arrays, relational_arrays, score_arrays
from nmt_widgets.outcomes.cohort.columns import COUNTS
from nmt_widgets.planning import agreed, plan, team_adherence

FINISHED = ("completed", "amended")
"""The statuses of assessments that count: what is still being filled in is no outcome."""


def cohort_row(case: Case, number: int, instrument: Instrument | None = None) -> dict[str, Any]:
    """Return one assessment of a case as a row of :func:`~nmt_widgets.outcomes.cohort.cohort`.

    Adversity and relational health by period are those of :func:`nmt_widgets.metrics.measure_risk` (0-12), current
    relational health that of :func:`nmt_widgets.metrics.measure_relational` (percent). Of the plan, the lines that the
    team accepted or changed count; they are carried out by majority as in :func:`nmt_widgets.planning.adherence`.
    Without a decision, and without any weekly entry, nothing is known of it: the counts are missing, not 0.

    Parameters
    ----------
    case : Case
    number : int
        Of the assessment.
    instrument : Instrument, optional
        By default :func:`~nmt_widgets.load_instrument`.

    Raises
    ------
    InputError
        When the case has no such assessment.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> row = cohort_row(load_case("james"), 1)
    >>> row["client"], row["time"], row["sleep"], round(row["adversity_infancy"]), row["essential_agreed"]
    ('james', 1, 4.0, 11, None)
    """
    instrument = use_instrument(instrument)
    assessment = find_assessment(case, number)
    risk = measure_risk(instrument, **history_arrays(instrument, case))
    relational = measure_relational(instrument, *relational_arrays(instrument, assessment))
    scores, _ = score_arrays(instrument, assessment)
    row: dict[str, Any] = {
        "client": case.id,
        "time": assessment.number,
        "date": assessment.date,
        "age": assessment.age_years,
        "norms": assessment.norms,
        "version": instrument.versions["functions"],
    }
    row |= _known(dict(zip(instrument.ids, scores[0], strict=True)))
    for part, figures in (("adversity", risk.adversity), ("relational", risk.relational)):
        row |= _known(
            {
                f"{part}_{period.id}": figures.value[0, at]
                for at, period in enumerate(instrument.history.periods)
            }
        )
    row |= _known({"relational_health": relational.percent.value[0]})
    return row | _plan_counts(case, assessment, instrument)


def cohort_rows(case: Case, instrument: Instrument | None = None) -> list[dict[str, Any]]:
    """Return a row for each assessment of a case that is completed and has scores.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> [row["time"] for row in cohort_rows(load_case("james"))]
    [1, 2]
    """
    finished = [assessment.number for assessment in case.usable if assessment.status in FINISHED]
    return [cohort_row(case, number, instrument) for number in finished]


def _plan_counts(case: Case, assessment: Assessment, instrument: Instrument) -> dict[str, int | None]:
    """Return how many lines of each category were agreed, and carried out by majority."""
    team = assessment.plan
    counts: dict[str, int | None] = {
        f"{category}_{end}": None for category in COUNTS for end in ("agreed", "done")
    }
    if not team.decisions or not assessment.scored:
        return counts
    plan_of_team = agreed(plan(case, assessment.number, instrument), team.decisions)
    if not plan_of_team.decided:
        return counts
    for category in COUNTS:
        lines = tuple(entry for entry in plan_of_team.agreed if entry.line.category == category)
        adherence = team_adherence(replace(plan_of_team, lines=lines), team)
        counts[f"{category}_agreed"] = adherence.lines
        counts[f"{category}_done"] = adherence.majority if team.entries else None
    return counts


def _known(figures: dict[str, Any]) -> dict[str, float | None]:
    return {name: None if np.isnan(figure) else float(figure) for name, figure in figures.items()}
