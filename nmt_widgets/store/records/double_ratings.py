"""Assessments of clients that two people have rated blind."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from nmt_widgets.store.database.tables import listed_assessment, listed_record
from nmt_widgets.store.rules.locking import COMPLETED
from nmt_widgets.store.rules.visibility import Condition


class DoubleRating(NamedTuple):
    """One of two ratings of an assessment.

    Attributes
    ----------
    client : str
        The record of the first rating.
    time : int
        The assessment there.
    rater : str
    record : str
        Where this rating is.
    number : int
        Its assessment there.
    """

    client: str
    time: int
    rater: str
    record: str
    number: int


def read_double_ratings(connection: Connection, matching: Condition) -> list[DoubleRating]:
    """Return both ratings of each assessment that two people completed, and amended neither.

    Parameters
    ----------
    connection : Connection
    matching : Condition
        On `listed_record`: which records may be read.
    """
    listed, assessment = listed_record.c, listed_assessment.c
    other = listed_record.alias()
    rated_twice = (
        select(other.c.client)
        .where(other.c.second_of.is_not(None), other.c.client == listed.case_id)
        .where(other.c.repeats == assessment.number)
    )
    query = (
        select(listed.client, listed.owner, listed.case_id, listed.repeats, assessment.number)
        .join(listed_assessment, assessment.case_id == listed.case_id)
        .where(
            matching,
            listed.settles.is_(None),
            assessment.status == COMPLETED,
            or_(listed.second_of.is_not(None), rated_twice.exists()),
        )
        .order_by(listed.client, listed.case_id)
    )
    ratings = [
        DoubleRating(client, repeats or number, owner, code, number)
        for client, owner, code, repeats, number in connection.execute(query)
    ]
    times = Counter((rating.client, rating.time) for rating in ratings)
    return [rating for rating in ratings if times[rating.client, rating.time] > 1]
