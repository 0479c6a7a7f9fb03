"""A finished report is made again only after a change of its inputs; the same inputs give the same bytes."""

import json
import sys
from pathlib import Path

import nbformat
import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.reporting.runner import fingerprint
from nmt_widgets.reporting.runner.batch import run_reports
from nmt_widgets.reporting.runner.jobs import ReportJob, parameter_names

FINISH = (
    "def finish(notebook, job):\n"
    "    (notebook.parent / 'report.html').write_text('<p>' + job.case[-10:])\n"
    "    for extra in job.extras: (notebook.parent / f'report.{extra}').write_text(extra)\n"
)


@pytest.fixture
def request_(notebook, tmp_path, write_case, james_data, hooks):
    """Make the same report again, with other parameters or options."""
    finish = f"{hooks(FINISH)}:finish"
    case = write_case(james_data, "mia.yaml")
    source = notebook("a", "print(word)")

    def run(parameters=None, extras=(), **options):
        job = ReportJob(case, 1, tmp_path / "out", parameters or {}, source, tuple(extras))
        return run_reports([job], finish=finish, **options)[0]

    run.case, run.notebook, run.out, run.finish = case, source, tmp_path / "out", finish
    return run


def _reason(request_, parameters=None, extras=()):
    """Return why the report would be made again."""
    job = ReportJob(request_.case, 1, request_.out, parameters or {}, request_.notebook, tuple(extras))
    return fingerprint.reason_to_make(request_.out, fingerprint.Inputs([request_.finish]).stamp(job))


def test_only_a_change_of_an_input_makes_a_report_again(request_, monkeypatch, tmp_path):
    def altered(path, words, more=b"# a word\n"):
        before = path.read_bytes()
        path.write_bytes(before + more)
        assert _reason(request_) == words
        path.write_bytes(before)
        assert _reason(request_) == ""

    out = request_.out
    assert _reason(request_) == "it was not there yet"
    request_()
    assert _reason(request_) == ""
    altered(Path(request_.case), "the case changed")
    altered(request_.notebook, "the report's notebook changed", b"\n")
    altered(out / "report.html", "report.html was missing or altered")
    altered(out / "manifest.json", "it was not there yet", b"}")
    assert _reason(request_, {"word": "x"}) == "it was asked for differently"
    assert _reason(request_, extras=("pdf",)) == "it was asked for differently"
    (out / "report.ipynb").rename(out / "away")
    assert _reason(request_) == "report.ipynb was missing or altered"
    (out / "away").rename(out / "report.ipynb")
    site = tmp_path / "site"
    (site / "en").mkdir(parents=True)
    monkeypatch.setenv("NMT_SITE", str(site))
    assert _reason(request_) == ""  # an empty folder changes nothing
    for own, contents in (("cmr.yaml", b"version: ours\n"), ("en/functions.yaml", b"version: ours\n")):
        (site / own).write_bytes(contents)
        assert _reason(request_) == "the instrument's data changed"
        (site / own).unlink()
    with monkeypatch.context() as changed:
        changed.setattr(fingerprint, "language", lambda: "another")
        assert _reason(request_) == "it was asked for differently"
    with monkeypatch.context() as changed:
        changed.setattr(fingerprint, "hash_software", lambda: "another")
        assert _reason(request_) == "the software changed"
    assert _reason(request_) == ""


@pytest.mark.slow
def test_a_finished_report_is_skipped_and_another_one_replaces_it_whole(request_):
    result = request_(extras=("pdf",))
    assert (result.status, result.reason) == ("made", "it was not there yet")
    assert {path.name for path in result.files} == {
        "manifest.json",
        "report.html",
        "report.ipynb",
        "report.pdf",
    }
    same = request_(extras=("pdf",))
    assert (same.status, same.reason, same.seconds) == ("skipped", "", 0.0)
    assert set(same.files) == set(result.files) - {request_.out / "manifest.json"}
    assert request_().status == "made"
    assert not (request_.out / "report.pdf").exists()  # it was of another report
    assert request_(force=True).reason == "it was asked for"


def test_the_hash_of_the_software_covers_only_its_files(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "workbook").mkdir()
    hashes = {fingerprint.hash_software(tmp_path)}
    for name in ("a.py", "b.yaml", "static/c.css", "static/d.js", "e.html", "f.j2"):
        (tmp_path / name).write_text("1")
        hashes.add(fingerprint.hash_software(tmp_path))
    assert len(hashes) == 7
    last = fingerprint.hash_software(tmp_path)
    for name in ("notes.txt", "a.pyc", "workbook/case.yaml"):
        (tmp_path / name).write_text("1")
    assert fingerprint.hash_software(tmp_path) == last
    (tmp_path / "a.py").write_text("2")
    assert fingerprint.hash_software(tmp_path) != last


def test_the_manifest_has_no_names_of_a_case(request_, tmp_path):
    request_(parameters={"word": "Mia Miller"})
    text = (request_.out / "manifest.json").read_text()
    assert "Mia" not in text
    assert "mia" not in text
    assert str(tmp_path) not in text
    assert sorted(json.loads(text)["outputs"]) == ["report.html", "report.ipynb"]


def _without_run_times(path):
    nb = nbformat.read(path, as_version=4)
    for metadata in (nb.metadata, *(cell.metadata for cell in nb.cells)):
        for name in ("start_time", "end_time", "duration"):
            del metadata["papermill"][name]
    return nbformat.writes(nb)


@pytest.mark.skipif(sys.platform != "linux", reason="a kernel's hashes are seeded anew")
def test_the_same_input_gives_the_same_bytes(notebook, tmp_path):
    source = notebook(
        "a",
        "import random, plotly.graph_objects as go\nprint(set('abcdefgh'), random.random(), hash('a'))",
        "go.Figure(go.Scatter(y=[1, 2]))",
        "display('a', display_id=True);",
    )
    places = [tmp_path / "one", tmp_path / "another {place} %s with 'spaces' é"]
    results = [run_reports([ReportJob("james", 1, place / "r", notebook=source)])[0] for place in places]
    assert [result.status for result in results] == ["made", "made"], results
    first, second = (_without_run_times(result.job.out / "report.ipynb") for result in results)
    assert first == second
    assert str(tmp_path) not in first


def test_names_of_folders_are_not_read_as_templates(notebook, tmp_path):
    names = ["{case}", "a {b} c", "http:", "-", "s3:", "%(x)s", "{0.__class__}", "ü ß", "$HOME", "~"]
    source = notebook("a", "print(1)")
    jobs = [ReportJob("james", 1, tmp_path / name / name, notebook=source) for name in names]
    assert {result.status for result in run_reports(jobs, workers=2)} == {"made"}
    assert {path.name for path in tmp_path.iterdir()} == {"sources", *names}
    for name in names:
        assert [path.name for path in (tmp_path / name).iterdir()] == [name]
        assert {path.name for path in (tmp_path / name / name).iterdir()} == {"manifest.json", "report.ipynb"}


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"worm": "x"}, "no parameter 'worm'; there are: assessment, case, word"),
        ({"case": "x"}, "set by the report itself"),
        ({"word": 1.5}, "is a float"),
        ({"word": ["x", 1]}, "is a list"),
        ({"word": ["x", "a\nb"]}, "control characters"),
        ({"word": "a\nb"}, "control characters"),
        ({"word; import os": "x"}, "cannot be a parameter"),
        ({"__builtins__": "x"}, "cannot be a parameter"),
    ],
)
def test_only_known_parameters_with_plain_values_are_accepted(notebook, tmp_path, parameters, words):
    source = notebook("a", "print(word)")
    with pytest.raises(InputError, match=words):
        run_reports([ReportJob("james", 1, tmp_path / "out", parameters, source)])
    assert not (tmp_path / "out").exists()


def test_values_of_similar_types_are_refused(tmp_path):
    import numpy as np

    for value in (np.int64(1), np.str_("x"), np.bool_(True), (1,), {}, b"x"):
        with pytest.raises(InputError, match="is a"):
            ReportJob("james", 1, tmp_path, {"word": value})
    for number in (0, -1, True, "1", np.int64(1)):
        with pytest.raises(InputError):
            ReportJob("james", number, tmp_path)


def test_a_notebook_accepts_the_names_of_its_parameters_cell(notebook, tmp_path):
    path = notebook("a", "other = 1")
    assert parameter_names(path.read_bytes(), path) == ("case", "assessment", "word")
    with pytest.raises(InputError, match="parameters cell"):
        parameter_names(b"{}", path)
