"""The process that forks kernels: it imports what the screens import, and is no kernel itself.

`forking.py` starts it. It imports the workbook's own modules only: what else a notebook imports may start threads, or
lies in the folder of notebooks and may change. It opens no store and reads no client's record.
"""

from __future__ import annotations

import ast
import atexit
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nmt_widgets.core.fork_server import Child, ForkServer, signal_group
from nmt_widgets.core.lasting import lasting
from nmt_widgets.server.kernels.messages import (
    KERNEL_NAME,
    KernelEnd,
    KernelForked,
    KernelOrder,
    KernelSignal,
)

_PACKAGE = __name__.partition(".")[0]
_KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    # imported when a kernel starts or ends
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "psutil",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
    # imported by notebooks that show widgets
    "anywidget",
    "ipywidgets",
)


class KernelForkServer(ForkServer[KernelOrder]):
    """Starts each kernel in a child."""

    def __init__(self) -> None:
        super().__init__(KERNEL_NAME)

    def receive(self, order: KernelOrder | KernelSignal) -> None:
        """Accept the order for a kernel, or send a signal to one that still runs."""
        if "signal" not in order:
            return super().receive(order)
        for pid, child in self.children.items():
            if child.order["key"] == order["key"]:
                signal_group(pid, order["signal"])

    def on_fork(self, child: Child[KernelOrder]) -> None:
        """Report the process of a kernel."""
        self.answer(KernelForked(key=child.order["key"], pid=child.pid))

    def on_end(self, child: Child[KernelOrder], code: int) -> None:
        """Report that a kernel ended."""
        self.answer(KernelEnd(key=child.order["key"], code=code))

    def work(self, order: KernelOrder) -> int:
        """Be a kernel until it is told to end."""
        os.environ.clear()
        os.environ.update(order["environment"])
        sys.argv = ["ipykernel_launcher", *order["arguments"]]
        from ipykernel.kernelapp import IPKernelApp

        # with the parent it watches, and what ipywidgets does when it is imported in a kernel
        more = [f"--IPKernelApp.parent_handle={os.getppid()}", "--IPKernelApp.extensions=ipywidgets"]
        try:
            IPKernelApp.launch_instance([*more, *order["arguments"]])
        finally:
            atexit._run_exitfuncs()  # sends the last messages; a child ends without the rest of Python's ending
        return 0


def imported_modules(notebook: Path) -> Iterator[str]:
    """Yield the workbook's modules that a notebook imports.

    Examples
    --------
    >>> from nmt_widgets.core.places import notebooks
    >>> list(imported_modules(notebooks() / "home.ipynb"))
    ['nmt_widgets.apps', 'nmt_widgets.apps.home']
    """
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        try:
            tree = ast.parse("".join(cell["source"]) if cell["cell_type"] == "code" else "")
        except SyntaxError:  # a command of IPython
            continue
        for node in ast.walk(tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            yield from (name for name in names if name.partition(".")[0] == _PACKAGE)


def prepare(notebooks: Path, first: str) -> Iterator[None]:
    """Import what the notebooks import, the first screen's first, and take the steps of each `prepare()` among it."""
    files = sorted(notebooks.glob("*.ipynb"), key=lambda file: (file.stem != first, file.stem))
    names: dict[str, None] = {}
    for file in files:
        with _reported():
            for name in imported_modules(file):
                _import(name)
                names[name] = None
        yield
    for name in names:
        if hook := getattr(sys.modules.get(name), "prepare", None):
            with _reported():
                yield from hook()


@contextmanager
def _reported() -> Iterator[None]:
    """Write an error to the log: a page that cannot be prepared is to report it to whoever opens it."""
    try:
        yield
    except Exception:
        traceback.print_exc()


def _import(name: str) -> None:
    """Import a module; a name that is no module is a function or class of the one before it."""
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise


def main() -> None:
    """Fork kernels for the notebooks of a folder: `argv` has the server's folder, the notebooks, the first screen."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, _, notebooks, first = sys.argv
    server = KernelForkServer()
    with lasting():
        for name in _KERNEL:
            importlib.import_module(name)
    server.run(prepare(Path(notebooks), first))
