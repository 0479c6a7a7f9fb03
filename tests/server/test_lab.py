"""`nmt lab`: the folder it lays out, and the notebooks in JupyterLab itself."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from types import SimpleNamespace

import ipywidgets
import pytest

import nmt_widgets as nmt
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.places import notebooks
from nmt_widgets.server.lab.own_folder import lay_out
from nmt_widgets.server.lab.saved_notebooks import forget_people
from nmt_widgets.widgets import SignIn
from tests.patience import LIMIT, wait_for


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """Return a folder of notebooks that stands for the workbook's."""
    folder = tmp_path / "workbook"
    (folder / "learn").mkdir(parents=True)
    (folder / "learn" / "1-map.ipynb").write_text("first")
    (folder / "home.ipynb").write_text("home")
    monkeypatch.setattr("nmt_widgets.server.lab.own_folder.notebooks", lambda: folder)
    return folder


def test_a_copy_is_replaced_by_a_newer_version_only_while_nobody_changed_it(sources, tmp_path):
    own = tmp_path / "own"
    assert lay_out(own) == []
    copies = own / "learn" / "1-map.ipynb", own / "screens" / "home.ipynb"
    assert [copy.read_text() for copy in copies] == ["first", "home"]
    copies[0].write_text("my own")
    (sources / "learn" / "1-map.ipynb").write_text("second")
    (sources / "home.ipynb").write_text("newer home")
    assert lay_out(own) == ["learn/1-map.ipynb"]
    assert [copy.read_text() for copy in copies] == ["my own", "newer home"]
    copies[0].unlink()
    assert lay_out(own) == []
    assert copies[0].read_text() == "second"


def notebook(source, output=None):
    cell = {"cell_type": "code", "source": [source], "outputs": [output] if output else []}
    return json.dumps({"cells": [cell], "metadata": {"widgets": output} if output else {}})


def test_a_copy_that_was_only_run_is_replaced_and_what_it_showed_is_kept(sources, tmp_path):
    own, source = tmp_path / "own", sources / "learn" / "1-map.ipynb"
    source.write_text(notebook("1 + 1"))
    lay_out(own)
    copy, older = own / "learn" / "1-map.ipynb", own / "older" / "learn" / "1-map.ipynb"
    copy.write_text(notebook("1 + 1", "scores typed here"))
    assert lay_out(own) == []
    assert "scores typed here" in copy.read_text(), "there is no newer version"
    source.write_text(notebook("1 + 2"))
    assert lay_out(own) == []
    assert copy.read_text() == notebook("1 + 2")
    assert older.read_text() == notebook("1 + 1", "scores typed here")
    source.write_text(notebook("1 + 3"))
    lay_out(own)
    assert copy.read_text() == notebook("1 + 3")
    assert "scores typed here" in older.read_text(), "what was never run is not kept in its place"


def test_a_folder_that_was_there_before_keeps_its_files(sources, tmp_path):
    own = tmp_path / "own"
    (own / "learn").mkdir(parents=True)
    (own / "learn" / "1-map.ipynb").write_text("a file of the same name")
    assert lay_out(own) == ["learn/1-map.ipynb"]
    assert (own / "learn" / "1-map.ipynb").read_text() == "a file of the same name"


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "own").touch()
    with pytest.raises(InputError, match="is not a folder"):
        lay_out(tmp_path / "own")


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "loop", "broken"])
def test_what_cannot_be_a_folder_is_one_sentence(tmp_path, name):
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "broken").symlink_to("nowhere")
    with pytest.raises(InputError):
        lay_out(tmp_path / name)


def test_a_new_folder_is_its_owners_alone(sources, tmp_path):
    lay_out(tmp_path / "own")
    assert (tmp_path / "own").stat().st_mode & 0o077 == 0


def as_saved(*widgets):
    """Return a notebook as JupyterLab saves it, with the state of widgets and what a cell has put out."""
    manager = ipywidgets.Widget.get_manager_state(
        widgets=[part for widget in widgets for part in parts_of(widget)]
    )
    return {
        "metadata": {"widgets": {"application/vnd.jupyter.widget-state+json": manager}, "title": "Mine"},
        "cells": [
            {"cell_type": "code", "source": "1", "outputs": [{"output_type": "stream", "text": "Mia"}]},
            {"cell_type": "markdown", "source": "words"},
        ],
    }


def parts_of(widget):
    return [widget, *(part for child in getattr(widget, "children", ()) for part in parts_of(child))]


def saved(content, path):
    model = {"type": "notebook", "content": content}
    forget_people(model=model, path=path, contents_manager=None)
    return model["content"]


def test_a_notebook_is_saved_without_the_answers_of_anybody(james):
    mia = james.model_copy(update={"id": "c-4k7m2p", "title": "Mia"})
    for piece in (nmt.AssessmentForm(mia), nmt.PlanBoard(mia)):
        notebook = saved(as_saved(nmt.ScoreSheet(age=9), piece), "learn/mine.ipynb")
        assert notebook["metadata"] == {"title": "Mine"}
        assert notebook["cells"][0]["outputs"]
        piece.close()


def test_a_notebook_keeps_the_state_of_pieces_about_nobody():
    pieces = nmt.BrainMap("james"), nmt.ScoreSheet(age=9), nmt.AssessmentForm("james")
    content = as_saved(*pieces)
    assert len(content["metadata"]["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]) > 3
    assert saved(content, "learn/1-map.ipynb") is content
    assert "widgets" in content["metadata"]


def test_a_screen_is_saved_as_it_was_before_it_ran():
    notebook = saved(as_saved(nmt.BrainMap("james")), "screens/home.ipynb")
    assert notebook["metadata"] == {"title": "Mine"}
    assert notebook["cells"][0] == {"cell_type": "code", "source": "1", "outputs": []}


def test_a_screen_is_known_wherever_its_notebook_was_copied_to():
    notebook = saved(as_saved(SignIn(words={}), nmt.BrainMap("james")), "mine.ipynb")
    assert notebook["metadata"] == {"title": "Mine"}
    assert notebook["cells"][0]["outputs"] == []


@pytest.mark.parametrize(
    "content", [None, "text", {}, {"metadata": None}, {"metadata": {"widgets": 3}, "cells": []}]
)
def test_whatever_is_saved_can_be_saved(content):
    for kind in ("notebook", "file"):
        forget_people(model={"type": kind, "content": content}, path="screens/x.ipynb", contents_manager=None)


def test_every_notebook_of_the_workbook_is_copied(tmp_path):
    lay_out(tmp_path)
    names = {path.name for path in tmp_path.rglob("*.ipynb")}
    assert names == {path.name for path in notebooks().rglob("*.ipynb")}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory):
    """JupyterLab as `nmt lab` starts it, for somebody who never used Jupyter; gives its address and the folder."""
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "HOME": str(home), "NMT_DATA": str(home / "data")}
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "nmt_widgets", "lab", str(home / "own"), "--no-browser", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    lines = []
    for line in process.stderr:
        lines.append(line)
        if "token=" in line:
            break
    token = lines[-1].strip().partition("token=")[2]
    threading.Thread(target=process.stderr.read, daemon=True).start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{port}", token=token, folder=home / "own", lines=lines)
    process.send_signal(signal.SIGTERM)
    process.wait(LIMIT)


ALL_HAVE_RUN = """() => [...document.querySelectorAll(".jp-NotebookPanel .jp-CodeCell .jp-InputPrompt")].every(
  prompt => /[0-9]/.test(prompt.textContent))"""


class Lab:
    """A notebook in JupyterLab, as a person uses it.

    Parameters
    ----------
    page : Page
    jupyter : SimpleNamespace
    """

    def __init__(self, page, jupyter):
        self.page, self.jupyter, self.problems, self.elsewhere = page, jupyter, [], []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", self._note)

    def _note(self, request):
        if not request.url.startswith((self.jupyter.url, "data:", "blob:", "ws:")):
            self.elsewhere.append(request.url)

    def open(self, name):
        self.page.goto(f"{self.jupyter.url}/lab/tree/learn/{name}?reset&token={self.jupyter.token}")
        self.page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
        self.run_all()

    def run_all(self):
        self.page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()  # before that nothing would run
        self.menu("Run", "Run All Cells")
        self.page.wait_for_function(ALL_HAVE_RUN)

    def menu(self, *names):
        for name in names:
            self.page.get_by_role("menuitem", name=name, exact=True).click()

    def save(self):
        self.page.locator(".jp-NotebookPanel .jp-InputPrompt").first.click()
        self.page.keyboard.press("Control+s")

    def cell(self, at):
        cell = self.page.locator(".jp-NotebookPanel .jp-CodeCell").nth(at)
        cell.evaluate("cell => cell.scrollIntoView()")  # what is out of sight is not laid out
        return cell

    def run(self, source):
        """Type into a new last cell, run it, and return what it shows."""
        self.page.locator(".jp-Notebook-footer").click()  # adds a cell at the end
        cell = self.page.locator(".jp-NotebookPanel .jp-CodeCell").last
        cell.locator(".cm-content").click()
        self.page.keyboard.insert_text(source)
        self.page.keyboard.press("Control+Enter")
        output = cell.locator(".jp-OutputArea-output")
        output.wait_for()
        return output.inner_text().strip()


@pytest.fixture
def lab(chromium, jupyter):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield Lab(context.new_page(), jupyter)
    context.close()


def test_the_address_is_printed_without_warnings_of_others(jupyter):
    assert [line for line in jupyter.lines if "Warning" in line or "deprecated" in line] == []


def test_scores_are_set_in_cells_that_follow_each_other(lab):
    lab.open("2-scoring-in-a-cell.ipynb")
    brain, sheet = lab.cell(0), lab.cell(1)
    sleep = brain.locator('.nmt-box[data-column="client"][data-function="sleep"]')
    sleep.filter(has_text="5").wait_for()
    sleep.click()
    brain.locator(".nmt-panel h2", has_text="Sleep").wait_for()
    assert lab.run("brain.selected") == "'sleep'"
    sheet.locator('.nmt-sheet-row[data-path$="/reward"] .nmt-sheet-step[data-step="7"]').click()
    brain.locator('.nmt-box[data-column="client"][data-function="reward"]', has_text="7").wait_for()
    lab.page.keyboard.press("9")  # a digit in JupyterLab's own hands would do something else
    brain.locator('.nmt-box[data-column="client"][data-function="reward"]', has_text="9").wait_for()
    assert lab.run("brain.value['reward'], sheet.value['reward'], brain.value['sleep']") == "(9, 9, 5)"
    assert (lab.problems, lab.elsewhere) == ([], [])


def test_a_map_a_table_and_a_chart_are_there_after_three_lines(lab):
    lab.open("1-the-map-in-three-lines.ipynb")
    lab.cell(0).locator(".nmt-brain-map svg").wait_for()
    lab.cell(4).locator("table", has_text="practice-boy-8").wait_for()
    lab.open("3-two-times-side-by-side.ipynb")
    lab.cell(2).locator(".js-plotly-plot .main-svg").first.wait_for()
    assert (lab.problems, lab.elsewhere) == ([], [])


def test_charts_keep_their_height_when_the_window_changes(lab):
    lab.open("3-two-times-side-by-side.ipynb")
    chart = lab.cell(2).locator(".js-plotly-plot")
    picture = chart.locator(".main-svg").first
    picture.wait_for()
    height, width = chart.bounding_box()["height"], picture.bounding_box()["width"]
    for smaller in (1100, 1000):
        lab.page.set_viewport_size({"width": smaller, "height": 900})
        wait_for(lambda before=width: picture.bounding_box()["width"] < before)
        width = picture.bounding_box()["width"]
        assert chart.bounding_box()["height"] == height > 300


def test_a_saved_notebook_still_shows_its_map_without_the_kernel(lab):
    lab.open("1-the-map-in-three-lines.ipynb")
    lab.cell(0).locator(".nmt-brain-map svg").wait_for()
    lab.cell(5).locator(".jp-OutputArea-output").wait_for()
    lab.save()
    path = lab.jupyter.folder / "learn" / "1-the-map-in-three-lines.ipynb"
    wait_for(lambda: "image/svg+xml" in path.read_text(encoding="utf-8"))
    lab.menu("Kernel", "Shut Down Kernel")
    lab.page.goto(f"{lab.jupyter.url}/lab/tree/learn/{path.name}?reset&token={lab.jupyter.token}")
    lab.cell(0).locator(".jp-OutputArea-output svg, .jp-OutputArea-output img").first.wait_for()


def test_a_screen_asks_who_one_is_and_is_saved_without_a_word_of_it(lab):
    lab.page.goto(f"{lab.jupyter.url}/lab/tree/screens/assess.ipynb?reset&token={lab.jupyter.token}")
    lab.page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    lab.run_all()
    form = lab.page.locator(".nmt-sign-in")
    form.get_by_label("Name").fill("Ana")
    form.get_by_label("Clinician", exact=False).check()
    for label in ("New passphrase", "The same passphrase again"):
        form.get_by_label(label, exact=False).fill("plenty of words")
    form.get_by_role("button", name="Add me and sign in").click()
    form.get_by_text("Signed in as Ana (Clinician)").wait_for()
    lab.page.locator(".nmt-record-list").wait_for()
    path = lab.jupyter.folder / "screens" / "assess.ipynb"
    before = path.stat().st_mtime_ns
    lab.save()
    wait_for(lambda: path.stat().st_mtime_ns != before)
    text = path.read_text(encoding="utf-8")
    assert [word for word in ("plenty of words", "Ana", "widget-view", "widget-state") if word in text] == []
