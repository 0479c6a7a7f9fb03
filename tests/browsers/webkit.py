"""WebKit, as Safari is made of it, on a screen of its own, by its driver: WebDriver, over HTTP."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from scripts.bring_browser import WEBKIT
from tests.patience import LIMIT, wait_for

_STYLE = "headerbar *, toolbar * { font-size: 1px; padding: 0; margin: 0; min-width: 0; min-height: 0; }"
"""Makes the browser's own bar so narrow that the window can be as narrow as a phone."""

_WITH_TROUBLES = """(() => {
  if (!window.troubles) {
    window.troubles = [];
    const isNotice = (text) => text.startsWith("ResizeObserver loop"); // sizes that settle a frame later
    addEventListener("error", ({ message }) => isNotice(message) || troubles.push(message));
    addEventListener("unhandledrejection", (event) => troubles.push(String(event.reason)));
  }
  return JSON.stringify([%s, troubles.splice(0)]);
})()"""
"""The driver tells nothing of a page's errors, so the page keeps them from the first question on."""


class WebKit:
    """One tab of WebKitGTK's own small browser."""

    def __init__(self, folder: Path) -> None:
        self.troubles: list[str] = []
        self._settings = folder / "settings"
        (self._settings / "gtk-3.0").mkdir(parents=True)
        (self._settings / "gtk-3.0" / "gtk.css").write_text(_STYLE)
        (self._settings / "gtk-3.0" / "settings.ini").write_text("[Settings]\ngtk-enable-animations=false\n")

    def __enter__(self) -> WebKit:
        with ExitStack() as stack:
            self._port = free_port()
            environment = {
                **os.environ,
                "DISPLAY": stack.enter_context(screen()),
                "XDG_CONFIG_HOME": str(self._settings),
                "GTK_A11Y": "none",
                "NO_AT_BRIDGE": "1",
            }
            command = [WEBKIT[0], f"--port={self._port}"]
            process = stack.enter_context(running(command, env=environment))
            wait_for(lambda: self._is_ready(process))
            session = self._call("POST", "/session", capabilities={})
            self._session = f"/session/{session['sessionId']}"
            stack.callback(self._call, "DELETE", self._session)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def go(self, address: str) -> None:
        self._call("POST", f"{self._session}/url", url=address)

    def run(self, expression: str) -> Any:
        """Return the value of an expression of the page, by JSON."""
        script = f"return {_WITH_TROUBLES % expression}"
        value, troubles = json.loads(
            self._call("POST", f"{self._session}/execute/sync", script=script, args=[])
        )
        self.troubles += troubles
        return value

    def act(self, *sources: dict) -> None:
        """Let keyboard or pointer act, as WebDriver describes it."""
        self._call("POST", f"{self._session}/actions", actions=list(sources))

    def resize(self, width: int, height: int) -> None:
        self._call("POST", f"{self._session}/window/rect", x=0, y=0, width=width, height=height)

    def picture(self) -> bytes:
        """Return what the window shows, as PNG."""
        return base64.b64decode(self._call("GET", f"{self._session}/screenshot"))

    def _is_ready(self, process: subprocess.Popen) -> bool:
        assert process.poll() is None, "WebKitWebDriver ended at its start"
        try:
            return self._call("GET", "/status")["ready"]
        except ConnectionRefusedError:
            return False

    def _call(self, method: str, path: str, **parameters: Any) -> Any:
        line = HTTPConnection("127.0.0.1", self._port, timeout=LIMIT)
        line.request(method, path, json.dumps(parameters) if method == "POST" else None)
        answer = json.load(line.getresponse())["value"]
        line.close()
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer


@contextmanager
def running(command: list[str], **settings: Any) -> Iterator[subprocess.Popen]:
    """Start a program in silence, and end it."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **settings)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(LIMIT)


@contextmanager
def screen() -> Iterator[str]:
    """Start a screen that nobody sees, of the first free number, and return that."""
    reading, writing = os.pipe()
    command = [WEBKIT[1], "-displayfd", str(writing), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with running(command, pass_fds=[writing]), os.fdopen(reading) as number:
        os.close(writing)
        yield f":{number.readline().strip()}"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
