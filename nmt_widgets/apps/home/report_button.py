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
from contextlib import suppress
from pathlib import Path

from nmt_widgets.apps.home.report_files import finished_report
from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_moment
from nmt_widgets.core.options import options
from nmt_widgets.core.places import outputs
from nmt_widgets.core.texts import language, texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.widgets import ReportMaker
from nmt_widgets.widgets.shared.messages import Words

# No path of this computer on a screen.
_FOLDERS = re.compile(r"(?:[A-Za-z]:)?(?:[/\\][^/\\:\s]+)*[/\\](?=[^/\\\s]+\.ya?ml)")


def report_maker(assessment: int, instrument: Instrument, permission: DownloadPermission) -> ReportMaker:
    """Return the button that makes the report of one assessment; the permission names the case.

    A report that was made before is offered at once, with its date, and with the date of a later change of the record.
    """
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
    with suppress(InputError):  # whoever may not have it any more reads why when they ask for it
        _offer(maker, permission, folder, words)
    return maker


def _offer(maker: ReportMaker, permission: DownloadPermission, folder: Path, words: Words) -> bool:
    """Offer the files of the report in a folder, and say how old they are; return whether there are any."""
    finished = finished_report(folder, permission, words["files"])
    if finished is None:
        return False
    message = words["report"]["made"].format(time=say_moment(finished.time))
    if finished.changed:
        changed = words["report"]["changed"].format(time=say_moment(finished.changed))
        message = f"{message} {changed}"
    maker.offer(list(finished.files))
    maker.message, maker.progress = message, 1.0
    maker.state = "older" if finished.changed else "done"
    return True


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
        is_there = _offer(maker, permission, folder, words)
    except InputError as error:
        maker.refuse(error.brief)
        return
    if not is_there:
        maker.refuse(words["report"]["gone"])
    elif reason:
        maker.message = f"{maker.message} {reason}"
