"""Random effects against a published table, R's likelihood, and simulation; change from sums against numpy and R."""

import numpy as np
import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.pooling.meta import meta_analysis
from nmt_widgets.outcomes.pooling.sums import change_from_sums, ridge_from_sums

# Colditz et al. (1994), JAMA 271, 698: trials of BCG; tuberculosis and no tuberculosis, vaccinated and not
BCG = np.array([
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232),
    (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
])  # fmt: skip


def log_ratios():
    a, b, c, d = BCG.T
    return np.log(a / (a + b) / (c / (c + d))), np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))


@pytest.mark.parametrize(
    ("method", "tau2", "mean", "i2"),
    [("REML", 0.3132, -0.7145, 0.9222), ("DL", 0.3088, -0.7141, 0.9212), ("PM", 0.3181, -0.7150, 0.9233)],
)
def test_the_bcg_trials(method, tau2, mean, i2):
    """By r/meta.R, which maximises the restricted likelihood and solves the moment equations with R's own functions."""
    result = meta_analysis(*log_ratios(), method=method)
    assert result.tau2 == pytest.approx(tau2, abs=6e-5)
    assert result.mean == pytest.approx(mean, abs=6e-5)
    assert result.i2 == pytest.approx(i2, abs=6e-5)
    assert (result.q, result.df) == (pytest.approx(152.2330, abs=6e-5), 12)


def test_the_hartung_knapp_interval_of_the_bcg_trials():
    result = meta_analysis(*log_ratios())
    assert result.error == pytest.approx(0.1808, abs=6e-5)
    assert (result.low, result.high) == pytest.approx((-1.1084, -0.3206), abs=6e-5)
    assert (result.tau2_low, result.tau2_high) == pytest.approx((0.1197, 1.1115), abs=6e-5)


def test_a_fine_grid_has_no_better_restricted_likelihood():
    rng = np.random.default_rng(4)
    for _ in range(5):
        errors = rng.uniform(0.1, 0.5, 6)
        values = rng.normal(0.3, np.sqrt(errors**2 + rng.choice([0, 0.2])))
        result = meta_analysis(values, errors)

        def likelihood(tau2, values=values, errors=errors):
            v = errors**2 + tau2
            mean = (values / v).sum() / (1 / v).sum()
            return -0.5 * (np.log(v).sum() + np.log((1 / v).sum()) + ((values - mean) ** 2 / v).sum())

        assert likelihood(result.tau2) >= max(likelihood(tau2) for tau2 in np.linspace(0, 3, 3001)) - 1e-9


def test_sites_that_agree_have_no_spread_and_keep_their_interval():
    result = meta_analysis([0.5, 0.5, 0.5], [0.1, 0.1, 0.1])
    assert (result.tau2, result.i2, result.q) == (0, 0, 0)
    assert result.error == pytest.approx(0.1 / np.sqrt(3))


def test_a_forest_has_each_site_the_mean_and_the_next_site():
    forest = meta_analysis([0.1, 0.5, 0.9], [0.1, 0.2, 0.2], names=("a", "b", "c")).to_frame()
    assert forest["kind"].tolist() == ["site"] * 3 + ["mean", "prediction"]
    assert forest["weight"].iloc[:3].sum() == pytest.approx(1)
    assert meta_analysis([0.1, 0.5], [0.1, 0.2]).prediction_low is None


@pytest.mark.parametrize(("values", "errors"), [([1], [1]), ([1, 2], [1, 0]), ([1, np.nan], [1, 1])])
def test_what_cannot_be_combined_is_refused(values, errors):
    with pytest.raises(InputError):
        meta_analysis(values, errors)


def from_values(x, y):
    values = np.array([x, y], dtype=float)
    return change_from_sums(values.shape[1], values.sum(axis=1), values @ values.T)


SLEEP = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
)


def test_students_sleep_from_its_sums():
    change = from_values(*SLEEP)
    assert change.mean_difference.value == pytest.approx(1.58)
    assert change.t == pytest.approx(4.0621, abs=5e-5)
    assert change.r == pytest.approx(0.7952, abs=5e-5)
    assert change.p == pytest.approx(0.00283289, abs=1e-7)
    assert (change.d_z.value, change.d_z.low, change.d_z.high) == pytest.approx(
        (1.2846, 0.4146, 2.1180), abs=5e-5
    )
    assert (change.d_av.value, change.d_b.value) == pytest.approx((0.8322, 0.8832), abs=5e-5)


def test_units_change_points_and_no_d():
    change, inches = from_values(*SLEEP), from_values(*(np.array(SLEEP) / 2.54))
    assert inches.mean_difference.low == pytest.approx(change.mean_difference.low / 2.54)
    for name in ("d_z", "d_av", "d_b"):
        assert getattr(inches, name).value == pytest.approx(getattr(change, name).value)
        assert getattr(inches, f"{name}_error") == pytest.approx(getattr(change, f"{name}_error"))


def test_standard_errors_of_d_are_those_of_many_samples():
    rng = np.random.default_rng(11)
    n, r, first, second = 120, 0.6, 1.0, 1.3
    z = rng.normal(size=(2, 3000, n))
    x, y = first * z[0], 0.7 + second * (r * z[0] + np.sqrt(1 - r**2) * z[1])
    d = (y - x).mean(axis=1)
    sds = x.std(axis=1, ddof=1), y.std(axis=1, ddof=1)
    samples = {
        "d_z": d / (y - x).std(axis=1, ddof=1),
        "d_av": d / np.sqrt((sds[0] ** 2 + sds[1] ** 2) / 2),
        "d_b": d / sds[0],
    }
    for name, values in samples.items():
        errors = [getattr(from_values(x[i], y[i]), f"{name}_error") for i in range(0, 60)]
        assert np.mean(errors) == pytest.approx(values.std(), rel=0.06), name


def test_values_that_do_not_vary_have_no_d():
    with pytest.raises(ValueError, match="vary"):
        from_values([1, 2, 3], [2, 3, 4])


def test_ridge_from_sums_is_ridge_from_rows():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(80, 4)) * [1, 2, 3, 4] + 5
    y = x @ rng.normal(size=(4, 2)) + rng.normal(size=(80, 2))
    z = np.column_stack([np.ones(80), x, y])
    standard = (x - x.mean(0)) / x.std(0), (y - y.mean(0)) / y.std(0)
    rows = np.vstack([standard[0], np.sqrt(80 * 0.1) * np.eye(4)])  # a penalty as rows of data
    expected = np.linalg.lstsq(rows, np.vstack([standard[1], np.zeros((4, 2))]), rcond=None)[0]
    assert ridge_from_sums(80, z.T @ z, 4, penalty=0.1) == pytest.approx(expected, abs=1e-10)
