"""Puts a finished report where it belongs, and a failed one's reason beside it; never half of either.

Everything is made in a temporary folder beside the report's own and moved file by file, the manifest last.
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
from nmt_widgets.reports.runner.fingerprint import MANIFEST, read_manifest, write_manifest
from nmt_widgets.reports.runner.jobs import ReportJob
from nmt_widgets.reports.runner.run import FAILED, LOG, clear

REASON = "report.failed.txt"

_MOST_LOG = 20_000
_TEMPORARY = re.compile(r"\.nmt-report-(?P<host>[A-Za-z0-9-]*)\.(?P<pid>\d+)\.[0-9a-f]{8}\.part")


def temporary_folder(out: Path) -> Path:
    """Return a new name beside `out`, on the same disk, that tells whose it is."""
    beside = private_folder(out.resolve().parent)
    return beside / f".nmt-report-{HOST}.{os.getpid()}.{secrets.token_hex(4)}.part"


def remove_stale(outs: Iterable[Path]) -> None:
    """Remove the temporary folders that earlier batches of this computer left when they were killed."""
    for beside in {out.resolve().parent for out in outs}:
        for folder in beside.glob(".nmt-report-*.part"):
            named = _TEMPORARY.fullmatch(folder.name)
            if named and named["host"] == HOST and not is_running(int(named["pid"])):
                clear(folder)


def tighten(root: Path) -> None:
    """Take from others what an older version let them read under a folder of reports, and nothing else there.

    The root is left as it is where somebody named it: it may be anybody's.
    """
    if root == outputs_folder() and settings().outputs is None:
        make_private(root)
    with contextlib.suppress(OSError):  # what others own is theirs to look after
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
    """Return the names of the files in a temporary folder that belong to the report."""
    return sorted(path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def place(folder: Path, out: Path, inputs: Mapping[str, str]) -> tuple[Path, ...]:
    """Move a finished report into its folder; return its files.

    Files of the report that was there before and are not part of this one are removed.
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
    make_private(private_folder(out))
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
        make_private(folder / FAILED)
        (folder / FAILED).replace(out / FAILED)
        made.append(out / FAILED)
    else:
        (out / FAILED).unlink(missing_ok=True)
    write_private(out / REASON, text)
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
