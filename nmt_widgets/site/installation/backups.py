"""The newest backup: whether there is one, whether it is whole, and what has happened since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Table

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_moment, say_number
from nmt_widgets.site.installation.results import CheckResult, result
from nmt_widgets.site.installation.rules import InstallationRules
from nmt_widgets.store.database.engine import plain_engine
from nmt_widgets.store.database.migrating import version_of
from nmt_widgets.store.database.newest import count_rows
from nmt_widgets.store.database.tables import record
from nmt_widgets.store.database.versions import NEWEST
from nmt_widgets.store.transfer.backup import TABLES
from nmt_widgets.store.transfer.backup_reading import opened
from nmt_widgets.store.transfer.dated_backups import ENDING


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
                backup.read_through()
            newest = _Newest(
                files[-1].name, backup.time, {table: backup.rows(table) or 0 for table in TABLES}
            )
    except InputError as error:
        yield result("backup", "unreadable", file=files[-1].name, problem=error.message)
    else:
        yield newest.compared(rules)


@dataclass(frozen=True)
class _Newest:
    """The newest backup, as far as it can be read."""

    file: str
    time: datetime
    rows: Mapping[Table, int]

    def compared(self, rules: InstallationRules) -> CheckResult:
        """Return what it is worth beside the clock and the database."""
        age = datetime.now(UTC) - self.time
        days = age / timedelta(days=1)
        values = {"file": self.file, "made": say_moment(self.time), "days": say_number(days, 0)}
        if age < -timedelta(minutes=rules.clock_minutes):
            return result("backup", "ahead", **values)
        state = rules.backup_days.state(days)
        try:
            engine = plain_engine()
            version = version_of(engine) if engine else None
            if engine is None or version is None:
                if self.rows[record]:
                    return result("backup", "alone", **values)
                is_complete = True
            else:
                is_complete = version == NEWEST and all(
                    count_rows(engine, table) <= count for table, count in self.rows.items()
                )
        except InputError:  # which the check of the database tells
            return result("backup", "apart", "notice" if state == "good" else state, **values)
        if is_complete:
            return result("backup", "complete", "good", **values)
        return result("backup", "recent" if state == "good" else "old", state, **values)
