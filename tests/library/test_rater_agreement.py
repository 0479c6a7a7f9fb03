"""Agreement of a table: the figures of `nmt agreement --json` as a tidy table, and what is wrong, where."""

import json
import math

import numpy as np
import pandas as pd
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmt_widgets import agreement, cli, load_case, load_instrument, profile
from nmt_widgets.core.errors import InputError
from nmt_widgets.training import agreement as measured
from nmt_widgets.training import agreement_json, reference_scores

INSTRUMENT = load_instrument()
IDS = INSTRUMENT.ids


@pytest.fixture(scope="module")
def ratings():
    """Four raters of James's first assessment, one row a rater."""
    draw = np.random.default_rng(11)
    truth = reference_scores(load_case("james"), 1, INSTRUMENT).scores
    scores = np.clip(truth + draw.integers(-2, 3, (4, len(IDS))), 1, 12)
    return pd.DataFrame(scores.astype(int), columns=list(IDS)).assign(rater=["Ada", "Ben", "Cleo", "Dan"])


def long(ratings):
    return ratings.melt(id_vars="rater", var_name="item", value_name="score")


SEVERAL = (
    "kappa",
    "one_way",
    "one_way_mean",
    "agreement",
    "agreement_mean",
    "consistency",
    "consistency_mean",
)
"""What one function alone has not."""


def flat(data):
    """The figures of the JSON by the columns of the table that name a figure."""
    figures = {}

    def add(part, scope, id, rater, compared_with):
        for name, value in part.items():
            if isinstance(value, dict) and {"n", "reason"} <= value.keys():
                figures[name, scope, id, rater, compared_with] = value
            elif name in ("measures", "intraclass"):
                add(value, scope, id, rater, compared_with)

    def pick(part, *names):
        return {name: part[name] for name in names}

    parts = {"whole": {"": data["whole"]}, "region": data["regions"], "domain": data["domains"]}
    for scope, by_id in {**parts, "function": data["functions"]}.items():
        for id, part in by_id.items():
            add(part["between"], scope, id, None, "raters")
            add(part["against"], scope, id, None, "reference")
    add(pick(data, "same_category", "same_region_category"), "whole", "", None, "raters")
    cmr = data["cmr"]
    add(pick(cmr, "bias", "mean_absolute_difference", "same_side"), "cmr", "", None, "reference")
    add({"mean_absolute_difference": cmr["between"]}, "cmr", "", None, "raters")
    for rater, comparison in data["comparisons"].items():
        add(comparison, "whole", "", rater, "reference")
        parts = {"whole": {"": comparison["whole"]}}
        parts |= {"region": comparison["regions"], "domain": comparison["domains"]}
        for scope, by_id in parts.items():
            for id, part in by_id.items():
                add(part, scope, id, rater, "reference")
    return figures


def test_the_table_has_every_figure_of_the_json(ratings):
    reference = reference_scores(load_case("james"), 1, INSTRUMENT)
    result = measured(ratings[list(IDS)], INSTRUMENT, reference=reference, raters=list(ratings["rater"]))
    expected = flat(agreement_json(result))
    rows = {}
    for row in agreement(ratings, reference="james/1").to_dict("records"):
        rater = row["rater"] if isinstance(row["rater"], str) else None
        key = (row["statistic"], row["scope"], row["id"], rater, row["compared_with"])
        assert key not in rows
        rows[key] = row
    for key, figure in expected.items():
        if key[1] == "function" and key[0] in SEVERAL:
            assert figure["value"] is None  # of one function there is none: no row
            continue
        row = rows.pop(key)
        for name in ("value", "low", "high", "n"):
            assert row[name] == figure[name] or (figure[name] is None and math.isnan(row[name])), (key, name)
        assert isinstance(row["note"], str) == (figure["reason"] is not None)
        assert row["band"] == figure.get("band") or pd.isna(row["band"])
        assert row["level"] == 0.95
    assert {(key[0], key[1]) for key in rows} == {
        ("bias", "function"),
        ("bias", "cmr"),
    }  # of each rater alone
    for (_, scope, id, rater, _), row in rows.items():
        comparison = result.comparisons[rater]
        assert (
            row["value"] == (comparison.functions[id] if scope == "function" else comparison.cmr).difference
        )


@pytest.mark.parametrize(
    "make",
    [
        long,
        polars.DataFrame,
        lambda ratings: ratings.to_dict("records"),
        lambda ratings: (
            long(ratings).astype(object).sample(frac=1, random_state=2).sort_values("rater", kind="stable")
        ),
        lambda ratings: long(ratings).replace({"item": {id: n for n, id in enumerate(IDS, 1)}}),
        lambda ratings: long(ratings).astype({"score": str, "rater": "category"}),
    ],
    ids=["long", "polars", "dicts", "shuffled", "numbers", "text"],
)
def test_every_shape_of_the_table_gives_the_same(ratings, make):
    pd.testing.assert_frame_equal(agreement(make(ratings), "james/1"), agreement(ratings, "james/1"))


def test_every_kind_of_reference_gives_the_same(ratings):
    first = load_case("james")
    row = first.to_frame().iloc[[0]]
    expected = agreement(ratings, "james/1")
    for reference in (profile(first, 1), row, row.iloc[0], {**profile(first, 1).scores, "age": 9}):
        pd.testing.assert_frame_equal(agreement(ratings, reference), expected)


def test_the_latest_assessment_of_a_case_is_the_reference(ratings):
    case = load_case("james")
    pd.testing.assert_frame_equal(agreement(ratings, case), agreement(ratings, "james/2"))


def test_a_reference_without_an_age_leaves_categories_out_and_says_so(ratings):
    figures = agreement(ratings, profile(load_case("james"), 1).scores)
    row = figures.query("statistic == 'same_category' and rater == 'Ada'").iloc[0]
    assert math.isnan(row["value"])
    assert "the age is not given" in row["note"]


def test_without_a_reference_raters_are_compared_with_each_other(ratings):
    figures = agreement(ratings)
    assert set(figures["compared_with"]) == {"raters"}
    assert figures["rater"].isna().all()


def test_the_command_gives_the_same_figures(ratings, tmp_path, capsys):
    file = tmp_path / "ratings.csv"
    long(ratings).to_csv(file, index=False)
    with pytest.raises(SystemExit):
        cli.main(["agreement", str(file), "--reference", "james", "--assessment", "1", "--json"])
    data = json.loads(capsys.readouterr().out)
    figures = agreement(pd.read_csv(file), "james/1")
    kappa = figures.query("statistic == 'kappa' and scope == 'whole' and rater.isna()")["value"]
    assert kappa.tolist() == [data["whole"]["between"]["kappa"]["value"]]


def test_the_reference_of_a_practice_case_is_the_expert_s(ratings):
    figures = agreement(ratings, "practice-girl-9" if "practice-girl-9" in practice() else practice()[0])
    assert figures.query("statistic == 'bias' and scope == 'whole'")["value"].notna().all()


def practice():
    from nmt_widgets.training.references.reading import list_references

    return sorted(list_references())


GOOD = {"rater": ["Ada", "Ben"], "item": ["arousal", "arousal"], "score": [3, 4]}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({**GOOD, "score": [3, 13]}, "row 1, score: 13 is outside 1-12"),
        ({**GOOD, "score": [3, "x"]}, "row 1, score: 'x' is not a score"),
        (
            {**GOOD, "item": ["arousal", "arousl"]},
            "row 1, item: 'arousl' is not an item; did you mean 'arousal'?",
        ),
        ({**GOOD, "item": ["arousal", 33]}, "row 1, item: '33' is not an item"),
        ({**GOOD, "rater": ["Ada", None]}, "row 1, rater: there is no rater"),
        ({**GOOD, "rater": ["Ada", "Ada"]}, "row 1, item: 'Ada' has scored arousal in row 0 already"),
        ({"item": ["arousal"], "score": [3]}, "there is no column 'rater'; its columns are: item, score"),
        ({"rater": ["Ada"]}, "there is no column of a function"),
        ({"rater": ["Ada"], "arousl": [3]}, "did you mean 'arousal'?"),
        ({"rater": ["Ada", "Ada"], "arousal": [3, 4]}, "row 1, rater: 'Ada' stands in row 0 already"),
        (GOOD, "Ada: no score for cardiovascular"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_place(table, message):
    with pytest.raises(InputError) as caught:
        agreement(table)
    assert message in str(caught.value)


def test_a_way_that_does_not_exist_is_refused():
    with pytest.raises(InputError, match="use one of refuse, pairwise, listwise"):
        agreement(GOOD, missing="drop")
    assert agreement(GOOD, missing="pairwise")["n"].max() == 1


junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(1, 12),
    st.floats(),
    st.text(max_size=4),
    st.sampled_from(["arousal", "12", "Ada", "not known"]),
    st.lists(st.integers(), max_size=1),
)
columns = st.sampled_from(["rater", "item", "score", "arousal", "sleep", "arousl"])


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(columns, st.lists(junk, min_size=2, max_size=2)))
def test_whatever_stands_in_a_table_is_measured_or_refused_in_one_sentence(table):
    problem = ""
    try:
        assert len(agreement(table, missing="pairwise"))
    except InputError as error:
        problem = str(error)
    assert "\n" not in problem
