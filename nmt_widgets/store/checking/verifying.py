"""Verify the whole store: find rows that were changed, removed or added without it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.store.checking.following import current_answers, follow, in_case, record_batches
from nmt_widgets.store.checking.rows import Row, check_row
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.chain import START, canonical, row_hash
from nmt_widgets.store.database.cohort_rows import unlike_rows
from nmt_widgets.store.database.corrected_logs import ENTER, WITHDRAW, in_force
from nmt_widgets.store.database.counted_months import CountedMonths
from nmt_widgets.store.database.damage import damage_of_file, damage_of_server
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.database.listing import DERIVED, is_current, unlike
from nmt_widgets.store.database.migrating import UnknownVersion
from nmt_widgets.store.database.transactions import reading
from nmt_widgets.store.errors import Unavailable

_CORRECTED = {tables.site_phase: (), tables.incident_count: ("kind", "unit", "client", "begins", "ends")}
"""The logs whose entries are corrected by later ones, and the columns that stay the same."""


@dataclass(frozen=True)
class Verdict:
    """The result of a verification.

    Attributes
    ----------
    problems : tuple of str
        One sentence each, with case and revision, never with the content of a client's record.
    records, revisions : int
        How many there are.
    seal : str
        A fingerprint of the newest state of every record, of the logs of participation, filing, feedback, phases and
        incidents, of people, and of classes with their members. Rows removed from the end of a chain leave no gap: only
        an earlier seal shows that.
    first_seal : str
        The seal as the first format of backups has it: without people and classes.
    is_damaged : bool
        Whether the database itself is damaged, so that its rows cannot be read.
    """

    problems: tuple[str, ...]
    records: int
    revisions: int
    seal: str
    first_seal: str = ""
    is_damaged: bool = False


def verify(engine: Engine, *, progress: Progress = untold) -> Verdict:
    """Follow every chain, apply every revision record by record, and compare the result with the current answers."""
    with reading(engine) as connection:
        return look_through(connection, progress)


def verify_database(url: str | None = None, *, progress: Progress = untold) -> Verdict:
    """Check first whether the database is intact, then verify it as :func:`verify` does.

    Parameters
    ----------
    url : str, optional
        By default `NMT_DATABASE_URL`, or a file in the data folder.
    progress : Progress
        Counts the records.

    Raises
    ------
    InputError
        When the beginning of the file is either damaged or encrypted; the two look the same.
    Unavailable
        When the database cannot be reached, or is being written.
    """
    from alembic.util import CommandError

    if damage := damage_of_file(url):
        return Verdict(tuple(damage), 0, 0, "", is_damaged=True)
    try:
        return verify(open_engine(url, progress), progress=progress)
    except (CommandError, UnknownVersion):
        return Verdict((texts("store")["damage"]["version"],), 0, 0, "", is_damaged=True)
    except Unavailable as error:
        if error.kind != "broken":
            raise
    return Verdict((texts("store")["damage"]["rows"],), 0, 0, "", is_damaged=True)


def look_through(connection: Connection, progress: Progress = untold) -> Verdict:
    """Verify the state of the database that a connection sees."""
    try:
        return _look_through(connection, progress)
    except (TypeError, ValueError, OverflowError):  # values of another type than their columns
        damage = (texts("store")["damage"]["rows"],)
    return Verdict(damage, 0, 0, "", is_damaged=True)


def _look_through(connection: Connection, progress: Progress) -> Verdict:
    problems: list[str] = []
    seal = hashlib.sha256()
    count = revisions = 0
    has_lists = is_current(connection)  # if not, lists are made anew before they are next read
    unlisted: list[str] = []
    before, expected = START, 1
    total = connection.scalar(select(func.count()).select_from(tables.record)) or 0
    with progress(texts("store")["progress"]["looked"], total) as step:
        for rows in record_batches(connection):
            for row in rows:
                if row.number != expected:
                    problems.append(in_case(row.case_id, "record_missing"))
                elif row.previous_hash != before or row_hash(tables.record, row) != row.hash:
                    problems.append(in_case(row.case_id, "record_changed"))
                before, expected = row.hash, row.number + 1
                seal.update(f"{row.hash}{row.head_hash}".encode())
                step()
            count += len(rows)
            answers = current_answers(connection, [row.case_id for row in rows])
            revisions += follow(connection, rows, answers, problems)
            if has_lists:
                unlisted += unlike(connection, {code: now.values for code, now in answers.items()})
    problems += _strays(connection)
    logs = (tables.participation, tables.filing, tables.feedback, tables.site_phase, tables.incident_count)
    for log in logs:
        problems += _follow_log(connection, log, seal)
    for log, same in _CORRECTED.items():
        problems += _follow_corrections(connection, log, same)
    problems += _counted_twice(connection)
    problems += [in_case(code, "listing_changed") for code in unlisted]
    problems += [in_case(code, "cohort_changed") for code in unlike_rows(connection, progress)]
    damage = damage_of_server(connection)
    problems += damage
    first_seal = seal.hexdigest()[:16]
    problems += _look_at_unchained(connection, seal)
    return Verdict(tuple(problems), count, revisions, seal.hexdigest()[:16], first_seal, bool(damage))


def _follow_log(connection: Connection, table: Table, seal: Any) -> Iterator[str]:
    """Follow a log and add its newest entry, if any, to the seal."""
    before, expected = START, 1
    for row in connection.execute(select(table).order_by(table.c.number)):
        if row.number != expected:
            yield _in_log(table, "entry_missing", expected)
        elif row.previous_hash != before or row_hash(table, row) != row.hash:
            yield _in_log(table, "entry_changed", row.number)
        before, expected = row.hash, row.number + 1
    if expected > 1:
        seal.update(before.encode())


def _follow_corrections(connection: Connection, table: Table, same: tuple[str, ...]) -> Iterator[str]:
    """Follow which entry corrects which: one that counted until then, and about the same."""
    counting: dict[int, tuple[Any, ...]] = {}
    for row in connection.execute(select(table).order_by(table.c.number)):
        about = tuple(getattr(row, name) for name in same)
        is_first, refers_rightly = row.act == ENTER, True
        if row.refers is not None:
            refers_rightly = counting.pop(row.refers, None) == about
        if not refers_rightly or is_first != (row.refers is None):
            yield _in_log(table, "entry_refers", row.number)
        if row.act != WITHDRAW:
            counting[row.number] = about


def _counted_twice(connection: Connection) -> Iterator[str]:
    """Yield each phase that begins when another does, and each count of what another counts, too."""
    phases: set[tuple[str, str]] = set()
    months = CountedMonths()
    for row in _in_force(connection, tables.site_phase):
        if (row.unit, row.begins) in phases:
            yield _in_log(tables.site_phase, "entry_doubled", row.number)
        phases.add((row.unit, row.begins))
    for row in _in_force(connection, tables.incident_count):
        if months.doubled(row):
            yield _in_log(tables.incident_count, "entry_doubled", row.number)
        months.add(row)


def _in_force(connection: Connection, table: Table) -> Iterator[Any]:
    yield from connection.execute(select(table).where(in_force(table)).order_by(table.c.number))


def _look_at_unchained(connection: Connection, seal: Any) -> Iterator[str]:
    """Check the tables without a chain for rows that the store cannot have written, and add all rows to the seal."""
    words = texts("store")["chain"]["in_table"]
    for table in (tables.person, tables.manager, tables.training_class, tables.class_member):
        rows = [row._asdict() for row in connection.execute(select(table))]
        keys = [column.name for column in table.primary_key.columns]
        rows.sort(key=lambda row: canonical([row[name] for name in keys]))
        for row in rows:
            name = row["name"] if "name" in row else row["code"]
            try:
                check_row(table, row)
            except InputError as error:
                yield words.format(table=table.name, name=name, problem=error.message)
            except ValueError:
                yield words.format(table=table.name, name=name, problem=texts("store")["backup"]["row"])
        for line in sorted(
            canonical([table.name, _sealed(table, row)]) for row in rows
        ):  # databases sort differently
            seal.update(hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest())


def _sealed(table: Table, row: Row) -> Row:
    """Return a row without the empty columns that were added later, so that the seals of earlier backups hold."""
    return {
        name: value
        for name, value in row.items()
        if value is not None or tables.SINCE not in table.c[name].info
    }


def _strays(connection: Connection) -> Iterator[str]:
    known = select(tables.record.c.case_id)
    of_records = (
        tables.revision,
        tables.answer,
        tables.filing,
        tables.feedback,
        tables.cohort_record,
        *DERIVED,
    )
    for column in (*(table.c.case_id for table in of_records), tables.incident_count.c.client):
        query = select(column, func.count()).where(column.is_not(None), column.not_in(known)).group_by(column)
        for case_id, count in sorted(connection.execute(query), key=str):  # databases sort differently
            yield in_case(case_id, "strays", count=count, table=column.table.name)


def _in_log(table: Table, fault: str, number: int) -> str:
    words = texts("store")["chain"]
    return str(words["in_log"]).format(log=table.name, problem=words[fault].format(number=number))
