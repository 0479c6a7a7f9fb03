"""Paired change does not depend on the order of rows, on codes or on units; what it cannot give has a reason."""

import json
from random import Random

import numpy as np
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.change import expected_regression, paired_change
from nmt_widgets.outcomes.change.reliable import classify
from tests.outcomes.published_tables import SLEEP, paired_rows

VALUES = st.lists(
    st.tuples(st.integers(12, 384), st.integers(12, 384)),
    min_size=6,
    max_size=12,
    unique_by=lambda pair: pair[0],
)
FEW = settings(max_examples=12, deadline=None)


def sizes(change):
    return [
        getattr(getattr(change.sizes, name), end)
        for name in ("d_av", "d_z", "d_b")
        for end in ("value", "low", "high")
    ]


@FEW
@given(VALUES, st.integers(0, 9999))
def test_rows_in_any_order_and_clients_of_any_name(pairs, seed):
    random, rows = Random(seed), paired_rows(*zip(*pairs, strict=True))
    names = {row["client"]: f"x{random.random()}" for row in rows}
    mixed = [{**row, "client": names[row["client"]]} for row in rows]
    random.shuffle(mixed)
    assert paired_change(mixed).to_dict() == paired_change(rows).to_dict()


@FEW
@given(VALUES, st.sampled_from([0.25, 2, 8]), st.integers(-50, 50))
def test_other_units_leave_the_sizes_and_scale_the_points(pairs, factor, shift):
    first, second = (np.array(values, dtype=float) for values in zip(*pairs, strict=True))
    plain = paired_change(paired_rows(first, second))
    moved = paired_change(paired_rows(first * factor + shift, second * factor + shift))
    known = [
        (before, after)
        for before, after in zip(sizes(plain), sizes(moved), strict=True)
        if before is not None
    ]
    assert [after for _, after in known] == pytest.approx([before for before, _ in known], abs=1e-6)
    assert moved.mean_difference.value == pytest.approx(plain.mean_difference.value * factor)
    assert moved.reliable[0].threshold == pytest.approx(plain.reliable[0].threshold * factor)
    assert moved.reliable[0].groups == plain.reliable[0].groups


@FEW
@given(VALUES, st.integers(1, 60), st.integers(100, 300), st.sampled_from(["higher", "lower"]))
def test_the_groups_are_those_of_the_definition(pairs, threshold, limit, direction):
    sign = 1 if direction == "higher" else -1
    expected = []
    for before, after in pairs:
        gain = sign * (after - before)
        if gain >= threshold:
            passes = sign * before <= sign * limit < sign * after
            expected.append("recovered" if passes else "improved")
        else:
            expected.append("deteriorated" if gain <= -threshold else "unchanged")
    first, second = zip(*pairs, strict=True)
    assert classify(first, second, threshold, limit, direction).tolist() == expected


def test_who_has_one_value_is_counted_and_not_assessable():
    rows = [
        *paired_rows(*SLEEP),
        {"client": "q", "time": 1, "value": 3},
        {"client": "r", "time": 2, "value": 3},
    ]
    rows.append({"client": "s", "time": 1, "value": None})
    change = paired_change(rows)
    assert (change.n, change.only_first, change.only_second, change.neither) == (10, 1, 1, 1)
    assert change.reliable[0].groups["not_assessable"] == 3
    assert sum(change.reliable[0].groups.values()) == change.clients == 13
    assert "10 clients of 13" in change.notes[0]


def test_groups_beside_each_other_are_counted_by_one_threshold():
    everybody = paired_rows(*SLEEP)
    whole = paired_change(everybody)
    halves = [
        [row for row in everybody if row["client"] in names]
        for names in (["p0", "p1", "p2", "p3", "p4"], ["p5", "p6", "p7", "p8", "p9"])
    ]
    parts = [paired_change(half, like=whole) for half in halves]
    assert {part.reliable[0].threshold for part in parts} == {whole.reliable[0].threshold}
    for group, count in whole.reliable[0].groups.items():
        assert sum(part.reliable[0].groups[group] for part in parts) == count


def test_the_figures_are_those_of_the_complete_pairs():
    rows = [*paired_rows(*SLEEP), {"client": "q", "time": 1, "value": 3}]
    change = paired_change(rows)
    assert change.sizes == paired_change(paired_rows(*SLEEP)).sizes


@pytest.mark.parametrize(
    ("first", "second", "size", "r"),
    [
        ([], [], "no_pairs", "no_pairs"),
        ([3], [4], "one_pair", "one_pair"),
        ([3, 4, 5, 6, 7], [5, 6, 7, 8, 9], "equal_changes", None),
        ([3, 3, 3, 3, 3], [3, 3, 3, 3, 3], "equal_changes", "equal_values"),
        ([0.1 + 0.2] * 5, [0.3] * 5, "equal_changes", "equal_values"),
    ],
)
def test_a_figure_that_is_not_defined_has_a_reason(first, second, size, r):
    change = paired_change(paired_rows(first, second) or {"client": ["a"], "time": [1], "value": [3]})
    assert change.sizes.d_z.value is None
    assert change.sizes.d_z.reason == size
    assert change.t is None
    assert change.p is None
    assert r is None or change.r.reason == r
    json.dumps(change.to_dict(), allow_nan=False)
    assert len(change.to_frame())


def test_few_clients_have_no_bootstrap():
    change = paired_change(paired_rows([3, 5, 6], [4, 7, 9]))
    assert change.sizes.d_av.value is not None
    assert (change.sizes.d_av.low, change.sizes.d_av.reason) == (None, "too_few_clients")
    assert change.sizes.d_z.low is not None


def test_a_frame_of_another_library_and_times_by_name():
    rows = [{**row, "time": {1: "before", 2: "after"}[row["time"]]} for row in paired_rows(*SLEEP)]
    change = paired_change(polars.DataFrame(rows), times=["before", "after"])
    assert change.mean_difference.value == pytest.approx(1.58)
    turned = paired_change(rows, times=["after", "before"])
    assert turned.mean_difference.value == pytest.approx(-1.58)


@pytest.mark.parametrize(
    ("rows", "options", "words"),
    [
        ([{"client": "a", "value": 3}], {}, "no column 'time'"),
        ([{"client": "a", "time": 1, "value": "x"}], {}, "'x' is not a number"),
        (
            [{"client": "a", "time": 1, "value": 3}, {"client": "a", "time": 1.0, "value": 4}],
            {},
            "time 1 of this client",
        ),
        ([{"client": None, "time": 1, "value": 3}], {}, "there is no client"),
        ([{"client": "a", "time": t, "value": 3} for t in (1, 2, 3)], {}, "1, 2, 3"),
        ([{"client": "a", "time": t, "value": 3} for t in (1, 2, 3)], {"times": (1, 4)}, "no time '4'"),
        ([{"client": "a", "time": t, "value": 3} for t in (1, 2)], {"times": (1, 1)}, "two different times"),
        ([{"client": "a", "time": 1, "value": float("inf")}], {}, "not a number"),
        ([{"client": "a", "time": 1, "value": 3}], {"direction": "up"}, "no direction"),
        ([{"client": "a", "time": 1, "value": 3}], {"variant": "mean"}, "no variant"),
    ],
)
def test_a_wrong_table_is_refused_at_its_place(rows, options, words):
    with pytest.raises(InputError, match=words):
        paired_change(rows, **options)


def test_regression_to_the_mean_is_what_a_simulation_shows():
    random = np.random.default_rng(5)
    true = random.normal(200, 30, 200_000)
    first, second = (true + random.normal(0, 15, true.size) for _ in range(2))
    low = first < 180
    expected = expected_regression(30**2 / (30**2 + 15**2), first[low].mean(), 200)
    assert expected == pytest.approx((second - first)[low].mean(), abs=0.2)
    assert expected > 8
