"""Records of assessments: read as answers, changed only by adding revisions."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine

from nmt_widgets.case_files import Case
from nmt_widgets.case_files.answers import Value, check_answer, to_case
from nmt_widgets.case_files.questions import Path
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.spelling import is_code
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.database.answers import read_all_answers, read_answers
from nmt_widgets.store.database.codes import new_code
from nmt_widgets.store.database.listing import Act
from nmt_widgets.store.database.migrating import keep_current
from nmt_widgets.store.database.retrying import retried
from nmt_widgets.store.errors import Locked, NoRecord, SessionEnded, worded
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.records.catalogue import (
    GROUPS,
    Group,
    Listing,
    Page,
    count_groups,
    nearest_code,
    read_all,
    read_codes,
    read_page,
    read_summaries,
    visible_codes,
)
from nmt_widgets.store.records.client_tables import ClientTables
from nmt_widgets.store.records.filing import (
    FilingEntry,
    able_people,
    file_record,
    fileable_record,
    note_openings,
    read_filings,
    read_readers,
    unseen,
)
from nmt_widgets.store.records.history import (
    RevisionPage,
    changes_back,
    read_own_revisions,
    read_revision_page,
    read_state,
)
from nmt_widgets.store.records.revisions import Edit, Record, Revision, Summary, is_draft
from nmt_widgets.store.records.rows import read_revision, read_revisions
from nmt_widgets.store.records.writing import add_revision, begin_record
from nmt_widgets.store.rules.blinding import LINKS, visible_record
from nmt_widgets.store.rules.locking import statuses_of


class Store(ClientTables):
    """The records one person may see and change; get it by :func:`nmt_widgets.store.open_store`.

    Every method may raise :class:`SessionEnded` and :class:`Unavailable`; a record the person may not see raises
    the same :class:`NoRecord` as one that does not exist.

    Parameters
    ----------
    access : Access
        The database, and who works with it.
    """

    @property
    def person(self) -> Person | None:
        """Who it was opened for; None for a guest."""
        return self.access.person

    @property
    def session(self) -> str:
        """The token of the sign-in, for a process that works for the same person; a secret, see `asking`."""
        return self.access.session

    @property
    def engine(self) -> Engine:
        """The database."""
        return self.access.engine

    def ask(self, case_id: str | None = None) -> None:
        """Check that the sign-in still holds and that the person may see a record, before a file is handed out.

        Parameters
        ----------
        case_id : str, optional
            The record that the file was made from, if any.
        """
        with self.access.reading() as (connection, person):
            if case_id is not None:
                visible_record(connection, person, case_id)

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of record the person may create."""
        return self.person.may_begin() if self.person else ()

    def may_write(self, kind: str, owner: str, assigned: str | None = None) -> bool:
        """Return whether the person may change a record of a kind and an owner, assigned to somebody or to nobody."""
        return self.person is not None and self.person.may_write(kind, owner, assigned)

    def page(self, listing: Listing) -> Page:
        """Return a page of the list of records that the person may see."""
        with self._listing() as (connection, person):
            if person is None:
                return Page((), 0, 1, listing.size)
            return read_page(connection, person, listing)

    def counts(self, listing: Listing) -> dict[Group, int]:
        """Return how many records of each group match a listing, whatever its group."""
        with self._listing() as (connection, person):
            return count_groups(connection, person, listing) if person else dict.fromkeys(GROUPS, 0)

    def summary(self, case_id: str) -> Summary:
        """Return a record as a list shows it."""
        if summaries := self.summaries([case_id]):
            return summaries[0]
        raise NoRecord(self.nearest(case_id))

    def summaries(self, codes: Sequence[str]) -> list[Summary]:
        """Return the records with these codes that the person may see, as a list shows them, in any order."""
        with self._listing() as (connection, person):
            return read_summaries(connection, person, codes) if person else []

    def codes(self) -> list[str]:
        """Return the codes of all records that the person may see, in order."""
        with self.access.reading() as (connection, person):
            return read_codes(connection, person) if person else []

    def cases(self, codes: Sequence[str]) -> dict[str, Case]:
        """Return the records with these codes that the person may see, as cases.

        A record that makes up no case is left out, too; :meth:`case` says why.
        """
        with self.access.reading() as (connection, person):
            visible = visible_codes(connection, person, codes) if person else []
            answers = read_all_answers(connection, visible)
        cases: dict[str, Case] = {}
        for code in visible:
            with suppress(InputError):
                cases[code] = to_case(code, answers.get(code, {}))
        return cases

    def records(self, listing: Listing | None = None) -> list[Summary]:
        """Return all records the person may see, archived ones too; only those that match a listing, in its order.

        For what has to be complete, such as an export: a list on a screen reads pages.
        """
        with self._listing() as (connection, person):
            return read_all(connection, person, listing) if person else []

    @contextmanager
    def _listing(self) -> Iterator[tuple[Connection, Person | None]]:
        """Read lists, whose categories are first computed anew where the definitions have changed since."""
        keep_current(self.engine)
        with self.access.reading() as (connection, person):
            yield connection, person

    def read_shown(self, case_id: str) -> Record:
        """Return a record as it is now; a case that somebody else is still writing raises :class:`NoRecord`."""
        record = self.read(case_id)
        is_rating = any(name in record.answers for name in ("practice_of", *LINKS))
        statuses = statuses_of(record.answers).values()
        may_write = self.may_write(record.kind, record.owner, record.assigned)
        if is_draft(record.kind, is_rating, statuses) and not may_write:
            raise NoRecord(self.nearest(case_id))
        return record

    def read(self, case_id: str, *, note: bool = True) -> Record:
        """Return a record as it is now.

        Parameters
        ----------
        case_id : str
        note : bool
            Whether to note that the person has opened it, where they could rate the client a second time. Not for what
            shows them no rating.
        """
        with self._reading(case_id) as (connection, person):
            row = visible_record(connection, person, case_id)
            answers = read_answers(connection, case_id)
            at = read_revision(connection, case_id, row.head).at
            new = unseen(connection, person, [case_id]) if note else []
        note_openings(self.access, new)
        return Record(row.case_id, row.kind, row.owner, row.created, row.head, at, answers, row.assigned)

    def case(self, case_id: str) -> Case:
        """Return a record as a case."""
        return to_case(case_id, self.read(case_id).answers)

    def latest(self, case_id: str) -> Revision:
        """Return the newest revision of a record."""
        with self._reading(case_id) as (connection, person):
            return read_revision(connection, case_id, visible_record(connection, person, case_id).head)

    def revision_page(self, case_id: str, within: Sequence[str] = (), page: int = 1) -> RevisionPage:
        """Return a page of the revisions of a record, the newest first.

        Parameters
        ----------
        case_id : str
        within : sequence of str
            Only revisions with a change at a path that begins with one of these; by default all.
        page : int
            From 1; one beyond the last is the last.
        """
        with self._reading(case_id) as (connection, person):
            visible_record(connection, person, case_id)
            return read_revision_page(connection, case_id, within, page)

    def state(self, case_id: str, number: int) -> dict[Path, Value]:
        """Return the answers of a record as they were after a revision; InputError when there is no such revision."""
        with self._reading(case_id) as (connection, person):
            head = visible_record(connection, person, case_id).head
            return read_state(connection, case_id, number, head)

    def own_revisions(self, case_id: str, most: int = 50) -> list[Revision]:
        """Return the last revisions the person added to a record, the newest first; not the one it began with."""
        with self._reading(case_id) as (connection, person):
            visible_record(connection, person, case_id)
            return read_own_revisions(connection, case_id, person.name, most) if person else []

    def revisions(self, case_id: str) -> list[Revision]:
        """Return every revision of a record, in order."""
        with self._reading(case_id) as (connection, person):
            visible_record(connection, person, case_id)
            return read_revisions(connection, case_id)

    @contextmanager
    def _reading(self, case_id: str) -> Iterator[tuple[Connection, Person | None]]:
        """Read what belongs to one record; where the person may see none of that code, suggest the nearest."""
        try:
            with self.access.reading() as (connection, person):
                yield connection, person
        except NoRecord:
            raise NoRecord(self.nearest(case_id)) from None

    def nearest(self, case_id: str) -> str | None:
        """Return the code of a record in the person's lists that differs in one place; it says nothing of others."""
        with self.access.reading() as (connection, person):
            return nearest_code(connection, person, case_id) if person else None

    def create(
        self,
        case_id: str | None,
        answers: Mapping[Path, Value],
        *,
        kind: str,
        edit: str = "",
        reason: str = "",
    ) -> Record:
        """Create a record.

        Parameters
        ----------
        case_id : str or None
            A code; None for a random one, such as `c-4k7m2p`.
        answers : mapping of path to value
            The first answers; they become revision 1.
        kind : {"teaching", "practice", "clinical"}
        edit : str, optional
            The name of this change; sent again, the existing record is returned.
        reason : str, optional
            Where the answers come from, if not from the person.

        Raises
        ------
        InputError
            When the code is taken or not valid, the person may not create this kind, an answer does not fit, or two
            answers contradict each other.
        """
        if kind not in self.kinds():
            kinds = ", ".join(self.kinds()) or "-"
            raise worded("bad_kind", InputError, kind=kind[:20], kinds=kinds)
        if case_id is not None and not is_code(case_id):
            raise worded("bad_id", InputError, id=case_id[:60])
        checked = _checked({**answers, "kind": kind})
        named = Edit.checked(edit or secrets.token_hex(16), reason)

        def begin() -> str:
            id = case_id or f"c-{new_code()}"
            with self.access.writing() as (connection, person):
                if person is None:
                    raise SessionEnded
                return begin_record(connection, person, id, kind, checked, named)

        return self.read(retried(begin))

    def save(
        self, case_id: str, changes: Mapping[Path, Value], *, base: int, edit: str, reason: str = ""
    ) -> Revision:
        """Add a revision.

        Parameters
        ----------
        case_id : str
        changes : mapping of path to value
            New answers; None removes an answer. Answers that do not change are ignored; if none is left, nothing is
            written and the newest revision is returned.
        base : int
            The revision that the person changed.
        edit : str
            The name of this change: sent again, it is not made twice.
        reason : str
            Needed to change a completed assessment.

        Raises
        ------
        Stale
            When there are revisions after `base`.
        Locked
            When a change is to a completed assessment and has no reason.
        InputError
            When an answer does not fit its question; as :class:`InputErrors`, each with the `path` of a change, when
            the change makes answers contradict each other.
        """
        checked, named = _checked(changes), Edit.checked(edit, reason)

        def add() -> Revision:
            with self.access.writing() as (connection, person):
                return add_revision(connection, person, case_id, checked, base, named)

        return retried(add)

    def put_back(
        self, case_id: str, number: int, assessment: int, *, base: int, edit: str, reason: str
    ) -> Revision:
        """Put the answers of the case and of one assessment back to a state, as one new revision.

        Nothing is removed from the history, and what :func:`~nmt_widgets.store.records.history.changes_back` leaves out
        stays. The revision is an amendment where the assessment is completed.

        Parameters
        ----------
        case_id : str
        number : int
            The revision after which the answers were so.
        assessment : int
        base, edit, reason
            As :meth:`save` takes them; the reason is always needed.

        Raises
        ------
        Stale, Locked, InputError
            As :meth:`save`, and when there is no such revision.
        """
        if not reason.strip():
            raise Locked("back_needs_reason")
        with self._reading(case_id) as (connection, person):
            head = visible_record(connection, person, case_id).head
            then = read_state(connection, case_id, number, head)
            changes = changes_back(read_answers(connection, case_id), then, assessment)
        why = texts("store")["put_back"].format(number=number, reason=reason.strip())
        return self.save(case_id, changes, base=base, edit=edit, reason=why)

    def archive(self, case_id: str, *, edit: str) -> None:
        """Put a record into the archive: it is in no other list, and opens and changes as before.

        For this and the four methods below: `edit` is the name of the change, which is not made twice when it is sent
        again; :class:`NotPermitted` is raised when the person may not change the record.
        """
        self._file(case_id, "archive", "", edit)

    def restore_from_archive(self, case_id: str, *, edit: str) -> None:
        """Take a record out of the archive."""
        self._file(case_id, "restore", "", edit)

    def assign(self, case_id: str, person: str, *, edit: str) -> None:
        """Assign a record to one of its :meth:`colleagues`; an empty name takes the assignment back."""
        self._file(case_id, "assign", person, edit)

    def share(self, case_id: str, person: str, *, edit: str) -> None:
        """Let one of its :meth:`colleagues` read a record."""
        self._file(case_id, "share", person, edit)

    def unshare(self, case_id: str, person: str, *, edit: str) -> None:
        """Share a record with somebody no more."""
        self._file(case_id, "unshare", person, edit)

    def filings(self, case_id: str) -> list[FilingEntry]:
        """Return who archived, assigned, shared and opened a record and when, in order."""
        with self._reading(case_id) as (connection, person):
            fileable_record(connection, person, case_id)
            return read_filings(connection, case_id)

    def readers(self, case_id: str) -> list[str]:
        """Return the names of the people with whom a record is shared."""
        with self._reading(case_id) as (connection, person):
            fileable_record(connection, person, case_id)
            return read_readers(connection, case_id)

    def colleagues(self, case_id: str) -> list[str]:
        """Return to whom a record may be assigned and with whom shared: people whose role may see its kind at all."""
        with self._reading(case_id) as (connection, person):
            return able_people(connection, fileable_record(connection, person, case_id)[1].kind)

    def who_has_clients(self) -> list[str]:
        """Return to whom else clients may be assigned; nobody for a person who does not see every client."""
        with self.access.reading() as (connection, person):
            if person is None or person.record_right("clinical") not in ("read", "write"):
                return []
            return [name for name in able_people(connection, "clinical") if name != person.name]

    def _file(self, case_id: str, act: Act, name: str, edit: str) -> None:
        named = Edit.checked(edit)

        def add() -> None:
            with self.access.writing() as (connection, person):
                file_record(connection, person, case_id, act, name, named)

        retried(add)


def _checked(changes: Mapping[Path, Value]) -> dict[Path, Value]:
    instrument = load_instrument()
    return {path: check_answer(path, value, instrument) for path, value in changes.items()}
