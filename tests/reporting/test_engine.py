"""The engine's notebooks are those of a kernel: the same outputs, and JupyterLab can open and run them."""

import contextlib
import copy
import re
import subprocess
import sys

import nbformat
import papermill
import pytest
from nbclient import NotebookClient

from nmt_widgets.reporting.runner.jobs import ReportJob

ROUND = [
    "word",
    "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')",
    "from IPython.display import HTML, clear_output, update_display\n"
    "display(HTML('<b>x</b>'), metadata={'text/html': {'isolated': True}})\n2 + 2",
    "handle = display('first', display_id='one')\nNone",
    "update_display('second', display_id='one')",
    "print('cleared'); clear_output(); print('kept')",
    "print('cleared later'); clear_output(wait=True); print('kept')",
    "import asyncio\nawait asyncio.sleep(0)\nasyncio.get_running_loop().is_running()",
    "async def give():\n    yield 1\n[value async for value in give()]",
    "task = asyncio.create_task(asyncio.sleep(0, 'done')); await task",
    "%%capture caught\nprint('inside')",
    "caught.stdout, type(get_ipython()).__name__, __name__",
    "!echo from a shell",
    "x = %pwd\nlen(x) > 1",
    "import pandas as pd\npd.DataFrame({'a': [1.5, None], 'b': ['x', 'é']})",
    "import plotly.graph_objects as go\ngo.Figure(go.Scatter(x=[1, 2], y=[2, 1]))",
    "go.Figure(go.Bar(y=pd.Series([1, 2, 3]))).show()",
    "import datetime, numpy as np\ndisplay({'application/json': {'when': [1, None], 'nan': 1.5}}, raw=True)",
    "class Both:\n    def __repr__(self): return 'both'\n"
    "    def _repr_html_(self): return '<i>both</i>'\n"
    "    def _repr_png_(self): return b'\\x89PNG\\r\\n'\nBoth()",
    "1;",
    "_, Out[3]",
    "",
    "from tqdm.auto import tqdm\nimport json; json.dumps({'a': 1})",
    "import warnings; print(len(warnings.filters) > 0)\nget_ipython().run_cell('print(5)');",
    "print('é☃', end='')\nsys.stdout.write('x'); sys.stdout.flush()",
    "from IPython import get_ipython as g\ng().set_next_input('nothing')\n'text'",
]


def _comparable(nb):
    """Drop run times; of a kernel's two streams, neither the pieces nor the order between them is certain."""
    cells = []
    for cell in copy.deepcopy(nb.cells):
        outputs = []
        for output in cell.get("outputs", []):
            if output.output_type == "error":  # its colours are a matter of taste
                output.traceback = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in output.traceback]
            if output.output_type != "stream":
                outputs.append(output)
                continue
            if not outputs or "streams" not in outputs[-1]:
                outputs.append({"streams": {}})
            streams = outputs[-1]["streams"]
            streams[output.name] = streams.get(output.name, "") + output.text
        cells.append((cell.source, cell.get("execution_count"), outputs, cell.metadata.get("tags")))
    return cells


@pytest.fixture
def by_kernel_and_engine(notebook, make, tmp_path):
    """Make a notebook by a kernel and by the engine."""

    def run(*cells):
        source = notebook("both", *cells)
        plain = tmp_path / "plain.ipynb"
        with contextlib.suppress(papermill.PapermillExecutionError):
            papermill.execute_notebook(
                source, plain, {"case": "james", "assessment": 1}, progress_bar=False, kernel_name="python3"
            )
        result = make({"ours": source})["ours"]
        name = "report.ipynb" if result.status == "made" else "report.failed.ipynb"
        ours = result.job.out / name
        return nbformat.read(plain, as_version=4), nbformat.read(ours, as_version=4)

    return run


@pytest.mark.slow
def test_outputs_are_those_of_a_kernel(by_kernel_and_engine):
    plain, ours = by_kernel_and_engine(*ROUND)
    for theirs, mine in zip(_comparable(plain), _comparable(ours), strict=True):
        assert mine == theirs
    assert ours.metadata.language_info == plain.metadata.language_info
    assert ours.metadata.kernelspec == plain.metadata.kernelspec
    assert set(ours.metadata) == set(plain.metadata)
    assert set(ours.metadata.papermill) == set(plain.metadata.papermill)


@pytest.mark.slow
def test_an_error_is_that_of_a_kernel(by_kernel_and_engine):
    plain, ours = by_kernel_and_engine(
        "print('before')", "def f():\n    raise ValueError('why')\nf()", "print('never')"
    )
    for theirs, mine in zip(_comparable(plain), _comparable(ours), strict=True):
        assert mine == theirs


def test_a_finished_notebook_is_a_normal_one(notebook, make):
    result = make(
        {"a": notebook("a", "import plotly.graph_objects as go\ngo.Figure(go.Scatter(y=[1]))", "case")}
    )["a"]
    path = result.job.out / "report.ipynb"
    nb = nbformat.read(path, as_version=4)
    nbformat.validate(nb, relax_add_props=False)
    assert list(nb.cells[2].outputs[0].data) == ["application/vnd.plotly.v1+json"]
    assert path.stat().st_size < 30_000
    assert nb.metadata.kernelspec.name == "python3"
    again = NotebookClient(copy.deepcopy(nb), kernel_name="python3").execute()
    assert [cell.get("outputs") for cell in again.cells] == [cell.get("outputs") for cell in nb.cells]


def test_papermill_knows_the_engine_by_its_name(notebook, tmp_path):
    script = (
        "import sys, papermill\nfrom nmt_widgets.reporting.runner.in_process import register\n"
        "papermill.execute_notebook(sys.argv[1], sys.argv[2], {'word': 'x'}, engine_name=register(), "
        "progress_bar=False)"
    )
    target = tmp_path / "made.ipynb"
    subprocess.run([sys.executable, "-c", script, notebook("a", "word * 3"), target], check=True, timeout=60)
    assert nbformat.read(target, as_version=4).cells[2].outputs[0].data["text/plain"] == "'xxx'"


def test_the_engine_refuses_to_run_inside_a_notebook(notebook, make):
    source = notebook("inner", "1")
    result = make(
        {
            "outer": notebook(
                "outer",
                "import papermill\nfrom nmt_widgets.reporting.runner.in_process import register\n"
                f"papermill.execute_notebook({str(source)!r}, None, engine_name=register(), progress_bar=False)",
            )
        },
        way="kernels",
    )["outer"]
    assert "cannot run inside another notebook" in result.reason


def test_a_report_gets_its_parameters(notebook, tmp_path, write_case, james_data):
    from nmt_widgets.reporting.runner.batch import run_reports

    job = ReportJob(
        write_case(james_data, "some one's.yaml"),
        1,
        tmp_path / "out",
        {"word": 'it\'s "{here}" \\n é'},
        notebook("a", "from nmt_widgets import load_case\nprint(repr(word), load_case(case).id, case)"),
    )
    result = run_reports([job])[0]
    assert result.status == "made", result.reason
    text = (tmp_path / "out" / "report.ipynb").read_text(encoding="utf-8")
    nb = nbformat.reads(text, as_version=4)
    assert nb.cells[-1].outputs[0].text == f"{job.parameters['word']!r} james some one's.yaml\n"
    assert nb.cells[1].id == "injected-parameters"
    assert str(tmp_path) not in text
