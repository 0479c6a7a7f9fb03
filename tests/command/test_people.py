"""`nmt user`."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nmt_widgets import cli
from tests.cheap_hashing import hashed_cheaply

PASSPHRASE = "four words make one"
ON_ITS_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that /dev/tty is standard input, as in a person's window
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


@pytest.fixture
def user(capsys, monkeypatch):
    """Run `nmt user` in this process, with a separate database."""

    def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with hashed_cheaply(), pytest.raises(SystemExit) as left:
            cli.main(["user", *arguments])
        return subprocess.CompletedProcess(arguments, left.value.code, *capsys.readouterr())

    return run


def test_a_person_is_added_changed_and_retired(user) -> None:
    nobody = user("list")
    assert (nobody.returncode, nobody.stdout) == (0, "")
    assert "nobody yet" in nobody.stderr
    added = user("add", "Ana Souza", "--role", "trainee", "--passphrase-stdin", typed=f"{PASSPHRASE}\n")
    assert (added.returncode, added.stdout) == (0, "Ana Souza may sign in as trainee\n")
    assert user("role", "ana souza", "--role", "clinician").returncode == 0
    listed = user("list").stdout
    assert listed.split()[:4] == ["Ana", "Souza", "clinician", "passphrase"]
    other = user("passphrase", "Ana Souza", "--passphrase-stdin", typed="another set of words")
    assert other.returncode == 0
    assert user("retire", "Ana Souza").returncode == 0
    assert "retired on " in user("list").stdout
    for result in (added, other, user("list")):
        assert PASSPHRASE not in result.stdout + result.stderr


@pytest.mark.parametrize(
    "setting", [("NMT_IDENTITY_HEADER", "X-Remote-User"), ("NMT_HUB_ROLES", "staff=trainer")]
)
def test_somebody_a_proxy_signs_in(user, monkeypatch, setting: tuple[str, str]) -> None:
    assert user("add", "Ana", "--role", "programme", "--proxy").returncode == 0
    assert user("list").stdout.split()[:3] == ["Ana", "programme", "proxy"]
    result = user("add", "Bo", "--role", "programme", "--proxy", "--passphrase-stdin", typed=PASSPHRASE)
    assert result.returncode == 2
    user("add", "Bo", "--role", "programme", "--passphrase-stdin", typed=PASSPHRASE)
    assert user("passphrase", "Bo", "--proxy", "--passphrase-stdin", typed=PASSPHRASE).returncode == 2
    without = user("passphrase", "Bo", "--proxy")
    assert (without.returncode, user("list").stdout.splitlines()[1].split()[2]) == (2, "passphrase")
    assert "Bo could not come in any more" in without.stderr
    monkeypatch.setenv(*setting)
    assert user("passphrase", "bo", "--proxy").returncode == 0
    assert user("list").stdout.splitlines()[1].split()[:3] == ["Bo", "programme", "proxy"]


@pytest.mark.parametrize(
    ("arguments", "typed", "message"),
    [
        (("add", "Ana", "--role", "king", "--passphrase-stdin"), PASSPHRASE, "no role 'king'"),
        (("add", "Ana", "--role", "trainee", "--passphrase-stdin"), "short", "at least 10"),
        (("add", "Ana", "--role", "trainee", "--passphrase-stdin"), "", "at least 10"),
        (("add", " ", "--role", "trainee", "--passphrase-stdin"), PASSPHRASE, "needs a name"),
        (("add", "Ana"), "", "--role"),
        (("retire", "Nobody"), "", "nobody named 'Nobody'"),
        (("passphrase", "Nobody", "--passphrase-stdin"), PASSPHRASE, "nobody named 'Nobody'"),
        (("role", "Nobody", "--role", "trainee"), "", "nobody named 'Nobody'"),
    ],
)
def test_what_is_wrong_is_one_line(user, arguments: tuple[str, ...], typed: str, message: str) -> None:
    result = user(*arguments, typed=typed)
    assert result.returncode == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="sessions without a terminal")
def test_without_a_terminal_the_way_to_give_a_passphrase_is_told(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "nmt_widgets", "user", "add", "Ana", "--role", "trainee"],
        env={**os.environ, "NMT_DATA": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert "--passphrase-stdin" in result.stderr
    assert "Warning" not in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
def test_the_passphrase_is_asked_for_unseen(tmp_path: Path) -> None:
    terminal, inner = os.openpty()
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            ON_ITS_TERMINAL,
            "-m",
            "nmt_widgets",
            "user",
            "add",
            "Ana",
            "--role",
            "trainee",
        ],
        env={**os.environ, "NMT_DATA": str(tmp_path)},
        stdin=inner,
        stdout=inner,
        stderr=inner,
        start_new_session=True,
    )
    os.close(inner)
    screen = b""
    for answer in (PASSPHRASE, PASSPHRASE):
        while not screen.endswith(b": "):
            screen += os.read(terminal, 100)
        os.write(terminal, answer.encode() + b"\n")
        screen += b" "
    while b"may sign in" not in screen:
        screen += os.read(terminal, 100)
    process.wait()
    os.close(terminal)
    assert PASSPHRASE.encode() not in screen
