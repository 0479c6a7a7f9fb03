"""Create records and add a revision, inside an open transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from nmt_widgets.case_files import list_cases
from nmt_widgets.case_files.answers import Value
from nmt_widgets.case_files.consistency import check_change as check_consistency
from nmt_widgets.case_files.consistency import may_contradict
from nmt_widgets.case_files.questions import Path
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.advisory_locks import AdvisoryLock, hold
from nmt_widgets.store.database.answers import read_answers
from nmt_widgets.store.database.chain import START, canonical, row_hash
from nmt_widgets.store.database.clock import now
from nmt_widgets.store.database.listing import relist
from nmt_widgets.store.errors import NotPermitted, Stale, worded
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.records.revisions import AnswerChange, Edit, Revision, as_revision
from nmt_widgets.store.records.rows import later_changes, read_revision, read_statuses
from nmt_widgets.store.rules.blinding import LINKS, visible_record
from nmt_widgets.store.rules.locking import amended, check_attempt
from nmt_widgets.store.rules.pairing import check_begun, check_change
from nmt_widgets.store.rules.purpose import check_purpose

SCORES = "assessments/1/functions/scores/"
"""Where the scores of an attempt are."""


@dataclass(frozen=True)
class NewRecord:
    """A record to be created.

    Attributes
    ----------
    case_id, kind : str
    answers : mapping of path to value
        Checked one by one; they become revision 1.
    edit : Edit
    """

    case_id: str
    kind: str
    answers: Mapping[Path, Value] = field(repr=False)
    edit: Edit


def begin_record(
    connection: Connection, person: Person, case_id: str, kind: str, answers: Mapping[Path, Value], edit: Edit
) -> str:
    """Create a record, or find the one that the same edit created earlier; return its code.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    person : Person
        Somebody who may create records of this kind.
    case_id, kind : str
    answers : mapping of path to value
        Checked one by one; they become revision 1.
    edit : Edit

    Raises
    ------
    InputError
        When the code is in use, or answers contradict each other.
    """
    if earlier := revision_of_edit(connection, edit.name, person):
        return str(earlier.case_id)
    begin_records(connection, person, [NewRecord(case_id, kind, answers, edit)])
    return case_id


def begin_records(connection: Connection, person: Person, new_records: Sequence[NewRecord]) -> None:
    """Create records in their order, all or none.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    person : Person
        Somebody who may create records of these kinds.
    new_records : sequence of NewRecord
        Their edits were never made before.

    Raises
    ------
    InputError
        When a code is in use, or answers contradict each other.
    """
    record = tables.record
    hold(connection, AdvisoryLock.NEW_RECORD)  # one at a time, so that the numbers have no gaps
    codes = [new.case_id for new in new_records]
    in_use = {*list_cases(), *connection.scalars(select(record.c.case_id).where(record.c.case_id.in_(codes)))}
    for new in new_records:
        if new.case_id in in_use:
            raise worded("id_taken", InputError, id=new.case_id)
        in_use.add(new.case_id)
        check_begun(connection, person, new.kind, new.answers)
        check_consistency(new.case_id, {}, new.answers, load_instrument())
    last = connection.execute(select(record).order_by(record.c.number.desc()).limit(1)).one_or_none()
    highest, before = (last.number, last.hash) if last else (0, START)
    records, revisions, answers = [], [], []
    for number, new in enumerate(new_records, highest + 1):
        row = SimpleNamespace(
            case_id=new.case_id,
            number=number,
            kind=new.kind,
            owner=person.name,
            created=now(),
            previous_hash=before,
            head=0,
            head_hash=START,
        )
        row.hash = before = row_hash(record, row)
        answered = {path: value for path, value in new.answers.items() if value is not None}
        first = _revision(row, person, {}, answered, new.edit)
        row.head, row.head_hash = first.number, first.hash
        records.append(vars(row))
        revisions.append(vars(first))
        answers += _answers(first, answered)
    for table, rows in ((record, records), (tables.revision, revisions), (tables.answer, answers)):
        if rows:
            connection.execute(insert(table), rows)
    relist(connection, codes)


def add_revision(
    connection: Connection,
    person: Person | None,
    case_id: str,
    changes: Mapping[Path, Value],
    base: int,
    edit: Edit,
) -> Revision:
    """Add a revision by the rules of locks and pairs, or find the one that the same edit added earlier.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    person : Person or None
    case_id : str
    changes : mapping of path to value
        Checked one by one; None removes an answer.
    base : int
        The revision that the person changed.
    edit : Edit

    Raises
    ------
    NotPermitted
        When the person may not change the record; as :class:`NoRecord` where they may not see it.
    Stale
        When there are revisions after `base`.
    Locked
        When a change is to a completed assessment and has no reason.
    InputErrors
        When the change makes answers contradict each other.
    """
    row = visible_record(connection, person, case_id, for_update=True)
    if person is None or not person.may_write(row.kind, row.owner, row.assigned):
        raise worded("may_not", NotPermitted)
    if earlier := revision_of_edit(connection, edit.name, person, case_id):
        return as_revision(earlier)
    if row.head != base:
        raise Stale(row.head, later_changes(connection, case_id, base))
    if "kind" in changes and changes["kind"] != row.kind:
        check_purpose(connection, person, row, changes["kind"], edit.reason)
    statuses = read_statuses(connection, case_id)
    before = read_answers(connection, case_id, changes)
    new = {path: value for path, value in changes.items() if before.get(path) != value}
    if read_answers(connection, case_id, ["practice_of"]):
        scores = [f"{SCORES}{id}" for id in load_instrument().ids]
        check_attempt(statuses, dict.fromkeys(scores) | read_answers(connection, case_id, scores), new)
    new |= amended(statuses, new, edit.reason)
    if new:
        check_change(connection, case_id, person, read_answers(connection, case_id, LINKS), new)
    if not new:
        return read_revision(connection, case_id, row.head)
    if may_contradict({f"assessments/{number}/age" for number in statuses}, new):
        check_consistency(case_id, read_answers(connection, case_id), new, load_instrument())
    before |= read_answers(connection, case_id, new.keys() - before.keys())
    return _append(connection, row, person, before, new, edit)


def revision_of_edit(
    connection: Connection, edit: str, person: Person, case_id: str | None = None
) -> Any | None:
    """Return the row of the revision that an edit made earlier, or None.

    Raises
    ------
    InputError
        When the edit belongs to somebody else or to another record.
    """
    row = connection.execute(select(tables.revision).where(tables.revision.c.edit == edit)).one_or_none()
    if row is not None and (row.author != person.name or (case_id or row.case_id) != row.case_id):
        raise worded("edit_taken", InputError)
    return row


def _append(
    connection: Connection,
    row: Any,
    person: Person,
    before: Mapping[Path, Value],
    new: Mapping[Path, Value],
    edit: Edit,
) -> Revision:
    record, answer = tables.record, tables.answer
    added = _revision(row, person, before, new, edit)
    moved = connection.execute(
        update(record)
        .where(record.c.case_id == row.case_id, record.c.head == row.head)
        .values(head=added.number, head_hash=added.hash)
    )
    if moved.rowcount != 1:
        raise Stale(row.head + 1, later_changes(connection, row.case_id, row.head))
    connection.execute(insert(tables.revision).values(**vars(added)))
    connection.execute(delete(answer).where(answer.c.case_id == row.case_id, answer.c.path.in_(list(new))))
    if answers := _answers(added, new):
        connection.execute(insert(answer), answers)
    relist(connection, [row.case_id])
    return as_revision(added)


def _revision(
    row: Any, person: Person, before: Mapping[Path, Value], new: Mapping[Path, Value], edit: Edit
) -> SimpleNamespace:
    """Return the row of the next revision of a record."""
    changes = [AnswerChange(path=path, old=before.get(path), new=value) for path, value in new.items()]
    added = SimpleNamespace(
        case_id=row.case_id,
        number=row.head + 1,
        edit=edit.name,
        author=person.name,
        role=person.role,
        at=now(),
        reason=edit.reason,
        changes=canonical(changes),
        previous_hash=row.head_hash,
    )
    added.hash = row_hash(tables.revision, added)
    return added


def _answers(revision: SimpleNamespace, new: Mapping[Path, Value]) -> list[dict[str, Any]]:
    """Return the rows of the answers that a revision gives."""
    return [
        {"case_id": revision.case_id, "path": path, "value": canonical(value), "revision": revision.number}
        for path, value in new.items()
        if value is not None
    ]
