"""What a team kept with an assessment - decisions, weekly entries - laid over its plan."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.cases.model import Decision as Kept
from nmt_widgets.cases.model import Entry, TeamPlan
from nmt_widgets.planning.decisions import (
    Adherence,
    Agreed,
    AgreedLine,
    Decision,
    FollowUp,
    adherence,
    agreed,
)
from nmt_widgets.planning.lines import Line, Plan
from nmt_widgets.planning.parts import Dose

OWN = "own:"
"""Begins the ids of lines the team added by itself."""


def agreed_plan(plan: Plan, team: TeamPlan) -> Agreed:
    """Return a plan with what its team decided; the team's own lines come last in their part.

    A change or a rejection still without its reason does not count yet.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> from nmt_widgets.planning.plans import plan
    >>> decision = {"client:suspend:tutoring": {"verdict": "accepted", "who": "Ada"}}
    >>> kept = TeamPlan.model_validate({"decisions": decision})
    >>> made = agreed_plan(plan(load_case("james"), 1), kept)
    >>> [line.who for line in made.lines if line.verdict]
    ['Ada']
    """
    decisions = [
        Decision(line=id, **kept.model_dump(exclude={"title", "part"}, exclude_none=True))
        for id, kept in team.decisions.items()
        if not id.startswith(OWN) and (kept.verdict == "accepted" or kept.reason.strip())
    ]
    laid = agreed(plan, decisions)
    own = [_own_line(id, kept) for id, kept in team.decisions.items() if id.startswith(OWN) and kept.title]
    if not own:
        return laid
    order = ("web", "family", "client")
    lines = sorted([*laid.lines, *own], key=lambda one: order.index(one.line.part))
    return Agreed(plan, tuple(lines), laid.gone)


def _own_line(id: str, kept: Kept) -> AgreedLine:
    dose = Dose(minutes=kept.minutes, times=kept.times, per=kept.per) if kept.minutes and kept.times else None
    line = Line(id=id, part=kept.part or "client", kind="start", title=kept.title, text=kept.note, dose=dose)
    return AgreedLine(line, kept.verdict, kept.reason, kept.who, dose, kept.start, kept.note)


def team_adherence(laid: Agreed, team: TeamPlan) -> Adherence:
    """Return how much of an agreed plan was carried out, by the team's weekly entries.

    Once the team has decided on any line, only the lines it agreed count.
    """
    if any(one.verdict for one in laid.lines):
        laid = Agreed(laid.plan, tuple(one for one in laid.lines if one.verdict), laid.gone)
    return adherence(laid, _follow_ups(laid, team))


def _follow_ups(laid: Agreed, team: TeamPlan) -> Iterator[FollowUp]:
    doses = {one.line.id: one.dose for one in laid.standing}
    for id, weeks in team.entries.items():
        if id not in doses:
            continue
        for number, (_, entry) in enumerate(sorted(weeks.items()), start=1):
            if entry.times is not None:
                yield _follow_up(id, number, entry, doses[id])


def _follow_up(id: str, week: int, entry: Entry, dose: Dose | None) -> FollowUp:
    """Return one week; a line without a dose counts as planned once."""
    minutes = dose.minutes if dose else 1
    times = max(1, round(dose.minutes_a_week / dose.minutes)) if dose else 1
    return FollowUp(
        line=id, week=week, minutes=minutes, times=times, done=entry.times or 0, done_minutes=entry.minutes
    )
