"""The side of the batch: starts the fork server, sends it orders, and reads which reports have ended."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from nmt_widgets.core.fork_server import SINGLE_THREAD
from nmt_widgets.reporting.runner.jobs import Job
from nmt_widgets.reporting.runner.messages import AHEAD, CrewLost, CrewOrder, Ready, ReportEnd, ReportOrder


class ForkingCrew:
    """Makes each report in a fork of one process that has everything loaded.

    Parameters
    ----------
    order : CrewOrder
        How the batch works.
    """

    def __init__(self, order: CrewOrder) -> None:
        self.room = order["workers"] + AHEAD
        self._scratch = Path(tempfile.mkdtemp(prefix="nmt-fork-server-"))
        with (self._scratch / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-c",
                    "import sys; from nmt_widgets.reporting.runner.fork_server import main; main()",
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                cwd=self._scratch,
                env={
                    **os.environ,
                    **SINGLE_THREAD,
                    "PYTHONHASHSEED": "0",
                    "NMT_LANGUAGE": order["language"],
                    "IPYTHONDIR": str(self._scratch / "ipython"),
                },
            )
        self._write(order)
        self._ready = False

    def send(self, key: int, folder: Path, job: Job) -> None:
        """Order one report."""
        self._write(ReportOrder(key=key, folder=str(folder), job=job.to_wire()))

    def next(self) -> ReportEnd:
        """Wait until a report ends.

        Raises
        ------
        CrewLost
            When the process is gone.
        RuntimeError
            When it could not start.
        """
        while True:
            assert self._process.stdout is not None
            line = self._process.stdout.readline()
            if not line:
                self._process.wait()
                if self._ready:
                    raise CrewLost
                text = (self._scratch / "log").read_text(errors="replace")
                raise RuntimeError(f"reports cannot be made:\n{text[-4000:]}")
            message: Ready | ReportEnd = json.loads(line)
            if "key" in message:
                return message
            self._ready = True
            self.threads = message["threads"]

    def close(self) -> None:
        """End the process and all reports that still run."""
        with contextlib.suppress(OSError):
            assert self._process.stdin is not None
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _write(self, message: CrewOrder | ReportOrder) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # next() raises CrewLost
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()
