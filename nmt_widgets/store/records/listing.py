"""The list of records that a person may see, with their titles, ages and statuses, in a few queries for all."""

from __future__ import annotations

import json

from sqlalchemy import Connection, or_, select

from nmt_widgets.store.database import tables
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.records.revisions import Summary
from nmt_widgets.store.rules.blinding import LINKS, Rated, is_hidden
from nmt_widgets.store.rules.locking import OPEN, assessment_of

_CASE_ANSWERS = ("title", "practice_of", *LINKS)
_ASSESSMENT_ANSWERS = ("label", "age", "status")


def read_summaries(connection: Connection, person: Person) -> list[Summary]:
    """Return the records that a person may see, the last changed first.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    person : Person
    """
    summaries = _readable(connection, person)
    rated = [
        Rated(summary.case_id, summary.owner, summary.second_of, summary.settles, summary.statuses)
        for summary in summaries
    ]
    own = [rating for rating in rated if rating.owner == person.name]
    visible = [
        summary
        for summary, rating in zip(summaries, rated, strict=True)
        if not is_hidden(rating, person, own)
    ]
    return sorted(visible, key=lambda summary: summary.changed, reverse=True)


def _readable(connection: Connection, person: Person) -> list[Summary]:
    """Return the records whose kind and owner a person may read, before blinding is applied."""
    record, revision = tables.record, tables.revision
    newest = (revision.c.case_id == record.c.case_id) & (revision.c.number == record.c.head)
    rows = connection.execute(select(record, revision.c.at).join(revision, newest)).all()
    readable = {row.case_id: row for row in rows if person.may_read(row.kind, row.owner)}
    answers = _listed_answers(connection)
    summaries = []
    for case_id, row in readable.items():
        own = answers.get(case_id, {})
        labels, statuses = own.get("label", {}), own.get("status", {})
        summaries.append(
            Summary(
                case_id=case_id,
                kind=row.kind,
                owner=row.owner,
                head=row.head,
                changed=row.at,
                title=own.get("title", {}).get(0, case_id),
                labels=labels,
                ages=own.get("age", {}),
                statuses={number: statuses.get(number, OPEN) for number in sorted(labels)},
                practice_of=own.get("practice_of", {}).get(0, ""),
                second_of=own.get("second_of", {}).get(0, ""),
                settles=tuple(own.get("settles", {}).get(0, ())),
            )
        )
    return summaries


def _listed_answers(connection: Connection) -> dict[str, dict[str, dict[int, str]]]:
    """Return the answers that a list shows, by record, name and number of the assessment; 0 is the case itself."""
    answer = tables.answer
    listed = or_(
        answer.c.path.in_(_CASE_ANSWERS),
        *(answer.c.path.like(f"assessments/%/{name}") for name in _ASSESSMENT_ANSWERS),
    )
    answers: dict[str, dict[str, dict[int, str]]] = {}
    query = select(answer.c.case_id, answer.c.path, answer.c.value).where(listed)
    for case_id, path, value in connection.execute(query):
        if path.count("/") in (0, 2):
            name = path.rpartition("/")[2]
            by_number = answers.setdefault(case_id, {}).setdefault(name, {})
            by_number[assessment_of(path) or 0] = json.loads(value)
    return answers
