"""Small notebooks to make reports of."""

import os
from itertools import chain
from pathlib import Path

import nbformat
import pytest
from nbformat import v4

from nmt_widgets.reporting.runner.batch import run_reports
from nmt_widgets.reporting.runner.jobs import ReportJob
from tests.cheap_hashing import hashed_cheaply

PARAMETERS = "case = 'james'\nassessment = 1\nword = ''"


@pytest.fixture(scope="module", autouse=True)
def _cheap_passphrases():
    with hashed_cheaply():
        yield


@pytest.fixture
def notebook(tmp_path):
    """Write a notebook of code cells, with a parameters cell first, and return its path."""
    folder = tmp_path / "sources"
    folder.mkdir()

    def write(name, *cells):
        code_cells = [v4.new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]})]
        code_cells += [v4.new_code_cell(source, id=f"cell-{index}") for index, source in enumerate(cells)]
        kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
        path = folder / f"{name}.ipynb"
        nbformat.write(
            v4.new_notebook(
                cells=code_cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}}
            ),
            path,
        )
        return path

    return write


@pytest.fixture
def hooks(tmp_path, monkeypatch):
    """Write a module of hooks that the reports' processes can import."""

    def write(source, name="hooks_of_this_test"):
        folder = tmp_path / "hooks"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.py").write_text(source)
        monkeypatch.setenv("PYTHONPATH", str(folder))
        monkeypatch.syspath_prepend(folder)
        return name

    return write


@pytest.fixture
def make(tmp_path):
    """Make reports of notebooks by name, in order; return their results by name."""

    def run(notebooks, **options):
        names = list(notebooks)
        jobs = [ReportJob("james", 1, tmp_path / "out" / name, notebook=notebooks[name]) for name in names]
        return dict(zip(names, run_reports(jobs, **options), strict=True))

    return run


def printed(result):
    """Return what a report's notebook wrote to stdout."""
    nb = nbformat.read(result.job.out / "report.ipynb", as_version=4)
    return "".join(
        output.text
        for cell in nb.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stdout"
    )


def part_folders(folder: Path):
    """Return what is left of unfinished reports."""
    walked = os.walk(folder)  # passes over what is removed at this moment
    return [
        Path(parent, name) for parent, *names in walked for name in chain(*names) if name.endswith(".part")
    ]
