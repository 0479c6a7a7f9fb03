"""Install packages of Debian for the scripts that bring programs, beside each other and beside other jobs."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path


def install_packages(*names: str) -> None:
    """Install packages; nothing where apt is not, or asks for a password. What is missing then, the caller sees."""
    if shutil.which("apt-get"):
        with _turn():
            _update_lists()
            _run("install", "-y", "--no-install-recommends", *names)


def unpack_package(name: str, folder: Path) -> None:
    """Unpack a package into a folder; it is not installed, so no server of it is started."""
    if shutil.which("apt-get"):
        with _turn(), tempfile.TemporaryDirectory() as place:
            _update_lists()
            subprocess.run(["apt-get", "-qq", "download", name], cwd=place, check=False)
            for file in Path(place).glob("*.deb"):
                subprocess.run(["dpkg-deb", "--extract", str(file), str(folder)], check=False)


@cache
def _update_lists() -> None:
    _run("update")


def _run(*step: str) -> None:
    """Run a step of apt, which asks nobody anything and waits for whoever else installs."""
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    command = [*as_root, "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=600", *step]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for the other scripts of this project: apt does not wait by itself while the lists are updated."""
    path = Path(tempfile.gettempdir()) / f"nmt-apt-{os.geteuid()}.lock"
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
