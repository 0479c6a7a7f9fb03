"""The columns of a cohort: what each holds, and which of them a table has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from nmt_widgets.core.problems import name_some
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.tables import column_key
from nmt_widgets.core.words import problem
from nmt_widgets.instrument import Instrument
from nmt_widgets.outcomes.rules import CohortRules

Kind = Literal["code", "time", "date", "age", "word", "flag", "score", "level", "percent", "count"]

WORDS = ("group", "site", "unit", "phase", "rater", "instrument", "version", "left", "norms")
"""The columns of words: each client's groups, and what was rated with what."""

COUNTS = ("essential", "therapeutic")
"""Categories of the lines of a plan; each has the columns `<category>_agreed` and `<category>_done`."""

_ALIKE = 0.85  # from here on a name is taken for a misspelt column


@lru_cache(maxsize=4)
def cohort_columns(instrument: Instrument) -> dict[str, Kind]:
    """Return the columns that a table may have, in order, and what each holds.

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> columns = cohort_columns(load_instrument())
    >>> columns["client"], columns["sleep"], columns["adversity_infancy"], columns["essential_done"]
    ('code', 'score', 'level', 'count')
    """
    columns: dict[str, Kind] = {"client": "code", "time": "time", "date": "date", "age": "age"}
    columns |= dict.fromkeys(WORDS, "word")
    columns |= {"synthetic": "flag"}
    columns |= dict.fromkeys(instrument.ids, "score")
    columns |= {
        f"{part}_{period.id}": "level"
        for part in ("adversity", "relational")
        for period in instrument.history.periods
    }
    columns |= {"relational_health": "percent"}
    columns |= {f"{category}_{end}": "count" for category in COUNTS for end in ("agreed", "done")}
    return columns


@lru_cache(maxsize=4)
def figure_columns(instrument: Instrument) -> tuple[str, ...]:
    """Return the columns that a cohort derives, named as `nmt_widgets.profiles` names them."""
    ends = ("percent", "category", "functional_age")
    domains = [f"{domain.id}_{end}" for domain in instrument.domains.domains for end in ends]
    return ("total", "cmr", "gate_open", *domains)


@dataclass(frozen=True)
class Matching:
    """Which columns of a table are read.

    Attributes
    ----------
    positions : dict of str to int
        The position of each column of the cohort.
    unused : tuple of (str, str)
        Why a column is not read ("personal", "unused"), and its name.
    problems : tuple of (str, str, str)
        The column, what is wrong, and what to do.
    """

    positions: dict[str, int]
    unused: tuple[tuple[str, str], ...]
    problems: tuple[tuple[str, str, str], ...]

    @property
    def names(self) -> list[str]:
        """The columns that are read, by position."""
        return sorted(self.positions, key=self.positions.__getitem__)


def match_columns(header: Sequence[object], instrument: Instrument, rules: CohortRules) -> Matching:
    """Return which columns of a table are read; case and blanks do not matter.

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> from nmt_widgets.outcomes.rules import load_outcome_rules
    >>> match = match_columns(["Code", "Visit", "Sleep", "Vorname"], load_instrument(), load_outcome_rules().cohort)
    >>> match.names, match.unused, match.problems
    (['client', 'time', 'sleep'], (('personal', 'Vorname'),), ())
    """
    columns, figures = cohort_columns(instrument), figure_columns(instrument)
    names = _spellings(columns, instrument, rules)
    positions: dict[str, int] = {}
    others: list[str] = []
    unused: list[tuple[str, str]] = []
    problems: list[tuple[str, str, str]] = []
    for position, title in enumerate(map(str, header)):
        word = _word(title)
        name = names.get(word)
        if not word:
            continue
        if name is None:
            if word in rules.personal:
                unused.append(("personal", title))
            elif word not in figures:
                others.append(title)
        elif name in positions:
            problems.append((title[:40], *problem("cohort", "column_twice", column=name)))
        else:
            positions[name] = position
    absent = [name for name in columns if name not in positions]
    for title in others:
        if near := closest(_word(title), absent, _ALIKE):
            problems.append((title[:40], *problem("cohort", "misspelt_column", near=near)))
        else:
            unused.append(("unused", title))
    if not problems:
        problems += [("", *text) for text in _lacking(positions, columns, header)]
    return Matching(positions, tuple(unused), tuple(problems))


def _lacking(
    positions: dict[str, int], columns: dict[str, Kind], header: Iterable[object]
) -> Iterable[tuple[str, str]]:
    known = name_some([str(name)[:40] for name in header], 12)
    if "client" not in positions:
        yield problem("cohort", "no_client_column", known=known)
    if not positions.keys() & {"time", "date"}:
        yield problem("cohort", "no_time_column", known=known)
    if not any(columns[name] in ("score", "level", "percent", "count") for name in positions):
        yield problem("cohort", "no_measure_column", known=known)


def _spellings(columns: dict[str, Kind], instrument: Instrument, rules: CohortRules) -> dict[str, str]:
    """Return the column that each spelling of a name stands for."""
    spellings = {word: name for name, words in rules.spellings.items() for word in words}
    spellings |= {_word(function.name): function.id for function in instrument.functions}
    return spellings | {name: name for name in columns}


def _word(title: str) -> str:
    return "_".join(column_key(title).replace("-", " ").replace("/", " ").split())
