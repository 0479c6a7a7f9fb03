"""The newest backup: whether there is one, whether it can be read, and what has happened since."""

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
from nmt_widgets.store.database.newest import count_revisions
from nmt_widgets.store.database.tables import revision
from nmt_widgets.store.transfer.backup_reading import opened

ENDING = ".nmt-backup"


def check_backups(rules: InstallationRules, folder: Path | None) -> Iterator[CheckResult]:
    """Yield how old the newest backup in a folder is, where it has not every revision.

    Parameters
    ----------
    rules : InstallationRules
    folder : pathlib.Path, optional
        The folder of backups; None where nobody named one.
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
            time, revisions = backup.time, backup.rows(revision) or 0
    except InputError as error:
        yield result("backup", "unreadable", file=files[-1].name, problem=error.message)
        return
    try:
        yield _about(rules, files[-1], time, is_complete=_revisions_now() <= revisions)
    except InputError as error:
        yield failed("backup", error)


def _about(rules: InstallationRules, file: Path, time: datetime, *, is_complete: bool) -> CheckResult:
    days = (datetime.now(UTC) - time).total_seconds() / 86400
    values = {"file": file.name, "made": say_moment(time), "days": say_number(days, 0)}
    if is_complete:
        return result("backup", "complete", "good", **values)
    state = rules.backup_days.state(days)
    return result("backup", "recent" if state == "good" else "old", state, **values)


def _revisions_now() -> int:
    engine = plain_engine()
    return count_revisions(engine) if engine is not None and version_of(engine) == NEWEST else 0
