"""A server in its own process, and requests that are sent unchanged."""

from __future__ import annotations

import html
import http.client
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import nbformat
import psutil

from nmt_widgets.bench.kernels import kernel_processes
from nmt_widgets.core.site_files import DATA
from tests.cheap_hashing import PRELUDE
from tests.patience import LIMIT, wait_for

BUTTON = """
import anywidget, ipywidgets
class Button(anywidget.AnyWidget):
    _esm = '''export default { render({ el, model }) {
        const button = document.createElement("button");
        button.textContent = "Press me";
        button.onclick = () => model.send("pressed");
        el.append(button);
    } }'''
button, label = Button(), ipywidgets.Label("nothing yet")
button.on_msg(lambda _, content, buffers: setattr(label, "value", content))
ipywidgets.VBox([button, label])
"""
"""A cell with a button that tells when it was pressed."""
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
HOME = ("# Welcome", BUTTON, _ANYWIDGET)
"""The cells of a start page with widgets."""


def write_notebook(
    folder: Path, name: str, *cells: str, person: bool = False, needs: Sequence[str] = ()
) -> None:
    """Write a notebook; a cell starting with # is text, `person` asks for somebody signed in, `needs` for rights."""
    v4 = nbformat.v4
    new_cells = [v4.new_markdown_cell(c) if c.startswith("#") else v4.new_code_cell(c.strip()) for c in cells]
    folder.mkdir(parents=True, exist_ok=True)
    metadata = {"nmt": {"person": person, "needs": [*needs]}} if person or needs else {}
    nbformat.write(v4.new_notebook(cells=new_cells, metadata=metadata), folder / f"{name}.ipynb")


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str
    cookies: list[str]
    content: bytes = b""


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
        self,
        path: str,
        method: str = "GET",
        signed_in: bool = True,
        body: str | bytes | None = None,
        **headers: str,
    ) -> Answer:
        """Send a request as it is: nothing normalised, no redirect followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if signed_in:
            fields["Cookie"] = self.cookie
        connection.request(method, path, body=body, headers=fields)
        response = connection.getresponse()
        cookies = response.headers.get_all("Set-Cookie") or []
        content = response.read()
        text = content.decode(errors="replace")
        answer = Answer(response.status, dict(response.getheaders()), text, cookies, content)
        connection.close()
        return answer

    def sign_in(self) -> None:
        answer = self.request(f"/?token={self.token}", signed_in=False)
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]

    def browser(self, with_code: bool = True) -> Browser:
        """Return another browser in which the access code was entered."""
        browser = Browser(self)
        if with_code:
            browser.get(f"/?token={self.token}")
        return browser

    def kernels(self) -> set[int]:
        """Return the process ids of the server's kernels."""
        return {kernel.pid for kernel in kernel_processes(self.process.pid)}

    def complaints(self) -> list[str]:
        """Return the lines of the log, but those that say how long a busy machine kept the server from answering."""
        return [line for line in self.log.read_text().splitlines() if "has not answered for" not in line]

    def run_folder(self) -> Path:
        """Return the folder with the private sockets of its kernels."""
        (folder,) = Path("/tmp").glob(f"nmt-server-{self.process.pid}-*")
        return folder


@dataclass
class Browser:
    """A browser that keeps cookies, sends the origin of forms and follows no redirect."""

    server: Server
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self._request(path, "GET", None, headers)

    def post(self, path: str, **fields: str) -> Answer:
        kind = {"Origin": self.server.url, "Content_Type": "application/x-www-form-urlencoded"}
        return self._request(path, "POST", urlencode(fields), kind)

    def upload(self, path: str, name: str, text: str, **fields: str) -> Answer:
        """Send a form with a file."""
        parts = [f'name="{key}"\r\n\r\n{value}' for key, value in fields.items()]
        parts.append(f'name="file"; filename="{name}"\r\nContent-Type: application/yaml\r\n\r\n{text}')
        body = (
            "".join(f"--part\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
            + "--part--\r\n"
        )
        kind = {"Origin": self.server.url, "Content_Type": "multipart/form-data; boundary=part"}
        return self._request(path, "POST", body.encode(), kind)

    def download(self, path: str, **fields: str) -> Answer:
        """Send a form that is answered with a file."""
        answer = self.post(path, **fields)
        assert answer.status == 200, answer.body
        return answer

    def sign_in(self, name: str, passphrase: str) -> Answer:
        return self.post("/sign-in", name=name, passphrase=passphrase)

    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _request(self, path: str, method: str, body: str | bytes | None, headers: dict[str, str]) -> Answer:
        fields = {"Cookie": self.cookie(), **self.headers, **headers}
        answer = self.server.request(path, method, False, body, **fields)
        for line in answer.cookies:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer


def printed(page: str) -> str:
    """Return what a test notebook printed between << and >>."""
    match = re.search(r"<<(.*)>>", html.unescape(page), re.DOTALL)
    assert match, page
    return match[1]


def own_rules(folder: Path, topic: str, old: str, new: str) -> Path:
    """Write a site's folder with one file of the workbook's data, in which one text is another; return the folder."""
    folder.mkdir(exist_ok=True)
    text = (DATA / f"{topic}.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / f"{topic}.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def start(
    folder: Path,
    work: Path,
    class_size: int = 1,
    idle_seconds: float = 600,
    prelude: str = "",
    options: str = "",
    **environ: str,
) -> Server:
    """Start a server with more options for `serve`, after some code of a test's own, and wait for its first line."""
    code = (
        f"{PRELUDE}\n{prelude}\n"
        "import sys; from pathlib import Path; from nmt_widgets.server import serve; "
        f"serve(Path({str(folder)!r}), port=0, class_size={class_size}, open_browser=False, "
        f"idle_seconds={idle_seconds}, {options})"
    )
    work.mkdir(parents=True, exist_ok=True)
    log = work / "log.txt"
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=work,
        env={**os.environ, "PYTHONPATH": root, "NMT_DATA": str(work / "data"), **environ},
        stdout=subprocess.PIPE,
        stderr=log.open("w"),
        text=True,
    )
    line = process.stdout.readline()
    token = re.search(r"/\?token=(\S+)", line)
    assert line, log.read_text()
    port = wait_for(lambda: _port_of(process.pid))
    return Server(process, log, token[1] if token else "", port)


def _port_of(pid: int) -> int | None:
    lines = psutil.Process(pid).net_connections("inet")
    listening = [line.laddr for line in lines if line.status == psutil.CONN_LISTEN]
    return next((port for address, port in listening if address == "127.0.0.1"), None)


def stop(server: Server, number: int = signal.SIGTERM) -> int:
    server.process.send_signal(number)
    try:
        return server.process.wait(LIMIT)
    finally:
        server.process.kill()


def rows(server: Server, query: str) -> list[tuple]:
    """Return what a query finds in a server's database."""
    with sqlite3.connect(server.log.parent / "data" / "workbook.db") as database:
        return database.execute(query).fetchall()


def at_rest(kernels: set[int]) -> bool:
    """Return whether prepared pages do nothing but wait for a visitor; not if one of them has ended."""
    try:
        return all(psutil.Process(kernel).cpu_percent(0.3) < 1 for kernel in kernels)
    except psutil.NoSuchProcess:
        return False


def kernels_at_rest(server: Server, count: int) -> set[int]:
    """Wait until a number of prepared pages only wait for a visitor; return their processes."""

    def look() -> set[int]:
        kernels = server.kernels()
        return kernels if len(kernels) >= count and at_rest(kernels) else set()

    return wait_for(look)


def opened_both_ways(open_one: Callable[[int], str]) -> None:
    """Open pages, two at a time, until one of them was prepared in advance and another was not.

    Only one page is kept ready, so one of two simultaneous pages has to start on request. `open_one` gets a different
    number for each page and returns its VOILA_PREHEAT.
    """
    values: set[str] = set()
    with ThreadPoolExecutor(2) as pool:
        numbers = count()

        def has_both_values() -> bool:
            values.update(pool.map(open_one, (next(numbers), next(numbers))))
            return values == {"True", "False"}

        wait_for(has_both_values)
