"""All clients of the site without saying who they are: for whoever sees how they fare together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, and_, not_

from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.database.codes import random_numbers
from nmt_widgets.store.database.cohort_rows import read_kept_rows, read_rows
from nmt_widgets.store.errors import NotPermitted, worded
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.records.cohort import (
    as_columns,
    count_left_out,
    count_records,
    is_client,
    is_second_rating,
)
from nmt_widgets.store.records.double_ratings import DoubleRating, read_double_ratings
from nmt_widgets.store.rules.phases import Timeline, read_phases
from nmt_widgets.store.rules.visibility import is_not_blinded, is_unseen


@dataclass(frozen=True)
class OutcomeRows:
    """Completed assessments of all clients of a site, each client under a number made anew with every call.

    No code, no name of a person, no text that somebody typed for a client and no day is in it. The numbers, and the
    order of the rows, are random, so nobody can tell by them who is meant, or join two calls.

    Attributes
    ----------
    columns : dict of str to list
        Those of :class:`~nmt_widgets.store.records.cohort.CohortRows`, and `phase`: that of the site on the day of the
        assessment, None where the whole site was in none or in two. `client` is a number, `date` the first day of the
        month.
    lines : dict of str to list
        A row a line of a plan that was agreed: `client`, `time`, and those of
        :class:`nmt_widgets.outcomes.cohort.plan_lines.AgreedRow`.
    ratings : dict of str to list
        A row for each of two blind ratings of an assessment: `client`, `time`, `rater` (a number), and the functions.
    left_out : dict of str to int
        As in :class:`~nmt_widgets.store.records.cohort.CohortRows`; `unseen` also counts clients to whom the person is
        blind.
    """

    columns: dict[str, list[Any]]
    lines: dict[str, list[Any]]
    ratings: dict[str, list[Any]]
    left_out: dict[str, int]


def read_outcome_rows(
    connection: Connection, person: Person | None, instrument: Instrument, progress: Progress = untold
) -> OutcomeRows:
    """Return all clients of the site, numbered.

    Raises
    ------
    NotPermitted
        When the person may not see how all clients fare.
    """
    # imported late, with the metrics and the plan: most work of the store needs neither
    from nmt_widgets.outcomes.cohort.plan_lines import AgreedRow

    if person is None or not person.may("outcomes"):
        raise worded("may_not_see_outcomes", NotPermitted)
    readable = and_(is_not_blinded(person), not_(is_unseen(person)))
    clients = read_kept_rows(connection, and_(is_client(), readable), instrument, progress)
    again = read_kept_rows(connection, and_(is_second_rating(), readable), instrument, progress)
    unseen = count_records(connection, and_(is_client(), not_(readable)))
    numbers = random_numbers(code for code, part in clients.items() if part.rows != "[]")
    rows = read_rows(clients[code].rows for code in numbers)
    seconds = read_rows(part.rows for part in again.values())
    ratings = _ratings(read_double_ratings(connection, readable), [*rows, *seconds], numbers, instrument)
    lines = [
        [str(numbers[code]), *line] for code, *line in read_rows(clients[code].lines for code in numbers)
    ]
    columns = as_columns(rows, instrument)
    if columns:
        columns["phase"] = _phases(columns["date"], Timeline(read_phases(connection)))
        columns["date"] = [day and f"{day[:7]}-01" for day in columns["date"]]
        columns["client"] = [str(numbers[code]) for code in columns["client"]]
    return OutcomeRows(
        columns,
        _columns(("client", *AgreedRow._fields), lines),
        _columns(("client", "time", "rater", *instrument.ids), ratings),
        count_left_out(clients.values(), unseen),
    )


def _phases(days: Iterable[str | None], timeline: Timeline) -> list[str | None]:
    """Return the phase of the whole site on each day."""
    phase = cache(lambda day: timeline.phase("", day, day))
    return [phase(day) if day else None for day in days]


def _ratings(
    pairs: Sequence[DoubleRating], rows: Iterable[list[Any]], numbers: dict[str, int], instrument: Instrument
) -> list[list[Any]]:
    """Return the scores of double ratings, from the rows of their records."""
    from nmt_widgets.outcomes.cohort.case_rows import row_columns

    first = row_columns(instrument).index(instrument.ids[0])
    records = {pair.record for pair in pairs}
    scores = {(row[0], row[1]): row[first : first + len(instrument.ids)] for row in rows if row[0] in records}
    raters = random_numbers(pair.rater for pair in pairs)
    ratings = sorted(
        (numbers[pair.client], pair.time, raters[pair.rater], scores[pair.record, pair.number])
        for pair in pairs
        if pair.client in numbers and (pair.record, pair.number) in scores
    )
    return [[str(client), time, str(rater), *row] for client, time, rater, row in ratings]


def _columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    """Return rows as columns, none without any row."""
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {}
