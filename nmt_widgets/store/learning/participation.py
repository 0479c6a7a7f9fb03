"""The log of participation: trainers enter who took part in what; entries are added or taken back, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypedDict

from sqlalchemy import select

from nmt_widgets.core.errors import InputError
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.advisory_locks import AdvisoryLock, hold
from nmt_widgets.store.database.logs import append
from nmt_widgets.store.database.retrying import retried
from nmt_widgets.store.errors import NotPermitted, worded
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.people.roles import Person
from nmt_widgets.training.certification.programmes import load_programmes
from nmt_widgets.training.certification.standing import Participated, entry_kinds

TAKEN_BACK = "taken back"
"""The kind of an entry that takes another one back; its `about` is the reason."""

_MOST_MINUTES = 24 * 60
_LONGEST = 300
_MOST_PEOPLE = 500


@dataclass(frozen=True)
class LogEntry:
    """An entry of the log.

    Attributes
    ----------
    number : int
    person, level, kind : str
        The participant, the level, and one of the kinds of hours, "enrolled", "attested" or `TAKEN_BACK`.
    minutes : int
    day, about : str
        The day, and the topic.
    refers : int or None
        The entry that this one takes back.
    author, role, at : str
        Who made the entry, in which role, and when.
    """

    number: int
    person: str
    level: str
    kind: str
    minutes: int
    day: str
    about: str
    refers: int | None
    author: str
    role: str
    at: str


class NewEntry(TypedDict):
    """An entry to add, as its columns; number, author and time are added when it is written."""

    person: str
    level: str
    kind: str
    minutes: int
    day: str
    about: str
    refers: int | None


class Participation:
    """The log as one person may see and write it, by the rights `notes` and `looks_on`; others see their own entries.

    Parameters
    ----------
    access : Access
    """

    def __init__(self, access: Access) -> None:
        self.access = access

    def may_note(self) -> bool:
        """Return whether the person may add entries for others."""
        return self.access.person is not None and self.access.person.may("notes")

    def may_look(self) -> bool:
        """Return whether the person may see everybody's log."""
        return self.access.person is not None and self.access.person.may("looks_on")

    def entries(self, person: str | None = None) -> list[LogEntry]:
        """Return the entries the person may see, of everybody or of one participant, in the order they were made."""
        table = tables.participation
        with self.access.reading() as (connection, reader):
            if reader is None:
                return []
            query = select(table).order_by(table.c.number)
            if not reader.may("looks_on"):
                query = query.where(table.c.person == reader.name)
            if person is not None:
                query = query.where(table.c.person == person)
            return [_as_entry(row) for row in connection.execute(query)]

    def note(
        self,
        people: Iterable[str],
        *,
        level: str,
        kind: str,
        day: str,
        edit: str,
        minutes: int = 0,
        about: str = "",
    ) -> None:
        """Add an entry for each of some people who took part in something.

        Parameters
        ----------
        people : iterable of str
            Their names.
        level, kind : str
            Of `programmes.yaml`; `kind` one of the kinds of hours, "enrolled" or "attested".
        day : str
            In ISO format, such as 2026-03-01, not after today.
        edit : str
            The name of this change: sent again, it is not made twice.
        minutes : int
            For the kinds of hours, from 1 to those of a day; 0 for the others.
        about : str

        Raises
        ------
        InputError
            When a value does not fit, or the person may not add entries.
        """
        names = list(dict.fromkeys(people))
        is_hours = kind in {kind_of_hours.id for kind_of_hours in load_programmes().hours}
        if not names or len(names) > _MOST_PEOPLE or not all(0 < len(name) <= 80 for name in names):
            raise _refused("people")
        if level not in {known.id for known in load_programmes().levels} or kind not in entry_kinds():
            raise _refused("level")
        if not (0 < minutes <= _MOST_MINUTES if is_hours else minutes == 0):
            raise _refused("minutes")
        line, checked_day = _line(about), _day(day)
        self._add_entries(
            [
                NewEntry(
                    person=name,
                    level=level,
                    kind=kind,
                    minutes=minutes,
                    day=checked_day,
                    about=line,
                    refers=None,
                )
                for name in names
            ],
            edit,
        )

    def take_back(self, number: int, reason: str, edit: str) -> None:
        """Take an entry back, with a reason; both entries stay in the log."""
        if not _line(reason):
            raise _refused("reason")
        with self.access.reading() as (connection, person):
            _keeper(person)
            table = tables.participation
            row = connection.execute(select(table).where(table.c.number == number)).one_or_none()
            undone_by = connection.scalar(select(table.c.number).where(table.c.refers == number))
        if row is None or row.kind == TAKEN_BACK or undone_by is not None:
            raise _refused("gone")
        entry = NewEntry(
            person=row.person,
            level=row.level,
            kind=TAKEN_BACK,
            minutes=0,
            day=row.day,
            about=_line(reason),
            refers=number,
        )
        self._add_entries([entry], edit)

    def _add_entries(self, added: list[NewEntry], edit: str) -> None:
        if not (edit.isascii() and edit.isprintable() and 0 < len(edit) <= 60):
            raise _refused("edit")
        table = tables.participation

        def add() -> None:
            with self.access.writing() as (connection, person):
                keeper = _keeper(person)
                hold(connection, AdvisoryLock.PARTICIPATION)
                if connection.scalar(select(table.c.number).where(table.c.edit == f"{edit}-0")) is not None:
                    return
                append(
                    connection,
                    table,
                    (
                        {**values, "edit": f"{edit}-{at}", "author": keeper.name, "role": keeper.role}
                        for at, values in enumerate(added)
                    ),
                )

        retried(add)  # two writers at the same moment would use the same number


def _keeper(person: Person | None) -> Person:
    if person is None or not person.may("notes"):
        raise _refused("may_not")
    return person


def counting(entries: Iterable[LogEntry]) -> list[LogEntry]:
    """Return the entries that count: those not taken back, without those that take back."""
    entries = list(entries)
    taken_back = {entry.refers for entry in entries}
    return [entry for entry in entries if entry.kind != TAKEN_BACK and entry.number not in taken_back]


def participated(entries: Iterable[LogEntry]) -> list[Participated]:
    """Return the entries that count, in the form :func:`level_standing` needs."""
    return [Participated(entry.level, entry.kind, entry.day, entry.minutes) for entry in counting(entries)]


def _as_entry(row: Any) -> LogEntry:
    return LogEntry(*(getattr(row, column.name) for column in fields(LogEntry)))


def _day(day: str) -> str:
    try:
        parsed = date.fromisoformat(day)
    except ValueError:
        raise _refused("day") from None
    # further east it may be tomorrow already
    if len(day) != 10 or not date(1990, 1, 1) <= parsed <= datetime.now(UTC).date() + timedelta(days=1):
        raise _refused("day")
    return day


def _line(text: str) -> str:
    tidy = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if len(tidy) > _LONGEST:
        raise _refused("about")
    return tidy


def _refused(name: str) -> InputError:
    error = NotPermitted if name == "may_not" else InputError
    return worded(f"refused/{name}", error, topic="certification")
