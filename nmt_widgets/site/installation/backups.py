"""The newest backup: whether there is one, whether it is whole, and what has happened since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_moment, say_number
from nmt_widgets.site.installation.results import CheckResult, failed, result
from nmt_widgets.site.installation.rules import InstallationRules
from nmt_widgets.store.database.engine import plain_engine
from nmt_widgets.store.database.migrating import NEWEST, version_of
from nmt_widgets.store.database.newest import count_rows
from nmt_widgets.store.database.tables import record
from nmt_widgets.store.transfer.backup import TABLES
from nmt_widgets.store.transfer.backup_reading import Backup, opened

ENDING = ".nmt-backup"


def check_backups(rules: InstallationRules, folder: Path | None, *, is_quick: bool) -> Iterator[CheckResult]:
    """Yield how old the newest backup in a folder is, where it has not every row.

    Parameters
    ----------
    rules : InstallationRules
    folder : pathlib.Path, optional
        The folder of backups; None where nobody named one.
    is_quick : bool
        Read of the backup only what it says of itself.
    """
    if folder is None:
        yield result("backup", "no_folder", "notice")
        return
    files = sorted(folder.glob(f"*{ENDING}"), key=lambda file: file.stat().st_mtime)
    if not files:
        yield result("backup", "none", folder=folder)
        return
    try:
        with opened(files[-1]) as backup:
            if not is_quick:
                _read_through(backup)
            time, rows = backup.time, {table: backup.rows(table) or 0 for table in TABLES}
    except InputError as error:
        yield result("backup", "unreadable", file=files[-1].name, problem=error.message)
        return
    try:
        engine = plain_engine()
        version = version_of(engine) if engine else None
        if engine is None or version is None:
            if rows[record]:
                yield result("backup", "alone", file=files[-1].name)
                return
            is_complete = True
        else:
            is_complete = version == NEWEST and all(
                count_rows(engine, table) <= rows[table] for table in TABLES
            )
        yield _about(rules, files[-1], time, is_complete=is_complete)
    except InputError as error:
        yield failed("backup", error)


def _about(rules: InstallationRules, file: Path, time: datetime, *, is_complete: bool) -> CheckResult:
    days = (datetime.now(UTC) - time).total_seconds() / 86400
    values = {"file": file.name, "made": say_moment(time), "days": say_number(days, 0)}
    if is_complete:
        return result("backup", "complete", "good", **values)
    state = rules.backup_days.state(days)
    return result("backup", "recent" if state == "good" else "old", state, **values)


def _read_through(backup: Backup) -> None:
    """Read every row, which raises an error where one is damaged."""
    for table in TABLES:
        for _ in backup.batches(table):
            pass
