"""The notebooks that teach the library: each runs from top to bottom, begins with a picture, and stays small."""

import json
import re
import shutil

import nbformat
import pytest
from nbclient import NotebookClient

from nmt_widgets.core.places import notebooks
from tests.patience import LIMIT

LEARN = notebooks() / "learn"
NAMES = sorted(path.name for path in LEARN.glob("*.ipynb"))
WIDGET, SVG, PLOTLY = (
    "application/vnd.jupyter.widget-view+json",
    "image/svg+xml",
    "application/vnd.plotly.v1+json",
)
MOST_BYTES = 400_000  # of a whole notebook, with everything it shows and the state of its widgets


def cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook):
    return [output for cell in cells(notebook) for output in cell.outputs]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("lab") / "learn"
    shutil.copytree(LEARN, place)
    return place


def test_there_are_eight_with_one_idea_each():
    assert [name[:2] for name in NAMES] == [f"{number}-" for number in range(1, 9)]


@pytest.mark.parametrize("path", [*LEARN.rglob("*.ipynb")], ids=lambda path: path.name)
def test_git_has_no_outputs(path):
    notebook = nbformat.read(path, 4)
    nbformat.validate(notebook)
    assert outputs(notebook) == []
    assert [cell.execution_count for cell in cells(notebook)] == [None] * len(cells(notebook))


@pytest.mark.parametrize("path", [*LEARN.rglob("*.ipynb")], ids=lambda path: path.name)
def test_a_link_leads_to_a_file(path):
    text = "\n".join(cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (path.parent / target).is_file(), target


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_runs_from_top_to_bottom_and_begins_with_something_to_see(name, folder):
    notebook = nbformat.read(folder / name, 4)
    NotebookClient(
        notebook, timeout=4 * LIMIT, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    first = [output for output in cells(notebook)[0].outputs if "data" in output]
    assert first, "the first cell shows something"
    assert {WIDGET, SVG, PLOTLY, "text/html"} & {*first[-1].data}
    saved = nbformat.writes(notebook)
    assert len(saved) < MOST_BYTES
    assert "plotly.js v" not in saved
    for output in outputs(notebook):
        if "data" in output and (WIDGET in output.data or PLOTLY in output.data):
            assert {SVG, "text/html"} & {*output.data}, "each widget and chart has a still picture or a table"


@pytest.mark.slow
def test_a_map_with_its_still_picture_is_saved_small(tmp_path):
    source = 'import nmt_widgets as nmt\nnmt.BrainMap("james")'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, timeout=4 * LIMIT, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert SVG in output.data
    state = json.dumps(notebook.metadata["widgets"])
    assert '"_model_name": "AnyModel"' in state
    assert len(nbformat.writes(notebook)) < 80_000
