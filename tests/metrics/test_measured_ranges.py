"""Measured ranges: they hold the value and what independent errors alone would give, and they never settle more."""

import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import nmt_widgets as nmt
from nmt_widgets.metrics import Estimate, measure_functions
from tests.metrics.measuring import measured

ASSUMED = nmt.load_instrument()
IDS = ASSUMED.ids
INSTRUMENTS = {shared: measured(shared=shared) for shared in (0.0, 0.3, 1.0)}
gappy = arrays(float, (1, 32), elements=st.one_of(st.integers(1, 12).map(float), st.just(np.nan)))
halves = arrays(float, (1, 32), elements=st.sampled_from([0.6, 1.0, 2.2, 4.0]))


def estimates(metrics):
    return {
        field.name: value
        for field in fields(metrics)
        if isinstance(value := getattr(metrics, field.name), Estimate)
    }


@given(gappy, halves, st.floats(0, 30), st.sampled_from([0.3, 1.0]))
def test_a_range_holds_its_value_and_the_range_of_independent_errors(scores, widths, age, shared):
    alone, together = (
        measure_functions(INSTRUMENTS[share], scores, [age], half_widths=widths) for share in (0.0, shared)
    )
    for name, wide in estimates(together).items():
        narrow = estimates(alone)[name]
        known = ~np.isnan(wide.value)
        np.testing.assert_array_equal(wide.value, narrow.value)
        assert (wide.low <= wide.value + 1e-9)[known].all(), name
        assert (wide.high >= wide.value - 1e-9)[known].all(), name
        assert (wide.low <= narrow.low + 1e-9)[known].all(), name
        assert (wide.high >= narrow.high - 1e-9)[known].all(), name
    for name in ("domain_settled", "region_settled", "cmr_settled"):
        assert not (getattr(together, name) & ~getattr(alone, name)).any(), (
            f"{name}: a wider range settles nothing"
        )
    np.testing.assert_array_equal(together.domain_category, alone.domain_category)


@given(gappy, st.floats(0, 30), st.sampled_from([None, "low", "moderate", "high"]))
def test_measured_ranges_are_never_narrower_than_assumed_ones(scores, age, confidence):
    """A measured error is at least that of rounding, more than is assumed of the surest scores."""
    least = measured(points=0.57, shared=0.0)
    ranges = [
        measure_functions(
            instrument, scores, [age], half_widths=instrument.score_half_widths[confidence]
        ).total
        for instrument in (ASSUMED, least)
    ]
    known = ~np.isnan(ranges[0].value)
    assert (ranges[1].low <= ranges[0].low + 1e-9)[known].all()
    assert (ranges[1].high >= ranges[0].high - 1e-9)[known].all()


def test_the_error_of_one_rater_adds_up_and_that_of_scores_does_not():
    scores = np.full((1, 32), 6.0)
    alone = math.hypot(2, math.sqrt(1 - 0.5**2))  # points of a score without a confidence
    for shared in INSTRUMENTS:
        total = measure_functions(INSTRUMENTS[shared], scores, [9.0]).total
        expected = alone * math.sqrt((1 - shared) * 32 + shared * 32**2)
        assert total.high[0] - total.value[0] == pytest.approx(expected)


def test_what_is_missing_would_have_been_off_the_same_way():
    """A sum over 9 of 10 functions, stretched over all ten, is off by ten times what one rater does in each."""
    domain = next(domain for domain in ASSUMED.domains.domains if len(domain.functions) >= 6)
    at, count = ASSUMED.domains.domains.index(domain), len(domain.functions)
    scores = np.full((1, 32), 6.0)
    scores[0, IDS.index(domain.functions[0])] = np.nan
    percent = measure_functions(INSTRUMENTS[1.0], scores, [25.0], half_widths=np.ones((1, 32))).domain_percent
    expected = math.hypot(count, ASSUMED.confidence.missing.points) / (12 * count) * 100
    assert percent.high[0, at] - percent.value[0, at] == pytest.approx(expected, rel=0.02)


def test_confidence_keeps_its_order_and_adds_to_what_is_measured():
    instrument = measured(points=1.5, functions=["arousal"])
    widths = {level: instrument.score_half_widths[level] for level in ("high", "moderate", "low", None)}
    arousal, sleep = IDS.index("arousal"), IDS.index("sleep")
    assert [widths[level][sleep] for level in widths] == [0.5, 1, 2, 1], "not measured: as it is assumed"
    assert widths["high"][arousal] == 1.5
    assert widths["moderate"][arousal] == widths[None][arousal] == pytest.approx(math.sqrt(1.5**2 + 1 - 0.25))
    assert widths["low"][arousal] == pytest.approx(math.sqrt(1.5**2 + 4 - 0.25))


def test_james_is_less_settled_and_says_by_which_ranges():
    assumed, wide = nmt.profile("james", 1), nmt.profile("james", 1, INSTRUMENTS[0.3])
    assert assumed.cmr.settled
    assert not wide.cmr.settled
    assert wide.cmr.gate_open is False, "what is not settled is not good"
    assert assumed.to_dict()["ranges"] == {"version": "interval-1", "basis": "assumed"}
    ranges = wide.to_dict()["ranges"]
    assert (ranges["version"], ranges["basis"], ranges["date"]) == (
        "interval-2-2026-11-30",
        "measured",
        "2026-11-30",
    )
    assert (ranges["cases"], ranges["raters"], ranges["ratings"], ranges["shared"]) == (6, 10, 48, 0.3)
    assert wide.versions["confidence"] == "interval-2-2026-11-30"
    assert wide.risk == assumed.risk, "ratings of history have the assumed ranges"
    assert wide.relational_health == assumed.relational_health


def test_a_change_is_clear_only_beyond_the_measured_ranges():
    assumed, wide = nmt.compare("james", 1, 2), nmt.compare("james", 1, 2, instrument=INSTRUMENTS[1.0])
    assert assumed.total.clear
    assert not wide.total.clear
    for before, after in zip(assumed.measures(), wide.measures(), strict=True):
        assert before[2].clear or not after[2].clear


def test_a_table_gives_the_same_ranges_as_one_case():
    instrument = INSTRUMENTS[0.3]
    table = nmt.profiles(nmt.load_case("james").to_frame(), instrument=instrument)
    case = nmt.profile("james", 1, instrument)
    assert float(table["total_low"].iloc[0]) == pytest.approx(case.total.low)
    assert float(table["cmr_high"].iloc[0]) == pytest.approx(case.cmr.figure.high)
