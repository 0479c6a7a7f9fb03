"""The statistics against published figures, other formulas, and input that has no answer."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nmt_widgets.training.statistics.intervals import mean_interval, share_interval, size_interval
from nmt_widgets.training.statistics.intraclass import intraclass
from nmt_widgets.training.statistics.kappa import weighted_kappa
from nmt_widgets.training.statistics.quantiles import f_quantile, normal_quantile, t_quantile

# Shrout & Fleiss (1979), Table 2: six targets, four judges; coefficients in their Table 4. The intervals are those
# printed by ICC() of R's psych for the same table.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
SHROUT_FLEISS_ICC = {
    "one_way": (0.17, -0.133, 0.72),
    "one_way_mean": (0.44, -0.884, 0.91),
    "agreement": (0.29, 0.019, 0.76),
    "agreement_mean": (0.62, 0.071, 0.93),
    "consistency": (0.71, 0.342, 0.95),
    "consistency_mean": (0.91, 0.676, 0.99),
}

# `anxiety` of R's irr: 20 subjects, 3 raters, scores 1-6. irr prints ICC(A,1) = 0.198 with -0.039 < ICC < 0.494; the
# other figures are those of psych's ICC() for the same table.
ANXIETY = np.array(
    [
        [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
        [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
        [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
    ]
).T
ANXIETY_ICC = {
    "one_way": (0.1750225, -0.0774465, 0.4843362),
    "one_way_mean": (0.3889259, -0.2749232, 0.7380652),
    "agreement": (0.1979983, -0.0389107, 0.4935740),
    "agreement_mean": (0.4254988, -0.1265829, 0.7451493),
    "consistency": (0.2160493, -0.0462579, 0.5222590),
    "consistency_mean": (0.4525861, -0.1529215, 0.7663308),
}


def from_table(table):
    """Two raters' scores from the table of how often each pair of scores was given."""
    return np.array(
        [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)], dtype=float
    )


def limits(statistic):
    return statistic.value, statistic.low, statistic.high


@pytest.mark.parametrize("name", SHROUT_FLEISS_ICC)
def test_shrout_and_fleiss(name):
    value, low, high = limits(getattr(intraclass(SHROUT_FLEISS), name))
    published = SHROUT_FLEISS_ICC[name]
    assert round(value, 2) == published[0]
    assert (round(low, 3), round(high, 2)) == published[1:]


@pytest.mark.parametrize("name", ANXIETY_ICC)
def test_anxiety_of_irr_and_psych(name):
    assert limits(getattr(intraclass(ANXIETY), name)) == pytest.approx(ANXIETY_ICC[name], abs=1e-6)


@pytest.mark.parametrize(
    ("table", "power", "published"),
    [
        # kappa2 of R's irr, `anxiety`, raters 1 and 2: squared and equal weights
        (ANXIETY[:, :2], 2, 0.2968),
        (ANXIETY[:, :2], 1, 0.1892),
        # Raters 2 and 3, printed for the five scores in use taken as five steps
        (np.where(ANXIETY[:, 1:] == 6, 5, ANXIETY[:, 1:]), 2, 0.2520325),
        (np.where(ANXIETY[:, 1:] == 6, 5, ANXIETY[:, 1:]), 1, 0.1459075),
        # Siskel's and Ebert's ratings of 160 films (Agresti & Winner 1997), Kappa() of R's vcd, Fleiss-Cohen weights
        (from_table([[24, 8, 13], [8, 13, 11], [10, 9, 64]]), 2, 0.458),
    ],
)
def test_published_weighted_kappas(table, power, published):
    decimals = len(str(published)) - 2
    assert round(weighted_kappa(table, power).value, decimals) == published


def test_the_interval_of_kappa_as_sas_prints_it():
    """PROC FREQ's weighted kappa (linear weights): 0.4701, limits 0.1845 and 0.7558."""
    kappa = weighted_kappa(from_table([[0, 4, 1], [0, 8, 0], [0, 1, 5]]), power=1)
    assert limits(kappa) == pytest.approx((0.4701, 0.1845, 0.7558), abs=5e-5)


def fleiss_cohen_everitt(table):
    """Kappa and its standard error from the table of proportions, as written in their paper, formula 8."""
    p = np.asarray(table, dtype=float)
    n, p = p.sum(), p / p.sum()
    c = len(p)
    w = np.array([[1 - (i - j) ** 2 / (c - 1) ** 2 for j in range(c)] for i in range(c)])
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed = sum(w[i, j] * p[i, j] for i in range(c) for j in range(c))
    expected = sum(w[i, j] * rows[i] * columns[j] for i in range(c) for j in range(c))
    row_mean = [sum(w[i, j] * columns[j] for j in range(c)) for i in range(c)]
    column_mean = [sum(w[i, j] * rows[i] for i in range(c)) for j in range(c)]
    inner = sum(
        p[i, j] * (w[i, j] * (1 - expected) - (row_mean[i] + column_mean[j]) * (1 - observed)) ** 2
        for i in range(c)
        for j in range(c)
    )
    variance = (inner - (observed * expected - 2 * expected + observed) ** 2) / (n * (1 - expected) ** 4)
    return (observed - expected) / (1 - expected), math.sqrt(variance)


@pytest.mark.parametrize(
    "table",
    [[[24, 8, 13], [8, 13, 11], [10, 9, 64]], [[5, 2, 0, 1], [1, 9, 3, 0], [0, 2, 7, 4], [0, 0, 1, 6]]],
)
def test_the_interval_of_kappa_is_that_of_fleiss_cohen_and_everitt(table):
    kappa, error = fleiss_cohen_everitt(table)
    half = normal_quantile(0.975) * error
    assert limits(weighted_kappa(from_table(table))) == pytest.approx(
        (kappa, kappa - half, kappa + half), abs=1e-12
    )


def test_kappa_of_many_raters_has_the_error_of_the_jackknife():
    random = np.random.default_rng(4)
    ratings = np.clip(np.round(random.normal(6, 2.5, (100, 1)) + random.normal(0, 1, (100, 5))), 1, 12)
    kappa = weighted_kappa(ratings)
    without = np.array([weighted_kappa(np.delete(ratings, i, axis=0)).value for i in range(100)])
    jackknife = math.sqrt(99 / 100 * ((without - without.mean()) ** 2).sum())
    assert (kappa.high - kappa.low) / 2 / normal_quantile(0.975) == pytest.approx(jackknife, rel=0.05)


SCORES = arrays.arrays(
    float, st.tuples(st.integers(3, 32), st.integers(2, 5)), elements=st.integers(1, 12).map(float)
)


@given(SCORES)
def test_quadratic_kappa_is_the_concordance_of_pairs(ratings):
    """Lin's concordance, summed over pairs: another way to the same figure."""
    kappa = weighted_kappa(ratings)
    k = ratings.shape[1]
    pairs = [(ratings[:, a], ratings[:, b]) for a in range(k) for b in range(a)]
    below = sum(x.var() + y.var() + (x.mean() - y.mean()) ** 2 for x, y in pairs)
    if below == 0:
        assert (kappa.value, kappa.reason) == (None, "no_variance")
    else:
        above = sum(2 * np.mean((x - x.mean()) * (y - y.mean())) for x, y in pairs)
        assert kappa.value == pytest.approx(above / below, abs=1e-9)


@given(SCORES, st.integers(1, 5))
def test_intraclass_correlations_keep_their_bounds(ratings, shift):
    icc = intraclass(ratings)
    for statistic in vars(icc).values():
        if statistic.value is not None:
            assert statistic.value <= 1 + 1e-9
            assert math.isfinite(statistic.value)
        if statistic.low is not None:
            assert statistic.low - 1e-9 <= statistic.value <= statistic.high + 1e-9
    if icc.consistency.value is not None:
        moved = intraclass(ratings + shift * (np.arange(ratings.shape[1]) == 0))
        assert moved.consistency.value == pytest.approx(icc.consistency.value)
        assert intraclass(ratings + shift).agreement.value == pytest.approx(icc.agreement.value)


def reasons(ratings):
    table = np.array(ratings, dtype=float)
    statistics = [weighted_kappa(table), *vars(intraclass(table)).values()]
    assert all(statistic.low is None and statistic.high is None for statistic in statistics)
    return {(statistic.value, statistic.reason) for statistic in statistics}


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        (np.empty((0, 2)), {(None, "no_items")}),
        ([[4, 5]], {(None, "one_item")}),
        ([[4], [5], [6]], {(None, "one_rater")}),
        ([[4, 4], [4, 4], [4, 4]], {(None, "no_variance")}),
        ([[3, 3], [5, 5], [9, 9]], {(1.0, "no_spread")}),  # all alike: there is no telling how sure that is
    ],
)
def test_what_has_no_answer_says_why(ratings, expected):
    assert reasons(ratings) == expected


def test_items_of_the_same_mean_have_no_intraclass_correlation():
    icc = intraclass([[1, 3], [2, 2], [3, 1]])
    assert {(statistic.value, statistic.reason) for statistic in vars(icc).values()} == {
        (None, "no_variance")
    }
    assert weighted_kappa([[1, 3], [2, 2], [3, 1]]).value == -1


def test_the_mean_of_raters_who_contradict_each_other_has_no_reliability():
    icc = intraclass([[1, 1], [1, 3], [3, 1]])
    assert icc.agreement.value == pytest.approx(-1)
    assert (icc.agreement_mean.value, icc.agreement_mean.reason) == (None, "too_much_disagreement")
    beside = intraclass([[4, 1], [5, 1], [2, 3]]).agreement  # whose approximate limits would leave it out
    assert (round(beside.value, 3), beside.low, beside.reason) == (-0.625, None, "too_much_disagreement")


def test_a_constant_shift_is_forgiven_by_consistency_only():
    icc = intraclass([[1, 3], [4, 6], [9, 11], [5, 7]])
    assert (icc.consistency.value, icc.consistency.reason) == (1, "no_spread")
    assert icc.agreement.value < 0.9
    assert icc.agreement.low < icc.agreement.value < icc.agreement.high


def test_one_rater_without_variance_has_no_agreement_beyond_chance():
    kappa = weighted_kappa([[5, 1], [5, 6], [5, 9]])
    assert kappa.value == pytest.approx(0)
    assert kappa.reason == "no_spread"


def test_ties_do_no_harm():
    ratings = np.repeat([[2, 3], [7, 6], [7, 7]], 8, axis=0)
    assert weighted_kappa(ratings).value == pytest.approx(weighted_kappa(ratings[::8]).value)
    assert intraclass(ratings).agreement.high < 1


@pytest.mark.parametrize("statistic", [weighted_kappa, intraclass])
def test_missing_ratings_are_refused(statistic):
    with pytest.raises(ValueError, match="complete"):
        statistic([[1, 2], [3, np.nan]])


@pytest.mark.parametrize(
    ("of", "n", "published"),  # Newcombe (1998), Statistics in Medicine 17, 857-872, score method
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson_as_published(of, n, published):
    share = share_interval([1] * of + [0] * (n - of))
    assert (share.low, share.high) == pytest.approx(published, abs=5e-5)


def test_student_s_own_sleep_data():
    """Extra sleep (Student 1908): mean 1.58; R's t.test gives 0.7001142 to 2.4598858."""
    mean = mean_interval([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    assert limits(mean) == pytest.approx((1.58, 0.7001142, 2.4598858), abs=1e-7)


def test_sizes_have_the_same_interval_each_time():
    sizes = np.random.default_rng(2).exponential(size=200)
    size = size_interval(sizes)
    assert size == size_interval(sizes)
    assert size != size_interval(sizes, seed=5)
    student = mean_interval(sizes)
    assert (size.low, size.high) == pytest.approx((student.low, student.high), abs=0.05)


@pytest.mark.parametrize("interval", [mean_interval, size_interval])
def test_intervals_of_next_to_nothing(interval):
    assert (interval([]).value, interval([]).reason) == (None, "no_items")
    assert (interval([np.nan, 2]).value, interval([2]).reason) == (2, "only_one")
    assert (interval([1, 1]).low, interval([1, 1]).reason) == (None, "no_spread")


def test_shares_of_next_to_nothing():
    assert share_interval([]).reason == "no_items"
    assert (share_interval([1.0]).low, share_interval([1.0]).high) == pytest.approx((0.2065, 1.0), abs=1e-4)


@given(st.floats(0.01, 0.99), st.floats(0.3, 500))
def test_quantiles_against_closed_forms(p, df):
    assert f_quantile(p, 2, df) == pytest.approx(df / 2 * ((1 - p) ** (-2 / df) - 1), rel=1e-9)
    assert f_quantile(p, df, 3.5) == pytest.approx(1 / f_quantile(1 - p, 3.5, df), rel=1e-9)


def test_quantiles_as_in_every_table():
    assert [round(t_quantile(0.975, df), 3) for df in (1, 2, 10, 30)] == [12.706, 4.303, 2.228, 2.042]
    assert [round(f_quantile(0.95, *df), 2) for df in ((1, 1), (5, 15), (19, 38))] == [161.45, 2.90, 1.87]
    assert f_quantile(0.975, 5, 0.001) == math.inf
