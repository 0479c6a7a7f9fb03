"""A report has what the person who asks for it may see, and only while that person is signed in."""

import io
import json
import os

import pytest

from nmt_widgets import cli
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.reporting.runner.batch import run_reports
from nmt_widgets.reporting.runner.jobs import ReportJob
from nmt_widgets.server.kernels.environment import kernel_environment
from nmt_widgets.store import Access, Person, Store, asking, open_store, work_for
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.people import sessions
from nmt_widgets.store.people.accounts import add_person, change_role, retire_person

from .conftest import printed

SIGNED_OUT, NO_CASE = "you are signed out", "there is no such case, or none you may open"


@pytest.fixture(autouse=True)
def no_asker_afterwards():
    yield
    work_for(None)


@pytest.fixture
def clinic(james):
    """A clinical record of Cleo, and accounts."""
    engine = open_engine()
    for name, role in {"Cleo": "clinician", "Bo": "clinician", "Tom": "trainee"}.items():
        add_person(engine, name, role, "four words make one")
    open_store(Person("Cleo", "clinician")).create("c-cleo", to_answers(james), kind="clinical")
    return engine


def sign_in(engine, name):
    return sessions.start(engine, Person(name, "any"))


def report(monkeypatch, capsys, token, out, *more):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{token}\n"))
    with pytest.raises(SystemExit) as left:
        cli.main(["report", "c-cleo", "--asker", "--steps", "--out", str(out), *more])
    output, err = capsys.readouterr()
    assert token == "" or token not in output + err
    return left.value.code, [json.loads(line) for line in output.splitlines()]


def rate_blind(engine):
    begun = {"title": "Second", "second_of": "c-cleo/1", "assessments/1/status": "in-progress"}
    begun |= {"assessments/1/age": "9 years", "assessments/1/label": "First"}
    Store(Access(engine, Person("Bo", "clinician"))).create(None, begun, kind="clinical")


REFUSED = {
    "a guest": (None, lambda engine, token: None, NO_CASE),
    "a role that may not": ("Tom", lambda engine, token: None, NO_CASE),
    "signed out": ("Cleo", sessions.end, SIGNED_OUT),
    "retired": ("Cleo", lambda engine, token: retire_person(engine, "Cleo"), SIGNED_OUT),
    "another role": ("Cleo", lambda engine, token: change_role(engine, "Cleo", "trainee"), SIGNED_OUT),
    "a second rater": ("Bo", lambda engine, token: rate_blind(engine), NO_CASE),
}


@pytest.mark.parametrize("person", REFUSED)
def test_without_access_to_a_record_there_is_no_report(clinic, monkeypatch, capsys, tmp_path, person):
    name, then, message = REFUSED[person]
    token = sign_in(clinic, name) if name else ""
    then(clinic, token)
    code, steps = report(monkeypatch, capsys, token, tmp_path / "out")
    assert code == 2
    assert [step["failed"] for step in steps] == [True]
    assert message in steps[0]["reason"]
    assert not (tmp_path / "out").exists()


def test_with_access_there_is_a_report(clinic, monkeypatch, capsys, tmp_path):
    rate_blind(clinic)  # hides it from Bo, and from nobody else
    code, steps = report(monkeypatch, capsys, sign_in(clinic, "Cleo"), tmp_path / "out", "--assessment", "1")
    assert (code, steps[-1]["share"], steps[-1]["failed"]) == (0, 1.0, False)
    assert (tmp_path / "out" / "c-cleo" / "assessment-1" / "manifest.json").exists()


def test_the_command_line_needs_no_sign_in(clinic, capsys, tmp_path):
    with pytest.raises(SystemExit) as left:
        cli.main(["report", "c-cleo", "--out", str(tmp_path)])
    assert (left.value.code, capsys.readouterr().err) == (0, "")


SEES = """
import os, subprocess, sys
from nmt_widgets.store import asking, stored_cases
print([case.case_id for case in stored_cases()])
child = subprocess.run([sys.executable, "-c", "import os; print(dict(os.environ))"], capture_output=True, text=True)
print(asking.asker() in child.stdout, asking.asker() in str(dict(os.environ)), asking.asker() in str(sys.argv))
"""


@pytest.mark.parametrize("way", ["fork", "kernels"])
@pytest.mark.parametrize(("name", "visible"), [("Cleo", "['c-cleo']"), ("Tom", "[]")])
def test_the_process_has_the_access_of_the_person(clinic, notebook, tmp_path, way, name, visible):
    work_for(sign_in(clinic, name))
    job = ReportJob("james", 1, tmp_path / "out", notebook=notebook("sees", SEES))
    (result,) = run_reports([job], way=way)
    assert result.status == "made", result.reason
    assert printed(result).split("\n")[:2] == [visible, "False False False"]
    assert asking.VARIABLE not in os.environ


def test_the_environment_of_a_kernel_has_no_token():
    assert kernel_environment({asking.VARIABLE: "a token", "NMT_SITE": "/site"}) == {"NMT_SITE": "/site"}


ENDS = """
from nmt_widgets.store import asking, open_case
from nmt_widgets.store.people import sessions
from nmt_widgets.store.database.engine import open_engine
print(open_case("c-cleo").title)
sessions.end(open_engine(), asking.asker())
"""


@pytest.mark.parametrize("way", ["fork", "kernels"])
@pytest.mark.parametrize("then", ["", "open_case('c-cleo')"])
def test_signing_out_meanwhile_leaves_no_report(clinic, notebook, tmp_path, way, then):
    work_for(sign_in(clinic, "Cleo"))
    out = tmp_path / "outputs" / "c-cleo" / "assessment-1"
    job = ReportJob("c-cleo", 1, out, notebook=notebook("ends", ENDS + then))
    (failed,) = run_reports([job], way=way)
    assert (failed.status, failed.bad_input, failed.files) == ("failed", True, ())
    assert SIGNED_OUT in failed.reason
    assert not (tmp_path / "outputs").exists()


def test_signing_out_meanwhile_keeps_the_earlier_report(clinic, notebook, tmp_path):
    out = tmp_path / "outputs" / "c-cleo" / "assessment-1"
    run_reports([ReportJob("c-cleo", 1, out, notebook=notebook("first", "print('first')"))])
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    work_for(sign_in(clinic, "Cleo"))
    run_reports([ReportJob("c-cleo", 1, out, notebook=notebook("ends", ENDS))])
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
