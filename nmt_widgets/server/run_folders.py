"""The folder a running server keeps its kernels' sockets in, and the processes that hang on it."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

_NAME = "nmt-server-"


def make_run_folder() -> Path:
    """Make a folder of this process's own."""
    return Path(tempfile.mkdtemp(prefix=f"{_NAME}{os.getpid()}-", dir=_short_temporary_folder()))


def clear_run_folder(folder: Path) -> None:
    """Remove the folder."""
    shutil.rmtree(folder, ignore_errors=True)


def end_kernels(folder: Path) -> None:
    """End whatever kernels still hang on a folder."""
    import psutil

    for process in psutil.process_iter(["cmdline"]):
        if any(str(folder) in word for word in process.info["cmdline"] or ()):
            with suppress(psutil.Error):
                process.kill()


def sweep() -> None:
    """Remove the folders of servers that were killed."""
    import psutil

    place = Path(_short_temporary_folder() or tempfile.gettempdir())
    for left in place.glob(f"{_NAME}*-*"):
        pid = left.name.removeprefix(_NAME).partition("-")[0]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(left, ignore_errors=True)


def _short_temporary_folder() -> str | None:
    """Return where sockets are kept: a socket's path may be 104 characters on macOS, whose own is long."""
    return "/tmp" if os.name == "posix" and os.access("/tmp", os.W_OK) else None  # noqa: S108
