"""A papermill engine that runs the cells in the calling process: no kernel, no sockets.

It uses the shell of a kernel, with a session that collects messages instead of sending them, so that the outputs are
those of a normal run. A process must run only one notebook, because changes that a notebook makes stay. `batch` and the
command `papermill --engine nmt` start a process for each.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

from ipykernel.displayhook import ZMQShellDisplayHook
from ipykernel.zmqshell import ZMQDisplayPublisher, ZMQInteractiveShell
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.session import Session
from nbformat import NotebookNode
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillException
from traitlets.config import Config

NAME = "nmt"

_PARTS = {
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata", "execution_count"),
    "error": ("ename", "evalue", "traceback"),
}

LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": sys.version.split()[0],
}


class Outbox(Session):
    """The session of a kernel without sockets: each message becomes an output of the current cell."""

    def __init__(self) -> None:
        super().__init__()
        self.outputs: list[NotebookNode] = []
        self._displays: dict[str, list[NotebookNode]] = {}
        self._clear_next = False

    def begin(self, outputs: list[NotebookNode]) -> None:
        """Collect the next messages in `outputs`."""
        self.outputs, self._clear_next = outputs, False

    def msg(self, msg_type: str, content: Any = None, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return a message without the header, which only sockets need."""
        return {"msg_type": msg_type, "content": content or {}}

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *args: Any, **kwargs: Any) -> None:
        """Add the output of a message, as a client of the notebook does."""
        message = self.msg(msg_or_type, content) if isinstance(msg_or_type, str) else msg_or_type
        kind, content = message["msg_type"], self.unpack(self.pack(message["content"]))
        if kind == "clear_output":
            self._clear_next = content.get("wait", False)
            if not self._clear_next:
                self.outputs.clear()
            return
        name = content.pop("transient", {}).get("display_id")
        if kind == "update_display_data":
            for output in self._displays.get(name, ()):
                output.update(NotebookNode(data=_node(content["data"]), metadata=_node(content["metadata"])))
            return
        if kind not in _PARTS:
            return
        self._before_output()
        output = _node({name: content[name] for name in _PARTS[kind]})
        output["output_type"] = kind
        self.outputs.append(output)
        if name:
            self._displays.setdefault(name, []).append(output)

    def write(self, name: str, text: str) -> None:
        """Add text of stdout or stderr; text that follows on the same stream is joined."""
        self._before_output()
        last = self.outputs[-1] if self.outputs else None
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text += text
        else:
            self.outputs.append(NotebookNode(output_type="stream", name=name, text=text))

    def _before_output(self) -> None:
        if self._clear_next:
            self.outputs.clear()
            self._clear_next = False


def _node(data: dict[str, Any]) -> NotebookNode:
    return NotebookNode(
        {key: _node(value) if isinstance(value, dict) else value for key, value in data.items()}
    )


class _Stream(io.TextIOBase):
    """Stdout or stderr of a cell."""

    encoding, errors = "utf-8", "replace"

    def __init__(self, name: str, outbox: Outbox) -> None:
        self.name, self._outbox = f"<{name}>", outbox
        self._kind = name

    def writable(self) -> bool:
        """Report that the stream can be written to."""
        return True

    def write(self, text: str) -> int:
        """Add text to the outputs of the current cell."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self._outbox.write(self._kind, text.encode("utf-8", "replace").decode("utf-8"))
        return len(text)


def open_shell() -> ZMQInteractiveShell:
    """Return the shell of this process for notebooks; create it the first time.

    Create it before plotly is imported: plotly chooses its renderer by the shell. In the shell of a kernel it writes
    only its MIME type, without a copy of plotly.js.

    Raises
    ------
    PapermillException
        When this process belongs to a notebook or to IPython.
    """
    if InteractiveShell.initialized():
        shell = InteractiveShell.instance()
        if not isinstance(getattr(shell.display_pub, "session", None), Outbox):
            raise PapermillException("the engine 'nmt' cannot run inside another notebook")
        return cast(ZMQInteractiveShell, shell)
    config = Config()
    config.HistoryManager.enabled = False  # its database starts a thread
    kernel = SimpleNamespace(eventloop=None)  # exit() needs it
    shell = ZMQInteractiveShell.instance(config=config, kernel=kernel)
    hook = cast(ZMQShellDisplayHook, shell.displayhook)  # declared as the wider type of IPython
    for part in (hook, _publisher(shell)):
        part.pub_socket, part.topic = None, b""
    hook.session = _publisher(shell).session = Outbox()
    return shell


def _publisher(shell: InteractiveShell) -> ZMQDisplayPublisher:
    return cast(ZMQDisplayPublisher, shell.display_pub)


@contextlib.contextmanager
def _streams(outbox: Outbox) -> Iterator[None]:
    before = sys.stdout, sys.stderr, sys.displayhook
    sys.stdout, sys.stderr = _Stream("stdout", outbox), _Stream("stderr", outbox)
    try:
        yield
    finally:
        sys.stdout, sys.stderr, sys.displayhook = before


class InProcessEngine(Engine):
    """The engine `nmt` of papermill: the cells run one after another in one event loop of this process."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, on_cell: Callable[[int], None] | None = None, **kwargs: Any
    ) -> None:
        """Run all cells and add their outputs to the notebook.

        Parameters
        ----------
        nb_man : papermill.engines.NotebookExecutionManager
            The record of the run.
        kernel_name : str
            Ignored: the shell belongs to this process.
        on_cell : callable, optional
            Called with the index of each cell before it runs.
        **kwargs
            Other options of papermill, which are for kernels.
        """
        shell = open_shell()
        if shell.execution_count > 1:
            shell.reset(new_session=True)
        shell.exit_now = False
        nb = nb_man.nb
        settle_ids(nb)
        outbox = cast(Outbox, _publisher(shell).session)
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        try:
            with _streams(outbox):
                loop.run_until_complete(_run_cells(shell, outbox, nb_man, on_cell))
        finally:
            _close(loop)
        nb.metadata["language_info"] = _node(LANGUAGE)


async def _run_cells(
    shell: ZMQInteractiveShell, outbox: Outbox, nb_man: Any, on_cell: Callable[[int], None] | None
) -> None:
    for index, cell in enumerate(nb_man.nb.cells):
        nb_man.cell_start(cell, index)
        ok = True
        try:
            if cell.cell_type == "code" and cell.source.strip():
                if on_cell:
                    on_cell(index)
                outbox.begin(cell.outputs)
                ok = await _run_cell(shell, cell)
                if not ok:
                    nb_man.cell_exception(cell, cell_index=index)
        finally:
            nb_man.cell_complete(cell, cell_index=index)
        if not ok and "raises-exception" not in cell.metadata.get("tags", ()):
            return


async def _run_cell(shell: ZMQInteractiveShell, cell: NotebookNode) -> bool:
    """Run one code cell as a kernel does; return whether it succeeded."""
    cell.execution_count = shell.execution_count
    source, trouble = cell.source, None
    try:
        transformed = shell.transform_cell(source)
    except Exception:
        transformed, trouble = source, sys.exc_info()
    shell._last_traceback_during_displayhook = False
    result = None
    try:
        result = await shell.run_cell_async(
            source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=trouble
        )
    finally:
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)
    if shell.payload_manager:
        shell.payload_manager.clear_payload()
    if shell.exit_now:
        cell.outputs.append(
            NotebookNode(
                output_type="error",
                ename="SystemExit",
                evalue="the notebook asked to exit",
                traceback=["SystemExit: the notebook asked to exit"],
            )
        )
        return False
    return bool(result.success) and not shell._last_traceback_during_displayhook


def _close(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel the tasks that a notebook left, and close the loop."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.wait(left, timeout=1))
    loop.run_until_complete(loop.shutdown_asyncgens())
    asyncio.set_event_loop(None)
    loop.close()


def settle_ids(nb: NotebookNode) -> None:
    """Give the cell that papermill injects the same id in every run."""
    ids = {cell.get("id") for cell in nb.cells}
    if "injected-parameters" in ids:
        return
    for cell in nb.cells:
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = "injected-parameters"


def register() -> str:
    """Register the engine with papermill in this process, and return its name."""
    papermill_engines.register(NAME, InProcessEngine)
    return NAME
