"""A case in somebody's file: nothing in it is trusted, and everything that is wrong with it is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from nmt_widgets.case_files.answers import check_answer, to_answers
from nmt_widgets.case_files.model import Case
from nmt_widgets.case_files.reading import checked_case
from nmt_widgets.core.documents import Document, Place, parse_document
from nmt_widgets.core.errors import InputError, InputErrors, refusal
from nmt_widgets.core.problems import problem
from nmt_widgets.instrument import Instrument

MOST_BYTES = 1_000_000
DEEPEST = 50
"""A case with everything in it is nested nine deep."""

_LINKS = {"practice_of": "an_attempt", "second_of": "a_rating", "settles": "a_rating"}
_MARKUP = re.compile(
    r"<\s*/?\s*(?:script|iframe|object|embed|style|svg|img|link|meta|form)\b|javascript:", re.IGNORECASE
)


def received_case(raw: bytes, name: str, instrument: Instrument, *, for_clients: bool) -> Case:
    """Return the case in somebody's file, checked as `nmt validate` checks one.

    Parameters
    ----------
    raw : bytes
        The content of the file.
    name : str
        What the file is called, for the messages.
    instrument : Instrument
    for_clients : bool
        Whether a client's case may become what is asked for: a case to teach with may be read by every role.

    Raises
    ------
    InputErrors
        With every problem: line, place, remedy.
    """
    path = file_name(name)
    if len(raw) > MOST_BYTES:
        raise refusal("cases", "large_file", file=path)
    document = parse_document(raw, path, deepest=DEEPEST)
    if marked := [_problem_at(document, place, "markup") for place in _markup(document.data, ())]:
        raise InputErrors(marked)
    case = checked_case(document, instrument)
    problems = [_problem_at(document, (key,), why) for key, why in _LINKS.items() if getattr(case, key)]
    if case.kind == "clinical" and not for_clients:
        problems.append(_problem_at(document, ("kind",), "a_client"))
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


def _problem_at(document: Document, place: Place, name: str) -> InputError:
    message, remedy = problem("cases", name)
    return document.problem(message, place, remedy)


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
