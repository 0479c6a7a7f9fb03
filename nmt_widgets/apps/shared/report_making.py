"""Makes a report from a screen: a command of `nmt` in a process of its own, its steps shown, its files handed over.

The store is asked each time a report is made or a file of it fetched, and the process works for whoever asked.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.apps.shared.report_files import FinishedReport
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_moment
from nmt_widgets.core.private_files import write_private
from nmt_widgets.core.texts import language
from nmt_widgets.widgets import ReportMaker
from nmt_widgets.widgets.shared.messages import Words

# No path of this computer on a screen.
_FOLDERS = re.compile(r"(?:[A-Za-z]:)?(?:[/\\][^/\\:\s]+)*[/\\](?=[^/\\\s]+\.ya?ml)")


@dataclass(frozen=True)
class ReportRequest:
    """A report to be made.

    Attributes
    ----------
    arguments : sequence of str
        Of `nmt`, without those that say for whom it works and that its steps are followed.
    folder : Path
        Where its files will be.
    files : mapping of str to bytes
        Files by name, whose paths the command is given, too: they are there for as long as it works.
    """

    arguments: Sequence[str]
    folder: Path
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


class ReportMaking:
    """The button that makes a report, and what it offers.

    A report that was made before is offered at once, with its date, and with the date of a later change.

    Parameters
    ----------
    words : mapping
        Those of :class:`~nmt_widgets.widgets.ReportMaker`, and `starting`, `made`, `changed`, `failed`, `gone` and
        `gone_remedy`.
    permission : DownloadPermission
    order : callable
        Returns what is to be made, each time the button is pressed.
    finished : callable
        Returns the report in a folder, also told whether it has just been made; None where there is none to offer.

    Attributes
    ----------
    maker : ReportMaker
    """

    def __init__(
        self,
        words: Words,
        permission: DownloadPermission,
        order: Callable[[], ReportRequest],
        finished: Callable[[Path, bool], FinishedReport | None],
    ) -> None:
        self._words, self._permission = words, permission
        self._make_order, self._find_report = order, finished
        self._order = order()
        self.maker = ReportMaker(words, self._start, self._read)
        with suppress(InputError):  # whoever may not have it any more reads why when they ask for it
            self._offer()

    def renew(self) -> None:
        """Offer what there is of another order, unless a report is being made."""
        if self.maker.state == "running":
            return
        self._order = self._make_order()
        with suppress(InputError):
            if not self._offer():
                self.maker.offer([])
                self.maker.message, self.maker.state = "", "idle"

    def run(self) -> None:
        """Run the command and follow its steps, then offer what it made."""
        maker = self.maker
        try:
            with _temporary_files(self._order.files) as paths:
                failed, reason = self._follow([*self._order.arguments, *paths])
        except (OSError, ValueError, KeyError) as error:
            failed, reason = True, str(error)
        reason = _FOLDERS.sub("", reason)
        if failed:
            maker.message = self._words["failed"].format(reason=reason)
            maker.offer([])
            maker.state = "failed"
            return
        try:
            self._permission.check()
            is_there = self._offer(is_new=True)
        except InputError as error:
            maker.refuse(error.brief)
            return
        if not is_there:
            maker.refuse(self._words["gone"])
        elif reason:
            maker.message = f"{maker.message} {reason}"

    def _follow(self, arguments: Sequence[str]) -> tuple[bool, str]:
        """Run the command; each line it prints is one step as JSON. Return whether it failed, and the last reason."""
        asker = self._permission.asker
        command = [sys.executable, "-P", "-m", "nmt_widgets", *arguments, "--steps"]
        process = subprocess.Popen(
            [*command, "--asker"] if asker is not None else command,
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
        failed, reason = True, ""
        for line in process.stdout:
            step = json.loads(line)
            self.maker.progress, self.maker.message = float(step["share"]), str(step["step"])
            failed, reason = bool(step["failed"]), step["reason"]
        process.wait()
        return failed, reason

    def _start(self) -> None:
        self._permission.check()
        self._order = self._make_order()
        maker = self.maker
        maker.state, maker.progress, maker.message = "running", 0.05, self._words["starting"]
        threading.Thread(target=self.run, daemon=True).start()

    def _read(self, name: str) -> bytes:
        self._permission.check()
        try:
            return (self._order.folder / name).read_bytes()
        except OSError:
            raise InputError(self._words["gone"], remedy=self._words["gone_remedy"]) from None

    def _offer(self, *, is_new: bool = False) -> bool:
        """Offer the files of the report, and say how old they are; return whether there are any."""
        finished = self._find_report(self._order.folder, is_new)
        if finished is None:
            return False
        maker, words = self.maker, self._words
        message = words["made"].format(time=say_moment(finished.time))
        if finished.changed:
            changed = words["changed"].format(time=say_moment(finished.changed))
            message = f"{message} {changed}"
        maker.offer(list(finished.files))
        maker.message, maker.progress = message, 1.0
        maker.state = "older" if finished.changed else "done"
        return True


@contextmanager
def _temporary_files(files: Mapping[str, bytes]) -> Iterator[list[str]]:
    """Write files that nobody else can read, and return their paths; they are gone afterwards."""
    with TemporaryDirectory(prefix="nmt-") as folder:
        paths = [Path(folder) / name for name in files]
        for path, content in zip(paths, files.values(), strict=True):
            write_private(path, content)
        yield [str(path) for path in paths]
