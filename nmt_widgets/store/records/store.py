"""Records of assessments: read as answers, changed by revisions that are only ever added."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from nmt_widgets.cases import Case, list_cases
from nmt_widgets.cases.answers import check_answer, to_case
from nmt_widgets.cases.consistency import check_change as check_consistency
from nmt_widgets.cases.consistency import may_contradict
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.spelling import is_code
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.chain import START, canonical, record_hash, revision_hash
from nmt_widgets.store.database.engine import reading, writing
from nmt_widgets.store.errors import NoRecord, Refused, Stale, Unavailable
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.records.revisions import (
    Record,
    Revision,
    Summary,
    as_revision,
    checked_edit,
    checked_reason,
    is_draft,
)
from nmt_widgets.store.records.rows import (
    later_changes,
    read_answers,
    read_revision,
    read_revisions,
    read_statuses,
)
from nmt_widgets.store.rules.blinding import LINKS, Rated, is_hidden, is_record_hidden
from nmt_widgets.store.rules.locking import OPEN, amended, assessment_of, check_attempt, statuses_of
from nmt_widgets.store.rules.pairing import check_begun, check_change

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
_ATTEMPTS = 5
_TOUCH_EVERY = 60.0
_BEGINNING = 0x4E4D5458  # any number that no other program on the database uses


class Store:
    """The records one person may see and change; get it by :func:`nmt_widgets.store.open_store`.

    Every method may raise :class:`SessionEnded` and :class:`Unavailable`; a record the person may not see raises
    the same :class:`NoRecord` as one that is not there.
    """

    def __init__(self, engine: Engine, person: Person | None, session: str = "") -> None:
        self._engine, self._person, self._session = engine, person, session
        self._touched = 0.0

    @property
    def person(self) -> Person | None:
        """Who it was opened for; None for a guest."""
        return self._person

    @property
    def session(self) -> str:
        """The token of the sign-in, for a process that works for the same person; a secret, see `asking`."""
        return self._session

    def ask(self, case_id: str | None = None) -> None:
        """Ask whether the sign-in still holds, and whether the person may see a record: before anything is handed out.

        Parameters
        ----------
        case_id : str, optional
            The record that what is handed out is made of; None where it is of none.
        """
        with self._reading() as connection:
            if case_id is None:
                self._who(connection)
            else:
                self._row(connection, case_id)

    @property
    def engine(self) -> Engine:
        """The database."""
        return self._engine

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of record the person may begin."""
        return self._person.may_begin() if self._person else ()

    def may_write(self, kind: str, owner: str) -> bool:
        """Return whether the person may change a record of a kind and an owner."""
        return self._person is not None and self._person.may_write(kind, owner)

    def records(self) -> list[Summary]:
        """Return the records the person may see, the one changed last first."""
        record, revision, answer = tables.record, tables.revision, tables.answer
        with self._reading() as connection:
            person = self._who(connection)
            rows = connection.execute(
                select(record, revision.c.at).join(
                    revision,
                    (revision.c.case_id == record.c.case_id) & (revision.c.number == record.c.head),
                )
            ).all()
            seen = {row.case_id: row for row in rows if person and person.may_read(row.kind, row.owner)}
            listed = or_(
                answer.c.path.in_(("title", "practice_of", *LINKS)),
                *(answer.c.path.like(f"assessments/%/{name}") for name in ("label", "age", "status")),
            )
            said: dict[str, dict[str, dict[int, str]]] = {id: {} for id in seen}
            for id, path, value in connection.execute(
                select(answer.c.case_id, answer.c.path, answer.c.value).where(listed)
            ):
                if id in seen and path.count("/") in (0, 2):
                    name = path.rpartition("/")[2]
                    said[id].setdefault(name, {})[assessment_of(path) or 0] = json.loads(value)
        found = [
            Summary(
                case_id=id,
                kind=row.kind,
                owner=row.owner,
                head=row.head,
                changed=row.at,
                title=said[id].get("title", {}).get(0, id),
                labels=said[id].get("label", {}),
                ages=said[id].get("age", {}),
                statuses={
                    number: said[id].get("status", {}).get(number, OPEN)
                    for number in sorted(said[id].get("label", {}))
                },
                practice_of=said[id].get("practice_of", {}).get(0, ""),
                second_of=said[id].get("second_of", {}).get(0, ""),
                settles=tuple(said[id].get("settles", {}).get(0, ())),
            )
            for id, row in seen.items()
        ]
        rated = [Rated(one.case_id, one.owner, one.second_of, one.settles, one.statuses) for one in found]
        own = [one for one in rated if person and one.owner == person.name]
        shown = [
            one for one, of in zip(found, rated, strict=True) if person and not is_hidden(of, person, own)
        ]
        return sorted(shown, key=lambda one: one.changed, reverse=True)

    def listed(self) -> list[Summary]:
        """Return the records that are shown as cases: a case being made is none for those who only read it."""
        return [
            one
            for one in self.records()
            if one.kind == "clinical" or one.is_finished or self.may_write(one.kind, one.owner)
        ]

    def rated(self) -> list[Summary]:
        """Return the records somebody rates, finished or not; a case that somebody else is making is none of them."""
        return [
            one for one in self.records() if not (one.is_draft and not self.may_write(one.kind, one.owner))
        ]

    def read_shown(self, case_id: str) -> Record:
        """Return a record as it is now; a case that somebody else is making is answered like one that is not there."""
        record = self.read(case_id)
        said, states = record.answers, statuses_of(record.answers).values()
        linked = any(name in said for name in ("practice_of", *LINKS))
        if is_draft(record.kind, linked, states) and not self.may_write(record.kind, record.owner):
            raise NoRecord
        return record

    def read(self, case_id: str) -> Record:
        """Return a record as it is now."""
        with self._reading() as connection:
            row = self._row(connection, case_id)
            answers = read_answers(connection, case_id)
            at = read_revision(connection, case_id, row.head).at
        return Record(row.case_id, row.kind, row.owner, row.created, row.head, at, answers)

    def case(self, case_id: str) -> Case:
        """Return a record as a case."""
        return to_case(case_id, self.read(case_id).answers)

    def latest(self, case_id: str) -> Revision:
        """Return the newest revision of a record."""
        with self._reading() as connection:
            return read_revision(connection, case_id, self._row(connection, case_id).head)

    def revisions(self, case_id: str) -> list[Revision]:
        """Return every revision of a record, from the first on."""
        with self._reading() as connection:
            self._row(connection, case_id)
            return read_revisions(connection, case_id)

    def create(
        self, case_id: str | None, answers: Mapping[str, Any], *, kind: str, edit: str = "", reason: str = ""
    ) -> Record:
        """Begin a record.

        Parameters
        ----------
        case_id : str or None
            A code; None for one made here, such as `c-4k7m2p`.
        answers : mapping of path to value
            What is answered from the first; becomes revision 1.
        kind : {"teaching", "practice", "clinical"}
        edit : str, optional
            Names this beginning; asked again by the same name, the record begun before is returned.
        reason : str, optional
            Where the answers come from, if not from the person.

        Raises
        ------
        InputError
            When the code is taken or no code, the kind none the person may begin, an answer does not fit, or two
            contradict each other.
        """
        words = texts("store")
        if kind not in self.kinds():
            raise InputError(
                words["bad_kind"]["message"].format(kind=kind[:20]),
                remedy=words["bad_kind"]["remedy"].format(kinds=", ".join(self.kinds()) or "-"),
            )
        if case_id is not None and not is_code(case_id):
            raise InputError(
                words["bad_id"]["message"].format(id=case_id[:60]), remedy=words["bad_id"]["remedy"]
            )
        checked = self._checked({**answers, "kind": kind})
        edit, reason = checked_edit(edit or secrets.token_hex(16)), checked_reason(reason)
        for attempt in range(_ATTEMPTS):
            id = case_id or f"c-{''.join(secrets.choice(_LETTERS) for _ in range(6))}"
            try:
                with writing(self._engine) as connection:
                    person = self._who(connection)
                    assert person is not None  # somebody may begin this kind
                    if done := self._by_edit(connection, edit, person):
                        id = done.case_id
                    else:
                        self._begin(connection, id, kind, person, checked, edit, reason)
                return self.read(id)
            except IntegrityError:
                if attempt == _ATTEMPTS - 1:
                    raise Unavailable("busy") from None
        raise AssertionError

    def save(
        self, case_id: str, changes: Mapping[str, Any], *, base: int, edit: str, reason: str = ""
    ) -> Revision:
        """Add a revision.

        Parameters
        ----------
        case_id : str
        changes : mapping of path to value
            New answers; None takes one back. What is as before is passed over; where nothing is left, nothing is
            written and the newest revision is returned.
        base : int
            The revision the changes were made on.
        edit : str
            Names these changes: sent again, they are not made twice.
        reason : str
            Needed to change what is completed.

        Raises
        ------
        Stale
            When there are revisions after `base`.
        Locked
            When what is to be changed is completed and there is no reason.
        InputError
            When an answer does not fit its question. :class:`InputErrors`, each with the `path` of a change, when
            answers contradict each other that did not before.
        """
        checked, edit, reason = self._checked(changes), checked_edit(edit), checked_reason(reason)
        for attempt in range(_ATTEMPTS):
            try:
                with writing(self._engine) as connection:
                    return self._add(connection, case_id, checked, base, edit, reason)
            except IntegrityError:  # the same edit at the same moment: now it is there
                if attempt == _ATTEMPTS - 1:
                    raise Unavailable("busy") from None
        raise AssertionError

    def _checked(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        instrument: Instrument = load_instrument()
        return {path: check_answer(path, value, instrument) for path, value in changes.items()}

    def _add(
        self,
        connection: Connection,
        case_id: str,
        changes: dict[str, Any],
        base: int,
        edit: str,
        reason: str,
    ) -> Revision:
        row = self._row(connection, case_id, for_update=True)
        person = self._who(connection)
        if person is None or not person.may_write(row.kind, row.owner):
            words = texts("store")["may_not"]
            raise Refused(words["message"], remedy=words["remedy"])
        if done := self._by_edit(connection, edit, person, case_id):
            return as_revision(done)
        if row.head != base:
            raise Stale(row.head, later_changes(connection, case_id, base))
        if "kind" in changes and changes["kind"] != row.kind:
            words = texts("store")["may_not"]
            raise Refused(words["message"], place="kind", remedy=words["remedy"])
        statuses = read_statuses(connection, case_id)
        before = read_answers(connection, case_id, {*changes})
        new = {path: value for path, value in changes.items() if before.get(path) != value}
        if read_answers(connection, case_id, ["practice_of"]):
            check_attempt(statuses, new)
        new |= amended(statuses, new, reason)
        if new:
            check_change(connection, case_id, person, read_answers(connection, case_id, LINKS), new)
        if not new:
            return read_revision(connection, case_id, row.head)
        if may_contradict({f"assessments/{number}/age" for number in statuses}, new):
            check_consistency(case_id, read_answers(connection, case_id), new, load_instrument())
        before |= read_answers(connection, case_id, new.keys() - before.keys())
        return self._append(connection, row, person, before, new, edit, reason)

    def _begin(
        self,
        connection: Connection,
        id: str,
        kind: str,
        person: Person,
        answers: dict[str, Any],
        edit: str,
        reason: str,
    ) -> None:
        record = tables.record
        if connection.dialect.name == "postgresql":  # one after the other: the numbers have no gaps
            connection.execute(select(func.pg_advisory_xact_lock(_BEGINNING)))
        taken = connection.scalar(select(record.c.number).where(record.c.case_id == id))
        if taken is not None or id in list_cases():
            words = texts("store")["id_taken"]
            raise InputError(words["message"].format(id=id), remedy=words["remedy"])
        check_begun(connection, person, kind, answers)
        check_consistency(id, {}, answers, load_instrument())
        last = connection.execute(select(record).order_by(record.c.number.desc()).limit(1)).one_or_none()
        row = SimpleNamespace(
            case_id=id,
            number=last.number + 1 if last else 1,
            kind=kind,
            owner=person.name,
            created=_now(),
            previous_hash=last.hash if last else START,
            head=0,
            head_hash=START,
        )
        row.hash = record_hash(row)
        connection.execute(insert(record).values(**vars(row)))
        new = {path: value for path, value in answers.items() if value is not None}
        self._append(connection, row, person, {}, new, edit, reason)

    def _append(
        self,
        connection: Connection,
        row: Any,
        person: Person,
        before: Mapping[str, Any],
        new: Mapping[str, Any],
        edit: str,
        reason: str,
    ) -> Revision:
        record, revision, answer = tables.record, tables.revision, tables.answer
        changes = [{"path": path, "old": before.get(path), "new": value} for path, value in new.items()]
        added = SimpleNamespace(
            case_id=row.case_id,
            number=row.head + 1,
            edit=edit,
            author=person.name,
            role=person.role,
            at=_now(),
            reason=reason,
            changes=canonical(changes),
            previous_hash=row.head_hash,
        )
        added.hash = revision_hash(added)
        moved = connection.execute(
            update(record)
            .where(record.c.case_id == row.case_id, record.c.head == row.head)
            .values(head=added.number, head_hash=added.hash)
        )
        if moved.rowcount != 1:
            raise Stale(row.head + 1, later_changes(connection, row.case_id, row.head))
        connection.execute(insert(revision).values(**vars(added)))
        connection.execute(
            delete(answer).where(answer.c.case_id == row.case_id, answer.c.path.in_(list(new)))
        )
        kept = [
            {"case_id": row.case_id, "path": path, "value": canonical(value), "revision": added.number}
            for path, value in new.items()
            if value is not None
        ]
        if kept:
            connection.execute(insert(answer), kept)
        return as_revision(added)

    def _row(self, connection: Connection, case_id: str, *, for_update: bool = False) -> Any:
        """Return the row of a record the person may see."""
        person = self._who(connection)
        if not is_code(case_id):
            raise NoRecord
        query = select(tables.record).where(tables.record.c.case_id == case_id)
        row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
        if row is None or person is None or not person.may_read(row.kind, row.owner):
            raise NoRecord
        if is_record_hidden(connection, row, person):
            raise NoRecord
        return row

    def _by_edit(
        self, connection: Connection, edit: str, person: Person, case_id: str | None = None
    ) -> Any | None:
        """Return the revision an edit has made already, if it has."""
        row = connection.execute(select(tables.revision).where(tables.revision.c.edit == edit)).one_or_none()
        if row is not None and (row.author != person.name or (case_id or row.case_id) != row.case_id):
            raise InputError("the name of the changes is taken", remedy="reload the page")
        return row

    def _who(self, connection: Connection) -> Person | None:
        """Return the person, whose sign-in is looked at each time."""
        if self._session:
            from nmt_widgets.store.people import sessions

            self._person = sessions.check(connection, self._session)
        return self._person

    def _reading(self) -> Any:
        self._touch()
        return reading(self._engine)

    def _touch(self) -> None:
        if self._session and time.monotonic() - self._touched > _TOUCH_EVERY:
            from nmt_widgets.store.people import sessions

            self._touched = time.monotonic()
            sessions.touch(self._engine, self._session)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
