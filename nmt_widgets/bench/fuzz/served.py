"""A real server over its own world, raw requests to it, and the checks after each."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from nmt_widgets.bench.fuzz.trials import DidNotHold
from nmt_widgets.bench.fuzz.world import GUEST, PASSPHRASE, World

PATIENCE = 10.0  # seconds for an answer
OTHERS_WAIT = 2.0
"""Seconds within which other visitors must be answered during an attack."""

_LOOKS = 3
_KEY_PAGE = "doors"
_KEY_CELL = """
import os
from nmt_widgets.apps.shared.request_context import request_context
request_context()
print("<<" + os.environ["VOILA_WS_BASE_URL"] + ">>")
"""
_LEAKS = ("Traceback (most recent call last)", 'File "/', "site-packages", "ipykernel_launcher")


@dataclass(frozen=True)
class Answer:
    """The answer to a raw request.

    Attributes
    ----------
    status : int
        0 where the line was closed without an answer.
    head, body : str
    seconds : float
    """

    status: int
    head: str = field(repr=False)
    body: str = field(repr=False)
    seconds: float

    def cookies(self) -> dict[str, str]:
        """Return the cookies that the answer sets."""
        return dict(re.findall(r"(?im)^set-cookie: ([^=]+)=([^;\r\n]*)", self.head))


class Served:
    """`serve` over a world, with an audience; ended with the `with` block.

    Parameters
    ----------
    world : World
    idle_seconds : float
        Seconds without a tab after which a page's kernel is ended.
    """

    def __init__(self, world: World, idle_seconds: float = 8.0) -> None:
        self.world = world
        self._idle_seconds = idle_seconds
        self._cookies: dict[str, dict[str, str]] = {}
        self.key = ""

    def __enter__(self) -> Served:
        folder = self.world.folder
        notebooks = folder / "notebooks"
        if not notebooks.exists():
            _write_notebooks(notebooks)
        code = (
            "from pathlib import Path; from nmt_widgets.server import serve; "
            "from nmt_widgets.server.audience.listener import open_door; "
            "from nmt_widgets.server.class_door.door import open_class_door; "
            f"serve(Path({str(notebooks)!r}), port=0, open_browser=False, idle_seconds={self._idle_seconds}, "
            "audience=open_door('127.0.0.1', 0), class_door=open_class_door('127.0.0.1', 0))"
        )
        self._log = folder / "log.txt"
        with self._log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", code],
                cwd=folder,
                env={**os.environ, **self.world.settings},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        try:
            self._find()
        except BaseException:
            self.process.kill()
            raise
        return self

    def _find(self) -> None:
        """Read the ports, the codes and the kernels' key."""
        assert self.process.stdout is not None
        lines = [self.process.stdout.readline() for _ in range(4)]
        matches = [re.search(r"http://[^/]+:(\d+)/?(\S*)", line) for line in lines]
        addresses = [address for address in matches if address]
        if len(addresses) < 3:
            raise RuntimeError("the server did not start")
        self.port, self.code = int(addresses[0][1]), addresses[0][2].removeprefix("?token=")
        self.room_port, self.room_code = int(addresses[1][1]), addresses[1][2]
        self.class_port = int(addresses[2][1])
        page = self.get(f"/voila/render/{_KEY_PAGE}.ipynb", visitor=GUEST)
        key = re.search(r"&lt;&lt;(/visit/[^/]+/)&gt;&gt;|<<(/visit/[^/]+/)>>", page.body)
        if key is None:
            raise RuntimeError("the server's page could not be opened")
        self.key = key[1] or key[2]

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)

    @property
    def origin(self) -> str:
        """The address of the workbook's pages."""
        return f"http://127.0.0.1:{self.port}"

    def cookies(self, visitor: str) -> dict[str, str]:
        """Return the cookies of somebody who entered the access code, and signed in unless a guest."""
        if visitor not in self._cookies:
            cookies = self._send_form("GET", f"/?token={self.code}", {}).cookies()
            if visitor:
                fields = {"name": visitor, "passphrase": PASSPHRASE}
                cookies |= self._send_form("POST", "/sign-in", cookies, fields).cookies()
            self._cookies[visitor] = cookies
        return self._cookies[visitor]

    def forget(self, visitor: str) -> None:
        """Make somebody sign in again the next time."""
        self._cookies.pop(visitor, None)

    def get(self, path: str, visitor: str = GUEST) -> Answer:
        """Request a page as a visitor."""
        return self._send_form("GET", path, self.cookies(visitor))

    def _send_form(
        self, method: str, path: str, cookies: dict[str, str], fields: dict[str, str] | None = None
    ) -> Answer:
        body = urlencode(fields or {}).encode()
        headers = {"Host": f"127.0.0.1:{self.port}", "Cookie": spelled(cookies), "Connection": "close"}
        if method != "GET":
            kind = "application/x-www-form-urlencoded"
            headers |= {"Origin": self.origin, "Content-Type": kind, "Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return self.send(
            f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body,
            self.port,
            wait=60 if "/render/" in path else PATIENCE,
        )

    def send(self, raw: bytes, port: int, wait: float = PATIENCE, *, is_whole: bool = True) -> Answer:
        """Send raw bytes and return the answer; an incomplete request may get none.

        Raises
        ------
        DidNotHold
            When a whole request is not answered in time.
        """
        began = time.monotonic()
        received = b""
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=wait if is_whole else 0.3) as line:
                line.sendall(raw)
                while not _is_complete(received, raw) and (piece := line.recv(65536)):
                    received += piece
        except TimeoutError:
            if is_whole and not received:
                raise DidNotHold(f"no answer within {wait:g} seconds to {raw[:600]!r}") from None
        except OSError:
            pass  # hung up on: that is an answer
        head, _, body = received.decode("utf-8", "replace").partition("\r\n\r\n")
        status = re.match(r"HTTP/1\.[01] (\d+)", head)
        return Answer(int(status[1]) if status else 0, head, body, time.monotonic() - began)

    def check(self, visitor: str, received: str, typed: str = "") -> None:
        """Check the server after a request: alive, fast for others, without leaks or errors in its log.

        Parameters
        ----------
        visitor : str
            To whom `received` was sent.
        received : str
        typed : str
            What must not stand in the log.
        """
        if self.process.poll() is not None:
            raise DidNotHold(f"the server ended with {self.process.returncode}")
        self.check_seen(visitor, received)
        request = f"GET /login HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n\r\n".encode()
        others = [self.send(request, self.port)]
        while others[-1].seconds > OTHERS_WAIT and len(others) < _LOOKS:  # a machine may be busy otherwise
            others.append(self.send(request, self.port))
        if others[-1].status != 200 or others[-1].seconds > OTHERS_WAIT:
            raise DidNotHold(
                f"others were answered {others[-1].status} after {others[-1].seconds:.1f} seconds"
            )
        log = self._log.read_text(encoding="utf-8", errors="replace")
        if typed and typed in log:
            at = log.index(typed)
            raise DidNotHold(f"what was typed stands in the log: {log[max(0, at - 200) : at + 40]!r}")
        if "Traceback" in log or "Uncaught" in log:
            at = max(log.find("Uncaught"), 0)
            raise DidNotHold(f"the log says: {log[at:][-700:]!r}")

    def check_seen(self, visitor: str, received: str) -> None:
        """Check that a visitor received nothing they may not see, and no internals."""
        for mark in (
            *self.world.unseen(visitor),
            *_LEAKS,
            str(self.world.folder),
            str(Path(__file__).parents[2]),
        ):
            if mark in received:
                at = received.index(mark)
                raise DidNotHold(
                    f"{visitor or 'a guest'} was sent '{mark}': {received[max(0, at - 100) : at + 100]!r}"
                )

    def restart_log(self) -> None:
        """Empty the log."""
        os.truncate(self._log, 0)


def _is_complete(answer: bytes, request: bytes) -> bool:
    """Return whether an answer is complete."""
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    if re.match(rb"HTTP/1\.[01] (1\d\d|204|304)", head) or request.startswith(b"HEAD "):
        return True
    length = re.search(rb"(?im)^content-length: (\d+)", head)
    if length:
        return len(body) >= int(length[1])
    return b"chunked" in head.lower() and body.endswith(b"0\r\n\r\n")


def spelled(cookies: dict[str, str]) -> str:
    """Write cookies as a browser does."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def _write_notebooks(folder: Path) -> None:
    """Copy the screens, and add a page that shows the kernels' key."""
    import nbformat

    from nmt_widgets.core.places import notebooks

    shutil.copytree(notebooks(), folder)
    notebook: Any = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(_KEY_CELL)])
    nbformat.write(notebook, folder / f"{_KEY_PAGE}.ipynb")
