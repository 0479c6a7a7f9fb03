"""What was done of an agreed plan, and what came of it, as the report's page lists it."""

from __future__ import annotations

from dataclasses import dataclass

from nmt_widgets.cases import Assessment, Case
from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import Adherence, AgreedLine, agreed, plan, say_dose, team_adherence


@dataclass(frozen=True)
class FollowedLine:
    """One agreed line: planned, done, in words; `estimated` where some of it was not counted."""

    title: str
    kind: str
    who: str
    planned: str
    done: str
    weeks: int
    estimated: bool
    outcome: str


@dataclass(frozen=True)
class FollowedPlan:
    """The plan after one assessment and what became of it."""

    label: str
    age: float
    lines: tuple[FollowedLine, ...]
    adherence: Adherence


def followed(case: Case, assessment: Assessment, instrument: Instrument) -> FollowedPlan:
    """Return the lines of an assessment's plan that the team agreed or entered something for."""
    team = assessment.plan
    laid = agreed(plan(case, assessment.number, instrument), team.decisions)
    found = team_adherence(laid, team)
    lines = tuple(
        _line(one, assessment, found, instrument)
        for one in laid.standing
        if one.verdict is not None or one.line.id in team.entries or one.line.id in team.outcomes
    )
    return FollowedPlan(assessment.label, assessment.age_years, lines, found)


def _line(one: AgreedLine, assessment: Assessment, found: Adherence, instrument: Instrument) -> FollowedLine:
    words = texts("planning", instrument.language)
    id, team = one.line.id, assessment.plan
    dose = one.dose
    fidelity = found.fidelity.get(id)
    return FollowedLine(
        title=one.line.title,
        kind=words["kinds"].get(one.line.kind, one.line.kind),
        who=one.who,
        planned=say_dose(dose, words) if dose else "",
        done=wording.percent(100 * fidelity.share) if fidelity else "",
        weeks=fidelity.weeks if fidelity else 0,
        estimated=any(entry.estimated for entry in team.entries.get(id, {}).values()),
        outcome=team.outcomes.get(id, ""),
    )
