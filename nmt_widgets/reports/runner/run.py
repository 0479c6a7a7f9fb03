"""Makes one report in a temporary folder: runs the notebook, then has its pages written.

The folder has a fixed layout, and every path papermill sees is a fixed name relative to it: papermill treats
paths as format templates and addresses, and writes them into the notebook.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import json
import os
import re
import shutil
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nmt_widgets.core.errors import InputError, is_full, one_line
from nmt_widgets.core.private_files import private_folder, write_private
from nmt_widgets.core.words import reason as say_reason
from nmt_widgets.reports.runner.jobs import ReportJob
from nmt_widgets.store.errors import NotPermitted, SessionEnded

SOURCE = "notebooks/report.ipynb"
EXECUTED = "report.ipynb"
FAILED = "report.failed.ipynb"
WORK = "work"
OUTCOME = ".outcome.json"
CELL = ".cell"
LOG = ".log"

Finish = Callable[[Path, ReportJob], None]

_DISK = {errno.EACCES, errno.EPERM, errno.EROFS}

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class IncompleteRun(Exception):
    """The notebook ended early without an error."""


def lay_out(folder: Path, notebook: bytes, job: ReportJob, case: bytes | None) -> None:
    """Make the folder a report is made in, with the notebook and, for a case given by its path, the case."""
    private_folder(folder / WORK)
    source = folder / SOURCE
    private_folder(source.parent)
    write_private(source, notebook)
    if job.by_path and case is not None:
        write_private(folder / WORK / Path(job.case).name, case)


def find_hook(name: str) -> Callable[..., Any]:
    """Return the function that `module:name` names."""
    module, _, rest = name.partition(":")
    target: object = importlib.import_module(module)
    for step in rest.split("."):
        target = getattr(target, step)
    if not callable(target):
        raise TypeError(f"{name} is not a function")
    return target


def name_hook(hook: str | Callable[..., Any]) -> str:
    """Return `module:name` for a function that another process can find by it.

    Raises
    ------
    ValueError
        For a lambda, a nested function, or one of the main script.
    """
    if isinstance(hook, str):
        return hook
    name = f"{getattr(hook, '__module__', '')}:{getattr(hook, '__qualname__', '')}"
    if "<" in name or name.startswith((":", "__main__:")):
        raise ValueError(f"{name} cannot be found by name from another process")
    return name


def make_report(folder: Path, job: ReportJob, finish: str | None, engine: str | None, **options: Any) -> bool:
    """Make one report in `folder`, in this process, and leave there what became of it.

    Parameters
    ----------
    folder : pathlib.Path
        As :func:`lay_out` made it. It becomes the working directory.
    job : ReportJob
        What to make.
    finish : str, optional
        ``module:function`` of a function that writes the pages beside the executed notebook. It is called as
        ``finish(notebook_path, job)``; every file it leaves beside the notebook belongs to the report.
    engine : str, optional
        Papermill's engine; by default a kernel.
    **options
        Further options of that engine.

    Returns
    -------
    bool
        Whether the report was made.
    """
    os.chdir(folder)
    outcome: dict[str, Any] = {"made": True}
    try:
        _run(job, engine, options)
        if finish:
            find_hook(finish)(folder / EXECUTED, job)
    except Exception as error:
        outcome = {"made": False, **explain(error)}
        give_up(folder, bool(outcome["leaves"]))
    write_private(folder / OUTCOME, json.dumps(outcome))
    return bool(outcome["made"])


def give_up(folder: Path, leaves: bool) -> None:
    """Make what was executed a notebook to read, or remove it where nothing is to be left."""
    executed = folder / EXECUTED
    if leaves and executed.exists():
        executed.replace(folder / FAILED)
    elif not leaves:
        for path in (executed, folder / FAILED):
            path.unlink(missing_ok=True)


def _run(job: ReportJob, engine: str | None, options: dict[str, Any]) -> None:
    import papermill

    executed = papermill.execute_notebook(
        SOURCE,
        EXECUTED,
        job.arguments(),
        engine_name=engine,
        request_save_on_cell_execute=False,  # one write, at the end
        autosave_cell_every=0,
        progress_bar=False,
        cwd=WORK,
        **options,
    )
    for index, cell in enumerate(executed.cells):
        if cell.cell_type == "code" and cell.metadata.papermill["status"] != "completed":
            raise IncompleteRun(say_reason("report", "cell_ended", number=index + 1))


def explain(error: Exception) -> dict[str, Any]:
    """Return the reason for a failure in one line, the details for a developer, whose it is, and what is left of it.

    Nothing is left - neither reason nor notebook - where the disk is full, or where whoever asked may not have it.
    """
    name, reason = type(error).__name__, str(error)
    bad_input = isinstance(error, InputError) and not error.is_failure
    leaves = not isinstance(error, (NotPermitted, SessionEnded))
    if name == "PapermillExecutionError":
        details = "\n".join(getattr(error, "traceback", ()))
        raised, reason = getattr(error, "ename", ""), getattr(error, "evalue", "")
        kind = _errors().get(raised)
        bad_input = kind is not None and not kind.is_failure
        leaves = kind is None or not issubclass(kind, (NotPermitted, SessionEnded))
        if raised == "OSError" and f"[Errno {errno.ENOSPC}]" in reason:
            reason, leaves = say_reason("report", "disk_full"), False
        elif kind is None:
            reason = f"{raised or name}: {reason}"
    else:
        details = "".join(traceback.format_exception(error))
        if name == "DeadKernelError":
            reason = say_reason("report", "kernel_ended")
        elif is_full(error):
            reason, leaves = say_reason("report", "disk_full"), False
        elif isinstance(error, OSError) and error.errno in _DISK:
            system = os.strerror(error.errno).lower()
            reason, bad_input = say_reason("report", "files", reason=system), True
        elif not isinstance(error, InputError | IncompleteRun):
            reason = f"{name}: {reason}"
    said = {"reason": one_line(reason), "details": _COLOURS.sub("", details)}
    return {**said, "bad_input": bad_input, "leaves": leaves}


def _errors() -> dict[str, type[InputError]]:
    """Return the errors for people by name: of one that ended a notebook, no more is known."""
    found: dict[str, type[InputError]] = {}
    kinds: list[type[InputError]] = [InputError]
    while kinds:
        kind = kinds.pop()
        found[kind.__name__] = kind
        kinds.extend(kind.__subclasses__())
    return found


def write_failed_notebook(folder: Path, job: ReportJob, reason: str) -> None:
    """Leave a notebook to read where a run ended without one, or without an error in it.

    It says what happened at the top, and at the cell that was running where that is known.
    """
    from nbformat import NotebookNode, read, v4, write
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import ERROR_MARKER_TAG, raise_for_execution_errors
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    target = folder / FAILED
    if target.exists():
        nb = read(target, as_version=4)
        if any(ERROR_MARKER_TAG in cell.metadata.get("tags", ()) for cell in nb.cells):
            return
        banner = v4.new_markdown_cell(f"**This report could not be finished.** {reason}")
        banner.metadata["tags"] = [ERROR_MARKER_TAG]
        nb.cells.insert(0, banner)
        write(nb, target)
        return
    nb = parameterize_notebook(load_notebook_node(str(folder / SOURCE)), job.arguments())
    codes = [index for index, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    marker = folder / CELL
    index = int(marker.read_text()) if marker.exists() else codes[0]
    nb.cells[index].execution_count = sum(code <= index for code in codes)
    nb.cells[index].outputs = [
        NotebookNode(output_type="error", ename="ReportStopped", evalue=reason, traceback=[reason])
    ]
    with contextlib.suppress(PapermillExecutionError):
        raise_for_execution_errors(nb, str(target))


def clear(folder: Path) -> None:
    """Remove a temporary folder, whatever is left of it."""
    shutil.rmtree(folder, ignore_errors=True)
