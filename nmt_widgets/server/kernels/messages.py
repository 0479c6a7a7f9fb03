"""What the server and the process that forks its kernels send each other, as JSON."""

from __future__ import annotations

from typing import TypedDict, final

KERNEL_NAME = "nmt-kernel"
"""The name of a forked kernel's process."""


@final
class KernelOrder(TypedDict):
    """One kernel to start: `key` is its id, `arguments` are those of `ipykernel_launcher`."""

    key: str
    arguments: list[str]
    environment: dict[str, str]


@final
class KernelSignal(TypedDict):
    """A signal for a kernel and the processes it started."""

    key: str
    signal: int


@final
class KernelForked(TypedDict):
    """A kernel was forked, and has this process."""

    key: str
    pid: int


@final
class KernelEnd(TypedDict):
    """A kernel ended, with an exit code or the negative number of a signal, or could not be forked."""

    key: str
    code: int
