"""What contradicts itself is refused when it is brought in, said at what was changed; what is unfinished is not."""

import pytest

from nmt_widgets.case_files import load_case
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.case_files.consistency import check_change, contradictions
from nmt_widgets.core.errors import InputErrors

SCORES = "assessments/1/functions/scores/"
BEGUN = {
    "title": "A case",
    "kind": "clinical",
    "assessments/1/label": "First",
    "assessments/1/age": "9 years",
    "assessments/1/date": "2025-03-01",
    "assessments/1/status": "in-progress",
    "assessments/2/label": "Second",
    "assessments/2/age": "10 years",
    "assessments/2/date": "2026-03-01",
    "assessments/2/status": "in-progress",
    "history/adversity/infancy/neglect": {"severity": 4},
}

BRINGS = {
    "the first gets older than the second": (
        {"assessments/1/age": "11 years"},
        [("assessments/1/age", "assessment 2 is at an earlier age than 1 (10 years, 11 years)")],
    ),
    "the second gets younger than the first": (
        {"assessments/2/age": "8 years"},
        [("assessments/2/age", "assessment 2 is at an earlier age than 1 (8 years, 9 years)")],
    ),
    "the first is dated after the second": (
        {"assessments/1/date": "2026-04-01"},
        [("assessments/1/date", "assessment 2 is dated before 1 (1 March 2026, 1 April 2026)")],
    ),
    "a third is dated before the second": (
        {"assessments/3/label": "T", "assessments/3/age": "11 years", "assessments/3/date": "2020-01-01"},
        [("assessments/3/date", "assessment 3 is dated before 2 (1 January 2020, 1 March 2026)")],
    ),
    "a period that is not lived through": (
        {"history/relational/youth/family_supports": {"rating": 3}},
        [
            (
                "history/relational/youth/family_supports",
                "the period 'Youth' begins at 11 years but the client is 10",
            )
        ],
    ),
    "no title any more": ({"title": None}, [("title", "is missing")]),
    "no age any more": ({"assessments/2/age": None}, [("assessments/2/age", "is missing")]),
    "an assessment without an age": ({"assessments/3/label": "T"}, [("assessments/3/label", "is missing")]),
    "completed without a score": (
        {"assessments/2/status": "completed"},
        [("assessments/2/status", "assessment 2 has no Part C scores")],
    ),
    "after an assessment that is none": (
        {"between": [{"after": 7}]},
        [("between", "there is no assessment 7")],
    ),
}


@pytest.mark.parametrize("name", BRINGS)
def test_it_is_said_of_what_was_changed(name, instrument):
    changes, conflicts = BRINGS[name]
    with pytest.raises(InputErrors) as caught:
        check_change("c-1", BEGUN, changes, instrument)
    assert [(problem.path, problem.message) for problem in caught.value.problems] == conflicts
    assert all(problem.remedy for problem in caught.value.problems)


UNFINISHED = {
    "a severity whose pattern is still to come": {"history/adversity/infancy/neglect": {"severity": 9}},
    "the last score taken back": {SCORES + "arousal": None},
    "ages that move together": {"assessments/1/age": "12 years", "assessments/2/age": "13 years"},
    "an equal age": {"assessments/2/age": "9 years"},
    "no date": {"assessments/2/date": None},
    "a later one that was entered in error": {
        "assessments/2/age": "8 years",
        "assessments/2/status": "entered-in-error",
    },
    "the age put right and the period rated": {
        "assessments/2/age": "14 years",
        "history/relational/youth/family_supports": {"rating": 3},
    },
}


@pytest.mark.parametrize("name", UNFINISHED)
def test_what_is_unfinished_or_agrees_is_taken(name, instrument):
    check_change("c-1", BEGUN, UNFINISHED[name], instrument)


def test_an_age_lowered_below_what_is_rated_is_told_at_the_age(instrument):
    before = {
        **BEGUN,
        "assessments/2/age": "14 years",
        "history/relational/youth/family_supports": {"rating": 3},
    }
    with pytest.raises(InputErrors) as caught:
        check_change("c-1", before, {"assessments/2/age": "10 years"}, instrument)
    assert [(problem.path, "Youth" in problem.message) for problem in caught.value.problems] == [
        ("assessments/2/age", True)
    ]


def test_what_contradicted_itself_before_locks_nothing(instrument):
    before = {**BEGUN, "assessments/2/age": "8 years"}
    assert [problem.path for problem in contradictions("c-1", before, instrument)] == ["assessments/2/age"]
    for changes in (
        {"title": "Another"},
        {"assessments/1/label": "At first"},
        {"assessments/2/age": "8.5 years"},
        {"assessments/2/date": None},
    ):
        check_change("c-1", before, changes, instrument)
    with pytest.raises(InputErrors, match="dated before"):
        check_change("c-1", before, {"assessments/2/date": "2024-01-01"}, instrument)


@pytest.mark.parametrize("id", ["james", "practice-boy-8"])
def test_a_good_case_contradicts_nothing(id, instrument):
    assert contradictions(id, to_answers(load_case(id)), instrument) == []
