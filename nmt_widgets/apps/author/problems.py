"""Problems of a case as a trainer reads them: what is wrong, what to do, and where on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nmt_widgets.apps.author.form import LISTS
from nmt_widgets.case_files import Case
from nmt_widgets.case_files.questions import question_at
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.widgets.author.messages import CaseProblem

_STEP = re.compile(r"(.*?)(?: (\d+))?")
_TABS = {place: tab for tab, place in LISTS.items()}
_ABOUT = ("title", "summary", "difficulty", "kind", "sources", "id")


def problem_rows(problems: Iterable[InputError], case: Case, instrument: Instrument) -> list[CaseProblem]:
    """Return problems of a case, each with the place on the screen where it is corrected."""
    return [_problem_row(problem, case, instrument) for problem in problems]


def reference_problem_rows(
    problems: Iterable[InputError], case: Case, instrument: Instrument
) -> list[CaseProblem]:
    """Return problems of a reference likewise; several of one place come as one, which counts the others."""
    by_place: dict[str, list[InputError]] = {}
    for problem in problems:
        by_place.setdefault(problem.place or "", []).append(problem)
    words, rows = texts("author", instrument.language)["finish"], []
    for first, *more in by_place.values():
        row = _reference_problem_row(first, case, instrument)
        if more:
            row["problem"] = words["more_like_it"].format(what=row["problem"], n=len(more))
        rows.append(row)
    return rows


def _reference_problem_row(problem: InputError, case: Case, instrument: Instrument) -> CaseProblem:
    words = texts("author", instrument.language)
    steps = [_step(step) for step in (problem.place or "").split(", ")]
    name = steps[0][0]
    if name not in _RATED:
        return _on_tab(problem, "reference", words["tabs"]["reference"])
    number = case.assessments[0].number
    ids = [step for step, _ in steps[1:]]
    path = "/".join([_RATED[name].format(number=number), *ids])
    places = words["finish"]["places"]
    question = question_at(path, instrument) or question_at(path.rpartition("/")[0], instrument)
    named = ": ".join(part for part in (question.group, question.name) if part) if question else places[name]
    where = places["named"].format(tab=places["assessment"].format(number=number), name=named)
    return {**_on_tab(problem, "assessments", where), "assessment": number}


_RATED = {
    "functions": "assessments/{number}/functions/scores",
    "adversity": "history/adversity",
    "relational": "history/relational",
    "relational_health": "assessments/{number}/relational_health/ratings",
    "safety": "assessments/{number}/sections/safety/answers",
    "caregiving": "assessments/{number}/sections/caregiving/answers",
}
"""Where the ratings of a reference's parts stand in the case that is being made."""


def _on_tab(problem: InputError, tab: str, where: str, row: int | None = None) -> CaseProblem:
    return {
        "problem": problem.message[:1].upper() + problem.message[1:],
        "remedy": problem.remedy or "",
        "where": where,
        "tab": tab,
        "row": row,
    }


def _problem_row(problem: InputError, case: Case, instrument: Instrument) -> CaseProblem:
    words = texts("author", instrument.language)
    steps = [_step(step) for step in (problem.place or "").split(", ")]
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
        return _on_tab(problem, tab, where, None if row is None else row - 1)
    if name in _ABOUT:
        return _on_tab(problem, "about", words["tabs"]["about"])
    is_unscored = False
    number, path = case.assessments[-1].number, "/".join(step for step, _ in steps)
    if name == "assessments" and row is not None:
        number = case.assessments[row - 1].number
        is_unscored = len(steps) == 1 and not case.assessments[row - 1].scored
        path = "/".join([name, str(number), *(step for step, _ in steps[1:])])
    where = words["finish"]["places"]["assessment"].format(number=number)
    if question := question_at(path, instrument):
        where = words["finish"]["places"]["named"].format(tab=where, name=question.name)
    problem_row: CaseProblem = {**_on_tab(problem, "assessments", where), "assessment": number}
    if is_unscored:
        no_scores = words["finish"]["no_scores"]
        problem_row.update({"problem": no_scores["what"], "remedy": no_scores["remedy"]})
    return problem_row


def _step(step: str) -> tuple[str, int | None]:
    match = _STEP.fullmatch(step)
    return (match[1], int(match[2]) if match[2] else None) if match else (step, None)
