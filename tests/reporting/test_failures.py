"""A report that fails leaves its reason and its notebook, and stops no other."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import nbformat
import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.reporting.runner.batch import run_reports
from nmt_widgets.reporting.runner.jobs import ReportJob
from tests.patience import LIMIT, wait_for

from .conftest import part_folders, printed

linux = pytest.mark.skipif(sys.platform != "linux", reason="reports are forked on Linux only")

WAYS_TO_FAIL = {
    "exception": ("1 / 0", "ZeroDivisionError: division by zero"),
    "bad-input": (
        "from nmt_widgets.core.errors import InputError\nraise InputError('13 is outside 1-12', file='a.yaml')",
        "a.yaml: 13 is outside 1-12",
    ),
    "syntax": ("def broken(:", "SyntaxError"),
    "gone": ("import os; os._exit(0)", "its process ended before the report was finished"),
    "gone-with-code": ("import os; os._exit(3)", "its process ended before the report was finished"),
    "killed": ("import os; os.kill(os.getpid(), 9)", "most likely because memory ran out"),
    "memory-fault": ("import ctypes; ctypes.string_at(0)", "its process crashed (Segmentation fault)"),
    "endless": ("while True: pass", "it took longer than 4 seconds"),
    "deaf": (
        "import signal, time\nfor s in (2, 15): signal.signal(s, signal.SIG_IGN)\n"
        "while True:\n    try: time.sleep(1)\n    except BaseException: pass",
        "it took longer than 4 seconds",
    ),
    "exit": ("exit()", "SystemExit: the notebook asked to exit"),
    "quiet-exit": ("import sys; sys.exit(0)", "before the report was complete"),
    "spoilt": (
        "import json; json.dumps = lambda *args, **options: '{}'",
        "its process ended before the report was finished",
    ),
    "unprintable": ("raise ValueError('a\\nb\\x00\\x1b[31m' * 400)", "ValueError: a b"),
}


@pytest.mark.slow
@linux
def test_each_failure_has_its_reason_and_stops_no_other(notebook, make):
    sources = {}
    for name, (source, _) in WAYS_TO_FAIL.items():
        sources[name] = notebook(name, "print('so far')", source, "print('never')")
        sources[f"{name}-neighbour"] = notebook(f"{name}-neighbour", "print('well')")
    results = make(sources, workers=4, timeout=4)
    for name, (_, words) in WAYS_TO_FAIL.items():
        result, neighbour = results[name], results[f"{name}-neighbour"]
        assert neighbour.status == "made"
        assert printed(neighbour) == "well\n"
        assert result.status == "failed"
        assert words in result.reason, name
        assert "\n" not in result.reason
        assert result.bad_input == (name == "bad-input")
        assert sorted(path.name for path in result.job.out.iterdir()) == [
            "report.failed.ipynb",
            "report.failed.txt",
        ]
        failed = nbformat.read(result.job.out / "report.failed.ipynb", as_version=4)
        nbformat.validate(failed)
        assert failed.cells[0].cell_type == "markdown"
        if name not in {"quiet-exit", "spoilt"}:
            at = next(i for i, cell in enumerate(failed.cells) if "papermill-error-cell" in cell.source and i)
            assert failed.cells[at + 1].source == WAYS_TO_FAIL[name][0], name
            assert any(output.output_type == "error" for output in failed.cells[at + 1].outputs)
        text = (result.job.out / "report.failed.txt").read_text()
        note = text.partition("\n---")[0]
        assert note.startswith("The report for james, assessment 1 could not be made: ")
        assert "Traceback" not in note
        assert str(result.job.out) not in text
        assert "\x1b" not in text
    assert part_folders(results["exception"].job.out.parent) == []
    core = list(results["memory-fault"].job.out.parent.rglob("core*"))
    assert core == []


@pytest.mark.slow
def test_a_good_report_stays_when_a_later_one_fails_and_failure_is_forgotten_after_success(notebook, make):
    good, bad = notebook("good", "print(1)"), notebook("bad", "1 / 0")
    result = make({"a": good})["a"]
    before = (result.job.out / "report.ipynb").read_bytes()
    failed = make({"a": bad})["a"]
    assert failed.status == "failed"
    assert (result.job.out / "report.ipynb").read_bytes() == before
    assert "still there, unchanged" in " ".join((result.job.out / "report.failed.txt").read_text().split())
    assert make({"a": good})["a"].status == "skipped"
    assert not list(result.job.out.glob("*.failed.*"))
    make({"a": bad})
    assert make({"a": notebook("better", "print(2)")})["a"].status == "made"
    assert not list(result.job.out.glob("*.failed.*"))


def test_a_page_that_cannot_be_written_fails_the_report(notebook, hooks, make):
    name = hooks(
        "import os\n"
        "def finish(notebook, job):\n"
        "    (notebook.parent / 'report.html').write_text('half')\n"
        "    os.write(1, b'a word of the log')\n"
        "    if job.out.name == 'bad': raise OSError('the disk is full')\n"
    )
    source = notebook("good", "print(1)")
    results = make({"bad": source, "good": source}, finish=f"{name}:finish")
    assert results["good"].status == "made"
    assert sorted(path.name for path in results["good"].files) == [
        "manifest.json",
        "report.html",
        "report.ipynb",
    ]
    assert results["bad"].reason == "OSError: the disk is full"
    out = results["bad"].job.out
    assert sorted(path.name for path in out.iterdir()) == ["report.failed.ipynb", "report.failed.txt"]
    assert "a word of the log" in (out / "report.failed.txt").read_text()
    first = nbformat.read(out / "report.failed.ipynb", as_version=4).cells[0].source
    assert "could not be finished" in first


def test_a_missing_case_stops_no_other(notebook, tmp_path):
    source = notebook("good", "print(case)")
    jobs = [ReportJob(case, 1, tmp_path / case, notebook=source) for case in ("nobody", "james")]
    missing, good = run_reports(jobs)
    assert (missing.status, missing.bad_input, good.status) == ("failed", True, "made")
    assert "there is no such case" in missing.reason
    assert (tmp_path / "nobody" / "report.failed.txt").exists()


def test_two_reports_never_share_a_folder(notebook, tmp_path):
    job = ReportJob("james", 1, tmp_path / "a", notebook=notebook("good", "print(1)"))
    with pytest.raises(InputError, match="same folder"):
        run_reports([job, job])


SLOW_BATCH = """
import sys
from pathlib import Path
from nmt_widgets.reporting.runner.batch import run_reports
from nmt_widgets.reporting.runner.jobs import ReportJob
out, slow, quick = map(Path, sys.argv[1:])
jobs = [ReportJob("james", 1, out / "quick", notebook=quick)]
jobs += [ReportJob("james", 1, out / f"slow-{n}", notebook=slow) for n in range(3)]
if __name__ == "__main__":
    run_reports(jobs, workers=2)
"""


@linux
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_batch_leaves_no_partial_report(notebook, tmp_path, end):
    out, script, pids = tmp_path / "out", tmp_path / "batch.py", tmp_path / "pids"
    pids.mkdir()
    script.write_text(textwrap.dedent(SLOW_BATCH))
    slow = notebook(
        "slow",
        f"import os, pathlib, time\npathlib.Path({str(pids)!r}, str(os.getpid())).touch()\ntime.sleep(60)",
    )
    quick = notebook("quick", "print(1)")
    batch = subprocess.Popen([sys.executable, script, out, slow, quick], start_new_session=True)
    wait_for(lambda: len(list(pids.iterdir())) == 2 and (out / "quick" / "manifest.json").exists())
    os.killpg(batch.pid, end)
    batch.wait(LIMIT)
    reports = [int(path.name) for path in pids.iterdir()]
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in reports))
    wait_for(lambda: not part_folders(out))
    assert sorted(path.name for path in out.iterdir()) == ["quick"]
    assert sorted(path.name for path in (out / "quick").iterdir()) == ["manifest.json", "report.ipynb"]


def test_only_the_folders_of_ended_batches_are_removed(notebook, make, tmp_path):
    from nmt_widgets.reporting.runner import publishing

    out = tmp_path / "out"
    out.mkdir()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead = out / f".nmt-report-{publishing.HOST}.{ended.pid}.0123abcd.part"
    alive = out / f".nmt-report-{publishing.HOST}.{os.getppid()}.0123abcd.part"
    elsewhere = out / f".nmt-report-another-computer.{ended.pid}.0123abcd.part"
    for folder in (dead, alive, elsewhere):
        folder.mkdir()
        (folder / "report.ipynb").touch()
    make({"a": notebook("good", "print(1)")})
    assert not dead.exists()
    assert alive.exists()
    assert elsewhere.exists()


@pytest.mark.slow
@linux
def test_the_batch_goes_on_when_the_fork_server_is_killed(notebook, make, tmp_path):
    mark = tmp_path / "once"
    source = (
        f"import os, pathlib\nmark = pathlib.Path({str(mark)!r})\n"
        "if not mark.exists():\n    mark.touch(); os.kill(os.getppid(), 9)\n    import time; time.sleep(60)\n"
        "print('well')"
    )
    results = make({"a": notebook("a", source), "b": notebook("b", "print('well')")}, workers=2)
    assert [printed(result) for result in results.values()] == ["well\n", "well\n"]
