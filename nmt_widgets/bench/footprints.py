"""What a running server takes of its computer, and how that changes over time."""

from __future__ import annotations

import statistics
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from nmt_widgets.bench.kernels import kernel_processes

if TYPE_CHECKING:
    import psutil


class Footprint(NamedTuple):
    """What a server takes at one time; memory in megabytes.

    Attributes
    ----------
    minutes : float
        By a clock that goes on.
    server, parent : float
        All memory of the server, and of the process that forks kernels: whoever shares it may end.
    kernel : float
        Of a kernel in the middle, with its part of what is shared.
    kernels, files, threads : int
        How many kernels there are; the open files and the threads of the server.
    busy : float
        Which part of the processors was busy since the last look.
    """

    minutes: float
    server: float
    parent: float
    kernel: float
    kernels: int
    files: int
    threads: int
    busy: float


def server_process(supervisor: int) -> psutil.Process:
    """Return the process that serves, below the one that was started."""
    import psutil

    return psutil.Process(supervisor).children()[0]


def footprint(supervisor: int) -> Footprint | None:
    """Return what a server takes now; None while it starts or ends."""
    import psutil

    with suppress(psutil.Error, IndexError, statistics.StatisticsError):
        server, kernels = server_process(supervisor), kernel_processes(supervisor)
        sizes = [size for kernel in kernels if (size := _part(kernel))]
        parents = {parent for kernel in kernels if (parent := kernel.parent())} - {server}
        return Footprint(
            time.monotonic() / 60,
            server.memory_info().rss / 1e6,
            sum(parent.memory_info().rss for parent in parents) / 1e6,
            statistics.median(sizes),
            len(kernels),
            server.num_fds(),
            server.num_threads(),
            psutil.cpu_percent() / 100,
        )
    return None


def growth(footprints: list[Footprint], part: str) -> float | None:
    """Return by how much a part grows a minute, by a straight line; None where there is too little to tell.

    >>> of = [Footprint(minute, 90 + 2 * minute, 0, 0, 1, 9, 1, 0.5) for minute in range(4)]
    >>> growth(of, "server"), growth(of[:2], "server")
    (2.0, None)
    """
    if len(footprints) < 3:
        return None
    minutes = [footprint.minutes for footprint in footprints]
    sizes = [getattr(footprint, part) for footprint in footprints]
    return statistics.linear_regression(minutes, sizes).slope


def _part(process: psutil.Process) -> float:
    import psutil

    with suppress(psutil.Error):
        return float(process.memory_full_info().pss) / 1e6
    return 0.0
