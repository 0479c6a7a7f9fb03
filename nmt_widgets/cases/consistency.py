"""What contradicts itself in flat answers: one check for whatever brings them in, by the rules of a case file."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from nmt_widgets.cases.answers import Value, as_document
from nmt_widgets.cases.checking import problems
from nmt_widgets.cases.model import Case
from nmt_widgets.cases.questions import Path
from nmt_widgets.core.documents import Document, Place, problems_of
from nmt_widgets.core.errors import MOST_PROBLEMS, InputError, InputErrors
from nmt_widgets.core.plain_yaml import spell
from nmt_widgets.instrument import Instrument


def contradictions(id: str, answers: Mapping[Path, Value], instrument: Instrument) -> list[InputError]:
    """Return what `nmt validate` would refuse in the case that flat answers make up; empty when there is nothing.

    What is only unfinished in a record in progress, such as scores that are not there yet, is no contradiction.

    Parameters
    ----------
    id : str
        The case's.
    answers : mapping of path to value
        Checked one by one by :func:`~nmt_widgets.cases.answers.check_answer`.
    instrument : Instrument

    Returns
    -------
    list of InputError
        Each with the `path` of the answer it is about. At most 100.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> answers = {"title": "A", "assessments/1/label": "First", "assessments/1/age": "10 years",
    ...            "assessments/1/status": "in-progress", "assessments/2/label": "Second",
    ...            "assessments/2/age": "9 years", "assessments/2/status": "in-progress"}
    >>> [(found.path, found.message) for found in contradictions("c-1", answers, load_instrument())]
    [('assessments/2/age', 'assessment 2 is at an earlier age than 1 (9 years, 10 years)')]
    """
    return [found.error for found in _found(id, answers, instrument)]


def check_change(
    id: str, before: Mapping[Path, Value], changes: Mapping[Path, Value], instrument: Instrument
) -> None:
    """Refuse changes that make answers contradict each other.

    What contradicted itself before, in a record of an older version, hinders no change.

    Parameters
    ----------
    id : str
        The case's.
    before : mapping of path to value
        All answers as they are; empty for a case that begins.
    changes : mapping of path to value
        The new ones, all made together; None takes one back.
    instrument : Instrument

    Raises
    ------
    InputErrors
        With what the change brings. The `path` of each is one of those that were changed.
    """
    if not may_contradict(before, changes):
        return
    after = {path: value for path, value in {**before, **changes}.items() if value is not None}
    found = _found(id, after, instrument, each=False)
    if not found:
        return
    there = {one.name for one in _found(id, before, instrument, each=False)} if before else set()
    brought = [one.told_at(changes) for one in found if one.name not in there]
    if brought:
        raise InputErrors(brought)


def may_contradict(paths: Any, changes: Mapping[Path, Value]) -> bool:
    """Say whether changes touch anything that other answers hang on: most touch one answer by itself.

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
    return any(_hangs_together(paths, path, value) for path, value in changes.items())


def _hangs_together(paths: Any, path: Path, value: Value) -> bool:
    start, _, rest = path.partition("/")
    if start in ("background", "expert", "summary", "notes", "difficulty"):
        return False
    if start == "history":
        return value is not None and rest.count("/") == 2
    if start != "assessments":
        return True
    number, _, rest = rest.partition("/")
    if f"assessments/{number}/age" not in paths:
        return True  # the first that is said of it
    part = rest.partition("/")[0]
    return part in ("age", "label", "date", "status") or (part == "functions" and not _is_scored(value))


def _is_scored(value: Value) -> bool:
    score = value.get("score") if isinstance(value, dict) else value
    return isinstance(score, int)


class _Contradiction:
    """One problem, with the paths where it could be put right."""

    def __init__(self, error: InputError, name: tuple[object, ...], paths: list[Path]) -> None:
        self.error, self.name, self._paths = error, name, paths
        error.path = paths[0]

    def told_at(self, changes: Mapping[Path, Value]) -> InputError:
        """Return the error said of what was changed, the place itself before the others it hangs on."""
        for path in self._paths:
            touched = [one for one in changes if one == path or one.startswith(f"{path}/")]
            if touched:
                self.error.path = touched[0]
                return self.error
        self.error.path = next(iter(changes))
        return self.error


def _found(
    id: str, answers: Mapping[Path, Value], instrument: Instrument, *, each: bool = True
) -> list[_Contradiction]:
    document = as_document(id, {path: value for path, value in answers.items() if value is not None})
    numbers = [str(assessment["number"]) for assessment in document["assessments"]]
    try:
        case = Case.model_validate(document)
    except ValidationError as invalid:
        read = Document(FilePath(id), document, dict.fromkeys(_places(document, ()), 1))
        return [
            _Contradiction(_error(one.message, one.steps, one.remedy, numbers), ("model", one.steps), [path])
            for one in problems_of(invalid, read, Case)
            for path in [_path(one.steps, numbers)]
        ]
    found: list[_Contradiction] = []
    for one in islice(problems(case, instrument, each=each), MOST_PROBLEMS):
        paths = [_path(place, numbers) for place in (one.place, *one.others)]
        rule = one.message.partition(" (")[0] if one.place[0] == "assessments" else ""
        error = _error(one.message, one.place, one.remedy, numbers)
        found.append(_Contradiction(error, (*one.place, rule), paths))
    return found


def _error(message: str, place: Place, remedy: str | None, numbers: list[str]) -> InputError:
    error = InputError(message, place=spell(_numbered(place, numbers)), remedy=remedy)
    error.steps = place
    return error


def _numbered(place: Place, numbers: list[str]) -> Place:
    """Return a place that names an assessment by its number rather than by where it stands in the list."""
    if len(place) > 1 and place[0] == "assessments" and isinstance(place[1], int):
        return (f"assessment {numbers[place[1]]}", *place[2:])
    return place


def _path(place: Place, numbers: list[str]) -> Path:
    """Return the path of the answer a place is in, or of the part it stands for."""
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
