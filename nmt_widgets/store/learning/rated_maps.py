"""Maps that several people scored of one case, blind: attempts at practice cases, and double ratings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, Select, and_, or_, select

from nmt_widgets.case_files.assessment_ids import assessment_id
from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.answers import read_all_answers
from nmt_widgets.store.errors import NotPermitted, worded
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.rules.locking import COMPLETED
from nmt_widgets.store.rules.visibility import may_see
from nmt_widgets.training.raters.rated_maps import RatedMaps

_AT_ONCE = 400


class _Rating(NamedTuple):
    """A completed assessment: what was scored, by whom, and where its scores are."""

    case: str
    rater: str
    record: str
    number: int


def read_rated_maps(access: Access, instrument: Instrument) -> RatedMaps:
    """Return every map that counts for the error of raters, of those that the person may read.

    These are each person's first submitted attempt at a practice case, and both of two ratings of one assessment. Not
    counted is whatever was not blind: later attempts, ratings that were amended after they were completed, and
    attempts by people who may see references. References and settlements are no ratings of one person.

    Raises
    ------
    NotPermitted
        When the person may not look on at others' scores.
    """
    with access.reading() as (connection, person):
        if person is None or not person.may("looks_on"):
            raise worded("error/may_not", NotPermitted, topic="agreement")
        ratings = [*_attempts(connection, person), *_double(connection, person)]
        times = Counter(rating.case for rating in ratings)
        ratings = [rating for rating in ratings if times[rating.case] > 1]
        scores = np.full((len(ratings), len(instrument.ids)), np.nan)
        for begin in range(0, len(ratings), _AT_ONCE):
            batch = ratings[begin : begin + _AT_ONCE]
            answers = read_all_answers(connection, [rating.record for rating in batch])
            for row, rating in enumerate(batch, begin):
                scores[row] = _scores(answers.get(rating.record, {}), rating.number, instrument)
    return RatedMaps(
        tuple(rating.case for rating in ratings), tuple(rating.rater for rating in ratings), scores
    )


def _completed(person: Person) -> Select[Any]:
    """Return the query of the completed assessments that a person may read, with the last change of their records."""
    record, listed, assessment = tables.record.c, tables.listed_record.c, tables.listed_assessment.c
    revision = tables.revision
    return (
        select(
            listed.case_id,
            listed.owner,
            listed.practice_of,
            listed.client,
            listed.second_of,
            listed.repeats,
            assessment.number,
            revision.c.at,
            revision.c.role,
        )
        .join(tables.record, record.case_id == listed.case_id)
        .join(tables.listed_assessment, assessment.case_id == listed.case_id)
        .join(revision, and_(revision.c.case_id == listed.case_id, revision.c.number == record.head))
        .where(may_see(person), listed.settles.is_(None), assessment.status == COMPLETED)
    )


def _attempts(connection: Connection, person: Person) -> Iterator[_Rating]:
    listed = tables.listed_record.c
    blind = _completed(person).where(listed.kind == "practice", listed.practice_of.is_not(None))
    earlier: set[tuple[str, str]] = set()
    for row in connection.execute(blind.order_by(tables.revision.c.at)):
        attempt = (row.practice_of, row.owner)
        if attempt not in earlier and not Person(row.owner, row.role).may("presents"):
            yield _Rating(row.practice_of, row.owner, row.case_id, row.number)
        earlier.add(attempt)


def _double(connection: Connection, person: Person) -> Iterator[_Rating]:
    """Yield both ratings of each assessment that two people completed, and amended neither."""
    listed, assessment = tables.listed_record.c, tables.listed_assessment.c
    other = tables.listed_record.alias()
    rated_twice = (
        select(other.c.client, other.c.repeats)
        .where(other.c.second_of.is_not(None), other.c.client == listed.case_id)
        .where(other.c.repeats == assessment.number)
    )
    query = _completed(person).where(or_(listed.second_of.is_not(None), rated_twice.exists()))
    for row in connection.execute(query.order_by(listed.client, listed.case_id)):
        number = row.repeats if row.second_of else row.number
        yield _Rating(assessment_id(row.client, number), row.owner, row.case_id, row.number)


def _scores(answers: dict[str, Any], number: int, instrument: Instrument) -> list[float]:
    entries = (answers.get(f"assessments/{number}/functions/scores/{id}") for id in instrument.ids)
    scores = (entry.get("score") if isinstance(entry, dict) else entry for entry in entries)
    return [np.nan if score is None or score == NOT_KNOWN else float(score) for score in scores]
