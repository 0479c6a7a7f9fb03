"""Factors beside domains: every function returns to its domain where that was built in."""

import numpy as np
import pytest

import nmt_widgets as nmt
from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.rules import load_outcome_rules
from nmt_widgets.outcomes.timing import factors, timing

RULES = load_outcome_rules()
QUICK = RULES.model_copy(update={"factors": RULES.factors.model_copy(update={"seeds": 4, "iterations": 150})})
INSTRUMENT = nmt.load_instrument()
IDS = list(INSTRUMENT.ids)


@pytest.fixture(scope="module")
def frame():
    return nmt.synthetic_cohort(n=600, seed=2, times=1).frame


@pytest.fixture(scope="module")
def result(frame):
    return factors(frame, rules=QUICK)


def test_all_32_functions_return_to_their_domain_at_2155():
    full = factors(nmt.synthetic_cohort(n=2155, seed=1, times=1).frame)
    assert full.elsewhere == ()
    assert len(full.functions) == 32
    assert [factor.domain for factor in full.factors] == [domain.id for domain in INSTRUMENT.domains.domains]
    assert min(factor.congruence for factor in full.factors) > 0.95
    assert full.seeds == 20


def test_functions_that_load_elsewhere_are_listed(frame):
    moved = frame.assign(speech=frame["attachment"], attachment=frame["speech"])
    changed = factors(moved, rules=QUICK)
    assert set(changed.elsewhere) == {"speech", "attachment"}
    speech = changed.to_frame().set_index("function").loc["speech"]
    assert (speech["domains"], speech["factor"], bool(speech["is_elsewhere"])) == (
        "cognitive",
        "relational",
        True,
    )


def test_random_scores_are_like_no_domain():
    random = np.random.default_rng(1)
    table = {"client": [f"c-{n}" for n in range(300)], "time": [1] * 300}
    noise = factors({**table, **{id: random.integers(1, 13, 300) for id in IDS}}, rules=QUICK)
    assert not any(factor.is_alike for factor in noise.factors)
    assert len(noise.elsewhere) > 8


def test_of_many_clients_a_sample_is_taken_and_everybody_has_weights(frame, result):
    few = QUICK.model_copy(update={"factors": QUICK.factors.model_copy(update={"most_clients": 300})})
    part = factors(frame, rules=few)
    assert (part.fitted, part.n, len(part.weights)) == (300, 600, 600)
    assert result.fitted == 600
    assert part.elsewhere == ()
    for domain in INSTRUMENT.domains.domains:
        pair = part.weights[f"{domain.id}_factor"], result.weights[f"{domain.id}_factor"]
        assert np.corrcoef(*pair)[0, 1] > 0.8


def test_a_missing_score_leaves_the_client_out_and_is_told(frame, result):
    table = frame.copy()
    table.loc[table.index[:50], "sleep"] = np.nan
    part = factors(table, rules=QUICK)
    assert (part.n, part.clients, part.missing) == (550, 600, {"sleep": 50})
    assert part.factors == factors(table[50:], rules=QUICK).factors
    assert result.missing == {}


def test_neither_the_order_of_rows_nor_the_codes_of_clients_matter(frame, result):
    other = frame.sample(frac=1, random_state=3)
    other["client"] = [f"c-{n}" for n in range(len(other))]
    shuffled = factors(other, rules=QUICK)
    assert [f.domain for f in shuffled.factors] == [f.domain for f in result.factors]
    assert [f.congruence for f in shuffled.factors] == pytest.approx([f.congruence for f in result.factors])


def test_the_weights_of_a_factor_can_be_the_outcome(frame, result):
    weights = result.weights
    assert weights.drop(columns="client").mean().to_numpy() == pytest.approx(np.ones(4))
    mean = frame.set_index("client")[list(INSTRUMENT.domain_functions("cognitive"))].mean(axis=1)
    assert np.corrcoef(weights.set_index("client")["cognitive_factor"].loc[mean.index], mean)[0, 1] > 0.9
    related = timing(frame.merge(weights), "sensory_integration_factor")
    assert related.to_frame().sort_values("rank")["predictor"].iloc[0] == "relational_health"


def test_too_few_clients_are_a_reason(frame):
    few = factors(frame.head(99))
    assert (few.reason, few.factors, few.n) == ("too_few_clients", (), 99)
    assert few.to_frame().empty


def test_a_function_that_is_missing_is_named(frame):
    with pytest.raises(InputError, match="there is no column for sleep"):
        factors(frame.drop(columns="sleep"))
