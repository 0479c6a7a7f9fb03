"""A case as answers, and the check each answer passes before it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmt_widgets.case_files import list_cases, load_case
from nmt_widgets.case_files.answers import LONGEST_TEXT, check_answer, to_answers, to_case
from nmt_widgets.case_files.questions import question_at, questions
from nmt_widgets.core.errors import InputError

AROUSAL = "assessments/1/functions/scores/arousal"
PLAN = "assessments/1/plan"


def test_a_case_and_its_answers_are_the_same_thing(james):
    assert to_case("james", to_answers(james)) == james


def test_every_answer_of_a_good_case_passes_the_check_unchanged(james, instrument):
    answers = to_answers(james)
    assert {path: check_answer(path, value, instrument) for path, value in answers.items()} == answers


def test_every_question_has_one_place_and_a_name(instrument):
    entries = questions(instrument)
    assert len({question.path for question in entries}) == len(entries)
    assert all(question.name and question_at(question.at(1), instrument) is question for question in entries)


def test_a_question_of_an_assessment_needs_its_number(instrument):
    assert question_at("functions/scores/arousal", instrument) is None
    assert question_at("assessments/x/functions/scores/arousal", instrument) is None
    assert question_at("assessments/3/history/adversity/infancy/neglect", instrument) is None


@pytest.mark.parametrize(
    ("path", "value", "stored"),
    [
        (AROUSAL, 3, {"score": 3}),
        (AROUSAL, "not known", {"score": "not known"}),
        (AROUSAL, {"note": "to ask"}, {"note": "to ask"}),
        (AROUSAL, {"score": None, "note": ""}, None),
        (AROUSAL, None, None),
        ("title", "A\x00 \ud800child\r\nwho", "A child\nwho"),
        ("assessments/2/status", "completed", "completed"),
        ("background/demographics/answers/pronouns", "  they \n them ", "they them"),
        ("background/demographics/answers/household", ["one", " ", "two"], ["one", "two"]),
        ("history/adversity/infancy/neglect", {"severity": 9, "pattern": "chronic"},
         {"severity": 9, "pattern": "chronic"}),
        (f"{PLAN}/decisions/client:suspend:tutoring", {"verdict": "accepted", "who": "Ada", "note": ""},
         {"verdict": "accepted", "who": "Ada"}),
        (f"{PLAN}/entries/client:start:drumming/2026-11-23", {"times": 3, "minutes": 30},
         {"times": 3, "minutes": 30}),
        (f"{PLAN}/present", ["Ada", "Bo"], ["Ada", "Bo"]),
    ],
)  # fmt: skip
def test_an_answer_is_kept_in_one_form(path, value, stored, instrument):
    assert check_answer(path, value, instrument) == stored


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (AROUSAL, 13, "13 is outside 1-12"),
        (AROUSAL, True, "not a rating"),
        (AROUSAL, {"score": 3, "confidence": "sure"}, "confidence 'sure' is not known"),
        (AROUSAL, {"score": 3, "colour": "red"}, "not a rating"),
        ("assessments/1/functions/scores/nothing", 3, "no such question"),
        ("assessments/0/label", "x", "not the number of an assessment"),
        ("assessments/1/age", "nine", "is not an age"),
        ("assessments/1/age", "before birth", "not made before birth"),
        ("assessments/1/date", "yesterday", "is not a date"),
        ("assessments/1/norms", ["published_9"], "is not known"),
        ("assessments/1/status", "done", "should be"),
        ("id", "other", "no such question"),
        ("history/adversity/childhood/prenatal_alcohol", {"severity": 3}, "no such question"),
        ("background/demographics/answers/household", "one", "not a list"),
        ("background/nothing/note", "x", "no such question"),
        (PLAN, {}, "no such place in a plan"),
        (f"{PLAN}/decisions", {}, "no such place in a plan"),
        (f"{PLAN}/decisions/a/b", {}, "no such place in a plan"),
        (f"{PLAN}/decisions/A b", {"verdict": "accepted"}, "no such place in a plan"),
        (f"{PLAN}/decisions/a", {"verdict": "perhaps"}, "should be"),
        (f"{PLAN}/entries/a/monday", {"times": 1}, "no such place in a plan"),
        ("title", "x" * (LONGEST_TEXT + 1), "1,000,001 characters"),
        ("title", float("nan"), "is not a number"),
        ("story", [{"at": "3 years"}] * 501, "too many entries"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(path, value, says, instrument):
    with pytest.raises(InputError, match=says):
        check_answer(path, value, instrument)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(value=_json, data=st.data())
def test_anything_at_all_is_kept_or_refused_and_once_kept_stays_as_it_is(value, data, instrument):
    paths = [question.at(1) for question in questions(instrument)]
    path = data.draw(st.sampled_from([*paths, "title", "story", "notes", "assessments/1/label"]))
    try:
        stored = check_answer(path, value, instrument)
    except InputError:
        return
    assert check_answer(path, stored, instrument) == stored
    if stored is not None:
        skeleton = {"title": "x", "assessments/1/label": "x", "assessments/1/age": "9 years"}
        case = to_case("c", {**skeleton, path: stored})
        assert to_answers(case).get(path, stored) == stored


@pytest.mark.parametrize("id", list_cases())
def test_every_template_can_be_taken_apart_and_put_together(id, instrument):
    case = load_case(id)
    answers = to_answers(case)
    stored = {path: check_answer(path, value, instrument) for path, value in answers.items()}
    assert to_case(id, stored) == case
