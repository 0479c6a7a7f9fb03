"""What a record is for: its kind decides who sees it, so a change of it has rules of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from nmt_widgets.case_files.questions import Path
from nmt_widgets.store.database.answers import read_answers
from nmt_widgets.store.database.tables import listed_record, shared_record
from nmt_widgets.store.errors import Locked, NotPermitted, worded
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.rules.blinding import LINKS

_FIRST = re.compile("title|kind|assessments/[0-9]+/(age|label|date|status)")


def is_begun(paths: Iterable[Path]) -> bool:
    """Return whether a record has more answers than those it begins with.

    Examples
    --------
    >>> is_begun(["title", "kind", "assessments/1/age"]), is_begun(["assessments/1/functions/scores/sleep"])
    (False, True)
    """
    return any(not _FIRST.fullmatch(path) for path in paths)


def check_purpose(connection: Connection, person: Person, row: Any, kind: str | None, reason: str) -> None:
    """Check that somebody who may change a record may change its kind.

    They must be able to change it afterwards too: nobody hands a record to others unseen. What other records, or
    people, have it for what it is keeps its kind.

    Parameters
    ----------
    connection : Connection
    person : Person
    row : Row
        Of the record, as :func:`nmt_widgets.store.rules.blinding.visible_record` returns it.
    kind : str or None
        The new one.
    reason : str
        Needed once a question is answered.

    Raises
    ------
    NotPermitted
        With the reason.
    Locked
        When a reason is needed.
    """
    if kind is None or kind not in person.may_begin() or not person.may_write(kind, row.owner):
        raise worded("purpose_not_yours", NotPermitted)
    answers = read_answers(connection, row.case_id)
    about_it = select(listed_record.c.case_id).where(
        listed_record.c.client == row.case_id, listed_record.c.case_id != row.case_id
    )
    if any(name in answers for name in ("practice_of", *LINKS)) or connection.execute(about_it).first():
        raise worded("purpose_of_rating", NotPermitted)
    readers = select(shared_record.c.person).where(shared_record.c.case_id == row.case_id)
    if row.assigned or connection.execute(readers).first():
        raise worded("purpose_of_filed", NotPermitted)
    if is_begun(answers) and not reason:
        raise Locked("purpose_needs_reason")
