"""A range says how far a figure may be off: wider for what is missing, and wide enough."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nmt_widgets import load_case, load_instrument
from nmt_widgets.metrics import growth, measure_functions, typical_scores

INSTRUMENT = load_instrument()
IDS = INSTRUMENT.ids
STEP = INSTRUMENT.norms.functional_age_step
DOMAINS = [domain.id for domain in INSTRUMENT.domains.domains]
COLUMN = "published_9"


def james_scores(number):
    scores = load_case("james").assessments[number - 1].functions.scores
    return np.array([float(scores[id].score) for id in IDS])


def width(estimate):
    return estimate.high - estimate.low


def without(rows, *ids):
    """The rows with some functions left out."""
    left = np.array(rows, dtype=float)
    left[..., [IDS.index(id) for id in ids]] = np.nan
    return left


def test_james_without_arousal_is_less_sure_in_percent_and_in_years():
    whole = james_scores(1)
    measured = measure_functions(INSTRUMENT, [whole, without(whole, "arousal")], [9.0, 9.0], columns=COLUMN)
    at = DOMAINS.index("self_regulation")
    assert width(measured.domain_percent)[:, at] == pytest.approx([6.25, 8.6], abs=0.02)
    assert np.round(measured.functional_age.value[:, at], 2).tolist() == [
        0.34,
        0.42,
    ]  # the value's rule is the old one
    before, after = width(measured.functional_age)[:, at]
    assert after > before * 1.35
    assert after / before == pytest.approx(8.6 / 6.25, abs=0.25)


@pytest.mark.parametrize("number", [1, 2])
def test_a_complete_functional_age_has_the_range_of_its_sum(number):
    whole = james_scores(number)
    ages = measure_functions(INSTRUMENT, [whole], [9.0], columns=COLUMN).functional_age
    for position, domain in enumerate(INSTRUMENT.domains.domains):
        group = [IDS.index(id) for id in domain.functions]
        down = np.sqrt((np.minimum(1.0, whole[group] - 1) ** 2).sum())
        up = np.sqrt((np.minimum(1.0, 12 - whole[group]) ** 2).sum())
        for end, goal in ((ages.low, -down), (ages.value, 0.0), (ages.high, up)):
            at, before = end[0, position], max(0.0, end[0, position] - STEP)
            assert growth(INSTRUMENT, [at])[0, group].sum() >= whole[group].sum() + goal - 1e-6
            if at:
                assert growth(INSTRUMENT, [before])[0, group].sum() < whole[group].sum() + goal


@given(
    st.floats(0.5, 20),
    arrays(float, (1, 32), elements=st.sampled_from([0.0, 0.5, 1.0, 2.0])),
    st.sets(st.sampled_from(IDS), min_size=1, max_size=5),
)
def test_leaving_out_functions_widens_both_ends_where_the_age_found_stays(age, halves, left):
    typical = growth(INSTRUMENT, [age])
    full = measure_functions(INSTRUMENT, typical, [age], half_widths=halves).functional_age
    gaps = measure_functions(INSTRUMENT, without(typical, *left), [age], half_widths=halves).functional_age
    has_value = ~np.isnan(gaps.value)
    assert (gaps.low <= full.low + 1e-9)[has_value].all()
    assert (gaps.high >= full.high - 1e-9)[has_value].all()


def uneven_profiles(random, rows):
    """Ages and scores of children far from even: behind by up to 60 %, each function by itself up or down."""
    ages = random.uniform(1, 18, rows)
    level = random.uniform(0.4, 1, (rows, 1))
    scores = typical_scores(INSTRUMENT, ages) * level + random.normal(0, 1.5, (rows, 32))
    return ages, np.clip(np.round(scores), 1, 12)


def test_leaving_out_a_function_never_narrows_a_range():
    random = np.random.default_rng(3)
    ages, scores = uneven_profiles(random, 5000)
    gappy = scores.copy()
    gappy[np.arange(len(gappy)), random.integers(0, 32, len(gappy))] = np.nan
    full, less = (measure_functions(INSTRUMENT, rows, ages) for rows in (scores, gappy))
    for name, low, high, grain in (
        ("functional_age", 0.0, float(INSTRUMENT.norms.adult_age), STEP + 1e-9),
        ("domain_percent", 0.0, np.inf, 1e-9),
        ("region_percent", 0.0, np.inf, 1e-9),
    ):
        before, after = getattr(full, name), getattr(less, name)
        inside = (after.n < after.of) & ~np.isnan(after.value)
        for estimate in (before, after):  # a range that the scale cuts off says nothing of its width
            inside &= (estimate.low > low) & (estimate.high < high)
        assert inside.sum() > 2000
        assert (width(after) >= width(before) - grain)[inside].all(), name
        assert np.median((width(after) - width(before))[inside]) > 0, name


@pytest.mark.parametrize("number", [1, 2])
def test_the_range_holds_nine_times_in_ten_with_four_functions_missing(number):
    """Scores off by up to their half-width, independently of each other, and four of the 32 not known."""
    random, rows = np.random.default_rng(1), 4000
    truth = james_scores(number)
    age = measure_functions(INSTRUMENT, [truth], [9.0], half_widths=0, columns=COLUMN).functional_age.value
    rated = np.clip(truth + random.uniform(-1, 1, (rows, 32)), 1, 12)
    missing = np.argsort(random.random((rows, 32)), axis=1)[:, :4]
    np.put_along_axis(rated, missing, np.nan, axis=1)
    ages = measure_functions(INSTRUMENT, rated, np.full(rows, 9.0), columns=COLUMN).functional_age
    covered = (ages.low <= age + 1e-9) & (age <= ages.high + 1e-9)
    has_value = ~np.isnan(ages.value)
    gaps = has_value & (ages.n < ages.of)
    shares = [covered[:, d][gaps[:, d]].mean() for d in range(len(DOMAINS))]
    assert covered[gaps].mean() > 0.9, shares
    assert min(shares) > 0.84, shares
    assert covered[has_value].mean() > 0.9
