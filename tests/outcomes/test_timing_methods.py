"""Ridge, bootstrap and permutation of the timing, against other programs and against brute force."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge, RidgeCV

from nmt_widgets import synthetic_cohort
from nmt_widgets.outcomes.rules import Penalties, load_outcome_rules
from nmt_widgets.outcomes.timing import timing
from nmt_widgets.outcomes.timing.permutation import add_blocks
from nmt_widgets.outcomes.timing.ridge import bootstrap, choose_penalty, coefficients, ranks, standardise

MOST = 5000
GRID = Penalties(low=0.0001, high=10, steps=26)


@pytest.fixture
def data():
    """Four predictors that go together, and an outcome that follows the first two."""
    random = np.random.default_rng(11)
    predictors = random.normal(size=(120, 4)) + random.normal(size=(120, 1))
    outcome = predictors[:, 0] - predictors[:, 1] + 2 * random.normal(size=120)
    return standardise(predictors), standardise(outcome)


def r2(predictors, outcome):
    fitted = predictors @ np.linalg.lstsq(predictors, outcome, rcond=None)[0] if predictors.size else 0
    return 1 - ((outcome - fitted) ** 2).sum() / (outcome**2).sum()


def test_the_penalty_is_that_of_scikit_learn(data):
    predictors, outcome = data
    alphas = len(outcome) * np.geomspace(GRID.low, GRID.high, GRID.steps)
    model = RidgeCV(alphas=alphas).fit(predictors, outcome)
    assert choose_penalty(predictors, outcome, GRID) == pytest.approx(model.alpha_)


def test_the_penalty_has_the_least_error_when_each_client_is_left_out_in_turn(data):
    predictors, outcome = (values[:30] for values in data)
    predictors, outcome = standardise(predictors), standardise(outcome)
    few = Penalties(low=0.001, high=1, steps=4)
    errors = []
    for alpha in 30 * np.geomspace(0.001, 1, 4):
        others = [np.delete(np.arange(30), row) for row in range(30)]
        models = [Ridge(alpha=alpha).fit(predictors[rows], outcome[rows]) for rows in others]
        left_out = [model.predict(predictors[[row]])[0] for row, model in enumerate(models)]
        errors.append(((outcome - left_out) ** 2).mean())
    best = 30 * np.geomspace(0.001, 1, 4)[np.argmin(errors)]
    assert choose_penalty(predictors, outcome, few) == pytest.approx(best)


def test_the_coefficients_are_those_of_scikit_learn(data):
    predictors, outcome = data
    n = len(outcome)
    ours = coefficients(predictors.T @ predictors / n, predictors.T @ outcome / n, 7 / n)
    assert ours == pytest.approx(Ridge(alpha=7).fit(predictors, outcome).coef_)


@pytest.mark.parametrize("at_once", [1, 7, 4_000_000])
def test_the_bootstrap_is_that_of_samples_built_one_by_one(data, at_once, monkeypatch):
    monkeypatch.setattr("nmt_widgets.outcomes.timing.ridge._CELLS_AT_ONCE", at_once * 120)
    predictors, outcome = data
    n, samples = len(outcome), bootstrap(*data, 0.1, 20, np.random.default_rng(5), MOST)
    random = np.random.default_rng(5)
    for sample in samples:
        rows = random.integers(n, size=n)
        model = Ridge(alpha=0.1 * n).fit(standardise(predictors[rows]), standardise(outcome[rows]))
        assert sample == pytest.approx(model.coef_, abs=1e-9)


def test_a_flag_without_variance_in_a_sample_has_no_coefficient_there():
    random = np.random.default_rng(2)
    flag = np.zeros(60)
    flag[0] = 1
    predictors = standardise(np.column_stack([flag, random.normal(size=60)]))
    samples = bootstrap(predictors, standardise(random.normal(size=60)), 0.1, 200, random, MOST)
    assert np.isfinite(samples).all()
    assert 0.2 < (samples[:, 0] == 0).mean() < 0.6  # (1 - 1/60)^60 is .365


def test_blocks_add_what_least_squares_says(data):
    predictors, outcome = data
    blocks = np.array([0, 0, 1, 2])
    tests = add_blocks(predictors, outcome, blocks, 99, np.random.default_rng(1), MOST)
    cumulative = [r2(predictors[:, blocks <= block], outcome) for block in range(3)]
    assert tests.added == pytest.approx(np.diff([0, *cumulative]))
    assert tests.r2 == pytest.approx(cumulative[-1])


def test_the_permutation_is_that_of_freedman_and_lane_done_by_hand(data):
    predictors, outcome = data
    n, blocks = len(outcome), np.array([0, 0, 1, 1])
    tests = add_blocks(predictors, outcome, blocks, 60, np.random.default_rng(9), MOST)
    first = predictors[:, :2]
    fitted = first @ np.linalg.lstsq(first, outcome, rcond=None)[0]
    residual = outcome - fitted

    def partial_f(values):
        less, more = ((1 - r2(part, values)) * (values**2).sum() for part in (first, predictors))
        return (less - more) / 2 / (more / (n - 5))

    random = np.random.default_rng(9)
    larger, covariances = 0, []
    for _ in range(60):
        rows = random.permutation(n)
        larger += partial_f(fitted + residual[rows]) >= partial_f(outcome)
        covariances.append(predictors.T @ outcome[rows] / n)
    assert tests.p[1] == pytest.approx((1 + larger) / 61)
    assert tests.covariances == pytest.approx(np.array(covariances))


def test_a_later_block_keeps_its_level_where_an_earlier_one_has_an_effect():
    random, p = np.random.default_rng(4), []
    for _ in range(200):
        predictors = standardise(random.normal(size=(80, 3)) + random.normal(size=(80, 1)))
        outcome = standardise(2 * predictors[:, 0] + random.normal(size=80))
        p.append(add_blocks(predictors, outcome, np.array([0, 1, 1]), 99, random, MOST).p)
    first, second = np.array(p).T
    assert (first == 0.01).all()
    assert (second <= 0.05).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)
    assert (second <= 0.05).mean() >= 0.01
    assert abs(second.mean() - 0.5) < 0.07


def test_a_block_without_a_direction_of_its_own_has_no_p(data):
    predictors, outcome = data
    doubled = np.column_stack([predictors[:, :2], predictors[:, :2], predictors[:, 2]])
    tests = add_blocks(doubled, outcome, np.array([0, 0, 1, 1, 2]), 99, np.random.default_rng(1), MOST)
    assert np.isnan(tests.p[1])
    assert tests.added[1] == 0
    assert tests.r2 == pytest.approx(r2(predictors[:, :3], outcome))


def test_ranks_begin_with_the_largest_whatever_its_sign():
    assert ranks(np.array([[0.1, -0.5, 0.3], [0.0, 0.0, 1.0]])).tolist() == [[3, 1, 2], [2, 3, 1]]


def test_with_many_clients_groups_and_the_limit_give_what_every_client_gives():
    frame = synthetic_cohort(n=2155, seed=11).frame
    rules = load_outcome_rules()
    few_units = rules.model_copy(update={"timing": rules.timing.model_copy(update={"exact_at_most": 800})})
    exact, limit = (
        timing(frame, "self_regulation", rules=some).to_frame().set_index("predictor")
        for some in (rules, few_units)
    )
    assert limit["coefficient"].tolist() == exact["coefficient"].tolist()
    for low, high in (("low", "high"), ("null_low", "null_high")):
        width = exact[high] - exact[low]
        assert (limit[high] - limit[low]).to_numpy() == pytest.approx(width.to_numpy(), rel=0.15)
        assert limit[low].to_numpy() == pytest.approx(exact[low].to_numpy(), abs=0.015)
    assert limit["coefficient"].abs().idxmax() == "relational_health"
