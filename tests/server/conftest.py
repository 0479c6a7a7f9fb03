"""A real server among traps, and a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.running import HOME, Server, start, stop, write_notebook

_ENVIRONMENT = "import json, os; print('<<' + json.dumps(dict(os.environ)) + '>>')"
_QUERY = "import os; from voila.utils import get_query_string; query = get_query_string()"
_BROKEN = "import warnings; warnings.warn('library')\nname = 'Jamie Client'\nraise ValueError(name)"
_SLIDER = """
import ipywidgets
output, slider = ipywidgets.Output(), ipywidgets.IntSlider(3)
slider.observe(lambda change: output.append_stdout(f"now {change.new}"), "value")
ipywidgets.VBox([slider, output])
"""
_RAISING = """
import ipywidgets, sys
label = ipywidgets.Label("here")
def act(_widget, content, _buffers):
    if content == "write":
        sys.stderr.write("Jamie said so at home")
    raise ValueError("Jamie said so at home")
label.on_msg(act)
label
"""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on a computer full of traps: config files, secrets, files beside the notebooks."""
    work = tmp_path_factory.mktemp("server")
    notebooks = work / "notebooks"
    write_notebook(notebooks, "home", *HOME)
    write_notebook(notebooks, "environment", _ENVIRONMENT)
    write_notebook(notebooks, "deep", _QUERY, "print('<<' + os.environ['VOILA_PREHEAT'], query + '>>')")
    write_notebook(notebooks, "broken", _BROKEN, "print('never reached')")
    write_notebook(notebooks, "raising", _RAISING)
    write_notebook(notebooks, "slider", "# Slider", _SLIDER)
    write_notebook(notebooks, "dying", "import os; os._exit(1)")
    write_notebook(notebooks / "inner", "hidden", "print(1)")
    write_notebook(work / "outputs", "client", "print(1)")
    (notebooks / "picture.png").write_bytes(b"png")
    (notebooks / "notes.txt").write_text("notes")
    trap = {
        "Voila": {"ip": "0.0.0.0", "token": "guessable"},
        "VoilaConfiguration": {"file_allowlist": [".*"], "show_tracebacks": True, "template": "none"},
        "MappingKernelManager": {"allowed_message_types": []},
        "KernelManager": {"transport": "tcp"},
    }
    config = work / "config"
    config.mkdir()
    for folder in (config, work):
        for name in ("voila", "jupyter_config", "jupyter_server_config"):
            (folder / f"{name}.json").write_text(json.dumps(trap))
    server = start(
        notebooks,
        work,
        NMT_DEBUG="1",
        NMT_SITE_NAME="clinic",
        NMT_DB_PASSWORD="hunter2",
        SECRET_X="secret",
        AWS_ACCESS_KEY_ID="secret",
        JUPYTER_CONFIG_DIR=str(config),
        LC_ALL="C.UTF-8",
    )
    server.sign_in()
    yield server
    stop(server)


@pytest.fixture
def page(chromium: Any, server: Server) -> Iterator[Any]:
    """A page of a signed-in visitor, with a list of its requests and of its errors."""
    context = chromium.new_context()
    name, value = server.cookie.split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    page = context.new_page()
    page.urls, page.complaints = [], []
    page.on("request", lambda request: page.urls.append(request.url))
    page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("requestfailed", lambda request: page.complaints.append(request.url))
    yield page
    context.close()
