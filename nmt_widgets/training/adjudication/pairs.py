"""Check whether two ratings can be compared, and prepare the first answers of a second rating and of a settlement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nmt_widgets.case_files import Case
from nmt_widgets.case_files.answers import Value
from nmt_widgets.case_files.assessment_ids import assessment_id, split_assessment_id
from nmt_widgets.case_files.questions import Path, question_at
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.arrays import score_arrays
from nmt_widgets.training.adjudication.settled import RATED
from nmt_widgets.training.statistics.measures import Measures, measure
from nmt_widgets.training.statistics.standards import load_standards

CLOSED = ("completed", "amended")
_NEAR = 0.1  # years: two ratings this close describe the same time
_FACT_ANSWERS = (
    "children",
    "current",
    "likes",
    "medicines",
    "people",
)  # of an assessment's sections: facts of the case, not ratings
_ASSESSMENT_FACTS = ("age", "date", "norms")
_LONGEST_LABEL = 80


@dataclass(frozen=True)
class Rater:
    """One of the two ratings: the case, which of its assessments, and whose it is (empty for a file)."""

    case: Case
    number: int
    owner: str = ""

    @property
    def id(self) -> str:
        """The name of the assessment."""
        return assessment_id(self.case.id, self.number)


def check_pair(first: Rater, second: Rater) -> None:
    """Check that two ratings are blind, finished, and of the same client at the same time.

    Raises
    ------
    InputError
        With the fault, the rating that has it, and the remedy.
    """
    if first.id == second.id:
        raise refused("same")
    for rater in (first, second):
        assessment = rater.case.assessment(rater.number)
        if assessment.status not in CLOSED:
            raise refused("not_completed", file=f"case {rater.case.id}")
        if rater.case.settles:
            raise refused("is_settled", file=f"case {rater.case.id}")
    if first.case.practice_of != second.case.practice_of:
        raise refused("practice")
    ages = [rater.case.assessment(rater.number).age_years for rater in (first, second)]
    if abs(ages[0] - ages[1]) > _NEAR:
        raise refused("ages")
    if first.owner and first.owner == second.owner:
        raise refused("owner", owner=first.owner)


def paired_numbers(first: Case, second: Case) -> tuple[int, int]:
    """Return the numbers of the assessments to compare: those linked as first and second, else the latest of each."""
    for case, linked, turn in ((second, first, 1), (first, second, -1)):
        if case.second_of and split_assessment_id(case.second_of)[0] == linked.id:
            numbers = (split_assessment_id(case.second_of)[1], 1)
            return numbers if turn == 1 else (numbers[1], numbers[0])
    return first.latest, second.latest


def measured(first: Rater, second: Rater, instrument: Instrument) -> Measures:
    """Measure how far two raters' scores of Part C agree, over the functions that both scored."""
    rows = [score_arrays(instrument, rater.case.assessment(rater.number))[0][0] for rater in (first, second)]
    return measure(np.array(rows).T, instrument, load_standards().intervals)


def begin_second(
    answers: Mapping[Path, Value], case: str, number: int, instrument: Instrument
) -> dict[Path, Value]:
    """Return the first answers of a second, blind rating: the client and the facts of the case, and no rating.

    Parameters
    ----------
    answers : mapping of path to answer
        Of the record that is to be rated a second time.
    case : str
        The code of that record.
    number : int
        Which of its assessments.
    instrument : Instrument
    """
    label = texts("adjudicate", instrument.language)["second_label"]
    facts = {
        path: answer
        for path, answer in _unrated_answers(answers, number, instrument).items()
        if path.startswith("background/demographics/answers/") or path.rpartition("/")[2] in _FACT_ANSWERS
    }
    return {**_opening_answers(answers, number, label), **facts, "second_of": assessment_id(case, number)}


def begin_settled(
    answers: Mapping[Path, Value], first: str, second: str, instrument: Instrument
) -> dict[Path, Value]:
    """Return the first answers of a settled record: everything but the ratings of the first, and both names.

    Parameters
    ----------
    answers : mapping of path to answer
        Of the first rating's record.
    first, second : str
        The names of both assessments (:func:`nmt_widgets.case_files.assessment_ids.assessment_id`).
    instrument : Instrument
    """
    number = int(first.rpartition("/")[2])
    label = texts("adjudicate", instrument.language)["settled_label"]
    begun = _opening_answers(answers, number, label)
    return {**begun, **_unrated_answers(answers, number, instrument), "settles": [first, second]}


def refused(name: str, *, file: str | None = None, **values: object) -> InputError:
    """Return an error with the words that `adjudicate.yaml` has for it under `refused`."""
    words = texts("adjudicate")["refused"][name]
    return InputError(
        words["message"].format_map(values), file=file, remedy=words["remedy"].format_map(values)
    )


def _opening_answers(answers: Mapping[Path, Value], number: int, label: str) -> dict[Path, Value]:
    stem = f"assessments/{number}"
    begun = {f"assessments/1/{name}": answers.get(f"{stem}/{name}") for name in _ASSESSMENT_FACTS}
    begun["assessments/1/label"] = label.format(label=answers.get(f"{stem}/label", ""))[:_LONGEST_LABEL]
    begun["assessments/1/status"] = "in-progress"
    begun |= {name: answers.get(name) for name in ("title", "story", "vignette", "instruments")}
    return {path: value for path, value in begun.items() if value is not None}


def _unrated_answers(answers: Mapping[Path, Value], number: int, instrument: Instrument) -> dict[Path, Value]:
    """Return the answers of the case and of one assessment that are not ratings; the assessment becomes the first."""
    stem, unrated = f"assessments/{number}/", {}
    for path, answer in answers.items():
        question = question_at(path, instrument)
        is_here = question is not None and (question.scope == "case" or path.startswith(stem))
        if question is not None and is_here and question.kind not in RATED:
            unrated[question.at(1)] = answer
    return unrated
