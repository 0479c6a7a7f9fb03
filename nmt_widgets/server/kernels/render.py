"""Render a notebook as a page, cell by cell; an error becomes a short message and one line in the log."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import nbformat
from jinja2.bccache import Bucket, BytecodeCache
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from traitlets.config import Config
from voila import __version__ as voila_version
from voila.configuration import VoilaConfiguration
from voila.notebook_renderer import NotebookRenderer

from nmt_widgets.core.base_path import base_path, full_path
from nmt_widgets.core.texts import texts
from nmt_widgets.server.shared.kept_files import TEMPLATES, kept_address
from nmt_widgets.server.shared.logs import log
from nmt_widgets.server.shared.page_scripts import labextension_folders
from nmt_widgets.server.shared.pages import page_context

# Voila's widget manager, Jupyter's own widgets, and the workbook's widgets
_EXTENSIONS = ("@voila-dashboards/widgets-manager8", "@jupyter-widgets/jupyterlab-manager", "anywidget")

# it holds the version, so a browser may cache the files without limit
STATIC_PATH = f"/voila/static/{voila_version}"

_OUTPUT_WITHIN = 60  # seconds after a cell has run

_FRAME = re.compile(r"File [^\n:]+:\d+|Cell In\[[^\]]*\],? line \d+")


class _Compiled(BytecodeCache):
    """Keeps compiled templates: the exporter of each page would compile them anew, a fifth of a page's work."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code of a template, unless its source is another now."""
        checksum, code = self._codes.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        assert bucket.code is not None
        self._codes[bucket.key] = bucket.checksum, bucket.code


_COMPILED = _Compiled()


@cache
def _extensions() -> tuple[dict[str, Any], ...]:
    from jupyterlab_server.config import get_federated_extensions

    builds, keys = (
        get_federated_extensions(labextension_folders()),
        ("load", "extension", "mimeExtension", "style"),
    )
    parts = {name: builds[name]["jupyterlab"]["_build"] for name in _EXTENSIONS}
    return tuple(
        {"name": name, **{key: part[key] for key in keys if key in part}} for name, part in parts.items()
    )


def page_config(kernel_id: str) -> dict[str, Any]:
    """Return the configuration for Voila's script: fixed here, not collected from the computer."""
    return {
        "appVersion": voila_version,
        "appUrl": "voila/",
        "baseUrl": base_path(),
        "themesUrl": full_path("/voila/api/themes"),
        "fullStaticUrl": full_path(STATIC_PATH),
        "fullLabextensionsUrl": full_path("/voila/labextensions"),
        "federated_extensions": [*_extensions()],
        "disabledExtensions": [],
        "fullMathjaxUrl": kept_address("formulas.js"),
        "mathjaxConfig": None,
        "extensionConfig": {},
        "terminalsAvailable": False,
        "progressiveRendering": False,
        "kernelId": kernel_id,
    }


class Renderer(NotebookRenderer):
    """Renders one notebook for one kernel.

    Parameters
    ----------
    path : pathlib.Path
        The notebook.
    kernel_id : str
        The kernel it will run in.
    specs : KernelSpecManager
        The kernel specifications.

    Attributes
    ----------
    failed : bool
        Whether a cell ended in an error.
    closing : bool
        Whether its kernel is being ended on purpose: an error of a cell is then expected.
    """

    def __init__(self, path: Path, kernel_id: str, specs: KernelSpecManager) -> None:
        settings = Config()
        settings.VoilaConfiguration.allow_template_override = "NO"
        settings.VoilaConfiguration.allow_theme_override = "NO"
        page = {**page_context(), "title": _title(path)}
        settings.VoilaConfiguration.resources = {"nmt": page}
        # on a busy computer the output of a cell may come late; without it the page would be empty, and nobody told
        settings.VoilaExecutor.iopub_timeout = _OUTPUT_WITHIN
        settings.VoilaExecutor.raise_on_iopub_timeout = True
        super().__init__(
            notebook_path=path.name,
            template_paths=[str(TEMPLATES)],
            traitlet_config=settings,
            voila_configuration=VoilaConfiguration(config=settings),
            contents_manager=LargeFileManager(root_dir=str(path.parent)),
            kernel_spec_manager=specs,
            base_url=base_path(),
            page_config=page_config(kernel_id),
        )
        self.path = path
        self.failed = self.closing = False

    async def initialize(self, **kwargs: Any) -> None:
        """Read the notebook and the templates."""
        await super().initialize(**kwargs)
        self.exporter.environment.bytecode_cache = _COMPILED

    def let_go(self) -> None:
        """Drop all that is needed to render: a page that has been sent is not rendered again."""
        self.rendered_cache.clear()
        del self.notebook, self.resources, self.exporter, self.executor

    async def load_notebook(self, path: str) -> nbformat.NotebookNode:
        """Read the file directly: Jupyter's contents service would open a signature database."""
        notebook: nbformat.NotebookNode = await self.fix_notebook(nbformat.read(self.path, as_version=4))
        return notebook

    async def _jinja_cell_generator(
        self, nb: nbformat.NotebookNode, kernel_id: str
    ) -> AsyncIterator[nbformat.NotebookNode]:
        try:
            for number, cell in enumerate(nb.cells):
                if cell.cell_type == "code":
                    cell.outputs = []
                try:
                    yield await self.executor.execute_cell(cell, None, number, store_history=False)
                except Exception as error:
                    self.failed = True
                    if self.closing:
                        return
                    log.error("%s, cell %d: %s", self.path.name, number + 1, _outline(error))
                    cell.outputs = [nbformat.v4.new_output("error", ename="", evalue="", traceback=[])]
                    yield cell
                    break
        finally:
            await self._cleanup_resources()


def _title(path: Path) -> str:
    """Return what the bar calls a screen."""
    return str(texts("server")["screens"].get(path.stem, ""))


def _outline(error: Exception) -> str:
    """Return the kind and place of an error without its message, which may quote a client's record."""
    frames = _FRAME.findall(re.sub(r"\x1b\[[\d;]*m", "", str(getattr(error, "traceback", ""))))
    name = getattr(error, "ename", "") or type(error).__name__
    return f"{name} at {frames[-1]}" if frames else name
