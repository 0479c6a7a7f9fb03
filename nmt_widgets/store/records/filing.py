"""Where a record belongs: in the archive or not, to whom it is assigned, with whom it is shared, who has opened it.

Entries are added to a log with a chain of its own, never changed; what they come to is derived with the lists.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, select

from nmt_widgets.store.database.advisory_locks import AdvisoryLock, hold
from nmt_widgets.store.database.listing import OPENED, Act, relist
from nmt_widgets.store.database.logs import append
from nmt_widgets.store.database.retrying import retried
from nmt_widgets.store.database.tables import filing, listed_record, shared_record
from nmt_widgets.store.database.tables import person as people
from nmt_widgets.store.errors import NotPermitted, Unavailable, worded
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.people.names import folded
from nmt_widgets.store.people.roles import Person, sign_in_roles
from nmt_widgets.store.records.revisions import Edit
from nmt_widgets.store.rules.blinding import visible_record
from nmt_widgets.store.rules.visibility import could_rate_blind, is_unseen, may_see


@dataclass(frozen=True)
class FilingEntry:
    """An entry of the log.

    Attributes
    ----------
    number : int
    act : {"archive", "restore", "assign", "share", "unshare", "open"}
    person : str
        To whom the record was assigned, empty for nobody; with whom it was shared, or is no more; who opened it.
    author, role, at : str
        Who did so, in which role, and when.
    """

    number: int
    act: str
    person: str
    author: str
    role: str
    at: str


def file_record(
    connection: Connection, person: Person | None, case_id: str, act: Act, name: str, edit: Edit
) -> None:
    """Add an entry to the log, unless the record is filed so already.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    person : Person or None
        Somebody who may change the record.
    case_id : str
    act : {"archive", "restore", "assign", "share", "unshare"}
    name : str
        Of the person to whom it is assigned or with whom it is shared; empty for nobody.
    edit : Edit
        Sent again, it adds nothing.

    Raises
    ------
    NotPermitted
        When the person may not change the record, the other one may not see records of its kind, or what is to be
        assigned or shared is no client; as :class:`NoRecord` where the person may not see it.
    InputError
        When the edit belongs to somebody else or to another record.
    """
    person, row = fileable_record(connection, person, case_id, for_update=True)
    hold(connection, AdvisoryLock.FILING)  # one at a time, so that the numbers have no gaps
    if earlier := connection.execute(select(filing).where(filing.c.edit == edit.name)).one_or_none():
        if (earlier.author, earlier.case_id) != (person.name, case_id):
            raise worded("edit_taken", NotPermitted)
        return
    if _is_filed(connection, case_id, act, name):
        return
    if act == "share" or (act == "assign" and name):
        if row.kind != "clinical":  # an attempt is the work of whoever began it
            raise worded("only_clients", NotPermitted)
        if name not in able_people(connection, row.kind):
            raise worded("no_colleague", NotPermitted, name=name[:80])
    append(connection, filing, [_entry(person, case_id, act, name, edit)])
    relist(connection, [case_id])


def unseen(connection: Connection, person: Person | None, codes: Sequence[str]) -> list[str]:
    """Return which of some records are clients that a person may see and could still rate a second time."""
    if person is None or not could_rate_blind(person):
        return []
    query = select(listed_record.c.case_id).where(
        listed_record.c.case_id.in_(codes), is_unseen(person), may_see(person)
    )
    return list(connection.scalars(query.order_by(listed_record.c.case_id)))


def note_openings(access: Access, codes: Sequence[str]) -> None:
    """Note that a person has opened some clients, once for each person and client.

    A full disk or a busy database keeps nobody from reading.
    """

    def add() -> None:
        with access.writing() as (connection, person):
            if person is not None:
                hold(connection, AdvisoryLock.FILING)
                new = unseen(connection, person, codes)
                append(connection, filing, [_opening(person, code) for code in new])

    if codes:
        with suppress(Unavailable):
            retried(add)


def _opening(person: Person, case_id: str) -> dict[str, str]:
    edit = Edit.checked(f"open-{secrets.token_hex(16)}")
    return _entry(person, case_id, OPENED, person.name, edit)


def _entry(person: Person, case_id: str, act: str, name: str, edit: Edit) -> dict[str, str]:
    about = {"edit": edit.name, "case_id": case_id, "act": act, "person": name}
    return {**about, "author": person.name, "role": person.role}


def fileable_record(
    connection: Connection, person: Person | None, case_id: str, *, for_update: bool = False
) -> tuple[Person, Any]:
    """Return who files, and the row of a record; to file, and to see who may have it, one must be able to change it.

    Raises
    ------
    NotPermitted
        When the person may not change the record; as :class:`NoRecord` where the person may not see it.
    """
    row = visible_record(connection, person, case_id, for_update=for_update)
    if person is None or not person.may_write(row.kind, row.owner, row.assigned):
        raise worded("may_not", NotPermitted)
    return person, row


def read_filings(connection: Connection, case_id: str) -> list[FilingEntry]:
    """Return the entries about a record, in order."""
    rows = connection.execute(select(filing).where(filing.c.case_id == case_id).order_by(filing.c.number))
    return [FilingEntry(*(getattr(row, column.name) for column in fields(FilingEntry))) for row in rows]


def read_readers(connection: Connection, case_id: str) -> list[str]:
    """Return the names of the people with whom a record is shared."""
    names = connection.scalars(select(shared_record.c.person).where(shared_record.c.case_id == case_id))
    return sorted(names, key=folded)


def able_people(connection: Connection, kind: str) -> list[str]:
    """Return the names of the people who are not retired and whose role may see records of a kind at all."""
    signing_in = people.c.retired.is_(None) & people.c.role.in_(sign_in_roles())
    rows = connection.execute(select(people.c.name, people.c.role).where(signing_in))
    able = [row.name for row in rows if Person(row.name, row.role).record_right(kind) != "none"]
    return sorted(able, key=folded)


def _is_filed(connection: Connection, case_id: str, act: Act, name: str) -> bool:
    """Return whether a record is already as an act would make it."""
    row: Any = connection.execute(
        select(listed_record.c.assigned, listed_record.c.archived).where(listed_record.c.case_id == case_id)
    ).one()
    match act:
        case "archive" | "restore":
            return (row.archived is not None) == (act == "archive")
        case "assign":
            return (row.assigned or "") == name
        case "share" | "unshare":
            return (name in read_readers(connection, case_id)) == (act == "share")
