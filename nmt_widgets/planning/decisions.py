"""The team's judgement over the plan, and whether it was carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from nmt_widgets.cases.model import Decision
from nmt_widgets.planning.lines import Plan, PlanLine
from nmt_widgets.planning.parts import Dose, PlanPart

OWN = "own:"
"""Begins the ids of lines the team added by itself."""

PARTS: tuple[PlanPart, ...] = ("safety", "web", "family", "client")
"""The parts of a plan, first things first."""

INFORMS = ("expect", "later")
"""Kinds of lines that tell something and ask for no decision."""

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
    """A line with the team's decision over it.

    Attributes
    ----------
    line : PlanLine
    verdict : {"accepted", "changed", "rejected"} or None
        None while nothing was decided: also where a change or a rejection still lacks its reason.
    begun : {"changed", "rejected"} or None
        What was chosen and does not count yet, for want of its reason.
    text : str
        What is done, in the team's words where it has given any.
    details : tuple of (str, str)
        Of the line; of a line in the team's own words only what to take care of.
    """

    line: PlanLine
    verdict: Verdict | None
    reason: str
    who: str
    dose: Dose | None
    start: str | None
    note: str
    text: str = ""
    details: tuple[tuple[str, str], ...] = ()
    begun: Verdict | None = None

    @property
    def made(self) -> bool:
        """Whether it is part of what was agreed: accepted or changed."""
        return self.verdict in ("accepted", "changed")

    @property
    def asks(self) -> bool:
        """Whether it waits for a decision or has one: lines that stand next ask for none before their turn."""
        if self.line.kind in INFORMS:
            return False
        return self.line.horizon == "now" or self.verdict is not None or self.begun is not None

    @property
    def state(self) -> str:
        """The verdict, or `needs_reason`, or `open`."""
        return self.verdict or ("needs_reason" if self.begun else "open")


@dataclass(frozen=True)
class Counts:
    """How many lines ask for a decision (`of`), and what became of them; `lacking` of the open ones need a reason."""

    of: int
    decided: int
    accepted: int
    changed: int
    rejected: int
    open: int
    lacking: int


@dataclass(frozen=True)
class AgreedPlan:
    """The plan as agreed. Board, papers, report and follow-up all read it here.

    Attributes
    ----------
    plan : Plan
    lines : tuple of AgreedLine
        In the plan's order, rejected ones too; the team's own lines come last in their part.
    gone : tuple of str
        Ids of lines that were decided on and that the plan no longer has, since scores have changed, or that are held
        back for the sake of protection.
    titles : mapping of str to str
        How lines that are gone were called when they were decided on, where that is known.
    """

    plan: Plan
    lines: tuple[AgreedLine, ...] = field(repr=False)
    gone: tuple[str, ...]
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def standing(self) -> tuple[AgreedLine, ...]:
        """The lines that were not rejected."""
        return tuple(line for line in self.lines if line.verdict != "rejected")

    @property
    def asked(self) -> tuple[AgreedLine, ...]:
        """The lines that ask for a decision or have one."""
        return tuple(line for line in self.lines if line.asks)

    @property
    def decided(self) -> tuple[AgreedLine, ...]:
        """The lines with a decision that counts."""
        return tuple(line for line in self.asked if line.verdict)

    @property
    def open(self) -> tuple[AgreedLine, ...]:
        """The lines that ask for a decision and have none that counts."""
        return tuple(line for line in self.asked if not line.verdict)

    @property
    def made(self) -> tuple[AgreedLine, ...]:
        """What was agreed: the accepted and the changed lines."""
        return tuple(line for line in self.asked if line.made)

    @property
    def rejected(self) -> tuple[AgreedLine, ...]:
        """The rejected lines."""
        return tuple(line for line in self.asked if line.verdict == "rejected")

    @property
    def counts(self) -> Counts:
        """How many lines are decided, and how."""
        found = [line.state for line in self.asked]
        return Counts(
            of=len(found),
            decided=len(self.decided),
            accepted=found.count("accepted"),
            changed=found.count("changed"),
            rejected=found.count("rejected"),
            open=len(self.open),
            lacking=found.count("needs_reason"),
        )


def verdict_of(decision: Decision, part: PlanPart) -> Verdict | None:
    """Return what a decision over a line amounts to; None while it is not made.

    A change and a rejection count with their reason only. What keeps somebody safe cannot be rejected.

    Examples
    --------
    >>> verdict_of(Decision(verdict="rejected"), "client") is None
    True
    >>> verdict_of(Decision(verdict="rejected", reason="There is one already"), "client")
    'rejected'
    """
    if decision.verdict == "accepted":
        return "accepted"
    if not decision.reason.strip() or (decision.verdict == "rejected" and part == "safety"):
        return None
    return decision.verdict


def agreed(plan: Plan, decisions: Mapping[str, Decision]) -> AgreedPlan:
    """Lay the team's decisions, by line, over a plan.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> from nmt_widgets.planning.plans import plan
    >>> decided = {"client:suspend:tutoring": Decision(verdict="accepted", who="Ada")}
    >>> laid = agreed(plan(load_case("james"), 1), decided)
    >>> [one.who for one in laid.made], laid.counts.decided
    (['Ada'], 1)
    """
    lines = [_lay_over(line, decisions.get(line.id)) for line in plan.lines]
    own = [_own_line(id, one) for id, one in decisions.items() if id.startswith(OWN) and one.title]
    known = {one.line.id for one in (*lines, *own)}
    gone = {
        id: one
        for id, one in decisions.items()
        if id not in known and not id.startswith(OWN) and (one.verdict == "accepted" or one.reason.strip())
    }
    return AgreedPlan(
        plan=plan,
        lines=tuple(sorted([*lines, *own], key=lambda one: PARTS.index(one.line.part))),
        gone=tuple(gone),
        titles={id: one.title for id, one in gone.items() if one.title},
    )


def _lay_over(line: PlanLine, decision: Decision | None) -> AgreedLine:
    if decision is None:
        return AgreedLine(line, None, "", "", line.dose, None, "", line.text, line.details)
    verdict = verdict_of(decision, line.part)
    begun = decision.verdict if verdict is None and not _is_refused(decision, line) else None
    if verdict is None:
        return AgreedLine(line, None, "", "", line.dose, None, "", line.text, line.details, begun)
    dose = line.dose
    if decision.minutes or decision.times:
        dose = Dose(
            minutes=decision.minutes or (dose.minutes if dose else 1),
            times=decision.times or (dose.times if dose else 1),
            per=dose.per if dose and not decision.times else decision.per,
        )
    text, details = decision.text.strip() or line.text, line.details
    if text != line.text:
        details = tuple(pair for pair in details if pair[0] == "take_care")
    elif dose != line.dose:
        details = tuple(pair for pair in details if pair[0] != "how_often")
    return AgreedLine(
        line,
        verdict,
        decision.reason.strip(),
        decision.who.strip(),
        dose,
        decision.start,
        decision.note.strip(),
        text,
        details,
    )


def _is_refused(decision: Decision, line: PlanLine) -> bool:
    """Say whether a decision can never be made: what keeps somebody safe is not rejected."""
    return decision.verdict == "rejected" and line.part == "safety"


def _own_line(id: str, decision: Decision) -> AgreedLine:
    line = PlanLine(
        id=id,
        part=decision.part or "client",
        kind="start",
        title=decision.title,
        text=decision.text or decision.note,
        where=decision.where,
    )
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


def adherence(agreed: AgreedPlan, entries: Iterable[FollowUp]) -> Adherence:
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


def _fidelity(line: PlanLine, entries: list[FollowUp]) -> Fidelity:
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
