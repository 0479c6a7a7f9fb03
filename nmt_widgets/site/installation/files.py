"""Files and disks: who may read what the workbook writes, and how much room there is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from nmt_widgets.core.local import say_number
from nmt_widgets.core.places import data_folder, outputs
from nmt_widgets.site.installation.results import CheckResult, result
from nmt_widgets.site.installation.rules import InstallationRules

_OTHERS = 0o077
_MEGABYTE = 1_000_000


def check_rights(database: Path | None, backups: Path | None) -> Iterator[CheckResult]:
    """Yield each place with clients' data that others can read, or that cannot be written."""
    places = [place for place in (data_folder(), outputs(), backups) if place and place.exists()]
    files = [file for file in _files_of(database) if file.exists()]
    wrong = [fault for place in (*places, *files) for fault in _faults(place)]
    yield from wrong
    if not wrong:
        yield result("rights", "private", "good")


def check_disks(rules: InstallationRules, backups: Path | None) -> Iterator[CheckResult]:
    """Yield how much room there is on each disk that is written to."""
    places = [_existing(place) for place in (data_folder(), outputs(), backups) if place]
    disks = {place.stat().st_dev: place for place in reversed(places)}
    for place in reversed(disks.values()):
        free = shutil.disk_usage(place).free / _MEGABYTE
        state = rules.free_megabytes.state(free)
        yield result(
            "disk", "room" if state == "good" else "little", state, path=place, free=say_number(free, 0)
        )


def _files_of(database: Path | None) -> Sequence[Path]:
    """Return the file of the database, and those that SQLite keeps beside it while it is open."""
    return (
        [] if database is None else [database.with_name(database.name + end) for end in ("", "-wal", "-shm")]
    )


def _faults(place: Path) -> Iterator[CheckResult]:
    if not os.access(place, os.R_OK | os.W_OK):
        yield result("rights", "unwritable", path=place)
    elif os.name == "posix" and place.stat().st_mode & _OTHERS:
        mode = "700" if place.is_dir() else "600"
        yield result("rights", "open", path=place, mode=mode)


def _existing(place: Path) -> Path:
    """Return a folder, or the nearest one above it that exists."""
    place = place.absolute()
    return next(folder for folder in (place, *place.parents) if folder.exists())
