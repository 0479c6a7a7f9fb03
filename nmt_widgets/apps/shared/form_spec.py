"""What the form asks, as the page is given it: sections, questions, steps and words, all from the instrument."""

from __future__ import annotations

from typing import Any

from nmt_widgets.apps.shared.danger_signs import danger_signs
from nmt_widgets.cases import NOT_KNOWN
from nmt_widgets.cases.ages import doubt_about
from nmt_widgets.cases.questions import Question
from nmt_widgets.cases.questions import questions as all_questions
from nmt_widgets.cases.signals import beside, present_period
from nmt_widgets.charts import wording
from nmt_widgets.charts.steps import steps
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import Section

ABOUT = "assessment"


def form_spec(
    instrument: Instrument, number: int, age: float, words: dict[str, Any], kind: str = ""
) -> dict[str, Any]:
    """Return the form of one assessment as plain data.

    Parameters
    ----------
    instrument : Instrument
    number : int
        The assessment's.
    age : float
        In years: periods not yet lived through are not asked about.
    words : dict
        The topic `assess` of the texts.
    kind : str
        The record's: what it is for is said where the assessment is described.

    Returns
    -------
    dict
        `sections` in order, each with `id`, `kind`, `name`, `lead`, `groups`, `rows` and `questions`;
        `confidence` and `patterns` as pairs of id and words; `steps` with `colours`, `inks` and `bands`;
        `instruments` to name as evidence; `not_known`; `signals` with the words of a sign of danger; `present`,
        the name of the period lived in; `signs`, which answers are signs of danger
        (:func:`nmt_widgets.apps.shared.danger_signs.danger_signs`). A question whether something of Part A goes on
        now has the path of its rating in the present period as `beside`, empty where it is not rated there;
        others have None.
    """
    by_section: dict[str, list[Question]] = {section.id: [] for section in instrument.sections}
    lived = {period.id for period in instrument.history.periods if period.from_ < max(age, 0)} or {
        instrument.history.periods[0].id
    }
    for question in all_questions(instrument):
        if (
            question.kind != "severity" and not question.path.startswith("history/")
        ) or question.group in lived:
            by_section[question.section].append(question)
    look = steps(instrument, next(iter(instrument.bands.palettes)))
    history = instrument.history_words
    return {
        "sections": [
            _about(number, age, words["about"], str(words["kinds"].get(kind, ""))),
            *(
                _section(section, by_section[section.id], number, age, instrument)
                for section in instrument.sections
            ),
        ],
        **_signs(number, age, instrument),
        "confidence": [
            [level.id, str(history["confidence"][level.id]["name"])] for level in instrument.confidence.levels
        ],
        "patterns": [
            [pattern.id, str(history["patterns"][pattern.id]["name"])]
            for pattern in instrument.history.patterns
        ],
        "steps": {
            "colours": [step.colour for step in look],
            "inks": [step.ink for step in look],
            "bands": [
                [band.low, band.high, look[band.low - instrument.scale.low].said]
                for band in instrument.bands.bands
            ],
        },
        "instruments": words["instruments"],
        "not_known": NOT_KNOWN,
    }


def _about(number: int, age: float, words: dict[str, Any], purpose: str) -> dict[str, Any]:
    """Return the section about the assessment itself: what no item of the instrument asks."""
    paths = {"title": "title", **{name: f"assessments/{number}/{name}" for name in ("label", "age", "date")}}
    fields = [
        {
            **_plain(Question(path, ABOUT, "case", "line", words[name]["name"], "workbook"), number),
            "help": words[name]["help"],
            "kind": {"date": "day", "age": "age"}.get(name, "line"),
            "required": name != "date",
            "unknown": False,
            "mark": "",
            **({"doubt": doubt_about(f"{max(age, 0):g} years") or ""} if name == "age" else {}),
        }
        for name, path in paths.items()
    ]
    return {
        "id": ABOUT,
        "kind": "fields",
        "name": words["name"],
        "lead": words["lead"],
        "purpose": str(words["purpose"]).format(kind=purpose) if purpose else "",
        "groups": [],
        "rows": [],
        "questions": fields,
    }


def _signs(number: int, age: float, instrument: Instrument) -> dict[str, Any]:
    """Return what the form says of signs of danger beside their questions."""
    words = texts("signals", instrument.language)
    return {
        "signals": {
            "answers": [[id, str(name)] for id, name in words["answers"].items()],
            "places": [[id, str(name)] for id, name in words["places"].items()],
            "fields": words["fields"],
            "said": words["said"],
        },
        "present": wording.period_name(present_period(instrument, age), instrument),
        "signs": danger_signs(number, age, instrument),
    }


def _section(
    section: Section, questions: list[Question], number: int, age: float, instrument: Instrument
) -> dict[str, Any]:
    words = instrument.section_words[section.id]
    groups = [
        {"id": group, **group_words(section, group, instrument)}
        for group in dict.fromkeys(question.group for question in questions)
        if group
    ]
    rows = {
        question.row: {
            "id": question.row,
            "name": question.name,
            "short": _short(section, question.row, instrument) or question.name,
            "help": question.definition,
            "anchors": question.anchors,
        }
        for question in questions
        if question.row and section.kind in ("adversity", "relational_history")
    }
    return {
        "id": section.id,
        "kind": section.kind,
        "name": words.name,
        "lead": words.lead,
        "groups": groups,
        "rows": list(rows.values()),
        "questions": [
            {**_plain(question, number), **_beside(question, age, instrument)} for question in questions
        ],
    }


def _beside(question: Question, age: float, instrument: Instrument) -> dict[str, Any]:
    """Return what a sign of danger has besides: it says "not known" by itself, and where it is asked in Part A."""
    if question.kind != "signal":
        return {}
    answers = texts("signals", instrument.language)["answers"]
    return {
        "unknown": False,
        "options": [[id, str(name)] for id, name in answers.items()],
        "beside": (beside(instrument, question.of, age) or "") if question.of else None,
    }


def group_words(section: Section, id: str, instrument: Instrument) -> dict[str, str]:
    """Return the name of a group of a section - its period, region, area - and a note on it."""
    history = instrument.history_words
    if section.kind in ("adversity", "relational_history"):
        period = history["periods"][id]
        return {"name": str(period["name"]), "note": str(period["span"]), "short": str(period["short"])}
    if section.kind == "functions":
        return {"name": wording.region_name(id, instrument), "note": ""}
    if section.kind == "current_relational":
        area = history["current_relational"][id]
        return {"name": str(area["name"]), "note": str(area.get("definition", ""))}
    return instrument.section_words[section.id].groups[id].model_dump()


def _short(section: Section, row: str, instrument: Instrument) -> str:
    topic = {"adversity": "adversity", "relational_history": "relational_supports"}[section.kind]
    return str(instrument.history_words[topic][row].get("short", ""))


def _plain(question: Question, number: int) -> dict[str, Any]:
    words = dict(question.options)
    return {
        "path": question.at(number),
        "kind": question.kind,
        "name": question.name,
        "group": question.group,
        "row": question.row,
        "help": question.help,
        "definition": question.definition,
        "look_for": list(question.look_for),
        "anchors": {str(step): text for step, text in question.anchors.items()},
        "scale": [question.scale.low, question.scale.high] if question.scale else None,
        "options": [list(option) for option in question.options] if question.kind == "choice" else [],
        "columns": [
            [column.id, name, [[option, words[option]] for option in column.options], column.other]
            for column, name in zip(question.columns, question.column_names, strict=True)
        ],
        "mark": question.source,
        "required": False,
        "unknown": True,
    }
