"""What a cohort gained, who was lost, how sure raters were, what was carried out, and groups compared."""

import json
from itertools import product

import numpy as np
import pandas as pd
import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.change import (
    adherence_and_change,
    adherence_shares,
    agreement_over_time,
    categories_moved,
    client_flow,
    compare_groups,
    functional_age_gain,
    gate_moved,
    lost_against_stayed,
    paired_change,
)
from nmt_widgets.outcomes.change.rating_error import rating_error
from nmt_widgets.outcomes.cohort import cohort as read_frame
from nmt_widgets.training import intraclass


def cohort(clients=60, seed=4):
    """Assessments of clients, some of whom stop or miss one."""
    random, rows = np.random.default_rng(seed), []
    for client in range(clients):
        age, level = random.uniform(4, 14), random.normal(180, 25)
        last = int(random.choice([1, 2, 3]))
        for time in range(1, last + 1):
            if time == 2 and last == 3 and client % 7 == 0:
                continue
            rows.append(
                {
                    "client": f"c{client}",
                    "time": time,
                    "age": age + time - 1,
                    "total": level + 8 * (time - 1) + random.normal(0, 6),
                    "cognitive_functional_age": age / 2 + 1.4 * (time - 1) + random.normal(0, 0.2),
                    "cognitive_category": "therapeutic" if level + 10 * time > 195 else "essential",
                    "gate_open": None if client % 11 == 5 and time == 2 else bool(level + 10 * time > 195),
                    "left": ["moved away", None][client % 2] if time == last and last < 3 else None,
                }
            )
    return rows


def test_functional_age_gain_is_that_of_a_loop():
    rows = cohort()
    by = {(row["client"], row["time"]): row for row in rows}
    gains = [
        (
            by[client, 2]["cognitive_functional_age"] - row["cognitive_functional_age"],
            by[client, 2]["age"] - row["age"],
        )
        for (client, time), row in by.items()
        if time == 1 and (client, 2) in by
    ]
    table = functional_age_gain(rows, (1, 2)).iloc[0]
    assert table["n"] == len(gains)
    assert table["only_first"] == 60 - len(gains)
    assert table["gain"] == pytest.approx(np.mean([gain for gain, _ in gains]))
    assert table["elapsed"] == pytest.approx(1)
    assert table["beyond"] == pytest.approx(np.mean([gain - years for gain, years in gains]))
    assert table["beyond_low"] < 0.4 < table["beyond_high"]


def test_categories_and_gates_are_those_of_a_loop():
    rows = cohort()
    by = {(row["client"], row["time"]): row for row in rows}
    pairs = [(row, by[client, 2]) for (client, time), row in by.items() if time == 1 and (client, 2) in by]
    moved = categories_moved(rows, (1, 2)).set_index(["before", "after"])["count"]
    for before, after in product(("essential", "therapeutic"), repeat=2):
        counted = sum((a["cognitive_category"], b["cognitive_category"]) == (before, after) for a, b in pairs)
        assert moved[before, after] == counted
    assert moved.sum() == len(pairs)
    gates = gate_moved(rows, (1, 2)).set_index("moved")["count"]
    assert gates["opened"] == sum(a["gate_open"] is False and b["gate_open"] is True for a, b in pairs) > 0
    assert gates["not_known"] == sum(None in (a["gate_open"], b["gate_open"]) for a, b in pairs) > 0
    assert gates.sum() == len(pairs)


def test_gates_of_the_tables_of_profiles():
    table = pd.DataFrame(
        {
            "client": ["a", "a", "b", "b"],
            "time": [1, 2, 1, 2],
            "gate_open": pd.array([True, False, None, True], dtype="boolean"),
        }
    )
    assert gate_moved(table).set_index("moved")["count"].to_dict() == {
        "opened": 0,
        "closed": 1,
        "stayed_open": 0,
        "stayed_closed": 0,
        "not_known": 1,
    }


def test_a_cohort_is_a_table_as_its_frame_is():
    rows = [
        {"client": f"c-{client}", "time": time, "age": 6 + client + time, "sleep": 2 + (client * time) % 9}
        for client in range(8) for time in (1, 2)
    ]  # fmt: skip
    everybody = read_frame(rows)
    assert paired_change(everybody, measure="total") == paired_change(everybody.frame, measure="total")
    assert client_flow(everybody).equals(client_flow(everybody.frame))


def test_the_flow_loses_nobody_on_the_way():
    rows = cohort()
    flow = client_flow(rows)
    assessed = pd.DataFrame(rows).groupby("time")["client"].nunique()
    for time, later in (("1", "2"), ("2", "3")):
        of = flow[flow["next_time"] == later].groupby("state")["count"].sum()
        assert of["stayed"] + of.get("skipped", 0) + of["lost"] == assessed[int(time)]
        assert of["stayed"] + of.get("returned", 0) + of.get("entered", 0) == assessed[int(later)]
    assert set(flow[flow["state"] == "lost"]["reason"]) == {"moved away", "not_recorded"}
    assert (
        flow[flow["state"] == "skipped"]["count"].item()
        == flow[flow["state"] == "returned"]["count"].item()
        > 0
    )


def test_those_lost_against_those_who_stayed():
    """Welch's interval as scipy has it."""
    from scipy.stats import ttest_ind

    rows = cohort()
    second = {row["client"] for row in rows if row["time"] == 2}
    first = {row["client"]: row["total"] for row in rows if row["time"] == 1}
    lost, stayed = ([v for c, v in first.items() if (c in second) == is_in] for is_in in (False, True))
    table = lost_against_stayed(rows, ["total", "age"], (1, 2)).set_index("measure").loc["total"]
    limits = ttest_ind(lost, stayed, equal_var=False).confidence_interval()
    assert (table["low"], table["high"]) == pytest.approx((limits.low, limits.high))
    assert (table["n_lost"], table["n_stayed"]) == (len(lost), len(stayed))
    nobody = lost_against_stayed([row for row in rows if row["client"] in second], ["total"], (1, 2)).iloc[0]
    assert nobody["n_lost"] == 0
    assert nobody["reason"] == "too_few_clients"


def ratings(sems=(1.0, 2.0), clients=40, seed=9):
    """Two raters of a pool for each client, with another error in each period."""
    random = np.random.default_rng(seed)
    return [
        {
            "client": f"c{client}",
            "time": time,
            "rater": f"r{(client + turn) % 5}",
            "total": value,
            "date": f"202{time}-03-01",
        }
        for time, sem in enumerate(sems, 1)
        for client, truth in enumerate(random.normal(60, 8, clients))
        for turn, value in enumerate(truth + random.normal(0, sem, 2))
    ]


def test_error_of_raters_by_period():
    table = agreement_over_time(ratings(), "total").set_index("period")
    assert table["sem_low"]["1"] < 1 < table["sem_high"]["1"]
    assert table["sem_low"]["2"] < 2 < table["sem_high"]["2"]
    assert table["smallest_change"]["1"] == pytest.approx(1.959964 * 2**0.5 * table["sem"]["1"])
    assert table[["clients", "raters", "ratings"]].loc["1"].tolist() == [40, 5, 80]
    by_year = agreement_over_time(ratings(), "total", by="year")
    assert by_year["period"].tolist() == ["2021", "2022"]
    assert by_year["sem"].tolist() == table["sem"].tolist()
    assert agreement_over_time(ratings(), "total", by="quarter")["period"].tolist() == ["2021-Q1", "2022-Q1"]


def test_a_balanced_table_has_the_intraclass_correlation_of_shrout_and_fleiss():
    table = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7.0]])
    ours, theirs = rating_error(list(table)).icc, intraclass(table).one_way
    assert (ours.value, ours.low, ours.high) == pytest.approx((theirs.value, theirs.low, theirs.high))


def test_single_ratings_say_nothing_of_the_error():
    rows = [row for row in ratings() if row["rater"] == "r0"]
    table = agreement_over_time(rows, "total")
    assert table["sem"].isna().all()
    assert set(table["reason"]) == {"too_few_ratings"}
    with pytest.raises(InputError, match="rater r0 of this client stands"):
        agreement_over_time([*rows, rows[0]], "total")
    with pytest.raises(InputError, match="use one of time, year, quarter, month"):
        agreement_over_time(ratings(), "total", by="week")
    with pytest.raises(InputError, match="is not a date"):
        agreement_over_time([{**row, "date": "soon"} for row in ratings()], "total", by="year")


def test_a_change_is_read_with_the_error_of_those_who_rated():
    rows = [row for row in cohort() if row["time"] < 3]
    unknown = paired_change(rows, measure="total")
    assert "not known" in " ".join(unknown.notes)
    known = paired_change(rows, measure="total", ratings=ratings())
    assert known.error.sem.value == pytest.approx(np.sqrt(2.5), abs=0.3)
    assert known.to_dict()["error_of_raters"]["smallest_change"] == pytest.approx(known.error.smallest_change)
    assert "80 assessments rated twice" in " ".join(known.notes)


def lines(clients=50):
    """Lines of plans, more of them done the higher the number of the client, some not known."""
    return [
        {
            "client": f"c{client}",
            "time": time,
            "line": f"line {number}",
            "kind": "essential" if number < 3 else "therapeutic",
            "setting": ("home", "school")[number % 2],
            "done": "not known" if (client + number) % 9 == 0 else "yes" if number < client % 6 else "no",
        }
        for client in range(clients)
        for time in (1, 2)
        for number in range(5)
    ]


def test_what_is_not_known_is_not_done():
    rows = lines()
    table = adherence_shares(rows)
    assert table["lines"].sum() == len(rows)
    for row in table.to_dict("records"):
        part = [
            line["done"] for line in rows if (line["kind"], line["setting"]) == (row["kind"], row["setting"])
        ]
        counts = [part.count(word) for word in ("yes", "no", "not known")]
        assert [row[name] for name in ("done", "not_done", "not_known")] == counts
        assert row["share"] == pytest.approx(counts[0] / len(part))
        assert row["share_of_known"] == pytest.approx(counts[0] / (counts[0] + counts[1]))
        assert row["low"] < row["share"] < row["high"]
        assert row["published"] == 0.6124
    whole = adherence_shares(rows, by=[]).iloc[0]
    assert whole["lines"] == len(rows)
    assert whole["waiting"] == 0
    later = [{**row, "time": 9, "done": "not known"} for row in rows[:3]]
    waiting = adherence_shares([*rows, *later], by=[]).iloc[0]
    assert (waiting["lines"], waiting["waiting"], waiting["share"]) == (len(rows), 3, whole["share"])
    begun = adherence_shares([*rows, *later, {**later[0], "line": "walk", "done": "no"}], by=[]).iloc[0]
    assert begun["not_known"] > whole["not_known"]
    with pytest.raises(InputError, match="'perhaps'"):
        adherence_shares([{**rows[0], "done": "perhaps"}])


def test_the_interval_of_a_share_holds_over_clients():
    """In 60 cohorts whose clients differ, most intervals hold the share; with independent lines two thirds would."""
    random, inside = np.random.default_rng(12), 0
    for _ in range(60):
        done = random.random((30, 8)) < random.beta(0.6, 0.4, 30)[:, None]
        table = pd.DataFrame(
            {
                "client": np.repeat(np.arange(30), 8),
                "time": 1,
                "line": np.tile(np.arange(8), 30),
                "kind": "essential",
                "setting": "home",
                "done": np.where(done.ravel(), "yes", "no"),
            }
        )
        row = adherence_shares(table, by=[]).iloc[0]
        inside += row["low"] <= 0.6 <= row["high"]
    assert inside >= 52


def courses(effect, clients=50):
    random = np.random.default_rng(6)
    done = (
        pd.DataFrame(lines(clients))
        .query("time == 1")
        .groupby("client")["done"]
        .agg(lambda words: (words == "yes").mean())
    )
    return [
        {"client": client, "time": time, "value": 50 + random.normal(0, 1) + (time == 3) * effect * share}
        for client, share in done.items()
        for time in (1, 2, 3)
    ]


def test_adherence_before_and_change_after_the_landmark():
    relation = adherence_and_change(lines(), courses(effect=20))
    assert (relation.landmark, relation.later, relation.n, relation.left_out) == ("2", "3", 50, 0)
    assert relation.slope.low < 20 < relation.slope.high
    assert relation.partial.value > 0.9
    assert relation.title == "Descriptive, not an effect"
    nothing = adherence_and_change(lines(), courses(effect=0))
    assert nothing.slope.low < 0 < nothing.slope.high
    json.dumps(relation.to_dict(), allow_nan=False)


def test_lines_after_the_landmark_do_not_count():
    rows, table = lines(), courses(effect=20)
    later = [{**row, "done": "yes"} if row["time"] == 2 else row for row in rows]
    assert adherence_and_change(later, table) == adherence_and_change(rows, table)
    shorter = [row for row in table if row["time"] < 3 or row["client"] != "c5"]
    assert adherence_and_change(rows, shorter).left_out == 1
    with pytest.raises(InputError, match="no assessment after time 3"):
        adherence_and_change(rows, table, landmark=3)


def arms(lost=()):
    random = np.random.default_rng(15)
    return [
        {
            "client": f"{arm}{client}",
            "time": time,
            "value": level + gain * (time - 1),
            "arm": arm,
            "got": "yn"[client % 2],
        }
        for arm, mean in (("plan", 6), ("usual", 2))
        for client, (level, gain) in enumerate(random.normal((50, mean), (8, 1), (30, 2)))
        for time in (1, 2)
        if time == 1 or f"{arm}{client}" not in lost
    ]


def test_intent_to_treat_stands_first_and_counts_everybody():
    lost = {f"plan{client}" for client in range(10)}
    comparison = compare_groups(arms(lost), "arm", treated="got", reference="usual")
    assert comparison.rows["analysis"].tolist() == [
        "intent_to_treat",
        "intent_to_treat_no_change",
        "as_treated",
    ]
    first, unchanged, treated = comparison.rows.to_dict("records")
    assert (first["n"], first["missing"], first["n_reference"]) == (20, 10, 30)
    assert first["low"] < 4 < first["high"]
    assert (unchanged["n"], unchanged["missing"]) == (30, 10)
    assert unchanged["difference"] < first["difference"] - 1
    assert treated["group"] == "y"
    assert "not an effect" in comparison.titles["as_treated"]
    assert len(comparison.notes) == 2
    json.dumps(comparison.to_dict(), allow_nan=False)
    with pytest.raises(InputError, match="no group 'other'"):
        compare_groups(arms(), "arm", reference="other")
