"""The team's judgement over the plan, and whether it was carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from nmt_widgets.cases.model import Decision
from nmt_widgets.planning.lines import Line, Plan
from nmt_widgets.planning.parts import Dose

OWN = "own:"
"""Begins the ids of lines the team added by itself."""

Verdict = Literal["accepted", "changed", "rejected"]
_COUNTED = ("essential", "therapeutic")


class FollowUp(BaseModel):
    """One week of one line: what was planned, how many times it was done, and for how long each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: str = Field(min_length=1, max_length=120)
    week: int = Field(ge=1, le=520)
    minutes: int = Field(1, ge=1, le=1440)
    times: int = Field(ge=0, le=700)
    done: int = Field(ge=0, le=700)
    done_minutes: int | None = Field(None, ge=0, le=1440)
    note: str = ""

    @property
    def planned(self) -> float:
        """Planned minutes of the week."""
        return float(self.minutes * self.times)

    @property
    def carried_out(self) -> float:
        """Minutes carried out; where their length was not noted, as planned."""
        return float(self.done * (self.minutes if self.done_minutes is None else self.done_minutes))


@dataclass(frozen=True)
class AgreedLine:
    """A line with the team's decision over it; `verdict` is None where none was taken yet."""

    line: Line
    verdict: Verdict | None
    reason: str
    who: str
    dose: Dose | None
    start: str | None
    note: str


@dataclass(frozen=True)
class Agreed:
    """The plan as agreed.

    Attributes
    ----------
    plan : Plan
    lines : tuple of AgreedLine
        In the plan's order, rejected ones too; the team's own lines come last in their part.
    gone : tuple of str
        Ids of lines that were decided on and that the plan no longer has, since scores have changed.
    """

    plan: Plan
    lines: tuple[AgreedLine, ...] = field(repr=False)
    gone: tuple[str, ...]

    @property
    def standing(self) -> tuple[AgreedLine, ...]:
        """The lines that were not rejected."""
        return tuple(line for line in self.lines if line.verdict != "rejected")


def agreed(plan: Plan, decisions: Mapping[str, Decision]) -> Agreed:
    """Lay the team's decisions, by line, over a plan.

    A change or a rejection still without its reason does not count yet.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> from nmt_widgets.planning.plans import plan
    >>> decided = {"client:suspend:tutoring": Decision(verdict="accepted", who="Ada")}
    >>> [one.who for one in agreed(plan(load_case("james"), 1), decided).lines if one.verdict]
    ['Ada']
    """
    counting = {id: one for id, one in decisions.items() if one.verdict == "accepted" or one.reason.strip()}
    lines = [_lay_over(line, counting.get(line.id)) for line in plan.lines]
    own = [_own_line(id, one) for id, one in counting.items() if id.startswith(OWN) and one.title]
    order = ("safety", "web", "family", "client")
    known = {one.line.id for one in (*lines, *own)}
    return Agreed(
        plan=plan,
        lines=tuple(sorted([*lines, *own], key=lambda one: order.index(one.line.part))),
        gone=tuple(id for id in counting if id not in known),
    )


def _lay_over(line: Line, decision: Decision | None) -> AgreedLine:
    if decision is None:
        return AgreedLine(line, None, "", "", line.dose, None, "")
    dose = line.dose
    if decision.minutes or decision.times:
        dose = Dose(
            minutes=decision.minutes or (dose.minutes if dose else 1),
            times=decision.times or (dose.times if dose else 1),
            per=dose.per if dose and not decision.times else decision.per,
        )
    return AgreedLine(
        line, decision.verdict, decision.reason, decision.who, dose, decision.start, decision.note
    )


def _own_line(id: str, decision: Decision) -> AgreedLine:
    part = decision.part or "client"
    line = Line(id=id, part=part, kind="start", title=decision.title, text=decision.note)
    made = _lay_over(line, decision)
    return made if decision.times else replace(made, dose=None)


@dataclass(frozen=True)
class Fidelity:
    """How fully one line was carried out.

    Attributes
    ----------
    planned, done : float
        Minutes, over all weeks noted; each week counts at most what was planned for it.
    share : float
        Done of planned, 0-1. For a suspended service: the share of weeks in which it was left aside.
    weeks : int
    majority : bool
        More than half.
    """

    planned: float
    done: float
    share: float
    weeks: int
    majority: bool


@dataclass(frozen=True)
class Adherence:
    """How much of the plan was carried out.

    Attributes
    ----------
    share : float or None
        Of the followed-up essential and therapeutic lines, the share carried out by majority; None without any.
    share_of_all : float or None
        The same of all such lines: what nobody noted counts as not done.
    majority, followed, lines : int
        Lines carried out by majority, lines followed up, and all lines that count.
    fidelity : mapping of line id to Fidelity
        Of every line with an entry.
    """

    share: float | None
    share_of_all: float | None
    majority: int
    followed: int
    lines: int
    fidelity: Mapping[str, Fidelity] = field(repr=False)


def adherence(agreed: Agreed, entries: Iterable[FollowUp]) -> Adherence:
    """Measure adherence: the share of essential and therapeutic lines carried out by majority.

    Lines that only inform (expect, later, not settled) and rejected lines do not count. Of several entries for one
    line and week the last counts. Source: the measure is published (Evans et al. 2023: 61 % of such
    recommendations); that majority means more than half of the planned minutes is the workbook's.
    """
    weeks: dict[tuple[str, int], FollowUp] = {(entry.line, entry.week): entry for entry in entries}
    by_line: dict[str, list[FollowUp]] = {}
    for (id, _), entry in sorted(weeks.items()):
        by_line.setdefault(id, []).append(entry)
    lines = {one.line.id: one.line for one in agreed.standing}
    fidelity = {id: _fidelity(lines[id], found) for id, found in by_line.items() if id in lines}
    counting = [
        id
        for id, line in lines.items()
        if line.category in _COUNTED and line.kind in ("start", "keep", "adapt", "ready", "suspend", "assess")
    ]
    followed = [fidelity[id] for id in counting if id in fidelity]
    majority = sum(one.majority for one in followed)
    return Adherence(
        share=majority / len(followed) if followed else None,
        share_of_all=majority / len(counting) if counting else None,
        majority=majority,
        followed=len(followed),
        lines=len(counting),
        fidelity=fidelity,
    )


def _fidelity(line: Line, entries: list[FollowUp]) -> Fidelity:
    if line.kind == "suspend":
        kept = sum(entry.done == 0 for entry in entries)
        return Fidelity(
            0.0,
            sum(e.carried_out for e in entries),
            kept / len(entries),
            len(entries),
            kept * 2 > len(entries),
        )
    planned = sum(entry.planned for entry in entries)
    done = sum(min(entry.carried_out, entry.planned) for entry in entries)
    share = done / planned if planned else 0.0
    return Fidelity(planned, done, share, len(entries), share > 0.5)
