"""Kernels that are forked from a process with all imports done: a page then needs no start of Python.

This is the server's side; `fork_server.py` is the process that forks.
"""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from nmt_widgets.core.fork_server import SINGLE_THREAD
from nmt_widgets.server.kernels.messages import KernelEnd, KernelForked, KernelOrder, KernelSignal
from nmt_widgets.server.shared.logs import debugging, log

PROVISIONER = "nmt-fork"
"""The name of :class:`ForkProvisioner` in `pyproject.toml`."""

_LAUNCHER = "ipykernel_launcher"
_ANSWER_WITHIN = 60.0  # seconds; between two orders the process imports and reads


class ForkServerLost(Exception):
    """The process that forks kernels ended unexpectedly."""


class ForkFailed(Exception):
    """A kernel could not be forked: the computer allows no more processes, or has no more memory."""


class ForkServerSilent(Exception):
    """The process that forks kernels does not answer, though it runs."""


class KernelProcess:
    """The process of a forked kernel, with the part of `subprocess.Popen` that Jupyter uses.

    Attributes
    ----------
    pid : int
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, key: str, forks: KernelForks) -> None:
        self.pid, self._key, self._forks = pid, key, forks
        self._code: int | None = None
        self._ended = asyncio.Event()

    def end(self, code: int) -> None:
        """Note that the process ended."""
        self._code = code
        self._ended.set()

    def poll(self) -> int | None:
        """Return the exit code; None while the process runs."""
        return self._code

    async def ended(self) -> int | None:
        """Wait for the end, and return the exit code."""
        await self._ended.wait()
        return self._code

    def send_signal(self, number: int) -> None:
        """Send a signal to the process and those it started."""
        if self._code is None:
            self._forks.write(KernelSignal(key=self._key, signal=number))

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process."""
        self.send_signal(signal.SIGKILL)


class KernelForks:
    """The process that forks kernels, as the server sees it. It is started when it is needed, and again if it is gone.

    Parameters
    ----------
    environment : Mapping
        The environment of the process.
    folder, notebooks : pathlib.Path
        The folder of the running server, and that of its screens.
    first : str
        The screen that is likely to be opened first.
    answer_within : float
        Seconds after which a page no longer waits for its kernel.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        folder: Path,
        notebooks: Path,
        first: str,
        answer_within: float = _ANSWER_WITHIN,
    ) -> None:
        # nobody debugs a page, so the debugger need not say what it could not do
        self._environment = {**environment, **SINGLE_THREAD, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        self._arguments = [str(folder), str(notebooks), first]
        self._answer_within = answer_within
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._forking: dict[str, asyncio.Future[KernelProcess]] = {}
        self._running: dict[str, KernelProcess] = {}
        self._is_closing = False

    async def start(self) -> None:
        """Start the process, unless it runs."""
        async with self._starting:
            if self._reading is not None and not self._reading.done():
                return
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-c",
                f"from {__package__}.fork_server import main; main()",
                *self._arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # the output of a kernel's process may quote a client's record
                stderr=None if debugging() else subprocess.DEVNULL,
                env=self._environment,
                start_new_session=True,
            )
            self._reading = asyncio.create_task(self._read(self._process))

    async def fork(self, order: KernelOrder) -> KernelProcess:
        """Start a kernel.

        Raises
        ------
        ForkServerLost
            When the process that forks ends before it starts this kernel.
        ForkFailed
            When the computer has no room for another process.
        ForkServerSilent
            When no answer comes. A kernel that is forked later is ended at once.
        """
        await self.start()
        forked: asyncio.Future[KernelProcess] = asyncio.get_running_loop().create_future()
        self._forking[order["key"]] = forked
        self.write(order)
        await asyncio.wait([forked], timeout=self._answer_within)
        if not forked.done():
            del self._forking[order["key"]]
            raise ForkServerSilent
        return forked.result()

    def write(self, message: KernelOrder | KernelSignal) -> None:
        """Send a message; it is lost if the process is gone."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")

    async def close(self) -> None:
        """End the process and all its kernels."""
        if self._process is None or self._reading is None:
            return
        assert self._process.stdin is not None
        self._is_closing = True
        self._process.stdin.close()
        await self._reading
        await self._process.wait()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            message: KernelForked | KernelEnd = json.loads(line)
            key = message["key"]
            if "pid" in message:
                kernel = self._running[key] = KernelProcess(message["pid"], key, self)
                if forked := self._forking.pop(key, None):
                    forked.set_result(kernel)
                else:
                    kernel.kill()  # nobody waits for it any longer
            elif key in self._running:
                self._running.pop(key).end(message["code"])
            elif forked := self._forking.pop(key, None):
                forked.set_exception(ForkFailed)
        if not self._is_closing:
            log.error("the process that forks kernels ended; the next page starts it again")
        for kernel in self._running.values():
            kernel.end(-signal.SIGKILL)
        for forked in self._forking.values():
            forked.set_exception(ForkServerLost)
        self._running, self._forking = {}, {}


class ForkProvisioner(LocalProvisioner):
    """Starts a kernel in a fork; its `parent` is a kernel of :class:`nmt_widgets.server.kernels.manager.Kernels`."""

    process: KernelProcess | None  # type: ignore[assignment]

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel with the arguments of its command."""
        kernel: Any = self.parent
        arguments = cmd[cmd.index(_LAUNCHER) + 1 :]
        order = KernelOrder(key=self.kernel_id, arguments=arguments, environment=kwargs["env"])
        self.process = await kernel.parent.forks.fork(order)
        self.pid = self.process.pid
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the end of the kernel, and return its exit code."""
        code = await self.process.ended() if self.process else 0
        self.process = None
        return code
