"""On a full disk each command says so in a line and leaves with 1: nothing that was given is wrong."""

import os
import subprocess
import sys

import pytest

from nmt_widgets import cli
from nmt_widgets.store import Unavailable
from tests.conftest import ROOT


@pytest.mark.slow
def test_a_full_disk_is_a_failure_and_leaves_nothing_half_made(tmp_path):
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a disk of their own")
    for name in ("small", "elsewhere"):
        (tmp_path / name).mkdir()
    folders = [str(tmp_path / "small"), str(tmp_path / "elsewhere")]
    command = ["unshare", "-rm", sys.executable, "-m", "tests.command.full_disk", *folders]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "good\n"), done.stderr


@pytest.mark.parametrize("kind", ["full", "readonly", "busy", "gone", "broken"])
@pytest.mark.parametrize(
    "command", [["cases"], ["score", "c-1", "--json"], ["import", "a.csv", "--mapping", "a"]]
)
def test_a_store_that_cannot_do_it_is_a_failure(kind, command, monkeypatch, capsys):
    def unavailable(*_arguments, **_more):
        raise Unavailable(kind)

    monkeypatch.setattr("nmt_widgets.store.opening.open_engine", unavailable)
    monkeypatch.setattr("nmt_widgets.store.case_sources.is_database", lambda: True)
    with pytest.raises(SystemExit) as left:
        cli.main(command)
    assert left.value.code == 1
    assert capsys.readouterr().err.count("\n") == 1
