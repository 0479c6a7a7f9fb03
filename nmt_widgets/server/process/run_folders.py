"""The temporary folder of a running server, which holds the sockets of its kernels."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts

_NAME = "nmt-server-"
_LONGEST = 25  # characters; the whole path of a socket is then 103 long, the shortest limit of all systems


def make_run_folder() -> Path:
    """Make a folder for this process."""
    return Path(tempfile.mkdtemp(prefix=f"{_NAME}{os.getpid()}-", dir=_short_temporary_folder()))


def clear_run_folder(folder: Path) -> None:
    """Remove the folder."""
    shutil.rmtree(folder, ignore_errors=True)


def end_kernels(folder: Path) -> None:
    """Kill the kernels whose command line names the folder."""
    import psutil

    for process in psutil.process_iter(["cmdline"]):
        if any(str(folder) in word for word in process.info["cmdline"] or ()):
            with suppress(psutil.Error):
                process.kill()


def sweep() -> None:
    """Remove the folders of servers that were killed."""
    import psutil

    place = Path(_short_temporary_folder() or tempfile.gettempdir())
    for folder in place.glob(f"{_NAME}*-*"):
        pid = folder.name.removeprefix(_NAME).partition("-")[0]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _short_temporary_folder() -> str | None:
    """Return a folder for the sockets of kernels: the path of a socket may have about 100 characters only."""
    if os.name != "posix":
        return None  # Windows has no sockets in the file system
    candidates = ["/tmp", os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm"]  # noqa: S108
    with suppress(FileNotFoundError):
        candidates.append(tempfile.gettempdir())
    for folder in candidates:
        if folder and len(folder) <= _LONGEST and os.access(folder, os.W_OK):
            return folder
    words = texts("server")
    raise InputError(words["no_sockets"], remedy=words["short_folder"])
