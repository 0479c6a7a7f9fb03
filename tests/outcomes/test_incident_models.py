"""The model of rates: what varies more than by chance, and rows of one client. Reference values: r/incidents.R."""

import math

import numpy as np
import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.incidents import rate_model
from nmt_widgets.outcomes.incidents.counts import fit_negative_binomial, fit_poisson
from tests.outcomes.incident_data import clients, uneven


def arrays(table):
    counts, days = (np.array([row[name] for row in table], float) for name in ("count", "days"))
    after = np.array([row["phase"] == "after" for row in table], float)
    return counts, np.column_stack([np.ones(len(table)), after]), days


def limits(ratio):
    return ratio.value, ratio.low, ratio.high


def test_poisson_is_that_of_r():
    fit = fit_poisson(*arrays(clients()))
    assert fit.coefficients == pytest.approx([-3.44410416, -0.196248255], abs=1e-6)
    assert fit.dispersion == pytest.approx(2.24362716, abs=1e-6)


def test_the_spread_is_estimated_as_glm_nb_of_r_does():
    fit = fit_negative_binomial(*arrays(clients()))
    assert fit.coefficients == pytest.approx([-3.4159007, -0.222730868], abs=1e-5)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx([0.167900089, 0.242822399], abs=1e-5)
    assert 1 / fit.alpha == pytest.approx(0.474806839, abs=1e-4)
    assert 2 * fit.log_likelihood == pytest.approx(-546.550338, abs=1e-4)


def test_the_model_says_which_it_is_and_why():
    model = rate_model(clients())
    assert (model.family, model.why, model.errors) == ("negative_binomial", "overdispersed", "by_client")
    assert (model.groups, model.rows, model.reference) == (40, 240, "before")
    half = 2.02269092 * 0.203318937  # Student's quantile times the error by client, of R
    expected = [math.exp(-0.222730868 + sign * half) for sign in (0, -1, 1)]
    assert limits(model.ratios[0].ratio) == pytest.approx(expected, abs=1e-4)
    assert model.to_dict()["ratios"]["after"]["p"] == model.to_frame()["p"][0]


def test_without_a_maximum_of_alpha_it_is_quasi_poisson():
    model = rate_model(uneven())
    assert (model.family, model.why, model.alpha) == ("quasi_poisson", "no_alpha", None)
    assert model.dispersion == pytest.approx(18.2803081, abs=1e-5)
    expected = [math.exp(-0.221489291 + z * 0.260834511) for z in (0, -1.959964, 1.959964)]
    assert limits(model.ratios[0].ratio) == pytest.approx(expected, abs=1e-5)


def test_the_errors_of_few_groups_in_one_phase_are_not_used():
    """A phase of one client has no spread between clients: its error would be 0."""
    rows = clients()
    few = [row for row in rows if row["phase"] == "before" or row["client"] == "c21"]
    model = rate_model(few)
    assert (model.errors, model.groups) == ("too_few_groups", 40)
    assert model.ratios[0].ratio.high / model.ratios[0].ratio.low > 3
    undated = [{key: row[key] for key in ("phase", "count", "days")} for row in rows]
    by_unit = rate_model([{**row, "unit": f"u{at // 6 % 12}"} for at, row in enumerate(undated)])
    assert (by_unit.errors, by_unit.groups) == ("by_unit", 12)
    unnamed = rate_model(undated)
    assert (unnamed.errors, unnamed.groups) == ("not_named", 0)


def test_order_and_codes_of_rows_do_not_matter():
    rows = clients()
    model = rate_model(rows)
    other = rate_model([{**row, "client": f"other {row['client']}"} for row in reversed(rows)])
    assert limits(other.ratios[0].ratio) == pytest.approx(limits(model.ratios[0].ratio), rel=1e-6)


def test_a_phase_without_incidents_or_days_has_no_ratio_in_the_model():
    rows = [{"phase": phase, "count": count, "days": 100} for phase in "ab" for count in (4, 6, 5, 5)]
    model = rate_model([*rows, {"phase": "c", "count": 0, "days": 50}, {"phase": "d", "count": 0, "days": 0}])
    assert [(ratio.phase, ratio.ratio.reason) for ratio in model.ratios] == [
        ("b", None),
        ("c", "no_incidents"),
    ]
    assert model.left_out == 1
    assert model.ratios[0].ratio.value == pytest.approx(1)
    assert (model.family, model.why) == ("poisson", "as_by_chance")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"a": [3, 4]}, "two phases with days"),
        ({"a": [0, 0], "b": [3, 4]}, "no incident in the phase 'a'"),
        ({"a": [3], "b": [4]}, "2 rows for 2 phases"),
    ],
)
def test_what_has_no_model_is_refused(counts, words):
    with pytest.raises(InputError, match=words):
        rate_model(
            [{"phase": phase, "count": count, "days": 9} for phase in counts for count in counts[phase]]
        )


def test_clients_who_all_changed_alike_give_no_errors_of_their_own():
    rows = [
        {"phase": phase, "count": count, "days": 100, "client": f"c-{client}"}
        for phase, count in (("before", 2), ("after", 1))
        for client in range(12)
    ]
    model = rate_model(rows)
    error = math.sqrt(1 / 24 + 1 / 12)
    assert model.errors == "no_spread"
    assert model.ratios[0].ratio.low == pytest.approx(0.5 * math.exp(-1.959964 * error))
    assert model.ratios[0].p == pytest.approx(0.0500, abs=1e-3)
