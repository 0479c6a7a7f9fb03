"""What is shown under several filters tells no few clients, whatever is subtracted from what."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.disclosure import release, suppress
from nmt_widgets.outcomes.rules import load_outcome_rules

K = load_outcome_rules().disclosure.smallest
COHORTS = 6


def cohort(seed, n=None):
    rng = np.random.default_rng(seed)
    n = n or int(rng.integers(30, 300))
    return pd.DataFrame({
        "unit": rng.choice(["north", "south", "west"], n, p=[0.6, 0.33, 0.07]),
        "phase": rng.choice(["1", "2"], n, p=[0.8, 0.2]),
        "category": rng.choice(["essential", "therapeutic", "enrichment"], n, p=[0.5, 0.4, 0.1]),
        "change": rng.normal(5, 10, n).round(),
    })  # fmt: skip


def filters_of(frame):
    units, phases = (sorted(frame[name].unique()) for name in ("unit", "phase"))
    for unit, phase in product([None, *units], [None, *phases]):
        yield {name: level for name, level in (("unit", unit), ("phase", phase)) if level is not None}


def answers(safe, frame):
    """Every count of every filter as somebody sees it, with the atoms it adds up, and the true count."""
    axes = [sorted(frame[name].unique()) for name in ("unit", "phase", "category")]
    atoms = pd.DataFrame(list(product(*axes)), columns=["unit", "phase", "category"])
    for chosen in filters_of(frame):
        for _, row in safe.counts(**chosen).iterrows():
            match = pd.Series(True, index=atoms.index)
            rows = pd.Series(True, index=frame.index)
            conditions = {**chosen, **({} if row["category"] == "total" else {"category": row["category"]})}
            for name, level in conditions.items():
                match &= atoms[name] == level
                rows &= frame[name] == level
            yield match.to_numpy(float), None if row["hidden"] else int(row["count"]), int(rows.sum())


def width(form, equations):
    """How closely a sum of atoms can be told, by scipy's own linear programme and nothing of ours."""
    forms, values = np.array([f for f, _ in equations]), np.array([v for _, v in equations])
    ends = []
    for sign in (1, -1):
        result = linprog(sign * form, A_eq=forms, b_eq=values, bounds=(0, None))
        ends.append(np.inf if result.status == 3 else sign * result.fun)
    return ends[1] - ends[0]


@pytest.mark.parametrize("part", range(3))
def test_the_attacker_tells_no_hidden_count_across_all_filters(part):
    for seed in range(COHORTS // 3):
        frame = cohort(100 * part + seed)
        safe = release(frame, ["unit", "phase"], ["category"])
        seen_counts = list(answers(safe, frame))
        equations = [(form, value) for form, value, _ in seen_counts if value is not None]
        for form, value, truth in seen_counts:
            assert value in (None, truth)
            if value is None:
                assert width(form, equations) >= K - 1e-6
            else:
                assert value == 0 or value >= K


def two_filters():
    """Everybody, and everybody of the north: three clients apart."""
    return pd.DataFrame({
        "unit": ["north"] * 40 + ["south"] * 3,
        "category": ["essential"] * 25 + ["therapeutic"] * 15 + ["therapeutic"] * 3,
        "change": np.arange(43.0),
    })  # fmt: skip


def test_each_filter_by_itself_is_not_enough():
    frame = two_filters()
    tables = [
        suppress(frame["category"].value_counts().to_numpy()),
        suppress(frame[frame["unit"] == "north"]["category"].value_counts().to_numpy()),
    ]
    assert not any(
        table.hidden.any() for table in tables
    )  # so that everybody - north = 3 clients, all therapeutic


def test_a_filter_with_few_clients_less_is_not_answered():
    safe = release(two_filters(), ["unit"], ["category"])
    everybody, north = safe.counts(), safe.counts(unit="north")
    assert pd.isna(everybody["count"].iloc[-1]) or pd.isna(north["count"].iloc[-1])
    for whole, part in zip(everybody["count"], north["count"], strict=True):
        if not pd.isna(whole) and not pd.isna(part):
            assert whole - part == 0 or whole - part >= K


def test_a_mean_is_not_told_where_others_give_it():
    frame = two_filters()
    safe = release(frame, ["unit"], ["category"])
    figures = [safe.describe("change"), safe.describe("change", unit="north")]
    assert safe.describe("change", unit="south").mean is None
    assert None in {figure.mean for figure in figures}


@pytest.mark.parametrize("seed", range(6))
def test_no_mean_of_a_hidden_group_follows_from_those_that_are_shown(seed):
    """The sum of a group follows from others only if its clients are a linear combination of theirs."""
    frame = cohort(seed, 60)
    safe = release(frame, ["unit", "phase"], ["category"])
    members = {tuple(chosen.items()): frame[list(chosen)].eq(pd.Series(chosen)).all(axis=1).to_numpy(float)
               for chosen in filters_of(frame)}  # fmt: skip
    has_mean = {key: safe.describe("change", **dict(key)).mean is not None for key in members}
    basis = np.array([members[key] for key in members if has_mean[key]]).reshape(-1, len(frame))
    rank = np.linalg.matrix_rank(basis) if len(basis) else 0
    for key, clients in members.items():
        if not has_mean[key] and clients.any():
            assert np.linalg.matrix_rank(np.vstack([basis, clients])) == rank + 1
    assert not all(has_mean.values())


def test_extremes_of_filters_are_not_told():
    summary = release(cohort(1, 2000), ["unit"]).describe("change", unit="north")
    assert summary.n > 1000
    assert summary.sd is not None
    assert summary.lowest is summary.highest is None


def test_fewer_filters_together_show_more_and_stay_safe():
    frame = cohort(5, 150)
    alone = release(frame, ["unit", "phase"], ["category"], together=1)
    assert alone.counts(unit="north", phase="1")["hidden"].all()
    equations = [(form, value) for form, value, _ in answers(alone, frame) if value is not None]
    assert equations
    for form, value, truth in answers(alone, frame):
        if value is None and 0 < truth < K:
            assert width(form, equations) >= K - 1e-6


def test_the_same_cohort_gives_the_same_release_whatever_its_order():
    frame = cohort(3)
    first, second = (release(rows, ["unit", "phase"], ["category"]) for rows in (frame, frame.iloc[::-1]))
    pd.testing.assert_frame_equal(first.table.to_frame(), second.table.to_frame())


def test_a_missing_value_is_a_level():
    frame = pd.DataFrame({"unit": [None] * 20 + ["north"] * 30})
    assert release(frame, ["unit"]).counts(unit="not known")["count"].tolist() == [20]


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda frame: release(frame, ["unti"]), "no column 'unti'"),
        (lambda frame: release(frame, ["unit"]).counts(phase="1"), "not a filter"),
        (lambda frame: release(frame, ["unit"]).counts(unit="nroth"), "north"),
        (lambda frame: release(frame, ["unit"]).describe("age"), "no column 'age'"),
        (lambda frame: release(frame.assign(gate=1), ["unit"]).describe("gate"), "two values"),
        (lambda frame: release(frame.assign(change=np.nan), ["unit"]).describe("change"), "missing"),
        (lambda frame: release(frame.assign(id=range(len(frame))), ["id", "change"]), "at most"),
    ],
)
def test_what_cannot_be_answered_is_told_in_a_sentence(ask, words):
    with pytest.raises(InputError, match=words):
        ask(cohort(4))
