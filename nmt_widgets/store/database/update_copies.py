"""Copies of an SQLite database as it was before an update: the way back to the earlier version of the software."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from glob import escape
from pathlib import Path

from nmt_widgets.core.private_files import part_folder
from nmt_widgets.store.database.sqlite_files import copy_file
from nmt_widgets.store.database.transactions import translated
from nmt_widgets.store.errors import Unavailable

COPIES_KEPT = 3

_MARK = "before-update"


@contextmanager
def copied_before_update(path: Path, version: str) -> Iterator[Path]:
    """Copy a database beside itself, let its update run, and remove all but the newest copies when it is done.

    Parameters
    ----------
    path : pathlib.Path
        The file of the database.
    version : str
        The version of its tables, which stands in the name of the copy.

    Raises
    ------
    Unavailable
        When the copy cannot be written; the database is unchanged then.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
    copy = path.with_name(f"{path.stem}-{_MARK}-{stamp}-{version}{path.suffix}")
    try:
        if shutil.disk_usage(path.parent).free < path.stat().st_size:
            raise Unavailable("no_copy")
        with part_folder(copy) as part, translated():
            copy_file(path, part / copy.name)
            (part / copy.name).replace(copy)
    except OSError:
        raise Unavailable("no_copy") from None
    except Unavailable as error:
        raise Unavailable("no_copy" if error.kind == "full" else error.kind) from None
    try:
        yield copy
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    others = [
        other for other in update_copies(path) if other != copy
    ]  # this one stays, whatever the clock says
    for older in others[COPIES_KEPT - 1 :]:
        older.unlink(missing_ok=True)


def update_copies(path: Path) -> list[Path]:
    """Return the copies of a database, the newest first."""
    return sorted(path.parent.glob(f"{escape(path.stem)}-{_MARK}-*{escape(path.suffix)}"), reverse=True)
