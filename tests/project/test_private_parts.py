"""Every private part of other packages that the workbook uses, so that an upgrade fails here first."""

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import nmt_widgets
from nmt_widgets.core.lasting import lasting
from tests.project.imports import PACKAGE, ROOT

PRIVATE = {
    "atexit:_run_exitfuncs": "the end of a forked kernel",
    "ipykernel.zmqshell:ZMQInteractiveShell._last_traceback_during_displayhook": "whether showing a result failed",
    "concurrent.futures.process:ProcessPoolExecutor._processes": "a report that has to end is not waited for",
    "ipywidgets.widgets.domwidget:DOMWidget._dom_classes": "the classes of a box in its still picture",
    "ipywidgets.widgets.widget:_instances": "which widgets live",
    "jupyter_server.services.kernels.connection.channels:ZMQChannelsWebsocketConnection._limit_rate": "overload",
    "jupyter_server.services.kernels.connection.channels:ZMQChannelsWebsocketConnection._on_zmq_reply": "passing on",
    "jupyter_server.services.kernels.connection.channels:ZMQChannelsWebsocketConnection._open_sessions": "broken lines",
    "jupyter_server.services.kernels.connection.channels:ZMQChannelsWebsocketConnection._register_session": "new lines",
    "jupyter_server.services.kernels.kernelmanager:ServerKernelManager._default_event_logger": "one for all kernels",
    "jupyter_server.services.kernels.kernelmanager:MappingKernelManager._handle_kernel_died": "a dead kernel ends",
    "tornado.httpserver:HTTPServer._connections": "how many devices of a room are connected",
    "tornado.web:RequestHandler._finished": "whether an answer has been given already",
    "voila.notebook_renderer:NotebookRenderer._cleanup_resources": "after the last cell",
    "voila.notebook_renderer:NotebookRenderer._jinja_cell_generator": "overridden: an error is a calm message",
}
"""`module:name` or `module:Class.name`, and what it is used for."""

UNDESCRIBED = {
    "papermill.engines:Engine": "the workbook's own engine",
    "papermill.engines:papermill_engines": "by which it is found",
    "papermill.execute:ERROR_MARKER_TAG": "the mark on a cell that failed",
    "papermill.execute:prepare_notebook_metadata": "the metadata of a run",
    "papermill.execute:raise_for_execution_errors": "the end of a run",
    "papermill.iorw:load_notebook_node": "the begin of a run",
    "papermill.parameterize:parameterize_notebook": "a notebook's parameters",
    "jupyterlab_server.config:get_federated_extensions": "the scripts of installed widgets",
    "voila.notebook_renderer:NotebookRenderer.fix_notebook": "reading a notebook without Jupyter's contents service",
    "voila.notebook_renderer:NotebookRenderer.generate_content_hybrid": "a page as it grows",
    "voila.notebook_renderer:NotebookRenderer.rendered_cache": "what a page made ready has already",
    "voila.notebook_renderer:NotebookRenderer.stop_generator": "a page made ready ahead is taken over by its visitor",
    "jupyter_server.services.kernels.kernelmanager:MappingKernelManager.start_watching_activity": "not read",
    "voila.notebook_renderer:NotebookRenderer.executor": "runs the cells",
    "voila.paths:collect_static_paths": "the files of a page",
    "voila.static_file_handler:MultiStaticFileHandler": "hands them out",
    "voila.utils:get_voila_labextensions_path": "where widgets' scripts are",
}
"""Public by name, and promised in no documentation."""

DESCRIBED = {
    "_asdict": "SQLAlchemy's Row, like a named tuple",
    "_ipython_display_": "IPython: shows a value in its own way",
    "_repr_html_": "IPython: a value as HTML",
    "_repr_mimebundle_": "IPython: a value by MIME type",
    "_css": "anywidget: a widget's style sheet",
    "_esm": "anywidget: a widget's script",
    "_exit": "os",
    "_render_traceback_": "IPython: an error that says how it is shown",
}
"""Begins with an underscore, and is documented for everybody to use."""


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def _reach(path: str) -> None:
    """Go to a part by its path; raise LookupError where it is no longer."""
    module, _, names = path.partition(":")
    where: object = importlib.import_module(module)
    for name in names.split("."):
        if hasattr(where, name):
            where = getattr(where, name)
        elif not (inspect.isclass(where) and _sets(where, name)):
            raise LookupError(f"{path} is gone")


def _sets(cls: type, name: str) -> bool:
    """Say whether a class or one of its bases sets a field in its methods."""
    for base in cls.__mro__:
        if base.__module__ == "builtins":
            continue
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(base)))):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr == name:
                return True
    return False


@pytest.mark.parametrize("path", [*PRIVATE, *UNDESCRIBED])
def test_what_we_use_of_theirs_is_still_there(path):
    _reach(path)


def test_a_part_that_is_gone_is_told():
    with pytest.raises(LookupError, match=r"_no_longer is gone"):
        _reach("voila.notebook_renderer:NotebookRenderer._no_longer")


def _files() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("*.py"))
    yield from sorted((ROOT / "tests").rglob("*.py"))


@cache
def _nodes(file: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))


@cache
def _ours() -> frozenset[str]:
    """Return every private name that our own classes, functions and modules make."""
    names: set[str] = set()
    for file in _files():
        for node in _nodes(file):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _is_own(node.value):
                names.add(node.attr)
    return frozenset(name for name in names if _is_private(name))


_BY_NAME = {"getattr", "setattr", "hasattr", "delattr"}


def _is_own(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"self", "cls"}


def _used(file: Path) -> Iterator[tuple[str, str]]:
    """Yield private names of others that a file uses, each with where."""
    name_of_file = file.relative_to(ROOT)
    for node in _nodes(file):
        where = f"{name_of_file}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            if not node.module.startswith(("nmt_widgets", "tests", "__future__")):
                parts = [*node.module.split("."), *(alias.name for alias in node.names)]
                yield from ((parts[-1], where) for part in parts if _is_private(part))
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield from ((alias.name, where) for part in alias.name.split(".") if _is_private(part))
        elif isinstance(node, ast.Attribute) and _is_private(node.attr) and node.attr not in _ours():
            yield node.attr, where
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _BY_NAME:
            name = node.args[1].value if isinstance(node.args[1], ast.Constant) else ""
            if _is_private(str(name)) and name not in _ours():
                yield str(name), where


def _overridden() -> Iterator[tuple[str, str]]:
    """Yield private names of others' classes that our classes give a meaning of their own, each with where."""
    for module in _modules():
        classes = [node for node in _nodes(Path(str(module.__file__))) if isinstance(node, ast.ClassDef)]
        for node in classes:
            cls = getattr(module, node.name, None)
            if not inspect.isclass(cls):
                continue
            theirs = [base for base in cls.__mro__ if not base.__module__.startswith("nmt_widgets")]
            for name in _made_by(node):
                if _is_private(name) and any(name in vars(base) for base in theirs):
                    yield name, f"{module.__name__}.{node.name}"


def _made_by(node: ast.ClassDef) -> Iterator[str]:
    for part in node.body:
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            yield part.name
        elif isinstance(part, ast.Assign):
            yield from (target.id for target in part.targets if isinstance(target, ast.Name))


def _modules() -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(nmt_widgets.__path__, "nmt_widgets."):
        # migrations run only within Alembic, and __main__ is the command
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


def test_no_private_part_is_used_that_is_not_named_here_and_none_is_named_in_vain():
    used: dict[str, str] = {}
    with lasting():  # hundreds of thousands of nodes, none of them garbage
        _ours()
    for file in _files():
        used.update(_used(file))
    used.update(_overridden())
    named = {path.replace(":", ".").rpartition(".")[2] for path in PRIVATE}
    unnamed = {name: where for name, where in used.items() if name not in named and name not in DESCRIBED}
    assert not unnamed, f"name it in PRIVATE, with its reason, or do without: {unnamed}"
    assert named <= set(used), f"no longer used: {named - set(used)}"


def test_what_is_public_and_undescribed_is_used():
    sources = "\n".join(file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py"))
    for path in UNDESCRIBED:
        assert path.replace(":", ".").rpartition(".")[2] in sources, path
