"""Files and folders only their owner may read, made whole beside their place and then put there."""

from __future__ import annotations

import os
import platform
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_HOST = re.sub(r"[^A-Za-z0-9]+", "-", platform.node())[:40]
_PART = re.compile(r"\.nmt-part-(?P<host>[A-Za-z0-9-]*)\.(?P<pid>\d+)\.[0-9a-f]{8}")


@contextmanager
def part_folder(beside: Path) -> Iterator[Path]:
    """Give a new folder beside `beside`, on the same disk, which is removed in the end with what is left in it.

    Those that earlier runs on this computer left when they were killed are removed, too: they hold clients' data.
    """
    parent = beside.absolute().parent
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in parent.glob(".nmt-part-*"):
        named = _PART.fullmatch(left.name)
        if named and named["host"] == _HOST and not _is_running(int(named["pid"])):
            shutil.rmtree(left, ignore_errors=True)
    folder = parent / f".nmt-part-{_HOST}.{os.getpid()}.{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def private_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a new file to write into; on leaving it is on the disk."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _is_running(pid: int) -> bool:
    import psutil

    return bool(psutil.pid_exists(pid))
