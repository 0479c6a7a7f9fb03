"""Attempts at practice cases: what a trainee sees, how an attempt begins, and how it compares with a reference.

Nothing here reads a reference: a caller that may see one passes it in.
"""

from __future__ import annotations

import re

import numpy as np

from nmt_widgets.case_files import Case, list_cases, load_case
from nmt_widgets.case_files.answers import Value
from nmt_widgets.case_files.expert import Expert
from nmt_widgets.case_files.model import Assessment
from nmt_widgets.case_files.questions import Path
from nmt_widgets.case_files.ratings import CaseHistory, FunctionScores, RelationalRatings, Score
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.arrays import number, score_arrays
from nmt_widgets.training.raters.comparison import RatingComparison, ReferenceScores, compare
from nmt_widgets.training.references.model import Reference

_NUMBER = r"\d{1,3}"
_PARAGRAPHS = re.compile(rf"¶\s?({_NUMBER})|\[\s*({_NUMBER}(?:\s*,\s*{_NUMBER})*)\s*\]")


def practice_list(instrument: Instrument) -> list[Case]:
    """Return the templates that have a vignette, those written for practice first.

    A template that cannot be read is left out; the home screen shows what is wrong with it.
    """
    cases = []
    for id in list_cases():
        try:
            cases.append(load_case(id, instrument))
        except InputError:
            continue
    return sorted((case for case in cases if case.vignette), key=_place)


def _place(case: Case) -> tuple[bool, int, float]:
    levels = ("introductory", "intermediate", "advanced")
    level = levels.index(case.difficulty) if case.difficulty else len(levels)
    return case.kind != "practice", level, case.assessments[0].age_years


def begin_attempt(case: Case, label: str) -> dict[Path, Value]:
    """Return the first answers of an attempt: it names its case and copies nothing of the vignette.

    Examples
    --------
    >>> begin_attempt(load_case("practice-boy-8"), "Attempt 1")["practice_of"]
    'practice-boy-8'
    """
    assessment = case.assessments[0]
    opening = {"age": assessment.age, "label": label, "status": "in-progress", "norms": assessment.norms}
    return {
        "title": case.title,
        "practice_of": case.id,
        **{f"assessments/1/{name}": value for name, value in opening.items() if value is not None},
    }


def open_functions(attempt: Case, instrument: Instrument) -> list[str]:
    """Return the functions that an attempt has neither scored nor marked as not known, in order."""
    scores = attempt.assessment(1).functions.scores
    return [id for id in instrument.ids if id not in scores or scores[id].score is None]


def is_submitted(attempt: Case, instrument: Instrument) -> bool:
    """Return whether a record is a complete, submitted attempt: only then may its owner see the reference."""
    return (
        attempt.kind == "practice"
        and attempt.practice_of is not None
        and attempt.assessment(1).status == "completed"
        and not open_functions(attempt, instrument)
    )


def reference_of(reference: Reference, assessment: Assessment, instrument: Instrument) -> ReferenceScores:
    """Return a reference's scores of Part C, with the age and the norms of the assessment that is practised."""
    scores = [
        number(reference.functions[id].score) if id in reference.functions else number(None)
        for id in instrument.ids
    ]
    return ReferenceScores(np.array(scores), assessment.age_years, assessment.norms)


def compare_attempt(attempt: Case, reference: Reference, instrument: Instrument) -> RatingComparison:
    """Compare an attempt with the reference of its case, over the functions that both scored."""
    assessment = attempt.assessment(1)
    scores, _ = score_arrays(instrument, assessment)
    expert = reference_of(reference, assessment, instrument)
    return compare(scores[0], expert, instrument, rater=assessment.label, missing="pairwise")


def as_scored(attempt: Case, reference: Reference) -> Case:
    """Return an attempt's case with the reference's scores instead of its own, to measure and draw it."""
    scores = {
        id: Score(score=score.score, confidence=score.confidence) for id, score in reference.functions.items()
    }
    assessment = attempt.assessment(1).model_copy(update={"functions": FunctionScores(scores=scores)})
    return attempt.model_copy(update={"assessments": (assessment,)})


def named_paragraphs(score: Score | None) -> tuple[int, ...]:
    """Return the paragraph numbers in a score's evidence, in order.

    Examples
    --------
    >>> from nmt_widgets.case_files.ratings import Evidence
    >>> named_paragraphs(Score(score=4, evidence=(Evidence(instrument="Vignette", value="¶7: “He sits.”"),)))
    (7,)
    """
    return paragraphs_in(" ".join(str(entry.value) for entry in score.evidence) if score else "")


def paragraphs_in(text: str) -> tuple[int, ...]:
    """Return the paragraph numbers that a text names, in order.

    Examples
    --------
    >>> paragraphs_in("He wakes at three (¶7), and again in ¶ 2.")
    (2, 7)
    >>> paragraphs_in("Wakes at three, four nights of seven [7, 9].")
    (7, 9)
    """
    named = " ".join(mark or brackets for mark, brackets in _PARAGRAPHS.findall(text))
    return tuple(sorted({int(number) for number in re.findall(_NUMBER, named)}))


def for_trainee(case: Case, number: int = 1) -> Case:
    """Return what a trainee may see of a case: everything up to one assessment, and no answer.

    Parameters
    ----------
    case : Case
    number : int
        The assessment to score; KeyError where there is none.

    Examples
    --------
    >>> for_trainee(load_case("practice-girl-8")).assessment(1).scored
    False
    """
    assessment = case.assessment(number)
    sections = {
        id: section.model_copy(
            update={
                "answers": {
                    name: answer for name, answer in section.answers.items() if name in _FACT_ANSWERS
                },
                "note": "",
            }
        )
        for id, section in assessment.sections.items()
    }
    blank = {
        "functions": FunctionScores(),
        "relational_health": RelationalRatings(),
        "sections": sections,
        "status": "in-progress",
        "plan": type(assessment.plan)(),
    }
    return case.model_copy(
        update={
            "assessments": (assessment.model_copy(update=blank),),
            "history": CaseHistory(),
            "story": tuple(event for event in case.story if event.at_years <= assessment.age_years),
            "notes": (),
            "between": (),
            "expert": Expert(),
        }
    )


_FACT_ANSWERS = {"children", "current", "likes", "medicines", "people"}
"""Answers in an assessment's sections that are facts of the case, not ratings."""
