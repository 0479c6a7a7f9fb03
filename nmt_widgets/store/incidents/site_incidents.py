"""The incidents and the phases of the site, as one person may enter, correct and read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from nmt_widgets.core.errors import InputErrors, refusal
from nmt_widgets.outcomes.incidents.rows import open_files
from nmt_widgets.store.database.advisory_locks import AdvisoryLock, hold
from nmt_widgets.store.database.corrected_logs import CORRECT, ENTER, WITHDRAW, Act, in_force
from nmt_widgets.store.database.counted_months import CountedDays
from nmt_widgets.store.database.logs import append
from nmt_widgets.store.database.retrying import retried
from nmt_widgets.store.database.tables import incident_count, site_phase
from nmt_widgets.store.errors import NotPermitted, worded
from nmt_widgets.store.incidents.comparing import known_spelling, new_counts, unit_names
from nmt_widgets.store.incidents.forms import read_form, read_phase_form, read_row
from nmt_widgets.store.incidents.phased import PhasedIncidents, phased
from nmt_widgets.store.incidents.reading import (
    CountEntry,
    CountListing,
    CountPage,
    read_counts,
    read_history,
    read_page,
)
from nmt_widgets.store.incidents.typed import NEEDED, OPTIONAL, kind_id, known_reason
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.records.revisions import Edit
from nmt_widgets.store.rules.phases import SitePhase, Timeline, read_phases


@dataclass(frozen=True)
class Imported:
    """What an import came to: counts added, counts that were there already, and what was guessed in reading."""

    added: int
    present: int
    notes: tuple[str, ...]


class SiteIncidents:
    """The incidents and the phases of the site for one person, by the right `counts`.

    Every operation checks the person. A client is named where the person may see the record; the counts of others are
    added up by unit and month.

    Parameters
    ----------
    access : Access
    """

    def __init__(self, access: Access) -> None:
        self.access = access

    def may_count(self) -> bool:
        """Return whether the person may enter and read incidents."""
        return self.access.person is not None and self.access.person.may("counts")

    def enter(
        self,
        kind: str,
        *,
        date: str,
        count: Any,
        days: Any,
        edit: str,
        unit: str = "",
        client: str = "",
        until: str = "",
        sure: bool = False,
    ) -> int:
        """Enter how many incidents there were, and return the number of the entry.

        Parameters
        ----------
        kind : str
            Of `incident_kinds.yaml`.
        date : str
            A month (2026-03), or the first day.
        count, days : int or str
            Incidents, whole; days that clients were there, added up over clients.
        edit : str
            The name of this change: sent again, it is not made twice.
        unit : str
            Empty for the whole site.
        client : str
            The code of the client's record; empty for the whole unit.
        until : str
            The last day, in the same month; for one client it follows from the days.
        sure : bool
            Whether the person has answered the question if so many are right.

        Raises
        ------
        Doubtful
            With everything that is wrong, each at its `place`; with a question where there are more than is plausible.
        NotPermitted
            When the person may not enter incidents.
        """
        cells = {"kind": kind, "date": date, "until": until, "count": count, "days": days}
        typed = read_form({**cells, "unit": unit, "client": client})

        def make(connection: Connection, person: Person) -> list[dict[str, Any]]:
            added = new_counts(connection, person, [typed], sure=sure)
            if not added:  # the same again, and not sent twice
                raise InputErrors([typed.place(refusal("incidents", "there_already"), "date")])
            return [_entry(ENTER, asdict(added[0]))]

        return self._add(incident_count, edit, make)

    def correct(
        self, number: int, *, count: Any, days: Any, reason: str, edit: str, sure: bool = False
    ) -> int:
        """Correct the count or the days of an entry by a new one, and return its number.

        An entry in the wrong place is withdrawn and entered anew. Parameters and errors are those of :meth:`enter`;
        `reason` is one of `incident_kinds.yaml`.
        """
        known_reason(reason)

        def make(connection: Connection, person: Person) -> list[dict[str, Any]]:
            row = _changeable_count(connection, person, number)
            cells = {"kind": row.kind, "unit": row.unit, "client": row.client, "date": row.begins}
            typed = read_form({**cells, "until": row.ends, "count": count, "days": days})
            added = new_counts(connection, person, [typed], sure=sure, instead_of=number)
            return [_entry(CORRECT, asdict(added[0]), number, reason)]

        return self._add(incident_count, edit, make)

    def withdraw(self, number: int, *, reason: str, edit: str) -> int:
        """Withdraw an entry, with a reason; both stay in the log."""
        known_reason(reason)

        def make(connection: Connection, person: Person) -> list[dict[str, Any]]:
            row = _changeable_count(connection, person, number)
            same = {column.name: getattr(row, column.name) for column in fields(CountedDays)}
            return [_entry(WITHDRAW, same, number, reason)]

        return self._add(incident_count, edit, make)

    def set_phase(
        self,
        name: str,
        begins: str,
        *,
        edit: str,
        unit: str = "",
        changes: int | None = None,
        reason: str = "",
    ) -> int:
        """Enter when a phase begins, or change an entry, and return the number of the new one.

        Parameters
        ----------
        name : str
            In the site's own words, such as before training.
        begins : str
            The first day, or a month, from its first day on.
        edit : str
            The name of this change: sent again, it is not made twice.
        unit : str
            Empty for the whole site.
        changes : int, optional
            The number of the entry that is changed; it needs a reason.
        reason : str
            Of `incident_kinds.yaml`.

        Raises
        ------
        InputError
            When values do not fit, each at its `place`, or another phase of the unit begins on that day.
        NotPermitted
            When the person may not enter phases.
        """
        if changes is not None:
            known_reason(reason)
        phase = read_phase_form(name, unit, begins)

        def make(connection: Connection, person: Person) -> list[dict[str, Any]]:
            unit = known_spelling(connection, phase["unit"])
            if changes is not None:
                _changeable(connection, site_phase, changes)
            for other in read_phases(connection):
                if (other.unit, other.begins) == (unit, phase["begins"]) and other.number != changes:
                    raise refusal(
                        "incidents", "same_beginning", place="begins", name=other.name, date=other.begins
                    )
            act = ENTER if changes is None else CORRECT
            return [_entry(act, {**phase, "unit": unit}, changes, reason if changes else "")]

        return self._add(site_phase, edit, make)

    def withdraw_phase(self, number: int, *, reason: str, edit: str) -> int:
        """Withdraw the entry of a phase, with a reason; both stay in the log."""
        known_reason(reason)

        def make(connection: Connection, person: Person) -> list[dict[str, Any]]:
            row = _changeable(connection, site_phase, number)
            same = {"name": row.name, "unit": row.unit, "begins": row.begins}
            return [_entry(WITHDRAW, same, number, reason)]

        return self._add(site_phase, edit, make)

    def phases(self) -> list[SitePhase]:
        """Return the phases that count, of the whole site first, then by unit, in the order in which they begin."""
        with self.access.reading() as (connection, person):
            _counting(person)
            return read_phases(connection)

    def units(self) -> list[str]:
        """Return the names of the units that stand in an entry, for a list to choose from."""
        with self.access.reading() as (connection, person):
            _counting(person)
            return unit_names(connection)

    def page(self, listing: CountListing | None = None) -> CountPage:
        """Return a page of the counts, the newest days first."""
        with self.access.reading() as (connection, person):
            return read_page(connection, _counting(person), listing or CountListing())

    def history(self, number: int) -> list[CountEntry]:
        """Return an entry and what it corrects, the newest first."""
        with self.access.reading() as (connection, person):
            return read_history(connection, _counting(person), number)

    def incidents(self, kind: str) -> PhasedIncidents:
        """Return every count of a kind with its phase, as `nmt_widgets.outcomes.incidents` takes it.

        Counts of two phases, or of none, are left out and counted.

        Parameters
        ----------
        kind : str
            Days are those of one kind: rates of different kinds are not added up.

        Raises
        ------
        InputError
            When there is no such kind.
        NotPermitted
            When the person may not read incidents.
        """
        kind = kind_id(kind)
        with self.access.reading() as (connection, person):
            counts = read_counts(connection, _counting(person), kind)
            timeline = Timeline(read_phases(connection))
        return phased(counts, timeline)

    def everything(self) -> tuple[list[CountEntry], list[SitePhase]]:
        """Return every count of every kind, and the phases, as they are at one moment."""
        with self.access.reading() as (connection, person):
            return read_counts(connection, _counting(person)), read_phases(connection)

    def import_table(self, file: str | Path, *, edit: str, kind: str = "", sure: bool = False) -> Imported:
        """Enter the counts of a table, all or none.

        Parameters
        ----------
        file : path
            CSV, .xlsx or .ods with the columns `date`, `count` and `days`, and where there are any `kind`, `unit`,
            `client` and `until`. Counts that are there already are passed over.
        edit : str
            The name of this change: sent again, it is not made twice.
        kind : str
            Of rows that name none.
        sure : bool
            Whether the person has answered the questions.

        Raises
        ------
        Doubtful
            With every problem and question, by line.
        NotPermitted
            When the person may not enter incidents.
        """
        with self.access.reading() as (_, reader):
            _counting(reader)  # before a file is read for somebody
        opened = open_files([file], NEEDED, OPTIONAL)
        rows = (read_row(row, kind, opened.problems) for row in opened.rows)
        typed, faults = [count for count in rows if count is not None], opened.problems
        added = 0

        def make(connection: Connection, person: Person) -> list[dict[str, Any]]:
            nonlocal added
            counts = new_counts(connection, person, typed, sure=sure, faults=faults)
            added = len(counts)
            return [_entry(ENTER, asdict(count)) for count in counts]

        self._add(incident_count, edit, make)
        return Imported(added, len(typed) - added, opened.notes)

    def _add(
        self, table: Table, edit: str, make: Callable[[Connection, Person], list[dict[str, Any]]]
    ) -> int:
        """Add what a function makes of the state of a log, once, and return the number of the first entry."""
        name = Edit.checked(edit).name

        def add() -> int:
            with self.access.writing() as (connection, writer):
                person = _counting(writer)
                hold(connection, AdvisoryLock.INCIDENTS)
                query = select(table.c.number, table.c.author).where(table.c.edit == name)
                if earlier := connection.execute(query).one_or_none():
                    if earlier.author != person.name:
                        raise worded("edit_taken", NotPermitted)
                    return int(earlier.number)
                by = {"author": person.name, "role": person.role}
                added = make(connection, person)
                names = (name, *(Edit.checked(f"{name}-{at}").name for at in range(1, len(added))))
                entries = ({**entry, **by, "edit": edit} for entry, edit in zip(added, names, strict=False))
                return next(iter(append(connection, table, entries)), 0)

        return retried(add)


def _counting(person: Person | None) -> Person:
    if person is None or not person.may("counts"):
        raise worded("may_not_count", NotPermitted)
    return person


def _entry(
    act: Act, values: Mapping[str, Any], refers: int | None = None, reason: str = ""
) -> dict[str, Any]:
    return {"act": act, "refers": refers, "reason": reason, **values}


def _changeable(connection: Connection, table: Table, number: int) -> Any:
    """Return an entry that counts."""
    row = connection.execute(select(table).where(table.c.number == number, in_force(table))).one_or_none()
    if row is None:
        raise refusal("incidents", "gone", number=number)
    return row


def _changeable_count(connection: Connection, person: Person, number: int) -> CountEntry:
    _changeable(connection, incident_count, number)
    history = read_history(connection, person, number)
    if not history:  # of a client whose record the person may not see
        raise refusal("incidents", "gone", number=number)
    return history[0]
