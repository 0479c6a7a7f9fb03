"""The revisions of a record in pages, its answers at any of them, and what leads back to those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from nmt_widgets.case_files.answers import Value
from nmt_widgets.case_files.questions import Path
from nmt_widgets.core.errors import InputError
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.answers import read_answers
from nmt_widgets.store.errors import worded
from nmt_widgets.store.records.revisions import Revision, as_revision
from nmt_widgets.store.records.rows import read_revisions
from nmt_widgets.store.rules.blinding import LINKS
from nmt_widgets.store.rules.locking import assessment_of, status_path

PAGE_SIZE = 20

_STAYS = ("kind", "practice_of", *LINKS)


@dataclass(frozen=True)
class RevisionPage:
    """A page of the revisions of a record, the newest first.

    Attributes
    ----------
    revisions : tuple of Revision
    total : int
        How many match.
    page, pages : int
        The number of this page, from 1, and how many there are.
    """

    revisions: tuple[Revision, ...]
    total: int
    page: int
    pages: int


def read_revision_page(
    connection: Connection, case_id: str, within: Sequence[str], page: int, size: int = PAGE_SIZE
) -> RevisionPage:
    """Return a page of the revisions of a record.

    Parameters
    ----------
    connection : Connection
    case_id : str
    within : sequence of str
        Only revisions with a change at a path that begins with one of these; empty for all.
    page : int
        From 1; one beyond the last is the last.
    size : int
    """
    table = tables.revision
    matching = table.c.case_id == case_id
    if within:
        # canonical JSON: in a text, the quotes of such a key would have backslashes
        starts = (table.c.changes.contains(f'"path":"{start}', autoescape=True) for start in within)
        matching &= or_(*starts)
    total = connection.scalar(select(func.count()).select_from(table).where(matching)) or 0
    pages = max(1, -(-total // size))
    page = max(1, min(page, pages))
    query = select(table).where(matching).order_by(table.c.number.desc())
    rows = connection.execute(query.limit(size).offset((page - 1) * size))
    return RevisionPage(tuple(map(as_revision, rows)), total, page, pages)


def read_state(connection: Connection, case_id: str, number: int, head: int) -> dict[Path, Value]:
    """Return the answers of a record as they were after a revision.

    Raises
    ------
    InputError
        When there is no such revision.
    """
    if not 1 <= number <= head:
        raise worded("no_revision", InputError, number=number)
    answers = read_answers(connection, case_id)
    for revision in reversed(read_revisions(connection, case_id, after=number)):
        answers.update({change["path"]: change["old"] for change in revision.changes})
    return {path: value for path, value in answers.items() if value is not None}


def read_own_revisions(connection: Connection, case_id: str, author: str, most: int) -> list[Revision]:
    """Return the last revisions that somebody added to a record, the newest first; not the one it began with."""
    table = tables.revision
    query = select(table).where(table.c.case_id == case_id, table.c.author == author, table.c.number > 1)
    return [as_revision(row) for row in connection.execute(query.order_by(table.c.number.desc()).limit(most))]


def changes_back(now: Mapping[Path, Value], then: Mapping[Path, Value], number: int) -> dict[Path, Value]:
    """Return the changes that lead from the answers of a record to earlier ones, for one of its assessments.

    The case's own answers go back too. What stays as it is: what the record is for, its links to other records, every
    status, and the plan, which a team agrees after an assessment. A title, a label or an age is not removed.

    Parameters
    ----------
    now, then : mapping of path to value
    number : int
        Of the assessment.

    Examples
    --------
    >>> now = {"title": "B", "assessments/1/status": "completed", "assessments/2/date": "2026-01-02"}
    >>> changes_back(now, {"title": "A"}, 1), changes_back(now, {}, 2)
    ({'title': 'A'}, {'assessments/2/date': None})
    """
    stem = f"assessments/{number}"
    needed = ("title", f"{stem}/label", f"{stem}/age")
    return {
        path: then.get(path)
        for path in sorted({*now, *then})
        if now.get(path) != then.get(path)
        if assessment_of(path) in (None, number)
        if path not in _STAYS and path != status_path(number)
        if not path.startswith(f"{stem}/plan/")
        if path in then or path not in needed
    }
