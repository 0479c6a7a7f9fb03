"""Classes that score one practice case together: opened by a trainer, joined by a code, followed while they score."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.chain import canonical
from nmt_widgets.store.database.engine import writing
from nmt_widgets.store.errors import NoRecord, Refused, Unavailable
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.people.sessions import now
from nmt_widgets.store.records.revisions import Record, Revision
from nmt_widgets.store.records.store import Store
from nmt_widgets.store.rules.locking import COMPLETED

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
_LENGTH = 6
_SEATS = 26  # as many as there are letters; a class that is larger goes on with the next as many
_LONGEST_TITLE = 120
_ATTEMPTS = 20


@dataclass(frozen=True)
class Member:
    """Somebody in a class; `seat` was drawn at random and stands for the name where names are not shown."""

    person: str
    seat: int
    joined: str


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
        Functions that were put on the list of what is discussed.
    members : tuple of Member
        In the order in which they joined; of a class somebody is only a member of, that one member.
    """

    code: str
    title: str
    practice: str
    owner: str
    opened: str
    closed: str
    discussed: tuple[str, ...]
    members: tuple[Member, ...]

    @property
    def consensus(self) -> str:
        """The code of the record in which the class's consensus is kept, once it has been begun."""
        return f"consensus-{self.code}"


@dataclass(frozen=True)
class Submission:
    """The first attempt at the class's case that a member submitted: made before the reference was seen."""

    attempt: str
    person: str
    seat: int
    at: str


class Classes(Store):
    """The store with its classes. Who may write everybody's practice leads them, who may read it may look on.

    The methods raise :class:`InputError` with what is wrong, and what the store's own methods raise.
    """

    @classmethod
    def of(cls, store: Store) -> Classes:
        """Return the classes of a store, for the same person."""
        return cls(store._engine, store._person, store._session)

    def may_lead(self) -> bool:
        """Say whether the person may open and lead classes."""
        return self._person is not None and _leads(self._person)

    def may_look(self) -> bool:
        """Say whether the person may look at every class."""
        return self._person is not None and _looks(self._person)

    def open_class(self, title: str, practice: str) -> TrainingClass:
        """Open a class for a practice case, by a code of its own."""
        title = " ".join(title.split())
        if not title or len(title) > _LONGEST_TITLE or not title.isprintable():
            raise _refused("title")
        for _ in range(_ATTEMPTS):
            code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
            try:
                with writing(self._engine) as connection:
                    person = self._leader(connection)
                    connection.execute(
                        insert(tables.training_class).values(
                            code=code,
                            title=title,
                            practice=practice,
                            owner=person.name,
                            opened=now(),
                            discussed="[]",
                        )
                    )
                return self.read_class(code)
            except IntegrityError:
                continue
        raise Unavailable("busy")

    def classes(self) -> list[TrainingClass]:
        """Return the classes the person may look at or is a member of, the newest first."""
        table, member = tables.training_class, tables.class_member
        with self._reading() as connection:
            person = self._who(connection)
            if person is None:
                return []
            query = select(table).order_by(table.c.opened.desc())
            if not _looks(person):
                mine = select(member.c.code).where(member.c.person == person.name)
                query = query.where(table.c.code.in_(mine))
            rows = connection.execute(query).all()
            seated = self._members(connection, [row.code for row in rows], person)
        return [_as_class(row, seated.get(row.code, ())) for row in rows]

    def read_class(self, code: str) -> TrainingClass:
        """Return a class the person may look at or is a member of."""
        with self._reading() as connection:
            person = self._who(connection)
            row = self._class_row(connection, code)
            members = self._members(connection, [row.code], person).get(row.code, ()) if person else ()
        if person is None or not (_looks(person) or members):
            raise _refused("no_class")
        return _as_class(row, members)

    def join(self, code: str) -> TrainingClass:
        """Make the person a member of a class that is open; who is one already stays one."""
        for _ in range(_ATTEMPTS):
            try:
                with writing(self._engine) as connection:
                    person = self._who(connection)
                    row = self._class_row(connection, code)
                    if person is None or not person.may_write("practice", person.name):
                        raise _refused("no_attempts")
                    self._seat(connection, row, person)
                return self.read_class(row.code)
            except IntegrityError:  # somebody took the same seat at the same moment
                continue
        raise Unavailable("busy")

    def close_class(self, code: str) -> None:
        """Let nobody join any more; what is there stays."""
        self._change(code, closed=now())

    def discuss(self, code: str, functions: Iterable[str]) -> None:
        """Keep which functions were put on the list of what is discussed."""
        known = load_instrument().ids
        self._change(code, discussed=canonical([id for id in known if id in {*functions}]))

    def submissions(self, code: str) -> list[Submission]:
        """Return the first attempt each member submitted, in order of submission; attempts are locked then."""
        record, revision, member = tables.record, tables.revision, tables.class_member
        of, status = tables.answer.alias("of"), tables.answer.alias("status")
        with self._reading() as connection:
            person = self._who(connection)
            row = self._class_row(connection, code)
            if person is None:
                raise _refused("no_class")
            query = (
                select(record.c.case_id, member.c.person, member.c.seat, revision.c.at)
                .join(member, member.c.person == record.c.owner)
                .join(
                    revision, (revision.c.case_id == record.c.case_id) & (revision.c.number == record.c.head)
                )
                .join(of, of.c.case_id == record.c.case_id)
                .join(status, status.c.case_id == record.c.case_id)
                .where(member.c.code == row.code, record.c.kind == "practice")
                .where(of.c.path == "practice_of", of.c.value == canonical(row.practice))
                .where(status.c.path == "assessments/1/status", status.c.value == canonical(COMPLETED))
                .order_by(revision.c.at)
            )
            if not _looks(person):
                query = query.where(member.c.person == person.name)
            first: dict[str, Submission] = {}
            for found in connection.execute(query):
                first.setdefault(found.person, Submission(found.case_id, found.person, found.seat, found.at))
        return list(first.values())

    def consensus_record(self, found: TrainingClass, beginning: dict[str, Any]) -> Record:
        """Return the record a class's consensus is kept in, begun with these answers if there is none."""
        with suppress(NoRecord):
            return self.read(found.consensus)
        with suppress(
            InputError
        ):  # somebody else may begin it at this moment; if not, reading says what is wrong
            self.create(found.consensus, beginning, kind="practice")
        return self.read(found.consensus)

    def save_consensus(
        self, found: TrainingClass, function: str, score: int | None, note: str, beginning: dict[str, Any]
    ) -> Revision:
        """Keep what a class agreed on for one function, or take it back; the revision says who led it there."""
        record = self.consensus_record(found, beginning)
        path = f"assessments/1/functions/scores/{function}"
        said = {"score": score, **({"note": note} if note else {})}
        return self.save(
            record.case_id,
            {path: said if score is not None else None},
            base=record.revision,
            edit=f"{found.consensus}-{secrets.token_hex(8)}",
        )

    def _change(self, code: str, **values: str) -> None:
        with writing(self._engine) as connection:
            self._leader(connection)
            row = self._class_row(connection, code)
            table = tables.training_class
            connection.execute(update(table).where(table.c.code == row.code).values(**values))

    def _seat(self, connection: Connection, row: Any, person: Person) -> None:
        member = tables.class_member
        rows = connection.execute(select(member).where(member.c.code == row.code))
        taken = {found.person: found.seat for found in rows}
        if person.name in taken:
            return
        if row.closed:
            raise _refused("closed")
        # the order of joining must not tell who is who: any seat of the first letters that are not all taken
        block = len(taken) // _SEATS * _SEATS
        free = [seat for seat in range(block, block + _SEATS) if seat not in taken.values()]
        connection.execute(
            insert(member).values(code=row.code, person=person.name, seat=secrets.choice(free), joined=now())
        )

    def _members(
        self, connection: Connection, codes: list[str], person: Person
    ) -> dict[str, tuple[Member, ...]]:
        member = tables.class_member
        query = select(member).where(member.c.code.in_(codes)).order_by(member.c.joined)
        if not _looks(person):
            query = query.where(member.c.person == person.name)
        found: dict[str, tuple[Member, ...]] = {}
        for row in connection.execute(query):
            found[row.code] = (*found.get(row.code, ()), Member(row.person, row.seat, row.joined))
        return found

    def _class_row(self, connection: Connection, code: str) -> Any:
        table = tables.training_class
        tidy = "".join(letter for letter in code.lower() if letter in _LETTERS)[:_LENGTH]
        row = connection.execute(select(table).where(table.c.code == tidy)).one_or_none()
        if row is None:
            raise _refused("no_class")
        return row

    def _leader(self, connection: Connection) -> Person:
        person = self._who(connection)
        if person is None or not _leads(person):
            raise _refused("may_not")
        return person


def _leads(person: Person) -> bool:
    return person.may_write("practice", "")


def _looks(person: Person) -> bool:
    return person.may_read("practice", "")


def _as_class(row: Any, members: tuple[Member, ...]) -> TrainingClass:
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


def _refused(name: str) -> Refused:
    words = texts("classes")["refused"][name]
    return Refused(words["message"], remedy=words["remedy"])
