"""Timing of adversity: what was built in comes out, nothing where nothing was built in, and not known is not "no"."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nmt_widgets as nmt
from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.rules import load_outcome_rules
from nmt_widgets.outcomes.timing import timing

RULES = load_outcome_rules()
IDS = list(nmt.load_instrument().ids)
PERIODS = RULES.timing.periods


def rules(**changes):
    """The rules, with quick resampling unless it is named."""
    changes = {"replicates": 200, "permutations": 99, "least_clients": 50, **changes}
    return RULES.model_copy(update={"timing": RULES.timing.model_copy(update=changes)})


@pytest.fixture(scope="module")
def frame():
    return nmt.synthetic_cohort(n=400, seed=3).frame


@pytest.fixture(scope="module")
def large():
    return nmt.synthetic_cohort(n=2155, seed=1, times=1).frame


def ranked(result):
    return result.to_frame().sort_values("rank")["predictor"].tolist()


def test_the_first_two_of_sensory_integration_are_those_built_in(large):
    result = timing(large, "sensory_integration")
    assert ranked(result)[:3] == ["relational_health", "poverty_perinatal", "adversity_perinatal"]
    for predictor in result.predictors[:3]:
        assert predictor.same_sign == 1
        assert abs(predictor.coefficient.value) > predictor.null_high
    health, adversity, poverty = (predictor.coefficient for predictor in result.predictors[:3])
    assert health.low > 0
    assert adversity.high < 0
    assert poverty.high < 0
    assert result.p == pytest.approx(1 / 1001)
    assert result.n == 2155


@pytest.mark.parametrize(
    ("domain", "second"),
    [
        ("self_regulation", "poverty_perinatal"),
        ("relational", "poverty_childhood"),
        ("cognitive", "adversity_childhood"),
    ],
)
def test_what_was_built_into_the_other_domains_comes_next_after_health(large, domain, second):
    assert ranked(timing(large, domain, rules=rules()))[:2] == ["relational_health", second]


def test_it_is_also_found_in_much_noise():
    noisy = nmt.synthetic_cohort(n=2155, seed=1, times=1, noise=2.0).frame
    result = timing(noisy, "sensory_integration", rules=rules())
    assert ranked(result)[:2] == ["relational_health", "poverty_perinatal"]
    assert result.r2 < 0.2


def test_where_nothing_was_built_in_chance_has_its_level():
    frame = nmt.synthetic_cohort(n=40_000, seed=7, times=1, effect="none").frame
    runs = [
        timing(part, "sensory_integration", rules=rules(replicates=1, least_severe=5))
        for _, part in frame.groupby(np.arange(len(frame)) // 200)
    ]
    assert len(runs) == 200
    most = 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)
    for p in (np.array([run.p for run in runs]), *np.array([[b.p for b in run.blocks] for run in runs]).T):
        assert (p <= 0.05).mean() <= most
        assert abs(p.mean() - 0.5) < 3 * np.sqrt(1 / 12 / 200)
    inside = [p.null_low <= p.coefficient.value <= p.null_high for run in runs for p in run.predictors]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.03)


def test_current_relational_health_is_reported_first_and_entered_last(frame):
    result = timing(frame, "cognitive", rules=rules())
    assert result.predictors[0].id == "relational_health"
    assert result.to_frame()["predictor"].tolist()[1:] == [
        f"{kind}_{period}" for period in PERIODS for kind in ("adversity", "poverty")
    ]
    assert [block.period for block in result.blocks] == [*PERIODS, "current"]
    assert result.blocks_frame()["added"].sum() == pytest.approx(result.r2)


def test_only_the_first_assessment_of_a_client_counts(frame):
    first = frame[frame["time"] == 1]
    assert timing(frame, "cognitive", rules=rules()) == timing(first, "cognitive", rules=rules())


def test_a_rating_at_the_limit_is_severe(frame):
    table = frame.query("time == 1").assign(
        adversity_infancy=[8.0, 7.99] * 200, relational_infancy=[4.01, 4.0] * 200
    )
    predictors = {p.id: p for p in timing(table, "cognitive", rules=rules()).predictors}
    assert predictors["adversity_infancy"].severe == predictors["poverty_infancy"].severe == 200
    table["relational_infancy"] = [4.01] * 400
    predictors = {p.id: p for p in timing(table, "cognitive", rules=rules()).predictors}
    assert predictors["poverty_infancy"].severe == 0


def test_what_is_not_known_is_left_out_and_counted_and_is_never_no_adversity(frame):
    table = frame.query("time == 1").reset_index(drop=True)
    severe = table.index[table["adversity_infancy"] >= 8]
    table.loc[severe[:30], "adversity_infancy"] = np.nan
    table.loc[table.index[:10], "arousal"] = np.nan
    result = timing(table, "self_regulation", rules=rules())
    assert result.missing == {"self_regulation": 10, "adversity_infancy": 30}
    assert result.clients == 400
    assert result.n == 400 - len(set(severe[:30]) | set(range(10)))
    known = timing(
        table.drop(index=sorted(set(severe[:30]) | set(range(10)))), "self_regulation", rules=rules()
    )
    assert known.predictors == result.predictors
    text = table.astype({"adversity_infancy": object})
    text.loc[severe[:30], "adversity_infancy"] = "not known"
    assert timing(text, "self_regulation", rules=rules()) == result


def test_too_few_clients_are_a_reason_and_no_figures(frame):
    result = timing(frame.query("time == 1").head(80), "cognitive")
    assert (result.reason, result.n, result.r2, result.p, result.alpha) == (
        "too_few_clients",
        80,
        None,
        None,
        None,
    )
    assert {p.coefficient.reason for p in result.predictors} == {"too_few_clients"}
    assert {block.reason for block in result.blocks} == {"too_few_clients"}
    assert result.to_frame()["coefficient"].isna().all()


def test_a_flag_that_few_clients_have_is_left_out_with_its_reason(frame):
    table = frame.query("time == 1").assign(
        adversity_infancy=[12.0] * 9 + [0.0] * 391, relational_infancy=12.0
    )
    result = timing(table, "cognitive", rules=rules())
    predictors = {p.id: p for p in result.predictors}
    assert predictors["adversity_infancy"].coefficient.reason == "too_few_severe"
    assert predictors["adversity_infancy"].severe == 9
    assert sorted(p.rank for p in result.predictors if p.rank) == list(range(1, 8))
    infancy = result.blocks[1]
    assert (infancy.period, infancy.added, infancy.reason) == ("infancy", None, "too_few_severe")


def test_an_outcome_or_a_predictor_without_variance_is_a_reason(frame):
    table = frame.query("time == 1")
    assert timing(table.assign(same=3.0), "same", rules=rules()).reason == "no_variance"
    health = timing(table.assign(relational_health=80.0), "cognitive", rules=rules())
    assert health.predictors[0].coefficient.reason == "no_variance"
    copied = table.assign(
        adversity_infancy=table["adversity_perinatal"], relational_infancy=table["relational_perinatal"]
    )
    assert timing(copied, "cognitive", rules=rules()).blocks[1].reason == "no_variance"


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**16))
def test_neither_the_order_of_rows_nor_the_codes_of_clients_matter(frame, seed):
    result = timing(frame, "relational", rules=rules())
    random = np.random.default_rng(seed)
    codes = {
        code: f"c-{number}"
        for code, number in zip(frame["client"].unique(), random.permutation(400), strict=True)
    }
    other = frame.assign(client=frame["client"].map(codes)).iloc[random.permutation(len(frame))]
    cut = int(random.integers(1, len(other)))
    assert timing(pd.concat([other[:cut], other[cut:]]), "relational", rules=rules()) == result


@settings(max_examples=5, deadline=None)
@given(scale=st.floats(0.01, 100), shift=st.floats(-50, 50))
def test_units_of_the_outcome_do_not_matter(frame, scale, shift):
    table = frame.assign(points=frame["sleep"], other=frame["sleep"] * scale + shift)
    first, second = (timing(table, name, rules=rules()).to_frame() for name in ("points", "other"))
    columns = ["coefficient", "low", "high", "same_sign", "null_low", "null_high"]
    assert np.allclose(first[columns], second[columns], atol=1e-6)


def test_a_table_of_another_library_gives_the_same(frame):
    import polars as pl

    result = timing(frame, "cognitive", rules=rules())
    assert timing(pl.from_pandas(frame), "cognitive", rules=rules()) == result
    assert timing(frame.to_dict("records"), "cognitive", rules=rules()) == result
    typed = frame.astype({"client": "category", "time": "int16", **dict.fromkeys(IDS, "float32")})
    assert timing(typed, "cognitive", rules=rules()) == result


def test_a_synthetic_table_stays_marked(frame):
    assert timing(frame, "cognitive", rules=rules()).to_dict()["synthetic"] is True
    assert timing(frame.assign(synthetic="no"), "cognitive", rules=rules()).is_synthetic is False
    assert timing(frame.drop(columns="synthetic"), "cognitive", rules=rules()).is_synthetic is False
    assert timing(frame.assign(synthetic=True), "cognitive", rules=rules()).is_synthetic is True


@pytest.mark.parametrize(
    ("change", "outcome", "message"),
    [
        ({}, "cognitiv", "there is no outcome 'cognitiv'; did you mean 'cognitive'?"),
        ({}, "height", "there is no outcome 'height'; use one of sensory_integration, .*"),
        ({"time": 1}, "cognitive", "row .*, time: this client has this assessment already"),
        ({"client": None}, "cognitive", "row 0, client: there is no client"),
        ({"time": None}, "cognitive", "row 0, time: there is no number of the assessment"),
        ({"adversity_infancy": 13}, "cognitive", "row 0, adversity_infancy: 13 is outside 0-12"),
        ({"relational_health": -1}, "cognitive", "row 0, relational_health: -1 is outside"),
        ({"relational_infancy": "bad"}, "cognitive", "row 0, relational_infancy: 'bad' is no number"),
        ({"speech": 0}, "cognitive", "row 0, speech: 0 is outside 1-12"),
    ],
)
def test_what_is_wrong_with_a_table_is_said_where_it_is(frame, change, outcome, message):
    with pytest.raises(InputError, match=message):
        timing(frame.assign(**change), outcome)


@pytest.mark.parametrize("column", ["client", "time", "relational_health", "adversity_perinatal", "speech"])
def test_a_column_that_is_missing_is_named(frame, column):
    with pytest.raises(InputError, match=column):
        timing(frame.drop(columns=column), "cognitive")
