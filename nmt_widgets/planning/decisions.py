"""The team's judgement over the plan, and whether it was carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from nmt_widgets.cases.model import Day
from nmt_widgets.ground.errors import InputError
from nmt_widgets.planning.lines import Line, Plan
from nmt_widgets.planning.parts import Dose

Verdict = Literal["accepted", "changed", "rejected"]
_COUNTED = ("essential", "therapeutic")


class Decision(BaseModel):
    """What the team decided about one line; a change or a rejection needs a reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: str = Field(min_length=1, max_length=120)
    verdict: Verdict
    reason: str = ""
    who: str = ""
    minutes: int | None = Field(None, ge=1, le=1440)
    times: int | None = Field(None, ge=1, le=100)
    per: Literal["day", "week", "month"] | None = None
    start: Day | None = None
    note: str = ""


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
        In the plan's order, rejected ones too.
    gone : tuple of Decision
        Decisions about lines the plan no longer has, since scores have changed.
    """

    plan: Plan
    lines: tuple[AgreedLine, ...] = field(repr=False)
    gone: tuple[Decision, ...]

    @property
    def standing(self) -> tuple[AgreedLine, ...]:
        """The lines that were not rejected."""
        return tuple(line for line in self.lines if line.verdict != "rejected")


def agreed(plan: Plan, decisions: Iterable[Decision]) -> Agreed:
    """Lay the team's decisions over a plan; of several about one line the last counts.

    Raises
    ------
    InputError
        When a line is changed or rejected without a reason.
    """
    by_line: dict[str, Decision] = {}
    for decision in decisions:
        if decision.verdict != "accepted" and not decision.reason.strip():
            raise InputError(
                "a line is changed or rejected without a reason",
                place=decision.line,
                remedy="write the reason; it is kept with the plan",
            )
        by_line[decision.line] = decision
    known = {line.id for line in plan.lines}
    return Agreed(
        plan=plan,
        lines=tuple(_lay_over(line, by_line.get(line.id)) for line in plan.lines),
        gone=tuple(decision for id, decision in by_line.items() if id not in known),
    )


def _lay_over(line: Line, decision: Decision | None) -> AgreedLine:
    if decision is None:
        return AgreedLine(line, None, "", "", line.dose, None, "")
    dose = line.dose
    if decision.minutes or decision.times or decision.per:
        dose = Dose(
            minutes=decision.minutes or (dose.minutes if dose else 1),
            times=decision.times or (dose.times if dose else 1),
            per=decision.per or (dose.per if dose else "week"),
        )
    return AgreedLine(
        line, decision.verdict, decision.reason, decision.who, dose, decision.start, decision.note
    )


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
