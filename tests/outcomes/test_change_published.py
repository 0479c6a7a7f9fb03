"""Paired change has the values of published tables; those of R are made by `r/change.R`."""

import numpy as np
import pytest

from nmt_widgets.outcomes.change import Normal, Reliability, compare_groups, paired_change
from nmt_widgets.outcomes.change.effect_sizes import effect_sizes, hedges_factor
from nmt_widgets.outcomes.change.reliable import classify, cut_offs, standard_error_of_difference
from nmt_widgets.outcomes.rules import load_outcome_rules
from tests.outcomes.published_tables import ANOREXIA, SLEEP, anorexia_rows, paired_rows

ARMS = {  # n, mean, t, p, r, d_z with its limits, d_av, d_b
    "CBT": (29, 3.0069, 2.2156, 0.0350, 0.4920, 0.4114, 0.0286, 0.7875, 0.4404, 0.6206),
    "Cont": (26, -0.4500, -0.2872, 0.7763, -0.1614, -0.0563, -0.4405, 0.3289, -0.0858, -0.0788),
    "FT": (17, 7.2647, 4.1849, 0.0007, 0.5382, 1.0150, 0.4151, 1.5943, 1.0432, 1.4481),
}


def figures(change):
    z = change.sizes.d_z
    mean, r = change.mean_difference.value, change.r.value
    sizes = (z.value, z.low, z.high, change.sizes.d_av.value, change.sizes.d_b.value)
    return (change.n, mean, change.t, change.p, r, *sizes)


def test_students_sleep():
    change = paired_change(paired_rows(*SLEEP))
    expected = (10, 1.58, 4.062128, 0.002833, 0.795170, 1.284558, 0.414628, 2.118017, 0.832181, 0.883170)
    assert figures(change) == pytest.approx(expected, abs=1e-6)
    assert change.df == 9
    assert (change.mean_difference.low, change.mean_difference.high) == pytest.approx(
        (0.700114, 2.459886), abs=1e-6
    )


@pytest.mark.parametrize("arm", ARMS)
def test_weights_by_arm(arm):
    assert figures(paired_change(paired_rows(*ANOREXIA[arm]))) == pytest.approx(ARMS[arm], abs=5e-5)


def test_arms_are_compared_by_welch():
    """`t.test` of R for the changes of two arms."""
    rows = compare_groups(anorexia_rows(), "arm").rows.set_index(["analysis", "group"])
    row = rows.loc["intent_to_treat", "FT"]
    assert row["reference"] == "CBT"
    assert (row["low"], row["high"]) == pytest.approx((-0.2190958, 8.7347145), abs=1e-6)


def test_the_example_of_jacobson_and_truax():
    error = standard_error_of_difference(7.5, 0.80)
    assert (round(error, 3), round(15 / error, 2)) == (4.743, 3.16)
    limits = cut_offs(40, 7.5, Normal(60, 7.5))
    assert (limits.a, limits.b, limits.c, limits.used) == (55, 45, 50, "c")
    first = 40 + 7.5 * np.array([-1, 1, 0]) * (2 / 2) ** 0.5  # a spread of 7.5
    change = paired_change(
        paired_rows(first, first + 1), reliability=Reliability(0.8, 20, "1991"), normal=Normal(60, 7.5)
    )
    assert change.to_dict()["reliable_change"]["threshold"] == pytest.approx(9.30, abs=0.005)
    assert change.cut_offs == limits


def test_lower_may_be_better():
    limits = cut_offs(60, 7.5, Normal(40, 7.5), "lower")
    assert (limits.a, limits.b, limits.c) == (45, 55, 50)
    names = classify([60, 60, 60, 60], [45, 52, 75, 65], 6, 50, "lower").tolist()
    assert names == ["recovered", "improved", "deteriorated", "unchanged"]


def test_maassens_variant_takes_the_spread_of_both_times():
    assert standard_error_of_difference(3, 0.75, 4) == pytest.approx(2.5)
    rows = paired_rows(*ANOREXIA["FT"])
    plain, variant = (paired_change(rows, variant=name) for name in ("jacobson_truax", "maassen"))
    ratio = np.sqrt((np.var(ANOREXIA["FT"][0]) + np.var(ANOREXIA["FT"][1])) / (2 * np.var(ANOREXIA["FT"][0])))
    assert variant.reliable[0].threshold / plain.reliable[0].threshold == pytest.approx(ratio)


def test_the_bootstrap_is_that_of_a_loop():
    first, second = (np.array(values) for values in ANOREXIA["CBT"])
    order = np.lexsort((second, first))
    first, second, rules = first[order], second[order], load_outcome_rules()
    rows = np.random.default_rng(rules.resampling.seed).integers(
        0, 29, size=(rules.resampling.replicates, 29)
    )
    sizes = []
    for row in rows:
        before, after = first[row], second[row]
        spread = ((before.var(ddof=1) + after.var(ddof=1)) / 2) ** 0.5
        sizes.append((after.mean() - before.mean()) / spread)
    size = paired_change(paired_rows(first, second)).sizes.d_av
    assert (size.low, size.high) == pytest.approx(tuple(np.quantile(sizes, [0.025, 0.975])))


def test_with_many_clients_the_limit_of_the_bootstrap_stands_for_it():
    random, rules = np.random.default_rng(1), load_outcome_rules()
    first = random.gamma(4, 10, 1500)
    second = first * 0.7 + random.gamma(3, 9, 1500)
    few = rules.model_copy(update={"change": rules.change.model_copy(update={"bootstrap_at_most": 1000})})
    drawn_sizes, moved_sizes = (effect_sizes(first, second, variant) for variant in (rules, few))
    for name in ("d_av", "d_b"):
        drawn_size, moved_size = getattr(drawn_sizes, name), getattr(moved_sizes, name)
        width = drawn_size.high - drawn_size.low
        assert moved_size.value == drawn_size.value
        assert moved_size.low == pytest.approx(drawn_size.low, abs=0.08 * width)
        assert moved_size.high == pytest.approx(drawn_size.high, abs=0.08 * width)


def test_hedges_factor():
    """In closed form for even degrees of freedom, and nearly 1 - 3 / (4 f - 1) for many (Hedges 1981)."""
    assert [hedges_factor(f) for f in (2, 4)] == pytest.approx([np.pi**-0.5, (2 / np.pi) ** 0.5])
    assert hedges_factor(50) == pytest.approx(1 - 3 / 199, abs=2e-5)
    assert hedges_factor(1) is None


def test_reliabilities_nobody_measured_stand_side_by_side():
    data = paired_change(paired_rows(*SLEEP)).to_dict()["reliable_change"]
    assert [result["reliability"]["value"] for result in data["assumed"]] == [0.7, 0.8, 0.9]
    assert "threshold" not in data
    own = paired_change(paired_rows(*SLEEP), reliability=Reliability(0.85, 40, "2024-05")).to_dict()[
        "reliable_change"
    ]
    assert own["reliability"] == {"value": 0.85, "n": 40, "date": "2024-05", "assumed": False}
    assert "assumed" not in own
