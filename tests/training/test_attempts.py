"""Attempts at practice cases: how one begins, when it is submitted, and what it shares with the reference."""

import numpy as np
import pytest

from nmt_widgets.case_files import load_case
from nmt_widgets.case_files.answers import to_answers, to_case
from nmt_widgets.case_files.ratings import Evidence, Score
from nmt_widgets.charts import wording
from nmt_widgets.training.references.attempts import (
    as_scored,
    begin_attempt,
    compare_attempt,
    for_trainee,
    is_submitted,
    named_paragraphs,
    open_functions,
    practice_list,
    reference_of,
)
from nmt_widgets.training.references.reading import expert_case, list_references, load_reference


def attempt(case, scores, status="completed", kind="practice"):
    answers = {f"assessments/1/functions/scores/{id}": {"score": score} for id, score in scores.items()}
    begun = {**begin_attempt(load_case(case), "Attempt 1"), "kind": kind, "assessments/1/status": status}
    return to_case("c-222222", {**begun, **answers})


@pytest.mark.parametrize("id", list_references())
def test_the_reference_agrees_with_itself(id, instrument):
    reference = load_reference(id, instrument)
    same = attempt(id, {name: score.score for name, score in reference.functions.items()})
    comparison = compare_attempt(same, reference, instrument)
    assert comparison.whole.measures.mean_absolute_difference.value == 0
    assert is_submitted(same, instrument)
    expert = expert_case(load_case(id), reference)
    scored = {
        name: score.score for name, score in as_scored(same, reference).assessment(1).functions.scores.items()
    }
    scores = expert.assessment(reference.assessment).functions.scores
    assert scored == {name: score.score for name, score in scores.items()}


def test_every_case_with_a_reference_is_listed_and_james_comes_last(instrument):
    listed = [case.id for case in practice_list(instrument)]
    assert sorted(listed) == list_references()
    assert listed[-1] == "james"


def test_an_attempt_copies_nothing_of_what_is_told():
    case = load_case("practice-boy-8")
    answers = to_answers(attempt(case.id, {}, "in-progress"))
    assert answers["practice_of"] == case.id
    assert not [value for value in answers.values() if case.vignette[0].text in str(value)]


def test_submitted_means_completed_and_nothing_open(instrument):
    all_scored = dict.fromkeys(instrument.ids, 6)
    most = dict.fromkeys(instrument.ids[1:], 6)
    assert open_functions(attempt("practice-boy-8", most), instrument) == [instrument.ids[0]]
    attempts = {
        "whole": attempt("practice-boy-8", {**all_scored, "arousal": "not known"}),
        "in progress": attempt("practice-boy-8", all_scored, "in-progress"),
        "amended": attempt("practice-boy-8", all_scored, "amended"),
        "open": attempt("practice-boy-8", most),
        "clinical": attempt("practice-boy-8", all_scored, kind="clinical"),
        "of nothing": attempt("practice-boy-8", all_scored).model_copy(update={"practice_of": None}),
    }
    assert [name for name, record in attempts.items() if is_submitted(record, instrument)] == ["whole"]


def test_not_known_is_compared_with_nothing(instrument):
    reference = load_reference("practice-boy-8", instrument)
    comparison = compare_attempt(
        attempt("practice-boy-8", {**dict.fromkeys(instrument.ids, 6), "sleep": "not known"}),
        reference,
        instrument,
    )
    assert comparison.functions["sleep"].difference is None
    assert comparison.whole.measures.n == len(instrument.ids) - 1


def test_james_is_compared_at_his_published_norms(instrument):
    reference = load_reference("james", instrument)
    scores = reference_of(reference, load_case("james").assessments[0], instrument)
    assert scores.column == "published_9"
    assert np.nansum(scores.scores) == 168


def test_paragraphs_are_read_from_evidence_of_the_vignette_or_by_hand():
    entries = ("¶7: “He sits.”", "¶12: “He runs.”", "see ¶ 3 and ¶7", "IQ 90", None)
    score = Score(score=4, evidence=tuple(Evidence(instrument="Vignette", value=value) for value in entries))
    assert named_paragraphs(score) == (3, 7, 12)
    assert named_paragraphs(None) == ()


def test_a_trainee_is_told_the_corrected_age_of_a_child_born_early(instrument):
    visible = for_trainee(load_case("practice-boy-2", instrument), 1)
    assert wording.age_of(visible, visible.assessments[0].number) == "2.3 years (corrected 2.1 years)"
