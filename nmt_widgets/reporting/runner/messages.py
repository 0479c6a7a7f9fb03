"""What a batch and the processes that make its reports send each other, as JSON, and what every crew can do."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, TypedDict, final

from nmt_widgets.reporting.runner.jobs import Job, JobMessage


class CrewOrder(TypedDict):
    """How a crew works for one batch: the first line that a fork server reads.

    It makes so many reports at once, and each may take so many seconds (in plain kernels: each cell). `finish` is
    described at :func:`nmt_widgets.reporting.runner.batch.run_reports`; `prepare` has modules or functions with which
    the process begins that forks. `asker` is for whom the store is opened (:mod:`nmt_widgets.store.asking`).
    """

    workers: int
    timeout: float
    finish: str | None
    prepare: list[str]
    asker: str | None
    language: str


class ReportOrder(TypedDict):
    """One report to make in `folder`; `key` tells it from the others of the batch."""

    key: int
    folder: str
    job: JobMessage


@final
class Ready(TypedDict):
    """The fork server is ready, with this many threads."""

    ready: bool
    threads: int


@final
class ReportEnd(TypedDict):
    """The process of one report ended: its exit code, whether it took too long, and for how long it ran."""

    key: int
    code: int
    timed_out: bool
    seconds: float


AHEAD = 2
"""Reports ordered before a worker of this computer is free, so that no worker waits."""


class Crew(Protocol):
    """Processes that make reports."""

    @property
    def room(self) -> int:
        """How many reports may be ordered before one of them has ended."""

    def send(self, key: int, folder: Path, job: Job) -> None:
        """Order one report."""

    def next(self) -> ReportEnd:
        """Wait until a report ends.

        Raises
        ------
        CrewLost
            When a process that makes reports is gone.
        """

    def close(self) -> None:
        """End the processes and the reports that still run."""


class CrewLost(Exception):
    """A process that makes reports ended unexpectedly."""
