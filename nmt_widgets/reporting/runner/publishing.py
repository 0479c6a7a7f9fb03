"""Moves a finished report to its folder, or the reason of a failed one; never a half of either.

Each report is made in a temporary folder beside its own, and moved file by file, the manifest last.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path

from nmt_widgets.core.places import outputs as outputs_folder
from nmt_widgets.core.private_files import (
    HOST,
    is_running,
    make_private,
    private_folder,
    write_private,
)
from nmt_widgets.core.settings import settings
from nmt_widgets.core.texts import texts
from nmt_widgets.reporting.runner.fingerprint import MANIFEST, read_manifest, write_manifest
from nmt_widgets.reporting.runner.jobs import Job
from nmt_widgets.reporting.runner.run import FAILED, LOG, ReportFailure, clear

REASON = "report.failed.txt"

_MOST_LOG = 20_000
_TEMPORARY = re.compile(r"\.nmt-report-(?P<host>[A-Za-z0-9-]*)\.(?P<pid>\d+)\.[0-9a-f]{8}\.part")


def temporary_folder(out: Path) -> Path:
    """Return a new name beside `out`, on the same disk, with the computer and process it belongs to."""
    beside = private_folder(out.resolve().parent)
    return beside / f".nmt-report-{HOST}.{os.getpid()}.{secrets.token_hex(4)}.part"


def remove_stale(outs: Iterable[Path]) -> None:
    """Remove the temporary folders of killed batches of this computer."""
    for beside in {out.resolve().parent for out in outs}:
        for folder in beside.glob(".nmt-report-*.part"):
            named = _TEMPORARY.fullmatch(folder.name)
            if named and named["host"] == HOST and not is_running(int(named["pid"])):
                clear(folder)


def tighten(root: Path) -> None:
    """Make reports under a folder private, which an older version left readable for other people.

    Other files stay as they are. So does the root if a setting or an option names it.
    """
    if root == outputs_folder() and settings().outputs is None:
        make_private(root)
    with contextlib.suppress(OSError):  # the files of other people are not ours to change
        _tighten_reports(root)


def _tighten_reports(root: Path) -> None:
    for out in root.glob("*/assessment-*"):
        if (
            out.is_symlink()
            or out.parent.is_symlink()
            or not ((out / MANIFEST).is_file() or (out / REASON).is_file())
        ):
            continue
        for path in (out.parent, *out.parent.glob("hand-out-*.pdf"), out, *out.iterdir()):
            make_private(path)


def outputs(folder: Path) -> list[str]:
    """Return the names of the files of a report in its temporary folder."""
    return sorted(path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def place(folder: Path, out: Path, inputs: Mapping[str, str]) -> tuple[Path, ...]:
    """Move a finished report to its folder and return its files.

    Files of the earlier report that are not part of this one are removed.
    """
    names = outputs(folder)
    write_manifest(folder, inputs, names)
    before = read_manifest(out)
    make_private(private_folder(out))
    for name in (*names, MANIFEST):
        make_private(folder / name)  # whatever wrote it
    for name in names:
        (folder / name).replace(out / name)
    for name in set(before["outputs"] if before else ()) - set(names):
        if Path(name).name == name:
            (out / name).unlink(missing_ok=True)
    (folder / MANIFEST).replace(out / MANIFEST)
    forget_failure(out)
    return tuple(out / name for name in [*names, MANIFEST])


def forget_failure(out: Path) -> None:
    """Remove the files of an earlier failure."""
    for name in (FAILED, REASON):
        (out / name).unlink(missing_ok=True)


def place_failure(folder: Path | None, job: Job, failure: ReportFailure) -> tuple[Path, ...]:
    """Write the reason of a failure to the folder of the report, move its notebook there, and return both.

    A good report in that folder stays as it is.
    """
    out = job.out
    make_private(private_folder(out))
    notebook = folder / FAILED if folder and _is_whole(folder / FAILED) else None
    note = _failed_note(job, failure, folder, has_notebook=notebook is not None)
    if notebook is None:
        (out / FAILED).unlink(missing_ok=True)
    else:
        make_private(notebook)
        notebook.replace(out / FAILED)
    write_private(out / REASON, note)
    return (out / REASON,) if notebook is None else (out / FAILED, out / REASON)


def _failed_note(job: Job, failure: ReportFailure, folder: Path | None, *, has_notebook: bool) -> str:
    """Return the reason of a failure with its remedy, and below a line the details for a developer."""
    words, reason = texts("report")["failed_note"], failure.reason
    stop = "" if reason.endswith((".", "!", "?", "…")) else "."
    sentences = [
        words["message"].format(report=job.title, reason=f"{reason}{stop}"),
        words["correct" if failure.bad_input else "again"],
        words["notebook"].format(file=FAILED) if has_notebook else "",
        words["earlier"] if (job.out / MANIFEST).exists() else "",
    ]
    note = " ".join(" ".join(sentences).split())
    text = textwrap.fill(note, 100, break_long_words=False, break_on_hyphens=False) + "\n"
    log = _tail(folder / LOG) if folder else ""
    below = "\n\n".join(part for part in (failure.details.strip(), log.strip()) if part)
    if below:
        text += f"\n{'-' * 100}\n{words['developer']}\n\n{below}\n"
    return text


def _is_whole(notebook: Path) -> bool:
    try:
        return bool(json.loads(notebook.read_bytes())["cells"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _tail(path: Path) -> str:
    try:
        return path.read_bytes()[-_MOST_LOG:].decode("utf-8", "replace")
    except OSError:
        return ""
