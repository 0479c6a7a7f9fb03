"""The kernels of open pages: private sockets, no silent restart, ended some time after their tab was closed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_events import EventLogger
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from traitlets import default
from traitlets.config import Config

from nmt_widgets.server.kernels.forking import PROVISIONER, KernelForks
from nmt_widgets.server.shared.logs import log

_LAST_MESSAGES = 5.0  # seconds for what a page sends while it is being closed


def kernel_settings(idle_seconds: float) -> Config:
    """Return the settings for kernels: `idle_seconds` after its tab was closed, a kernel ends."""
    settings = Config()
    if os.name == "posix":
        settings.KernelManager.transport = "ipc"
    settings.KernelManager.shutdown_wait_time = 2.0
    # a restarted kernel knows nothing of its page, so the page has to report that its kernel ended
    settings.KernelRestarter.restart_limit = 0
    settings.KernelRestarter.time_to_dead = 1.0
    settings.MappingKernelManager.cull_idle_timeout = max(1, round(idle_seconds))
    settings.MappingKernelManager.cull_interval = max(1, round(idle_seconds / 4))
    settings.MappingKernelManager.cull_busy = True
    settings.MappingKernelManager.allow_tracebacks = False
    settings.MappingKernelManager.traceback_replacement_message = ""
    settings.MappingKernelManager.kernel_manager_class = f"{__name__}.Kernel"
    return settings


class OwnKernel(KernelSpecManager):
    """Offers the kernel of this Python only, whatever else the computer has registered."""

    def __init__(self, notebooks: Path, *, is_forked: bool) -> None:
        super().__init__()
        self.kernel_dirs = []
        self._is_forked = is_forked
        self._arguments = (
            f"--IPKernelApp.exec_lines=import sys; sys.path.append({str(notebooks)!r})",
            "--HistoryManager.enabled=False",  # nobody types code, so no file of it is needed
        )

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the kernel; its import path ends with the folder of the notebooks."""
        spec = super().get_kernel_spec(kernel_name)
        if self._is_forked:
            spec.metadata = {**spec.metadata, "kernel_provisioner": {"provisioner_name": PROVISIONER}}
        spec.argv = [*spec.argv[:-2], *self._arguments, *spec.argv[-2:]]
        return spec


@cache
def _event_logger() -> EventLogger:
    """Return one event logger for all kernels: loggers are never freed, so one per kernel would leak."""
    return EventLogger()


class Kernel(ServerKernelManager):
    """A kernel whose errors are not shown on the page; jupyter_server reads this attribute of the kernel too."""

    traceback_replacement_message = ""

    @default("event_logger")
    def _default_event_logger(self) -> EventLogger:
        return _event_logger()

    def emit(self, schema_id: str, data: Any) -> None:
        """Drop the event."""


class Kernels(AsyncMappingKernelManager):
    """Kernels of open pages and of pages waiting to be opened.

    Parameters
    ----------
    notebooks, run_dir : pathlib.Path
        The folder of the screens, and the one for private sockets.
    idle_seconds : float
        See :func:`kernel_settings`.
    forks : KernelForks, optional
        Forks the kernels; None where each is a new process of Python.

    Attributes
    ----------
    waiting : set of str
        Kernels that no page uses yet. They have no connection and no activity, so culling must leave
        them alone.
    on_end : callable
        Called with the id of each kernel that ended, for any reason.
    """

    waiting: set[str]
    on_end: Callable[[str], None]

    def __init__(
        self, notebooks: Path, run_dir: Path, idle_seconds: float, forks: KernelForks | None
    ) -> None:
        self.forks, self.specs = forks, OwnKernel(notebooks, is_forked=forks is not None)
        super().__init__(
            config=kernel_settings(idle_seconds),
            root_dir=str(notebooks),
            connection_dir=str(run_dir),
            kernel_spec_manager=self.specs,
            log=log,
        )
        # a page takes a dozen sockets, and ZeroMQ allows 1,023 unless told otherwise
        self.context.max_sockets = self.context.socket_limit
        self.waiting = set()
        self._ending: set[asyncio.Future[None]] = set()
        self._leaving: dict[str, asyncio.Event] = {}
        self.on_end = lambda kernel_id: None

    def touch(self, kernel_id: str) -> None:
        """Count the idle time of a kernel from now."""
        if kernel_id in self:
            kernel: Any = self.get_kernel(kernel_id)
            kernel.last_activity = datetime.now(UTC)

    def notify_disconnect(self, kernel_id: str) -> None:
        """Count the idle time from the moment the tab was closed, not from the last click."""
        super().notify_disconnect(kernel_id)
        self.touch(kernel_id)
        if kernel_id in self._leaving:
            self._leaving[kernel_id].set()

    def start_watching_activity(self, kernel_id: str) -> None:
        """Read no message of a kernel: its idle time counts from when it was opened and when its tab was closed."""
        kernel: Any = self.get_kernel(kernel_id)
        kernel.execution_state = "idle"

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel whose tab was closed, but never one that waits for its first visitor."""
        if kernel_id not in self.waiting:
            await super().cull_kernel_if_idle(kernel_id)

    async def is_running(self, kernel_id: str) -> bool:
        """Return whether the kernel exists and its process runs."""
        kernel: Any = self.get_kernel(kernel_id) if kernel_id in self else None
        return kernel is not None and await kernel.is_alive()

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that ended."""
        self.waiting.discard(kernel_id)
        sessions = ZMQChannelsWebsocketConnection._open_sessions
        for key in [key for key in sessions if key.startswith(f"{kernel_id}:")]:
            del sessions[key]  # its connection broke while it was being opened
        if kernel_id in self:
            self.stop_buffering(kernel_id)  # of a page that was closed while its kernel ended
        kernel = super().remove_kernel(kernel_id)
        self.on_end(kernel_id)
        return kernel

    async def leave(self, kernel_id: str) -> None:
        """End the kernel of a page that is being closed, after its connection: by then all that it sent has come."""
        if kernel_id in self and self.kernel_model(kernel_id)["connections"]:
            closed = self._leaving.setdefault(kernel_id, asyncio.Event())
            with suppress(TimeoutError):
                await asyncio.wait_for(closed.wait(), _LAST_MESSAGES)
            self._leaving.pop(kernel_id, None)
        await self.end(kernel_id)

    async def end(self, kernel_id: str, now: bool = False) -> None:
        """End a kernel; it may have ended already. Unless it has to end now, it first handles what its page sent."""
        if kernel_id in self:
            try:
                if not now:
                    await self._handle_last(kernel_id)
                await self.shutdown_kernel(kernel_id, now=now)
            except Exception as error:
                log.warning("kernel %s did not shut down cleanly (%s)", kernel_id, type(error).__name__)

    async def _handle_last(self, kernel_id: str) -> None:
        """Wait until the kernel answers: it takes messages in their order, but the order to end before all others."""
        kernel: Any = self.get_kernel(kernel_id)
        client = kernel.client()
        try:
            with suppress(TimeoutError):
                await client.kernel_info(reply=True, timeout=_LAST_MESSAGES)
        finally:
            client.shell_channel.stop()

    def end_soon(self, kernel_id: str, now: bool = False) -> None:
        """End a kernel without waiting for it."""
        task = asyncio.ensure_future(self.end(kernel_id, now))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _handle_kernel_died(self, kernel_id: str) -> None:
        log.error("kernel %s died", kernel_id)
        self.end_soon(kernel_id, now=True)
