"""Dates as tables of many clients have them: year first, or day, month and year with points between."""

from __future__ import annotations

import re
from datetime import date

from nmt_widgets.case_files.dates import tidy_date

_POINTS = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?$")


def has_points(text: str) -> bool:
    """Return whether a date is written with points, so that it is read as day, month and year.

    Examples
    --------
    >>> has_points("13.04.2024"), has_points("2024-04-13")
    (True, False)
    """
    return bool(_POINTS.fullmatch(_MIDNIGHT.sub("", text.strip())))


def read_day(text: str) -> date:
    """Return the day of a date; spreadsheets add midnight to it.

    Raises
    ------
    ValueError
        When it is not in the calendar, or has another order: 3/4/2026 can be read as two dates.

    Examples
    --------
    >>> read_day("2024-04-13 00:00:00") == read_day("13.04.2024") == date(2024, 4, 13)
    True
    """
    day = _MIDNIGHT.sub("", text.strip())
    if points := _POINTS.fullmatch(day):
        return date(int(points[3]), int(points[2]), int(points[1]))
    return date.fromisoformat(tidy_date(day))
