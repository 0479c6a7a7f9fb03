"""The command itself, run where somebody may run it: without a home, a terminal or a folder, in any language."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nmt_widgets import cli
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.cli.environment import settle
from nmt_widgets.store import open_store, operator
from tests.patience import LIMIT
from tests.server.test_odd_places import NMT, somebody_without_a_name

posix = pytest.mark.skipif(sys.platform == "win32", reason="users, homes and languages of POSIX")
_PLAIN = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}


def run(folder: Path, *arguments: str, before: tuple[str, ...] = (), **environ: str):
    """Return exit code, stdout and stderr of `nmt` in a folder, with nothing of this machine's environment."""
    done = subprocess.run(
        [*before, str(NMT), *arguments],
        cwd=folder,
        env={**_PLAIN, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LIMIT,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.slow
@posix
def test_a_report_by_somebody_without_a_home_in_a_folder_of_an_odd_name(james, tmp_path, monkeypatch):
    """Of a stored case, with every folder named from where it was started, and Python's names lying there."""
    folder = tmp_path / "Åsa's own files"
    folder.mkdir()
    monkeypatch.setenv("NMT_DATA", str(folder / "data"))
    case = open_store(operator()).create(None, to_answers(james), kind="teaching").case_id
    for name in ("types", "json", "numpy"):
        (folder / f"{name}.py").write_text("raise RuntimeError('not this one')")
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 54321, 54321)
    code, out, err = run(
        folder,
        "report", case, "--pdf",
        before=tuple(somebody_without_a_name()), NMT_DATA="data", NMT_OUTPUTS="made here", LC_ALL="C",
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert f"{case}, assessment 2: made" in out
    suffixes = {path.suffix for path in (folder / "made here" / case / "assessment-2").iterdir()}
    assert suffixes == {".html", ".ipynb", ".pdf", ".json"}


@pytest.mark.slow
@posix
def test_a_home_that_cannot_be_written_to(tmp_path):
    code, out, err = run(tmp_path, "report", "james", HOME=os.devnull, NMT_OUTPUTS="out")
    assert (code, err) == (0, "")
    assert "made" in out
    for arguments in (["user", "list"], ["verify"], ["backup", "all.zip"]):
        code, out, err = run(tmp_path, *arguments, HOME=os.devnull)
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert "set NMT_DATA to a folder" in err


def write_kari(folder: Path, james_data) -> None:
    import yaml

    james_data.update(id="kari", title="Kåre «7» Łucja")
    folder.joinpath("kari.yaml").write_text(yaml.safe_dump(james_data, allow_unicode=True), encoding="utf-8")


@pytest.mark.parametrize("language", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"}])
def test_any_letter_in_any_language(language, james_data, tmp_path):
    write_kari(tmp_path, james_data)
    for more in ({}, {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}):
        code, out, err = run(tmp_path, "cases", **language, **more, NMT_CASES=".")
        assert (code, err) == (0, "")
        assert "Kåre «7»" in out
        code, out, _ = run(tmp_path, "plan", "kari", "--json", **language, **more, NMT_CASES=".")
        assert code == 0
        json.loads(out)


def test_a_terminal_that_lacks_a_letter_shows_its_code(james_data, tmp_path, monkeypatch):
    import io

    write_kari(tmp_path, james_data)
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("NMT_CASES", str(tmp_path))
    with pytest.raises(SystemExit) as left:
        cli.main(["cases"])
    assert left.value.code == 0
    assert b"K\xe5re" in terminal.buffer.getvalue()
    assert b"\\u0141ucja" in terminal.buffer.getvalue()


@pytest.mark.slow
@posix
def test_without_stdin_stdout_or_the_folder_itself(tmp_path):
    def shell(line):
        (tmp_path / "gone").mkdir(exist_ok=True)
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=tmp_path,
            env={**_PLAIN, "NMT": str(NMT)},
            capture_output=True,
            timeout=LIMIT,
        )
        assert b"Traceback" not in done.stderr
        return done.returncode, done.stderr.decode()

    assert shell('"$NMT" cases <&-') == (0, "")
    assert shell('"$NMT" cases >&-') == (0, "")
    assert shell('"$NMT" cases 2>&-') == (0, "")
    assert shell('"$NMT" score nobody 2>&-')[0] == 2
    code, err = shell('"$NMT" handout james --deck --out a.pdf <&-')
    assert (code, err.count("\n")) == (2, 1)
    code, err = shell('NMT_DATA="$PWD/data" "$NMT" user add Ada --role trainer --passphrase-stdin <&-')
    assert (code, err.count("\n")) == (2, 1)
    code, err = shell('cd gone && rmdir "$PWD" && "$NMT" report james')
    assert (code, err.count("\n")) == (1, 1)
    assert "no longer there" in err


@posix
def test_what_is_started_finds_every_place_from_wherever_it_works(tmp_path, monkeypatch):
    link, real = tmp_path / "link", tmp_path / "real"
    real.mkdir()
    link.symlink_to(real)
    monkeypatch.chdir(link)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NMT_CASES", "~/cases")
    monkeypatch.setenv("NMT_DATABASE_URL", "sqlite:///all.db")
    monkeypatch.setenv("NMT_DATA", "data")
    monkeypatch.setenv("PYTHONSAFEPATH", "")
    settle()
    assert os.environ["NMT_CASES"] == str(tmp_path / "cases")
    assert os.environ["NMT_DATABASE_URL"] == f"sqlite:///{real}/all.db"
    assert os.environ["NMT_DATA"] == str(real / "data")
    assert os.environ["PYTHONSAFEPATH"] == "1"


def test_python_m_nmt_widgets_takes_no_file_for_a_module(tmp_path):
    for name in ("json", "typing", "enum", "click", "dataclasses", "numpy", "yaml"):
        (tmp_path / f"{name}.py").write_text(f"raise RuntimeError('not the {name} that was meant')")
    done = subprocess.run(
        [sys.executable, "-m", "nmt_widgets", "cases"],
        cwd=tmp_path,
        env=_PLAIN,
        capture_output=True,
        timeout=LIMIT,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"james" in done.stdout
