"""Counts that somebody wants to enter, compared with those that are there: nothing is counted twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from nmt_widgets.core.errors import InputError, refusal
from nmt_widgets.core.texts import texts
from nmt_widgets.store.database.corrected_logs import in_force
from nmt_widgets.store.database.counted_months import CountedDays, CountedMonths, Doubled, is_month
from nmt_widgets.store.database.tables import incident_count, site_phase
from nmt_widgets.store.errors import Doubtful
from nmt_widgets.store.incidents.reading import seen_clients
from nmt_widgets.store.incidents.typed import is_implausible
from nmt_widgets.store.people.names import folded
from nmt_widgets.store.people.roles import Person

_COLUMN = {"long_month": "days", "beside_clients": "unit", "beside_unit": "unit", "beside_units": "unit"}
"""The column in which a count that counts something twice is wrong; by default its date."""


@dataclass(frozen=True)
class TypedCount:
    """A count that somebody wants to enter, and what makes an error of what is wrong in one of its columns."""

    count: CountedDays
    place: Callable[[InputError, str], InputError]


def new_counts(
    connection: Connection,
    person: Person,
    typed: Sequence[TypedCount],
    *,
    sure: bool,
    instead_of: int | None = None,
    faults: Sequence[InputError] = (),
) -> list[CountedDays]:
    """Return the counts to add: those that are not there yet with the same numbers.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        That holds the lock of the log.
    person : Person
    typed : sequence of TypedCount
    sure : bool
        Whether the person has answered the questions.
    instead_of : int, optional
        The number of the entry that is corrected.
    faults : sequence of InputError
        What is wrong already.

    Raises
    ------
    Doubtful
        With everything that is wrong, and with the questions.
    """
    problems, questions, added = list(faults), [], []
    stored = _stored(connection, typed, instead_of)
    months = CountedMonths()
    for count in stored:
        months.add(count)
    known_clients = seen_clients(
        connection, person, (entry.count.client for entry in typed if entry.count.client)
    )
    spellings = _spellings(connection)
    for entry in typed:
        count = entry.count
        count = replace(count, unit=spellings.setdefault(folded(count.unit), count.unit))
        if count.client and count.client not in known_clients:
            problems.append(
                entry.place(refusal("incidents", "no_client", client=count.client[:60]), "client")
            )
        elif count in stored:
            continue
        elif doubled := months.doubled(count):
            problems.append(entry.place(_doubled_error(count, doubled), _COLUMN.get(doubled.fault, "date")))
        else:
            months.add(count)
            added.append(count)
            if question := is_implausible(count):
                questions.append(entry.place(question, "count"))
    if problems or (questions and not sure):
        raise Doubtful(sorted(problems, key=lambda problem: problem.line or 0), questions)
    return added


def known_spelling(connection: Connection, unit: str) -> str:
    """Return the name of a unit as it was first written; case and width make no other unit."""
    return _spellings(connection).get(folded(unit), unit)


def unit_names(connection: Connection) -> list[str]:
    """Return the names of the units that stand in an entry."""
    return sorted(filter(None, _spellings(connection).values()))


def _spellings(connection: Connection) -> dict[str, str]:
    names = {
        *connection.scalars(select(site_phase.c.unit).distinct()),
        *connection.scalars(select(incident_count.c.unit).distinct()),
    }
    return {folded(name): name for name in names}


def _stored(connection: Connection, typed: Sequence[TypedCount], instead_of: int | None) -> set[CountedDays]:
    """Return the counts that count, of the kinds and months of those that are typed."""
    if not typed:
        return set()
    table = incident_count
    months = [entry.count.begins[:7] for entry in typed]
    query = select(
        table.c.kind,
        table.c.unit,
        table.c.client,
        table.c.begins,
        table.c.ends,
        table.c.incidents,
        table.c.days,
    ).where(
        in_force(table),
        table.c.kind.in_({entry.count.kind for entry in typed}),
        table.c.begins.between(f"{min(months)}-01", f"{max(months)}-31"),
    )
    if instead_of is not None:
        query = query.where(table.c.number != instead_of)
    return {CountedDays(*row) for row in connection.execute(query)}


def _doubled_error(count: CountedDays, doubled: Doubled) -> InputError:
    whole = texts("incidents")["whole_site"]
    return refusal(
        "incidents",
        f"counted_{doubled.fault}",
        name=count.client or count.unit or whole,
        unit=count.unit or whole,
        month=count.begins[:7],
        date=count.begins[:7] if is_month(count) else count.begins,
        begins=doubled.begins or "",
        ends=doubled.ends or "",
        most=int(count.ends[8:]),
    )
