"""What the form asks, as the page is given it: sections, questions, steps and words, all from the instrument."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from nmt_widgets.apps.shared.danger_signs import DangerSign, danger_signs
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


class FormQuestion(TypedDict):
    """One question of a form.

    `kind` names the field; `row` and `group` say where it stands in its section; `options` are pairs of id and words;
    `columns` are id, name, options and whether another answer may be typed; `doubt` asks about an odd answer; `beside`
    is the path of the rating in Part A beside which a sign of danger is asked about, empty where it is not rated in the
    present period, None where there is none.
    """

    path: str
    kind: str
    name: str
    group: str
    row: str
    help: str
    definition: str
    look_for: list[str]
    anchors: dict[str, str]
    scale: list[int] | None
    options: list[list[str]]
    columns: list[list[Any]]
    mark: str
    required: bool
    unknown: bool
    doubt: NotRequired[str]
    beside: NotRequired[str | None]


class FormRow(TypedDict):
    """One row of a grid of ratings."""

    id: str
    name: str
    short: str
    help: str
    anchors: Mapping[int, str]


class FormSection(TypedDict):
    """One section of a form; `purpose` says what the record is for, in the section about the assessment."""

    id: str
    kind: str
    name: str
    lead: str
    purpose: NotRequired[str]
    groups: list[dict[str, str]]
    rows: list[FormRow]
    questions: list[FormQuestion]


class SignalWords(TypedDict):
    """The words of a sign of danger: pairs of id and words for its answers and places."""

    answers: list[list[str]]
    places: list[list[str]]
    fields: dict[str, Any]
    said: dict[str, Any]


class FormSteps(TypedDict):
    """The colours of the map's steps, and the bands they belong to: lowest, highest, words."""

    colours: list[str]
    inks: list[str]
    bands: list[list[Any]]


class FormSpec(TypedDict):
    """What a form asks.

    `confidence` and `patterns` are pairs of id and words; `instruments` can be named as evidence; `present` is the
    name of the period lived in; `signs` says which answers are signs of danger.
    """

    sections: list[FormSection]
    signals: SignalWords
    present: str
    signs: list[DangerSign]
    confidence: list[list[str]]
    patterns: list[list[str]]
    steps: FormSteps
    instruments: list[str]
    not_known: str


def form_spec(
    instrument: Instrument, number: int, age: float, words: dict[str, Any], kind: str = ""
) -> FormSpec:
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
        "signals": _signal_words(instrument),
        "present": wording.period_name(present_period(instrument, age), instrument),
        "signs": danger_signs(number, age, instrument),
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


def _about(number: int, age: float, words: dict[str, Any], purpose: str) -> FormSection:
    """Return the section about the assessment itself: what no item of the instrument asks."""
    paths = {"title": "title", **{name: f"assessments/{number}/{name}" for name in ("label", "age", "date")}}
    fields: list[FormQuestion] = []
    for name, path in paths.items():
        question = Question(path, ABOUT, "case", "line", words[name]["name"], "workbook")
        field: FormQuestion = {
            **_plain(question, number),
            "help": words[name]["help"],
            "kind": {"date": "day", "age": "age"}.get(name, "line"),
            "required": name != "date",
            "unknown": False,
            "mark": "",
        }
        if name == "age":
            field["doubt"] = doubt_about(f"{max(age, 0):g} years") or ""
        fields.append(field)
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


def _signal_words(instrument: Instrument) -> SignalWords:
    """Return what the form says of signs of danger beside their questions."""
    words = texts("signals", instrument.language)
    return {
        "answers": [[id, str(name)] for id, name in words["answers"].items()],
        "places": [[id, str(name)] for id, name in words["places"].items()],
        "fields": words["fields"],
        "said": words["said"],
    }


def _section(
    section: Section, questions: list[Question], number: int, age: float, instrument: Instrument
) -> FormSection:
    words = instrument.section_words[section.id]
    groups = [
        {"id": group, **group_words(section, group, instrument)}
        for group in dict.fromkeys(question.group for question in questions)
        if group
    ]
    rows: dict[str, FormRow] = {
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
        "questions": [_form_question(question, number, age, instrument) for question in questions],
    }


def _form_question(question: Question, number: int, age: float, instrument: Instrument) -> FormQuestion:
    """Return a question; a sign of danger says "not known" by itself, and where in Part A it is asked about."""
    field = _plain(question, number)
    if question.kind == "signal":
        answers = texts("signals", instrument.language)["answers"]
        field["unknown"] = False
        field["options"] = [[id, str(name)] for id, name in answers.items()]
        field["beside"] = (beside(instrument, question.of, age) or "") if question.of else None
    return field


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


def _plain(question: Question, number: int) -> FormQuestion:
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
