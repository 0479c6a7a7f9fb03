"""Makes a report from a screen: `nmt report` in a process of its own, its steps shown, its files handed over."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from nmt_widgets.ground.places import outputs
from nmt_widgets.ground.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.widgets import ReportMaker

# No path of this computer on a screen.
_FOLDERS = re.compile(
    r"(?:[A-Za-z]:)?(?:[/\\][^/\\:\s]+)*[/\\](?=[^/\\\s]+\.ya?ml)"
)  # no path of this computer on a screen
_TYPES = {
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".ipynb": "application/x-ipynb+json",
}


def report_maker(case: str, assessment: int, instrument: Instrument) -> ReportMaker:
    """Return the button that makes the report of one assessment."""
    words = texts("home", instrument.language)
    folder = outputs() / case / f"assessment-{assessment}"

    def make() -> None:
        maker.state, maker.progress, maker.message = "running", 0.05, words["report"]["starting"]
        threading.Thread(target=_run, args=(maker, case, assessment, folder, words), daemon=True).start()

    maker = ReportMaker(words["report"], make, lambda name: (folder / name).read_bytes())
    return maker


def _run(maker: ReportMaker, case: str, assessment: int, folder: Path, words: dict[str, Any]) -> None:
    """Run the command and follow its steps; each line it prints is one step as JSON."""
    command = [sys.executable, "-m", "nmt_widgets", "report", case, "--assessment", str(assessment)]
    reason, failed = "", True
    try:
        process = subprocess.Popen(
            [*command, "--out", str(outputs()), "--light", "--pdf", "--steps"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        assert process.stdout is not None
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
    maker.offer(
        [
            {"name": name, "label": label, "type": _TYPES[Path(name).suffix], "size": _size(folder / name)}
            for name, label in words["files"].items()
            if (folder / name).is_file()
        ]
    )
    done = words["report"]["done"].format(time=datetime.now().strftime("%H:%M:%S"))
    maker.message = f"{done}. {reason}" if reason else done
    maker.progress, maker.state = 1.0, "done"


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size > 1e6 else f"{max(1, size // 1000)} kB"
