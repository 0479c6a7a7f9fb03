"""One rater against a reference, and several with each other: the figures, what is missing, what is data."""

import dataclasses
import json
import math

import numpy as np
import pytest
import yaml

from nmt_widgets import load_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.site_files import DATA
from nmt_widgets.training import (
    ReferenceScores,
    Statistic,
    agreement,
    agreement_json,
    compare,
    explain,
    load_standards,
    reference_scores,
)


@pytest.fixture(scope="module")
def truth(instrument):
    return reference_scores(load_case("james"), 1, instrument)


@pytest.fixture(scope="module")
def three(truth):
    random = np.random.default_rng(7)
    return np.clip(truth.scores + random.integers(-1, 3, (3, 32)), 1, 12)


def moved(truth, instrument, region, points):
    in_region = np.array([function.region == region for function in instrument.functions])
    return np.clip(truth.scores + points * in_region, 1, 12)


def test_the_same_scores_agree_fully(instrument, truth):
    result = compare(truth.scores, truth, instrument)
    assert result.whole.bias == Statistic(0.0, None, None, 32, "no_spread")
    measures = result.whole.measures
    assert measures.mean_absolute_difference.value == 0
    assert {measures.exact.value, measures.within_one.value, measures.same_band.value} == {1.0}
    assert measures.exact.low == pytest.approx(0.893, abs=1e-3)  # Wilson's, though all are the same
    assert measures.kappa.value == measures.intraclass.agreement.value == 1
    assert result.same_category.value == result.same_region_category.value == 1
    assert (result.cmr.difference, result.cmr.same_side) == (0, True)
    assert {f.difference for f in result.functions.values()} == {0}


def test_every_figure_of_a_part_is_that_of_its_functions(instrument, truth):
    result = compare(moved(truth, instrument, "limbic", 3), truth, instrument)
    limbic, cortex = result.regions["limbic"], result.regions["cortex"]
    assert (limbic.bias.value, limbic.measures.within_one.value, limbic.measures.n) == (3, 0, 6)
    assert (limbic.measures.intraclass.consistency.value, cortex.bias.value) == (pytest.approx(1), 0)
    assert result.whole.bias.value == pytest.approx(3 * 6 / 32)
    assert result.functions["empathy"].difference == 3
    assert result.functions["empathy"].same_band is False
    assert result.domains["relational"].bias.value == pytest.approx(3 * 4 / 7)
    pair = result.domains["relational"].category
    assert (pair.reference_category, pair.category, pair.same) == ("essential", "therapeutic", False)
    assert pair.reference_percent == pytest.approx(48.5, abs=0.05)
    assert result.same_category.value == 0.75
    assert result.cmr.reference == pytest.approx(0.716, abs=5e-4)


def test_the_cmr_of_the_other_side_of_the_gate(instrument, truth):
    result = compare(moved(truth, instrument, "cortex", 4), truth, instrument)
    assert result.cmr.value > 1 > result.cmr.reference
    assert result.cmr.same_side is False


def test_without_an_age_there_are_no_categories(instrument, truth):
    result = compare(truth.scores, ReferenceScores(truth.scores), instrument)
    assert result.same_category.reason == "no_age"
    assert result.regions["limbic"].category is None
    assert result.cmr.value == pytest.approx(0.716, abs=5e-4)


def test_missing_scores_are_refused_unless_a_method_is_named(instrument, truth):
    gaps = truth.scores.copy()
    gaps[[0, 14, 15]] = np.nan
    with pytest.raises(
        InputError, match="Ada: no score for cardiovascular, reward, affect_regulation"
    ) as caught:
        compare(gaps, truth, instrument, rater="Ada")
    assert "pairwise or listwise" in str(caught.value)
    with pytest.raises(InputError, match="Ada: no score for cardiovascular"):
        agreement(
            [gaps, truth.scores], instrument, raters=["Ada", "Ben"]
        )  # among each other, without a reference
    result = compare(gaps, truth, instrument, missing="pairwise")
    assert (result.whole.measures.n, result.regions["limbic"].measures.n) == (29, 4)
    assert result.functions["reward"].difference is None
    assert result.functions["reward"].reference == truth.scores[14]
    with pytest.raises(InputError, match="the reference: no score"):
        compare(truth.scores, ReferenceScores(gaps, 9), instrument)
    with pytest.raises(ValueError, match="missing must be one of"):
        compare(truth.scores, truth, instrument, missing="average")


def test_nothing_in_common_is_no_figure(instrument, truth):
    nothing = np.full(32, np.nan)
    result = compare(nothing, truth, instrument, missing="pairwise")
    assert {result.whole.bias.reason, result.whole.measures.kappa.reason} == {"no_items"}
    assert (result.cmr.difference, result.cmr.reason) == (None, "too_few_scored")
    assert result.same_category.reason == "too_few_scored"
    assert explain(result, instrument)[0].startswith("Only 0 functions")


@pytest.mark.parametrize("scores", [[1] * 31, [[1] * 32], [13] * 32, [0] * 32])
def test_scores_that_do_not_fit_are_a_programmer_s_error(scores, instrument, truth):
    with pytest.raises(ValueError, match="scores must"):
        compare(scores, truth, instrument)


def test_raters_are_compared_with_each_other_and_with_the_reference(instrument, truth, three):
    result = agreement(three, instrument, reference=truth, raters=["Ada", "Ben", "Cleo"])
    assert result.comparisons["Ben"].whole == compare(three[1], truth, instrument, rater="Ben").whole
    arousal = result.functions["arousal"]
    assert arousal.against.bias.value == pytest.approx(np.mean(three[:, 11] - truth.scores[11]))
    assert arousal.mean == pytest.approx(three[:, 11].mean())
    assert arousal.deviation == pytest.approx(three[:, 11].std(ddof=1))
    assert arousal.between.kappa.reason == "one_item"
    among = result.whole.between
    apart = np.abs(three[[0, 0, 1]] - three[[1, 2, 2]])
    assert among.mean_absolute_difference.value == pytest.approx(apart.mean())
    assert among.exact.value == pytest.approx((apart == 0).mean())
    assert among.exact.n == 32  # not 96: pairs on one item are not evidence of their own
    assert result.whole.against.bias.n == 3
    assert result.cmr.values["Ada"] == result.comparisons["Ada"].cmr.value
    assert result.cmr.between.reason == "one_case"


def test_quadratic_kappa_and_absolute_agreement_are_nearly_one_figure(instrument, three):
    among = agreement(three, instrument).whole.between
    assert among.kappa.value == pytest.approx(
        among.intraclass.agreement.value, abs=0.02
    )  # Fleiss & Cohen 1973


def test_without_a_reference_there_is_no_comparison(instrument, three):
    result = agreement(three, instrument)
    assert (result.comparisons, result.whole.against) == ({}, None)
    assert result.cmr.bias.reason == "no_reference"
    assert result.same_category.reason == "no_age"


def test_one_rater_alone_agrees_with_nobody(instrument, truth):
    result = agreement([truth.scores], instrument, reference=truth)
    among = result.whole.between
    assert {among.kappa.reason, among.exact.reason, among.intraclass.agreement.reason} == {"one_rater"}
    assert result.comparisons["1"].whole.measures.kappa.value == 1
    assert result.cmr.between.reason == "one_rater"


def test_listwise_and_pairwise_use_different_functions(instrument, truth, three):
    gaps = three.copy()
    gaps[0, 0], gaps[1, 1] = np.nan, np.nan
    with pytest.raises(InputError) as caught:
        agreement(gaps, instrument, reference=truth)
    assert [problem.place for problem in caught.value.problems] == ["1", "2"]
    pairwise = agreement(gaps, instrument, reference=truth, missing="pairwise")
    listwise = agreement(gaps, instrument, reference=truth, missing="listwise")
    for result in (pairwise, listwise):
        assert result.left_out == ("cardiovascular", "autonomic_regulation")
        assert result.whole.between.kappa.n == 30
    assert (pairwise.whole.between.exact.n, listwise.whole.between.exact.n) == (32, 30)
    assert pairwise.comparisons["3"].whole.measures.n == 32
    assert listwise.comparisons["3"].whole.measures.n == 30
    assert pairwise.comparisons["1"].whole.measures.n == 31


def test_names_must_fit_the_rows(instrument, three):
    for names in (["Ada", "Ben"], ["Ada", "Ada", "Ben"]):
        with pytest.raises(ValueError, match="name each row once"):
            agreement(three, instrument, raters=names)
    with pytest.raises(ValueError, match="no rater"):
        agreement(np.empty((0, 32)), instrument)


def test_the_same_ratings_have_the_same_figures(instrument, truth, three):
    first, again = (agreement_json(agreement(three, instrument, reference=truth)) for _ in range(2))
    assert first == again


def figures(data):
    """Every statistic in plain data."""
    if isinstance(data, dict):
        if {"value", "low", "high", "n", "reason"} <= set(data):
            yield data
        for value in data.values():
            yield from figures(value)


@pytest.mark.parametrize("constant", [False, True])
def test_plain_data_has_no_nan_and_a_reason_for_every_gap(instrument, truth, three, constant):
    ratings = np.full((3, 32), 5.0) if constant else three
    ratings = np.where(np.arange(32) == 4, np.nan, ratings)
    data = agreement_json(agreement(ratings, instrument, reference=truth, missing="pairwise"))
    json.dumps(data, allow_nan=False)
    for figure in figures(data):
        assert (figure["low"] is None) == (figure["high"] is None) == (figure["reason"] is not None)
        assert figure["reason"] is None or figure["reason"] in data["reasons"]
    assert data["versions"].keys() >= {"agreement", "functions", "domains", "cmr", "norms", "software"}
    assert data["bands"] == "workbook"


def test_a_band_is_settled_when_the_whole_interval_is_in_it():
    standards = load_standards()

    def grade(measure, value, low, high):
        grade = standards.grade(measure, Statistic(value, low, high, 32))
        return grade.band, grade.settled

    assert grade("kappa", 0.75, 0.75, 0.9) == ("high", True)
    assert grade("kappa", 0.749, 0.7, 0.8) == ("acceptable", False)
    assert grade("mean_absolute_difference", 1.26, 1.26, 2.0) == ("low", True)
    assert grade("bias", -0.6, -0.9, -0.55) == ("acceptable", True)
    assert grade("bias", 0.1, -2.0, 2.2) == ("high", False)
    assert grade("bias", 0.8, -0.9, 1.0) == ("acceptable", False)  # 0 is in between, and that is "high"
    assert standards.grade("kappa", Statistic(None, None, None, 1, "one_item")) is None
    assert standards.grade("one_way", Statistic(0.5, 0.4, 0.6, 9)) is None
    assert standards.worst([]) is None


def test_shares_alone_never_decide(instrument, truth):
    """Nearly all within a point, but no order: percent agreement is high, the band is not."""
    flat = dataclasses.replace(truth, scores=np.full(32, 5.0))
    scores = np.where(np.arange(32) % 2, 6.0, 5.0)
    result = compare(scores, flat, instrument)
    assert result.whole.measures.within_one.value == 1
    data = agreement_json(agreement([scores], instrument, reference=flat))
    assert data["comparisons"]["1"]["band"] == "low"


def write_site(folder, monkeypatch, change):
    standards = yaml.safe_load((DATA / "agreement.yaml").read_text(encoding="utf-8"))
    change(standards)
    (folder / "agreement.yaml").write_text(yaml.safe_dump(standards), encoding="utf-8")
    monkeypatch.setenv("NMT_SITE", str(folder))


def test_a_site_may_set_limits_of_its_own(tmp_path, monkeypatch, instrument, truth, three):
    write_site(
        tmp_path,
        monkeypatch,
        lambda data: (
            data["limits"]["kappa"].update(least=[0.99, 0.98]) or data["intervals"].update(level=0.9)
        ),
    )
    standards = load_standards()
    assert standards.grade("kappa", Statistic(0.8, 0.7, 0.9, 32)).band == "low"
    wide = compare(three[0], truth, instrument).whole.bias
    monkeypatch.delenv("NMT_SITE")
    assert math.isclose(wide.value, compare(three[0], truth, instrument).whole.bias.value)
    assert wide.low > compare(three[0], truth, instrument).whole.bias.low


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data["limits"].update(charm={"least": [2, 1]}), "'charm' are not known"),
        (lambda data: data["limits"]["kappa"].update(least=[0.9]), "'kappa' needs 2 limits"),
        (lambda data: data["limits"]["kappa"].update(least=[0.5, 0.7]), "out of order"),
        (lambda data: data["deciding"].append("one_way"), "'one_way' decides and has no limits"),
        (lambda data: data["intervals"].update(level=95), "agreement.yaml"),
    ],
)
def test_faults_in_a_site_s_limits_are_reported(tmp_path, monkeypatch, change, message):
    write_site(tmp_path, monkeypatch, change)
    with pytest.raises(InputError, match=message):
        load_standards()


# ---- in words ----


def explained(instrument, truth, scores, **more):
    return explain(compare(scores, truth, instrument, **more), instrument)


def test_like_the_reference(instrument, truth):
    assert explained(instrument, truth, truth.scores) == (
        "You rank the functions like the reference, and score neither higher nor lower on the whole.",
        "No region and no function is far from the reference.",
    )


def test_higher_and_where_to_look(instrument, truth):
    scores = np.clip(moved(truth, instrument, "limbic", 2) + 1, 1, 12)
    sentences = explained(instrument, truth, scores)
    assert sentences[0] == "You rank the functions like the reference, but score 1.4 points higher."
    assert sentences[1] == "Look again at: Limbic."
    assert sentences[2].startswith("Furthest apart: Reward (you 7, reference 4), ")
    assert "The category differs in: " in sentences[3]
    assert "(Therapeutic instead of Essential)" in sentences[3]


def test_lower(instrument, truth):
    low = np.clip(truth.scores - 2, 1, 12)
    assert " points lower." in explained(instrument, truth, low)[0]


def test_a_bias_within_chance_is_not_mentioned(instrument, truth):
    scores = truth.scores.copy()
    scores[[0, 20, 21]] = 12
    result = compare(scores, truth, instrument)
    assert result.whole.bias.value > 0.5
    assert result.whole.bias.low < 0 < result.whole.bias.high
    assert "neither higher nor lower" in explain(result, instrument)[0]


def test_another_order(instrument, truth):
    mixed = np.random.default_rng(1).permutation(truth.scores)
    assert explained(instrument, truth, mixed)[0].startswith("You rank the functions in another order")


def test_no_order_where_all_scores_are_the_same(instrument, truth):
    flat = ReferenceScores(np.full(32, 5.0), 9)
    assert explained(instrument, flat, np.full(32, 7.0))[0] == (
        "Your order cannot be compared, for scores that are all the same have none; "
        "on average you score 2 points higher."
    )


def test_the_gate_of_the_cmr_is_mentioned(instrument, truth):
    last = explained(instrument, truth, moved(truth, instrument, "cortex", 4))[-1]
    assert last.startswith("Your CMR is 1.")
    assert last.endswith("different sides of 1.0.")


def test_with_too_few_functions_there_is_one_sentence(instrument, truth):
    scores = np.where(np.arange(32) < 11, truth.scores, np.nan)
    assert explained(instrument, truth, scores, missing="pairwise") == (
        "Only 11 functions were scored by both; at least 12 are needed to say anything.",
    )
