"""A case read from a colleague's file or copied from a template, and made a template again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from nmt_widgets.case_files import Case, checked_case
from nmt_widgets.case_files.answers import check_answer, to_answers
from nmt_widgets.case_files.writing import write_case
from nmt_widgets.core.documents import Document, Place, parse_document
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.training.references.attempts import for_trainee
from nmt_widgets.widgets.shared.messages import Answers

MOST_BYTES = 1_000_000
DEEPEST = 50
"""A case with everything in it is nested nine deep."""

_CLOSED = ("completed", "amended")
_KEPT = {"practice_of": "attempt", "kind": "clinical", "second_of": "rating", "settles": "rating"}
_MARKUP = re.compile(
    r"<\s*/?\s*(?:script|iframe|object|embed|style|svg|img|link|meta|form)\b|javascript:", re.IGNORECASE
)


def read_file(raw: bytes, name: str, instrument: Instrument) -> Case:
    """Return the case in somebody's file.

    Parameters
    ----------
    raw : bytes
        What the file holds; nothing in it is trusted.
    name : str
        What the file is called, for the messages.
    instrument : Instrument

    Raises
    ------
    InputErrors
        With every problem found: line, place, remedy.
    """
    refused = texts("author", instrument.language)["refused"]
    path = file_name(name)
    if len(raw) > MOST_BYTES:
        raise InputError(refused["large"]["message"], file=path, remedy=refused["large"]["remedy"])
    document = parse_document(raw, path, deepest=DEEPEST)
    if marked := [_problem_at(document, place, refused["markup"]) for place in _markup(document.data, ())]:
        raise InputErrors(marked)
    case = checked_case(document, instrument)
    problems = [
        _problem_at(document, (key,), refused[name])
        for key, name in _KEPT.items()
        if getattr(case, key) not in (None, "teaching", "practice")
    ]
    for place, value in to_answers(case).items():
        try:
            check_answer(place, value, instrument)
        except InputError as error:
            problems.append(document.problem(error.message, _place(place, case), error.remedy))
    if problems:
        raise InputErrors(sorted(problems, key=lambda problem: problem.line or 0))
    return case


def file_name(name: str) -> str:
    """Return the last part of what a file is called, short and printable."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable())[:80] or "?.yaml"


def answers_of(case: Case) -> Answers:
    """Return a case as the answers of a record to be worked on: what was completed is open again."""
    answers = to_answers(case)
    for assessment in case.assessments:
        if assessment.status in _CLOSED:
            answers[f"assessments/{assessment.number}/status"] = "in-progress"
    return answers


def template_of(case: Case, id: str) -> Case:
    """Return a case as a template: a teaching case whole and completed, a practice case without any answer.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> template_of(load_case("james"), "jim").id
    'jim'
    """
    if case.kind == "practice":
        return for_trainee(case, case.assessments[0].number).model_copy(update={"id": id})
    assessments = tuple(
        assessment
        if assessment.status == "entered-in-error"
        else assessment.model_copy(update={"status": "completed"})
        for assessment in case.assessments
    )
    return case.model_copy(update={"id": id, "assessments": assessments})


def check_template(case: Case, instrument: Instrument) -> list[InputError]:
    """Return the problems that keep a case from being a template, in the order of their places."""
    document = parse_document(write_case(case), f"{case.id}.yaml")
    problems = []
    if case.kind == "practice" and not case.vignette:
        problems.append(
            _problem_at(
                document, ("vignette",), texts("author", instrument.language)["finish"]["no_vignette"]
            )
        )
    try:
        checked_case(document, instrument)
    except InputError as error:
        problems.extend(error.problems)
    return problems


def _problem_at(document: Document, place: Place, words: dict[str, str]) -> InputError:
    return document.problem(words["message"], place, words["remedy"])


def _markup(branch: object, at: Place) -> Iterator[Place]:
    """Yield the places of texts that hold markup."""
    if isinstance(branch, str) and _MARKUP.search(branch):
        yield at
    elif isinstance(branch, dict):
        for key, value in branch.items():
            if isinstance(key, str) and _MARKUP.search(key):
                yield at
            yield from _markup(value, (*at, key))
    elif isinstance(branch, list):
        for index, value in enumerate(branch):
            yield from _markup(value, (*at, index))


def _place(path: str, case: Case) -> Place:
    """Return where an answer stands in the document: assessments are a list there."""
    start, *rest = path.split("/")
    if start != "assessments":
        return (start, *rest)
    numbers = [str(assessment.number) for assessment in case.assessments]
    return (start, numbers.index(rest[0]), *rest[1:])
