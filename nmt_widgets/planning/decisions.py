"""What the team decides about each line of a plan, and how much of the plan was carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from nmt_widgets.case_files.team_plan import Decision
from nmt_widgets.planning.lines import Plan, PlanLine
from nmt_widgets.planning.parts import Dose, PlanPart

OWN = "own:"
"""Prefix of the ids of lines that the team added."""

PARTS: tuple[PlanPart, ...] = ("safety", "web", "family", "client")
"""The parts of a plan, in the order in which they matter."""

INFORMS = ("expect", "later")
"""Kinds of lines that only inform: nobody decides about them."""

Verdict = Literal["accepted", "changed", "rejected"]
_COUNTED = ("essential", "therapeutic")
_CARRIED_OUT = ("start", "keep", "adapt", "ready", "suspend", "assess")


class FollowUp(BaseModel):
    """One week of one line: what was planned, how many times it was done, and for how long each time."""

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
        """Minutes carried out; without a noted length, the planned length counts."""
        return float(self.done * (self.minutes if self.done_minutes is None else self.done_minutes))


@dataclass(frozen=True)
class AgreedLine:
    """A line of the plan with the decision of the team.

    Attributes
    ----------
    line : PlanLine
    verdict : {"accepted", "changed", "rejected"} or None
        None without a decision, and while a change or a rejection has no reason yet.
    begun : {"changed", "rejected"} or None
        What the team chose, while the decision does not count because its reason is missing.
    responsible : str
        The person whom the team named.
    text : str
        What is done, in the team's own words if there are any.
    details : tuple of (str, str)
        Those of the line. Of a line in the team's own words, only what to take care of.
    """

    line: PlanLine
    verdict: Verdict | None
    reason: str
    responsible: str
    dose: Dose | None
    start: str | None
    note: str
    text: str = ""
    details: tuple[tuple[str, str], ...] = ()
    begun: Verdict | None = None

    @property
    def is_agreed(self) -> bool:
        """Whether the team accepted or changed the line."""
        return self.verdict in ("accepted", "changed")

    @property
    def asks(self) -> bool:
        """Whether the team decides about the line now, or has decided. A line that stands next waits for its turn."""
        if self.line.kind in INFORMS:
            return False
        return self.line.horizon == "now" or self.verdict is not None or self.begun is not None

    @property
    def state(self) -> str:
        """The verdict, or `needs_reason`, or `open`."""
        return self.verdict or ("needs_reason" if self.begun else "open")


@dataclass(frozen=True)
class Counts:
    """How many lines are for decision (`total`), by verdict. `lacking` counts the open ones without a reason."""

    total: int
    decided: int
    accepted: int
    changed: int
    rejected: int
    open: int
    lacking: int


@dataclass(frozen=True)
class AgreedPlan:
    """The plan with the decisions of the team. Board, papers, report and follow-up all read it.

    Attributes
    ----------
    plan : Plan
    lines : tuple of AgreedLine
        In the order of the plan, with the rejected lines. The team's own lines are last in their part.
    dropped : tuple of str
        Ids of lines with a decision that are no longer in the plan: scores have changed, or the line is held back for
        protection.
    titles : mapping of str to str
        Titles of the dropped lines at the time of the decision, as far as they are known.
    """

    plan: Plan
    lines: tuple[AgreedLine, ...] = field(repr=False)
    dropped: tuple[str, ...]
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def standing(self) -> tuple[AgreedLine, ...]:
        """The lines that were not rejected."""
        return tuple(line for line in self.lines if line.verdict != "rejected")

    @property
    def for_decision(self) -> tuple[AgreedLine, ...]:
        """The lines about which the team decides now, or has decided."""
        return tuple(line for line in self.lines if line.asks)

    @property
    def decided(self) -> tuple[AgreedLine, ...]:
        """The lines with a decision that counts."""
        return tuple(line for line in self.for_decision if line.verdict)

    @property
    def open(self) -> tuple[AgreedLine, ...]:
        """The lines for decision that have no decision that counts."""
        return tuple(line for line in self.for_decision if not line.verdict)

    @property
    def agreed(self) -> tuple[AgreedLine, ...]:
        """The accepted and the changed lines."""
        return tuple(line for line in self.for_decision if line.is_agreed)

    @property
    def rejected(self) -> tuple[AgreedLine, ...]:
        """The rejected lines."""
        return tuple(line for line in self.for_decision if line.verdict == "rejected")

    @property
    def counts(self) -> Counts:
        """How many lines have each verdict."""
        states = [line.state for line in self.for_decision]
        return Counts(
            total=len(states),
            decided=len(self.decided),
            accepted=states.count("accepted"),
            changed=states.count("changed"),
            rejected=states.count("rejected"),
            open=len(self.open),
            lacking=states.count("needs_reason"),
        )


def verdict_of(decision: Decision, part: PlanPart) -> Verdict | None:
    """Return the verdict of a decision; None while it does not count.

    A change or a rejection counts only with a reason. A line of safety cannot be rejected.

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
    """Combine a plan with the decisions of the team, which are keyed by line.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> from nmt_widgets.planning.plans import plan
    >>> decided = {"client:suspend:tutoring": Decision(verdict="accepted", who="Ada")}
    >>> agreed_plan = agreed(plan(load_case("james"), 1), decided)
    >>> [entry.responsible for entry in agreed_plan.agreed], agreed_plan.counts.decided
    (['Ada'], 1)
    """
    lines = [_decided_line(line, decisions.get(line.id)) for line in plan.lines]
    own = [
        _own_line(id, decision) for id, decision in decisions.items() if id.startswith(OWN) and decision.title
    ]
    known = {entry.line.id for entry in (*lines, *own)}
    dropped = {
        id: decision
        for id, decision in decisions.items()
        if id not in known
        and not id.startswith(OWN)
        and (decision.verdict == "accepted" or decision.reason.strip())
    }
    return AgreedPlan(
        plan=plan,
        lines=tuple(sorted([*lines, *own], key=lambda entry: PARTS.index(entry.line.part))),
        dropped=tuple(dropped),
        titles={id: decision.title for id, decision in dropped.items() if decision.title},
    )


def _decided_line(line: PlanLine, decision: Decision | None) -> AgreedLine:
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
    """Report whether a decision can never count: a line of safety cannot be rejected."""
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
    entry = _decided_line(line, decision)
    return entry if decision.times else replace(entry, dose=None)


@dataclass(frozen=True)
class Fidelity:
    """How far one line was carried out.

    Attributes
    ----------
    planned, done : float
        Minutes over all weeks with an entry; a week counts at most what was planned for it.
    share : float
        Done divided by planned, 0-1. For a suspended service: the share of weeks without it.
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
        Share of the followed-up essential and therapeutic lines that were carried out by majority; None without any.
    share_of_all : float or None
        The same share of all such lines: a line without an entry counts as not done.
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
    lines = {entry.line.id: entry.line for entry in agreed.standing}
    fidelity = {
        id: _fidelity(lines[id], weeks_of_line) for id, weeks_of_line in by_line.items() if id in lines
    }
    counting = [id for id, line in lines.items() if is_counted(line)]
    followed = [fidelity[id] for id in counting if id in fidelity]
    majority = sum(line.majority for line in followed)
    return Adherence(
        share=majority / len(followed) if followed else None,
        share_of_all=majority / len(counting) if counting else None,
        majority=majority,
        followed=len(followed),
        lines=len(counting),
        fidelity=fidelity,
    )


def is_counted(line: PlanLine) -> bool:
    """Return whether adherence counts a line: an essential or therapeutic one that does more than inform."""
    return line.category in _COUNTED and line.kind in _CARRIED_OUT


def _fidelity(line: PlanLine, entries: list[FollowUp]) -> Fidelity:
    if line.kind == "suspend":
        weeks_left_out = sum(entry.done == 0 for entry in entries)
        return Fidelity(
            0.0,
            sum(e.carried_out for e in entries),
            weeks_left_out / len(entries),
            len(entries),
            weeks_left_out * 2 > len(entries),
        )
    planned = sum(entry.planned for entry in entries)
    done = sum(min(entry.carried_out, entry.planned) for entry in entries)
    share = done / planned if planned else 0.0
    return Fidelity(planned, done, share, len(entries), share > 0.5)
