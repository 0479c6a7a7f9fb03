"""What was done of an agreed plan and what came of it, for a page of the report."""

from __future__ import annotations

from dataclasses import dataclass

from nmt_widgets.case_files import Assessment, Case
from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import Adherence, AgreedLine, agreed, plan, say_dose, team_adherence


@dataclass(frozen=True)
class FollowedLine:
    """One line of an agreed plan in words; `estimated` if some weeks are estimates."""

    title: str
    kind: str
    person: str
    planned: str
    done: str
    weeks: int
    estimated: bool
    outcome: str


@dataclass(frozen=True)
class FollowedPlan:
    """The plan after one assessment, and how far it was carried out."""

    label: str
    age: float
    lines: tuple[FollowedLine, ...]
    adherence: Adherence


def followed(case: Case, assessment: Assessment, instrument: Instrument) -> FollowedPlan:
    """Return the lines of a plan with a decision, an entry or an outcome."""
    team = assessment.plan
    agreed_plan = agreed(plan(case, assessment.number, instrument), team.decisions)
    followed_up = team_adherence(agreed_plan, team)
    lines = tuple(
        _line(entry, assessment, followed_up, instrument)
        for entry in agreed_plan.standing
        if entry.verdict is not None or entry.line.id in team.entries or entry.line.id in team.outcomes
    )
    return FollowedPlan(assessment.label, assessment.age_years, lines, followed_up)


def _line(
    entry: AgreedLine, assessment: Assessment, followed_up: Adherence, instrument: Instrument
) -> FollowedLine:
    words = texts("planning", instrument.language)
    id, team = entry.line.id, assessment.plan
    dose = entry.dose
    fidelity = followed_up.fidelity.get(id)
    return FollowedLine(
        title=entry.line.title,
        kind=words["kinds"].get(entry.line.kind, entry.line.kind),
        person=entry.responsible,
        planned=say_dose(dose, words) if dose else "",
        done=wording.percent(100 * fidelity.share) if fidelity else "",
        weeks=fidelity.weeks if fidelity else 0,
        estimated=any(entry.estimated for entry in team.entries.get(id, {}).values()),
        outcome=team.outcomes.get(id, ""),
    )
