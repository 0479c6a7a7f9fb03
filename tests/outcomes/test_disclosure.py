"""Small counts are hidden so that an attacker who knows everything else tells none closer than k."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.disclosure import (
    attack,
    count_table,
    describe,
    merge_categories,
    share,
    suppress,
)
from nmt_widgets.outcomes.rules import load_outcome_rules

EXAMPLE = [[12, 3, 20], [8, 15, 9], [30, 6, 4]]
K = load_outcome_rules().disclosure.smallest
TABLES = 150


def limits(table, **options):
    rows = attack(table, **options).to_dict("records")
    return {(row["row"], row["column"]): (row["low"], row["high"]) for row in rows}


def test_small_counts_alone_are_exactly_undone():
    table = count_table(EXAMPLE, smallest=5, hidden=[(0, 1), (2, 2)])
    assert limits(table) == {("0", "1"): (3, 3), ("2", "2"): (4, 4)}


def test_two_more_hidden_counts_give_the_published_intervals():
    table = count_table(EXAMPLE, smallest=5, hidden=[(0, 1), (2, 2), (0, 2), (2, 1)])
    intervals = limits(table)
    assert intervals["0", "1"] == (0, 9)
    assert intervals["2", "2"] == (1, 10)


def test_the_example_loses_two_counts_more_and_no_margin():
    table = suppress(EXAMPLE)
    assert np.argwhere(table.hidden).tolist() == [[0, 1], [0, 2], [2, 1], [2, 2]]


def random_table(rng):
    shape = rng.integers(2, 5), rng.integers(2, 5)
    return rng.poisson(rng.gamma(rng.choice([0.5, 1, 3]), 10, shape))


@pytest.mark.parametrize("part", range(5))
def test_the_attacker_tells_no_hidden_count(part):
    """Whoever also knows that zeros are shown: `least=1`."""
    rng = np.random.default_rng(2155 + part)
    for _ in range(TABLES // 5):
        table = suppress(random_table(rng))
        small = (table.counts > 0) & (table.counts < K)
        assert table.hidden[small].all()
        assert not table.hidden[table.counts == 0].any()
        assert (attack(table, least=1)["width"] >= K).all(), table.counts.tolist()


def test_the_attack_is_what_trying_every_table_gives():
    rng = np.random.default_rng(7)
    size = 16
    a, b, c, d = np.indices((size,) * 4).reshape(4, -1)
    tables = np.stack([a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d], axis=1)
    tried = 0
    for _ in range(40):
        cells = rng.integers(0, 5, (2, 2))
        hidden = [tuple(place) for place in np.argwhere(rng.random((3, 3)) < 0.5)]
        table = count_table(cells, smallest=5, hidden=hidden)
        public_counts = ~np.isnan(table.published.ravel())
        fits = tables[(tables[:, public_counts] == table.counts.ravel()[public_counts]).all(axis=1)]
        ends = np.stack([fits.min(axis=0), fits.max(axis=0)], axis=1)[~public_counts]
        if hidden and fits[:, [0, 1, 3, 4]].max() < size - 1:
            assert attack(table)[["low", "high"]].to_numpy().tolist() == ends.tolist()
            tried += 1
    assert tried > 10


def test_one_row_and_three_dimensions_are_protected_too():
    for cells in ([3, 20, 9, 0], np.arange(1, 25).reshape(2, 3, 4)):
        table = suppress(cells)
        assert table.hidden.any()
        assert (attack(table, least=1)["width"] >= K).all()


def test_a_small_margin_is_hidden_with_what_tells_it():
    table = suppress([[2, 1], [30, 40]])
    assert table.hidden[0, 2]
    assert (attack(table, least=1)["width"] >= K).all()


def test_what_leaves_holds_no_hidden_count():
    table = suppress([[61, 3, 52], [48, 45, 69], [70, 56, 4]])
    rows = table.to_dict()["counts"]
    assert rows[0] == [61, None, None, 116]
    assert [[count is None for count in row] for row in rows] == table.hidden.tolist()
    frame = table.to_frame()
    assert frame.loc[frame["hidden"], "count"].isna().all()
    assert set(frame.columns) == {"row", "column", "count", "hidden"}


def test_what_is_published_needs_more_clients():
    cells = [[40, 30, 7], [33, 45, 52], [61, 28, 39]]
    assert not suppress(cells).hidden.any()
    assert suppress(cells, public=True).hidden[0, 2]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=2, max_size=4), st.randoms())
def test_the_order_of_rows_changes_nothing_of_what_is_safe(cells, random):
    mixed = random.sample(cells, len(cells))
    for table in (suppress(cells), suppress(mixed)):
        assert (attack(table, least=1)["width"] >= K).all()
    assert suppress(cells).counts[-1].tolist() == suppress(mixed).counts[-1].tolist()


def test_small_categories_are_merged_before_anything_is_hidden():
    cells = pd.DataFrame([[20, 2, 30], [25, 1, 22]], index=["yes", "no"], columns=["0-3", "4-6", "7-9"])
    cells.index.name, cells.columns.name = "gain", "age"
    assert suppress(cells).hidden.any()
    table = suppress(cells, ordered=["age"])
    assert table.levels == (("yes", "no"), ("0-3 + 4-6", "7-9"))
    assert not table.hidden.any()
    kin = suppress(cells, parents={"age": {"4-6": "4-9", "7-9": "4-9"}})
    assert kin.levels[1] == ("0-3", "4-9")


def test_merging_ends_with_one_category_at_most():
    assert set(merge_categories({"a": 1, "b": 1, "c": 1}, smallest=5).values()) == {"a + b + c"}
    assert merge_categories({"a": 0, "b": 7}, smallest=5) == {"a": "a", "b": "b"}


def test_figures_of_a_small_group_are_not_told():
    rules = load_outcome_rules().disclosure
    assert describe(range(K - 1)).to_dict() == dict.fromkeys(("n", "mean", "sd", "lowest", "highest"))
    some = describe(range(K))
    assert (some.n, some.mean, some.sd, some.lowest) == (K, (K - 1) / 2, None, None)
    more = describe(range(rules.moments_from))
    assert more.sd == pytest.approx(np.std(range(rules.moments_from), ddof=1))
    assert more.highest is None
    many = describe(range(rules.extremes_from))
    assert (many.lowest, many.highest) == (0, rules.extremes_from - 1)
    assert describe([7] * 30).sd is None
    assert describe([]).n == 0
    assert describe([np.nan] * 9).n == 0


def test_a_share_tells_neither_a_small_count_nor_a_small_rest():
    assert [share(count, 40) for count in (0, 1, 4, 5, 35, 36, 39, 40)] == [
        0, None, None, 0.125, 0.875, None, None, 1
    ]  # fmt: skip
    assert share(2, 4) is None


@pytest.mark.parametrize("cells", [[[1, -2]], [[1.5, 2]], [["a", "b"]], [], [[np.nan, 1]]])
def test_what_is_no_table_of_counts_is_refused(cells):
    with pytest.raises(InputError, match="whole numbers"):
        suppress(cells)
