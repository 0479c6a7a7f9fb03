"""The progress of long work: what is printed, when and where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nmt_widgets import cli
from nmt_widgets.cli import progress as telling
from nmt_widgets.cli.progress import progress, stages


class Clock:
    """A clock that goes on by itself each time somebody looks."""

    def __init__(self, by: float) -> None:
        self.now, self.by = 100.0, by

    def __call__(self) -> float:
        self.now += self.by
        return self.now


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    out, err = capsys.readouterr()
    assert out == ""
    return err.splitlines()


def test_quick_work_says_nothing(capsys) -> None:
    with progress("rows", 10, clock=Clock(0.15)) as step:
        for _ in range(10):
            step()
    assert lines(capsys) == []


def test_long_work_says_how_many_of_how_many_every_few_seconds(capsys) -> None:
    with progress("rows", 1200, clock=Clock(0.01)) as step:
        for _ in range(1200):
            step()
    assert lines(capsys) == [
        f"nmt: rows: {count} of 1,200" for count in ("200", "500", "800", "1,100", "1,200")
    ]


def test_what_cannot_be_counted_beforehand_is_told_without_a_total(capsys) -> None:
    with progress("rows", clock=Clock(3.0)) as step:
        step()
    assert lines(capsys) == ["nmt: rows: 1"]


def test_many_quick_stages_are_one_long_work(capsys) -> None:
    stage = stages(Clock(0.5))
    for name in ("first", "second", "third"):
        with stage(name, 2) as step:
            step()
            step()
    assert lines(capsys) == ["nmt: second: 2 of 2", "nmt: third: 1 of 2", "nmt: third: 2 of 2"]


def test_work_that_fails_says_nothing_more(capsys) -> None:
    def fail() -> None:
        with progress("rows", 9, clock=Clock(2.0)) as step:
            step()
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert lines(capsys) == ["nmt: rows: 1 of 9"]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every look at the clock take five seconds."""
    monkeypatch.setattr(telling.stages, "__defaults__", (Clock(5.0),))


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        cli.main([str(argument) for argument in arguments])
    return left.value.code, *capsys.readouterr()


def test_the_commands_of_the_store_tell_how_far_they_are_on_stderr_alone(
    slow, capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NMT_DATA", str(tmp_path / "data"))
    (tmp_path / "scores.csv").write_text("code,visit,age,arousal\np1,1,9,3\np2,1,10,5\n")
    (tmp_path / "map.yaml").write_text(
        "format: import-1\ncase: code\nassessment: visit\nage: age\nkind: practice\ncolumns: {arousal: arousal}\n"
    )
    assert run(capsys, "import", tmp_path / "scores.csv", "--mapping", tmp_path / "map.yaml")[0] == 0
    code, out, err = run(capsys, "verify")
    assert (code, out[:23]) == (0, "2 records, 2 revisions,")
    assert "nmt: records looked through: 2 of 2" in err.splitlines()
    code, out, err = run(capsys, "backup", tmp_path / "a.backup")
    assert (code, len(out.splitlines())) == (0, 1)
    assert "nmt: revisions written: 2 of 2" in err.splitlines()
    code, out, err = run(capsys, "restore", tmp_path / "a.backup", "--force")
    assert (code, len(out.splitlines())) == (0, 2)
    assert "nmt: revisions restored: 2 of 2" in err.splitlines()
    code, out, err = run(capsys, "export", "--out", tmp_path / "out")
    assert (code, len(out.splitlines())) == (0, 1)
    assert "nmt: cases exported: 2 of 2" in err.splitlines()


def test_quick_commands_say_nothing(capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NMT_DATA", str(tmp_path / "data"))
    assert run(capsys, "verify")[2] == ""
    assert run(capsys, "backup", tmp_path / "a.backup")[2] == ""
    assert json.loads(run(capsys, "cases", "--json")[1])
