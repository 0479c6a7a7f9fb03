"""The questions of the form as plain data: sections, questions, steps and words, all from the instrument."""

from __future__ import annotations

from collections import Counter

from nmt_widgets.case_files import NOT_KNOWN
from nmt_widgets.case_files.ages import doubt_about
from nmt_widgets.case_files.questions import Question
from nmt_widgets.case_files.questions import questions as all_questions
from nmt_widgets.case_files.signals import beside, present_period
from nmt_widgets.charts import wording
from nmt_widgets.charts.steps import steps
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import Section
from nmt_widgets.library.danger_signs import danger_signs
from nmt_widgets.library.form_sections import ABOUT
from nmt_widgets.widgets.shared.form.messages import (
    FormGroup,
    FormQuestion,
    FormSection,
    FormSpec,
    GridRow,
    SignalWords,
)
from nmt_widgets.widgets.shared.messages import Words


def form_spec(instrument: Instrument, number: int, age: float, words: Words) -> FormSpec:
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
            _about(number, age, words["about"]),
            *(
                _section(section, by_section[section.id], number, age, instrument)
                for section in instrument.sections
            ),
        ],
        "signals": _signal_words(instrument),
        "present": wording.period_name(present_period(instrument, age), instrument),
        "signs": danger_signs(number, age, instrument),
        "confidence": [
            (level.id, str(history["confidence"][level.id]["name"])) for level in instrument.confidence.levels
        ],
        "patterns": [
            (pattern.id, str(history["patterns"][pattern.id]["name"]))
            for pattern in instrument.history.patterns
        ],
        "steps": {
            "colours": [step.colour for step in look],
            "inks": [step.ink for step in look],
            "bands": [
                (band.low, band.high, look[band.low - instrument.scale.low].band_word)
                for band in instrument.bands.bands
            ],
        },
        "instruments": words["instruments"],
        "not_known": NOT_KNOWN,
    }


def _about(number: int, age: float, words: Words) -> FormSection:
    """Return the section about the assessment itself, which is not part of the instrument."""
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
        "groups": [],
        "rows": [],
        "questions": fields,
    }


def _signal_words(instrument: Instrument) -> SignalWords:
    """Return the words beside the questions about signs of danger."""
    words = texts("signals", instrument.language)
    return {
        "answers": [(id, str(name)) for id, name in words["answers"].items()],
        "places": [(id, str(name)) for id, name in words["places"].items()],
        "fields": words["fields"],
        "reports": words["said"],
    }


def _section(
    section: Section, questions: list[Question], number: int, age: float, instrument: Instrument
) -> FormSection:
    words = instrument.section_words[section.id]
    groups = [
        group_words(section, group, instrument)
        for group in dict.fromkeys(question.group for question in questions)
        if group
    ]
    rows: dict[str, GridRow] = {
        question.row: {
            "id": question.row,
            "name": question.name,
            "short": _short(section, question.row, instrument) or question.name,
            "help": question.definition,
            "anchors": _anchors(question),
        }
        for question in questions
        if question.row and section.kind in ("adversity", "relational_history")
    }
    marks = Counter(question.source for question in questions).most_common(1)
    usual = marks[0][0] if marks else ""  # said once, with what it means
    return {
        "id": section.id,
        "kind": section.kind,
        "name": words.name,
        "lead": words.lead,
        "source": str(texts("form", instrument.language)["sources"].get(usual, "")),
        "groups": groups,
        "rows": list(rows.values()),
        "questions": [_form_question(question, number, age, instrument, usual) for question in questions],
    }


def _form_question(
    question: Question, number: int, age: float, instrument: Instrument, usual: str
) -> FormQuestion:
    """Return a question; a sign of danger says "not known" by itself, and where in Part A it is asked about."""
    field = _plain(question, number)
    field["mark"] = "" if question.source == usual else question.source
    if question.kind == "signal":
        answers = texts("signals", instrument.language)["answers"]
        field["unknown"] = False
        field["options"] = [(id, str(name)) for id, name in answers.items()]
        field["beside"] = (beside(instrument, question.of, age) or "") if question.of else None
    return field


def group_words(section: Section, id: str, instrument: Instrument) -> FormGroup:
    """Return the name of a group of a section - its period, region, area - and a note on it."""
    history = instrument.history_words
    if section.kind in ("adversity", "relational_history"):
        period = history["periods"][id]
        return {
            "id": id,
            "name": str(period["name"]),
            "note": str(period["span"]),
            "short": str(period["short"]),
        }
    if section.kind == "functions":
        return {"id": id, "name": wording.region_name(id, instrument), "note": ""}
    if section.kind == "current_relational":
        area = history["current_relational"][id]
        return {"id": id, "name": str(area["name"]), "note": str(area.get("definition", ""))}
    group = instrument.section_words[section.id].groups[id]
    return {"id": id, "name": group.name, "note": group.note}


def _short(section: Section, row: str, instrument: Instrument) -> str:
    topic = {"adversity": "adversity", "relational_history": "relational_supports"}[section.kind]
    return str(instrument.history_words[topic][row].get("short", ""))


def _anchors(question: Question) -> dict[str, str]:
    return {str(step): text for step, text in question.anchors.items()}


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
        "anchors": _anchors(question),
        "scale": (question.scale.low, question.scale.high) if question.scale else None,
        "options": list(question.options) if question.kind == "choice" else [],
        "columns": [
            (column.id, name, [(option, words[option]) for option in column.options], column.other)
            for column, name in zip(question.columns, question.column_names, strict=True)
        ],
        "mark": question.source,
        "required": False,
        "unknown": True,
    }
