"""Every answer of an assessment in words, by section, for the pages of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from nmt_widgets.case_files import NOT_KNOWN, Case
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.case_files.questions import Question, questions
from nmt_widgets.case_files.ratings import Signal
from nmt_widgets.case_files.signals import asked_now, signal_words
from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import SAFETY, Mark, Section


@dataclass(frozen=True)
class ReportAnswer:
    """One question and its answer.

    Attributes
    ----------
    name, group : str
        The question, and the name of its group; empty without a group.
    lines : tuple of str
        The answer in words; empty for an open question.
    state : {"answered", "not known", "open"}
    remarks : tuple of str
        Confidence and evidence; for a sign of danger that is not known, its source.
    """

    name: str
    group: str
    lines: tuple[str, ...]
    state: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """Part A or B: a row for each category or support, a cell for each period; None where there is no question."""

    periods: tuple[str, ...]
    rows: tuple[tuple[str, tuple[ReportAnswer | None, ...]], ...]


@dataclass(frozen=True)
class ReportSection:
    """The answers of one section: in `grid` for Parts A and B, else in `answers`."""

    id: str
    name: str
    mark: Mark
    note: str
    answers: tuple[ReportAnswer, ...] = ()
    grid: Grid | None = None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def groups(self) -> list[tuple[str, list[ReportAnswer]]]:
        """The answers by group, in order."""
        groups: dict[str, list[ReportAnswer]] = {}
        for answer in self.answers:
            groups.setdefault(answer.group, []).append(answer)
        return list(groups.items())


def section_answers(
    case: Case, number: int, instrument: Instrument, *, kinds: Sequence[str], scope: str | None = None
) -> list[ReportSection]:
    """Return the answers of the sections of some kinds.

    Parameters
    ----------
    case : Case
    number : int
        Of the assessment.
    instrument : Instrument
    kinds : sequence of str
        Kinds of section, such as ``("fields",)``.
    scope : {"case", "assessment"}, optional
        Only the sections of the case, or only those of each assessment.

    Returns
    -------
    list of ReportSection
        In the order of the form. Periods after the age of the client are left out, and signs of danger that do not
        apply.
    """
    flat = to_answers(case)
    age = case.assessment(number).age_years
    signs = asked_now(case, case.assessment(number), instrument)
    return [
        _section(section, flat, number, age, signs, instrument)
        for section in instrument.sections
        if section.kind in kinds and scope in (None, section.scope)
    ]


def _section(
    section: Section,
    flat: dict[str, Any],
    number: int,
    age: float,
    signs: Sequence[str],
    instrument: Instrument,
) -> ReportSection:
    lived = [period.id for period in instrument.history.periods if period.from_ < max(age, 1e-9)]
    questions_of_section = [
        question
        for question in questions(instrument)
        if question.section == section.id
        if section.kind not in ("adversity", "relational_history") or question.group in lived
        if section.id != SAFETY or question.kind != "signal" or question.path.rpartition("/")[2] in signs
    ]
    answers = {
        question: _answer(question, flat.get(question.at(number)), instrument)
        for question in questions_of_section
    }
    states = [answer.state for answer in answers.values()]
    stem = _stem(section, number)
    words = instrument.section_words[section.id]
    return ReportSection(
        section.id,
        words.name,
        flat.get(f"{stem}/mark", "workbook"),
        flat.get(f"{stem}/note", ""),
        () if section.kind in ("adversity", "relational_history") else tuple(answers.values()),
        _grid(answers, lived, instrument) if section.kind in ("adversity", "relational_history") else None,
        {state: states.count(state) for state in ("answered", "not known", "open")},
    )


def _stem(section: Section, number: int) -> str:
    if section.kind in ("adversity", "relational_history"):
        return "history"
    if section.kind == "fields" and section.scope == "case":
        return f"background/{section.id}"
    inner = {"functions": "functions", "current_relational": "relational_health"}.get(
        section.kind, f"sections/{section.id}"
    )
    return f"assessments/{number}/{inner}"


def _grid(answers: dict[Question, ReportAnswer], lived: list[str], instrument: Instrument) -> Grid:
    cells = {(question.row, question.group): answer for question, answer in answers.items()}
    names = {question.row: question.name for question in answers}
    return Grid(
        tuple(wording.period_name(period, instrument) for period in lived),
        tuple((name, tuple(cells.get((row, period)) for period in lived)) for row, name in names.items()),
    )


def _answer(question: Question, value: Any, instrument: Instrument) -> ReportAnswer:
    words = texts("report", instrument.language)["answers"]
    group = _group(question, instrument)
    if question.kind == "signal" and value is not None:
        return _sign(question, group, value, instrument)
    number = _number(value)
    if value is None or (isinstance(value, dict) and number is None):
        return ReportAnswer(question.name, group, (), "open", tuple(_remarks(value, words, instrument)))
    if NOT_KNOWN in (value, number):
        return ReportAnswer(question.name, group, (), "not known", tuple(_remarks(value, words, instrument)))
    lines = tuple(_answer_lines(question, value, instrument))
    return ReportAnswer(question.name, group, lines, "answered", tuple(_remarks(value, words, instrument)))


def _sign(question: Question, group: str, value: Any, instrument: Instrument) -> ReportAnswer:
    sign = Signal.model_validate({"signal": value} if isinstance(value, str) else value)
    words = signal_words(sign, instrument.language)
    if sign.signal in ("yes", "no"):
        return ReportAnswer(question.name, group, ("; ".join(words),), "answered")
    remarks = tuple(words[1:] if sign.signal else words)
    return ReportAnswer(question.name, group, (), NOT_KNOWN if sign.signal else "open", remarks)


def _number(value: Any) -> Any:
    if not isinstance(value, dict):
        return None
    return next((value[key] for key in ("score", "rating", "severity") if value.get(key) is not None), None)


def _answer_lines(question: Question, value: Any, instrument: Instrument) -> Iterator[str]:
    options = dict(question.options)
    if isinstance(value, dict):
        pattern = value.get("pattern")
        names = texts("history", instrument.language)["patterns"]
        tail = f", {names[pattern]['name'].lower()}" if pattern in names else ""
        yield f"{_number(value)}{tail}"
    elif isinstance(value, list):
        for entry in value:
            if isinstance(entry, dict):
                yield ", ".join(
                    str(options.get(entry[column.id], entry[column.id]))
                    for column in question.columns
                    if column.id in entry
                )
            else:
                yield str(entry)
    else:
        yield str(options.get(value, value))


def _remarks(value: Any, words: dict[str, Any], instrument: Instrument) -> Iterator[str]:
    if not isinstance(value, dict):
        return
    levels = texts("history", instrument.language)["confidence"]
    if level := value.get("confidence"):
        yield words["confidence"].format(level=levels.get(level, {}).get("name", level).lower())
    if isinstance(value.get("evidence"), str):
        yield value["evidence"]


def _group(question: Question, instrument: Instrument) -> str:
    if not question.group:
        return ""
    if question.path.startswith("relational_health/"):
        return str(instrument.history_words["current_relational"][question.group]["name"])
    groups = instrument.section_words[question.section].groups
    return groups[question.group].name if question.group in groups else ""
