"""Tables of assessments: the same figures as one by one, whatever library holds the table; and what is wrong, where."""

import math

import numpy as np
import pandas as pd
import polars
import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmt_widgets import load_case, load_instrument, profile, profiles
from nmt_widgets.case_files import list_cases
from nmt_widgets.core.errors import InputError

INSTRUMENT = load_instrument()
IDS = INSTRUMENT.ids


def expected(profile):
    """A profile as a row of the result: the documented names, and what they hold."""
    row = {"typical_total": profile.typical_total, "typical_cmr": profile.cmr.typical}
    row |= ranged("total", profile.total) | counted("total", profile.total)
    row |= ranged("cmr", profile.cmr.figure) | counted("cmr", profile.cmr.figure)
    row["gate_open"] = profile.cmr.gate_open
    row["cmr_settled"] = None if profile.cmr.figure.value is None else profile.cmr.settled
    for id, region in profile.regions.items():
        row |= ranged(f"{id}_sum", region.sum) | counted(id, region.sum)
        row[f"{id}_typical"] = region.typical
        row |= ranged(f"{id}_percent", region.percent) | category(id, region)
    for id, domain in profile.domains.items():
        row |= ranged(f"{id}_percent", domain.percent) | counted(id, domain.percent) | category(id, domain)
        row |= ranged(f"{id}_functional_age", domain.functional_age)
    return row


def ranged(name, figure):
    return {name: figure.value, f"{name}_low": figure.low, f"{name}_high": figure.high}


def counted(name, figure):
    return {f"{name}_n": figure.n, f"{name}_of": figure.of}


def category(id, result):
    settled = result.settled if result.category else None
    return {f"{id}_category": result.category, f"{id}_settled": settled}


def assert_row(row, expected):
    assert set(expected) <= set(row)
    for name, value in expected.items():
        if value is None:
            assert pd.isna(row[name]), name
        elif isinstance(value, float):
            assert row[name] == pytest.approx(value, rel=1e-12, abs=1e-12), name
        else:
            assert row[name] == value, name


@pytest.mark.parametrize("id", list_cases())
def test_the_table_of_a_case_has_the_figures_of_each_profile(id):
    case = load_case(id)
    rows = profiles(case.to_frame()).to_dict("records")
    assert len(rows) == len(case.assessments)
    for assessment, row in zip(case.assessments, rows, strict=True):
        assert_row(row, expected(profile(case, assessment.number, unscored=True)))


cells = st.one_of(st.none(), st.integers(1, 12))
confidences = st.sampled_from([None, *(level.id for level in INSTRUMENT.confidence.levels)])
table_rows = st.fixed_dictionaries(
    {
        "age": st.floats(0, 60),
        "norms": st.sampled_from([None, *INSTRUMENT.norms.columns]),
        **dict.fromkeys(IDS, cells),
        **{f"{id}_confidence": confidences for id in IDS[::3]},
    }
)


@settings(max_examples=30, deadline=None)
@given(st.lists(table_rows, min_size=1, max_size=5))
def test_many_rows_give_what_each_gives_alone(rows):
    together = profiles(rows).to_dict("records")
    for row, figures in zip(rows, together, strict=True):
        alone = profiles([row]).to_dict("records")[0]
        assert alone.keys() == figures.keys()
        assert_row(figures, {name: None if pd.isna(value) else value for name, value in alone.items()})


def james_rows():
    """James's two assessments as plain rows, one score not known."""
    frame = load_case("james").to_frame()
    rows = frame[["case", "age", "norms", *IDS]].to_dict("records")
    rows[1]["arousal"] = None
    return rows


class Capsule:
    """Only the Arrow stream of a table."""

    def __init__(self, table):
        self._table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self._table.__arrow_c_stream__(requested_schema)


class Interchange:
    """Only the interchange protocol of a table."""

    def __init__(self, table):
        self._table = table

    def __dataframe__(self, *args, **named):
        return self._table.__dataframe__(*args, **named)


def columns_of(rows):
    return {name: [row[name] for row in rows] for name in rows[0]}


@pytest.mark.parametrize(
    "make",
    [
        list,
        columns_of,
        pd.DataFrame,
        lambda rows: pd.DataFrame(rows).convert_dtypes(),
        lambda rows: pd.DataFrame(rows).convert_dtypes(dtype_backend="pyarrow"),
        lambda rows: pd.DataFrame(rows).astype(object),
        polars.DataFrame,
        lambda rows: polars.DataFrame(rows).lazy(),
        lambda rows: polars.DataFrame(rows).with_columns(polars.col("norms").cast(polars.Categorical)),
        pyarrow.Table.from_pylist,
        lambda rows: Capsule(pyarrow.Table.from_pylist(rows)),
        lambda rows: Interchange(pyarrow.Table.from_pylist(rows)),
    ],
    ids=[
        "dicts",
        "lists",
        "pandas",
        "nullable",
        "pandas-arrow",
        "objects",
        "polars",
        "lazy",
        "categorical",
        "pyarrow",
        "capsule",
        "interchange",
    ],
)
def test_a_table_of_any_library_gives_the_same(make):
    figures = profiles(make(james_rows()))
    assert isinstance(figures, pd.DataFrame)
    assert list(figures.columns[:3]) == ["case", "age", "norms"]
    pd.testing.assert_frame_equal(figures.iloc[:, 3:], profiles(james_rows()).iloc[:, 3:])


def test_the_index_and_the_other_columns_of_pandas_are_kept():
    frame = pd.DataFrame(james_rows(), index=["before", "after"])
    frame["seen"] = pd.to_datetime(["2024-01-05", "2025-02-01"])
    figures = profiles(frame)
    assert list(figures.index) == ["before", "after"]
    assert figures["seen"].equals(frame["seen"])
    assert figures.loc["before", "total"] == 168


def test_answers_of_text_are_read_as_in_files():
    texts = {id: ["3", "Not known", "", "4.0"] for id in IDS}
    ages = ["9 years 2 months", "18 months", "7", "6,5 years"]
    figures = profiles({"age": ages, **texts})
    numbers = {id: [3, None, None, 4] for id in IDS}
    same = profiles({"age": [9 + 2 / 12, 1.5, 7, 6.5], **numbers})
    pd.testing.assert_frame_equal(figures.drop(columns="age"), same.drop(columns="age"))


def test_what_too_few_functions_show_is_missing():
    """Four functions of one region: their sum is shown, and no percent, category, age, ratio or flag."""
    functions = INSTRUMENT.region_functions("limbic")[:4]
    row = profiles([{"age": 9, **{function.id: 6 for function in functions}}]).loc[0]
    assert (row["total"], row["total_n"], row["limbic_sum"], row["limbic_n"], row["limbic_of"]) == (
        24,
        4,
        24,
        4,
        6,
    )
    columns = [
        name for name in row.index if not name.endswith(("_n", "_of", "_typical")) and not pd.isna(row[name])
    ]
    sums = ["total", "limbic_sum"]
    ends = [f"{name}_{end}" for name in sums for end in ("low", "high")]
    assert sorted(columns) == sorted(["age", "typical_cmr", "typical_total", *sums, *ends])


def test_an_empty_table_has_the_same_columns():
    frame = load_case("james").to_frame()
    assert list(profiles(frame[:0]).columns) == list(profiles(frame).columns)


GOOD = {"age": [9, 10], "arousal": [3, 4], "sleep": [5, 6]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arousal": [3, 13]}, "row 1, arousal: 13 is outside 1-12"),
        ({"arousal": [0, 3]}, "row 0, arousal: 0 is outside 1-12"),
        ({"arousal": [3, 4.5]}, "row 1, arousal: 4.5 is not a whole number"),
        ({"arousal": ["3", "high"]}, "row 1, arousal: 'high' is not a score"),
        ({"arousal": ["3", "4,5"]}, "row 1, arousal: '4,5' is not a score"),
        ({"arousal": [True, False]}, "row 0, arousal: 'True' is not a score"),
        ({"arousal": [3, math.inf]}, "row 1, arousal: inf is outside 1-12"),
        ({"age": [9, -1]}, "row 1, age: -1 is before birth"),
        ({"age": ["9", "before birth"]}, "row 1, age: -0.75 is before birth"),
        ({"age": [9, None]}, "row 1, age: there is no age"),
        ({"age": [9, 121]}, "row 1, age: 121 is over 120 years"),
        ({"age": ["9", "old"]}, "row 1, age: 'old' is not an age; write it like"),
        (
            {"arousal_confidence": ["high", "sure"]},
            "row 1, arousal_confidence: 'sure' is not a confidence; use one of low",
        ),
        ({"norms": [None, "mine"]}, "row 1, norms: 'mine' is not a column of norms"),
        (
            {"atention_tracking": [1, 2]},
            "the column 'atention_tracking' is not a function; did you mean 'attention_tracking'?",
        ),
        (
            {"Attention tracking": [1, 2]},
            "'Attention tracking' is not a function; did you mean 'attention_tracking'?",
        ),
        ({"atention_tracking_confidence": [1, 2]}, "did you mean 'attention_tracking_confidence'?"),
        ({"total": [1, 2]}, "the column 'total' has the name of a figure; rename it"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_place(change, message):
    with pytest.raises(InputError) as caught:
        profiles({**GOOD, **change})
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    places = [problem.place for problem in getattr(caught.value, "problems", (caught.value,))]
    assert len(places) == len({*places})  # one sentence for each cell


def test_a_table_without_ages_or_functions_is_refused():
    with pytest.raises(InputError, match="there is no column 'age'"):
        profiles({"arousal": [3]})
    with pytest.raises(InputError, match="there is no column of a function"):
        profiles({"age": [3]})


@pytest.mark.parametrize("data", [None, 3, "james", [1, 2], []])
def test_what_is_no_table_is_refused(data):
    with pytest.raises(InputError, match="is not a table"):
        profiles(data)


def test_columns_of_unlike_length_and_doubled_names_are_refused():
    with pytest.raises(InputError, match="do not make a table"):
        profiles({"age": [9], "arousal": [3, 4]})
    with pytest.raises(InputError, match="'age' stands twice"):
        profiles(pd.DataFrame([[9, 9, 3]], columns=["age", "age", "arousal"]))


def test_every_wrong_cell_is_listed_with_the_label_of_its_row():
    frame = pd.DataFrame(GOOD, index=["mia", "noah"])
    frame["arousal"], frame["sleep"] = [13, 3], ["x", "y"]
    with pytest.raises(InputError) as caught:
        profiles(frame)
    places = [problem.place for problem in caught.value.problems]
    assert sorted(places) == ["row mia, arousal", "row mia, sleep", "row noah, sleep"]


def test_similar_columns_beside_the_functions_they_resemble_are_kept():
    figures = profiles({**GOOD, "sleep_2": ["a", "b"], "rater_confidence": [1, 2]})
    assert figures["sleep_2"].tolist() == ["a", "b"]


def test_a_pinned_column_of_norms_is_used():
    pinned = profiles([{"age": 10.2, "norms": "published_9", **dict.fromkeys(IDS, 12)}])
    assert pinned["typical_total"].tolist() == [318]
    assert not np.isclose(profiles([{"age": 10.2, **dict.fromkeys(IDS, 12)}])["typical_total"], 318).any()


junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.integers(1, 12),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["not known", "3", "12.0", "9 years", "high"]),
    st.dates(),
    st.decimals(allow_nan=True),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=1), st.integers(), max_size=1),
    st.binary(max_size=2),
)
names = st.one_of(
    st.sampled_from(
        ["age", "norms", "arousal", "arousal_confidence", "sleep", "Sleep", "arousl", "total", "note"]
    ),
    st.text(max_size=4),
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(names, st.lists(junk, min_size=2, max_size=2)), st.booleans())
def test_whatever_stands_in_a_table_is_measured_or_refused_in_one_sentence(columns, has_basis):
    if has_basis:
        columns |= {"age": columns.get("age", [9, 10]), "arousal": columns.get("arousal", [3, 4])}
    problem = ""
    try:
        assert len(profiles(columns)) == 2
    except InputError as error:
        problem = str(error)
    assert "\n" not in problem


def test_a_notebook_shows_every_wrong_column_at_once():
    with pytest.raises(InputError) as caught:
        profiles(pd.DataFrame({"child": ["A"], "Age": [8], "Sleep": [4], "Arousal": [3]}))
    (text,) = caught.value._render_traceback_()
    assert text.splitlines() == [
        "InputError: the column 'Sleep' is not a function; did you mean 'sleep'?",
        "InputError: the column 'Arousal' is not a function; did you mean 'arousal'?",
        "InputError: there is no column 'age'; rename 'Age', and give the age in years",
    ]


def test_a_notebook_shows_no_more_lines_than_one_reads():
    with pytest.raises(InputError) as caught:
        profiles(pd.DataFrame({"age": [8] * 15, "sleep": [13] * 15}))
    (text,) = caught.value._render_traceback_()
    assert (len(text.splitlines()), text.splitlines()[-1]) == (11, "and 5 more")


def test_one_row_of_a_frame_is_measured_like_the_frame():
    frame = load_case("james").to_frame()
    assert profiles(frame.iloc[1])["total"].tolist() == [231.0]
    with pytest.raises(InputError, match="a Series is not a table"):
        profiles(pd.Series([4, 5]))
