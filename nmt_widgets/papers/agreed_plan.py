"""The agreed plan on paper, for the team: who does what, from when, how often; the rest is only counted.

What keeps somebody safe stands on it whether the team has taken it up or not: a plan never leaves out a danger.
"""

from __future__ import annotations

from typing import Any

from nmt_widgets.cases.model import TeamPlan
from nmt_widgets.charts import wording
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.papers.rendering import often_said, render, who_said
from nmt_widgets.planning import AgreedLine, AgreedPlan
from nmt_widgets.planning.decisions import PARTS


def plan_page(laid: AgreedPlan, team: TeamPlan, instrument: Instrument) -> str:
    """Return the agreed plan as an HTML page that needs nothing else.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> from nmt_widgets.cases.model import Decision
    >>> from nmt_widgets.planning import agreed, plan
    >>> decided = {"web:start:in_room_aide": Decision(verdict="accepted", who="Ms. B", start="2026-12-01")}
    >>> page = plan_page(agreed(plan(load_case("james"), 1), decided), TeamPlan(), load_instrument())
    >>> "Ms. B" in page, "1 December 2026" in page
    (True, True)
    """
    words = texts("papers", instrument.language)
    said = words["plan"]
    shown = (*laid.made, *_not_taken_up(laid))
    return render(
        "agreed_plan.j2",
        t=words,
        p=said,
        title=said["title"].format(client=laid.plan.called),
        subtitle=said["about"].format(
            case=laid.plan.case, label=laid.plan.label, age=wording.age(laid.plan.age)
        ),
        facts=list(_facts(team, said, instrument)),
        nothing=not laid.made,
        parts=[
            (
                said["parts"][part],
                [_row(one, words, instrument) for one in shown if one.line.part == part],
            )
            for part in PARTS
            if any(one.line.part == part for one in shown)
        ],
        rest=list(_rest(laid, said)),
        danger=laid.plan.safety.summary if laid.plan.safety.signs else "",
        safety=laid.plan.safety,
        missing=laid.plan.safety.missing if laid.plan.safety.urgent else "",
        disclaimer=texts("common", instrument.language)["disclaimer"],
    )


def _facts(team: TeamPlan, said: dict[str, Any], instrument: Instrument) -> list[tuple[str, str]]:
    days = ((said["agreed"], team.agreed), (said["next"], team.next_meeting))
    found = [(name, say_date(day, instrument.language) if day else said["no_day"]) for name, day in days]
    return [*found, (said["present"], ", ".join(team.present) or said["nobody"])]


def _row(one: AgreedLine, words: dict[str, Any], instrument: Instrument) -> dict[str, str]:
    said = words["plan"]
    kind = texts("planning", instrument.language)["kinds"].get(one.line.kind, one.line.kind)
    told = one.line.kind in ("start", "protect", "ask") or kind in one.line.title.lower()
    return {
        "id": one.line.id,
        "title": one.line.title,
        "kind": "" if told else kind,
        "text": one.text,
        "first": " ".join(words["first"].format(what=what) + "." for what in one.line.cleared_by),
        "changed": said["changed"] if one.verdict == "changed" else "",
        "waits": "" if one.made else said["not_taken_up"],
        "who": who_said(one, instrument),
        "often": often_said(one, instrument),
        "start": say_date(one.start, instrument.language) if one.start else said["no_day"],
    }


def _not_taken_up(laid: AgreedPlan) -> tuple[AgreedLine, ...]:
    """Return what keeps somebody safe and the team has not taken up yet."""
    return tuple(one for one in laid.open if one.line.part == "safety")


def _rest(laid: AgreedPlan, said: dict[str, Any]) -> list[str]:
    """Return how much is not on the page, and why."""
    counts = laid.counts
    waiting = sum(line.horizon == "next" and line.kind != "later" for line in laid.plan.lines)
    waiting -= sum(one.line.horizon == "next" for one in laid.asked)
    found = {
        "open": counts.open - len(_not_taken_up(laid)),
        "rejected": counts.rejected,
        "next": waiting,
        "held": len(laid.plan.safety.held),
    }
    return [said["rest"][id].format(n=n) for id, n in found.items() if n]
