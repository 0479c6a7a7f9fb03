"""Where nothing can be forked, plain kernels make the same reports."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from nmt_widgets.core import fork_server
from nmt_widgets.core.fork_server import can_fork

from .conftest import part_folders, printed


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_only_linux_forks(monkeypatch, system):
    monkeypatch.setattr(fork_server.sys, "platform", system)
    assert not can_fork()


def test_nothing_is_forked_where_a_setting_says_so(monkeypatch):
    assert can_fork() == (sys.platform == "linux")
    monkeypatch.setenv("NMT_NO_FORK", "1")
    assert not can_fork()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="ends processes by signals")
def test_kernels_make_reports_tell_failures_and_leave_nothing_behind(
    notebook, hooks, make, monkeypatch, capfd
):
    monkeypatch.setenv("NMT_NO_FORK", "1")
    name = hooks("def finish(notebook, job): (notebook.parent / 'report.html').write_text('<p>')")
    results = make(
        {
            "good": notebook("good", "import os\nprint(case, assessment, os.path.basename(os.getcwd()))"),
            "bad": notebook("bad", "1 / 0"),
            "gone": notebook("gone", "import os; os._exit(1)"),
            "endless": notebook("endless", "while True: pass"),
        },
        workers=2,
        timeout=3,
        finish=f"{name}:finish",
    )
    good = results["good"]
    assert [path.name for path in good.files] == ["report.html", "report.ipynb", "manifest.json"]
    assert printed(good) == "james 1 work\n"
    assert results["bad"].reason == "ZeroDivisionError: division by zero"
    assert results["gone"].reason == "the notebook's process ended before the report was finished"
    assert results["endless"].reason == "it took longer than 3 seconds"
    for name in ("bad", "gone", "endless"):
        out = results[name].job.out
        assert {path.name for path in out.iterdir()} == {"report.failed.ipynb", "report.failed.txt"}
        nbformat.validate(nbformat.read(out / "report.failed.ipynb", as_version=4))
    assert part_folders(good.job.out.parent) == []
    assert "WARNING" not in capfd.readouterr().err


def test_papermill_makes_nobody_s_report_for_a_parameter_it_does_not_know(tmp_path):
    source = Path(__file__).parent.parent.parent / "notebooks" / "report.ipynb"
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(source),
        str(tmp_path / "out.ipynb"),
        "-p",
        "case_id",
        "nobody",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.endswith("no parameter 'case_id'; there are: appendix, assessment, case, palette")
    assert "Metric report: James" not in (tmp_path / "out.ipynb").read_text(encoding="utf-8")
