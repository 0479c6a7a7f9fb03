"""Whoever sees every selection of a programme tells no hidden count of it closely, from all findings together."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

import nmt_widgets as nmt
from nmt_widgets.library.programme import Programme, ProgrammeData
from nmt_widgets.library.programme.count_book import CountBook
from nmt_widgets.library.programme.presence import known_twice, presence, within_known
from nmt_widgets.outcomes.disclosure import protect_cells
from nmt_widgets.outcomes.disclosure.attacker import margin_forms

SMALLEST = 5


class Joint:
    """Clients by filter, presence, whether the value is known, and group: all that the findings of gains count."""

    def __init__(self, seed, n=70):
        random = np.random.default_rng(seed)
        self.filter = np.sort(random.integers(0, 3, n))
        self.absent = random.random(n) < 0.2
        self.groups = np.where(
            self.absent | (random.random(n) < 0.06), -1, random.choice(4, n, p=[0.05, 0.3, 0.5, 0.15])
        )

    def cells(self):
        """Return the smallest cells, which every finding adds up: four groups, a gap, absent."""
        return np.where(self.absent, 5, np.where(self.groups < 0, 4, self.groups))


class Entry:
    id = "unit"
    levels = (("a", "a"), ("b", "b"), ("c", "c"))

    def __init__(self, codes):
        self.codes = codes


class Assessed:
    """The part of a programme's clients that presence needs."""

    times = (1, 2)

    def __init__(self, joint):
        self.two_rows = (np.zeros(len(joint.absent)), np.where(joint.absent, -1, 1))

    def __len__(self):
        return len(self.two_rows[0])


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_count_follows_from_all_findings_together(seed):
    joint = Joint(seed)
    clients, public = Assessed(joint), CountBook([Entry(joint.filter)], SMALLEST)
    known, forms = known_twice(clients, joint.groups >= 0), np.vstack([np.eye(4, dtype=int), [1, 1, 0, 0]])
    findings = {
        "presence": (presence(clients), [[1, 1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 1]]),
        "known": (known, [[1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 0]]),
        "gains": (within_known(clients, joint.groups, forms), np.pad(forms, ((0, 0), (0, 2)))),
    }
    rows, values = [np.ones(6)], [[]]
    table = np.zeros((3, 6))
    np.add.at(table, (joint.filter, joint.cells()), 1)
    truth = margin_forms((3,)) @ table
    values[0] = truth.sum(axis=1)
    for id, (cells, sums) in findings.items():
        counts = np.array(
            [public.counts(id, (place,), lambda cells=cells: cells) for place in (0, 1, 2, -1)], dtype=float
        )
        rows += list(np.array(sums, dtype=float))
        values += list(counts.T)
    places, columns = margin_forms((3,)).toarray(), np.array(rows)
    everything, public = np.kron(columns, places), np.concatenate(values)
    visible = ~np.isnan(public)
    exact = np.kron(columns, places) @ table.T.ravel()
    assert np.array_equal(public[visible], exact[visible])
    small = (exact > 0) & (exact < SMALLEST)
    assert not (small & visible).any()
    for form in everything[small]:
        ends = [
            linprog(sign * form, A_eq=sparse.csr_array(everything[visible]), b_eq=public[visible]).fun * sign
            for sign in (1, -1)
        ]
        assert ends[1] - ends[0] >= SMALLEST - 1e-6


def test_few_clients_in_a_combination_are_no_filter():
    with pytest.raises(ValueError, match="few clients"):
        protect_cells([(np.repeat([0, 1], [20, 3]), 2)], (np.zeros(23, dtype=int), 1), smallest=SMALLEST)


def test_what_two_findings_count_is_told_by_both_or_neither():
    programme = Programme(ProgrammeData(nmt.cohort(nmt.synthetic_cohort(n=80, seed=3).frame)))
    selections = [
        {entry.id: level for entry, (level, _, _) in zip(programme.filters, levels, strict=True)}
        for levels in product(*(entry.levels for entry in programme.filters))
    ]
    for selection in [{}, *selections]:
        of_gains = {finding.id: finding for finding in programme.topic("gains", selection).findings}
        if not of_gains:  # nobody is chosen
            continue
        assert of_gains["reliable"].missing == of_gains["functional_ages"].missing
        assert of_gains["reliable"].n == of_gains["functional_ages"].n


def test_a_band_of_a_filter_is_no_way_to_a_hidden_count():
    """Whoever knows that ages 0 to 6 are 8 clients is not told that ages 3 to 6 are 6 of them."""
    bands = np.repeat(np.arange(6), [2, 6, 3, 7, 3, 3])
    filters, levels = [(bands // 2, 3)], np.arange(6) // 2
    everybody = protect_cells(filters, (bands, 6), smallest=SMALLEST, within=(0, levels)).at((-1,))
    hidden = {band for band, count in enumerate(everybody) if count is None}
    assert {0, 1, 2, 3, 4, 5} == hidden
    assert protect_cells(filters, (bands, 6), smallest=SMALLEST).at((-1,))[1] == 6


def test_ages_and_their_filter_together_tell_no_small_count():
    ages = np.repeat([1, 4, 7, 10, 13, 16], [2, 6, 3, 7, 3, 3]).tolist()
    rows = [{"client": f"c-{at}", "time": 1, "age": age, "sleep": 4} for at, age in enumerate(ages)]
    programme = Programme(ProgrammeData(nmt.cohort(rows)))
    (by_age,) = programme.filters
    assert [size for _, _, size in by_age.levels] == [8, 10, 6]
    for selection, bands in (({}, 6), *(({"age": level}, 2) for level, _, _ in by_age.levels)):
        counts = [row[2] for row in programme.topic("clients", selection).findings[0].figure.table.rows]
        assert counts == ["hidden"] * bands
