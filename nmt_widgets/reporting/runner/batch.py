"""A batch of reports: each in a process of its own. A failure stops no other report; finished ones are skipped."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import LifoQueue
from typing import Any, Literal

from nmt_widgets.core.errors import InputError, is_full, one_line
from nmt_widgets.core.fork_server import can_fork
from nmt_widgets.core.texts import language, texts
from nmt_widgets.core.words import reason as say_reason
from nmt_widgets.core.words import refusal
from nmt_widgets.library.printing.browser import Browser
from nmt_widgets.reporting.runner.crew import ForkingCrew
from nmt_widgets.reporting.runner.fingerprint import Inputs, read_manifest, reason_to_make
from nmt_widgets.reporting.runner.hooks import name_hook
from nmt_widgets.reporting.runner.jobs import Job, ReportResult, check_parameters
from nmt_widgets.reporting.runner.kernel_pool import KernelCrew
from nmt_widgets.reporting.runner.messages import Crew, CrewLost, CrewOrder, ReportEnd
from nmt_widgets.reporting.runner.publishing import (
    forget_failure,
    place,
    place_failure,
    remove_stale,
    temporary_folder,
)
from nmt_widgets.reporting.runner.run import (
    ReportFailure,
    clear,
    explain,
    give_up,
    lay_out,
    read_outcome,
    write_failed_notebook,
)
from nmt_widgets.store.asking import asker
from nmt_widgets.store.errors import NotPermitted, SessionEnded

Finish = str | Callable[[Path, Job], None]
Press = Callable[[Path, Job, Browser], None]
Progress = Callable[[ReportResult, int, int], None]

_SLOW = ("pandas", "plotly")
_PRESSES = min(2, os.cpu_count() or 1)  # threads, each with a browser
_PRESSED = 6  # reports that wait for these or are in them
_ROOM = 1_000_000  # bytes; a report needs more free space than this
_TRIES = 2  # of a report that ran when the crew was lost


@dataclass(frozen=True)
class _PlacedReport:
    files: tuple[Path, ...]
    lacking: str


@dataclass
class _Order:
    job: Job
    inputs: dict[str, str]
    why: str
    folder: Path | None = None
    tries: int = 0
    missing: tuple[Path, ...] = ()


def run_reports(
    jobs: Sequence[Job],
    *,
    workers: int = 1,
    finish: Finish | None = None,
    press: Press | None = None,
    prepare: Sequence[str] = (),
    progress: Progress | None = None,
    timeout: float = 300,
    force: bool = False,
    way: Literal["auto", "fork", "kernels"] = "auto",
    cluster: Callable[[CrewOrder], Crew] | None = None,
) -> list[ReportResult]:
    """Make reports.

    Parameters
    ----------
    jobs : sequence of Job
        The reports, each with a folder of its own.
    workers : int
        Number of reports made at once.
    finish : callable or str, optional
        Writes the pages: ``finish(notebook_path, job)``, called in the process of the report after its notebook ran
        well. Each file that it writes beside the notebook belongs to the report. A function that can be imported, or
        its name as ``module:function``.
    press : callable, optional
        Writes what needs a browser: ``press(folder, job, browser)``, called in this process before the report is moved
        to its folder. It runs beside reports that are still made. The batch has a browser for each processor, two
        at most; each starts at first use.
    prepare : sequence of str
        Modules, or functions as ``module:function``, for the process that forks the reports.
    progress : callable, optional
        ``progress(result, done, total)``, called at the end of each report.
    timeout : float
        Most seconds for a report.
    force : bool
        Make finished reports again.
    way : {"auto", "fork", "kernels"}
        By fork or in kernels; by default by fork if the system has it.
    cluster : callable, optional
        Returns a crew on other computers; see :mod:`nmt_widgets.reporting.cluster`.

    Returns
    -------
    list of ReportResult
        In the order of `jobs`. A failure stops no other report.

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
            raise refusal("report", "same_folder", file=folder)
        folders.add(folder)
    hooks = [hook for hook in (finish, name_hook(press) if press else None) if hook]
    inputs = Inputs(hooks)
    for job in jobs:
        assert job.notebook is not None
        check_parameters(job, inputs.notebook(job.notebook))
    order = CrewOrder(
        workers=max(1, min(workers, len(jobs))),
        timeout=timeout,
        finish=finish,
        prepare=[*_slow_libraries(inputs.notebook(job.notebook) for job in jobs if job.notebook), *prepare],
        asker=asker(),
        language=language(),
    )
    forks = way == "fork" or (way == "auto" and can_fork())
    new_crew = partial(cluster or (ForkingCrew if forks else KernelCrew), order)
    batch = _RunningBatch(jobs, press, progress)
    with contextlib.ExitStack() as stack:
        crew = None
        if any(read_manifest(job.out) is None for job in jobs):  # it gets ready while the inputs are hashed
            crew = new_crew()
            stack.callback(crew.close)
        remove_stale(folders)
        batch.sort_out(inputs, force)
        if batch.waiting:
            stack.pop_all()
            batch.run(crew or new_crew(), new_crew, timeout)
    return [batch.results[index] for index in range(len(jobs))]


def _slow_libraries(sources: Iterable[bytes]) -> list[str]:
    """Return the slow libraries that a notebook mentions, to import them once for all reports."""
    notebooks = list(sources)
    return [name for name in _SLOW if any(name.encode() in notebook for notebook in notebooks)]


class _RunningBatch:
    def __init__(self, jobs: Sequence[Job], press: Press | None, progress: Progress | None) -> None:
        self.jobs, self.press, self.progress = jobs, press, progress
        self.results: dict[int, ReportResult] = {}
        self.waiting: deque[tuple[int, _Order]] = deque()
        self.running: dict[int, _Order] = {}
        self.pressing: dict[Future[ReportFailure | str | Exception], tuple[_Order, ReportEnd]] = {}

    def sort_out(self, inputs: Inputs, force: bool) -> None:
        """Choose the reports to make, and give the others their result."""
        for index, job in enumerate(self.jobs):
            try:
                stamp = inputs.stamp(job)
            except InputError as error:
                self._fail(index, job, _refused(error))
                continue
            why = reason_to_make(job.out, stamp) or (texts("report")["why_made"]["wish"] if force else "")
            if why:
                self.waiting.append((index, _Order(job, stamp, why)))
                continue
            forget_failure(job.out)
            manifest = read_manifest(job.out)
            files = tuple(job.out / name for name in manifest["outputs"]) if manifest else ()
            self._record(index, ReportResult(job, "skipped", 0.0, "", files))
        self.notebooks = {job.notebook: inputs.notebook(job.notebook) for job in self.jobs if job.notebook}

    def run(self, crew: Crew, new_crew: Callable[[], Crew], timeout: float) -> None:
        """Make the reports that wait, with a crew, and with a new one when it is lost."""
        browsers = LifoQueue[Browser]()  # the one that was used last is used next
        for browser in (all_browsers := [Browser() for _ in range(_PRESSES)]):
            browsers.put(browser)
        listener, presses = ThreadPoolExecutor(1, "nmt-crew"), ThreadPoolExecutor(_PRESSES, "nmt-press")
        next_end: Future[ReportEnd] | None = None
        try:
            while self.waiting or self.running or self.pressing:
                while self.waiting and self._has_room(crew):
                    self._order(crew)
                if self.running and next_end is None:
                    next_end = listener.submit(crew.next)
                awaited: list[Future[Any]] = [*self.pressing, *([next_end] if next_end else [])]
                for future in wait(awaited, return_when=FIRST_COMPLETED).done:
                    if future is not next_end:
                        self._finish(*self.pressing.pop(future), future.result())
                        continue
                    next_end = None
                    try:
                        self._receive(future.result(), presses, browsers, timeout)
                    except CrewLost:
                        crew.close()
                        self._order_again()
                        crew = new_crew()
        finally:
            with _undisturbed():
                crew.close()
                for pool in (listener, presses):
                    pool.shutdown(cancel_futures=True)
                for browser in all_browsers:
                    browser.close()
                for order in (*self.running.values(), *(order for order, _ in self.pressing.values())):
                    if order.folder:
                        clear(order.folder)

    def _has_room(self, crew: Crew) -> bool:
        """Say whether another report may be ordered: no more is made than can be printed."""
        return len(self.running) < crew.room and len(self.pressing) < _PRESSED

    def _order(self, crew: Crew) -> None:
        index, order = self.waiting.popleft()
        try:
            out = order.job.out
            order.missing = tuple(path for path in (out, *out.parents) if not path.exists())
            order.folder = temporary_folder(out)
            self.running[index] = order
            assert order.job.notebook is not None
            lay_out(order.folder, self.notebooks[order.job.notebook], order.job)
        except (OSError, InputError) as error:
            self.running.pop(index, None)
            if order.folder:
                clear(order.folder)
            if isinstance(error, InputError):
                failure = _refused(error)
            elif is_full(error):
                failure = ReportFailure(say_reason("report", "disk_full"), leaves_files=False)
            else:
                failure = ReportFailure(say_reason("report", "folder", reason=error.strerror), bad_input=True)
            self._fail(index, order.job, failure)
            _remove(order.missing)
            return
        order.tries += 1
        crew.send(index, order.folder, order.job)

    def _order_again(self) -> None:
        """Order the reports that ran when the crew was lost; one that was lost twice has failed."""
        for index, order in list(self.running.items()):
            del self.running[index]
            if order.folder:
                clear(order.folder)
            if order.tries < _TRIES:
                self.waiting.append((index, order))
            else:
                self._fail(index, order.job, ReportFailure(say_reason("report", "runner_ended")))

    def _receive(
        self, end: ReportEnd, presses: Executor, browsers: LifoQueue[Browser], timeout: float
    ) -> None:
        """Take a report that ended, and let its last files be made beside those that still run."""
        order = self.running.pop(end["key"])
        context = copy_context()  # with the options of this thread, such as the language
        pressed = presses.submit(context.run, self._press, order, end, browsers, timeout)
        self.pressing[pressed] = (order, end)

    def _press(
        self, order: _Order, end: ReportEnd, browsers: LifoQueue[Browser], timeout: float
    ) -> ReportFailure | str | Exception:
        """Return why a report failed, or what it lacks; nothing is lacking when that is empty."""
        assert order.folder is not None
        if failure := _outcome(order.folder, end, timeout):
            return failure
        browser = browsers.get()
        try:
            if self.press:
                self.press(order.folder, order.job, browser)
        except InputError as error:  # for example no browser: the rest of the report is good
            return str(error)
        except Exception as error:
            return error
        finally:
            browsers.put(browser)
        return ""

    def _finish(self, order: _Order, end: ReportEnd, pressed: ReportFailure | str | Exception) -> None:
        """Move a report that ended to its folder, or leave its reason there."""
        index, seconds = end["key"], end["seconds"]
        job, folder = order.job, order.folder
        assert folder is not None
        try:
            outcome = pressed if isinstance(pressed, ReportFailure) else self._place(order, folder, pressed)
            if isinstance(outcome, _PlacedReport):
                lacking = outcome.lacking
                result = ReportResult(job, "made", seconds, order.why, outcome.files, bool(lacking), lacking)
                self._record(index, result)
            else:
                if outcome.leaves_files:
                    with contextlib.suppress(Exception):
                        write_failed_notebook(folder, job, outcome.reason)
                self._fail(index, job, outcome, folder, seconds)
        finally:
            clear(folder)
            _remove(order.missing)

    def _place(self, order: _Order, folder: Path, pressed: str | Exception) -> _PlacedReport | ReportFailure:
        try:
            if isinstance(pressed, Exception):
                raise pressed
            order.job.ask_again()  # the person may have signed out meanwhile
            with _undisturbed():
                return _PlacedReport(place(folder, order.job.out, order.inputs), pressed)
        except Exception as error:
            failure = explain(error)
            give_up(folder, failure)
            return failure

    def _fail(
        self,
        index: int,
        job: Job,
        failure: ReportFailure,
        folder: Path | None = None,
        seconds: float = 0.0,
    ) -> None:
        files: tuple[Path, ...] = ()
        if failure.leaves_files and (job.keeps_bad_input or not failure.bad_input):
            with contextlib.suppress(OSError):
                files = place_failure(folder, job, failure)
        reason = one_line(failure.reason)
        self._record(index, ReportResult(job, "failed", seconds, reason, files, failure.bad_input))

    def _record(self, index: int, result: ReportResult) -> None:
        self.results[index] = result
        if self.progress:
            self.progress(result, len(self.results), len(self.jobs))


def _refused(error: InputError) -> ReportFailure:
    """Return the failure of a report whose case cannot be opened, or not by this person."""
    leaves = not isinstance(error, NotPermitted | SessionEnded)
    return ReportFailure(str(error), bad_input=not error.is_failure, leaves_files=leaves)


def _outcome(folder: Path, end: ReportEnd, timeout: float) -> ReportFailure | None:
    """Return why a report failed: from the outcome it wrote, else from the end of its process. None without failure."""
    code = end["code"]
    if end["timed_out"]:
        return ReportFailure(say_reason("report", "slow", seconds=f"{timeout:g}"))
    if code in (0, 1):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
            return read_outcome(folder)
    if shutil.disk_usage(folder).free < _ROOM:
        return ReportFailure(say_reason("report", "disk_full"), leaves_files=False)
    if code == -signal.SIGKILL:
        return ReportFailure(say_reason("report", "memory"))
    if code < 0:
        return ReportFailure(say_reason("report", "crashed", reason=signal.strsignal(-code) or -code))
    return ReportFailure(say_reason("report", "ended"))


def _remove(folders: Iterable[Path]) -> None:
    """Remove folders that were created for a report and are empty."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Delay a Ctrl-C until the end of the block; a job in the background goes on ignoring it."""
    is_ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    if is_ignored or threading.current_thread() is not threading.main_thread():
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
