"""Contradictions within flat answers: one check for form, import and editor, by the rules of a case file."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from nmt_widgets.case_files.answers import Value, as_document
from nmt_widgets.case_files.checking import problems
from nmt_widgets.case_files.model import Case
from nmt_widgets.case_files.questions import Path
from nmt_widgets.core.documents import Document, Place, problems_of
from nmt_widgets.core.errors import MOST_PROBLEMS, InputError, InputErrors
from nmt_widgets.core.plain_yaml import spell
from nmt_widgets.instrument import Instrument


def contradictions(id: str, answers: Mapping[Path, Value], instrument: Instrument) -> list[InputError]:
    """Return the problems that `nmt validate` would report for the case that flat answers make up.

    Gaps in a record in progress, such as missing scores, are no contradiction.

    Parameters
    ----------
    id : str
        The case's.
    answers : mapping of path to value
        Checked one by one by :func:`~nmt_widgets.case_files.answers.check_answer`.
    instrument : Instrument

    Returns
    -------
    list of InputError
        Each with the `path` of its answer. At most 100; empty where nothing is wrong.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> answers = {"title": "A", "assessments/1/label": "First", "assessments/1/age": "10 years",
    ...            "assessments/1/status": "in-progress", "assessments/2/label": "Second",
    ...            "assessments/2/age": "9 years", "assessments/2/status": "in-progress"}
    >>> [(found.path, found.message) for found in contradictions("c-1", answers, load_instrument())]
    [('assessments/2/age', 'assessment 2 is at an earlier age than 1 (9 years, 10 years)')]
    """
    return [conflict.error for conflict in _conflicts(id, answers, instrument)]


def check_change(
    id: str, before: Mapping[Path, Value], changes: Mapping[Path, Value], instrument: Instrument
) -> None:
    """Refuse changes that make answers contradict each other.

    A contradiction that was there before, in a record of an older version, does not block a change.

    Parameters
    ----------
    id : str
        The case's.
    before : mapping of path to value
        All answers before the change; empty for a new case.
    changes : mapping of path to value
        The new ones, all made together; None takes one back.
    instrument : Instrument

    Raises
    ------
    InputErrors
        With the contradictions that are new. The `path` of each is one of the changed paths.
    """
    if not may_contradict(before, changes):
        return
    after = {path: value for path, value in {**before, **changes}.items() if value is not None}
    conflicts = _conflicts(id, after, instrument, include_sections=False)
    if not conflicts:
        return
    earlier = _conflicts(id, before, instrument, include_sections=False) if before else []
    known = {conflict.name for conflict in earlier}
    new = [conflict.at_change(changes) for conflict in conflicts if conflict.name not in known]
    if new:
        raise InputErrors(new)


def may_contradict(paths: Any, changes: Mapping[Path, Value]) -> bool:
    """Return whether changes touch an answer that others depend on; most do not.

    Parameters
    ----------
    paths : container of str
        The paths that are answered.
    changes : mapping of path to value

    Examples
    --------
    >>> may_contradict({"assessments/1/age"}, {"assessments/1/functions/scores/arousal": {"score": 3}})
    False
    >>> may_contradict({"assessments/1/age"}, {"assessments/1/age": "9 years"})
    True
    """
    return any(_has_dependents(paths, path, value) for path, value in changes.items())


def _has_dependents(paths: Any, path: Path, value: Value) -> bool:
    start, _, rest = path.partition("/")
    if start in ("background", "expert", "summary", "notes", "difficulty"):
        return False
    if start == "history":
        return value is not None and rest.count("/") == 2
    if start != "assessments":
        return True
    number, _, rest = rest.partition("/")
    if f"assessments/{number}/age" not in paths:
        return True  # its first answer
    part = rest.partition("/")[0]
    return part in ("age", "label", "date", "status") or (part == "functions" and not _is_scored(value))


def _is_scored(value: Value) -> bool:
    score = value.get("score") if isinstance(value, dict) else value
    return isinstance(score, int)


class _Contradiction:
    """One problem, with the paths where it can be corrected."""

    def __init__(self, error: InputError, name: tuple[object, ...], paths: list[Path]) -> None:
        self.error, self.name, self._paths = error, name, paths
        error.path = paths[0]

    def at_change(self, changes: Mapping[Path, Value]) -> InputError:
        """Return the error with a changed path: its own path if that was changed, else one that it depends on."""
        for path in self._paths:
            touched = [changed for changed in changes if changed == path or changed.startswith(f"{path}/")]
            if touched:
                self.error.path = touched[0]
                return self.error
        self.error.path = next(iter(changes))
        return self.error


def _conflicts(
    id: str, answers: Mapping[Path, Value], instrument: Instrument, *, include_sections: bool = True
) -> list[_Contradiction]:
    document = as_document(id, {path: value for path, value in answers.items() if value is not None})
    numbers = [str(assessment["number"]) for assessment in document["assessments"]]
    try:
        case = Case.model_validate(document)
    except ValidationError as invalid:
        read = Document(FilePath(id), document, dict.fromkeys(_places(document, ()), 1))
        return [
            _Contradiction(
                _error(entry.message, entry.steps, entry.remedy, numbers), ("model", entry.steps), [path]
            )
            for entry in problems_of(invalid, read, Case)
            for path in [_path(entry.steps, numbers)]
        ]
    conflicts: list[_Contradiction] = []
    for entry in islice(problems(case, instrument, include_sections=include_sections), MOST_PROBLEMS):
        paths = [_path(place, numbers) for place in (entry.place, *entry.others)]
        rule = entry.message.partition(" (")[0] if entry.place[0] == "assessments" else ""
        error = _error(entry.message, entry.place, entry.remedy, numbers)
        conflicts.append(_Contradiction(error, (*entry.place, rule), paths))
    return conflicts


def _error(message: str, place: Place, remedy: str | None, numbers: list[str]) -> InputError:
    error = InputError(message, place=spell(_numbered(place, numbers)), remedy=remedy)
    error.steps = place
    return error


def _numbered(place: Place, numbers: list[str]) -> Place:
    """Return a place that names an assessment by its number, not by its position."""
    if len(place) > 1 and place[0] == "assessments" and isinstance(place[1], int):
        return (f"assessment {numbers[place[1]]}", *place[2:])
    return place


def _path(place: Place, numbers: list[str]) -> Path:
    """Return the path of the answer, or of the part, that a place belongs to."""
    if place[:1] == ("assessments",):
        number = [numbers[place[1]]] if len(place) > 1 and isinstance(place[1], int) else []
        return "/".join(["assessments", *number, *(str(step) for step in place[2:])])
    steps = [step for step in place if isinstance(step, str)]
    return "/".join(steps if place[:1] in (("history",), ("background",)) else steps[:1])


def _places(branch: Any, at: Place) -> list[Place]:
    inner = (
        branch.items() if isinstance(branch, dict) else enumerate(branch) if isinstance(branch, list) else ()
    )
    return [at, *(place for key, value in inner for place in _places(value, (*at, key)))]
