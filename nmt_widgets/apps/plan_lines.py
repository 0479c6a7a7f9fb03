"""The lines of a plan as the team's board is given them: everything in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nmt_widgets.ground.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import Dose, Line, Plan, say_dose

INFORMS = ("expect", "later")
"""Kinds that tell something and ask for no decision."""


def plan_lines(plan: Plan, instrument: Instrument) -> list[dict[str, Any]]:
    """Return the lines that ask for a decision.

    Returns
    -------
    list of dict
        `id`, `part`, `kind`, `kind_name`, `title`, `text`, `facts` (pairs of a name and words), `why`, `changes_when`,
        `settled`, and the dose: `minutes`, `times`, `per` (None where there is none).
    """
    return [_line(line, instrument) for line in plan.lines if line.kind not in INFORMS]


def plan_outlook(plan: Plan, instrument: Instrument) -> list[dict[str, Any]]:
    """Return what a plan tells without asking for a decision: what can be expected, how to regulate, what comes later.

    Returns
    -------
    list of dict
        `title`, and `items` as pairs of a name (may be empty) and words; none is empty.
    """
    words, names = texts("consult", instrument.language)["outlook"], texts("planning", instrument.language)
    modes = names["regulation"]["status"]
    groups = [
        (words["home"], [("", line.text) for line in plan.expectations("home")]),
        (words["school"], [("", line.text) for line in plan.expectations("school")]),
        (
            words["regulation"],
            [(f"{mode.name}: {modes[mode.status]}", mode.text) for mode in plan.regulation.modes],
        ),
        (words["combinations"], [(one.name, one.text) for one in plan.regulation.combinations]),
        (words["later"], [(line.title, line.text) for line in plan.kind("later")]),
    ]
    return [{"title": title, "items": [list(item) for item in items]} for title, items in groups if items]


def kind_name(line: Line, instrument: Instrument) -> str:
    """Return the kind of a line in words, such as `Suspend`."""
    return str(texts("planning", instrument.language)["kinds"][line.kind]).capitalize()


def dose_words(minutes: int, times: int, per: str, instrument: Instrument) -> str:
    """Return a dose in words, such as `10 minutes, twice a day`."""
    dose = Dose.model_validate({"minutes": minutes, "times": times, "per": per})
    return say_dose(dose, texts("planning", instrument.language))


def _line(line: Line, instrument: Instrument) -> dict[str, Any]:
    dose = line.dose
    return {
        "id": line.id,
        "part": line.part,
        "kind": line.kind,
        "kind_name": kind_name(line, instrument),
        "title": line.title,
        "text": line.text,
        "facts": list(_facts(line, instrument)),
        "why": list(line.why),
        "changes_when": "; ".join(line.changes_when),
        "settled": line.settled,
        "minutes": dose.minutes if dose else None,
        "times": dose.times if dose else None,
        "per": dose.per if dose else None,
    }


def _facts(line: Line, instrument: Instrument) -> Iterable[tuple[str, str]]:
    words = texts("consult", instrument.language)["facts"]
    names = texts("planning", instrument.language)
    if line.dose:
        yield words["dose"], dose_words(line.dose.minutes, line.dose.times, line.dose.per, instrument)
    if line.where:
        yield words["where"], ", ".join(names["settings"][id] for id in line.where)
    if line.who:
        yield words["who"], ", ".join(names["who"].get(id, id) for id in line.who)
    if line.needs:
        yield words["score_first"], ", ".join(instrument.function(id).name for id in line.needs)
