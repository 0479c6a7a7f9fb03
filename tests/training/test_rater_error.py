"""The error of raters: what it takes, that it holds what is true, and that few ratings make it larger, not smaller."""

import json

import numpy as np
import pytest

import nmt_widgets as nmt
from nmt_widgets.core.errors import InputError
from nmt_widgets.training.raters.error_rules import load_error_rules
from nmt_widgets.training.raters.error_words import error_json, error_table
from nmt_widgets.training.raters.rated_maps import RatedMaps
from nmt_widgets.training.raters.rater_error import measure_error, raters_needed

INSTRUMENT = nmt.load_instrument()
IDS = INSTRUMENT.ids
RULES = load_error_rules().model_copy(update={"replicates": 200})


def maps_of(seed, cases, raters, *, level=0.5, apart=0.4, own=0.9, noisy=(), keep=1.0):
    """Maps with a rater's level over everything (level), over a map (apart), and an error of each score (own)."""
    random = np.random.default_rng(seed)
    count = len(IDS)
    spread = np.full(count, float(own))
    spread[[IDS.index(id) for id in noisy]] *= 3
    scores = 6.5 + random.normal(0, 1.5, (cases, 1, 1)) + random.normal(0, 1, (cases, 1, count))
    scores = scores + random.normal(0, level, (1, raters, 1)) + random.normal(0, apart, (cases, raters, 1))
    scores = scores + spread * random.standard_normal((cases, raters, count))
    rows = [(case, rater) for case in range(cases) for rater in range(raters) if random.random() < keep]
    return RatedMaps(
        tuple(f"case-{case}" for case, _ in rows),
        tuple(f"rater-{rater}" for _, rater in rows),
        np.clip(np.rint(np.array([scores[case, rater] for case, rater in rows])), 1, 12),
    )


@pytest.fixture(scope="module")
def plenty():
    return measure_error(maps_of(5, 10, 30, noisy=("sleep", "reward"), keep=0.7), INSTRUMENT, RULES)


@pytest.fixture(scope="module")
def least():
    return measure_error(maps_of(5, 3, 5), INSTRUMENT, RULES)


def test_it_finds_the_error_it_was_given(plenty):
    true = np.sqrt(0.5**2 + 0.4**2 + 0.9**2 + 1 / 12)
    ordinary = [plenty.functions[id] for id in IDS if id not in ("sleep", "reward")]
    inside = [figures.error.low <= true <= figures.error.high for figures in ordinary]
    assert np.mean(inside) > 0.85
    assert np.median([figures.error.value for figures in ordinary]) == pytest.approx(true, abs=0.12)
    assert plenty.shared.low <= (0.5**2 + 0.4**2) / true**2 * 1.15
    assert plenty.shared.high >= (0.5**2 + 0.4**2) / true**2 * 0.85


def test_functions_that_are_hard_to_score_stand_out(plenty):
    sure = np.median([plenty.functions[id].error.value for id in IDS])
    for id in ("sleep", "reward"):
        assert plenty.functions[id].error.low > sure
        assert plenty.functions[id].pooled < 0.5
        assert plenty.functions[id].absolute.value < plenty.functions["arousal"].absolute.value


def test_the_error_of_a_total_is_larger_than_that_of_independent_scores(plenty):
    independent = np.sqrt(sum(plenty.functions[id].error.value ** 2 for id in IDS))
    assert plenty.total.error.low > 2 * independent


def test_ranges_are_made_from_the_upper_end_and_never_below_a_function_by_itself(plenty, least):
    for result in (plenty, least):
        for figures in result.functions.values():
            assert figures.half_width >= 1.9599 * figures.error.high
            assert figures.half_width >= 1.9599 * np.sqrt(figures.rater + figures.rest) - 1e-9


def test_with_the_least_ratings_functions_are_pooled_and_ranges_are_wider(plenty, least):
    assert np.mean([least.functions[id].pooled for id in IDS]) > 0.7
    assert np.mean([plenty.functions[id].pooled for id in IDS]) < 0.4
    spread = {
        name: np.log(result.total.error.high / result.total.error.low)
        for name, result in (("plenty", plenty), ("least", least))
    }
    assert spread["least"] > 1.5 * spread["plenty"]


@pytest.mark.parametrize(("cases", "raters"), [(2, 20), (3, 4), (20, 2)])
def test_below_the_least_nothing_is_estimated_and_it_says_so(cases, raters):
    result = measure_error(maps_of(1, cases, raters), INSTRUMENT, RULES)
    assert result.estimated == ()
    assert result.shared.reason == "too_few_ratings"
    assert result.functions["arousal"].pairs == cases * raters * (raters - 1) // 2
    table = error_table(result, INSTRUMENT, RULES)
    assert not table.rows
    assert "The assumed ranges stay" in " ".join(table.lead)


def test_a_function_with_few_scores_keeps_what_is_assumed():
    maps = maps_of(3, 5, 8)
    maps.scores[7:, IDS.index("sleep")] = np.nan
    result = measure_error(maps, INSTRUMENT, RULES)
    assert result.functions["sleep"].half_width is None
    assert len(result.estimated) == len(IDS) - 1
    assert result.total.error.value, "the total over the others"
    assert "31 of 32" in error_table(result, INSTRUMENT, RULES).lead[3]


def test_cases_of_one_rater_change_nothing(least):
    maps = maps_of(5, 3, 5)
    more = RatedMaps(
        (*maps.cases, "alone"), (*maps.raters, "rater-0"), np.vstack([maps.scores, np.full(len(IDS), 12.0)])
    )
    assert measure_error(more, INSTRUMENT, RULES) == least


def test_whole_numbers_never_show_an_error_of_nothing():
    maps = maps_of(2, 4, 6, level=0, apart=0, own=0)
    result = measure_error(maps, INSTRUMENT, RULES)
    assert result.functions["arousal"].error.value == pytest.approx(np.sqrt(1 / 12))
    assert result.functions["arousal"].half_width > 0.5


def test_the_same_ratings_give_the_same_figures_and_plain_data(least):
    again = measure_error(maps_of(5, 3, 5), INSTRUMENT, RULES)
    assert again == least
    plain = json.loads(json.dumps(error_json(least), allow_nan=False))
    assert plain["functions"]["arousal"]["error"]["value"] == least.functions["arousal"].error.value
    assert "rater-0" not in json.dumps(plain), "raters are counted, not named"


def test_raters_needed_are_those_of_spearman_and_brown():
    assert [raters_needed(value, RULES) for value in (0.8, 0.79, 0.5, 0.05, 0.0, None)] == [
        1,
        2,
        4,
        None,
        None,
        None,
    ]


def test_a_table_of_a_notebook_gives_the_same_figures():
    maps = maps_of(5, 3, 5)
    rows = [
        {"case": case, "rater": rater, **dict(zip(IDS, scores, strict=True))}
        for case, rater, scores in zip(maps.cases, maps.raters, maps.scores.astype(int).tolist(), strict=True)
    ]
    table = nmt.rater_error(rows).set_index("function")
    result = measure_error(maps, INSTRUMENT)
    assert table.loc["sleep", "error"] == result.functions["sleep"].error.value
    assert table.loc["total", "shared_high"] == result.shared.high
    assert table.loc["sleep", "needed"] == result.functions["sleep"].needed
    assert list(table.index) == [*IDS, "total"]


@pytest.mark.parametrize(
    ("rows", "match"),
    [
        ([{"rater": "a", "arousal": 3}], "no column 'case'"),
        ([{"case": "x", "arousal": 3}], "no column 'rater'"),
        ([{"case": "x", "rater": "", "arousal": 3}], "no rater"),
        ([{"case": None, "rater": "a", "arousal": 3}], "no case"),
        (
            [{"case": "x", "rater": "a", "arousal": 3}, {"case": "x", "rater": "a", "arousal": 4}],
            "has a map of 'x'",
        ),
        ([{"case": "x", "rater": "a", "arousal": 13}], "13 is outside 1-12"),
    ],
)
def test_a_table_with_a_fault_is_refused_with_its_place(rows, match):
    with pytest.raises(InputError, match=match):
        nmt.rater_error(rows)
