"""The agreed plan as a page for the team: who does what, from when and how often. Other lines are only counted.

Lines of safety are always on the page, also those the team has not taken up yet: no page leaves out a danger.
"""

from __future__ import annotations

from typing import Any

from nmt_widgets.case_files.team_plan import TeamPlan
from nmt_widgets.charts import wording
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.papers.rendering import dose_of, person_of, render
from nmt_widgets.planning import AgreedLine, AgreedPlan
from nmt_widgets.planning.decisions import PARTS


def plan_page(agreed_plan: AgreedPlan, team: TeamPlan, instrument: Instrument) -> str:
    """Return the agreed plan as an HTML page without other files.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.case_files.team_plan import Decision
    >>> from nmt_widgets.planning import agreed, plan
    >>> decided = {"web:start:in_room_aide": Decision(verdict="accepted", who="Ms. B", start="2026-12-01")}
    >>> page = plan_page(agreed(plan(load_case("james"), 1), decided), TeamPlan(), load_instrument())
    >>> "Ms. B" in page, "1 Dec 2026" in page
    (True, True)
    """
    words = texts("papers", instrument.language)
    labels = words["plan"]
    entries = (*agreed_plan.agreed, *_not_taken_up(agreed_plan))
    return render(
        "agreed_plan.j2",
        t=words,
        p=labels,
        title=labels["title"].format(client=agreed_plan.plan.called),
        subtitle=labels["about"].format(
            case=agreed_plan.plan.case, label=agreed_plan.plan.label, age=wording.age(agreed_plan.plan.age)
        ),
        facts=list(_facts(team, labels, instrument)),
        nothing=not agreed_plan.agreed,
        parts=[
            (
                labels["parts"][part],
                [_row(entry, words, instrument) for entry in entries if entry.line.part == part],
            )
            for part in PARTS
            if any(entry.line.part == part for entry in entries)
        ],
        rest=list(_rest(agreed_plan, labels)),
        danger=agreed_plan.plan.safety.summary if agreed_plan.plan.safety.signs else "",
        safety=agreed_plan.plan.safety,
        missing=agreed_plan.plan.safety.missing if agreed_plan.plan.safety.urgent else "",
        disclaimer=texts("common", instrument.language)["disclaimer"],
    )


def _facts(team: TeamPlan, labels: dict[str, Any], instrument: Instrument) -> list[tuple[str, str]]:
    dates = ((labels["agreed"], team.agreed), (labels["next"], team.next_meeting))
    days = [(name, say_date(day, instrument.language) if day else labels["no_day"]) for name, day in dates]
    return [*days, (labels["present"], ", ".join(team.present) or labels["nobody"])]


def _row(entry: AgreedLine, words: dict[str, Any], instrument: Instrument) -> dict[str, str]:
    labels = words["plan"]
    kind = texts("planning", instrument.language)["kinds"].get(entry.line.kind, entry.line.kind)
    names_its_kind = entry.line.kind in ("start", "protect", "ask") or kind in entry.line.title.lower()
    return {
        "id": entry.line.id,
        "title": entry.line.title,
        "kind": "" if names_its_kind else kind,
        "text": entry.text,
        "first": " ".join(words["first"].format(what=condition) + "." for condition in entry.line.cleared_by),
        "changed": labels["changed"] if entry.verdict == "changed" else "",
        "waits": "" if entry.is_agreed else labels["not_taken_up"],
        "who": person_of(entry, instrument),
        "often": dose_of(entry, instrument),
        "start": say_date(entry.start, instrument.language, style="medium")
        if entry.start
        else labels["no_day"],
    }


def _not_taken_up(agreed_plan: AgreedPlan) -> tuple[AgreedLine, ...]:
    """Return the lines of safety that the team has not taken up yet."""
    return tuple(entry for entry in agreed_plan.open if entry.line.part == "safety")


def _rest(agreed_plan: AgreedPlan, labels: dict[str, Any]) -> list[str]:
    """Return sentences that count what is not on the page, by reason."""
    counts = agreed_plan.counts
    waiting = sum(line.horizon == "next" and line.kind != "later" for line in agreed_plan.plan.lines)
    waiting -= sum(entry.line.horizon == "next" for entry in agreed_plan.for_decision)
    left_out = {
        "open": counts.open - len(_not_taken_up(agreed_plan)),
        "rejected": counts.rejected,
        "next": waiting,
        "held": len(agreed_plan.plan.safety.withheld),
    }
    return [labels["rest"][id].format(n=n) for id, n in left_out.items() if n]
