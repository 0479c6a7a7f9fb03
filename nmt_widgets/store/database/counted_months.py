"""Counts of incidents that count something twice: a unit beside its clients, the same days again."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Fault = Literal["twice", "overlap", "long_month", "beside_clients", "beside_unit", "beside_units"]
"""What a count does: the same month again, days that overlap, more days than a month has, or what stands beside it."""


@dataclass(frozen=True)
class CountedDays:
    """How many incidents of a kind there were in some days of one month.

    Attributes
    ----------
    kind : str
        The id of one of `incident_kinds.yaml`.
    unit : str
        Empty where there are none, or for the whole site.
    client : str or None
        The code of the client's record; None for the whole unit.
    begins, ends : str
        The first and the last day, ISO dates of one month.
    incidents : int
    days : float
        Days that clients were there, added up over clients.
    """

    kind: str
    unit: str
    client: str | None
    begins: str
    ends: str
    incidents: int
    days: float


class Doubled(NamedTuple):
    """What a count counts twice, and the days of the other count; they are None where clients of others are there."""

    fault: Fault
    begins: str | None = None
    ends: str | None = None


@dataclass
class _Month:
    units: defaultdict[str, list[CountedDays]] = field(default_factory=lambda: defaultdict(list))
    clients: defaultdict[str, list[CountedDays]] = field(default_factory=lambda: defaultdict(list))
    units_of_clients: set[str] = field(default_factory=set)


class CountedMonths:
    """Counts, month by month and kind by kind: rates of different kinds are never added up."""

    def __init__(self) -> None:
        self._months: defaultdict[tuple[str, str], _Month] = defaultdict(_Month)

    def add(self, count: CountedDays) -> None:
        """Add a count against which the next ones are checked."""
        month = self._months[count.kind, count.begins[:7]]
        if count.client is None:
            month.units[count.unit].append(count)
        else:
            month.clients[count.client].append(count)
            month.units_of_clients.add(count.unit)

    def doubled(self, count: CountedDays) -> Doubled | None:
        """Return what a count counts twice beside those that were added, if anything.

        A count without a client is of a whole unit, and one without a unit, too, of the whole site. So neither may
        stand beside a part of it in the same month, whatever the days; of a client whose unit is not named, nobody
        knows to which it belongs.
        """
        month = self._months[count.kind, count.begins[:7]]
        return next(_of_client(count, month) if count.client else _of_unit(count, month), None)


def _of_client(count: CountedDays, month: _Month) -> Iterator[Doubled]:
    units = month.units.keys()
    if units & {count.unit, ""} or (units and not count.unit):
        yield Doubled("beside_unit")
    days = count.days
    for other in month.clients.get(count.client or "", ()):
        days += other.days
        if other.unit != count.unit and is_month(other) and is_month(count):
            continue  # days in two units may make up one month together
        if _overlaps(count, other):
            yield Doubled("twice" if _same_days(count, other) else "overlap", other.begins, other.ends)
    if is_month(count) and days > int(count.ends[8:]):
        yield Doubled("long_month", count.begins, count.ends)


def _of_unit(count: CountedDays, month: _Month) -> Iterator[Doubled]:
    if month.units_of_clients & {count.unit, ""} or (month.units_of_clients and not count.unit):
        yield Doubled("beside_clients")
    if any(("" in (unit, count.unit)) and unit != count.unit for unit in month.units):
        yield Doubled("beside_units")
    for other in month.units.get(count.unit, ()):
        if _overlaps(count, other):
            yield Doubled("twice" if _same_days(count, other) else "overlap", other.begins, other.ends)


def is_month(count: CountedDays) -> bool:
    """Return whether a count is of a whole month."""
    year, month = int(count.begins[:4]), int(count.begins[5:7])
    return count.begins.endswith("-01") and int(count.ends[8:]) == monthrange(year, month)[1]


def _overlaps(count: CountedDays, other: CountedDays) -> bool:
    return count.begins <= other.ends and other.begins <= count.ends


def _same_days(count: CountedDays, other: CountedDays) -> bool:
    return (count.begins, count.ends) == (other.begins, other.ends)
