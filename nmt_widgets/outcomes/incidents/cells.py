"""Single cells of a table of incidents: a phase, a count, days, a date; or what is wrong with them."""

from __future__ import annotations

import datetime
import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Any

from nmt_widgets.core.errors import MOST_QUOTED, one_line
from nmt_widgets.core.words import refusal
from nmt_widgets.outcomes.written_dates import read_day

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"([+-]?[0-9]{1,12})(?:[.,]0+)?")
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]+)?")


@dataclass(frozen=True)
class CalendarDate:
    """A month, or the day on which some days begin.

    Attributes
    ----------
    text : str
        `2026-03`, or `2026-03-01`.
    first : datetime.date
    whole_month : bool
    """

    text: str
    first: datetime.date
    whole_month: bool

    @property
    def month(self) -> str:
        """Its month, as `2026-03`."""
        return self.text[:7]

    @property
    def month_days(self) -> int:
        """How many days its month has."""
        return monthrange(self.first.year, self.first.month)[1]


def is_empty(value: Any) -> bool:
    """Return whether a cell holds nothing.

    Examples
    --------
    >>> is_empty(" "), is_empty(None), is_empty(float("nan")), is_empty(0)
    (True, True, True, False)
    """
    return value is None or value != value or (isinstance(value, str) and not value.strip())


def as_text(value: Any) -> str:
    """Return a phase, a code or a unit as text; blanks around and within it are single spaces.

    Examples
    --------
    >>> as_text("  Ward  2 "), as_text(7.0)
    ('Ward 2', '7')
    """
    whole = isinstance(value, float) and value.is_integer()
    return " ".join(str(int(value) if whole else value).split())


def as_count(value: Any) -> int:
    """Return how many incidents a cell says.

    Raises
    ------
    InputError
        When it is empty, no whole number, or below 0.

    Examples
    --------
    >>> as_count("12"), as_count(3.0)
    (12, 3)
    """
    if is_empty(value):
        raise refusal("incidents", "no_count")
    text = as_text(value)
    whole = None if isinstance(value, bool) else _WHOLE.fullmatch(text)
    if whole is None:
        raise refusal("incidents", "not_whole", text=one_line(text, MOST_QUOTED))
    count = int(whole[1])
    if count < 0:
        raise refusal("incidents", "negative_count", text=text)
    return count


def as_days(value: Any) -> float:
    """Return how many days a cell says.

    Raises
    ------
    InputError
        When it is empty, no number, or below 0.

    Examples
    --------
    >>> as_days("310"), as_days("15,5")
    (310.0, 15.5)
    """
    if is_empty(value):
        raise refusal("incidents", "no_days")
    text = as_text(value)
    if isinstance(value, bool) or not _NUMBER.fullmatch(text):
        raise refusal("incidents", "not_days", text=one_line(text, MOST_QUOTED))
    days = float(text.replace(",", "."))
    if days < 0:
        raise refusal("incidents", "negative_days", text=text)
    return days


def as_span(value: Any, today: datetime.date) -> CalendarDate:
    """Return a month or a day.

    Raises
    ------
    InputError
        When it is neither, is not in the calendar, or has not come yet.

    Examples
    --------
    >>> today = datetime.date(2026, 6, 1)
    >>> as_span("2026-03", today).month_days, as_span("2026-03-09", today).month
    (31, '2026-03')
    """
    text = value.isoformat()[:10] if isinstance(value, datetime.date) else as_text(value)
    month = _MONTH.fullmatch(text)
    try:
        first = datetime.date.fromisoformat(f"{text}-01") if month else read_day(text)
    except ValueError:
        key = "no_such_day" if _DAY.fullmatch(text) else "not_a_date"
        raise refusal("incidents", key, text=one_line(text, MOST_QUOTED)) from None
    if first > today:
        raise refusal("incidents", "in_the_future", text=text)
    return CalendarDate(text if month else first.isoformat(), first, month is not None)
