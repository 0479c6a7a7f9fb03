"""Maps that several people scored of one case, blind: attempts at practice cases, and double ratings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, and_, select

from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.answers import read_all_answers
from nmt_widgets.store.database.codes import random_numbers
from nmt_widgets.store.errors import NotPermitted, worded
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.records.double_ratings import read_double_ratings
from nmt_widgets.store.rules.locking import COMPLETED
from nmt_widgets.store.rules.visibility import is_not_blinded, may_see
from nmt_widgets.training.raters.rated_maps import RatedMaps

_AT_ONCE = 400


class _Rating(NamedTuple):
    """A completed assessment: what was scored, by whom, and where its scores are."""

    case: str
    rater: str
    record: str
    number: int


def read_rated_maps(access: Access, instrument: Instrument) -> RatedMaps:
    """Return every map that counts for the error of raters.

    Attempts are those that the person may read. Double ratings are all of the site for whoever sees how all clients
    fare, else those of clients whom the person may see. A practice case has its code; a client who was rated twice, and
    each rater, has a number, made anew with every call.

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
    numbers = random_numbers(rating.rater for rating in ratings)
    return RatedMaps(
        tuple(rating.case for rating in ratings),
        tuple(str(numbers[rating.rater]) for rating in ratings),
        scores,
    )


def _attempts(connection: Connection, person: Person) -> Iterator[_Rating]:
    """Yield each person's first submitted attempt at each practice case, if it was blind."""
    record, listed, assessment = tables.record.c, tables.listed_record.c, tables.listed_assessment.c
    revision = tables.revision
    query = (
        select(listed.case_id, listed.owner, listed.practice_of, assessment.number, revision.c.role)
        .join(tables.record, record.case_id == listed.case_id)
        .join(tables.listed_assessment, assessment.case_id == listed.case_id)
        .join(revision, and_(revision.c.case_id == listed.case_id, revision.c.number == record.head))
        .where(
            may_see(person),
            listed.kind == "practice",
            listed.practice_of.is_not(None),
            listed.settles.is_(None),
            assessment.status == COMPLETED,
        )
        .order_by(revision.c.at)
    )
    earlier: set[tuple[str, str]] = set()
    for row in connection.execute(query):
        attempt = (row.practice_of, row.owner)
        if attempt not in earlier and not Person(row.owner, row.role).may("presents"):
            yield _Rating(row.practice_of, row.owner, row.case_id, row.number)
        earlier.add(attempt)


def _double(connection: Connection, person: Person) -> list[_Rating]:
    """Return both ratings of each assessment that two people completed, in random order."""
    readable = is_not_blinded(person) if person.may("outcomes") else may_see(person)
    pairs = read_double_ratings(connection, readable)
    numbers = random_numbers((pair.client, pair.time) for pair in pairs)
    pairs.sort(key=lambda pair: numbers[pair.client, pair.time])
    return [
        _Rating(f"double-{numbers[pair.client, pair.time]}", pair.rater, pair.record, pair.number)
        for pair in pairs
    ]


def _scores(answers: dict[str, Any], number: int, instrument: Instrument) -> list[float]:
    entries = (answers.get(f"assessments/{number}/functions/scores/{id}") for id in instrument.ids)
    scores = (entry.get("score") if isinstance(entry, dict) else entry for entry in entries)
    return [np.nan if score is None or score == NOT_KNOWN else float(score) for score in scores]
