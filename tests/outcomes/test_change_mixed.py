"""Mixed models have the values of nlme and lme4 (`r/change.R`), and step down where the larger is not believed."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal

from nmt_widgets.outcomes.change import mixed_change
from nmt_widgets.outcomes.change.design import design
from nmt_widgets.outcomes.change.fitting import doubt
from nmt_widgets.outcomes.change.likelihood import CourseLikelihood
from nmt_widgets.outcomes.rules import load_outcome_rules
from tests.outcomes.published_tables import orthodont_rows

SCRIPT = Path(__file__).parent / "r" / "change.R"


def effects(change):
    return {effect.name: effect.estimate for effect in change.effects}


def courses():
    """Clients with gaps, a level and a slope each, and a phase."""
    random, rows = np.random.default_rng(16), []
    for client in range(24):
        level, slope = random.normal(0, 8), random.normal(0, 1.5)
        for time in range(5):
            if random.random() < 0.15:
                continue
            phase = "before" if time + client % 2 < 2 else "with_model"
            value = 150 + level + (3 + slope) * time + 4 * (phase == "with_model") + random.normal(0, 5)
            rows.append({"client": client, "time": time, "phase": phase, "value": round(value, 2)})
    return rows


def test_orthodont_where_the_default_optimiser_stops_at_a_wrong_point():
    change = mixed_change(orthodont_rows(), time="age", phase="sex", origin=0)
    assert change.method == "random_slopes"
    assert change.log_likelihood == pytest.approx(-216.2908, abs=2e-4)
    assert change.spreads["intercept_sd"] == pytest.approx(2.4055, abs=2e-3)
    assert change.spreads["time_sd"] == pytest.approx(0.18035, abs=2e-4)
    assert change.spreads["residual_sd"] == pytest.approx(1.31004, abs=1e-4)
    assert change.spreads["correlation"] == pytest.approx(-0.668, abs=1e-3)
    expected = {"time": 0.784375 - 0.3048295, "phase:M": -1.0321023, "time:phase:M": 0.3048295}
    assert {name: effects(change)[name] for name in expected} == pytest.approx(expected, abs=1e-5)
    assert (change.clients, change.assessments, change.left_out) == (27, 108, 0)


def test_orthodont_by_the_whole_likelihood():
    change = mixed_change(orthodont_rows(), time="age", phase="sex", reml=False)
    assert change.log_likelihood == pytest.approx(-213.903, abs=1e-3)
    assert change.spreads["time_sd"] == pytest.approx(0.154139, abs=2e-3)
    assert change.origin == 11


def test_our_own_courses_with_gaps_and_phases():
    rows = courses()
    change = mixed_change(rows, phase="phase", origin=0)
    expected = [149.474910, 4.610029, 10.029965, -2.891625]
    assert [effect.estimate for effect in change.effects] == pytest.approx(expected, abs=2e-3)
    errors = [effect.error for effect in change.effects]
    assert errors == pytest.approx([1.933578, 2.200539, 2.088718, 2.220503], abs=2e-3)
    assert change.log_likelihood == pytest.approx(-294.4104, abs=1e-3)
    assert change.spreads == pytest.approx(
        {"intercept_sd": 7.61829, "time_sd": 1.63539, "correlation": 0.0502, "residual_sd": 4.50724}, abs=5e-3
    )
    assert all(effect.low < effect.estimate < effect.high for effect in change.effects)
    moved = mixed_change(
        [{**row, "value": row["value"] * 1000 - 7, "time": row["time"] * 30} for row in rows][::-1],
        phase="phase",
    )
    assert moved.to_frame()["estimate"][1] == pytest.approx(expected[1] * 1000 / 30, rel=1e-3)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="lme4's own table comes from R")
def test_sleepstudy(tmp_path):
    import pandas as pd

    subprocess.run(["Rscript", str(SCRIPT), str(tmp_path)], check=True, capture_output=True, timeout=120)
    table = pd.read_csv(tmp_path / "sleepstudy.csv").rename(
        columns={"Subject": "client", "Reaction": "value"}
    )
    change = mixed_change(table, time="Days", origin=0)
    assert effects(change) == pytest.approx({"intercept": 251.405, "time": 10.467}, abs=1e-3)
    spreads = [change.spreads[name] for name in ("intercept_sd", "time_sd", "residual_sd")]
    assert spreads == pytest.approx([24.741, 5.922, 25.592], abs=2e-3)
    assert -2 * change.log_likelihood == pytest.approx(1743.628, abs=2e-3)
    whole = mixed_change(table, time="Days", origin=0, reml=False)
    assert -2 * whole.log_likelihood == pytest.approx(1751.939, abs=2e-3)


def test_slopes_that_do_not_differ_leave_levels_alone():
    random, bent = np.random.default_rng(3), (1, -1, -1, 1)  # a rest without a slope
    rows = [
        {"client": client, "time": time, "value": level + 2 * time + size * bent[time]}
        for client, (level, size) in enumerate(random.normal(0, (4, 1), (30, 2)))
        for time in range(4)
    ]
    change = mixed_change(rows)
    assert change.method == "random_intercepts"
    assert change.reasons == ("singular",)
    assert set(change.spreads) == {"intercept_sd", "residual_sd"}


def test_clients_who_do_not_differ_leave_a_regression_with_every_effect():
    random = np.random.default_rng(2)
    rows = [
        {"client": c, "time": t, "phase": "ab"[c % 2], "value": 50 + 3 * (c % 2) + rest - rests.mean()}
        for c, rests in enumerate(random.normal(0, 1, (12, 4)))
        for t, rest in enumerate(rests)
    ]
    change = mixed_change(rows, phase="phase")
    assert change.method == "regression"
    assert not change.reml
    assert effects(change)["intercept"] == pytest.approx(50, abs=0.01)
    assert effects(change)["phase:b"] == pytest.approx(3, abs=0.01)
    assert "least squares" in change.notes[0]


class Result:
    """What a fit of statsmodels gives, as far as it is doubted."""

    def __init__(self, llf=-10.0, effects=(1.0, 2.0), random=((1.0, 0.0), (0.0, 1.0))):
        self.llf, self.fe_params, self.cov_re, self.scale = llf, np.array(effects), np.array(random), 1.0


@pytest.mark.parametrize(
    ("other", "result", "reason"),
    [
        (-10.0, Result(), None),
        (-10.002, Result(), "optimisers_differ"),
        (float("nan"), Result(), "optimisers_differ"),
        (-10.0, Result(effects=(0.0, 2.0)), "lost_effects"),
        (-10.0, Result(random=((1.0, 1.0), (1.0, 1.0))), "singular"),
    ],
)
def test_what_is_doubted(other, result, reason):
    assert doubt(other, result, load_outcome_rules().change) == reason


@pytest.mark.parametrize(
    ("rows", "phase", "reason"),
    [
        (
            [{"client": c, "time": t, "value": c + t} for c in range(3) for t in range(3)],
            None,
            "too_few_clients",
        ),
        ([{"client": c, "time": 1, "value": c} for c in range(9)], None, "one_time"),
        ([{"client": c, "time": t, "value": 5} for c in range(9) for t in range(3)], None, "equal_values"),
        (
            [{"client": c, "time": t, "phase": "ab"[t], "value": c * t} for c in range(9) for t in range(2)],
            "phase",
            "phase_is_time",
        ),
    ],
)
def test_without_enough_nothing_is_fitted_and_it_says_why(rows, phase, reason):
    change = mixed_change(rows, phase=phase)
    assert (change.method, change.reasons, change.effects) == (None, (reason,), ())
    assert len(change.notes) == 2
    assert change.to_frame().empty


def test_two_times_a_client_cannot_show_slopes():
    random = np.random.default_rng(8)
    rows = [
        {"client": c, "time": t, "value": level + t + random.normal()}
        for c, level in enumerate(random.normal(0, 3, 20))
        for t in (1, 2)
    ]
    change = mixed_change([*rows, {"client": 99, "time": 1, "value": None}])
    assert change.method == "random_intercepts"
    assert change.reasons == ("too_few_each",)
    assert change.left_out == 1
    assert "1 assessment has something missing" in change.notes[-1]


def test_clients_of_the_same_times_count_as_each_by_itself():
    """The likelihood is that of the normal distribution of each client's values, whoever else has the same times."""
    draw = np.random.default_rng(5)
    times = [[1.0, 2.0, 3.0]] * 12 + [[1.0, 2.5]] * 2 + [[0.0, 4.0]]
    rows = [
        {"client": client, "time": time, "value": draw.normal(2 * time, 3) + 3 * (client % 4)}
        for client, own in enumerate(times)
        for time in own
    ]
    plan = design(pd.DataFrame(rows), "value", "time", None)
    factor = np.array([[0.8, 0.0], [0.3, 0.4]])
    solution = CourseLikelihood(plan, 2, reml=False).solve(factor)
    rest = plan.values - plan.fixed @ solution.effects
    expected = 0.0
    for client in range(plan.count):
        own = plan.clients == client
        spread = plan.random[own] @ factor
        covariance = solution.variance * (np.eye(own.sum()) + spread @ spread.T)
        expected += multivariate_normal(cov=covariance).logpdf(rest[own])
    assert solution.log_likelihood == pytest.approx(expected, rel=1e-12)
