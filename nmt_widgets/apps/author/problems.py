"""Problems of a case as a trainer reads them: what, what to do, and the place on the screen where it is done."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from nmt_widgets.apps.author.form import LISTS
from nmt_widgets.cases import Case
from nmt_widgets.cases.questions import question_at
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument

_STEP = re.compile(r"(.*?)(?: (\d+))?")
_TABS = {place: tab for tab, place in LISTS.items()}
_ABOUT = ("title", "summary", "difficulty", "kind", "sources", "id")


def told_problems(problems: Iterable[InputError], case: Case, instrument: Instrument) -> list[dict[str, Any]]:
    """Return problems with `where`, `what`, `remedy`, and where to go: `tab` and `row`, or `assessment`."""
    return [_told(problem, case, instrument) for problem in problems]


def told_reference_problems(
    problems: Iterable[InputError], case: Case, instrument: Instrument
) -> list[dict[str, Any]]:
    """Return problems of a reference likewise; several of one place are told as one, with how many."""
    by_place: dict[str, list[InputError]] = {}
    for problem in problems:
        by_place.setdefault(problem.place or "", []).append(problem)
    words, found = texts("author", instrument.language)["finish"], []
    for first, *more in by_place.values():
        told = _told_of_reference(first, case, instrument)
        if more:
            told["what"] = words["more_like_it"].format(what=told["what"], n=len(more))
        found.append(told)
    return found


def _told_of_reference(problem: InputError, case: Case, instrument: Instrument) -> dict[str, Any]:
    words = texts("author", instrument.language)
    steps = [_step(step) for step in (problem.place or "").split(", ")]
    name = steps[0][0]
    what = problem.message[:1].upper() + problem.message[1:]
    told: dict[str, Any] = {"what": what, "remedy": problem.remedy or "", "row": None}
    if name not in _RATED:
        return {**told, "tab": "reference", "where": words["tabs"]["reference"]}
    number = case.assessments[0].number
    ids = [step for step, _ in steps[1:]]
    path = "/".join([_RATED[name].format(number=number), *ids])
    places = words["finish"]["places"]
    question = question_at(path, instrument) or question_at(path.rpartition("/")[0], instrument)
    named = ": ".join(part for part in (question.group, question.name) if part) if question else places[name]
    where = places["named"].format(tab=places["assessment"].format(number=number), name=named)
    return {**told, "tab": "assessments", "assessment": number, "where": where}


_RATED = {
    "functions": "assessments/{number}/functions/scores",
    "adversity": "history/adversity",
    "relational": "history/relational",
    "relational_health": "assessments/{number}/relational_health/ratings",
    "safety": "assessments/{number}/sections/safety/answers",
    "caregiving": "assessments/{number}/sections/caregiving/answers",
}
"""Where the ratings of a reference's parts stand in the case that is being made."""


def _told(problem: InputError, case: Case, instrument: Instrument) -> dict[str, Any]:
    words = texts("author", instrument.language)
    steps = [_step(step) for step in (problem.place or "").split(", ")]
    what = problem.message[:1].upper() + problem.message[1:]
    told: dict[str, Any] = {"what": what, "remedy": problem.remedy or "", "row": None}
    name, row = steps[0]
    if name in _TABS:
        tab = _TABS[name]
        if tab == "scenes" and len(steps) > 1:
            row = steps[1][1]
        where = words["tabs"][tab]
        if row is not None:
            where = words["finish"]["places"]["row"].format(tab=where, n=row)
        fields = words["lists"][name]["fields"]
        if steps[-1][0] in fields:
            named = words["finish"]["places"]["named"]
            where = named.format(tab=where, name=fields[steps[-1][0]]["name"])
        return {**told, "tab": tab, "row": None if row is None else row - 1, "where": where}
    if name in _ABOUT:
        return {**told, "tab": "about", "where": words["tabs"]["about"]}
    number, path = case.assessments[-1].number, "/".join(step for step, _ in steps)
    if name == "assessments" and row is not None:
        number = case.assessments[row - 1].number
        if len(steps) == 1 and not case.assessments[row - 1].scored:
            told |= words["finish"]["no_scores"]
        path = "/".join([name, str(number), *(step for step, _ in steps[1:])])
    where = words["finish"]["places"]["assessment"].format(number=number)
    if question := question_at(path, instrument):
        where = words["finish"]["places"]["named"].format(tab=where, name=question.name)
    return {**told, "tab": "assessments", "assessment": number, "where": where}


def _step(step: str) -> tuple[str, int | None]:
    found = _STEP.fullmatch(step)
    return (found[1], int(found[2]) if found[2] else None) if found else (step, None)
