"""Our side of a cluster: sends reports to the workers of a scheduler of Dask, and writes what comes back.

What a report needs goes over the line, so no disk is shared: its notebook, its case as this computer has opened it, and
its parameters. Its files come back the same way, and are checked, printed and moved to their folder here.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import secrets
from concurrent.futures import CancelledError
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmt_widgets.core.errors import InputError, one_line
from nmt_widgets.core.private_files import write_private
from nmt_widgets.core.words import reason as say_reason
from nmt_widgets.core.words import refusal
from nmt_widgets.reporting.cluster.address import ClusterAddress, protection
from nmt_widgets.reporting.runner.jobs import Job
from nmt_widgets.reporting.runner.messages import CrewLost, CrewOrder, ReportEnd
from nmt_widgets.reporting.runner.run import ReportFailure, explain, write_outcome

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

    from nmt_widgets.reporting.cluster.worker import MadeFiles

_CONNECT, _FIRST_WORKER = 20, 60  # seconds until a scheduler must have answered, and have a worker
_GUEST = ""


class ClusterCrew:
    """Makes reports on the workers of a cluster.

    Parameters
    ----------
    address : ClusterAddress
        Where the cluster is.
    at_once : int, optional
        How many reports are sent at once; by default as many as the workers have threads.
    order : CrewOrder
        How the batch works. The session of whoever asks is not sent.

    Raises
    ------
    InputError
        When there is no scheduler, it refuses the certificate, it has no worker, or the workers have another workbook.
    """

    def __init__(self, address: ClusterAddress, at_once: int | None, order: CrewOrder) -> None:
        security = protection(address)
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # the batch says itself what it lost
        from nmt_widgets.reporting.cluster.worker import ReportWorker, this_installation

        self._at_once = at_once
        self._ended: queue.SimpleQueue[Future[MadeFiles] | None] = queue.SimpleQueue()
        self._running: dict[str, tuple[int, Path]] = {}
        self._name = f"nmt-reports-{secrets.token_hex(4)}"
        self._cluster: LocalCluster | None = None
        self._client: Client | None = None
        try:
            self._client = self._connect(address, security)
            own = this_installation()
            self._compare(own)
            quiet = order.copy()
            quiet["asker"], quiet["workers"] = _GUEST, 1
            self._client.register_plugin(ReportWorker(self._name, quiet, own), name=self._name)
        except BaseException:
            self.close()
            raise

    @property
    def room(self) -> int:
        """How many reports are sent at once; it changes as workers come and go.

        None waits on a worker: it would be blamed for the end of the worker, too.
        """
        assert self._client is not None
        return self._at_once or max(1, sum(self._client.nthreads().values()))

    def send(self, key: int, folder: Path, job: Job) -> None:
        """Send the folder of a report, and order it."""
        from nmt_widgets.reporting.cluster.worker import SentReport, make_there

        assert self._client is not None
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        report = SentReport(files=files, job=job.without_places())
        name = f"{self._name}-{key}-{secrets.token_hex(4)}"  # never the result of an earlier report
        self._running[name] = (key, folder)
        self._client.submit(make_there, self._name, report, key=name, pure=False).add_done_callback(
            self._ended.put
        )

    def next(self) -> ReportEnd:
        """Wait until a report ends, and write its files into its folder.

        Raises
        ------
        CrewLost
            When the scheduler is gone.
        """
        from distributed import KilledWorker

        future = self._ended.get()
        if future is None:
            raise CrewLost
        key, folder = self._running.pop(str(future.key))
        try:
            answer = future.result()
            for name, data in answer["files"].items():
                if Path(name).name == name:
                    write_private(folder / name, data)
            end = answer["end"]
            return ReportEnd(
                key=key,
                code=int(end["code"]),
                timed_out=bool(end["timed_out"]),
                seconds=float(end["seconds"]),
            )
        except CancelledError:
            raise CrewLost from None
        except KilledWorker:
            failure = ReportFailure(say_reason("cluster", "killed"))
        except Exception as error:
            failure = _failure(error)
        with contextlib.suppress(OSError):  # a full disk here; the batch looks for that itself
            write_outcome(folder, failure)
        return ReportEnd(key=key, code=1, timed_out=False, seconds=0.0)

    def close(self) -> None:
        """End the reports that still run, their processes on the workers, and a cluster of our own."""
        with contextlib.suppress(Exception):
            if self._client and self._client.status == "running":
                self._client.unregister_worker_plugin(self._name)
        for part in (self._client, self._cluster):
            with contextlib.suppress(Exception):
                if part:
                    part.close()
        self._client = self._cluster = None
        self._ended.put(None)

    def _connect(self, address: ClusterAddress, security: Any) -> Client:
        from distributed import Client, LocalCluster

        try:
            if address.local_workers:
                self._cluster = LocalCluster(
                    n_workers=address.local_workers,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    security=security,
                    dashboard_address=None,
                    worker_dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
            client = Client(
                self._cluster or address.text, security=security, timeout=_CONNECT, set_as_default=False
            )
        except Exception as error:
            reason = one_line(str(error) or type(error).__name__, 200)
            raise refusal("cluster", "no_scheduler", address=address.text, reason=reason) from error
        try:
            client.wait_for_workers(max(1, address.local_workers), timeout=_FIRST_WORKER)
        except Exception as error:
            client.close()
            raise refusal("cluster", "no_workers", address=address.text) from error
        return client

    def _compare(self, own: Any) -> None:
        """Refuse workers that would make another report than this computer."""
        from nmt_widgets.reporting.cluster.worker import this_installation

        assert self._client is not None
        answers: dict[str, Any] = self._client.run(this_installation, on_error="return")
        for worker, other in answers.items():
            if other != {**own, "forks": True}:
                raise _difference(worker, own, other)


def _difference(worker: str, own: Any, other: Any) -> InputError:
    """Return what is said of a worker whose workbook is another one."""
    if not isinstance(other, dict):
        return refusal("cluster", "no_workbook", worker=worker, reason=one_line(str(other), 200))
    if not other["forks"]:
        return refusal("cluster", "no_fork", worker=worker)
    if other["version"] != own["version"]:
        return refusal("cluster", "other_version", worker=worker, other=other["version"], own=own["version"])
    return refusal(
        "cluster", "other_data" if other["software"] == own["software"] else "other_software", worker=worker
    )


def _failure(error: Exception) -> ReportFailure:
    """Return the failure of a report whose worker could not make it."""
    from nmt_widgets.reporting.cluster.worker import OtherInstallation

    if isinstance(error, OtherInstallation):
        return ReportFailure(say_reason("cluster", "late_worker", version=error))
    if isinstance(error, CrewLost):
        return ReportFailure(say_reason("report", "runner_ended"))
    return explain(error)
