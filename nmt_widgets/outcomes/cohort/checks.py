"""What only several rows show: mixed versions, a client's time twice, and time that runs backwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from nmt_widgets.core.errors import InputError, InputErrors, refusal
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import problem
from nmt_widgets.outcomes.cohort.columns import WORDS
from nmt_widgets.outcomes.cohort.joined import Flags, JoinedTable, Problems, Rows
from nmt_widgets.outcomes.rules import CohortRules

if TYPE_CHECKING:
    import pandas as pd

SAME = ("instrument", "version")
"""Columns that have one value in a cohort: scores of two instruments, or of two versions, are not one measure."""

_DAYS = 365.25
_MOST_NAMED = 6


def chosen_rows(table: JoinedTable, column: str, word: str) -> Flags:
    """Return which rows have a word in a column of words.

    Raises
    ------
    InputError
        When there is no such column, or no row has the word.
    """
    if column not in WORDS or column not in table.columns:
        known = [name for name in WORDS if name in table.columns]
        raise refusal("cohort", "no_only", column=column[:40], known=", ".join(known) or "–")
    words = table.columns[column].astype(object).map(_text, na_action="ignore")
    rows: Flags = (words == str(word).strip()).to_numpy(dtype=bool)
    if not rows.any():
        known_words = name_some(sorted(set(words.dropna())), _MOST_NAMED)
        raise refusal("cohort", "nobody_chosen", column=column, value=str(word)[:40], known=known_words)
    return rows


def check_one_measure(table: JoinedTable, columns: Mapping[str, Any]) -> None:
    """Raise InputErrors where rows are of more than one instrument or version: each with its count and first place."""
    errors: list[InputError] = []
    for column in SAME:
        words: pd.Categorical | None = columns.get(column)
        if words is None:
            continue
        codes, first, counts = np.unique(words.codes, return_index=True, return_counts=True)
        if len(codes) < 2:
            continue
        names = [
            problem("cohort", "not_stated")[0] if code < 0 else str(words.categories[code]) for code in codes
        ]
        places = table.places([int(row) for row in first])
        parts = [
            problem(
                "cohort",
                "mixed_value",
                value=name,
                count=f"{count:,}",
                place=table.named_place(int(row), places[int(row)]),
            )[0]
            for name, row, count in zip(names, first, counts, strict=True)
        ]
        values = name_some(parts, _MOST_NAMED, "; ")
        stated = names[int(np.argmax(np.where(codes < 0, 0, counts)))]
        errors.append(refusal("cohort", "mixed", column=column, values=values, example=stated))
    if errors:
        raise InputErrors(errors)


def times_by_date(clients: pd.Categorical, days: Any, problems: Problems) -> Any:
    """Return the number of each assessment by the order of the dates of its client."""
    unknown = np.isnat(days)
    unknown[problems.rows("not_a_date")] = False  # told already
    problems.add(unknown, "no_date_for_order", "date")
    order = np.lexsort((days, clients.codes))
    codes = clients.codes[order]
    begins = np.flatnonzero(np.diff(codes, prepend=-2))
    numbers = np.arange(len(codes)) - np.repeat(begins, np.diff(begins, append=len(codes))) + 1
    times = np.empty(len(codes))
    times[order] = numbers
    return times


def check_clients(
    columns: Mapping[str, Any], order: Rows, by_date: bool, rules: CohortRules, problems: Problems
) -> None:
    """Add what is wrong with the rows of a client beside each other.

    Parameters
    ----------
    columns : mapping
        Typed, in the order of the table.
    order : ndarray of int
        The rows by client and time.
    by_date : bool
        Whether the times were made from the dates.
    rules : CohortRules
    problems : Problems
    """
    clients, times = columns["client"], columns["time"]
    days, ages = columns.get("date"), columns.get("age")
    codes = clients.codes[order]
    if by_date:
        assert days is not None
        twice = (codes[1:] == codes[:-1]) & (days[order][1:] == days[order][:-1])
    else:
        twice = (codes[1:] == codes[:-1]) & (times[order][1:] == times[order][:-1])
    first, second = order[:-1][twice], order[1:][twice]
    beside = dict(zip(second.tolist(), first.tolist(), strict=True))
    words = texts("cohort")["places"]
    problems.add(
        second,
        "doubled_date" if by_date else "doubled",
        "date" if by_date else "time",
        lambda row: {
            "client": clients[row],
            "time": f"{times[row]:g}",
            "date": "" if days is None else days[row].astype("datetime64[D]"),
            "how": words["same" if _alike(columns, row, beside[row], by_date) else "other"],
        },
        first,
    )
    if days is not None and not by_date:
        _check_rising(
            columns, order, days.astype("datetime64[D]").astype("int64"), np.isnat(days), "date", problems
        )
    if ages is not None:
        _check_rising(columns, order, ages, np.isnan(ages), "age", problems)
    if days is not None and ages is not None:
        _check_births(columns, order, days, ages, rules, problems)


def _check_rising(
    columns: Mapping[str, Any], order: Rows, values: Any, unknown: Flags, column: str, problems: Problems
) -> None:
    """Add each row whose date or age falls while the time of its client rises."""
    clients, times = columns["client"], columns["time"]
    known = order[~unknown[order]]
    before, after = known[:-1], known[1:]
    falls = (
        (clients.codes[before] == clients.codes[after])
        & (times[before] < times[after])
        & (values[after] < values[before])
    )
    first = dict(zip(after[falls].tolist(), before[falls].tolist(), strict=True))
    problems.add(
        after[falls],
        f"{column}_back",
        column,
        lambda row: {"client": clients[row], "before": f"{times[first[row]]:g}"},
        before[falls],
    )


def _check_births(
    columns: Mapping[str, Any], order: Rows, days: Any, ages: Any, rules: CohortRules, problems: Problems
) -> None:
    """Add each row whose date and age give another birth than the first of its client."""
    clients = columns["client"]
    known = order[~(np.isnat(days[order]) | np.isnan(ages[order]))]
    if not len(known):
        return
    births = 1970 + days[known].astype("datetime64[D]").astype("int64") / _DAYS - ages[known]
    codes = clients.codes[known]
    begins = np.flatnonzero(np.diff(codes, prepend=-2))
    at_first = np.repeat(begins, np.diff(begins, append=len(codes)))
    apart = np.abs(births - births[at_first]) > rules.years_apart
    born = dict(zip(known.tolist(), births.tolist(), strict=True)) if apart.any() else {}
    first = dict(zip(known[apart].tolist(), known[at_first[apart]].tolist(), strict=True))
    problems.add(
        known[apart],
        "birth_apart",
        "date",
        lambda row: {
            "client": clients[row],
            "first": int(born[first[row]]),
            "second": int(born[row]),
        },
        known[at_first[apart]],
    )


def _alike(columns: Mapping[str, Any], row: int, other: int, by_date: bool) -> bool:
    """Return whether two rows hold the same, but for a time that was made from their order."""
    pairs = [
        (column[row], column[other]) for name, column in columns.items() if not (by_date and name == "time")
    ]
    return all(first == second or (first != first and second != second) for first, second in pairs)


def _text(value: object) -> str:
    return " ".join((f"{value:.15g}" if isinstance(value, float) else str(value)).split())
