"""Rates of incidents by phase, with exact intervals, and the ratio of two phases."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.incidents import rate_ratio, rates, scatter
from nmt_widgets.outcomes.incidents.rates import exact_rate
from tests.outcomes.incident_data import clients

TWO = [{"phase": "before", "count": 30, "days": 5000}, {"phase": "after", "count": 12, "days": 6000}]


def two(before, after):
    return [
        {"phase": phase, "count": count, "days": days}
        for phase, (count, days) in (("before", before), ("after", after))
    ]


@pytest.mark.parametrize(
    ("count", "days", "figures"),
    [(12, 6000, (2.0, 1.033, 3.494)), (30, 5000, (6.0, 4.048, 8.565)), (0, 1000, (0.0, 0.0, 3.689))],
)
def test_exact_rates_are_those_of_r(count, days, figures):
    rate = exact_rate(count, days)
    assert (rate.value, round(rate.low, 3), round(rate.high, 3)) == figures


def test_the_exact_ratio_is_that_of_r():
    result = rate_ratio(TWO)
    assert (result.before, result.after) == ("before", "after")
    assert result.ratio.value == pytest.approx(0.333333333)
    assert (result.ratio.low, result.ratio.high) == pytest.approx((0.155424256, 0.670440908), abs=1e-8)
    assert result.p == pytest.approx(0.00091772795, abs=1e-9)


def test_a_side_without_incidents_has_the_limits_of_r():
    none_after = rate_ratio(two((9, 1200), (0, 1000)))
    assert (none_after.ratio.value, none_after.ratio.low) == (0, 0)
    assert none_after.ratio.high == pytest.approx(0.607956228)
    assert none_after.p == pytest.approx(0.00510224253)
    none_before = rate_ratio(two((0, 1200), (9, 1000)))
    assert (none_before.ratio.value, none_before.ratio.high) == (None, None)
    assert none_before.ratio.low == pytest.approx(2.36859157)
    assert none_before.p == pytest.approx(0.000828315661)
    assert none_before.ratio.reason == "none_before"


def test_what_cannot_be_compared_has_a_reason():
    assert rate_ratio(two((0, 10), (0, 20))).ratio.reason == "no_incidents"
    nothing = rate_ratio(two((3, 10), (0, 0)))
    assert (nothing.ratio.reason, nothing.p) == ("no_days", None)
    frame = rates(two((3, 10), (0, 0)))
    assert frame["reason"].tolist() == [None, "no_days"]
    assert frame["rate"].isna().tolist() == [False, True]


def test_the_interval_covers_at_least_its_level_whatever_the_rate():
    intervals = [exact_rate(count, 1000) for count in range(80)]
    for mean in (0.2, 1.0, 3.7, 12.5, 30.0):
        chances = [math.exp(count * math.log(mean) - mean - math.lgamma(count + 1)) for count in range(80)]
        covered = sum(
            chance
            for chance, limits in zip(chances, intervals, strict=True)
            if limits.low <= mean <= limits.high
        )
        assert 0.95 <= covered < 0.999


def test_limits_and_p_of_a_ratio_by_counting_every_outcome():
    """At a limit, 2.5 % of outcomes are as far off or more so; the p-value adds up what is no more likely."""

    def chances(ratio):
        share = ratio * 70 / (ratio * 70 + 50)
        return [math.comb(19, k) * share**k * (1 - share) ** (19 - k) for k in range(20)]

    result = rate_ratio(two((12, 50), (7, 70)))
    assert sum(chances(result.ratio.low)[7:]) == pytest.approx(0.025)
    assert sum(chances(result.ratio.high)[:8]) == pytest.approx(0.025)
    same = chances(1.0)
    assert result.p == pytest.approx(sum(chance for chance in same if chance <= same[7] * (1 + 1e-9)))


def test_phases_stand_in_the_order_of_their_first_date_or_as_named():
    rows = [
        {"phase": phase, "count": 1, "days": 10, "date": date}
        for phase, date in (
            ("after", "2025-07"),
            ("training", "2025-04"),
            ("before", "2025-01"),
            ("after", "2025-08"),
        )
    ]
    assert rates(rows)["phase"].tolist() == ["before", "training", "after"]
    assert rates(rows, order=["after", "before"])["phase"].tolist() == ["after", "before"]
    assert rate_ratio(rows, "training", "before").ratio.value == 1
    undated = [{key: row[key] for key in ("phase", "count", "days")} for row in rows]
    assert rates(undated)["phase"].tolist() == ["after", "training", "before"]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), "there are 3 phases, not two"),
        (("b", "x"), "there is no phase 'x'"),
        (("b",), "two different phases are needed"),
        (("b", "b"), "two different phases are needed"),
    ],
)
def test_phases_that_cannot_be_compared_are_refused(names, words):
    with pytest.raises(InputError, match=words):
        rate_ratio([{"phase": phase, "count": 1, "days": 1} for phase in "abc"], *names)


def test_rates_within_units_clients_and_months_add_up():
    table = clients()
    whole = rates(table).set_index("phase")
    for by in ("unit", "client", "month"):
        split = rates(table, by)
        assert split.columns.tolist()[:2] == [by, "phase"]
        sums = split.groupby("phase")[["count", "days"]].sum()
        pd.testing.assert_frame_equal(sums.loc[whole.index], whole[["count", "days"]], check_index_type=False)
    row = rates(table, ["unit", "month"]).iloc[0]
    rows = [r for r in table if r["unit"] == row["unit"] and r["date"] == row["month"]]
    assert row["rate"] == pytest.approx(1000 * sum(r["count"] for r in rows) / sum(r["days"] for r in rows))
    for by in ("unit", "phase"):
        with pytest.raises(InputError, match=f"no column '{by}'"):
            rates(TWO, by)


def test_the_scatter_is_the_dispersion_of_r():
    table = clients()
    assert scatter(table) == pytest.approx(2.24362716, abs=1e-6)
    idle = {"phase": "after", "count": 0, "days": 0}
    calm = [{**row, "phase": "calm", "count": 0} for row in table[:9]]
    assert scatter([*table, idle, *({**row, "client": None, "unit": None} for row in calm)]) == scatter(table)
    assert scatter(TWO) is None


def test_rows_without_a_unit_are_a_group_of_their_own():
    rows = [{"phase": "a", "count": 2, "days": 10, "unit": unit} for unit in ("north", None, "")]
    split = rates(rows, "unit")
    assert split["count"].tolist() == [2, 4]
    assert split["unit"].isna().tolist() == [False, True]


counted = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 40), st.integers(20, 400), st.sampled_from("xyz")),
    min_size=2,
    max_size=9,
).filter(lambda rows: {row[0] for row in rows} == {"a", "b"})


@settings(max_examples=12, deadline=None)
@given(counted, st.randoms())
def test_order_names_splitting_and_units_of_rows_do_not_matter(rows, shuffler):
    table = [dict(zip(("phase", "count", "days", "unit"), row, strict=True)) for row in rows]
    expected = rates(table, "unit", order="ab")
    mixed = list(table)
    shuffler.shuffle(mixed)
    pd.testing.assert_frame_equal(rates(mixed, "unit", order="ab"), expected)
    parts = [{**row, "count": count, "days": row["days"] / 2} for row in table
             for count in (row["count"] // 2, row["count"] - row["count"] // 2)]  # fmt: skip
    pd.testing.assert_frame_equal(rates(pd.DataFrame(parts), "unit", order="ab"), expected)
    renamed = rates([{**row, "unit": f"w {row['unit']}"} for row in table], "unit", order="ab")
    pd.testing.assert_frame_equal(renamed.drop(columns="unit"), expected.drop(columns="unit"))
    weeks = rate_ratio([{**row, "days": row["days"] / 7} for row in table], "a", "b")
    days = rate_ratio(table, "a", "b")
    assert weeks.p is None or weeks.p == pytest.approx(days.p)
    assert weeks.ratio.value is None or weeks.ratio.value == pytest.approx(days.ratio.value)
