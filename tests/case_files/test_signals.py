"""Signs of danger: in how many ways one is written, which are asked, and that a broken one is named."""

import pytest

from nmt_widgets.case_files import Assessment, load_case
from nmt_widgets.case_files.answers import check_answer, to_answers, to_case
from nmt_widgets.case_files.questions import questions
from nmt_widgets.case_files.signals import asked_now, beside, signal_entries, signal_of, signal_words
from nmt_widgets.core.errors import InputError

SELF_HARM = "assessments/1/sections/safety/answers/self_harm"
ONGOING = ("ongoing_physical_abuse", "ongoing_sexual_abuse", "ongoing_neglect", "ongoing_domestic_violence")


def assessed(answer):
    sections = {} if answer is None else {"safety": {"answers": {"self_harm": answer}}}
    return Assessment(number=1, label="Start", age="9 years", sections=sections)


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        (None, None),
        ("yes", "yes"),
        ("not known", "not known"),
        ({"signal": "no"}, "no"),
        ({"signal": "not known", "source": "School"}, "not known"),
        ({"source": "School"}, None),
        ("perhaps", None),
    ],
)
def test_a_sign_is_read_in_whichever_way_it_is_written(answer, read):
    signal = signal_of(assessed(answer), "self_harm")
    assert (signal and signal.signal) == read


@pytest.mark.parametrize(
    ("answer", "stored"),
    [
        ("yes", {"signal": "yes"}),
        ("not known", "not known"),
        ({"signal": "yes", "person": " step \n father ", "place": "home", "source": "", "date": None},
         {"signal": "yes", "person": "step father", "place": "home"}),
        ({"signal": "no", "person": "stepfather", "place": "home", "source": "Doctor", "date": "2026-01-02"},
         {"signal": "no", "source": "Doctor", "date": "2026-01-02"}),
        ({"signal": "not known", "place": "elsewhere"}, {"signal": "not known", "place": "elsewhere"}),
        ({"signal": None, "source": "Doctor"}, {"source": "Doctor"}),
        ({}, None),
    ],
)  # fmt: skip
def test_a_sign_is_kept_in_one_form(answer, stored, instrument):
    assert check_answer(SELF_HARM, answer, instrument) == stored
    answers = {
        "assessments/1/age": "9 years",
        "assessments/1/label": "Start",
        "title": "A",
        SELF_HARM: stored,
    }
    again = to_answers(to_case("a", answers)).get(SELF_HARM)
    assert again == stored


@pytest.mark.parametrize(
    "answer",
    [
        *("maybe", 3, True, ["yes"], {"signal": "YES"}),
        *({"signal": "yes", name: "soon"} for name in ("who", "date", "place")),
    ],
)
def test_what_is_no_answer_to_a_sign_is_refused_with_the_choices(answer, instrument):
    with pytest.raises(InputError, match="is not an answer to this question") as refused:
        check_answer(SELF_HARM, answer, instrument)
    assert refused.value.remedy == "enter yes, no, or 'not known'"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("maybe", "self_harm: is not an answer to this question; enter yes, no, or 'not known'"),
        ({"signal": "maybe"}, "'maybe' does not fit; it should be 'yes', 'no' or 'not known'"),
        ({"signal": "yes", "who": "x"}, "who: 'who' is not known here"),
        ({"signal": "yes", "date": "2026-13-01"}, "'2026-13-01' is not a date; write it like 2026-03-01"),
        ({"signal": "yes", "place": "garden"}, "'garden' does not fit; it should be 'home' or 'elsewhere'"),
    ],
)
def test_a_broken_sign_in_a_file_is_named_with_line_and_remedy(answer, says, james_data, write_case):
    james_data["assessments"][0]["sections"]["safety"] = {"answers": {"self_harm": answer}}
    with pytest.raises(InputError) as refused:
        load_case(write_case(james_data))
    (problem,) = refused.value.problems
    assert says in str(problem)
    assert problem.line > 1


@pytest.mark.parametrize(
    ("severity", "is_asked"), [(None, True), ({"severity": 0}, False), ({"severity": 1, "pattern": "single"}, True),
                            ({"severity": "not known"}, True), ({"evidence": "to ask"}, True)]
)  # fmt: skip
def test_what_goes_on_is_asked_unless_the_present_period_is_rated_0(severity, is_asked, instrument):
    start = {"title": "A", "assessments/1/age": "11.5 years", "assessments/1/label": "Start"}
    answers = {
        **start,
        "history/adversity/childhood/neglect": {"severity": 9, "pattern": "chronic"},  # not the present
        "history/adversity/youth/neglect": severity,
    }
    case = to_case("a", answers)
    ids = asked_now(case, case.assessment(1), instrument)
    assert ("ongoing_neglect" in ids) == is_asked
    assert set(ids) >= set(ONGOING) - {"ongoing_neglect"}  # not rated is no 0
    path = "assessments/1/sections/safety/answers/ongoing_neglect"
    said_already = to_case("a", {**answers, path: {"signal": "yes"}})
    assert "ongoing_neglect" in asked_now(said_already, said_already.assessment(1), instrument)


def test_each_sign_that_goes_with_part_a_stands_beside_a_rating(instrument):
    places = {question.path for question in questions(instrument)}
    of = [entry.of for entry in signal_entries(instrument) if entry.of]
    assert of == ["physical_abuse", "sexual_abuse", "neglect", "domestic_violence"]
    assert all(beside(instrument, category, 9.0) in places for category in of)
    assert beside(instrument, "neglect", 0.0) is None, "not rated before birth"


def test_a_sign_reads_as_one_line(instrument):
    assessment = assessed({"signal": "not known", "source": "School"})
    assert signal_words(signal_of(assessment, "self_harm")) == ("Not known", "said by School")
