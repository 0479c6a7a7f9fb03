"""Counts as one person may read them: a client is named where its record may be seen, others are added up by unit."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, literal, null, or_, select

from nmt_widgets.store.database.corrected_logs import WITHDRAW, in_force
from nmt_widgets.store.database.counted_months import CountedDays
from nmt_widgets.store.database.tables import incident_count as table
from nmt_widgets.store.database.tables import listed_record
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.rules.visibility import Condition, may_see

_AT_ONCE = 400


@dataclass(frozen=True)
class CountEntry(CountedDays):
    """A count as somebody reads it.

    Attributes
    ----------
    number : int or None
        Of the entry; None where entries of clients whose records the person may not see are added up.
    act : {"enter", "correct", "withdraw"}
    refers : int or None
        The entry that this one corrects or withdraws.
    reason : str
        The id of the reason; empty for what was entered first.
    author, role, at : str
        Who made the entry, in which role, and when; empty where entries are added up.
    """

    number: int | None
    act: str
    refers: int | None
    reason: str
    author: str
    role: str
    at: str


@dataclass(frozen=True)
class CountListing:
    """What a page of counts asks for.

    Attributes
    ----------
    kind, unit : str or None
        By default of all.
    month : str or None
        Such as 2026-03.
    withdrawn : bool
        The withdrawals instead of what counts.
    page : int
        From 1; one beyond the last is the last.
    size : int
    """

    kind: str | None = None
    unit: str | None = None
    month: str | None = None
    withdrawn: bool = False
    page: int = 1
    size: int = 24


@dataclass(frozen=True)
class CountPage:
    """A page of counts, the newest days first, and how many counts there are in all."""

    entries: tuple[CountEntry, ...]
    total: int
    page: int
    size: int


def read_page(connection: Connection, person: Person, listing: CountListing) -> CountPage:
    """Return a page of the counts that a person may read."""
    conditions = [table.c.act == WITHDRAW if listing.withdrawn else in_force(table)]
    conditions += [
        column == value
        for column, value in ((table.c.kind, listing.kind), (table.c.unit, listing.unit))
        if value is not None
    ]
    if listing.month is not None:
        conditions.append(table.c.begins.between(f"{listing.month}-01", f"{listing.month}-31"))
    matching = and_(*conditions)
    query = _query(connection, person, matching, adds_up=not listing.withdrawn)
    total = connection.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = max(1, min(listing.page, -(-total // listing.size)))
    ordered = _ordered(query).limit(listing.size).offset((page - 1) * listing.size)
    return CountPage(tuple(_entries(connection.execute(ordered))), total, page, listing.size)


def read_counts(connection: Connection, person: Person, kind: str | None = None) -> list[CountEntry]:
    """Return every count that a person may read, of one kind or of all, in the order of days."""
    matching = in_force(table) if kind is None else and_(in_force(table), table.c.kind == kind)
    query = _query(connection, person, matching, adds_up=True)
    return sorted(
        _entries(connection.execute(query)), key=lambda entry: (entry.begins, entry.unit, entry.client or "")
    )


def read_history(connection: Connection, person: Person, number: int) -> list[CountEntry]:
    """Return an entry and what it corrects, the newest first; nothing where the person may not see its client."""
    entries: list[CountEntry] = []
    after: int | None = number
    while after is not None:
        query = select(*_COLUMNS).where(table.c.number == after, _is_visible(person))
        row = connection.execute(query).one_or_none()
        if row is None:
            break
        entries += _entries([row])
        after = row.refers
    return entries


def seen_clients(connection: Connection, person: Person, codes: Iterable[str]) -> set[str]:
    """Return which of some codes are records of clients that a person may see; ratings are none."""
    listed, clients = sorted({*codes}), set()
    for begin in range(0, len(listed), _AT_ONCE):
        query = select(listed_record.c.case_id).where(
            listed_record.c.case_id.in_(listed[begin : begin + _AT_ONCE]),
            listed_record.c.kind == "clinical",
            listed_record.c.second_of.is_(None),
            listed_record.c.settles.is_(None),
            may_see(person),
        )
        clients |= {*connection.scalars(query)}
    return clients


_COLUMNS = tuple(column for column in table.c if column.name not in ("edit", "previous_hash", "hash"))


def _query(connection: Connection, person: Person, matching: Condition, *, adds_up: bool) -> Select[Any]:
    """Return the query for counts; those of clients that the person may not see are added up, or left out."""
    visible = select(*_COLUMNS).where(matching, _is_visible(person))
    hidden = and_(matching, ~_is_visible(person))
    if not adds_up or not connection.scalar(select(exists().where(hidden))):
        return visible  # in the order of an index
    month = func.substr(table.c.begins, 1, 7)
    sums: dict[str, ColumnElement[Any]] = {
        "kind": table.c.kind,
        "unit": table.c.unit,
        "begins": (month + "-01").label("begins"),
        "ends": month.label("ends"),
        "incidents": func.sum(table.c.incidents).label("incidents"),
        "days": func.sum(table.c.days).label("days"),
    }
    empty = {column.name: null() if column.nullable else literal("") for column in _COLUMNS}
    columns = {**empty, "number": null(), **sums}
    added = (
        select(*(columns[column.name].label(column.name) for column in _COLUMNS))
        .where(hidden)
        .group_by(table.c.kind, table.c.unit, month)
    )
    united = visible.union_all(added).subquery()
    return select(*(united.c[column.name] for column in _COLUMNS))


def _is_visible(person: Person) -> Condition:
    known = select(listed_record.c.case_id).where(may_see(person))
    return or_(table.c.client.is_(None), table.c.client.in_(known))


def _ordered(query: Select[Any]) -> Select[Any]:
    columns = query.selected_columns
    return query.order_by(columns.begins.desc(), columns.number.desc(), columns.kind, columns.unit)


def _entries(rows: Iterable[Any]) -> Iterator[CountEntry]:
    for row in rows:
        values = row._asdict()
        if values["number"] is None:  # added up over a month
            year, month = map(int, values["ends"].split("-"))
            values["ends"] += f"-{monthrange(year, month)[1]}"
        yield CountEntry(**values)
