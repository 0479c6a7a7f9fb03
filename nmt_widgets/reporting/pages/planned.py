"""The plan in words for the report: what is agreed and what is proposed, for now and next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nmt_widgets.case_files import Assessment
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import AgreedLine, AgreedPlan, Plan, agreed, say_dose
from nmt_widgets.planning.parts import PlanPart

_SHORT = 130
"""Most characters of a line on the first page."""

PARTS: tuple[PlanPart, ...] = ("web", "family", "client")


@dataclass(frozen=True)
class WordedLine:
    """One line in words.

    Attributes
    ----------
    entry : AgreedLine
    state : {"agreed", "rejected", "needs_reason", "proposed"}
        A line is agreed only by a decision that counts; `needs_reason` is a decision without its reason.
    details : tuple of (str, str)
        Label and words: how, help, how often, with whom, take care.
    where, person, dose : str
        Empty if it does not apply, or is in the details.
    start : str
        The day from which the line is done; empty without one.
    """

    entry: AgreedLine
    state: str
    text: str
    details: tuple[tuple[str, str], ...]
    where: str
    person: str
    dose: str
    start: str

    @property
    def short(self) -> str:
        """The first sentences of the text, as many as fit on a first page; at least one, and all for safety."""
        if self.entry.line.part == "safety":
            return self.text
        first, *rest = re.split(r"(?<=[.!?]) ", self.text)
        for sentence in rest:
            if len(first) + len(sentence) >= _SHORT:
                break
            first = f"{first} {sentence}"
        return first


@dataclass(frozen=True)
class WordedPlan:
    """A plan in words: safety first, then the lines for now by part, then the next ones.

    `withheld` has the lines held back for protection by reason, `dropped` the decided lines no longer in the plan.
    """

    plan: Plan
    agreed_plan: AgreedPlan
    safety: tuple[WordedLine, ...]
    now: tuple[tuple[str, tuple[WordedLine, ...]], ...]
    next: tuple[WordedLine, ...]
    withheld: tuple[tuple[str, tuple[str, ...]], ...]
    dropped: tuple[str, ...]
    counted: str


def plan_in_words(plan: Plan, assessment: Assessment, instrument: Instrument) -> WordedPlan:
    """Return a plan with the decisions of the team, in words."""
    agreed_plan = agreed(plan, assessment.plan.decisions)
    words = texts("planning", instrument.language)
    lines = [
        line_in_words(entry, words, instrument.language)
        for entry in agreed_plan.lines
        if entry.line.kind != "expect"
    ]
    return WordedPlan(
        plan,
        agreed_plan,
        tuple(line for line in lines if line.entry.line.part == "safety"),
        tuple((part, tuple(line for line in lines if _is_now(line.entry, part))) for part in PARTS),
        tuple(line for line in lines if line.entry.line.part != "safety" and not line.entry.asks),
        tuple(_withheld_by_reason(plan)),
        tuple(agreed_plan.titles.get(id, id) for id in agreed_plan.dropped),
        _count_sentence(agreed_plan, instrument),
    )


def line_in_words(entry: AgreedLine, words: dict[str, Any], lang: str) -> WordedLine:
    """Return one line in words."""
    line = entry.line
    state = "agreed" if entry.is_agreed else "proposed" if entry.state == "open" else entry.state
    labels = words.get("details", {})
    labels_of_line = {label for label, _ in entry.details}
    person = entry.responsible or (
        ""
        if "with_whom" in labels_of_line
        else ", ".join(words["who"].get(id, id) for id in line.responsible)
    )
    changed = entry.dose != line.dose
    return WordedLine(
        entry=entry,
        state=state,
        text=entry.text,
        details=tuple(
            (labels.get(label, label), text)
            for label, text in entry.details
            if not (changed and label == "how_often")
        ),
        where="" if "how_often" in labels_of_line else ", ".join(words["settings"][id] for id in line.where),
        person=person,
        dose=say_dose(entry.dose, words)
        if entry.dose and (changed or "how_often" not in labels_of_line)
        else "",
        start=say_date(entry.start, lang) if entry.start else "",
    )


def _withheld_by_reason(plan: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each reason to hold lines back, with their titles."""
    by_reason: dict[str, list[str]] = {}
    for line in plan.safety.withheld:
        by_reason.setdefault("; ".join(line.withheld_because), []).append(line.title)
    for reason, titles in by_reason.items():
        yield reason, tuple(titles)


def _is_now(entry: AgreedLine, part: PlanPart) -> bool:
    return entry.line.part == part and entry.asks


def _count_sentence(agreed_plan: AgreedPlan, instrument: Instrument) -> str:
    """Return how many lines the team agreed, rejected and left open, as a sentence."""
    counts, say = agreed_plan.counts, texts("report", instrument.language)["plan"]
    if not counts.decided:
        return str(say["undecided"].format(of=counts.total))
    return str(
        say["counted"].format(
            agreed=counts.accepted + counts.changed,
            of=counts.total,
            rejected=counts.rejected,
            open=counts.open,
        )
    )
