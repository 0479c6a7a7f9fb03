"""What a team did of its plan, by the weekly entries kept with the assessment."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.cases.team_plan import FollowUpEntry, TeamPlan
from nmt_widgets.planning.decisions import Adherence, AgreedPlan, FollowUp, adherence
from nmt_widgets.planning.parts import Dose


def team_adherence(laid: AgreedPlan, team: TeamPlan) -> Adherence:
    """Return how much of an agreed plan was carried out, by the team's weekly entries.

    Once the team has decided on any line, only the lines it agreed count.
    """
    if any(one.verdict for one in laid.lines):
        laid = AgreedPlan(laid.plan, tuple(one for one in laid.lines if one.verdict), laid.dropped)
    return adherence(laid, _follow_ups(laid, team))


def _follow_ups(laid: AgreedPlan, team: TeamPlan) -> Iterator[FollowUp]:
    doses = {one.line.id: one.dose for one in laid.standing}
    for id, weeks in team.entries.items():
        if id not in doses:
            continue
        for number, (_, entry) in enumerate(sorted(weeks.items()), start=1):
            if entry.times is not None:
                yield _follow_up(id, number, entry, doses[id])


def _follow_up(id: str, week: int, entry: FollowUpEntry, dose: Dose | None) -> FollowUp:
    """Return one week; a line without a dose counts as planned once."""
    minutes = dose.minutes if dose else 1
    times = max(1, round(dose.minutes_a_week / dose.minutes)) if dose else 1
    return FollowUp(
        line=id, week=week, minutes=minutes, times=times, done=entry.times or 0, done_minutes=entry.minutes
    )
