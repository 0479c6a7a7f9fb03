"""Backups in one folder, named by their time: each is read to its end, and only so many of the older ones stay."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from nmt_widgets.core.errors import Failure, InputError
from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.store.checking.verifying import Verdict
from nmt_widgets.store.transfer.backup import back_up
from nmt_widgets.store.transfer.backup_reading import opened

ENDING = ".nmt-backup"
_NAME = re.compile(rf"workbook-\d{{8}}T\d{{6}}Z{re.escape(ENDING)}")


def write_dated(
    engine: Engine, folder: Path, *, plain: bool = False, progress: Progress = untold
) -> tuple[Path, Verdict]:
    """Write a backup that is named by its time, read it to its end, and return it with the verification.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    folder : pathlib.Path
    plain : bool
        Write it although the database is encrypted and the backup will not be.
    progress : Progress
        Counts the records verified and the rows written.

    Raises
    ------
    Failure
        When it cannot be read as it was written; it is removed.
    OSError
        When it cannot be written.
    """
    file = folder / f"workbook-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{ENDING}"
    verdict = back_up(engine, file, plain=plain, progress=progress)
    try:
        with opened(file) as backup:
            backup.read_through()
    except InputError:
        file.unlink(missing_ok=True)
        words = texts("store")["backup"]
        raise Failure(words["not_given_back"], file=file, remedy=words["not_given_back_remedy"]) from None
    return file, verdict


def remove_earlier(file: Path, keep: int) -> None:
    """Remove the backups beside one that are named by an earlier time, but for so many that `keep` are left.

    Names are compared, not the times of files, which a copy changes. What has another name, or a later time because
    the clock was wrong, stays.
    """
    earlier = sorted(
        other for other in file.parent.iterdir() if _NAME.fullmatch(other.name) and other.name < file.name
    )
    for other in earlier[: max(0, len(earlier) - (keep - 1))]:
        other.unlink()
