"""The process that forks reports: it imports everything once, and runs no report itself.

`crew.py` starts one for each batch, so it has one thread, even if the batch has more. It reads orders from its standard
input as lines of JSON, forks a child for each, and writes a line when a child ends. When its input ends, it ends its
children, removes their folders and exits.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import random
import resource
import selectors
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nmt_widgets.reports.runner.jobs import ReportJob
from nmt_widgets.reports.runner.messages import CrewOrder, Ready, ReportEnd, ReportOrder
from nmt_widgets.reports.runner.run import CELL, LOG, clear, find_hook, make_report
from nmt_widgets.store.asking import work_for

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl
_OURS = ("reports.pages", "reports.html", "reports.writing")
_OURS_WHOLE = ("core", "instrument", "cases", "metrics", "charts")


@dataclass
class _ReportProcess:
    key: int
    folder: Path
    started: float
    timed_out: bool = False


@dataclass
class _ForkServer:
    workers: int
    timeout: float
    finish: str | None
    answers: int
    waiting: list[ReportOrder] = field(default_factory=list)
    children: dict[int, _ReportProcess] = field(default_factory=dict)
    folders: set[Path] = field(default_factory=set)

    def run(self) -> None:
        """Make reports until the input ends."""
        wake, woken = os.pipe()
        for end in (wake, woken, 0):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.set_wakeup_fd(woken)
        self._libc = ctypes.CDLL(None)
        selector = selectors.DefaultSelector()
        selector.register(0, selectors.EVENT_READ)
        selector.register(wake, selectors.EVENT_READ)
        self.private = (wake, woken, self.answers, selector.fileno())
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 50, 100)  # a report is short: fewer, larger collections
        self._answer(Ready(ready=True, threads=len(list(Path("/proc/self/task").iterdir()))))
        text = b""
        try:
            while True:
                for ready, _ in selector.select(self._next_deadline()):
                    if ready.fd == wake:
                        if signal.SIGTERM in os.read(wake, 4096):
                            return
                        continue
                    block = os.read(0, 65536)
                    if not block:
                        return
                    *lines, text = (text + block).split(b"\n")
                    for line in lines:
                        order: ReportOrder = json.loads(line)
                        self.waiting.append(order)
                        self.folders.add(Path(order["folder"]))
                self._collect()
                self._stop_late()
                while self.waiting and len(self.children) < self.workers:
                    self._fork(self.waiting.pop(0))
        finally:
            for pid in self.children:
                _end(pid)
            for pid in self.children:
                os.waitpid(pid, 0)
            for folder in self.folders:
                clear(folder)
            clear(Path.cwd())  # the scratch folder of this process; its batch may be gone

    def _answer(self, message: Ready | ReportEnd) -> None:
        data = json.dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(self.answers, data) :]

    def _next_deadline(self) -> float | None:
        starts = [child.started for child in self.children.values() if not child.timed_out]
        return max(0.0, min(starts) + self.timeout - time.monotonic()) if starts else None

    def _stop_late(self) -> None:
        now = time.monotonic()
        for pid, child in self.children.items():
            if not child.timed_out and now >= child.started + self.timeout:
                child.timed_out = True
                _end(pid)

    def _collect(self) -> None:
        for pid, child in list(self.children.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                continue
            del self.children[pid]
            _end(pid)  # processes that the report started
            code = os.waitstatus_to_exitcode(status)
            self._answer(
                ReportEnd(
                    key=child.key,
                    code=code,
                    timed_out=child.timed_out,
                    seconds=time.monotonic() - child.started,
                )
            )

    def _fork(self, order: ReportOrder) -> None:
        folder = Path(order["folder"])
        pid = os.fork()
        if pid:
            self.children[pid] = _ReportProcess(order["key"], folder, time.monotonic())
            return
        code = 70
        try:
            self._settle(folder)
            code = 0 if self._make(folder, ReportJob.from_wire(order["job"])) else 1
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            for stream in (sys.__stdout__, sys.__stderr__):
                with contextlib.suppress(OSError, ValueError):
                    if stream:
                        stream.flush()
            os._exit(code)

    def _settle(self, folder: Path) -> None:
        """Separate this child from its parent: signals, group, files, seeds, temporary folder."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.setsid()
        os.umask(0o077)
        parent = os.getppid()
        self._libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(70)
        for end in self.private:
            os.close(end)
        log = os.open(folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.close(log)
        os.close(nothing)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would contain the case
        scratch = folder / "scratch"
        scratch.mkdir(mode=0o700)
        os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
        random.seed(0)
        if numpy := sys.modules.get("numpy"):
            numpy.random.seed(0)

    def _make(self, folder: Path, job: ReportJob) -> bool:
        from nmt_widgets.reports.runner.in_process import NAME

        def mark(index: int) -> None:
            (folder / CELL).write_text(str(index), encoding="ascii")

        return make_report(folder, job, self.finish, NAME, on_cell=mark)


def _end(pid: int) -> None:
    """End the whole group of a child, and the child itself, which may have no group yet."""
    for end in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)


def warm(prepare: list[str]) -> None:
    """Import what reports use and run it once, so that no child has to.

    Parameters
    ----------
    prepare : list of str
        Further modules, or functions as ``module:function``. They run once, before all reports, and must not store
        anything about a case.
    """
    from nmt_widgets.reports.runner.in_process import open_shell, register

    shell = open_shell()  # before plotly, which checks for a shell
    register()
    import papermill  # noqa: F401
    from papermill import translators  # noqa: F401

    for name in ("numpy", "plotly.graph_objects", "plotly.io", "jinja2", "nbformat"):
        importlib.import_module(name)
    for name in _OURS:
        importlib.import_module(f"nmt_widgets.{name}")
    for name in _OURS_WHOLE:
        package = importlib.import_module(f"nmt_widgets.{name}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"nmt_widgets.{name}.{module.name}")
    _read_data()
    for name in prepare:
        if ":" in name:
            find_hook(name)()
        else:
            importlib.import_module(name)
    _run_sample(shell)


def _read_data() -> None:
    """Load the instrument and all texts into their caches. Each report raises the error of a broken file itself."""
    from nmt_widgets.core.errors import InputError
    from nmt_widgets.core.site_files import text_topics
    from nmt_widgets.core.texts import text_document
    from nmt_widgets.instrument import load_instrument

    with contextlib.suppress(InputError):
        load_instrument()
    for topic in text_topics():
        with contextlib.suppress(InputError):
            text_document(topic)


def _run_sample(shell: Any) -> None:
    """Run a small notebook, to load what loads on first use, and clear it."""
    import nbformat
    from nbformat import v4
    from papermill.engines import papermill_engines

    from nmt_widgets.reports.runner.in_process import NAME

    cells = [
        v4.new_code_cell(
            "import sys, plotly.graph_objects as go\n"
            "sys.modules['pandas'].DataFrame({'a': [1]}) if 'pandas' in sys.modules else 1"
        ),
        v4.new_code_cell(
            "of, font = {'color': 'red', 'width': 1}, {'size': 9}\n"
            "marker = {'color': 'red', 'line': of}\n"
            "data = [go.Scatter(y=[1], line=of, marker=marker), go.Bar(y=[1], marker=marker, error_y=of)]\n"
            "axis = {'title': {'text': 'a', 'font': font}, 'tickfont': font}\n"
            "layout = {'title': {'text': 'a', 'font': font}, 'xaxis': axis, 'yaxis': axis, 'font': font,"
            " 'legend': {'font': font}, 'hoverlabel': {'font': font}, 'margin': {'t': 9}, 'template': None,"
            " 'annotations': [{'text': 'a', 'font': font}], 'shapes': [{'x0': 0, 'line': of}]}\n"
            "go.Figure(data, layout)"
        ),
        v4.new_code_cell("await __import__('asyncio').sleep(0)\ndisplay('a')"),
    ]
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
    """Serve one batch. Its :class:`CrewOrder` is the first line of input; `argv` has the descriptor for answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = int(sys.argv[1])
    line = bytearray()
    while not line.endswith(b"\n"):
        block = os.read(0, 1)
        if not block:
            return
        line += block
    order: CrewOrder = json.loads(line)
    os.set_inheritable(answers, False)
    warm(order["prepare"])
    work_for(order["asker"])
    _ForkServer(order["workers"], order["timeout"], order["finish"], answers).run()
