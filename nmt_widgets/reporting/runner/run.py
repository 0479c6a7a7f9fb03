"""Makes one report in a temporary folder: runs the notebook, then writes its pages.

Papermill gets only fixed names relative to that folder: it reads paths as format templates and addresses, and writes
them into the notebook.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shutil
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nmt_widgets.core.errors import InputError, is_full, one_line
from nmt_widgets.core.private_files import make_private, private_folder, write_private
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import reason as say_reason
from nmt_widgets.reporting.runner.hooks import find_hook
from nmt_widgets.reporting.runner.jobs import Job
from nmt_widgets.store.errors import NotPermitted, SessionEnded
from nmt_widgets.store.handing import HandedCase, take_case

SOURCE = "notebooks/report.ipynb"
EXECUTED = "report.ipynb"
FAILED = "report.failed.ipynb"
WORK = "work"
HANDED = ".handed.json"
OUTCOME = ".outcome.json"
CELL = ".cell"
LOG = ".log"

Finish = Callable[[Path, Job], None]

_DISK = {errno.EACCES, errno.EPERM, errno.EROFS}

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class IncompleteRun(Exception):
    """The notebook ended early without an error."""


@dataclass(frozen=True)
class ReportFailure:
    """Why a report was not made.

    Attributes
    ----------
    reason : str
        In one line.
    details : str
        For a developer.
    bad_input : bool
        Whether the case or the request is the cause, not the software.
    leaves_files : bool
        Whether reason and notebook stay in the folder of the report. They do not when the disk is full, or when the
        person who wanted the report may not have it.
    """

    reason: str
    details: str = ""
    bad_input: bool = False
    leaves_files: bool = True


def lay_out(folder: Path, notebook: bytes, job: Job) -> None:
    """Create the folder in which a report is made, with the notebook, the files it reads, and its case.

    Raises
    ------
    InputError
        When the case cannot be opened.
    """
    private_folder(folder / WORK)
    source = folder / SOURCE
    private_folder(source.parent)
    write_private(source, notebook)
    for name, path in job.files().items():
        shutil.copyfile(path, folder / WORK / name)
        make_private(folder / WORK / name)
    if handed := job.handed():
        write_private(folder / HANDED, handed.to_json())


def take_handed(folder: Path) -> None:
    """Take the case that :func:`lay_out` wrote into a folder, if it did: this process opens it in no other way."""
    path = folder / HANDED
    if path.exists():
        take_case(HandedCase.from_json(path.read_bytes()))
        path.unlink()


def make_report(folder: Path, job: Job, finish: str | None, engine: str | None, **options: Any) -> bool:
    """Make one report in `folder`, in this process, and write its outcome there.

    Parameters
    ----------
    folder : pathlib.Path
        Created by :func:`lay_out`. It becomes the working directory.
    job : Job
        The report.
    finish : str, optional
        ``module:function`` of a function that writes the pages. It is called as ``finish(notebook_path, job)``; each
        file that it writes beside the notebook belongs to the report.
    engine : str, optional
        The engine of papermill; by default a kernel.
    **options
        Further options of that engine.

    Returns
    -------
    bool
        Whether the report was made.
    """
    os.chdir(folder)
    failure: ReportFailure | None = None
    try:
        _run(job, engine, options)
        if finish:
            find_hook(finish)(folder / EXECUTED, job)
    except Exception as error:
        failure = explain(error)
        give_up(folder, failure)
    write_outcome(folder, failure)
    return failure is None


def write_outcome(folder: Path, failure: ReportFailure | None) -> None:
    """Write into a folder whether and why its report failed."""
    write_private(folder / OUTCOME, json.dumps({"failure": asdict(failure) if failure else None}))


def read_outcome(folder: Path) -> ReportFailure | None:
    """Return the failure that :func:`make_report` wrote into a folder; None if the report was made.

    Raises
    ------
    OSError, ValueError, KeyError, TypeError, RecursionError
        When it wrote no outcome, or a notebook spoilt it.
    """
    failure = json.loads((folder / OUTCOME).read_bytes())["failure"]
    if failure is not None:
        return ReportFailure(**failure)
    if not json.loads((folder / EXECUTED).read_bytes())["cells"]:
        raise ValueError("the notebook is empty")
    return None


def give_up(folder: Path, failure: ReportFailure) -> None:
    """Rename the executed notebook to that of a failed report, or remove it."""
    executed = folder / EXECUTED
    if failure.leaves_files and executed.exists():
        executed.replace(folder / FAILED)
    elif not failure.leaves_files:
        for path in (executed, folder / FAILED):
            path.unlink(missing_ok=True)


def _run(job: Job, engine: str | None, options: dict[str, Any]) -> None:
    """Take the steps of `papermill.execute_notebook`, and write the notebook once and quickly."""
    from papermill.engines import papermill_engines
    from papermill.execute import prepare_notebook_metadata, raise_for_execution_errors
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    nb = parameterize_notebook(load_notebook_node(SOURCE), job.arguments())
    nb = prepare_notebook_metadata(nb, SOURCE, EXECUTED)
    options.setdefault("kernel_name", papermill_engines.nb_kernel_name(engine_name=engine, nb=nb))
    with contextlib.chdir(WORK):
        nb = papermill_engines.execute_notebook_with_engine(
            engine, nb, progress_bar=False, autosave_cell_every=0, **options
        )
    raise_for_execution_errors(nb, EXECUTED)
    Path(EXECUTED).write_text(_as_json(nb), encoding="utf-8")
    for index, cell in enumerate(nb.cells):
        if cell.cell_type == "code" and cell.metadata.papermill["status"] != "completed":
            raise IncompleteRun(say_reason("report", "cell_ended", number=index + 1))


def _as_json(nb: Mapping[str, Any]) -> str:
    """Return a notebook as JSON with a cell on each line; nbformat's indents take ten times as long."""
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
    cells = ",\n".join(encode(cell) for cell in nb["cells"])
    rest = encode({name: part for name, part in nb.items() if name != "cells"})
    return f'{{"cells": [\n{cells}\n],\n{rest[1:]}\n'


def explain(error: Exception) -> ReportFailure:
    """Return the failure that an error is for a report."""
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
    return ReportFailure(one_line(reason), _COLOURS.sub("", details), bad_input, leaves)


def _errors() -> dict[str, type[InputError]]:
    """Return the errors for people by class name. Papermill passes on only the name of the error of a notebook."""
    errors: dict[str, type[InputError]] = {}
    kinds: list[type[InputError]] = [InputError]
    while kinds:
        kind = kinds.pop()
        errors[kind.__name__] = kind
        kinds.extend(kind.__subclasses__())
    return errors


def write_failed_notebook(folder: Path, job: Job, reason: str) -> None:
    """Write the notebook of a failed report, if the run ended without one or without an error in it.

    It has the reason at the top, and at the cell that was running if that cell is known.
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
        banner = v4.new_markdown_cell(f"**{texts('report')['failed_note']['banner']}** {reason}")
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
    """Remove a temporary folder, as far as it exists."""
    shutil.rmtree(folder, ignore_errors=True)
