"""The workers' side: each report in a process that is forked from a child of the worker, never in the worker itself.

A worker has threads, so it cannot fork safely. It starts a fork server (`runner/crew.py`) for each report that it makes
at once, and keeps it for the next one of the batch. A fork server ends when its worker ends, and its reports with it.
"""

from __future__ import annotations

import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypedDict

from distributed import WorkerPlugin, get_worker

from nmt_widgets._version import __version__
from nmt_widgets.core.data import all_files
from nmt_widgets.core.fork_server import can_fork
from nmt_widgets.core.private_files import private_folder, write_private
from nmt_widgets.reporting.runner.crew import ForkingCrew
from nmt_widgets.reporting.runner.fingerprint import hash_files, hash_software
from nmt_widgets.reporting.runner.jobs import Job, JobMessage
from nmt_widgets.reporting.runner.messages import CrewLost, CrewOrder, ReportEnd


class Installation(TypedDict):
    """What decides how a report looks: the version for people, the software and the data as hashes."""

    version: str
    software: str
    data: str
    forks: bool


def this_installation() -> Installation:
    """Return the workbook of this process."""
    return {
        "version": __version__,
        "software": hash_software(),
        "data": hash_files(all_files()),
        "forks": can_fork(),
    }


class SentReport(TypedDict):
    """A report to make: the files of its folder by their names in it, and its job without the places of its sender."""

    files: dict[str, bytes]
    job: JobMessage


class MadeFiles(TypedDict):
    """How the process of a report ended, and the files that it left."""

    end: ReportEnd
    files: dict[str, bytes]


class ReportWorker(WorkerPlugin):
    """What a worker keeps during a batch: its fork servers.

    Parameters
    ----------
    order : CrewOrder
        How the batch works. It is for a guest, so that no report opens a store that the worker may have.
    installation : Installation
        The workbook of whoever asks.
    """

    def __init__(self, name: str, order: CrewOrder, installation: Installation) -> None:
        self.name, self._order, self._sender = name, order, installation

    def setup(self, worker: Any) -> None:
        """Begin on a worker."""
        self._lock = threading.Lock()
        self._idle: list[ForkingCrew] = []
        self._all: list[ForkingCrew] = []
        self._is_same = this_installation() == {**self._sender, "forks": True}

    def teardown(self, worker: Any) -> None:
        """End all fork servers, and with them the reports that still run."""
        with self._lock:
            for crew in self._all:
                crew.close()
            self._all.clear()
            self._idle.clear()

    def make(self, folder: Path, job: Job) -> ReportEnd:
        """Make one report in a fork server that nothing else uses.

        Raises
        ------
        OtherInstallation
            When the workbook of this worker is another one.
        CrewLost
            When the fork server ended.
        """
        if not self._is_same:
            raise OtherInstallation(__version__)
        with self._lock:
            crew = self._idle.pop() if self._idle else None
            if crew is None:
                crew = ForkingCrew(self._order)
                self._all.append(crew)
        try:
            crew.send(0, folder, job)
            end = crew.next()
        except CrewLost:
            with self._lock:
                self._all = [other for other in self._all if other is not crew]
            crew.close()
            raise
        with self._lock:
            self._idle.append(crew)
        return end


class OtherInstallation(Exception):
    """A worker that joined during the batch has another workbook than whoever asks."""


def make_there(plugin: str, report: SentReport) -> MadeFiles:
    """Make a report on the worker that runs this: in a private folder, of which nothing stays."""
    keeper: Any = get_worker().plugins[plugin]
    with TemporaryDirectory(prefix="nmt-report-") as home:
        folder = Path(home)
        for name, data in report["files"].items():
            private_folder((folder / name).parent)
            write_private(folder / name, data)
        end = keeper.make(folder, Job.from_wire(report["job"]))
        return {"end": end, "files": read_files(folder)}


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the files directly in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
