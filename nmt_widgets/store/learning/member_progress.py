"""How far each member of a class is with its case."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.database import tables
from nmt_widgets.store.learning.class_rows import ClassMember
from nmt_widgets.store.rules.locking import COMPLETED, score_in

_SCORES = "assessments/1/functions/scores/"


@dataclass(frozen=True)
class MemberProgress:
    """A member of a class, and how far they are with its case.

    Attributes
    ----------
    member : ClassMember
    answered, of : int
        Functions that are scored or marked as not known, of all.
    last : str
        When they last wrote something; empty where they have not begun.
    submitted : bool
        Whether their first attempt is submitted.
    """

    member: ClassMember
    answered: int
    of: int
    last: str
    submitted: bool


def read_progress(
    connection: Connection, practice: str, members: tuple[ClassMember, ...]
) -> list[MemberProgress]:
    """Return how far the members of a class are: with the first attempt that they submitted, or their latest one."""
    of = len(load_instrument().ids)
    attempts = _attempts(connection, practice, [member.person for member in members])
    open_attempts = [row.case_id for row in attempts.values() if row.status != COMPLETED]
    answered = _answered(connection, open_attempts)
    progress = []
    for member in members:
        row = attempts.get(member.person)
        done = row is not None and row.status == COMPLETED
        count = of if done else answered.get(row.case_id, 0) if row else 0
        progress.append(MemberProgress(member, count, of, row.changed if row else "", done))
    return progress


def _attempts(connection: Connection, practice: str, people: list[str]) -> dict[str, Any]:
    """Return the attempt that counts of each of some people who have one."""
    listed = tables.listed_record
    query = (
        select(listed.c.owner, listed.c.case_id, listed.c.changed, listed.c.status)
        .where(listed.c.practice_of == practice, listed.c.kind == "practice", listed.c.owner.in_(people))
        .order_by(listed.c.changed)
    )
    attempts: dict[str, Any] = {}
    for row in connection.execute(query):
        earlier = attempts.get(row.owner)
        if earlier is None or earlier.status != COMPLETED:
            attempts[row.owner] = row
    return attempts


def _answered(connection: Connection, codes: list[str]) -> dict[str, int]:
    """Return in how many functions of each of some attempts there is a score, or that it is not known."""
    answer = tables.answer
    query = select(answer.c.case_id, answer.c.value).where(
        answer.c.case_id.in_(codes), answer.c.path.startswith(_SCORES, autoescape=True)
    )
    counts: dict[str, int] = {}
    for case_id, text in connection.execute(query):
        counts[case_id] = counts.get(case_id, 0) + (score_in(json.loads(text)) is not None)
    return counts
