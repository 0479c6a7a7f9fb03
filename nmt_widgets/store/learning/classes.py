"""Classes that score one practice case together: a trainer opens one, members join by a code and are followed live."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from nmt_widgets.case_files.answers import Value
from nmt_widgets.case_files.questions import Path
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.chain import canonical
from nmt_widgets.store.database.clock import now
from nmt_widgets.store.database.codes import new_code
from nmt_widgets.store.database.retrying import retried
from nmt_widgets.store.errors import NoRecord
from nmt_widgets.store.learning.class_entry import (
    check_display_name,
    check_room,
    new_personal_code,
    personal_passphrase,
)
from nmt_widgets.store.learning.class_rows import (
    ClassMember,
    class_row,
    former_seat,
    free_seat,
    read_members,
    refused_class,
    removed_members,
    seated,
    vacated,
)
from nmt_widgets.store.learning.member_progress import MemberProgress, read_progress
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.people.accounts import change_account
from nmt_widgets.store.people.names import tidy_display_name
from nmt_widgets.store.people.passphrases import hash_of
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.records.revisions import Record, Revision
from nmt_widgets.store.records.store import Store
from nmt_widgets.store.rules.locking import COMPLETED

_LONGEST_TITLE = 120


@dataclass(frozen=True)
class TrainingClass:
    """A class.

    Attributes
    ----------
    code, title : str
    practice : str
        The id of the practice case that is scored.
    owner, opened, closed : str
        Who opened it; times, `closed` empty while it can be joined.
    discussed : tuple of str
        Functions on the list for discussion.
    members : tuple of ClassMember
        In the order in which they joined; for somebody who is only a member, that one member.
    """

    code: str
    title: str
    practice: str
    owner: str
    opened: str
    closed: str
    discussed: tuple[str, ...]
    members: tuple[ClassMember, ...]

    @property
    def consensus(self) -> str:
        """The code of the record with the class's consensus."""
        return f"consensus-{self.code}"


@dataclass(frozen=True)
class Submission:
    """A member's first submitted attempt at the class's case: it was made before they saw the reference."""

    attempt: str
    person: str
    seat: int
    at: str


class Classes:
    """The classes that one person may see and lead, by the rights `leads` and `looks_on` of `roles.yaml`.

    The methods raise :class:`InputError`, and the errors of :class:`Store`.

    Parameters
    ----------
    access : Access

    Attributes
    ----------
    store : Store
        The records of the same person.
    """

    def __init__(self, access: Access) -> None:
        self.access, self.store = access, Store(access)

    def may_lead(self) -> bool:
        """Say whether the person may open and lead classes."""
        return self.access.person is not None and self.access.person.may("leads")

    def may_look(self) -> bool:
        """Say whether the person may look at every class."""
        return self.access.person is not None and self.access.person.may("looks_on")

    def open_class(self, title: str, practice: str) -> TrainingClass:
        """Open a class for a practice case; it gets a new code."""
        title = " ".join(title.split())
        if not title or len(title) > _LONGEST_TITLE or not title.isprintable():
            raise refused_class("title")

        def open_one() -> str:
            code = new_code()
            with self.access.writing() as (connection, person):
                row = {"code": code, "title": title, "practice": practice, "owner": _leader(person).name}
                row |= {"opened": now(), "discussed": "[]"}
                connection.execute(insert(tables.training_class).values(**row))
            return code

        return self.read_class(retried(open_one))

    def classes(self) -> list[TrainingClass]:
        """Return the classes the person may look at or is a member of, the newest first."""
        table, member = tables.training_class, tables.class_member
        with self.access.reading() as (connection, person):
            if person is None:
                return []
            query = select(table).order_by(table.c.opened.desc())
            if not person.may("looks_on"):
                mine = select(member.c.code).where(member.c.person == person.name, member.c.removed.is_(None))
                query = query.where(table.c.code.in_(mine))
            rows = connection.execute(query).all()
            members = read_members(connection, [row.code for row in rows], person)
        return [_as_class(row, members.get(row.code, ())) for row in rows]

    def read_class(self, code: str) -> TrainingClass:
        """Return a class the person may look at or is a member of."""
        with self.access.reading() as (connection, person):
            row = class_row(connection, code)
            members = read_members(connection, [row.code], person).get(row.code, ()) if person else ()
        if person is None or not (person.may("looks_on") or members):
            raise refused_class("no_class")
        return _as_class(row, members)

    def join(self, code: str) -> TrainingClass:
        """Make the person a member of a class that is open; who is one already stays one."""

        def take_seat() -> str:  # another where somebody took the same seat at the same moment
            with self.access.writing() as (connection, person):
                row = class_row(connection, code)
                if person is None or not person.may_write("practice", person.name):
                    raise refused_class("no_attempts")
                if person.may("attends"):
                    raise refused_class("own_class")
                _take_seat(connection, row, person)
                return str(row.code)

        return self.read_class(retried(take_seat))

    def close_class(self, code: str) -> None:
        """Close a class to new members; everything in it stays."""
        self._change(code, closed=now())

    def discuss(self, code: str, functions: Iterable[str]) -> None:
        """Save the list of functions for discussion."""
        known = load_instrument().ids
        self._change(code, discussed=canonical([id for id in known if id in {*functions}]))

    def submissions(self, code: str) -> list[Submission]:
        """Return each member's first submitted attempt, in order of submission; submitted attempts are locked."""
        record, revision, member = tables.record, tables.revision, tables.class_member
        of, status = tables.answer.alias("of"), tables.answer.alias("status")
        with self.access.reading() as (connection, person):
            row = class_row(connection, code)
            if person is None:
                raise refused_class("no_class")
            query = (
                select(record.c.case_id, member.c.person, member.c.seat, revision.c.at)
                .join(member, member.c.person == record.c.owner)
                .join(
                    revision, (revision.c.case_id == record.c.case_id) & (revision.c.number == record.c.head)
                )
                .join(of, of.c.case_id == record.c.case_id)
                .join(status, status.c.case_id == record.c.case_id)
                .where(member.c.code == row.code, member.c.removed.is_(None))
                .where(record.c.kind == "practice")
                .where(of.c.path == "practice_of", of.c.value == canonical(row.practice))
                .where(status.c.path == "assessments/1/status", status.c.value == canonical(COMPLETED))
                .order_by(revision.c.at)
            )
            if not person.may("looks_on"):
                query = query.where(member.c.person == person.name)
            first: dict[str, Submission] = {}
            for attempt in connection.execute(query):
                submission = Submission(attempt.case_id, attempt.person, attempt.seat, attempt.at)
                first.setdefault(attempt.person, submission)
        return list(first.values())

    def members_progress(self, code: str) -> list[MemberProgress]:
        """Return how far the members of a class are with its case, in the order of their letters."""
        with self.access.reading() as (connection, person):
            row = class_row(connection, code)
            if person is None or not person.may("looks_on"):
                raise refused_class("no_class")
            members = read_members(connection, [row.code], person).get(row.code, ())
            in_order = tuple(sorted(members, key=lambda member: member.seat))
            return read_progress(connection, row.practice, in_order)

    def rename_member(self, code: str, person: str, name: str) -> None:
        """Call somebody who entered a class by its code another name; what they wrote keeps its code of them."""
        name = tidy_display_name(name)
        with self._member(code, person) as (connection, row, others):
            check_display_name(name, others)
            _change_member(connection, row, display_name=name)

    def remove_member(self, code: str, person: str) -> None:
        """Take somebody who entered a class by its code out of it: they are signed out, and their seat is free."""
        with self._member(code, person) as (connection, row, others):
            _change_member(connection, row, removed=now(), seat=vacated(row.seat, others))
            change_account(connection, row.person, retired=now())

    def removed_members(self, code: str) -> list[ClassMember]:
        """Return those who were taken out of a class; only whoever leads sees them."""
        with self.access.reading() as (connection, leader):
            _leader(leader)
            return removed_members(seated(connection, class_row(connection, code).code))

    def take_back(self, code: str, person: str) -> None:
        """Let somebody who was removed into a class again: with what they scored, their code, and a free seat."""
        with self._member(code, person, is_removed=True) as (connection, row, others):
            check_room(others)
            check_display_name(row.display_name, others)
            seat = former_seat(row.seat)
            if seat in {other.seat for other in others}:
                seat = free_seat(others)
            _change_member(connection, row, removed=None, seat=seat)
            change_account(connection, row.person, retired=None)

    def new_personal_code(self, code: str, person: str) -> str:
        """Return a new personal code of somebody who entered a class by its code; they are signed out."""
        personal_code = new_personal_code(person)
        hashed = hash_of(personal_passphrase(code, personal_code))
        with self._member(code, person) as (connection, row, _):
            change_account(connection, row.person, passphrase=hashed)
        return personal_code

    def consensus_record(self, training_class: TrainingClass, beginning: dict[Path, Value]) -> Record:
        """Return the record with a class's consensus; create it with these answers if there is none."""
        code = training_class.consensus
        with suppress(NoRecord):
            return self.store.read(code)
        # somebody else may create it at this moment; any other fault shows when it is read
        with suppress(InputError):
            self.store.create(code, beginning, kind="practice")
        return self.store.read(code)

    def save_consensus(
        self,
        training_class: TrainingClass,
        function: str,
        score: int | None,
        note: str,
        beginning: dict[Path, Value],
    ) -> Revision:
        """Save the score a class agreed on for one function, or remove it; the revision names who led the class."""
        record = self.consensus_record(training_class, beginning)
        answer = {"score": score, **({"note": note} if note else {})} if score is not None else None
        return self.store.save(
            record.case_id,
            {f"assessments/1/functions/scores/{function}": answer},
            base=record.revision,
            edit=f"{record.case_id}-{secrets.token_hex(8)}",
        )

    @contextmanager
    def _member(
        self, code: str, person: str, *, is_removed: bool = False
    ) -> Iterator[tuple[Connection, Any, list[Any]]]:
        """Yield the row of a member who entered by the code, to be changed, and those of the others in the class."""
        with self.access.writing() as (connection, leader):
            _leader(leader)
            members = seated(connection, class_row(connection, code, for_update=True).code)
            row = next(
                (row for row in members if row.person == person and bool(row.removed) == is_removed), None
            )
            if row is None or row.display_name is None:
                raise refused_class("no_member")
            yield connection, row, [other for other in members if other is not row]

    def _change(self, code: str, **values: str) -> None:
        table = tables.training_class
        with self.access.writing() as (connection, person):
            _leader(person)
            row = class_row(connection, code)
            connection.execute(update(table).where(table.c.code == row.code).values(**values))


def _leader(person: Person | None) -> Person:
    if person is None or not person.may("leads"):
        raise refused_class("may_not")
    return person


def _take_seat(connection: Connection, row: Any, person: Person) -> None:
    """Give a person a seat in a class, unless they have one."""
    members = seated(connection, row.code)
    if person.name in {member.person for member in members}:
        return
    if row.closed:
        raise refused_class("closed")
    seat = {"code": row.code, "person": person.name, "seat": free_seat(members), "joined": now()}
    connection.execute(insert(tables.class_member).values(**seat))


def _change_member(connection: Connection, row: Any, **values: str | int | None) -> None:
    member = tables.class_member
    key = (member.c.code == row.code) & (member.c.person == row.person)
    connection.execute(update(member).where(key).values(**values))


def _as_class(row: Any, members: tuple[ClassMember, ...]) -> TrainingClass:
    return TrainingClass(
        row.code,
        row.title,
        row.practice,
        row.owner,
        row.opened,
        row.closed or "",
        tuple(json.loads(row.discussed)),
        members,
    )
