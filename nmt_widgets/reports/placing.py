"""Puts a finished report where it belongs, and a failed one's reason beside it; never half of either.

Everything is made in a temporary folder beside the report's own and moved file by file, the manifest last.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import re
import secrets
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path

from nmt_widgets.reports.jobs import ReportJob
from nmt_widgets.reports.making import FAILED, LOG, clear
from nmt_widgets.reports.stamp import MANIFEST, read_manifest, write_manifest

REASON = "report.failed.txt"

_MOST_LOG = 20_000
_TEMPORARY = re.compile(r"\.nmt-report-(?P<host>[A-Za-z0-9-]*)\.(?P<pid>\d+)\.[0-9a-f]{8}\.part")
_HOST = re.sub(r"[^A-Za-z0-9]+", "-", platform.node())[:40]


def temporary_folder(out: Path) -> Path:
    """Return a new name beside `out`, on the same disk, that tells whose it is."""
    beside = out.resolve().parent
    beside.mkdir(parents=True, exist_ok=True)
    return beside / f".nmt-report-{_HOST}.{os.getpid()}.{secrets.token_hex(4)}.part"


def remove_stale(outs: Iterable[Path]) -> None:
    """Remove the temporary folders that earlier batches of this computer left when they were killed."""
    for beside in {out.resolve().parent for out in outs}:
        for folder in beside.glob(".nmt-report-*.part"):
            named = _TEMPORARY.fullmatch(folder.name)
            if named and named["host"] == _HOST and not _alive(int(named["pid"])):
                clear(folder)


def _alive(pid: int) -> bool:
    if os.name != "posix":  # there, asking by a signal would end it
        return bool(importlib.import_module("psutil").pid_exists(pid))
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def outputs(folder: Path) -> list[str]:
    """Return the names of the files in a temporary folder that belong to the report."""
    return sorted(path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def place(folder: Path, out: Path, inputs: Mapping[str, str]) -> tuple[Path, ...]:
    """Move a finished report into its folder; return its files.

    Files of the report that was there before and are not part of this one are removed.
    """
    names = outputs(folder)
    write_manifest(folder, inputs, names)
    before = read_manifest(out)
    out.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).replace(out / name)
    for name in set(before["outputs"] if before else ()) - set(names):
        if Path(name).name == name:
            (out / name).unlink(missing_ok=True)
    (folder / MANIFEST).replace(out / MANIFEST)
    forget_failure(out)
    return tuple(out / name for name in [*names, MANIFEST])


def forget_failure(out: Path) -> None:
    """Remove what an earlier failure left: the report is good now."""
    for name in (FAILED, REASON):
        (out / name).unlink(missing_ok=True)


def place_failure(
    folder: Path | None, job: ReportJob, reason: str, details: str, bad_input: bool
) -> tuple[Path, ...]:
    """Leave the reason of a failure, and the notebook to read, in the report's folder.

    A good report that is there already stays as it is.
    """
    out = job.out
    out.mkdir(parents=True, exist_ok=True)
    kept = "The earlier report in this folder is still there, unchanged." if (out / MANIFEST).exists() else ""
    remedy = (
        "Correct it and ask for the report again."
        if bad_input
        else "Ask for the report again; if it fails again, send this file to whoever looks after the workbook. "
        "What stands below the line may quote the case."
    )
    opened = f"Open {FAILED} to see how far it came." if folder and _is_whole(folder / FAILED) else ""
    stop = "" if reason.endswith((".", "!", "?", "…")) else "."
    words = f"The report for {job.title} could not be made: {reason}{stop} {remedy} {opened} {kept}"
    log = _tail(folder / LOG) if folder else ""
    below = "\n\n".join(part for part in (details.strip(), log.strip()) if part)
    text = textwrap.fill(" ".join(words.split()), 100, break_long_words=False, break_on_hyphens=False) + "\n"
    if below:
        text += f"\n{'-' * 100}\nFor the developer\n\n{below}\n"
    made = []
    if folder and _is_whole(folder / FAILED):
        (folder / FAILED).replace(out / FAILED)
        made.append(out / FAILED)
    else:
        (out / FAILED).unlink(missing_ok=True)
    beside = temporary_folder(out)
    beside.mkdir(mode=0o700)
    try:
        (beside / REASON).write_text(text, encoding="utf-8")
        (beside / REASON).replace(out / REASON)
    finally:
        clear(beside)
    return (*made, out / REASON)


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
