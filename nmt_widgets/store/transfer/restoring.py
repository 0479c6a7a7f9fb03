"""Fill the store from a backup, completely or not at all; the previous content is copied aside first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, exists, insert, select, text
from sqlalchemy.exc import IntegrityError

from nmt_widgets.core.errors import InputError, InputErrors, refusal
from nmt_widgets.core.places import data_folder
from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.checking.answers import contradicting
from nmt_widgets.store.checking.verifying import Verdict, look_through
from nmt_widgets.store.database import migrating, tables
from nmt_widgets.store.database.damage import damage_of_file
from nmt_widgets.store.database.engine import database_file, open_engine
from nmt_widgets.store.database.listing import DERIVED, relist_all
from nmt_widgets.store.database.sqlite_files import copy_file
from nmt_widgets.store.database.transactions import writing
from nmt_widgets.store.errors import Unavailable
from nmt_widgets.store.transfer.backup import TABLES, write_backup
from nmt_widgets.store.transfer.backup_reading import Backup, opened

_ENDINGS = ("", "-wal", "-shm")


@dataclass(frozen=True)
class Restored:
    """The result of a restore.

    Attributes
    ----------
    verdict : Verdict
        The verification of the new content.
    previous : pathlib.Path, optional
        The copy of the previous content.
    contradictions : tuple of str
        Contradictions in records that an earlier version, or one with another instrument, accepted.
    """

    verdict: Verdict
    previous: Path | None
    contradictions: tuple[str, ...] = ()


def restore(
    file: Path, *, url: str | None = None, force: bool = False, progress: Progress = untold
) -> Restored:
    """Fill the store from a backup, in one transaction.

    Parameters
    ----------
    file : pathlib.Path
        The backup.
    url : str, optional
        The database; by default `NMT_DATABASE_URL`, or the file in the data folder.
    force : bool
        Replace the present content. It is copied first: an SQLite file to a file beside it, PostgreSQL to a backup in
        the data folder. A damaged SQLite file is moved aside.
    progress : Progress
        Counts the rows, and the records verified.

    Raises
    ------
    InputError
        When the backup cannot be read or its chains are broken, or the store is not empty and `force` is not given.
    Unavailable
        When the database cannot be written.
    """
    with opened(file) as backup:
        if not (force and damage_of_file(url)):
            try:
                return _fill(open_engine(url, progress), file, backup, force, progress)
            except Unavailable as error:
                if error.kind != "broken" or not force or database_file(url) is None:
                    raise
        return _fill_anew(url, file, backup, progress)


def _fill_anew(url: str | None, file: Path, backup: Backup, progress: Progress) -> Restored:
    """Move a damaged file aside and fill a new one; move it back if that fails."""
    damaged = database_file(url)
    assert damaged is not None
    previous = _aside(damaged)
    _move(damaged, previous)
    try:
        restored = _fill(_anew(url), file, backup, True, progress)
    except BaseException:
        migrating.forget()
        for ending in _ENDINGS:
            damaged.with_name(damaged.name + ending).unlink(missing_ok=True)
        _move(previous, damaged)
        raise
    return Restored(restored.verdict, previous, restored.contradictions)


def _fill(engine: Engine, file: Path, backup: Backup, force: bool, progress: Progress) -> Restored:
    previous = None
    try:
        with writing(engine) as connection:
            _keep_others_out(connection)
            if _holds_anything(connection):
                if not force:
                    raise refusal("store", "not_empty")
                previous = _copy_aside(connection)
            verdict, contradictions = _replace(connection, file, backup, progress)
            return Restored(verdict, previous, contradictions)
    except BaseException:
        if previous:
            previous.unlink(missing_ok=True)  # nothing was replaced
        raise


def _replace(
    connection: Connection, file: Path, backup: Backup, progress: Progress
) -> tuple[Verdict, tuple[str, ...]]:
    for table in (tables.session, tables.cohort_record, *DERIVED, *reversed(TABLES)):
        connection.execute(delete(table))
    words = texts("store")["progress"]
    try:
        for table in TABLES:
            stage = words["restored"].format(rows=words["tables"][table.name])
            with progress(stage, backup.rows(table)) as step:
                for batch in backup.batches(table):
                    connection.execute(insert(table), batch)
                    for _ in batch:
                        step()
    except IntegrityError:
        raise backup.damaged() from None  # rows that the store cannot have written
    relist_all(connection, progress)
    verdict = look_through(connection, progress)
    if verdict.problems:
        raise InputErrors(
            refusal("store", "bad_backup", file=file, problem=problem) for problem in verdict.problems
        )
    if (verdict.first_seal if backup.is_first_form else verdict.seal) != backup.seal:
        raise backup.damaged()
    return verdict, _checked(connection, file, backup, progress)


def _checked(connection: Connection, file: Path, backup: Backup, progress: Progress) -> tuple[str, ...]:
    """Return the contradictions in the records; refuse those that the backup did not have when it was made."""
    contradicting_cases = contradicting(connection, progress)
    words = texts("store")["backup"]
    problems_of = {
        id: [words["contradicts"].format(case=id, problem=problem) for problem in problems]
        for id, problems in contradicting_cases.items()
    }
    by_other_rules = backup.is_first_form or backup.instrument != load_instrument().versions
    refused = [] if by_other_rules else [id for id in problems_of if id not in backup.contradicting]
    if refused:
        raise InputErrors(
            InputError(problem, file=file, remedy=words["remedy"])
            for id in refused
            for problem in problems_of[id]
        )
    return tuple(problem for problems in problems_of.values() for problem in problems)


def _holds_anything(connection: Connection) -> bool:
    filled = (
        tables.person,
        tables.record,
        tables.training_class,
        tables.participation,
        tables.site_phase,
        tables.incident_count,
    )
    return any(connection.scalar(select(exists(select(table)))) for table in filled)


def _keep_others_out(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        names = ", ".join(f'"{table.name}"' for table in (tables.session, *TABLES))
        connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def _copy_aside(connection: Connection) -> Path:
    if connection.dialect.name == "sqlite":
        path = Path(connection.engine.url.database or "")
        previous = _aside(path)
        copy_file(path, previous)
    else:
        previous = _aside(data_folder() / "workbook.nmt-backup")
        write_backup(connection, previous)
    return previous


def _move(path: Path, to: Path) -> None:
    for ending in _ENDINGS:
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(to.with_name(to.name + ending))


def _aside(path: Path) -> Path:
    """Return a path beside a file, named after the time and purpose of the copy."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
    return path.with_name(f"{path.stem}-before-restore-{stamp}{path.suffix}")


def _anew(url: str | None) -> Engine:
    migrating.forget()
    return open_engine(url)
