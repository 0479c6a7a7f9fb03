"""How far a team carried out its plan, from the weekly entries of the assessment."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.case_files.team_plan import FollowUpEntry, TeamPlan
from nmt_widgets.planning.decisions import Adherence, AgreedPlan, FollowUp, adherence
from nmt_widgets.planning.parts import Dose


def team_adherence(agreed_plan: AgreedPlan, team: TeamPlan) -> Adherence:
    """Return how far a plan was carried out, from the weekly entries of the team.

    With at least one decision, only lines with a decision count.
    """
    if any(entry.verdict for entry in agreed_plan.lines):
        agreed_plan = AgreedPlan(
            agreed_plan.plan,
            tuple(entry for entry in agreed_plan.lines if entry.verdict),
            agreed_plan.dropped,
        )
    return adherence(agreed_plan, _follow_ups(agreed_plan, team))


def _follow_ups(agreed_plan: AgreedPlan, team: TeamPlan) -> Iterator[FollowUp]:
    doses = {entry.line.id: entry.dose for entry in agreed_plan.standing}
    for id, weeks in team.entries.items():
        if id not in doses:
            continue
        for number, (_, entry) in enumerate(sorted(weeks.items()), start=1):
            if entry.times is not None:
                yield _follow_up(id, number, entry, doses[id])


def _follow_up(id: str, week: int, entry: FollowUpEntry, dose: Dose | None) -> FollowUp:
    """Return one week. A line without a dose counts as planned once."""
    minutes = dose.minutes if dose else 1
    times = max(1, round(dose.minutes_a_week / dose.minutes)) if dose else 1
    return FollowUp(
        line=id, week=week, minutes=minutes, times=times, done=entry.times or 0, done_minutes=entry.minutes
    )
