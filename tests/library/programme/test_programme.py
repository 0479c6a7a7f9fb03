"""Topics of a programme: told of everybody, and of those whom filters choose."""

from __future__ import annotations

import pytest

import nmt_widgets as nmt
from nmt_widgets.core.errors import InputError
from nmt_widgets.library.programme import Programme, ProgrammeData


@pytest.fixture(scope="module")
def programme():
    return Programme(ProgrammeData(nmt.cohort(nmt.synthetic_cohort(n=200, seed=1).frame)))


def test_filters_part_everybody(programme):
    for entry in programme.filters:
        assert sum(n for _, _, n in entry.levels) == 200
        chosen = [programme.topic("clients", {entry.id: id}).n for id, _, _ in entry.levels]
        assert chosen == [n for _, _, n in entry.levels]


def test_each_combination_has_enough_clients_or_none(programme):
    first, second = programme.filters[:2]
    for level, _, _ in first.levels:
        for other, _, _ in second.levels:
            n = programme.topic("clients", {first.id: level, second.id: other}).n
            assert n == 0 or n >= programme.smallest


@pytest.mark.parametrize(
    ("topic", "selection"), [("gain", {}), ("clients", {"colour": "red"}), ("clients", {"phase": "befor"})]
)
def test_what_is_not_there_is_refused(programme, topic, selection):
    with pytest.raises(InputError):
        programme.topic(topic, selection)
