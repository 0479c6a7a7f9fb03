"""The processes of a running server's kernels."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from nmt_widgets.server.kernels.messages import KERNEL_NAME

if TYPE_CHECKING:
    import psutil

_SOCKET = re.compile(r"kernel-([\w-]+)-ipc-\d+$")


def kernel_processes(server: int) -> list[psutil.Process]:
    """Return the kernels below the process of a server.

    A forked kernel has a name of its own; where each is started anew, its command tells it.
    """
    import psutil

    kernels = []
    for child in psutil.Process(server).children(recursive=True):
        with suppress(psutil.Error):
            if child.name() == KERNEL_NAME or any("ipykernel" in word for word in child.cmdline()):
                kernels.append(child)
    return kernels


def kernel_id(kernel: psutil.Process) -> str:
    """Return the id of a kernel, by the private sockets it listens on; empty until it listens."""
    import psutil

    with suppress(psutil.Error):
        for line in kernel.net_connections("unix"):
            if match := _SOCKET.search(str(line.laddr)):
                return match[1]
    return ""
