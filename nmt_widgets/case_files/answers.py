"""A case as flat answers, one value for each path: the form in which it is edited, stored and exported."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from nmt_widgets.case_files.ages import years
from nmt_widgets.case_files.expert import Expert
from nmt_widgets.case_files.model import Assessment, Case
from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.case_files.questions import Path, Question, question_at
from nmt_widgets.case_files.ratings import Adversity, Rating, Score, SectionAnswers, Signal
from nmt_widgets.case_files.team_plan import TeamPlan
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import problem, refusal
from nmt_widgets.instrument import Instrument

Value = Any
"""What JSON can hold; None stands for "not yet answered"."""

FORMAT = "case-1"
LONGEST_TEXT = 1_000_000
_MOST_ENTRIES = 500
# also lone surrogates: they are not characters, and databases refuse them
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def to_answers(case: Case) -> dict[Path, Value]:
    """Return a case as a flat mapping from paths to JSON values, without unanswered questions.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> to_answers(load_case("james"))["assessments/1/functions/scores/arousal"]["score"]
    2
    """
    document = json.loads(case.model_dump_json(exclude_defaults=True))
    for name in ("format", "id"):
        document.pop(name, None)
    document["kind"] = case.kind
    document["assessments"] = {
        str(entry.pop("number")): {**entry, "status": assessment.status}
        for entry, assessment in zip(document["assessments"], case.assessments, strict=True)
    }
    return dict(_flat(document, ()))


def to_case(id: str, answers: Mapping[Path, Value]) -> Case:
    """Return the case that flat answers make up.

    Raises
    ------
    InputError
        When they do not make up a case. Answers that were checked one by one always do.
    """
    try:
        return Case.model_validate(as_document(id, answers))
    except ValidationError as error:
        first = error.errors()[0]
        place = ", ".join(str(part) for part in first["loc"])
        raise refusal("cases", "answers_of", place=place, id=id) from error


def as_document(id: str, answers: Mapping[Path, Value]) -> dict[str, Any]:
    """Return flat answers as the tree of a case file.

    The assessments are sorted by number; one without a status is in progress.
    """
    document: dict[str, Any] = {"format": FORMAT, "id": id}
    for path, value in answers.items():
        if value is None:
            continue
        *stems, leaf = path.split("/")
        branch = document
        for stem in stems:
            branch = branch.setdefault(stem, {})
        branch[leaf] = value
    numbered = document.get("assessments", {})
    document["assessments"] = [
        {"status": "in-progress", **numbered[number], "number": int(number)}
        for number in sorted(numbered, key=int)
    ]
    return document


def check_answer(path: Path, value: Value, instrument: Instrument) -> Value:
    """Return an answer in its stored form.

    Parameters
    ----------
    path : str
        The path of the answer.
    value : JSON value
        The answer; None deletes it.
    instrument : Instrument

    Raises
    ------
    InputError
        When a case has no such path, or the value does not fit the question.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> check_answer("history/adversity/infancy/neglect", {"severity": 9, "pattern": "chronic"}, load_instrument())
    {'severity': 9, 'pattern': 'chronic'}
    """
    if value is None:
        return None
    question = question_at(path, instrument)
    if question is None:
        return _check_plain(path, _cleaned(value, path), instrument)
    value = _cleaned(value, question.name)
    if question.kind not in _NUMBERED and value == NOT_KNOWN:
        return value
    return _CHECKS[question.kind](question, value, instrument)


def _flat(branch: Mapping[str, Any], at: tuple[str, ...]) -> Iterator[tuple[Path, Value]]:
    for key, value in branch.items():
        place = (*at, key)
        if isinstance(value, dict) and not _is_leaf(place):
            yield from _flat(value, place)
        elif value is not None:
            yield "/".join(place), value


def _is_leaf(place: tuple[str, ...]) -> bool:
    """Return whether the mapping at a place is one answer: each part has its answers at a fixed depth."""
    inner = place[2:] if place[0] == "assessments" else place
    if inner and inner[0] not in _BRANCHES:
        return True
    return bool(inner) and len(inner) in (_DEPTHS.get(inner[0]), _DEPTHS.get("/".join(inner[:2])))


_BRANCHES = {"history", "background", "functions", "relational_health", "sections", "plan", "expert"}
_DEPTHS = {
    "history": 4,
    "background": 4,
    "functions": 3,
    "relational_health": 4,
    "sections": 4,
    "expert": 2,
    "plan/decisions": 3,
    "plan/entries": 4,
}


def _cleaned(value: Value, name: str) -> Value:
    """Return the value without control characters; refuse one that is too long, too deep or not JSON."""
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            length, most = (say_number(count, grouped=True) for count in (len(value), LONGEST_TEXT))
            raise refusal("cases", "long_text", place=name, count=length, most=most)
        text = _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
        return unicodedata.normalize("NFC", text)
    if isinstance(value, bool) or value is None or isinstance(value, int):
        return value
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise refusal("cases", "not_a_number", place=name)
        return value
    if isinstance(value, list | tuple) and len(value) <= _MOST_ENTRIES:
        return [_cleaned(entry, name) for entry in value]
    if isinstance(value, dict) and len(value) <= _MOST_ENTRIES and all(isinstance(key, str) for key in value):
        return {_cleaned(key, name): _cleaned(entry, name) for key, entry in value.items()}
    raise refusal("cases", "not_an_answer", place=name)


def _check_numbered(question: Question, value: Value, instrument: Instrument) -> Value:
    model, key = _NUMBERED[question.kind]
    if (isinstance(value, int) and not isinstance(value, bool)) or value == NOT_KNOWN:
        value = {key: value}
    try:
        rating = model.model_validate(value)
    except (ValidationError, RecursionError):
        raise refusal("cases", "not_a_rating", place=question.name, unknown=NOT_KNOWN) from None
    number = getattr(rating, key)
    if isinstance(number, int):
        _in_range(question, number)
    levels = [level.id for level in instrument.confidence.levels]
    _one_of(question, "confidence", getattr(rating, "confidence", None), levels)
    patterns = [pattern.id for pattern in instrument.history.patterns]
    _one_of(question, "pattern", getattr(rating, "pattern", None), patterns)
    parts: dict[str, Any] = json.loads(rating.model_dump_json(exclude_defaults=True))
    parts = {name: part for name, part in parts.items() if part != "" and part != []}
    return parts or None


def _in_range(question: Question, number: int) -> None:
    assert question.scale is not None
    low, high = question.scale.low, question.scale.high
    if not low <= number <= high:
        raise refusal(
            "cases", "outside", place=question.name, number=number, low=low, high=high, unknown=NOT_KNOWN
        )


def _one_of(question: Question, kind: str, id: str | None, known: list[str]) -> None:
    if id is not None and id not in known:
        words = texts("cases")
        remedy = words["use"].format(known=", ".join(known))
        kind = words["kinds"].get(kind, kind)
        raise refusal("cases", "not_known", place=question.name, what=kind, id=id[:40], remedy=remedy)


def _check_words(question: Question, value: Value, _instrument: Instrument) -> Value:
    if not isinstance(value, str):
        raise refusal("cases", "not_a_text", place=question.name)
    return (value if question.kind == "text" else " ".join(value.split())) or None


def _check_lines(question: Question, value: Value, _instrument: Instrument) -> Value:
    if not (isinstance(value, list) and all(isinstance(line, str) for line in value)):
        raise refusal("cases", "not_lines", place=question.name)
    return [line for line in value if line.strip()] or None


def _check_choice(question: Question, value: Value, _instrument: Instrument) -> Value:
    if not isinstance(value, str):
        raise refusal("cases", "not_a_choice", place=question.name)
    _one_of(question, "choice", value, [id for id, _ in question.options])
    return value


def _check_count(question: Question, value: Value, _instrument: Instrument) -> Value:
    if not isinstance(value, int) or isinstance(value, bool):
        raise refusal("cases", "not_whole", place=question.name)
    _in_range(question, value)
    return value


def _check_rows(question: Question, value: Value, _instrument: Instrument) -> Value:
    columns = {column.id for column in question.columns}
    if not (
        isinstance(value, list)
        and all(isinstance(row, dict) and row.keys() <= columns for row in value)
        and all(isinstance(cell, str) for row in value for cell in row.values())
    ):
        raise refusal("cases", "not_rows", place=question.name)
    rows = [{name: cell for name, cell in row.items() if cell.strip()} for row in value]
    for column in question.columns:
        if column.options and not column.other:
            for row in rows:
                _one_of(question, column.id, row.get(column.id), list(column.options))
    return [row for row in rows if row] or None


def _check_signal(question: Question, value: Value, _instrument: Instrument) -> Value:
    try:
        signal = Signal.model_validate({"signal": value} if isinstance(value, str) else value)
    except (ValidationError, RecursionError):
        raise refusal("cases", "not_a_signal", place=question.name, unknown=NOT_KNOWN) from None
    parts: dict[str, Any] = json.loads(signal.model_dump_json(exclude_defaults=True))
    parts = {name: " ".join(part.split()) for name, part in parts.items()}
    if signal.signal == "no":  # it concerns nobody, nowhere
        parts = {name: part for name, part in parts.items() if name not in ("person", "place")}
    return {name: part for name, part in parts.items() if part} or None


_NUMBERED: dict[str, tuple[Any, str]] = {
    "score": (Score, "score"),
    "rating": (Rating, "rating"),
    "severity": (Adversity, "severity"),
}
_CHECKS = {
    **dict.fromkeys(_NUMBERED, _check_numbered),
    "line": _check_words,
    "text": _check_words,
    "lines": _check_lines,
    "choice": _check_choice,
    "count": _check_count,
    "rows": _check_rows,
    "signal": _check_signal,
}


def _check_plain(path: Path, value: Value, instrument: Instrument) -> Value:
    """Check a value that answers no question: title, kind, story, an assessment's age, the mark of a part."""
    start, _, rest = path.partition("/")
    if start == "assessments":
        number, _, leaf = rest.partition("/")
        if not (
            number.isdecimal() and number.isascii() and 1 <= int(number) <= 999 and str(int(number)) == number
        ):
            raise refusal("cases", "no_assessment_number", place=path[:80], number=number[:20])
        return _check_leaf(Assessment, leaf, value, path, instrument)
    return _check_leaf(Case, path, value, path, instrument)


def _plan_annotation(place: list[str], path: Path) -> Any:
    """Return the type of what stands at a place of the team's plan; keys on the way are checked."""
    name, *keys = place
    field = TeamPlan.model_fields.get(name)
    annotation: Any = field.rebuild_annotation() if field else None
    for key in keys:
        if get_origin(annotation) is not dict:
            annotation = None
            break
        key_type, annotation = get_args(annotation)
        try:
            tidy_key = TypeAdapter(key_type).validate_python(key)
        except ValidationError:
            tidy_key = None
        if tidy_key != key:  # a date has one form, so that a path has one spelling
            annotation = None
            break
    if annotation is None or get_origin(annotation) is dict:
        raise refusal("cases", "no_plan_place", place=path[:80])
    return annotation


_MARKED = {"functions", "relational_health", "sections", "background", "history"}


def _check_leaf(model: Any, leaf: str, value: Value, path: Path, instrument: Instrument) -> Value:
    name, _, rest = leaf.partition("/")
    fields = model.model_fields
    if name not in fields or name in ("format", "id", "number", "assessments"):
        raise refusal("cases", "no_question", place=path[:80])
    if name in _MARKED:
        *stem, last = rest.split("/")
        sections = {section.id for section in instrument.sections if section.kind == "fields"}
        is_section = name in ("sections", "background")
        if last not in ("mark", "note") or (
            stem[0] not in sections if is_section and len(stem) == 1 else stem
        ):
            raise refusal("cases", "no_question", place=path[:80])
        annotation: Any = SectionAnswers.model_fields[last].rebuild_annotation()
    elif name == "plan":
        annotation = _plan_annotation(rest.split("/"), path)
    elif name == "expert" and rest in Expert.model_fields:
        annotation = Expert.model_fields[rest].rebuild_annotation()
    elif rest or name == "expert":
        raise refusal("cases", "no_question", place=path[:80])
    else:
        annotation = fields[name].rebuild_annotation()
    if name == "norms" and not (isinstance(value, str) and value in instrument.norms.columns):
        kind = texts("cases")["kinds"]["norms"]
        raise refusal("cases", "not_known", place=path[:80], what=kind, id=str(value)[:40], remedy="")
    try:
        checked = TypeAdapter(annotation).validate_python(value)
    except (ValidationError, RecursionError) as error:
        reason = (
            error.errors()[0]["msg"].removeprefix("Value error, ")
            if isinstance(error, ValidationError)
            else ""
        )
        message, _, remedy = reason.partition("; ")  # the remedy, where the reason has one
        general, correct = problem("cases", "does_not_fit")
        raise InputError(message or general, place=name, remedy=remedy or correct) from None
    if name == "age" and years(str(value)) < 0:
        raise refusal("cases", "before_birth", place=name)
    return json.loads(TypeAdapter(annotation).dump_json(checked, exclude_defaults=True))
