"""Whatever holds the scores of an assessment becomes its profile, or one sentence says why not."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from nmt_widgets import Case, load_case, load_instrument, profile
from nmt_widgets.core.errors import InputError
from nmt_widgets.library.scores import as_profile

IDS = load_instrument().ids


@pytest.fixture(scope="module")
def james():
    return profile(load_case("james"), 1)


@pytest.fixture(scope="module")
def frame(james):
    rows = [
        {"case": "mia", "age": 9, "weight": 31.5, "seen_by": "N.", **james.scores},
        {"case": "tom", "age": 4.5, "weight": 17.0, "seen_by": "N.", **dict.fromkeys(IDS, 6), "sleep": None},
    ]
    return pd.DataFrame(rows, index=["first", "second"]).convert_dtypes()


def test_a_case_stands_for_its_latest_assessment(james):
    assert as_profile(load_case("james")).assessment == 2
    assert as_profile("james").assessment == 2
    assert as_profile("james/1") == james
    assert as_profile(james) is james


def test_scores_alone_give_the_same_figures(james):
    for data in (
        {**james.scores, "age": 9},
        {**{id: np.int64(score) for id, score in james.scores.items()}, "age": "9 years"},
        {**{id: float(score) for id, score in james.scores.items()}, "age": 9.0},
    ):
        measured = as_profile(data)
        assert measured.scores == james.scores
        assert measured.cmr.figure.value == james.cmr.figure.value
        assert measured.total.value == james.total.value
    assert as_profile(list(james.scores.values()), age=9).scores == james.scores
    assert as_profile(np.array(list(james.scores.values())), age=9).scores == james.scores


def test_a_row_of_a_table_gives_its_scores(frame, james):
    for row in (frame.iloc[0], next(frame.itertuples()), frame.head(1)):
        measured = as_profile(row)
        assert (measured.title, measured.age, measured.scores) == ("mia", 9.0, james.scores)
    second = as_profile(frame.loc["second"])
    assert second.items["sleep"].state == "open"
    assert second.scores["arousal"] == 6


def test_not_known_is_kept_apart_from_open():
    items = as_profile({"arousal": "not known", "sleep": None, "reward": float("nan")}, age=5).items
    assert [items[id].state for id in ("arousal", "sleep", "reward", "empathy")] == [
        "not known",
        "open",
        "open",
        "open",
    ]


def test_the_age_of_the_data_goes_before_the_one_that_is_added():
    assert as_profile({"arousal": 3, "age": "18 months"}, age=9).age == 1.5
    assert as_profile({"arousal": 3}, age=9).age == 9


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"arousal": 3}, "the scores do not say at what age"),
        ({"slep": 3, "age": 9}, "there is no function 'slep'; 'sleep' is meant"),
        ({"foo": 3, "bar": 4, "age": 9}, "these name no function: foo, bar"),
        ({"arousal": 13, "age": 9}, "arousal: 13 is outside 1-12"),
        ({"arousal": 2.5, "age": 9}, "arousal: 2.5 is not a score"),
        ({"arousal": True, "age": 9}, "arousal: True is not a score"),
        ({"arousal": "high", "age": 9}, "arousal: 'high' is not a score"),
        ({"arousal": 2, "age": "old"}, "age: 'old' is not an age"),
        ({"arousal": 2, "age": 200}, "age: 200 years is over 120 years"),
        ([1, 2, 3], "there are 3 values for 32 functions"),
        (object(), "a value of the type object holds no scores"),
        ("james/7", "there is no assessment 7"),
    ],
)
def test_what_is_wrong_is_one_sentence(data, sentence):
    with pytest.raises(InputError, match=r"^[^\n]*$") as refused:
        as_profile(data)
    assert sentence in str(refused.value)


def test_a_wrong_cell_of_a_table_says_its_row_and_column(frame):
    wrong = frame.copy()
    wrong.loc["second", "arousal"] = 13
    with pytest.raises(InputError, match="row second, arousal: 13 is outside"):
        as_profile(wrong.iloc[1])
    with pytest.raises(InputError, match="row second, arousal: 13 is outside"):
        as_profile(list(wrong.itertuples())[1])
    with pytest.raises(InputError, match="the table has 2 rows"):
        as_profile(frame)
    with pytest.raises(InputError, match="there is no function 'arousl'; 'arousal'"):
        as_profile(frame.rename(columns={"arousal": "arousl"}).iloc[0])


def test_a_row_of_a_case_has_the_figures_of_its_assessment_with_its_confidences(james_data):
    scores = james_data["assessments"][0]["functions"]["scores"]
    for id, confidence in zip(list(scores), ["low", "high"] * 16, strict=True):
        scores[id] = {"score": scores[id], "confidence": confidence}
    case = Case.model_validate(james_data)
    row, alone = as_profile(case.to_frame().iloc[0]), profile(case, 1)
    assert (row.total, row.cmr, row.domains) == (alone.total, alone.cmr, alone.domains)
    with pytest.raises(InputError, match="arousal_confidence: 'sure' is not a confidence; use one of low"):
        as_profile({"arousal": 3, "arousal_confidence": "sure", "age": 9})


def test_a_score_may_be_text_as_in_a_file_with_not_known():
    read = as_profile({"arousal": "3", "sleep": "not known", "age": "9"})
    assert (read.scores["arousal"], read.items["sleep"].state) == (3, "not known")


def test_a_table_with_a_line_for_each_function_is_one_assessment():
    james = profile("james", 1)
    assert as_profile(james.to_frame(), age=9).scores == james.scores
    lines = pd.DataFrame(
        {"function": ["sleep", "arousal"], "score": [4, None], "state": ["scored", "not known"]}
    )
    assert as_profile(lines, age=9).items["arousal"].state == "not known"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (
            pd.Series({"child": "A", "Age": 8, "Sleep": 4}),
            "there is no function 'Sleep'; 'sleep' is meant, perhaps",
        ),
        (1, r"1 alone holds no scores; name the case with its assessment, such as \('james', 1\)"),
    ],
)
def test_a_first_try_is_answered_with_what_was_meant(data, says):
    with pytest.raises(InputError, match=says):
        as_profile(data, age=9)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"arousal": np.array([1, 2]), "age": 9}, "arousal: array([1, 2]) is not a score"),
        ({"arousal": [1], "age": 9}, "arousal: [1] is not a score"),
        ({"arousal": "9" * 5_000, "age": 9}, "arousal: '999"),
        ({"arousal": 10**5_000, "age": 9}, "is outside 1-12"),
        ({"arousal": 1e300, "age": 9}, "is outside 1-12"),
        ({"arousal": "x" * 5_000, "age": 9}, "is not a score; enter a whole number"),
        ({"arousal": 2, "age": np.array([9, 8])}, "is not an age"),
        ({"arousal": 2, "age": 9, "arousal_confidence": np.array([1, 2])}, "is not a confidence"),
        ({"arousal": 2, "age": 9, "norms": np.array([1, 2])}, "norms: '[1 2]' is not a column of norms"),
        ({"arousal": 2, "age": 9, "norms": "published_99"}, "norms: 'published_99' is not a column of norms"),
        (np.array(3), "a value of the type ndarray holds no scores"),
        (b"james", "a value of the type bytes holds no scores"),
    ],
    ids=lambda part: part[:30] if isinstance(part, str) else "",
)
def test_odd_cells_are_one_short_sentence(data, sentence):
    with pytest.raises(InputError, match=r"^[^\n]{1,300}$") as refused:
        as_profile(data)
    assert sentence in str(refused.value)


def test_a_row_of_any_library_holds_the_same_scores(frame, james):
    row = frame.iloc[:1].drop(columns="sleep").assign(sleep=[james.scores["sleep"]])
    polars = pl.from_pandas(row)
    for table in (row, polars, polars.lazy(), polars.to_arrow()):
        assert as_profile(table).scores == james.scores


def test_a_name_that_stands_twice_is_refused_and_not_one_of_its_values_taken(frame):
    row = frame.iloc[0]
    twice = pd.concat([row, row])
    with pytest.raises(InputError, match="stands twice"):
        as_profile(twice)
    doubled = frame.iloc[:1].copy()
    doubled.insert(0, "arousal", [12], allow_duplicates=True)
    with pytest.raises(InputError, match="'arousal' stands twice"):
        as_profile(doubled)


def test_the_version_of_the_curve_is_no_pinned_column():
    measured = as_profile({"arousal": 2, "age": 9})
    again = as_profile({"arousal": 2, "age": 9, "norms": measured.norms})
    assert again == measured


@pytest.mark.parametrize("title", ["x" * 5_000, "a\nb\x00c", "\ud800", "\u202eabc"], ids=ascii)
def test_a_title_is_one_printable_line(title):
    measured = as_profile({"arousal": 2, "age": 9, "title": title, "label": title})
    assert 0 < len(measured.title) <= 300
    assert measured.title.isprintable()


@pytest.mark.parametrize("score", ["3", "3.0", " 3 ", 3.0, np.float32(3), np.int8(3)], ids=repr)
def test_a_score_is_read_as_in_a_table(score):
    assert as_profile({"arousal": score, "age": 9}).scores["arousal"] == 3
