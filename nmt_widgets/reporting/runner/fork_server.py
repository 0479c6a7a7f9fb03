"""The process that forks reports: it imports everything once, and makes no report itself.

`crew.py` starts one for each batch, so it has one thread, even if the batch has more. Orders and answers are
described in `messages.py`.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.fork_server import Child, ForkServer, count_threads
from nmt_widgets.core.lasting import lasting
from nmt_widgets.instrument import load_instrument
from nmt_widgets.reporting.runner.hooks import find_hook
from nmt_widgets.reporting.runner.jobs import Job
from nmt_widgets.reporting.runner.messages import CrewOrder, Ready, ReportEnd, ReportOrder
from nmt_widgets.reporting.runner.run import CELL, LOG, clear, make_report, take_handed
from nmt_widgets.store.asking import work_for

# papermill could read notebooks from far away with the first, and jsonschema check dates and addresses with the others
_NEEDLESS = ("pyarrow", "fqdn", "isoduration", "rfc3987", "uri_template", "webcolors")
_SAMPLE = "1\nawait __import__('asyncio').sleep(0)\ndisplay('a')"
_SAMPLES = {
    "pandas": "import pandas\npandas.DataFrame({'a': [1]})",
    "plotly": (
        "import plotly.graph_objects as go\n"
        "of, font = {'color': 'red', 'width': 1}, {'size': 9}\n"
        "marker = {'color': 'red', 'line': of}\n"
        "data = [go.Scatter(y=[1], line=of, marker=marker), go.Bar(y=[1], marker=marker, error_y=of)]\n"
        "axis = {'title': {'text': 'a', 'font': font}, 'tickfont': font}\n"
        "layout = {'title': {'text': 'a', 'font': font}, 'xaxis': axis, 'yaxis': axis, 'font': font,"
        " 'legend': {'font': font}, 'hoverlabel': {'font': font}, 'margin': {'t': 9}, 'template': None,"
        " 'annotations': [{'text': 'a', 'font': font}], 'shapes': [{'x0': 0, 'line': of}]}\n"
        "go.Figure(data, layout)"
    ),
}
"""Cells that use a library as notebooks do, by its name."""

_OURS = ("reporting.pages", "reporting.html", "reporting.writing")


class ReportForkServer(ForkServer[ReportOrder]):
    """Makes each report of one batch in a child.

    Parameters
    ----------
    order : CrewOrder
        How the batch works.
    """

    def __init__(self, order: CrewOrder) -> None:
        super().__init__("nmt-report", order["workers"], order["timeout"])
        self._finish = order["finish"]
        self._folders: set[Path] = set()

    def make_reports(self) -> None:
        """Make reports until the input ends; then remove their folders."""
        gc.set_threshold(100_000, 50, 100)  # a report is short: fewer, larger collections
        self.answer(Ready(ready=True, threads=count_threads()))
        try:
            self.run()
        finally:
            for folder in self._folders:
                clear(folder)
            clear(Path.cwd())  # the scratch folder of this process; its batch may be gone

    def receive(self, order: ReportOrder) -> None:
        """Accept an order, and remember its folder."""
        self._folders.add(Path(order["folder"]))
        super().receive(order)

    def on_end(self, child: Child[ReportOrder], code: int) -> None:
        """Report how a report ended."""
        self.answer(
            ReportEnd(
                key=child.order["key"],
                code=code,
                timed_out=child.timed_out,
                seconds=time.monotonic() - child.forked,
            )
        )

    def work(self, order: ReportOrder) -> int:
        """Make a report in its folder, with a log, a temporary folder and random numbers of its own."""
        folder = Path(order["folder"])
        log = os.open(folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.close(log)
        scratch = folder / "scratch"
        scratch.mkdir(mode=0o700)
        os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
        random.seed(0)
        if numbers := sys.modules.get("numpy.random"):
            numbers.seed(0)
        from nmt_widgets.reporting.runner.in_process import NAME

        def mark(index: int) -> None:
            marker = os.open(
                folder / CELL, os.O_WRONLY | os.O_CREAT, 0o600
            )  # to empty it first takes longest
            os.write(marker, b"%d" % index)
            os.close(marker)

        take_handed(folder)
        job = Job.from_wire(order["job"])
        return 0 if make_report(folder, job, self._finish, NAME, on_cell=mark) else 1


def warm(prepare: list[str]) -> None:
    """Import what reports use and run it once, so that no child has to.

    Parameters
    ----------
    prepare : list of str
        Further modules, or functions as ``module:function``. They run once, before all reports, and must not store
        anything about a case.
    """
    with lasting():  # also before the sample, at whose end IPython collects all garbage
        shell = _load(prepare)
    _run_sample(shell, prepare)


@contextlib.contextmanager
def _without(*names: str) -> Iterator[None]:
    """Let modules look as if they were not installed, unless they are imported already."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def _load(prepare: list[str]) -> Any:
    """Import everything and read all data, and return the shell of this process."""
    with _without(*_NEEDLESS):
        from papermill import translators  # noqa: F401

        from nmt_widgets.reporting.runner.in_process import open_shell, register

    shell = open_shell()  # before plotly, which checks for a shell
    register()
    for name in ("numpy.random", "jinja2", "nbformat"):
        importlib.import_module(name)
    for name in _OURS:
        importlib.import_module(f"nmt_widgets.{name}")
    with contextlib.suppress(InputError):  # each report raises the error of a broken file itself
        load_instrument()
    for name in prepare:
        if ":" in name:
            find_hook(name)()
        else:
            importlib.import_module(name)
    return shell


def _run_sample(shell: Any, libraries: Collection[str]) -> None:
    """Run a small notebook, to load what loads on first use, and clear it."""
    import nbformat
    from nbformat import v4
    from papermill.engines import papermill_engines

    from nmt_widgets.reporting.runner.in_process import NAME

    sources = [_SAMPLES[name] for name in libraries if name in _SAMPLES]
    cells = [v4.new_code_cell(source) for source in [*sources, _SAMPLE]]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    nb = v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "papermill": {}})
    papermill_engines.execute_notebook_with_engine(
        NAME, nb, kernel_name="python3", progress_bar=False, autosave_cell_every=0
    )
    for cell in nb.cells:
        for output in cell.outputs:
            if output.output_type == "error":
                raise RuntimeError("\n".join(output.traceback))
    nbformat.reads(nbformat.writes(nb), as_version=4)
    shell.reset(new_session=True)


def main() -> None:
    """Serve one batch. Its :class:`CrewOrder` is the first line of input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line = bytearray()
    while not line.endswith(b"\n"):
        block = os.read(0, 1)
        if not block:
            return
        line += block
    order: CrewOrder = json.loads(line)
    server = ReportForkServer(order)
    warm(order["prepare"])
    work_for(order["asker"])
    server.make_reports()
    os._exit(0)  # the batch waits for the end: to take all modules apart first takes a fifth of a second
