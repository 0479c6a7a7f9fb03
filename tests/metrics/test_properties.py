"""What must always hold of the numbers, whatever the scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nmt_widgets import load_instrument
from nmt_widgets.metrics import growth, measure_functions, measure_relational, measure_risk, typical_scores

INSTRUMENT = load_instrument()
IDS = INSTRUMENT.ids
whole = arrays(float, (1, 32), elements=st.integers(1, 12).map(float))
gappy = arrays(float, (1, 32), elements=st.one_of(st.integers(1, 12).map(float), st.just(np.nan)))
halves = arrays(float, (1, 32), elements=st.sampled_from([0.0, 0.5, 1.0, 2.0]))
ages = st.floats(0, 90)


def test_norms_never_fall_with_age_and_stay_on_the_scale():
    curve = growth(INSTRUMENT, np.linspace(0, 25, 500))
    assert (np.diff(curve, axis=0) >= 0).all()
    assert curve.min() >= 1
    assert curve.max() <= 12


EVERY_AGE = np.arange(0, 25.005, 0.01)


def region_means(scores):
    regions = np.array([f.region for f in INSTRUMENT.functions])
    return np.stack([scores[:, regions == region.id].mean(axis=1) for region in INSTRUMENT.regions], axis=1)


def test_lower_regions_are_ahead_of_higher_ones_at_every_age():
    assert (np.diff(region_means(growth(INSTRUMENT, EVERY_AGE)), axis=1) <= 1e-9).all()


def test_norms_to_one_decimal_keep_that_order_to_a_tenth_of_one_function():
    """Limbic and diencephalon end 0.04 apart, less than rounded norms can tell: 11.73 and 11.72 at 22 years."""
    ahead = np.diff(region_means(typical_scores(INSTRUMENT, EVERY_AGE)), axis=1)
    fewest = min(len(INSTRUMENT.region_functions(region.id)) for region in INSTRUMENT.regions)
    assert ahead.max() <= 0.1 / fewest
    turned = EVERY_AGE[(ahead > 1e-9).any(axis=1)]
    assert turned.min() > 20  # where everything has all but grown


@pytest.mark.parametrize(("age", "cmr"), [(2, 0.7), (3, 1.1), (9, 4.73), (25, 11.9)])
def test_the_typical_cmr_grows_with_age(age, cmr):
    typical = typical_scores(INSTRUMENT, [age])
    typical_ratio = measure_functions(INSTRUMENT, typical, [age]).typical_cmr[0]
    assert typical_ratio == pytest.approx(cmr, abs=0.06)


def test_a_fully_organised_adult_has_a_cmr_of_13():
    adult = measure_functions(INSTRUMENT, [[12.0] * 32], [30])
    assert adult.cmr.value[0] == pytest.approx(144 / 11)
    assert adult.total.value[0] == 384


@given(whole, halves, ages)
def test_every_figure_lies_within_its_range(scores, half, age):
    result = measure_functions(INSTRUMENT, scores, [age], half_widths=half)
    for name in ("total", "region_sums", "region_percent", "domain_percent", "functional_age", "cmr"):
        part = getattr(result, name)
        assert (part.low <= part.value + 1e-9).all(), name
        assert (part.value <= part.high + 1e-9).all(), name
        assert (part.n == part.of).all()
    assert (result.domain_category >= 0).all()


@given(whole, halves, st.integers(0, 31), ages)
def test_raising_a_score_lowers_nothing(scores, half, item, age):
    raised = scores.copy()
    raised[0, item] = min(12, raised[0, item] + 1)
    before = measure_functions(INSTRUMENT, scores, [age], half_widths=half)
    after = measure_functions(INSTRUMENT, raised, [age], half_widths=half)
    for name in ("total", "region_percent", "domain_percent", "functional_age", "cmr"):
        for end in ("low", "value", "high"):
            assert (getattr(getattr(after, name), end) >= getattr(getattr(before, name), end) - 1e-9).all()


@given(gappy, ages)
def test_missing_scores_are_never_filled_in(scores, age):
    result = measure_functions(INSTRUMENT, scores, [age])
    known = ~np.isnan(scores)
    assert result.total.n[0] == known.sum()
    if known.any():
        assert result.total.value[0] == np.nansum(scores)
        assert result.typical_total[0] == pytest.approx(result.typical[known].sum())
    else:
        assert np.isnan(result.total.value[0])
    for position, domain in enumerate(INSTRUMENT.domains.domains):
        answered = [known[0, IDS.index(id)] for id in domain.functions]
        has_value = not np.isnan(result.domain_percent.value[0, position])
        assert has_value == (sum(answered) >= 0.8 * len(answered) - 1e-9)
        assert result.domain_percent.n[0, position] == sum(answered)
    above = [known[0, IDS.index(id)] for id in INSTRUMENT.cmr.above]
    below = [known[0, IDS.index(id)] for id in INSTRUMENT.cmr.below]
    enough = sum(above) >= 0.8 * len(above) - 1e-9 and sum(below) >= 0.8 * len(below) - 1e-9
    assert np.isnan(result.cmr.value[0]) != enough


@given(arrays(float, (7, 32), elements=st.one_of(st.integers(1, 12).map(float), st.just(np.nan))))
def test_many_at_once_is_each_by_itself(scores):
    when = np.linspace(0.1, 40, 7)
    together = measure_functions(INSTRUMENT, scores, when)
    for row in range(7):
        alone = measure_functions(INSTRUMENT, scores[row : row + 1], when[row : row + 1])
        for name in ("total", "domain_percent", "functional_age", "cmr"):
            np.testing.assert_allclose(
                getattr(together, name).value[row], getattr(alone, name).value[0], err_msg=name
            )


@given(whole)
def test_the_cmr_is_what_its_definition_says(scores):
    values = dict(zip(IDS, scores[0], strict=True))
    by_hand = sum(values[id] for id in INSTRUMENT.cmr.above) / sum(
        13 - values[id] for id in INSTRUMENT.cmr.below
    )
    assert measure_functions(INSTRUMENT, scores, [9]).cmr.value[0] == pytest.approx(by_hand)


@given(st.floats(0.05, 24.9))
def test_a_typical_child_has_its_own_age_as_functional_age(age):
    own = growth(INSTRUMENT, [age])
    measured_age = measure_functions(INSTRUMENT, own, [age], half_widths=0).functional_age.value[0]
    assert measured_age == pytest.approx([age] * 4, abs=0.021)


@pytest.mark.parametrize(
    ("scores", "ages"),
    [([[1.0] * 31], [9]), ([[13.0] * 32], [9]), ([[0.0] * 32], [9]), ([[5.0] * 32], [9, 10])],
)
def test_what_does_not_fit_is_refused(scores, ages):
    with pytest.raises(ValueError, match="scores"):
        measure_functions(INSTRUMENT, scores, ages)


@pytest.mark.parametrize("age", [-0.1, -0.75, -1e-3])
def test_an_age_before_birth_has_no_typical_scores_and_is_refused(age):
    with pytest.raises(ValueError, match="ages must not be before birth"):
        measure_functions(INSTRUMENT, [[5.0] * 32] * 2, [9, age])


def risk(severities, weights=None, supports=(), half=0.0):
    """The result for one history of which only infancy is rated."""
    shape_a = (1, len(INSTRUMENT.history.periods), len(INSTRUMENT.history.adversity))
    shape_b = (1, len(INSTRUMENT.history.periods), len(INSTRUMENT.history.relational))
    severity, weight, support = np.full(shape_a, np.nan), np.ones(shape_a), np.full(shape_b, np.nan)
    severity[0, 2, 4 : 4 + len(severities)] = severities
    if weights is not None:
        weight[0, 2, 4 : 4 + len(weights)] = weights
    support[0, 2, : len(supports)] = supports
    off = np.full(shape_a, half)
    give = np.full(shape_b, half)
    return measure_risk(INSTRUMENT, severity, weight, off, support, give)


@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=11),
    st.lists(st.integers(0, 12), min_size=1, max_size=3),
)
def test_one_severe_category_stays_visible(severities, supports):
    result = risk(severities, supports=supports, half=1)
    assert max(severities) <= result.adversity.value[0, 2] <= 12
    assert 0 <= result.risk.low[0, 2] <= result.risk.value[0, 2] <= result.risk.high[0, 2] <= 12


@given(st.lists(st.integers(0, 11), min_size=1, max_size=11), st.integers(0, 10))
def test_more_adversity_or_less_support_never_lowers_risk(severities, position):
    position %= len(severities)
    worse = [s + (i == position) for i, s in enumerate(severities)]
    assert (
        risk(worse, supports=[5]).risk.value[0, 2] >= risk(severities, supports=[5]).risk.value[0, 2] - 1e-9
    )
    assert risk(severities, supports=[4]).risk.value[0, 2] > risk(severities, supports=[5]).risk.value[0, 2]


def test_a_period_with_only_one_part_has_no_risk():
    assert np.isnan(risk([6]).risk.value[0, 2])
    assert risk([6]).band[0, 2] == -1
    assert np.isnan(risk([6], supports=[5]).risk.value[0, 3])


def test_an_unanswered_category_adds_nothing():
    assert risk([8, 4], supports=[3]).risk.value[0, 2] == risk([8, 4, 0], supports=[3]).risk.value[0, 2]


def test_relational_poverty_weighs_more_in_the_first_two_months():
    assert INSTRUMENT.risk.share["perinatal"] < 0.5


def test_relational_health_is_a_percent_of_typical_and_not_shown_below_the_share():
    statements = sum(len(area.statements) for area in INSTRUMENT.current_relational.areas)
    ratings = np.full((2, statements), 5.0)
    ratings[1, :3] = np.nan
    result = measure_relational(INSTRUMENT, ratings, np.ones_like(ratings))
    assert result.percent.value[0] == 50
    assert np.isnan(result.percent.value[1])
    assert np.isnan(result.areas.value[1, 0])
    assert result.areas.value[1, 1] == 50
