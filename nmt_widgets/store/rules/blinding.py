"""Blinding: when two people rate the same client, neither sees the other's rating until both are completed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, or_, select

from nmt_widgets.case_files.answers import Value
from nmt_widgets.case_files.assessment_ids import split_assessment_id
from nmt_widgets.case_files.questions import Path
from nmt_widgets.core.spelling import is_code
from nmt_widgets.store.database import tables
from nmt_widgets.store.errors import NoRecord
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.rules.locking import IN_ERROR, OPEN, statuses_of

LINKS = ("second_of", "settles")


@dataclass(frozen=True)
class Rated:
    """The facts of a record that blinding needs: its owner, its links to other ratings, its statuses."""

    case_id: str
    owner: str
    second_of: str = ""
    settles: tuple[str, ...] = ()
    statuses: Mapping[int, str] = field(default_factory=dict)

    @property
    def client(self) -> str:
        """The record of the first rating."""
        first = self.second_of or (self.settles[0] if self.settles else "")
        return split_assessment_id(first)[0] if first else self.case_id

    def status(self, number: int) -> str:
        """Return the status of an assessment; the default is in progress."""
        return self.statuses.get(number, OPEN)


def is_hidden(record: Rated, person: Person, others: Iterable[Rated]) -> bool:
    """Return whether a person must not see a record because of a rating of their own.

    The owner of one of two ratings sees neither the other rating nor the settlement until both are completed. A rating
    that was entered in error no longer blinds its owner. The command line sees everything.

    Parameters
    ----------
    record : Rated
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
    if person.may("operates") or record.owner == person.name:
        return False
    return any(mine.owner == person.name and _blinds(mine, record) for mine in others)


def _blinds(mine: Rated, record: Rated) -> bool:
    """Return whether the owner of one rating must not see another record."""
    if mine.case_id == record.case_id or mine.client != record.client or mine.settles:
        return False
    if mine.second_of:
        own, number = mine.status(1), split_assessment_id(mine.second_of)[1]
        theirs = record.status(number if record.case_id == record.client else 1)
        return own != IN_ERROR and OPEN in ((own,) if record.settles else (own, theirs))
    if record.second_of:  # and mine is the first
        own = mine.status(split_assessment_id(record.second_of)[1])
        return own != IN_ERROR and OPEN in (own, record.status(1))
    return False


def is_record_hidden(connection: Connection, row: Any, person: Person) -> bool:
    """Return whether a person must not see the record of a row; see :func:`is_hidden`."""
    if person.may("operates") or row.owner == person.name or row.kind != "clinical":
        return False
    rated = read_rated(connection, [row.case_id])[0]
    own = own_ratings(connection, person.name)
    client = [rated.client] if rated.client != rated.case_id else []
    about = [
        case_id for case_id, second_of in own.items() if split_assessment_id(second_of)[0] == rated.client
    ]
    if not (about or client):
        return False
    return is_hidden(rated, person, read_rated(connection, [*client, *about]))


def visible_record(
    connection: Connection, person: Person | None, case_id: str, *, for_update: bool = False
) -> Any:
    """Return the row of a record that a person may see; `for_update` locks it against other writers.

    Raises
    ------
    NoRecord
        When there is no such record, or the person may not see it.
    """
    if person is None or not is_code(case_id):
        raise NoRecord
    query = select(tables.record).where(tables.record.c.case_id == case_id)
    row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
    if row is None or not person.may_read(row.kind, row.owner) or is_record_hidden(connection, row, person):
        raise NoRecord
    return row


def own_ratings(connection: Connection, owner: str) -> dict[str, str]:
    """Return the codes of somebody's second ratings, each with the assessment that it repeats."""
    record, answer = tables.record, tables.answer
    rows = connection.execute(
        select(answer.c.case_id, answer.c.value)
        .join(record, record.c.case_id == answer.c.case_id)
        .where(record.c.owner == owner, record.c.kind == "clinical", answer.c.path == "second_of")
    )
    return {case_id: json.loads(value) for case_id, value in rows}


def read_rated(connection: Connection, cases: Iterable[str]) -> list[Rated]:
    """Return the facts that blinding needs of some records; missing records are left out."""
    record, answer = tables.record, tables.answer
    codes = list(cases)
    answers: dict[str, dict[Path, Value]] = {}
    listed = or_(
        answer.c.path.in_(LINKS),
        *(answer.c.path.like(f"assessments/%/{name}") for name in ("age", "label", "status")),
    )
    for case_id, path, value in connection.execute(
        select(answer.c.case_id, answer.c.path, answer.c.value).where(answer.c.case_id.in_(codes), listed)
    ):
        if path.count("/") in (0, 2):
            answers.setdefault(case_id, {})[path] = json.loads(value)
    owners = connection.execute(
        select(record.c.case_id, record.c.owner).where(record.c.case_id.in_(codes))
    ).all()
    return [
        Rated(
            row.case_id,
            row.owner,
            answers.get(row.case_id, {}).get("second_of", ""),
            tuple(answers.get(row.case_id, {}).get("settles", ())),
            statuses_of(answers.get(row.case_id, {})),
        )
        for row in owners
    ]
