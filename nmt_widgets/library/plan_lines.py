"""The lines of a plan on the team's board, in words."""

from __future__ import annotations

from collections.abc import Iterable

from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import Plan, PlanLine, say_dose
from nmt_widgets.planning.decisions import INFORMS
from nmt_widgets.widgets.consult.messages import OutlookGroup, PlanLineRow
from nmt_widgets.widgets.shared.messages import Words


def plan_lines(plan: Plan, instrument: Instrument) -> list[PlanLineRow]:
    """Return the lines of the board: those that ask for a decision, and those that stand in line."""
    return [_line(line, instrument) for line in plan.lines if line.kind != "expect"]


def plan_outlook(plan: Plan, instrument: Instrument) -> list[OutlookGroup]:
    """Return what a plan tells without asking for a decision: what can be expected, and how to regulate."""
    words, names = texts("consult", instrument.language)["outlook"], texts("planning", instrument.language)
    modes = names["regulation"]["status"]
    groups = [
        (words["home"], [("", line.text) for line in plan.expectations("home")]),
        (words["school"], [("", line.text) for line in plan.expectations("school")]),
        (
            words["regulation"],
            [(f"{mode.name}: {modes[mode.status]}", mode.text) for mode in plan.regulation.modes],
        ),
        (words["combinations"], [(known.name, known.text) for known in plan.regulation.combinations]),
    ]
    return [{"title": title, "items": items} for title, items in groups if items]


def kind_name(line: PlanLine, instrument: Instrument) -> str:
    """Return the kind of a line in words, such as `Suspend`."""
    return str(texts("planning", instrument.language)["kinds"][line.kind]).capitalize()


def detail_words(details: Iterable[tuple[str, str]], instrument: Instrument) -> list[tuple[str, str]]:
    """Return the details of a line with their labels in words."""
    names = texts("planning", instrument.language)["details"]
    return [(names.get(label, label), text) for label, text in details]


def _line(line: PlanLine, instrument: Instrument) -> PlanLineRow:
    words, dose = texts("consult", instrument.language)["plan"], line.dose
    verdicts = words["safety_verdicts" if line.part == "safety" else "verdicts"]
    return {
        "id": line.id,
        "part": line.part,
        "kind": line.kind,
        "kind_name": kind_name(line, instrument),
        "title": line.title,
        "text": line.text,
        "facts": list(_facts(line, instrument)),
        "details": detail_words(line.details, instrument),
        "why": list(line.why),
        "changes_when": "; ".join(line.changes_when),
        "settled": line.settled or line.kind == "score_first",  # whose kind says so already
        "horizon": "next" if line.kind in INFORMS else line.horizon,
        "waits": _waits(line, words),
        "verdicts": [] if line.kind in INFORMS else list(verdicts.items()),
        "minutes": dose.minutes if dose else None,
        "times": dose.times if dose else None,
        "per": dose.per if dose else None,
    }


def _waits(line: PlanLine, words: Words) -> str:
    """Return what a line waits for that is not for now."""
    if line.cleared_by:
        return str(words["waits_cleared"].format(what="; ".join(line.cleared_by)))
    if line.horizon == "now" and line.kind not in INFORMS:
        return ""
    if line.kind == "later":
        return str(words["waits_for"].format(what="; ".join(line.changes_when)))
    return str(words["waits_room"])


def _facts(line: PlanLine, instrument: Instrument) -> Iterable[tuple[str, str]]:
    """Yield what the details do not say already."""
    words = texts("consult", instrument.language)["facts"]
    names = texts("planning", instrument.language)
    labels = {label for label, _ in line.details}
    if line.dose and "how_often" not in labels:
        yield words["dose"], say_dose(line.dose, names)
    if line.where and "how_often" not in labels:
        yield words["where"], ", ".join(names["settings"][id] for id in line.where)
    if line.responsible and "with_whom" not in labels:
        yield words["who"], ", ".join(names["who"].get(id, id) for id in line.responsible)
    if line.needs:
        yield words["score_first"], ", ".join(instrument.function(id).name for id in line.needs)
