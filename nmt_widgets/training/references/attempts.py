"""Attempts at practice cases: what a trainee is given, how an attempt begins, and how it stands beside a reference.

Nothing here reads a reference: whoever has a right to one brings it along.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from nmt_widgets.cases import Case, list_cases, load_case
from nmt_widgets.cases.model import (
    Assessment,
    CaseHistory,
    Expert,
    FunctionScores,
    RelationalRatings,
    Score,
)
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.arrays import number, score_arrays
from nmt_widgets.training.raters.comparison import RatingComparison, ReferenceScores, compare
from nmt_widgets.training.references.model import Reference

_PARAGRAPH = re.compile(r"¶\s?(\d+)")


def practice_list(instrument: Instrument) -> list[Case]:
    """Return the templates that can be practised, those written for it first: all that tell a vignette.

    A template that cannot be read is left out; the home screen says what is wrong with it.
    """
    found = []
    for id in list_cases():
        try:
            found.append(load_case(id, instrument))
        except InputError:
            continue
    return sorted((case for case in found if case.vignette), key=_place)


def _place(case: Case) -> tuple[bool, int, float]:
    levels = ("introductory", "intermediate", "advanced")
    level = levels.index(case.difficulty) if case.difficulty else len(levels)
    return case.kind != "practice", level, case.assessments[0].age_years


def begin_attempt(case: Case, label: str) -> dict[str, Any]:
    """Return the answers an attempt begins with: it names its case and copies nothing of what it tells.

    Examples
    --------
    >>> begin_attempt(load_case("practice-boy-8"), "Attempt 1")["practice_of"]
    'practice-boy-8'
    """
    asked = case.assessments[0]
    begun = {"age": asked.age, "label": label, "status": "in-progress", "norms": asked.norms}
    return {
        "title": case.title,
        "practice_of": case.id,
        **{f"assessments/1/{name}": value for name, value in begun.items() if value is not None},
    }


def open_functions(attempt: Case, instrument: Instrument) -> list[str]:
    """Return the functions an attempt has neither scored nor called not known, in order."""
    given = attempt.assessment(1).functions.scores
    return [id for id in instrument.ids if id not in given or given[id].score is None]


def is_submitted(attempt: Case, instrument: Instrument) -> bool:
    """Say whether a record is an attempt that was submitted whole: only then may its owner see the reference."""
    return (
        attempt.kind == "practice"
        and attempt.practice_of is not None
        and attempt.assessment(1).status == "completed"
        and not open_functions(attempt, instrument)
    )


def reference_of(reference: Reference, asked: Assessment, instrument: Instrument) -> ReferenceScores:
    """Return a reference's scores of Part C, at the age and with the norms of the assessment that was asked for."""
    scores = [
        number(reference.functions[id].score) if id in reference.functions else number(None)
        for id in instrument.ids
    ]
    return ReferenceScores(np.array(scores), asked.age_years, asked.norms)


def compare_attempt(attempt: Case, reference: Reference, instrument: Instrument) -> RatingComparison:
    """Compare an attempt with the reference of its case, over the functions that both scored."""
    asked = attempt.assessment(1)
    scores, _ = score_arrays(instrument, asked)
    expert = reference_of(reference, asked, instrument)
    return compare(scores[0], expert, instrument, rater=asked.label, missing="pairwise")


def as_scored(attempt: Case, reference: Reference) -> Case:
    """Return the case of an attempt with the reference's scores in the place of its own, to be measured and drawn."""
    scores = {
        id: Score(score=one.score, confidence=one.confidence) for id, one in reference.functions.items()
    }
    asked = attempt.assessment(1).model_copy(update={"functions": FunctionScores(scores=scores)})
    return attempt.model_copy(update={"assessments": (asked,)})


def named_paragraphs(score: Score | None) -> tuple[int, ...]:
    """Return the numbers of the paragraphs that a score's evidence names, in order.

    Examples
    --------
    >>> from nmt_widgets.cases.model import Evidence
    >>> named_paragraphs(Score(score=4, evidence=(Evidence(instrument="Vignette", value="¶7: “He sits.”"),)))
    (7,)
    """
    said = [str(entry.value) for entry in score.evidence] if score else []
    return tuple(sorted({int(found) for text in said for found in _PARAGRAPH.findall(text)}))


def for_trainee(case: Case, number: int = 1) -> Case:
    """Return what a trainee is given of a case: all that is told of it up to one assessment, and no answer.

    Parameters
    ----------
    case : Case
    number : int
        The assessment to be scored; KeyError where there is none.

    Examples
    --------
    >>> for_trainee(load_case("practice-girl-8")).assessment(1).scored
    False
    """
    asked = case.assessment(number)
    sections = {
        id: section.model_copy(
            update={
                "answers": {name: answer for name, answer in section.answers.items() if name in _GIVEN},
                "note": "",
            }
        )
        for id, section in asked.sections.items()
    }
    blank = {
        "functions": FunctionScores(),
        "relational_health": RelationalRatings(),
        "sections": sections,
        "status": "in-progress",
        "plan": type(asked.plan)(),
    }
    return case.model_copy(
        update={
            "assessments": (asked.model_copy(update=blank),),
            "history": CaseHistory(),
            "story": tuple(event for event in case.story if event.at_years <= asked.age_years),
            "notes": (),
            "between": (),
            "expert": Expert(),
        }
    )


_GIVEN = {"children", "current", "likes", "medicines", "people"}
"""Answers of an assessment's sections that are facts of the case, not ratings."""
