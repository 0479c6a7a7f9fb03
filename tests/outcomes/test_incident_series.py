"""The interrupted time series. Reference values: the tutorial of Lopez Bernal et al. (2017), and r/incidents.R."""

import math

import numpy as np
import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.incidents import interrupted_series
from nmt_widgets.outcomes.incidents.counts import fit_poisson, serial_covariance
from tests.outcomes.incident_data import sicily


def limits(ratio):
    return ratio.value, ratio.low, ratio.high


def months(counts, changed=10, days=300):
    return [
        {
            "phase": "before" if at < changed else "after",
            "date": f"{2023 + at // 12}-{at % 12 + 1:02}",
            "count": count,
            "days": days,
        }
        for at, count in enumerate(counts)
    ]


def test_step_and_trend_are_those_of_the_tutorial():
    series = interrupted_series(sicily(), harmonics=0)
    assert [round(figure, 3) for figure in limits(series.errors["poisson"])] == [0.894, 0.865, 0.925]
    assert round(series.deviance, 3) == 197.310
    assert round(series.dispersion, 3) == 3.559


def test_the_season_is_that_of_the_tutorial():
    series = interrupted_series(sicily())
    assert [round(figure, 3) for figure in limits(series.step)] == [0.885, 0.839, 0.933]
    assert (round(series.dispersion, 3), round(series.trend.value, 4), series.harmonics) == (2.262, 1.0668, 2)
    assert (series.change, series.mixed, series.absent, series.p < 0.001) == ("2005-01", 0, 0, True)


def test_the_result_says_that_means_rise_although_the_effect_is_down():
    series = interrupted_series(sicily())
    assert [round(series.means[phase].count, 1) for phase in ("before", "after")] == [810.9, 857.5]
    assert [series.means[phase].months for phase in ("before", "after")] == [36, 23]
    assert series.opposite
    assert series.to_dict()["opposite"]
    falling = interrupted_series(months([20] * 10 + [9] * 10))
    assert not falling.opposite


def test_a_slope_may_change_too():
    series = interrupted_series(sicily(), slope=True)
    assert limits(series.step) == pytest.approx((0.877764501, 0.829139152, 0.929241512), abs=1e-6)
    assert limits(series.slope) == pytest.approx((1.01794586, 0.974497429, 1.06333146), abs=1e-6)
    assert series.trend.value == pytest.approx(1.06314471, abs=1e-6)


def test_the_frame_has_what_happened_what_was_fitted_and_what_would_have_been():
    series = interrupted_series(sicily())
    frame = series.to_frame()
    names = ["counterfactual", "counterfactual_low", "counterfactual_high"]
    assert frame[names].iloc[-1].tolist() == pytest.approx([2.74834983, 2.57865615, 2.92921055], abs=1e-6)
    assert frame[names].iloc[:36].isna().all(axis=None)
    assert frame[names].iloc[36:].notna().all(axis=None)
    ratio = frame["fitted"].iloc[36:] / frame["counterfactual"].iloc[36:]
    assert ratio.tolist() == pytest.approx([series.step.value] * 23)
    assert (frame["fitted"] * frame["days"] / 1000).sum() == pytest.approx(frame["count"].sum(), rel=1e-6)
    assert ((frame["fitted_low"] < frame["fitted"]) & (frame["fitted"] < frame["fitted_high"])).all()
    assert series.to_dict()["months"][0]["counterfactual"] is None


def test_serial_errors_by_every_pair_of_months():
    rows = sicily()
    counts, days = (np.array([row[name] for row in rows], float) for name in ("count", "days"))
    design = np.column_stack([np.ones(59), np.arange(59) / 12, np.arange(59) >= 36]).astype(float)
    fit = fit_poisson(counts, design, days)
    middle = sum(
        (1 - abs(i - j) / 4)
        * np.outer(design[i], design[j])
        * (counts - fit.means)[i]
        * (counts - fit.means)[j]
        for i in range(59)
        for j in range(59)
        if abs(i - j) <= 3
    )
    bread = np.linalg.inv(design.T * fit.means @ design)
    expected = bread @ middle @ bread
    assert serial_covariance(fit, counts, design, 3) == pytest.approx(expected, rel=1e-6)
    serial = interrupted_series(rows, harmonics=0).errors["serial"]
    assert math.log(serial.high / serial.value) == pytest.approx(1.959964 * expected[2, 2] ** 0.5, rel=1e-5)


def test_rows_of_units_are_added_up_in_any_order():
    whole = interrupted_series(months([20, 24, 22, 21, 19, 25] * 4))
    parts = [
        {**row, "unit": unit, "count": row["count"] // 2 + (unit == "b") * (row["count"] % 2), "days": 150}
        for unit in "ab"
        for row in months([20, 24, 22, 21, 19, 25] * 4)
    ]
    joined = interrupted_series(parts[::-1], "before", "after")
    assert limits(joined.step) == pytest.approx(limits(whole.step))
    assert joined.harmonics == 2
    assert interrupted_series(months([20, 21] * 10)).harmonics == 0


def test_months_of_both_phases_are_left_out_and_absent_months_counted():
    rows = months([20, 24, 22, 21] * 6)
    rows[9] = {**rows[9], "days": 150}
    rows.append({"phase": "after", "date": rows[9]["date"], "count": 3, "days": 150})
    series = interrupted_series([row for row in rows if row["date"] != "2023-03"])
    assert (series.mixed, series.absent, len(series.frame), series.change) == (1, 1, 22, "2023-11")


def test_a_scatter_below_chance_makes_no_interval_narrower():
    series = interrupted_series(months([20] * 10 + [9] * 10))
    assert series.dispersion < 1
    assert limits(series.step) == limits(series.errors["poisson"])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (months([5] * 17, changed=7), "months in the phase 'before': 7; a series needs 8 on each side"),
        (months([5] * 17), "months in the phase 'after': 7"),
        (months([5] * 10 + [0] * 10), "the phase 'after' has no incident"),
        ([{**row, "date": None} for row in months([5] * 20)], "needs a date in each row"),
        (
            [*months([5] * 20), {"phase": "before", "date": "2025-06", "count": 1, "days": 30}],
            "'after' begins in 2023-11, and 'before' still goes on in 2025-06; make a series of each unit",
        ),
    ],
)
def test_what_is_no_series_is_refused(rows, words):
    with pytest.raises(InputError, match=words):
        interrupted_series(rows)


@pytest.mark.parametrize("harmonics", [-1, 6])
def test_a_season_that_months_cannot_tell_is_refused(harmonics):
    with pytest.raises(InputError, match=f"a season of {harmonics} waves is not known; use 0 to 5"):
        interrupted_series(sicily(), harmonics=harmonics)


@pytest.mark.parametrize(
    "after", [[0] * 7 + [5], [5] + [0] * 7], ids=["only in the last month", "only in the first month"]
)
def test_a_trend_that_incidents_are_too_few_for_is_refused(after):
    rows = months([5, 6, 4, 7, 5, 6, 5, 4, *after], changed=8)
    with pytest.raises(InputError, match="too few months"):
        interrupted_series(rows, slope=True)
    assert 0 < interrupted_series(rows).step.low < interrupted_series(rows).step.high < 2
    with pytest.raises(InputError, match="too few months"):
        interrupted_series(months([5] * 12 + [0] * 11 + [1], changed=12), slope=True)
