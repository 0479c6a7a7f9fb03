"""Read what an export holds, many cases at a time: their answers, and who last changed each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from nmt_widgets.case_files import list_cases, load_case
from nmt_widgets.case_files.ages import years
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.core.errors import Failures, refusal
from nmt_widgets.store.checking.rows import read_json
from nmt_widgets.store.database import tables
from nmt_widgets.store.errors import NoRecord
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.records.catalogue import visible_codes
from nmt_widgets.store.records.filing import note_openings, unseen
from nmt_widgets.store.rules.locking import OPEN, assessment_of
from nmt_widgets.store.transfer.tabular import Row

AT_ONCE = 200


class LastChange(NamedTuple):
    """The last change of an answer: by whom, when, and the number of the revision."""

    author: str
    at: str
    number: int


@dataclass(frozen=True)
class Source:
    """A case to export: its answers by path, and the last change of each, if it has revisions."""

    case: str
    kind: str
    answers: Mapping[str, Any]
    changes: Mapping[str, LastChange]

    @property
    def numbers(self) -> list[int]:
        """The numbers of its assessments."""
        return sorted({number for path in self.answers if (number := assessment_of(path)) is not None})

    def about(self, number: int | None) -> Row:
        """Return the first columns of the rows of an assessment, or of the case itself."""
        row: Row = {"case": self.case, "kind": self.kind}
        if number is not None:
            stem = f"assessments/{number}"
            age = self.answers.get(f"{stem}/age")
            row |= {"assessment": number, "age_years": None if age is None else years(age)}
            row |= {"date": self.answers.get(f"{stem}/date")}
            row |= {"status": self.answers.get(f"{stem}/status", OPEN)}
        return row


def read_sources(access: Access, ids: Sequence[str]) -> Iterator[list[Source]]:
    """Yield the sources of some cases, some at a time and in their order.

    Parameters
    ----------
    access : Access
        Of the person who exports.
    ids : sequence of str
        Templates, and records that the person may see.

    Raises
    ------
    NoRecord
        When a record is not there any more for this person.
    Failures
        When a row of a record cannot be read.
    """
    templates = {*list_cases()}
    for begin in range(0, len(ids), AT_ONCE):
        batch = ids[begin : begin + AT_ONCE]
        sources = {id: _template(id) for id in batch if id in templates}
        codes = [id for id in batch if id not in templates]
        with access.reading() as (connection, person):
            if person is not None and visible_codes(connection, person, codes) == codes:
                sources |= _records(connection, codes)
            new = unseen(connection, person, codes)
        if len(sources) < len(batch):
            raise NoRecord
        note_openings(access, new)
        yield [sources[id] for id in batch]


def _template(id: str) -> Source:
    case = load_case(id)
    return Source(id, case.kind, to_answers(case), {})


def _records(connection: Connection, codes: Sequence[str]) -> dict[str, Source]:
    answers: dict[str, dict[str, Any]] = {code: {} for code in codes}
    numbers: dict[str, dict[str, int]] = {code: {} for code in codes}
    table = tables.answer
    query = select(table.c.case_id, table.c.path, table.c.value, table.c.revision)
    query = query.where(table.c.case_id.in_(codes)).order_by(table.c.case_id, table.c.path)
    for code, path, value, number in connection.execute(query).all():
        try:
            answers[code][path], numbers[code][path] = read_json(value), number
        except (ValueError, TypeError, AttributeError):
            raise _unreadable(code) from None
    changes = _changes(connection, codes, numbers)
    listed = tables.listed_record
    kinds = select(listed.c.case_id, listed.c.kind).where(listed.c.case_id.in_(codes))
    return {
        code: Source(code, kind, answers[code], changes[code])
        for code, kind in connection.execute(kinds).all()
    }


def _changes(
    connection: Connection, codes: Sequence[str], numbers: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, LastChange]]:
    """Return the last change of each answer, by case and path; of a removed one, its removal."""
    revision = tables.revision
    query = (
        select(revision.c.case_id, revision.c.number, revision.c.author, revision.c.at)
        .where(revision.c.case_id.in_(codes))
        .order_by(revision.c.number)
    )
    last = {
        (code, number): LastChange(author, at, number)
        for code, number, author, at in connection.execute(query).all()
    }
    changes: dict[str, dict[str, LastChange]] = {code: {} for code in codes}
    later = query.add_columns(revision.c.changes).where(revision.c.number > 1)  # the first removes nothing
    for code, number, _, _, text in connection.execute(later.execution_options(yield_per=AT_ONCE)):
        try:
            removed = [change["path"] for change in read_json(text) if change["new"] is None]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise _unreadable(code) from None
        changes[code] |= dict.fromkeys(removed, last[code, number])
    for code, by_path in numbers.items():
        if not all((code, number) in last for number in by_path.values()):
            raise _unreadable(code)
        changes[code] |= {path: last[code, number] for path, number in by_path.items()}
    return changes


def _unreadable(code: str) -> Failures:
    return Failures([refusal("store", "unreadable", case=code)])
