"""Last stage of an import: read and write many records at a time, by the rules of the store."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from nmt_widgets.case_files.answers import Value
from nmt_widgets.case_files.questions import Path
from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.answers import read_all_answers
from nmt_widgets.store.errors import SessionEnded, Unavailable
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.records.catalogue import visible_codes
from nmt_widgets.store.records.revisions import Edit
from nmt_widgets.store.records.writing import NewRecord, add_revision, begin_records

READ_AT_ONCE = 400
WRITTEN_AT_ONCE = 50
"""How many cases one transaction writes; few enough that other writers wait less than a second."""


@dataclass(frozen=True)
class StoredCase:
    """A record as it is in the store."""

    kind: str
    owner: str
    revision: int
    answers: dict[Path, Value] = field(repr=False)
    assigned: str | None = None


@dataclass(frozen=True)
class CaseImport:
    """The changes that an import makes to one case.

    Attributes
    ----------
    case_id, kind : str
    base : int
        The revision it was compared with; 0 for a new case.
    changes : dict of path to value
        The answers to write; empty if the store has them already.
    """

    case_id: str
    kind: str
    base: int
    changes: dict[Path, Value] = field(repr=False)


class BulkRecords:
    """Records as one person may see and change them, many at a time.

    Parameters
    ----------
    access : Access
    """

    def __init__(self, access: Access) -> None:
        self.access = access

    def read(self, codes: Iterable[str]) -> dict[str, StoredCase]:
        """Return the records with these codes that exist and that the person may see."""
        record, listed, cases = tables.record, tables.listed_record, dict[str, StoredCase]()
        query = select(record.c.case_id, listed.c.kind, record.c.owner, record.c.head, listed.c.assigned)
        query = query.join(listed, listed.c.case_id == record.c.case_id)
        left = iter(codes)
        with self.access.reading() as (connection, person):
            while (some := list(islice(left, READ_AT_ONCE))) and person:
                visible = visible_codes(connection, person, some)
                answers = read_all_answers(connection, visible)
                for row in connection.execute(query.where(record.c.case_id.in_(visible))):
                    cases[row.case_id] = StoredCase(
                        row.kind, row.owner, row.head, answers.get(row.case_id, {}), row.assigned
                    )
        return cases

    def write(self, cases: Sequence[CaseImport], reason: str, progress: Progress = untold) -> None:
        """Write one revision of each record, in batches; each batch is saved completely or not at all.

        Parameters
        ----------
        cases : sequence of CaseImport
            Their changes are checked.
        reason : str
        progress : callable

        Raises
        ------
        Stale
            When a record has changed since; then nothing of its batch is written.
        """
        left = iter(cases)
        with progress(texts("import")["stages"]["saved"], len(cases)) as step:
            while some := list(islice(left, WRITTEN_AT_ONCE)):
                try:
                    with self.access.writing() as (connection, person):
                        _write(connection, person, some, reason)
                except IntegrityError:  # somebody created one of them at the same moment
                    raise Unavailable("busy") from None
                for _ in some:
                    step()


def _write(connection: Connection, person: Person | None, cases: Sequence[CaseImport], reason: str) -> None:
    if person is None:
        raise SessionEnded
    edits = [Edit.checked(secrets.token_hex(16), reason) for _ in cases]
    new = [
        NewRecord(case.case_id, case.kind, {**case.changes, "kind": case.kind}, edit)
        for case, edit in zip(cases, edits, strict=True)
        if not case.base
    ]
    begin_records(connection, person, new)
    for case, edit in zip(cases, edits, strict=True):
        if case.base:
            add_revision(connection, person, case.case_id, case.changes, case.base, edit)
