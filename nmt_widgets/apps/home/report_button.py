"""Makes a report from a screen: `nmt report` in a process of its own, its steps shown, its files handed over.

The store is asked each time a report is made or a file of it fetched, and the process works for whoever asked.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_number, say_time
from nmt_widgets.core.options import options
from nmt_widgets.core.places import outputs
from nmt_widgets.core.texts import language, texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.widgets import ReportMaker
from nmt_widgets.widgets.home.messages import ReportFile
from nmt_widgets.widgets.shared.messages import Words

# No path of this computer on a screen.
_FOLDERS = re.compile(r"(?:[A-Za-z]:)?(?:[/\\][^/\\:\s]+)*[/\\](?=[^/\\\s]+\.ya?ml)")
_LIGHT, _FULL = "-light.html", ".html"
_TYPES = {
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".ipynb": "application/x-ipynb+json",
}


def report_maker(assessment: int, instrument: Instrument, permission: DownloadPermission) -> ReportMaker:
    """Return the button that makes the report of one assessment; the permission names the case."""
    words = texts("home", instrument.language)
    folder = outputs() / permission.case / f"assessment-{assessment}"

    def make() -> None:
        permission.check()
        maker.state, maker.progress, maker.message = "running", 0.05, words["report"]["starting"]
        threading.Thread(
            target=_run, args=(maker, permission, assessment, folder, words), daemon=True
        ).start()

    def read(name: str) -> bytes:
        permission.check()
        try:
            return (folder / name).read_bytes()
        except OSError:
            raise InputError(words["report"]["gone"], remedy=words["report"]["gone_remedy"]) from None

    maker = ReportMaker(words["report"], make, read)
    return maker


def _run(
    maker: ReportMaker, permission: DownloadPermission, assessment: int, folder: Path, words: Words
) -> None:
    """Run the command and follow its steps; each line it prints is one step as JSON."""
    asker = permission.asker
    command = [sys.executable, "-P", "-m", "nmt_widgets", "report", permission.case]
    command += ["--assessment", str(assessment), "--palette", options.palette]
    command += ["--asker"] if asker is not None else []
    reason, failed = "", True
    try:
        process = subprocess.Popen(
            [*command, "--out", str(outputs()), "--light", "--pdf", "--steps"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "NMT_LANGUAGE": language()},
        )
        assert process.stdin is not None
        assert process.stdout is not None
        with process.stdin as pipe:  # a command line is readable by everybody on this computer
            pipe.write(f"{asker or ''}\n")
        for line in process.stdout:
            step = json.loads(line)
            maker.progress, maker.message, reason = float(step["share"]), str(step["step"]), step["reason"]
            failed = bool(step["failed"])
        process.wait()
    except (OSError, ValueError, KeyError) as error:
        reason, failed = str(error), True
    reason = _FOLDERS.sub("", reason)
    if failed:
        maker.message = words["report"]["failed"].format(reason=reason)
        maker.offer([])
        maker.state = "failed"
        return
    try:
        permission.check()
    except InputError as error:
        maker.refuse(error.brief)
        return
    maker.offer(list(_files(folder, words["files"])))
    done = words["report"]["done"].format(time=say_time(datetime.now()))
    maker.message = f"{done}. {reason}" if reason else done
    maker.progress, maker.state = 1.0, "done"


def _files(folder: Path, labels: Mapping[str, str]) -> Iterator[ReportFile]:
    """Yield the files of a finished report, by how their names end; the one to look at now has `open`.

    The light one is looked at where there is one: it has no script, and what a page opens is of its own origin.
    """
    try:
        listed = sorted(map(str, json.loads((folder / "manifest.json").read_bytes())["outputs"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return
    by_end: dict[str, Path] = {}
    for path in (folder / name for name in listed if Path(name).name == name):
        end = next((end for end in sorted(labels, key=len, reverse=True) if path.name.endswith(end)), "")
        if end and path.is_file():
            by_end[end] = path
    first = _LIGHT if _LIGHT in by_end else _FULL
    for end, label in labels.items():
        if end in by_end:
            path = by_end[end]
            file: ReportFile = {
                "name": path.name,
                "label": label,
                "type": _TYPES[path.suffix],
                "size": _size(path),
            }
            if end == first:
                file["open"] = "yes"
            yield file


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{say_number(size / 1e6, 1)} MB" if size > 1e6 else f"{max(1, size // 1000)} kB"
