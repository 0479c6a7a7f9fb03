"""Read the rows of one record on an open connection: the statuses of its assessments, its revisions."""

from __future__ import annotations

import json

from sqlalchemy import Connection, or_, select

from nmt_widgets.store.database import tables
from nmt_widgets.store.errors import LaterChange, Unavailable
from nmt_widgets.store.records.revisions import Revision, as_revision
from nmt_widgets.store.rules.locking import statuses_of


def read_statuses(connection: Connection, case_id: str) -> dict[int, str]:
    """Return the status of each assessment; the default is in progress."""
    answer = tables.answer
    rows = connection.execute(
        select(answer.c.path, answer.c.value).where(
            answer.c.case_id == case_id,
            or_(*(answer.c.path.like(f"assessments/%/{name}") for name in ("age", "label", "status"))),
        )
    )
    return statuses_of({path: json.loads(value) for path, value in rows if path.count("/") == 2})


def read_revision(connection: Connection, case_id: str, number: int) -> Revision:
    """Return one revision.

    Raises
    ------
    Unavailable
        When it does not exist, although the record refers to it.
    """
    table = tables.revision
    row = connection.execute(
        select(table).where(table.c.case_id == case_id, table.c.number == number)
    ).one_or_none()
    if row is None:
        raise Unavailable("broken")
    return as_revision(row)


def read_revisions(connection: Connection, case_id: str, after: int = 0) -> list[Revision]:
    """Return the revisions after number `after`, in order."""
    table = tables.revision
    rows = connection.execute(
        select(table).where(table.c.case_id == case_id, table.c.number > after).order_by(table.c.number)
    )
    return [as_revision(row) for row in rows]


def later_changes(connection: Connection, case_id: str, base: int) -> dict[str, LaterChange]:
    """Return the answers that were changed after a revision, by path."""
    return {
        change["path"]: {"value": change["new"], "by": revision.author, "at": revision.at}
        for revision in read_revisions(connection, case_id, base)
        for change in revision.changes
    }
