"""Files and folders that only their owner may read. Every file with a client's data is written by these functions.

The mode is set when a file is created, whatever the umask, so that others can never open it.
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
    """Create a folder and its missing parents; existing folders keep their mode.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     folder = private_folder(Path(home, "case", "assessment-1"))
    ...     [oct(path.stat().st_mode & 0o777) for path in (folder, folder.parent)]
    ['0o700', '0o700']
    """
    missing = []
    folder = path.absolute()
    while not folder.exists() and folder != folder.parent:
        missing.append(folder)
        folder = folder.parent
    for folder in reversed(missing):
        with suppress(FileExistsError):  # another process has just created it
            folder.mkdir(mode=FOLDER_MODE)
    if not path.is_dir():
        path.mkdir()  # raises, and names what is in its place
    return path


@contextmanager
def private_file(path: Path, *, lasting: bool = True) -> Iterator[IO[bytes]]:
    """Open a new file for writing; it is removed again if writing fails.

    Parameters
    ----------
    path : Path
    lasting : bool
        Whether to wait until the data are on the disk; not needed for a file that can be made again.
    """
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, FILE_MODE), "wb") as file:
        try:
            yield file
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        except BaseException:
            with suppress(OSError):  # Windows does not remove an open file
                path.unlink()
            raise


def write_private(path: Path, data: bytes | str) -> None:
    """Write or replace a file that can be made again, whole or not at all; text is UTF-8.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     write_private(Path(home, "reason.txt"), "the disk is full")
    ...     Path(home, "reason.txt").read_text(), [file.name for file in Path(home).iterdir()]
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
    """Remove the rights of others on a file or folder; files of other owners stay as they are."""
    if path.is_symlink():
        return
    with suppress(OSError):
        mode = FOLDER_MODE if path.is_dir() else FILE_MODE
        if path.stat().st_mode & 0o077:
            path.chmod(mode)


@contextmanager
def part_folder(beside: Path) -> Iterator[Path]:
    """Create a temporary folder beside `beside`, on the same disk; it is removed at the end.

    Folders of killed runs on this computer are removed, too: they hold clients' data.
    """
    parent = private_folder(beside.absolute().parent)
    for left in parent.glob(".nmt-part-*"):
        named = _PART.fullmatch(left.name)
        if named and named["host"] == HOST and not is_running(int(named["pid"])):
            shutil.rmtree(left, ignore_errors=True)
    folder = parent / f".nmt-part-{HOST}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        folder.mkdir(mode=FOLDER_MODE)
    except OSError as error:  # nobody knows the temporary folder by its name
        raise OSError(error.errno, error.strerror, str(beside)) from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_running(pid: int) -> bool:
    """Return whether a process with this id is running."""
    import psutil

    return bool(psutil.pid_exists(pid))


_BINARY = getattr(os, "O_BINARY", 0)  # Windows would change line ends
