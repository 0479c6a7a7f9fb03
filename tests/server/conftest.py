"""A real server in a process of its own, on a folder of small notebooks, and a real browser."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest

GONE_AFTER = 4

_HOME = """
import ipywidgets
button, said = ipywidgets.Button(description="Press me"), ipywidgets.Label("nothing yet")
button.on_click(lambda _: setattr(said, "value", "pressed"))
ipywidgets.VBox([button, said])
"""
_ANYWIDGET = """
import anywidget
class Ours(anywidget.AnyWidget):
    _esm = '''export default { render({ el }) {
        const p = document.createElement("p");
        p.className = "ours";
        p.textContent = "drawn by our own module";
        el.append(p);
    } }'''
Ours()
"""
_ENVIRONMENT = "import json, os; print('<<' + json.dumps(dict(os.environ)) + '>>')"
_QUERY = "import os; from voila.utils import get_query_string; query = get_query_string()"
_BROKEN = "import warnings; warnings.warn('library')\nname = 'Jamie Client'\nraise ValueError(name)"


def write_notebook(folder: Path, name: str, *cells: str) -> None:
    """Write a notebook; a cell starting with # is text."""
    v4 = nbformat.v4
    made = [v4.new_markdown_cell(c) if c.startswith("#") else v4.new_code_cell(c.strip()) for c in cells]
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(v4.new_notebook(cells=made), folder / f"{name}.ipynb")


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Server:
    process: subprocess.Popen
    log: Path
    token: str
    port: int
    cookie: str = field(default="")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def request(
        self, path: str, method: str = "GET", signed_in: bool = True, body: str | None = None, **headers: str
    ) -> Answer:
        """Send a request as it is: nothing normalised, no redirect followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if signed_in:
            named["Cookie"] = self.cookie
        connection.request(method, path, body=body, headers=named)
        response = connection.getresponse()
        answer = Answer(response.status, dict(response.getheaders()), response.read().decode())
        connection.close()
        return answer

    def sign_in(self) -> None:
        answer = self.request(f"/?token={self.token}", signed_in=False)
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]

    def kernels(self) -> set[int]:
        """Return the process ids of the server's kernels."""
        found = set()
        for child in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if any("ipykernel" in word for word in child.cmdline()):
                    found.add(child.pid)
            except psutil.Error:
                continue
        return found


def start(folder: Path, work: Path, class_size: int = 1, gone_after: float = 600, **environ: str) -> Server:
    """Start a server and wait for its first line."""
    code = (
        "import sys; from pathlib import Path; from nmt_widgets.server import serve; "
        f"serve(Path({str(folder)!r}), port=0, class_size={class_size}, open_browser=False, "
        f"gone_after={gone_after})"
    )
    work.mkdir(parents=True, exist_ok=True)
    log = work / "log.txt"
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=work,
        env={**os.environ, "PYTHONPATH": root, **environ},
        stdout=subprocess.PIPE,
        stderr=log.open("w"),
        text=True,
    )
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)/\?token=(\S+)", line)
    assert found, log.read_text()
    return Server(process, log, found[2], int(found[1]))


def stop(server: Server, number: int = signal.SIGTERM) -> int:
    server.process.send_signal(number)
    try:
        return server.process.wait(15)
    finally:
        server.process.kill()


def wait_for(is_so: Callable[[], Any], seconds: float = 10) -> Any:
    """Return what `is_so` returns once it is true."""
    end = time.monotonic() + seconds
    while True:
        if found := is_so():
            return found
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose machine is full of traps: config files, secrets, files beside the notebooks."""
    work = tmp_path_factory.mktemp("server")
    notebooks = work / "notebooks"
    write_notebook(notebooks, "home", "# Welcome", _HOME, _ANYWIDGET)
    write_notebook(notebooks, "environment", _ENVIRONMENT)
    write_notebook(notebooks, "deep", _QUERY, "print('<<' + os.environ['VOILA_PREHEAT'], query + '>>')")
    write_notebook(notebooks, "broken", _BROKEN, "print('never reached')")
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
        gone_after=GONE_AFTER,
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        yield found
        found.close()


@pytest.fixture
def page(browser: Any, server: Server) -> Iterator[Any]:
    """A page of a visitor who has signed in; what it asks for and complains about is noted."""
    context = browser.new_context()
    name, value = server.cookie.split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    page = context.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("requestfailed", lambda request: page.complaints.append(request.url))
    yield page
    context.close()
