"""Commands that write to a small full disk; run in a mount namespace.

It prints `good` in the end; `tests/command/test_full_disk.py` starts it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from nmt_widgets import cli, load_case
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.store import open_store, operator

SIZE = 12_000_000
ROOMS = (0, 60_000, 3_000_000)
"""Bytes that are free: what is written fails at its beginning, somewhere between, or at its end."""


def content(disk: Path) -> dict[str, bytes]:
    """Return everything on the disk but the ballast: folders, and files with their bytes."""
    return {
        str(path.relative_to(disk)): path.read_bytes() if path.is_file() else b""
        for path in disk.rglob("*")
        if path.name != "ballast"
    }


def leave(disk: Path, room: int) -> None:
    """Fill the disk but for some bytes."""
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    ballast.write_bytes(b"x" * max(0, free - room))


def fails(disk: Path, *arguments: str, to: str = "") -> None:
    """Run a command: it reports that the disk is full, exits with 1, and leaves nothing behind.

    A command that prints `to` a file of the disk is a program of its own, since a program's last words are written when
    it ends. Others are forks of this one.
    """
    before = content(disk)
    code, err = run_program(disk / to, *arguments) if to else run_fork(*arguments)
    if code == 0 and not to:
        return  # it had room enough
    assert code == 1, (arguments, code, err)
    assert len(err.splitlines()) == 1, (arguments, err)
    assert "disk is full" in err, (arguments, err)
    if not to:
        assert content(disk) == before, (arguments, content(disk).keys() ^ before.keys())


def run_program(output: Path, *arguments: str) -> tuple[int, str]:
    """Run a command that prints to a file; return its exit code and what it reports."""
    command = [sys.executable, "-m", "nmt_widgets", *arguments]
    with output.open("wb") as file:
        done = subprocess.run(command, stdout=file, stderr=subprocess.PIPE, check=False)
    return done.returncode, done.stderr.decode()


def run_fork(*arguments: str) -> tuple[int, str]:
    """Run a command in a process that has imported everything; return its exit code and what it reports."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        pid = os.fork()
        if pid == 0:
            os.dup2(output.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            sys.argv = ["nmt", *arguments]
            end(cli.main)
        _, status = os.waitpid(pid, 0)
        errors.seek(0)
        return os.waitstatus_to_exitcode(status), errors.read().decode()


def end(command: Callable[[], None]) -> NoReturn:
    """Run a command and end this process as the command wishes."""
    code: object = 0
    try:
        command()
    except SystemExit as left:
        code = left.code
    except BaseException:
        traceback.print_exc()
        code = 3
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 3)


def main(disk: Path, elsewhere: Path) -> None:
    """Try every command that writes where somebody says."""
    os.environ |= {
        "NMT_DATA": str(elsewhere / "data"),
        "NMT_BACKUPS": str(disk),
        "NMT_BROWSER": "/nowhere/chromium",
    }
    stored = {**to_answers(load_case("james")), "summary": os.urandom(300_000).hex()[:500_000]}
    open_store(operator()).create("c-full", stored, kind="teaching")
    failures = 0
    for room in ROOMS:
        leave(disk, room)
        for command in (
            ("report", "james", "--out", str(disk / "out")),
            ("export", "--out", str(disk / "export")),
            ("backup", str(disk / "a.backup")),
            ("backup", "--keep", "1"),
        ):
            before = content(disk)
            fails(disk, *command)
            failures += content(disk) == before
            for folder in ("out", "export"):
                subprocess.run(["rm", "-rf", disk / folder], check=True)
            for file in disk.glob("*backup"):
                file.unlink()
    assert failures > 5, failures
    leave(disk, 0)
    for command in (("plan", "james", "--json"), ("schema",)):
        (disk / "printed").touch()
        fails(disk, *command, to="printed")
    (disk / "data").mkdir()
    os.environ["NMT_DATA"] = str(disk / "data")
    fails(disk, "user", "list")


if __name__ == "__main__":
    small = Path(sys.argv[1])
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", small], check=True)
    main(small, Path(sys.argv[2]))
    print("good")
