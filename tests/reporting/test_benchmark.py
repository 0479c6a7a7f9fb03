"""The benchmark measures both ways in one run; a press hook gets a browser; a bar shows progress."""

import sys

import pytest

from nmt_widgets.reporting.runner.benchmark import compare
from nmt_widgets.reporting.runner.hooks import name_hook


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere both ways are kernels")
def test_ours_is_far_faster_than_plain_papermill(notebook):
    source = notebook(
        "charts",
        "import pandas as pd, plotly.graph_objects as go",
        *[
            f"go.Figure([go.Scatter(y=list(range(n))) for n in range(9)], {{'height': 40{n}}})"
            for n in range(6)
        ],
    )
    lines = []
    measured = compare(24, 2, plain_reports=4, notebook=source, show=lines.append)
    assert measured["ours"]["reports"] == 24
    assert measured["ratio"] > 4  # ten and more where nothing else runs; `nmt bench reports` says how much
    assert lines[-1] == f"Ratio: {measured['ratio']:.1f} times as fast."


def test_a_press_hook_works_on_the_folder_before_it_is_published(notebook, make):
    result = make({"a": notebook("a", "print(1)")}, press=_press)["a"]
    assert (result.job.out / "pressed.txt").read_text() == "Browser a"


def _press(folder, job, browser):
    assert (folder / "report.ipynb").exists()
    assert not job.out.exists()
    (folder / "pressed.txt").write_text(f"{type(browser).__name__} {job.out.name}")


def test_a_hook_must_have_a_name():
    assert name_hook("module:function") == "module:function"
    assert name_hook(name_hook) == "nmt_widgets.reporting.runner.hooks:name_hook"
    with pytest.raises(ValueError, match="cannot be found by name"):
        name_hook(lambda notebook, job: None)
