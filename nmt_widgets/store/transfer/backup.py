"""Write a backup: one file with people and every revision, from which any database can be filled."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from sqlalchemy import Connection, Engine, Table, func, select

from nmt_widgets._version import __version__
from nmt_widgets.core.errors import refusal
from nmt_widgets.core.private_files import part_folder, private_file
from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.checking.answers import contradicting
from nmt_widgets.store.checking.verifying import Verdict, look_through
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.encryption import database_key
from nmt_widgets.store.database.transactions import reading
from nmt_widgets.store.database.versions import NEWEST
from nmt_widgets.store.errors import Unavailable

FORMAT = "nmt-backup-3"
TABLES: tuple[Table, ...] = (
    tables.person,
    tables.manager,
    tables.record,
    tables.revision,
    tables.answer,
    tables.training_class,
    tables.class_member,
    tables.participation,
    tables.filing,
    tables.feedback,
    tables.site_phase,
    tables.incident_count,
)
"""The tables in a backup, in the order of their foreign keys; not the sessions, since everybody signs in again, and not
what is derived."""

ROWS_AT_ONCE = 50


class TableDigest(TypedDict):
    """How many rows of a table a backup has, and the SHA-256 of their lines."""

    rows: int
    sha256: str


Manifest = TypedDict(  # noqa: UP013 - these are the keys of the file
    "Manifest",
    {
        "format": str,
        "made": str,
        "software": str,
        "tables_version": str,
        "seal": str,
        "instrument": dict[str, str],
        "contradicting": list[str],
        "tables": dict[str, TableDigest],
    },
)
"""`manifest.json` of a backup: the versions it was written with, its seal, and a digest of each table."""


def back_up(
    engine: Engine, file: Path, *, force: bool = False, plain: bool = False, progress: Progress = untold
) -> Verdict:
    """Write a backup, completely or not at all, and return the verification of its content.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    file : pathlib.Path
    force : bool
        Replace an existing file.
    plain : bool
        Write it although the database is encrypted and the backup will not be.
    progress : Progress
        Counts the records verified and the rows written.

    Raises
    ------
    InputError
        When the file exists already, or the database is encrypted and `plain` is not given.
    OSError
        When it cannot be written.
    """
    if engine.dialect.name == "sqlite" and database_key() and not plain:
        raise refusal("store", "plain_backup")
    if file.is_dir() or (file.exists() and not force):
        raise refusal("store", "backup_folder" if file.is_dir() else "backup_exists", file=file)
    with reading(engine) as connection:
        return write_backup(connection, file, progress)


def write_backup(connection: Connection, file: Path, progress: Progress = untold) -> Verdict:
    """Write the state that a connection sees into a backup; an existing file is replaced."""
    verdict = look_through(connection, progress)
    manifest: Manifest = {
        "format": FORMAT,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "software": __version__,
        "tables_version": NEWEST,
        "seal": verdict.seal,
        "instrument": load_instrument().versions,
        # an earlier version accepted these; a restore must not refuse them
        "contradicting": sorted(contradicting(connection, progress)),
        "tables": {},
    }
    with part_folder(file) as part:
        draft = part / "backup"
        with private_file(draft) as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in TABLES:
                manifest["tables"][table.name] = _write(connection, table, archive, progress)
            archive.writestr("manifest.json", json.dumps(manifest, indent=2) + "\n")
        draft.replace(file)
    return verdict


def _write(connection: Connection, table: Table, archive: zipfile.ZipFile, progress: Progress) -> TableDigest:
    digest, count = hashlib.sha256(), 0
    query = select(table).order_by(*table.primary_key.columns)
    total = connection.scalar(select(func.count()).select_from(table))
    words = texts("store")["progress"]
    with (
        archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file,
        progress(words["written"].format(rows=words["tables"][table.name]), total) as step,
    ):
        for row in connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE)):
            try:
                line = json.dumps(row._asdict(), ensure_ascii=False).encode() + b"\n"
            except (TypeError, ValueError):  # a damaged row; `verify` reports it
                raise Unavailable("broken") from None
            digest.update(line)
            file.write(line)
            count += 1
            step()
    return {"rows": count, "sha256": digest.hexdigest()}
