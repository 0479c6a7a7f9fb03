"""Whatever a command writes, nobody but its owner may read, whatever the umask says."""

import os
import shutil
import stat

import nbformat
import pytest

from nmt_widgets import cli
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.library.printing.browser import Browser
from nmt_widgets.reporting import hand_out
from nmt_widgets.reporting.runner import batch, publishing
from nmt_widgets.reporting.runner.batch import run_reports
from nmt_widgets.reporting.runner.jobs import ReportJob
from nmt_widgets.store import Access, Person, Store
from nmt_widgets.store.database.engine import open_engine

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX systems")


@pytest.fixture(params=[0, 0o022], ids=["umask-0", "umask-22"])
def home(request, tmp_path, monkeypatch):
    """A folder in which everything is written, under a umask that keeps little or nothing from others."""
    before = os.umask(request.param)
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    monkeypatch.chdir(home)
    monkeypatch.setenv("NMT_DATA", str(home / "data" / "here"))
    monkeypatch.setenv("NMT_OUTPUTS", str(home / "outputs" / "here"))
    yield home
    os.umask(before)


class KeptBrowser(Browser):
    """One Chromium for all commands, since none of its own files is theirs: what it prints, a command writes."""

    def close(self):
        """Go on."""

    def end(self):
        super().close()


@pytest.fixture(scope="module")
def kept_browser():
    browser = KeptBrowser()
    yield browser
    browser.end()


def nmt(*arguments):
    with pytest.raises(SystemExit) as left:
        cli.main([str(argument) for argument in arguments])
    return left.value.code


def open_to_others(folder):
    """Return what others may do anything with, below a folder, and with which mode."""
    modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in folder.rglob("*")}
    assert modes
    return {
        str(path.relative_to(folder)): oct(mode)
        for path, mode in modes.items()
        if mode != (0o700 if path.is_dir() else 0o600)
    }


def rate_twice(james):
    """Keep two ratings of one client, which differ."""
    engine, first = open_engine(), to_answers(james)
    alone = {path: value for path, value in first.items() if not path.startswith("assessments/2/")}
    alone |= {"assessments/1/status": "completed"}
    Store(Access(engine, Person("Ana", "clinician"))).create("c-1", alone, kind="clinical")
    bo, status = Store(Access(engine, Person("Bo", "clinician"))), "assessments/1/status"
    rated = {path: value for path, value in alone.items() if path.startswith("assessments/1/")}
    rated |= {"title": "Second", "second_of": "c-1/1", status: "in-progress"}
    bo.create("c-2", rated, kind="clinical")
    other = {"assessments/1/functions/scores/sleep": {"score": 9}}
    bo.save("c-2", {**other, status: "completed"}, base=1, edit="e2")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("home", "case", "reports", "papers"),
    [
        pytest.param(0, "james", [], [], id="umask-0-usual-places"),
        pytest.param(
            0o022, "c-1", ["--out", "new/folder"], ["--out", "papers/new/a.pdf"], id="umask-22-new-places"
        ),
    ],
    indirect=["home"],
)
def test_what_every_command_writes(
    home, case, reports, papers, james, write_case, james_data, kept_browser, monkeypatch
):
    for module in (batch, hand_out):
        monkeypatch.setattr(module, "Browser", lambda: kept_browser)
    rate_twice(james)
    assert nmt("report", case, "--pdf", "--light", *reports) == 0
    james_data["assessments"][0]["functions"]["scores"]["arousal"] = 13
    broken = write_case(james_data, "broken.yaml")
    assert nmt("report", broken, "--out", home / "failed") == 2
    assert nmt("handout", case, "--answers", *papers) == 0
    assert nmt("export", "--out", home / "exports" / "all") == 0
    assert nmt("export", "--deidentify", "--templates", "--out", home / "exports" / "some") == 0
    assert nmt("backup", home / "backups" / "new" / "a.backup") == 0
    assert nmt("restore", home / "backups" / "new" / "a.backup", "--force") == 0
    assert nmt("adjudicate", "c-1", "c-2", "--form", home / "form.csv") == 0
    assert (home / "failed" / "broken" / "assessment-1" / "report.failed.txt").is_file()
    assert len([*home.rglob(f"{case}-assessment-*-light.html")]) == 1
    assert len([*home.rglob("*.pdf")]) == 2
    assert len([*(home / "data").rglob("*before-restore*")]) >= 1
    assert open_to_others(home) == {}


MODES = """
import os, pathlib, stat
pathlib.Path("written").write_text("of a client")
for path in [pathlib.Path.cwd().parent, *pathlib.Path.cwd().parent.rglob("*")]:
    mode = stat.S_IMODE(path.lstat().st_mode)
    if mode & 0o077:
        raise ValueError(f"{path.name} {oct(mode)}")
"""
KERNEL = {"name": "python3", "language": "python", "display_name": "Python 3"}


def notebook_of(file, code):
    """Write a notebook of a report that does nothing but run some code."""
    cells = [
        nbformat.v4.new_code_cell(cell, metadata={"tags": tags})
        for cell, tags in (("case = 'james'\nassessment = 1", ["parameters"]), (code, []))
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), file)
    return file


@pytest.mark.parametrize("way", ["fork", "kernels"])
def test_what_a_report_is_made_in_and_what_a_failure_leaves(home, way):
    codes = {"whole": MODES, "broken": MODES + "raise OSError('it broke')"}
    jobs = [
        ReportJob("james", 1, home / "out" / name, notebook=notebook_of(home.parent / f"{name}.ipynb", code))
        for name, code in codes.items()
    ]
    results = run_reports(jobs, way=way)
    assert [result.reason for result in results] == ["it was not there yet", "OSError: it broke"]
    assert open_to_others(home) == {}


def test_a_folder_that_somebody_named_keeps_its_mode(home):
    for name in ("out", "export", "backups"):
        (home / name).mkdir()
        (home / name).chmod(0o750)
    assert nmt("report", "james", "--out", home / "out") == 0
    assert nmt("export", "--templates", "--out", home / "export") == 0
    assert nmt("backup", home / "backups" / "a") == 0
    assert open_to_others(home) == {"out": "0o750", "export": "0o750", "backups": "0o750"}


@pytest.fixture(scope="module")
def older_report(tmp_path_factory):
    """The outputs folder of an older version, with a report."""
    folder = tmp_path_factory.mktemp("older")
    assert nmt("report", "james", "--assessment", "1", "--out", folder) == 0
    return folder


def test_what_an_older_version_left_is_closed_when_the_folder_is_next_used(home, older_report):
    outputs = home / "outputs" / "here"
    shutil.copytree(older_report, outputs)
    (outputs / "james" / "hand-out-answers.pdf").write_bytes(b"%PDF")
    own = outputs / "own" / "folder"
    own.mkdir(parents=True)
    (own / "photo.jpg").touch()
    for path in [*home.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert nmt("report", "james", "--assessment", "2") == 0
    ours = open_to_others(outputs)
    assert set(ours) == {"own", "own/folder", "own/folder/photo.jpg"}, "what is somebody's own is left alone"
    assert stat.S_IMODE(outputs.stat().st_mode) == 0o755, "it was named"


def test_the_folder_of_ours_is_closed_too(home, monkeypatch):
    (home / "outputs").mkdir()
    (home / "outputs").chmod(0o755)
    monkeypatch.delenv("NMT_OUTPUTS")
    monkeypatch.setattr(publishing, "outputs_folder", lambda: home / "outputs")
    publishing.tighten(home / "outputs")
    assert open_to_others(home) == {}
