"""Which two ratings can be put side by side, and what a second rating and a settled record begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nmt_widgets.cases import Case
from nmt_widgets.cases.assessment_ids import assessment_id, split_assessment_id
from nmt_widgets.cases.questions import question_at
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.arrays import score_arrays
from nmt_widgets.training.adjudication.settled import RATED
from nmt_widgets.training.statistics.measures import Measures, measure
from nmt_widgets.training.statistics.standards import load_standards

CLOSED = ("completed", "amended")
_NEAR = 0.1  # years between two ratings of the same time
_TOLD = (
    "children",
    "current",
    "likes",
    "medicines",
    "people",
)  # of an assessment's sections: facts of the case, not ratings
_FACTS = ("age", "date", "norms")
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


def check_pair(one: Rater, other: Rater) -> None:
    """Refuse what are not two blind and finished ratings of the same client at the same time.

    Raises
    ------
    InputError
        With what is wrong, in which of them, and the remedy.
    """
    if one.id == other.id:
        raise refused("same")
    for rater in (one, other):
        asked = rater.case.assessment(rater.number)
        if asked.status not in CLOSED:
            raise refused("not_completed", file=f"case {rater.case.id}")
        if rater.case.settles:
            raise refused("is_settled", file=f"case {rater.case.id}")
    if one.case.practice_of != other.case.practice_of:
        raise refused("practice")
    ages = [rater.case.assessment(rater.number).age_years for rater in (one, other)]
    if abs(ages[0] - ages[1]) > _NEAR:
        raise refused("ages")
    if one.owner and one.owner == other.owner:
        raise refused("owner", owner=one.owner)


def paired_numbers(one: Case, other: Case) -> tuple[int, int]:
    """Return which assessments of two cases are compared: those that belong together, else the latest of each."""
    for case, of, turn in ((other, one, 1), (one, other, -1)):
        if case.second_of and split_assessment_id(case.second_of)[0] == of.id:
            numbers = (split_assessment_id(case.second_of)[1], 1)
            return numbers if turn == 1 else (numbers[1], numbers[0])
    return one.latest, other.latest


def measured(one: Rater, other: Rater, instrument: Instrument) -> Measures:
    """Return how far the scores of Part C of two raters agree, over the functions that both scored."""
    rows = [score_arrays(instrument, rater.case.assessment(rater.number))[0][0] for rater in (one, other)]
    return measure(np.array(rows).T, instrument, load_standards().intervals)


def begin_second(
    answers: Mapping[str, Any], case: str, number: int, instrument: Instrument
) -> dict[str, Any]:
    """Return the answers a second, blind rating begins with: who it is about and what is told, and no rating.

    Parameters
    ----------
    answers : mapping of path to answer
        Of the record that is rated a second time.
    case : str
        Its code.
    number : int
        Which of its assessments.
    instrument : Instrument
    """
    label = texts("adjudicate", instrument.language)["second_label"]
    told = {
        path: answer
        for path, answer in _words(answers, number, instrument).items()
        if path.startswith("background/demographics/answers/") or path.rpartition("/")[2] in _TOLD
    }
    return {**_begun(answers, number, label), **told, "second_of": assessment_id(case, number)}


def begin_settled(answers: Mapping[str, Any], one: str, other: str, instrument: Instrument) -> dict[str, Any]:
    """Return the answers a settled record begins with: all of the first rating's that is no rating, and both names.

    Parameters
    ----------
    answers : mapping of path to answer
        Of the first rating's record.
    one, other : str
        The names of both assessments (:func:`nmt_widgets.cases.assessment_ids.assessment_id`).
    instrument : Instrument
    """
    number = int(one.rpartition("/")[2])
    label = texts("adjudicate", instrument.language)["settled_label"]
    begun = _begun(answers, number, label)
    return {**begun, **_words(answers, number, instrument), "settles": [one, other]}


def refused(name: str, *, file: str | None = None, **values: object) -> InputError:
    """Return a refusal by its name in the words of the screen."""
    words = texts("adjudicate")["refused"][name]
    return InputError(
        words["message"].format_map(values), file=file, remedy=words["remedy"].format_map(values)
    )


def _begun(answers: Mapping[str, Any], number: int, label: str) -> dict[str, Any]:
    stem = f"assessments/{number}"
    begun = {f"assessments/1/{name}": answers.get(f"{stem}/{name}") for name in _FACTS}
    begun["assessments/1/label"] = label.format(label=answers.get(f"{stem}/label", ""))[:_LONGEST_LABEL]
    begun["assessments/1/status"] = "in-progress"
    begun |= {name: answers.get(name) for name in ("title", "story", "vignette", "instruments")}
    return {path: value for path, value in begun.items() if value is not None}


def _words(answers: Mapping[str, Any], number: int, instrument: Instrument) -> dict[str, Any]:
    """Return the answers that are no ratings, of the case and of one assessment, which becomes the first."""
    stem, found = f"assessments/{number}/", {}
    for path, answer in answers.items():
        question = question_at(path, instrument)
        is_here = question is not None and (question.scope == "case" or path.startswith(stem))
        if question is not None and is_here and question.kind not in RATED:
            found[question.at(1)] = answer
    return found
