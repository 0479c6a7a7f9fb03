"""The id of an assessment, such as ``c-4k7m2p/1``: one record refers to an assessment of another by it."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from nmt_widgets.core import spelling

AssessmentId = Annotated[str, StringConstraints(pattern=spelling.ASSESSMENT)]
"""The record's code and the number of its assessment."""


def assessment_id(case: str, number: int) -> str:
    """Return the name of one assessment of a record.

    Examples
    --------
    >>> assessment_id("c-4k7m2p", 1)
    'c-4k7m2p/1'
    """
    return f"{case}/{number}"


def split_assessment_id(id: str) -> tuple[str, int]:
    """Return the record and the number that :func:`assessment_id` put together; ValueError for anything else.

    Examples
    --------
    >>> split_assessment_id("c-4k7m2p/2")
    ('c-4k7m2p', 2)
    """
    case, _, number = id.rpartition("/")
    return case, int(number)
