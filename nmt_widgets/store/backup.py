"""A backup: one file that any database can be filled from, with the people and every revision."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Table, func, select

import nmt_widgets
from nmt_widgets.ground.errors import InputError
from nmt_widgets.ground.private_files import part_folder, private_file
from nmt_widgets.ground.steps import Progress, untold
from nmt_widgets.ground.texts import texts
from nmt_widgets.store import tables
from nmt_widgets.store.encryption import database_key
from nmt_widgets.store.engine import reading
from nmt_widgets.store.migrating import NEWEST
from nmt_widgets.store.verifying import Verdict, look_through

FORMAT = "nmt-backup-1"
TABLES: tuple[Table, ...] = (
    tables.person,
    tables.record,
    tables.revision,
    tables.answer,
    tables.training_class,
    tables.class_member,
    tables.participation,
)
"""What is kept, in the order in which a database takes it; sign-ins are not, everybody signs in anew."""

_SINCE = {"training_class": "0002", "class_member": "0002", "participation": "0002"}
"""The version of the tables since which there is a table; a backup made before has no rows for it."""

_ROWS_AT_ONCE = 50
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
    RuntimeError,  # encrypted, which ours never is
)


def back_up(
    engine: Engine, file: Path, *, force: bool = False, plain: bool = False, progress: Progress = untold
) -> Verdict:
    """Write a backup, whole or not at all, and return what was found in what it holds.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    file : pathlib.Path
    force : bool
        Replace a file that is there.
    plain : bool
        Write it although the database is encrypted and the backup will not be.
    progress : Progress
        Is told of each record looked through and each row written.

    Raises
    ------
    InputError
        When there is a file already, or the database is encrypted and `plain` is not given.
    OSError
        When it cannot be written.
    """
    if engine.dialect.name == "sqlite" and database_key() and not plain:
        raise InputError(
            "the database is encrypted, a backup of it is not",
            remedy="add --plain, and keep the file where a client's record may lie open",
        )
    if file.is_dir() or (file.exists() and not force):
        remedy = "name a file" if file.is_dir() else "name another, or add --force to replace it"
        raise InputError("is there already", file=file, remedy=remedy)
    with reading(engine) as connection:
        return write_backup(connection, file, progress)


def write_backup(connection: Connection, file: Path, progress: Progress = untold) -> Verdict:
    """Write what a connection sees into a backup, in place of a file that may be there."""
    verdict = look_through(connection, progress)
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "software": nmt_widgets.__version__,
        "tables_version": NEWEST,
        "seal": verdict.seal,
        "tables": {},
    }
    with part_folder(file) as part:
        made = part / "backup"
        with private_file(made) as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in TABLES:
                manifest["tables"][table.name] = _write(connection, table, archive, progress)
            archive.writestr("manifest.json", json.dumps(manifest, indent=2) + "\n")
        made.replace(file)
    return verdict


def _write(
    connection: Connection, table: Table, archive: zipfile.ZipFile, progress: Progress
) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    query = select(table).order_by(*table.primary_key.columns)
    total = connection.scalar(select(func.count()).select_from(table))
    words = texts("store")["progress"]
    with (
        archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file,
        progress(words["written"].format(rows=words["tables"][table.name]), total) as step,
    ):
        for row in connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)):
            line = json.dumps(row._asdict(), ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            file.write(line)
            count += 1
            step()
    return {"rows": count, "sha256": digest.hexdigest()}


class Backup:
    """A backup that is open for reading.

    Attributes
    ----------
    seal : str
        The seal of what it holds, as :func:`~nmt_widgets.store.verify` gives it.
    """

    def __init__(self, file: Path, archive: zipfile.ZipFile) -> None:
        self._file, self._archive = file, archive
        with self._readable():
            manifest = json.loads(archive.read("manifest.json"))
            form, self._version = str(manifest["format"]), str(manifest["tables_version"])
            self._tables: dict[str, Any] = manifest["tables"]
            self.seal = str(manifest["seal"])
        if form != FORMAT or self._version > NEWEST:
            raise InputError(
                "made by a newer version of this software", file=file, remedy="update the workbook"
            )

    def rows(self, table: Table) -> int | None:
        """Return how many rows of a table there are, as the backup says."""
        said = self._tables.get(table.name)
        count = said.get("rows") if isinstance(said, dict) else None
        return count if type(count) is int else None

    def batches(self, table: Table) -> Iterator[list[dict[str, Any]]]:
        """Yield the rows of a table, some at a time; raises InputError in the end if they are not as written."""
        if self._version < _SINCE.get(table.name, ""):
            return
        digest, count, batch = hashlib.sha256(), 0, []
        with self._readable(), self._archive.open(f"{table.name}.jsonl") as file:
            for line in file:
                digest.update(line)
                count += 1
                batch.append(_row(table, line))
                if len(batch) == _ROWS_AT_ONCE:
                    yield batch
                    batch = []
            if {"rows": count, "sha256": digest.hexdigest()} != self._tables[table.name]:
                raise ValueError
        if batch:
            yield batch

    def damaged(self) -> InputError:
        """Return the error that says so."""
        return InputError(
            "is no backup, or a damaged one", file=self._file, remedy="nothing was restored; use another"
        )

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except _UNREADABLE:
            raise self.damaged() from None


@contextmanager
def opened(file: Path) -> Iterator[Backup]:
    """Give a backup to read from.

    Raises
    ------
    InputError
        When it cannot be read, or is none.
    """
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise InputError("is no backup, or a damaged one", file=file, remedy="use another") from None
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InputError(reason, file=file, remedy="check the name and the folder") from None
    with archive:
        yield Backup(file, archive)


def _row(table: Table, line: bytes) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(line)
    if {*row} != {*table.columns.keys()}:
        raise ValueError
    for column in table.columns:
        value = row[column.name]
        if not (value is None and column.nullable):
            kind = int if isinstance(column.type, Integer) else str
            if type(value) is not kind:
                raise ValueError
    return row
