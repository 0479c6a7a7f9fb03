"""Locks: a completed assessment can be changed only by an amendment with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nmt_widgets.case_files.answers import Value
from nmt_widgets.case_files.questions import Path
from nmt_widgets.store.errors import Locked

OPEN, COMPLETED, AMENDED, IN_ERROR = "in-progress", "completed", "amended", "entered-in-error"
CLOSED = (COMPLETED, AMENDED)


def assessment_of(path: str) -> int | None:
    """Return the number of the assessment an answer belongs to, or None for the case's own.

    Examples
    --------
    >>> assessment_of("assessments/2/age"), assessment_of("title")
    (2, None)
    """
    start, _, rest = path.partition("/")
    return int(rest.partition("/")[0]) if start == "assessments" else None


def status_path(number: int) -> str:
    """Return the path of an assessment's status."""
    return f"assessments/{number}/status"


def statuses_of(answers: Mapping[Path, Value]) -> dict[int, str]:
    """Return the status of each assessment that has any answer.

    Examples
    --------
    >>> statuses_of({"title": "a", "assessments/1/status": "completed", "assessments/2/age": "9 years"})
    {1: 'completed', 2: 'in-progress'}
    """
    numbers = sorted({number for path in answers if (number := assessment_of(path)) is not None})
    return {number: answers.get(status_path(number), OPEN) for number in numbers}


def amended(statuses: Mapping[int, str], changes: Mapping[Path, Value], reason: str) -> dict[str, str]:
    """Return the changes of status that follow from other changes, or refuse them all.

    Parameters
    ----------
    statuses : mapping of int to str
        The status of each assessment before.
    changes : mapping of path to value
    reason : str

    Raises
    ------
    Locked
        When a completed assessment is changed without a reason, or cannot be changed at all.
    """
    touched: set[int] = set()
    for path, value in changes.items():
        number = assessment_of(path)
        if number is None:
            if OPEN not in statuses.values() and (closed := [n for n, s in statuses.items() if s in CLOSED]):
                if not reason:
                    raise Locked("locked_case")
                touched.add(max(closed))
            continue
        before = statuses.get(number, OPEN)
        if before == IN_ERROR:
            raise Locked("in_error")
        if path.startswith(f"assessments/{number}/plan/"):
            continue  # what the team agrees and does comes after the assessment is completed
        if path == status_path(number):
            _check_step(before, value, reason)
        elif before in CLOSED:
            if not reason:
                raise Locked
            touched.add(number)
    return {
        status_path(number): AMENDED
        for number in touched
        if statuses[number] != AMENDED and changes.get(status_path(number)) != IN_ERROR
    }


def check_attempt(
    statuses: Mapping[int, str], scores: Mapping[Path, Value], changes: Mapping[Path, Value]
) -> None:
    """Refuse to submit an attempt at a practice case that is unfinished, and to change one that is submitted.

    Parameters
    ----------
    statuses : mapping of int to str
        The status of each assessment before.
    scores : mapping of path to value
        The scores before, each None where there is none.
    changes : mapping of path to value

    Raises
    ------
    Locked
        Also when there is a reason: who submitted has seen the reference.
    """
    if changes and any(status != OPEN for status in statuses.values()):
        raise Locked("submitted")
    if changes.get(status_path(1)) in CLOSED:
        after = {**scores, **{path: changes[path] for path in scores.keys() & changes.keys()}}
        if any(score_in(value) is None for value in after.values()):
            raise Locked("unfinished")


def score_in(answer: Value) -> Value:
    """Return the score in the answer to a function, which may have a confidence beside it; None where there is none.

    Examples
    --------
    >>> score_in({"score": 5, "confidence": "low"}), score_in("not known"), score_in({"note": "later"})
    (5, 'not known', None)
    """
    return answer.get("score") if isinstance(answer, dict) else answer


def _check_step(before: str, after: Any, reason: str) -> None:
    if after == IN_ERROR and not reason:
        raise Locked("error_needs_reason")
    if before in CLOSED:
        if after in (OPEN, None):
            raise Locked("no_way_back")
        if after == AMENDED and not reason:
            raise Locked
