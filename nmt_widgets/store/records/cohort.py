"""The cohort of a person: the assessments of the clients whom they may see, as columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, not_, select

from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.database.cohort_rows import KeptRows, read_kept_rows, read_rows
from nmt_widgets.store.database.tables import listed_record
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.rules.visibility import Condition, is_unseen, may_see


@dataclass(frozen=True)
class CohortRows:
    """Completed assessments of the clients of a store, for :func:`nmt_widgets.outcomes.cohort.cohort`.

    Attributes
    ----------
    columns : dict of str to list
        Those of :func:`nmt_widgets.outcomes.cohort.case_rows.row_columns`, sorted by client; empty without any row.
    left_out : dict of str to int
        `unseen`: clients whom the person could still rate blind. `unreadable`: clients whose answers make up no case.
        `status`: assessments that are not completed, or have no scores.
    """

    columns: dict[str, list[Any]]
    left_out: dict[str, int]


def read_cohort(
    connection: Connection, person: Person, instrument: Instrument, progress: Progress = untold
) -> CohortRows:
    """Return the cohort of a person; second ratings, settlements and practice are no part of it."""
    clients = and_(may_see(person), is_client())
    parts = read_kept_rows(connection, and_(clients, not_(is_unseen(person))), instrument, progress)
    rows = read_rows(part.rows for part in parts.values())
    unseen = count_records(connection, and_(clients, is_unseen(person)))
    return CohortRows(as_columns(rows, instrument), count_left_out(parts.values(), unseen))


def is_client() -> Condition:
    """Return the condition that a record is a client: no attempt, no second rating, no settlement."""
    links = (listed_record.c[name] for name in ("practice_of", "second_of", "settles"))
    return and_(listed_record.c.kind == "clinical", *(link.is_(None) for link in links))


def is_second_rating() -> Condition:
    """Return the condition that a record is a second rating of a client."""
    return and_(listed_record.c.kind == "clinical", listed_record.c.second_of.is_not(None))


def count_records(connection: Connection, matching: Condition) -> int:
    """Return how many records match."""
    return connection.scalar(select(func.count()).select_from(listed_record).where(matching)) or 0


def as_columns(rows: list[list[Any]], instrument: Instrument) -> dict[str, list[Any]]:
    """Return rows of the cohort as columns, none without any row."""
    # imported late, with the metrics and the plan: most work of the store needs neither
    from nmt_widgets.outcomes.cohort.case_rows import row_columns

    return dict(zip(row_columns(instrument), map(list, zip(*rows, strict=True)), strict=True)) if rows else {}


def count_left_out(parts: Iterable[KeptRows], unseen: int) -> dict[str, int]:
    """Return how much is left out of the rows of some records, and why."""
    unfinished = [part.unfinished for part in parts]
    return {
        "unseen": unseen,
        "unreadable": unfinished.count(None),
        "status": sum(count for count in unfinished if count),
    }
