"""What a person or a table says about incidents, checked cell by cell."""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from nmt_widgets.core.errors import InputError, refusal
from nmt_widgets.core.texts import texts
from nmt_widgets.outcomes.incidents.cells import (
    CalendarDate,
    as_count,
    as_days,
    as_span,
    as_text,
    is_empty,
)
from nmt_widgets.outcomes.incidents.kinds import load_incident_kinds
from nmt_widgets.outcomes.rules import load_outcome_rules
from nmt_widgets.store.database.counted_months import CountedDays, is_month

NEEDED = ("date", "count", "days")
OPTIONAL = ("kind", "unit", "client", "until")

LONGEST = 60
"""How many letters the name of a unit or of a phase has at most."""

_MOST_INCIDENTS, _MOST_DAYS = 1_000_000, 10_000_000

Fault = Callable[[InputError, str], None]
"""Takes what is wrong, and the column."""


def typed_count(cells: Mapping[str, Any], fault: Fault) -> CountedDays | None:
    """Return what cells say, or None when something is wrong with one of them.

    Parameters
    ----------
    cells : mapping
        `date`, `count`, `days`, and where there are any `kind`, `unit`, `client` and `until`.
    fault : callable
        Is called with each thing that is wrong.
    """
    faults = 0

    def tell(error: InputError, column: str) -> None:
        nonlocal faults
        faults += 1
        fault(error, column)

    def read(column: str, parse: Callable[[Any], Any]) -> Any:
        try:
            return parse(cells.get(column))
        except InputError as error:
            tell(error, column)

    today = date.today()
    kind, unit = read("kind", kind_id), read("unit", unit_name)
    client = None if is_empty(cells.get("client")) else as_text(cells["client"])
    incidents, days = read("count", as_count), read("days", as_days)
    first = read("date", lambda cell: _span(cell, today))
    last = None if is_empty(cells.get("until")) else read("until", lambda cell: _span(cell, today))
    if incidents and days == 0:
        tell(refusal("incidents", "count_without_days", count=incidents), "days")
    for column, value, most in (("count", incidents, _MOST_INCIDENTS), ("days", days, _MOST_DAYS)):
        if value is not None and value > most:
            tell(refusal("incidents", "too_many", text=f"{value:g}", most=f"{most:,}"), column)
    if faults or first is None:
        return None
    try:
        ends = _ends(first, last, days if client else None)
    except InputError as error:
        tell(error, "until" if last else "date")
        return None
    count = CountedDays(kind, unit, client, first.first.isoformat(), ends.isoformat(), incidents, days)
    most_days = (ends - first.first).days + 1
    if client and days > most_days:
        too_long = refusal(
            "incidents",
            "long_month" if is_month(count) else "long_span",
            name=client,
            days=f"{days:g}",
            most=most_days,
            month=first.month,
            begins=count.begins,
            ends=count.ends,
        )
        tell(too_long, "days")
        return None
    return count


def is_implausible(count: CountedDays) -> InputError | None:
    """Return the question whether a count is right, where it is high for its days."""
    most = load_outcome_rules().incidents.most_a_day
    if count.incidents <= most * count.days:
        return None
    return refusal(
        "incidents", "implausible", count=count.incidents, days=f"{count.days:g}", most=f"{most:g}"
    )


def unit_name(value: Any) -> str:
    """Return the name of a unit or a phase; empty for nothing.

    Raises
    ------
    InputError
        When it is too long, or has characters that cannot be shown.
    """
    text = "" if is_empty(value) else as_text(value)
    if len(text) > LONGEST or not text.isprintable():
        raise refusal("incidents", "long_name", most=LONGEST)
    return text


def known_reason(reason: str) -> str:
    """Return a reason for which an entry is corrected or withdrawn.

    Raises
    ------
    InputError
        When it is none of `incident_kinds.yaml`.
    """
    reasons = load_incident_kinds().reasons
    if reason not in reasons:
        raise refusal("incidents", "no_reason", known=", ".join(reasons))
    return reason


def kind_id(value: Any) -> str:
    """Return the id of a kind of incident, typed as its id or its name.

    Raises
    ------
    InputError
        When there is no such kind.
    """
    kinds = load_incident_kinds().kinds
    if is_empty(value):
        raise refusal("incidents", "no_kind", known=", ".join(kinds))
    text = as_text(value)
    words = texts("incidents")["kinds"]
    for kind in kinds:
        if text.casefold() in (kind, words[kind].casefold()):
            return kind
    raise refusal("incidents", "unknown_kind", text=text[:LONGEST], known=", ".join(kinds))


def _span(value: Any, today: date) -> CalendarDate:
    if is_empty(value):
        raise refusal("incidents", "no_date")
    return as_span(value, today)


def _ends(first: CalendarDate, last: CalendarDate | None, client_days: float | None) -> date:
    """Return the last day: as typed, that of the month, or that on which the days of one client end."""
    if last is not None:
        ends = _last_day(last) if last.whole_month else last.first
    elif first.whole_month:
        ends = _last_day(first)
    elif client_days is not None:
        ends = first.first + timedelta(days=max(math.ceil(min(client_days, 1e5)), 1) - 1)
    else:
        raise refusal("incidents", "no_end", date=first.text)
    if ends < first.first:
        raise refusal("incidents", "ends_first", begins=first.text, ends=ends.isoformat())
    if (ends.year, ends.month) != (first.first.year, first.first.month):
        raise refusal("incidents", "over_months", month=first.month, ends=ends.isoformat())
    return ends


def _last_day(month: CalendarDate) -> date:
    return month.first.replace(day=monthrange(month.first.year, month.first.month)[1])
