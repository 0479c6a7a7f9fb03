"""Files and folders that only their owner may read: what quotes a client leaves this software by these functions only.

The mode is set as a file is made, whatever the umask, so that there is no moment at which others could open it.
"""

from __future__ import annotations

import os
import platform
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

FOLDER_MODE, FILE_MODE = 0o700, 0o600

HOST = re.sub(r"[^A-Za-z0-9]+", "-", platform.node())[:40]
"""This computer's name, as it stands in the names of part folders."""

_PART = re.compile(r"\.nmt-part-(?P<host>[A-Za-z0-9-]*)\.(?P<pid>\d+)\.[0-9a-f]{8}")


def private_folder(path: Path) -> Path:
    """Make a folder, and those above it that are missing; those that are there stay as they are.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     made = private_folder(Path(home, "case", "assessment-1"))
    ...     [oct(each.stat().st_mode & 0o777) for each in (made, made.parent)]
    ['0o700', '0o700']
    """
    missing = []
    folder = path.absolute()
    while not folder.exists() and folder != folder.parent:
        missing.append(folder)
        folder = folder.parent
    for folder in reversed(missing):
        with suppress(FileExistsError):  # another process made it at this moment
            folder.mkdir(mode=FOLDER_MODE)
    if not path.is_dir():
        path.mkdir()  # says what is in its place
    return path


@contextmanager
def private_file(path: Path, *, lasting: bool = True) -> Iterator[IO[bytes]]:
    """Give a new file to write into; what could not be written whole is removed again.

    Parameters
    ----------
    path : Path
    lasting : bool
        Whether it is on the disk on leaving; what can be made again need not wait for that.
    """
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, FILE_MODE), "wb") as file:
        try:
            yield file
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        except BaseException:
            with suppress(OSError):  # a system that lets nobody remove what is open leaves it
                path.unlink()
            raise


def write_private(path: Path, data: bytes | str) -> None:
    """Write a file that can be made again in place of one that may be there, whole or not at all; text is UTF-8.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     write_private(Path(home, "reason.txt"), "the disk is full")
    ...     Path(home, "reason.txt").read_text(), [each.name for each in Path(home).iterdir()]
    ('the disk is full', ['reason.txt'])
    """
    part = path.with_name(f".{path.name[:60]}.{secrets.token_hex(4)}.part")
    try:
        with private_file(part, lasting=False) as file:
            file.write(data.encode("utf-8") if isinstance(data, str) else data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def make_private(path: Path) -> None:
    """Take from others what they may do with a file or folder that is there; what is not one's own stays as it is."""
    if path.is_symlink():
        return
    with suppress(OSError):
        mode = FOLDER_MODE if path.is_dir() else FILE_MODE
        if path.stat().st_mode & 0o077:
            path.chmod(mode)


@contextmanager
def part_folder(beside: Path) -> Iterator[Path]:
    """Give a new folder beside `beside`, on the same disk, which is removed in the end with what is left in it.

    Those that earlier runs on this computer left when they were killed are removed, too: they hold clients' data.
    """
    parent = private_folder(beside.absolute().parent)
    for left in parent.glob(".nmt-part-*"):
        named = _PART.fullmatch(left.name)
        if named and named["host"] == HOST and not is_running(int(named["pid"])):
            shutil.rmtree(left, ignore_errors=True)
    folder = parent / f".nmt-part-{HOST}.{os.getpid()}.{secrets.token_hex(4)}"
    folder.mkdir(mode=FOLDER_MODE)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_running(pid: int) -> bool:
    """Say whether there is a process of a number."""
    import psutil

    return bool(psutil.pid_exists(pid))


_BINARY = getattr(os, "O_BINARY", 0)  # Windows would write line ends of its own
