"""Looks through the whole store for rows that were changed, removed or added past it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.store.checking.rows import check_row, read_json
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.chain import START, canonical, row_hash
from nmt_widgets.store.database.damage import damage_of_file, damage_of_server
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.database.transactions import reading
from nmt_widgets.store.errors import Unavailable

_ROWS_AT_ONCE = 50


@dataclass(frozen=True)
class Verdict:
    """What was found.

    Attributes
    ----------
    problems : tuple of str
        One sentence each, naming case and revision, never what a client's record says.
    records, revisions : int
        How many there are.
    seal : str
        A fingerprint of the newest state of every record, of the log of participation, and of people and classes
        with their members as they are. What is removed from the end of a chain, with all its rows, leaves no gap:
        only a seal noted before shows that.
    first_seal : str
        The seal as the first form of backups holds it: without people and classes.
    is_damaged : bool
        Whether the database itself is, so that rows cannot be read as they were written, whoever wrote them.
    """

    problems: tuple[str, ...]
    records: int
    revisions: int
    seal: str
    first_seal: str = ""
    is_damaged: bool = False


def verify(engine: Engine, *, progress: Progress = untold) -> Verdict:
    """Follow every chain and fold every revision, a record at a time, and compare with what is kept as current."""
    with reading(engine) as connection:
        return look_through(connection, progress)


def verify_database(url: str | None = None, *, progress: Progress = untold) -> Verdict:
    """Ask first whether the database is whole, then do what :func:`verify` does.

    Parameters
    ----------
    url : str, optional
        By default `NMT_DATABASE_URL`, or a file in the data folder.
    progress : Progress
        Is told of each record.

    Raises
    ------
    InputError
        When it cannot be told whether the file is damaged at its beginning or needs a key.
    Unavailable
        When the database cannot be reached, or is being written.
    """
    from alembic.util import CommandError

    if damage := damage_of_file(url):
        return Verdict(tuple(damage), 0, 0, "", is_damaged=True)
    try:
        return verify(open_engine(url), progress=progress)
    except CommandError:
        pass  # a version of the tables that there never was
    except Unavailable as error:
        if error.kind != "broken":
            raise
    return Verdict((texts("store")["damage"]["rows"],), 0, 0, "", is_damaged=True)


def look_through(connection: Connection, progress: Progress = untold) -> Verdict:
    """Do what :func:`verify` does, on what a connection sees."""
    try:
        return _look_through(connection, progress)
    except (TypeError, ValueError, OverflowError):  # numbers that are none, texts that are bytes
        damage = (texts("store")["damage"]["rows"],)
    return Verdict(damage, 0, 0, "", is_damaged=True)


def _look_through(connection: Connection, progress: Progress) -> Verdict:
    problems: list[str] = []
    seal = hashlib.sha256()
    count = revisions = 0
    before, expected = START, 1
    rows = _rows(connection)
    with progress(texts("store")["progress"]["looked"], len(rows)) as step:
        for row in rows:
            count += 1
            if row.number != expected:
                problems.append(f"{row.case_id}: a record before it is missing")
            elif row.previous_hash != before or row_hash(tables.record, row) != row.hash:
                problems.append(f"{row.case_id}: its record was changed, or the one before it")
            before, expected = row.hash, row.number + 1
            seal.update(f"{row.hash}{row.head_hash}".encode())
            followed_count, answers = _follow(connection, row, problems)
            revisions += followed_count
            problems += _compare(connection, row.case_id, answers)
            step()
    problems += _strays(connection)
    problems += _follow_log(connection, seal)
    damage = damage_of_server(connection)
    problems += damage
    first_seal = seal.hexdigest()[:16]
    problems += _look_at_unchained(connection, seal)
    return Verdict(tuple(problems), count, revisions, seal.hexdigest()[:16], first_seal, bool(damage))


def _rows(connection: Connection) -> list[Any]:
    # a list: a record is a short row, and other queries run while it is gone through
    return list(connection.execute(select(tables.record).order_by(tables.record.c.number)))


def _follow(connection: Connection, row: Any, problems: list[str]) -> tuple[int, dict[str, tuple[str, int]]]:
    """Follow one record's revisions; return how many there are and the answers they make up."""
    table = tables.revision
    answers: dict[str, tuple[str, int]] = {}
    before, expected, count = START, 1, 0
    query = select(table).where(table.c.case_id == row.case_id).order_by(table.c.number)
    for revision in connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)):
        count += 1
        if revision.number != expected:
            problems.append(f"{row.case_id}: revision {expected} is missing")
        if row_hash(table, revision) != revision.hash:
            problems.append(f"{row.case_id}: revision {revision.number} was changed")
        elif revision.previous_hash != before and revision.number == expected:
            problems.append(f"{row.case_id}: revision {revision.number} does not follow the one before it")
        before, expected = revision.hash, revision.number + 1
        try:
            for change in read_json(revision.changes):
                if change["new"] is None:
                    answers.pop(change["path"], None)
                else:
                    answers[change["path"]] = (canonical(change["new"]), revision.number)
        except (ValueError, KeyError, TypeError, AttributeError):
            problems.append(f"{row.case_id}: revision {revision.number} cannot be read")
    if row.head != expected - 1 or row.head_hash != before:
        problems.append(f"{row.case_id}: its newest revision is missing, or was added past the store")
    return count, answers


def _compare(connection: Connection, case_id: str, answers: dict[str, tuple[str, int]]) -> Iterator[str]:
    table = tables.answer
    current = {
        path: (value, number)
        for path, value, number in connection.execute(
            select(table.c.path, table.c.value, table.c.revision).where(table.c.case_id == case_id)
        )
    }
    for path in sorted(current.keys() | answers.keys()):
        if current.get(path) != answers.get(path):
            fault = "removed" if path not in current else "added" if path not in answers else "changed"
            yield f"{case_id}: the answer at {path} was {fault} past the store"


def _follow_log(connection: Connection, seal: Any) -> Iterator[str]:
    """Follow the log of participation and add its newest entry to the seal; an empty log leaves it as it is."""
    table = tables.participation
    before, expected = START, 1
    for row in connection.execute(select(table).order_by(table.c.number)):
        if row.number != expected:
            yield f"participation: entry {expected} is missing"
        elif row.previous_hash != before or row_hash(table, row) != row.hash:
            yield f"participation: entry {row.number} was changed, or the one before it"
        before, expected = row.hash, row.number + 1
    if expected > 1:
        seal.update(before.encode())


def _look_at_unchained(connection: Connection, seal: Any) -> Iterator[str]:
    """Look for rows no store has written where there is no chain, and add all of them to the seal."""
    for table in (tables.person, tables.training_class, tables.class_member):
        rows = [row._asdict() for row in connection.execute(select(table))]
        for row in rows:
            name = row["name"] if table is tables.person else row["code"]
            try:
                check_row(table, row)
            except InputError as error:
                yield f"{table.name} '{name}': {error.message}"
            except ValueError:
                yield f"{table.name} '{name}': {texts('store')['backup']['row']}"
        for line in sorted(canonical([table.name, row]) for row in rows):  # databases sort differently
            seal.update(hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest())


def _strays(connection: Connection) -> Iterator[str]:
    known = select(tables.record.c.case_id)
    for table in (tables.revision, tables.answer):
        query = (
            select(table.c.case_id, func.count())
            .where(table.c.case_id.not_in(known))
            .group_by(table.c.case_id)
        )
        for case_id, count in connection.execute(query):
            yield f"{case_id}: {count} rows of '{table.name}' belong to no record"
