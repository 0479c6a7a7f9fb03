"""Blinding: when two people rate the same client, neither sees the other's rating until both are completed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, or_, select

from nmt_widgets.case_files.assessment_ids import split_assessment_id
from nmt_widgets.core.spelling import is_code
from nmt_widgets.store.database.tables import listed_assessment, listed_record, record, shared_record
from nmt_widgets.store.errors import NoRecord
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.rules.locking import IN_ERROR, OPEN

LINKS = ("second_of", "settles")


@dataclass(frozen=True)
class Rated:
    """The facts of a record that blinding needs: who rates it, its links to other ratings, its statuses."""

    case_id: str
    owner: str
    second_of: str = ""
    settles: tuple[str, ...] = ()
    statuses: Mapping[int, str] = field(default_factory=dict)
    assigned: str = ""

    def is_rated_by(self, name: str) -> bool:
        """Return whether it is somebody's rating: they began it, or it is assigned to them."""
        return name in (self.owner, self.assigned)

    @property
    def client(self) -> str:
        """The record of the first rating."""
        first = self.second_of or (self.settles[0] if self.settles else "")
        return split_assessment_id(first)[0] if first else self.case_id

    def status(self, number: int) -> str:
        """Return the status of an assessment; the default is in progress."""
        return self.statuses.get(number, OPEN)


def is_hidden(rating: Rated, person: Person, others: Iterable[Rated]) -> bool:
    """Return whether a person must not see a record because of a rating of their own.

    Who began one of two ratings, or has it assigned to them, sees neither the other rating nor the settlement until
    both are completed. A rating that was entered in error no longer blinds anybody. The command line sees everything.

    Parameters
    ----------
    rating : Rated
    person : Person
    others : iterable of Rated
        Records about the same client, at least the person's own; others are ignored.

    Examples
    --------
    >>> first, second = Rated("a", "Ana", statuses={1: "completed"}), Rated("b", "Bo", "a/1")
    >>> is_hidden(first, Person("Bo", "clinician"), [second]), is_hidden(second, Person("Ana", "clinician"), [first])
    (True, True)
    >>> is_hidden(first, Person("Cy", "clinician"), [second])
    False
    """
    if person.may("operates") or rating.owner == person.name:
        return False
    return any(mine.is_rated_by(person.name) and _blinds(mine, rating) for mine in others)


def _blinds(mine: Rated, rating: Rated) -> bool:
    """Return whether somebody with one rating must not see another one."""
    if mine.case_id == rating.case_id or mine.client != rating.client or mine.settles:
        return False
    if mine.second_of:
        own, number = mine.status(1), split_assessment_id(mine.second_of)[1]
        theirs = rating.status(number if rating.case_id == rating.client else 1)
        return own != IN_ERROR and OPEN in ((own,) if rating.settles else (own, theirs))
    if rating.second_of:  # and mine is the first
        own = mine.status(split_assessment_id(rating.second_of)[1])
        return own != IN_ERROR and OPEN in (own, rating.status(1))
    return False


def visible_record(
    connection: Connection, person: Person | None, case_id: str, *, for_update: bool = False
) -> Any:
    """Return the row of a record that a person may see; `for_update` locks it against other writers.

    The row has the columns of `record`, with the kind that the record is of now, and `assigned`, the name of the person
    to whom it is assigned.

    Raises
    ------
    NoRecord
        When there is no such record, or the person may not see it.
    """
    if person is None or not is_code(case_id):
        raise NoRecord
    kind = func.coalesce(listed_record.c.kind, record.c.kind).label("kind")
    query = (
        select(
            *(column for column in record.c if column is not record.c.kind), kind, listed_record.c.assigned
        )
        .outerjoin(listed_record, listed_record.c.case_id == record.c.case_id)
        .where(record.c.case_id == case_id)
    )
    row = connection.execute(query.with_for_update(of=record) if for_update else query).one_or_none()
    if row is None or not _may_read(connection, row, person) or _is_record_hidden(connection, row, person):
        raise NoRecord
    return row


def read_rated(connection: Connection, cases: Iterable[str]) -> list[Rated]:
    """Return the facts that blinding needs of some records, in their order; missing records are left out."""
    codes = list(cases)
    statuses: dict[str, dict[int, str]] = {}
    for case_id, number, status in connection.execute(
        select(listed_assessment.c.case_id, listed_assessment.c.number, listed_assessment.c.status).where(
            listed_assessment.c.case_id.in_(codes)
        )
    ):
        statuses.setdefault(case_id, {})[number] = status
    rows = connection.execute(
        select(
            listed_record.c.case_id,
            listed_record.c.owner,
            listed_record.c.second_of,
            listed_record.c.settles,
            listed_record.c.assigned,
        ).where(listed_record.c.case_id.in_(codes))
    )
    rated = {
        row.case_id: Rated(
            row.case_id,
            row.owner,
            row.second_of or "",
            tuple(json.loads(row.settles)) if row.settles else (),
            statuses.get(row.case_id, {}),
            row.assigned or "",
        )
        for row in rows
    }
    return [rated[code] for code in codes if code in rated]


def _may_read(connection: Connection, row: Any, person: Person) -> bool:
    """Return whether a person may read a record by their role, or because it is shared with them."""
    if person.may_read(row.kind, row.owner, row.assigned):
        return True
    if person.record_right(row.kind) == "none":
        return False
    shared = select(shared_record).where(
        shared_record.c.case_id == row.case_id, shared_record.c.person == person.name
    )
    return connection.execute(shared).first() is not None


def _is_record_hidden(connection: Connection, row: Any, person: Person) -> bool:
    """Return whether a person must not see the record of a row; see :func:`is_hidden`."""
    if person.may("operates") or row.owner == person.name:
        return False
    (rated,) = read_rated(connection, [row.case_id])
    own = connection.scalars(
        select(listed_record.c.case_id).where(
            listed_record.c.client == rated.client,
            or_(listed_record.c.owner == person.name, listed_record.c.assigned == person.name),
        )
    ).all()
    return bool(own) and is_hidden(rated, person, read_rated(connection, own))
