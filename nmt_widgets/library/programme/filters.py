"""By what the clients of a programme can be chosen: groups that are large enough in every combination."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from nmt_widgets.core.texts import texts
from nmt_widgets.library.programme.clients_of import ProgrammeClients, Rows
from nmt_widgets.library.programme.rules import ProgrammeRules
from nmt_widgets.metrics.estimate import Floats

GATE, START = "gate_open", "start"
"""The gate of an assessment, and the filter by it at the first one."""


@dataclass(frozen=True, eq=False)
class Grouping:
    """A filter, with the level of each client.

    Attributes
    ----------
    id : str
    levels : tuple of (str, str)
        Id and title of each level.
    codes : ndarray of int, shape (clients,)
    of_values : ndarray of int
        The level that each value is in, the last for not known; -1 where it is in none.
    """

    id: str
    levels: tuple[tuple[str, str], ...]
    codes: Rows
    of_values: Rows

    @property
    def title(self) -> str:
        """Its title."""
        return str(texts("programme")["filters"][self.id])

    def place(self, level: str) -> int | None:
        """Return the place of a level; None where there is none of this id."""
        return next((at for at, (id, _) in enumerate(self.levels) if id == level), None)


@dataclass(frozen=True, eq=False)
class _Raw:
    """A filter before anything is merged; not known is -1."""

    id: str
    names: tuple[str, ...]
    codes: Rows
    edges: tuple[float, ...] = ()
    is_ordered: bool = False


def choose_filters(people: ProgrammeClients, rules: ProgrammeRules, smallest: int) -> tuple[Grouping, ...]:
    """Return the filters, as many as can be combined so that each combination has enough clients, or none.

    Levels with few clients are merged with a neighbour where they are in order, else with the next smallest. A filter
    that has less than two levels then is not offered.
    """
    chosen: list[Grouping] = []
    atoms = np.zeros(len(people), dtype=np.intp)
    for raw in _candidates(people, rules):
        if len(chosen) == rules.most_filters:
            break
        most = min(rules.most_levels, rules.most_groups // prod(len(entry.levels) for entry in chosen))
        grouping = _merged(raw, atoms, most, smallest)
        if len(grouping.levels) > 1:
            chosen.append(grouping)
            atoms = atoms * len(grouping.levels) + grouping.codes
    return tuple(chosen)


def age_bands(ages: Floats, rules: ProgrammeRules) -> Rows:
    """Return the band of each age; as many as there are bands where it is not known."""
    places = np.searchsorted(rules.age_bands, ages, side="right") - 1
    return np.where(np.isnan(ages) | (places < 0), len(rules.age_bands), places).astype(np.intp)


def age_title(edges: Sequence[float], first: int, last: int) -> str:
    """Return the words for some bands of age."""
    say, low, after = texts("programme")["levels"], f"{edges[first]:g}", edges[last + 1 :]
    key = "ages" if after else "ages_from"
    return str(say[key]).format(low=low, high=f"{after[0]:g}" if after else "")


def _candidates(people: ProgrammeClients, rules: ProgrammeRules) -> Iterator[_Raw]:
    """Yield what could be a filter, the most useful first."""
    if people.has("phase"):
        yield _Raw("phase", *people.words("phase"))
    if people.has("age"):
        ages = people.numbers("age")
        bands, names = age_bands(ages, rules), tuple(f"{low:g}" for low in rules.age_bands)
        places = np.where(bands == len(names), -1, bands)
        yield _Raw("age", names, places, rules.age_bands, is_ordered=True)
    if people.has("date"):
        years = people.frame["date"].dt.year.to_numpy(dtype=float, na_value=np.nan)[people.begins]
        known = sorted(set(years[~np.isnan(years)].astype(int).tolist()))
        places = np.searchsorted(known, np.nan_to_num(years))
        yield _Raw("begun", tuple(map(str, known)), np.where(np.isnan(years), -1, places), is_ordered=True)
    for name in ("site", "unit", "group"):
        if people.has(name):
            yield _Raw(name, *people.words(name))
    if people.has(GATE):
        gate = people.numbers(GATE)
        yield _Raw(START, ("closed", "open"), np.where(np.isnan(gate), -1, gate).astype(np.intp))


def _merged(raw: _Raw, atoms: Rows, most: int, smallest: int) -> Grouping:
    unknown = len(raw.names)
    codes = np.where(raw.codes < 0, unknown, raw.codes)
    table = np.zeros((int(atoms.max(initial=0)) + 1, unknown + 1), dtype=np.int64)
    np.add.at(table, (atoms, codes), 1)
    groups = [[level] for level in range(unknown + 1) if table[:, level].any()]
    while len(groups) > 1:
        counts = [table[:, group].sum(axis=1) for group in groups]
        small = [at for at, count in enumerate(counts) if ((count > 0) & (count < smallest)).any()]
        if not small and len(groups) <= most:
            break
        totals = [int(count.sum()) for count in counts]
        place = min(small or range(len(groups)), key=totals.__getitem__)
        others = (place - 1, place + 1) if raw.is_ordered else range(len(groups))
        beside = min((at for at in others if 0 <= at < len(groups) and at != place), key=totals.__getitem__)
        first, last = sorted((place, beside))
        groups[first] = sorted(groups[first] + groups.pop(last))
    new = np.full(unknown + 1, -1)
    for at, group in enumerate(groups):
        known = [level for level in group if level < unknown]
        if raw.is_ordered and known:
            new[known[0] : known[-1] + 1] = at  # its title covers what nobody has between
        new[group] = at
    return Grouping(raw.id, tuple(_level(raw, group) for group in groups), new[codes], new)


def _level(raw: _Raw, group: Sequence[int]) -> tuple[str, str]:
    """Return id and title of a level: what was merged, and whether it holds clients of whom it is not known."""
    say = texts("programme")["levels"]
    known = [at for at in group if at < len(raw.names)]
    names = [str(say["start"][raw.names[at]]) if raw.id == START else raw.names[at] for at in known]
    if not known:
        title = say["not_known"]
    elif raw.edges:
        low = f"{raw.edges[known[0]]:g}"
        after = raw.edges[known[-1] + 1 :]
        title = (
            say["ages"].format(low=low, high=f"{after[0]:g}") if after else say["ages_from"].format(low=low)
        )
    elif raw.is_ordered:
        title = names[0] if len(names) == 1 else say["years"].format(first=names[0], last=names[-1])
    else:
        title = names[0] if len(names) == 1 else say["others"].format(names=", ".join(names))
    if known and len(known) < len(group):
        title = say["or_not_known"].format(title=title)
    ids = [raw.names[at] for at in known] + ["not_known"] * (len(known) < len(group))
    return "+".join(ids), title
