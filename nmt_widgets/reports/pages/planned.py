"""The plan as the report shows it: what is agreed and what is proposed, for now and next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nmt_widgets.cases import Assessment
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import AgreedLine, AgreedPlan, Plan, agreed, say_dose
from nmt_widgets.planning.parts import PlanPart

_SHORT = 130
"""Characters of a line on the first page."""

PARTS: tuple[PlanPart, ...] = ("web", "family", "client")


@dataclass(frozen=True)
class ShownLine:
    """One line in words.

    Attributes
    ----------
    one : AgreedLine
    state : {"agreed", "rejected", "needs_reason", "proposed"}
        Only a decision makes a line an agreed one, and one without the reason it needs is none yet.
    details : tuple of (str, str)
        Label and words: how, help, how often, with whom, take care.
    where, who, dose : str
        Empty where it does not apply, or stands in the details.
    """

    one: AgreedLine
    state: str
    text: str
    details: tuple[tuple[str, str], ...]
    where: str
    who: str
    dose: str

    @property
    def short(self) -> str:
        """The first sentences of the text, as many as a first page has room for; at least one, and all for safety."""
        if self.one.line.part == "safety":
            return self.text
        first, *rest = re.split(r"(?<=[.!?]) ", self.text)
        for sentence in rest:
            if len(first) + len(sentence) >= _SHORT:
                break
            first = f"{first} {sentence}"
        return first


@dataclass(frozen=True)
class ShownPlan:
    """A plan as its pages show it: safety first, then what is for now by part, then what stands next.

    What is held back for the sake of protection stands in `held`, by reason.
    """

    plan: Plan
    laid: AgreedPlan
    safety: tuple[ShownLine, ...]
    now: tuple[tuple[str, tuple[ShownLine, ...]], ...]
    next: tuple[ShownLine, ...]
    held: tuple[tuple[str, tuple[str, ...]], ...]
    gone: tuple[str, ...]
    counted: str


def show_plan(plan: Plan, assessment: Assessment, instrument: Instrument) -> ShownPlan:
    """Lay the team's decisions over a plan, and put it into words."""
    laid = agreed(plan, assessment.plan.decisions)
    words = texts("planning", instrument.language)
    shown = [show_line(one, words) for one in laid.lines if one.line.kind != "expect"]
    return ShownPlan(
        plan,
        laid,
        tuple(line for line in shown if line.one.line.part == "safety"),
        tuple((part, tuple(line for line in shown if _is_now(line.one, part))) for part in PARTS),
        tuple(line for line in shown if line.one.line.part != "safety" and not line.one.asks),
        tuple(_held(plan)),
        tuple(laid.titles.get(id, id) for id in laid.dropped),
        _counted(laid, instrument),
    )


def show_line(one: AgreedLine, words: dict[str, Any]) -> ShownLine:
    """Put one line into words."""
    line = one.line
    state = "agreed" if one.is_agreed else "proposed" if one.state == "open" else one.state
    labels = words.get("details", {})
    told = {label for label, _ in one.details}
    who = one.who or ("" if "with_whom" in told else ", ".join(words["who"].get(id, id) for id in line.who))
    changed = one.dose != line.dose
    return ShownLine(
        one=one,
        state=state,
        text=one.text,
        details=tuple(
            (labels.get(label, label), said)
            for label, said in one.details
            if not (changed and label == "how_often")
        ),
        where="" if "how_often" in told else ", ".join(words["settings"][id] for id in line.where),
        who=who,
        dose=say_dose(one.dose, words) if one.dose and (changed or "how_often" not in told) else "",
    )


def _held(plan: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each reason for which lines are held back, with their titles."""
    by_reason: dict[str, list[str]] = {}
    for line in plan.safety.held:
        by_reason.setdefault("; ".join(line.held), []).append(line.title)
    for reason, titles in by_reason.items():
        yield reason, tuple(titles)


def _is_now(one: AgreedLine, part: PlanPart) -> bool:
    return one.line.part == part and one.asks


def _counted(laid: AgreedPlan, instrument: Instrument) -> str:
    """Say how many lines the team agreed, rejected and left open, as the board counts them."""
    counts, say = laid.counts, texts("report", instrument.language)["plan"]
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
