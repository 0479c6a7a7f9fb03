"""Rows of a class and its members, and a seat for somebody new."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import Connection, select

from nmt_widgets.store.database import tables
from nmt_widgets.store.database.codes import tidy_code
from nmt_widgets.store.errors import NotPermitted, worded
from nmt_widgets.store.people.names import folded
from nmt_widgets.store.people.roles import Person

_SEATS = 26  # one for each letter; a larger class goes on with 26 more
_SEATS_AT_MOST = 1000


@dataclass(frozen=True)
class ClassMember:
    """A member of a class; the random `seat` replaces the name where names are hidden.

    Attributes
    ----------
    person : str
        Whose account it is.
    seat : int
    joined : str
    name : str
        What they are called in the class, each member another name.
    by_code : bool
        Whether they came in by the class's code alone, without an account of their own.
    """

    person: str
    seat: int
    joined: str
    name: str
    by_code: bool


def class_row(connection: Connection, code: str, *, for_update: bool = False) -> Any:
    """Return the row of a class by its code as it was typed; locked until the end of the transaction if so asked.

    Raises
    ------
    NotPermitted
        When there is none.
    """
    table = tables.training_class
    query = select(table).where(table.c.code == tidy_code(code))
    row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
    if row is None:
        raise refused_class("no_class")
    return row


def seated(connection: Connection, code: str) -> list[Any]:
    """Return the rows of a class's members, also of those who were removed, in the order in which they joined."""
    member = tables.class_member
    query = select(member).where(member.c.code == code).order_by(member.c.joined, member.c.seat)
    return list(connection.execute(query))


def free_seat(members: Sequence[Any]) -> int:
    """Return a random free seat, so that the order of joining does not reveal who is who."""
    occupied = {row.seat for row in members}
    blocks = (range(first, first + _SEATS) for first in count(0, _SEATS))
    free = next(free for block in blocks if (free := [seat for seat in block if seat not in occupied]))
    return secrets.choice(free)


def vacated(seat: int, members: Sequence[Any]) -> int:
    """Return the number, beyond all seats, that stands for the former seat of somebody who is removed.

    Examples
    --------
    >>> vacated(3, []), former_seat(vacated(3, []))
    (1003, 3)
    """
    occupied = {row.seat for row in members}
    return next(number for number in count(seat + _SEATS_AT_MOST, _SEATS_AT_MOST) if number not in occupied)


def former_seat(seat: int) -> int:
    """Return the seat that somebody who is removed had; earlier versions left it to them."""
    return seat % _SEATS_AT_MOST


def refused_class(name: str) -> NotPermitted:
    """Return an error with the words of `classes.yaml`."""
    return worded(f"refused/{name}", NotPermitted, topic="classes")


def removed_members(members: Sequence[Any]) -> list[ClassMember]:
    """Return those of the rows of a class's members who were removed; :func:`former_seat` tells their seats."""
    return [
        ClassMember(row.person, row.seat, row.joined, str(row.display_name), True)
        for row in members
        if row.removed is not None
    ]


def read_members(
    connection: Connection, codes: list[str], person: Person
) -> dict[str, tuple[ClassMember, ...]]:
    """Return the members of some classes, by code; only the person themselves, unless they may look on."""
    member = tables.class_member
    query = select(member).where(member.c.code.in_(codes), member.c.removed.is_(None))
    if not person.may("looks_on"):
        query = query.where(member.c.person == person.name)
    rows: dict[str, list[Any]] = {}
    for row in connection.execute(query.order_by(member.c.joined)):
        rows.setdefault(row.code, []).append(row)
    return {code: _named(members) for code, members in rows.items()}


def _named(members: list[Any]) -> tuple[ClassMember, ...]:
    """Return members, each by another name: an account of the same name may have joined after them."""
    accounts = {folded(row.person) for row in members if row.display_name is None}

    def name(row: Any) -> str:
        clashes = row.display_name is not None and folded(row.display_name) in accounts
        return f"{row.display_name} ({row.person})" if clashes else str(row.display_name or row.person)

    return tuple(
        ClassMember(row.person, row.seat, row.joined, name(row), row.display_name is not None)
        for row in members
    )
