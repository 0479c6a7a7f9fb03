"""Many reports: each in a process of its own, failures kept apart, finished ones passed over."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from nmt_widgets.core.errors import InputError, is_full, one_line
from nmt_widgets.core.words import reason as say_reason
from nmt_widgets.reports.printing.browser import Browser
from nmt_widgets.reports.runner.crew import CrewLost, ForkingCrew, can_fork
from nmt_widgets.reports.runner.fingerprint import Inputs, read_manifest, reason_to_make
from nmt_widgets.reports.runner.jobs import ReportJob, ReportResult, check_parameters
from nmt_widgets.reports.runner.kernel_pool import KernelCrew
from nmt_widgets.reports.runner.publishing import (
    forget_failure,
    place,
    place_failure,
    remove_stale,
    temporary_folder,
)
from nmt_widgets.reports.runner.run import (
    EXECUTED,
    OUTCOME,
    clear,
    explain,
    give_up,
    lay_out,
    name_hook,
    write_failed_notebook,
)
from nmt_widgets.store import ask_again
from nmt_widgets.store.errors import NotPermitted, SessionEnded

Finish = str | Callable[[Path, ReportJob], None]
Press = Callable[[Path, ReportJob, Browser], None]
Progress = Callable[[ReportResult, int, int], None]

_AHEAD = 2  # reports ordered beyond those that run, so that nobody waits
_SLOW = ("pandas",)
_ROOM = 1_000_000  # bytes; with less than this free, a report cannot be written
_TRIES = 2  # for a report that was running when the crew was lost


@dataclass
class _Order:
    job: ReportJob
    inputs: dict[str, str]
    case: bytes
    why: str
    folder: Path | None = None
    tries: int = 0
    missing: tuple[Path, ...] = ()


def run_reports(
    jobs: Sequence[ReportJob],
    *,
    workers: int = 1,
    finish: Finish | None = None,
    press: Press | None = None,
    prepare: Sequence[str] = (),
    progress: Progress | None = None,
    timeout: float = 300,
    force: bool = False,
    way: Literal["auto", "fork", "kernels"] = "auto",
) -> list[ReportResult]:
    """Make reports.

    Parameters
    ----------
    jobs : sequence of ReportJob
        What to make; each has a folder of its own.
    workers : int
        How many to make at once.
    finish : callable or str, optional
        Writes the pages: ``finish(notebook_path, job)``, called in the report's own process once its
        notebook ran well. It writes files beside the notebook; each of them is part of the report. A function
        that can be imported, or its name as ``module:function``.
    press : callable, optional
        ``press(folder, job, browser)``, called in this process before the report is put in place: for what
        needs a browser, of which there is one for the whole batch, started at first use.
    prepare : sequence of str
        Modules, or functions as ``module:function``, for the process that reports are forked from.
    progress : callable, optional
        ``progress(result, done, total)``, called for each report as it ends.
    timeout : float
        Seconds a report may take.
    force : bool
        Make the finished ones too.
    way : {"auto", "fork", "kernels"}
        How; by default forked where that is possible.

    Returns
    -------
    list of ReportResult
        In the order of `jobs`. A report that fails does not stop the others.

    Raises
    ------
    InputError
        When two jobs have the same folder, or a job has a parameter its notebook does not know.
    """
    finish = name_hook(finish) if finish else None
    folders: set[Path] = set()
    for job in jobs:
        folder = job.out.resolve()
        if folder in folders:
            raise InputError("two reports have the same folder", file=folder, remedy="give each its own")
        folders.add(folder)
    hooks = [hook for hook in (finish, name_hook(press) if press else None) if hook]
    inputs = Inputs(hooks)
    for job in jobs:
        assert job.notebook is not None
        check_parameters(job, inputs.notebook(job.notebook))
    remove_stale(folders)
    batch = _RunningBatch(jobs, press, progress)
    batch.sort_out(inputs, force)
    if batch.waiting:
        crew = ForkingCrew if way == "fork" or (way == "auto" and can_fork()) else KernelCrew
        most = max(1, min(workers, len(batch.waiting)))
        first = [*_mentioned(batch.notebooks.values()), *prepare]
        batch.run(lambda: crew(most, timeout, finish, first), most, timeout)
    return [batch.results[index] for index in range(len(jobs))]


def _mentioned(sources: Iterable[bytes]) -> list[str]:
    """Return the slow libraries that some notebook speaks of, and that are worth importing once for all."""
    texts = list(sources)
    return [name for name in _SLOW if any(name.encode() in text for text in texts)]


class _RunningBatch:
    def __init__(self, jobs: Sequence[ReportJob], press: Press | None, progress: Progress | None) -> None:
        self.jobs, self.press, self.progress = jobs, press, progress
        self.results: dict[int, ReportResult] = {}
        self.waiting: deque[tuple[int, _Order]] = deque()
        self.running: dict[int, _Order] = {}

    def sort_out(self, inputs: Inputs, force: bool) -> None:
        """Decide which reports to make; the others have their result now."""
        for index, job in enumerate(self.jobs):
            try:
                stamp, case = inputs.stamp(job)
            except InputError as error:
                leaves = not isinstance(error, NotPermitted | SessionEnded)
                self._fail(index, job, None, 0.0, str(error), "", not error.is_failure, leaves=leaves)
                continue
            why = reason_to_make(job.out, stamp) or ("it was asked for" if force else "")
            if why:
                self.waiting.append((index, _Order(job, stamp, case, why)))
                continue
            forget_failure(job.out)
            manifest = read_manifest(job.out)
            files = tuple(job.out / name for name in manifest["outputs"]) if manifest else ()
            self._note(index, ReportResult(job, "skipped", 0.0, "", files))
        self.notebooks = {job.notebook: inputs.notebook(job.notebook) for job in self.jobs if job.notebook}

    def run(self, new_crew: Callable[[], Any], workers: int, timeout: float) -> None:
        """Make the reports that are waiting."""
        crew, browser = new_crew(), Browser()
        try:
            while self.waiting or self.running:
                while self.waiting and len(self.running) < workers + _AHEAD:
                    self._order(crew)
                try:
                    if self.running:
                        self._settle(crew.next(), browser, timeout)
                except CrewLost:
                    crew.close()
                    self._take_back()
                    crew = new_crew()
        finally:
            with _undisturbed():
                crew.close()
                browser.close()
                for order in self.running.values():
                    if order.folder:
                        clear(order.folder)

    def _order(self, crew: Any) -> None:
        index, order = self.waiting.popleft()
        try:
            out = order.job.out
            order.missing = tuple(path for path in (out, *out.parents) if not path.exists())
            order.folder = temporary_folder(out)
            self.running[index] = order
            assert order.job.notebook is not None
            lay_out(order.folder, self.notebooks[order.job.notebook], order.job, order.case)
        except OSError as error:
            self.running.pop(index, None)
            if order.folder:
                clear(order.folder)
            if is_full(error):
                why = say_reason("report", "disk_full")
                self._fail(index, order.job, None, 0.0, why, "", False, leaves=False)
            else:
                why = say_reason("report", "folder", reason=error.strerror)
                self._fail(index, order.job, None, 0.0, why, "", True)
            _remove(order.missing)
            return
        order.tries += 1
        crew.send(index, order.folder, order.job)

    def _take_back(self) -> None:
        """Order again what was running when the crew was lost; whatever was there twice has failed."""
        for index, order in list(self.running.items()):
            del self.running[index]
            if order.folder:
                clear(order.folder)
            if order.tries < _TRIES:
                self.waiting.append((index, order))
            else:
                why = say_reason("report", "runner_ended")
                self._fail(index, order.job, None, 0.0, why, "", False)

    def _settle(self, ended: dict[str, Any], browser: Browser, timeout: float) -> None:
        """Put one report that ended in its place."""
        index = ended["key"]
        order, seconds = self.running[index], ended["seconds"]
        job, folder = order.job, order.folder
        assert folder is not None
        try:
            plain = {"made": False, "details": "", "bad_input": False, "leaves": True}
            outcome = {**plain, **_outcome(folder, ended, timeout)}
            if outcome["made"]:
                outcome.update(self._place(order, folder, browser))
            if outcome["made"]:
                files, lacking = outcome["files"], outcome["lacking"]
                result = ReportResult(job, "made", seconds, order.why, files, bool(lacking), lacking)
                self._note(index, result)
            else:
                reason, leaves = outcome["reason"], outcome["leaves"]
                if leaves:
                    with contextlib.suppress(Exception):
                        write_failed_notebook(folder, job, reason)
                said = reason, outcome["details"], outcome["bad_input"]
                self._fail(index, job, folder, seconds, *said, leaves=leaves)
        finally:
            clear(folder)
            _remove(order.missing)
            del self.running[index]

    def _place(self, order: _Order, folder: Path, browser: Browser) -> dict[str, Any]:
        lacking = ""
        try:
            if self.press:
                try:
                    self.press(folder, order.job, browser)
                except InputError as error:  # no browser, say: the rest of the report is good
                    lacking = str(error)
            ask_again(order.job.case)  # while it was made, somebody may have signed out
            with _undisturbed():
                return {"files": place(folder, order.job.out, order.inputs), "lacking": lacking}
        except Exception as error:
            outcome = explain(error)
            give_up(folder, outcome["leaves"])
            return {"made": False, **outcome}

    def _fail(
        self,
        index: int,
        job: ReportJob,
        folder: Path | None,
        seconds: float,
        reason: str,
        details: str,
        bad_input: bool,
        leaves: bool = True,
    ) -> None:
        files: tuple[Path, ...] = ()
        if leaves:
            with contextlib.suppress(OSError):
                files = place_failure(folder, job, reason, details, bad_input)
        self._note(index, ReportResult(job, "failed", seconds, one_line(reason), files, bad_input))

    def _note(self, index: int, result: ReportResult) -> None:
        self.results[index] = result
        if self.progress:
            self.progress(result, len(self.results), len(self.jobs))


def _outcome(folder: Path, ended: dict[str, Any], timeout: float) -> dict[str, Any]:
    """Say what became of a report: from what it left, or else from how its process ended."""
    code = ended["code"]
    if ended["timed_out"]:
        return {"reason": say_reason("report", "slow", seconds=f"{timeout:g}")}
    if code in (0, 1):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            left = json.loads((folder / OUTCOME).read_bytes())
            if left["made"] is True and json.loads((folder / EXECUTED).read_bytes())["cells"]:
                return {"made": True}
            if left["made"] is False:
                return {key: left[key] for key in ("made", "reason", "details", "bad_input", "leaves")}
    if shutil.disk_usage(folder).free < _ROOM:
        return {"reason": say_reason("report", "disk_full"), "leaves": False}
    if code == -signal.SIGKILL:
        return {"reason": say_reason("report", "memory")}
    if code < 0:
        return {"reason": say_reason("report", "crashed", reason=signal.strsignal(-code) or -code)}
    return {"reason": say_reason("report", "ended")}


def _remove(folders: Iterable[Path]) -> None:
    """Remove the folders that were made for a report, where nothing came to be in them."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Put off a Ctrl-C until what is inside is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt
