"""Firefox, without a window, by the protocol it speaks itself: WebDriver BiDi, over a web socket."""

from __future__ import annotations

import base64
import itertools
import json
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

from scripts.bring_browser import find_firefox
from tests.patience import LIMIT, wait_for

_PREFERENCES = {
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "full-screen-api.enabled": False,  # a full screen has no size to set
    "ui.prefersReducedMotion": 1,
}
_PORT = "WebDriverBiDiServer.json"  # where Firefox writes it, in its profile


class Firefox:
    """One tab of a Firefox with a profile of its own."""

    def __init__(self, folder: Path) -> None:
        self.troubles: list[str] = []
        self._numbers = itertools.count()
        self._profile = folder / "profile"
        self._profile.mkdir()
        lines = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in _PREFERENCES.items()
        )
        (self._profile / "user.js").write_text("".join(lines))

    def __enter__(self) -> Firefox:
        with ExitStack() as stack:
            process = stack.enter_context(self._start())
            address = wait_for(lambda: self._address(process))
            self._line = stack.enter_context(connect(f"{address}/session", max_size=None, proxy=None))
            self._call("session.new", capabilities={})
            stack.callback(self._call, "browser.close")
            self._tab = self._call("browsingContext.create", type="tab")["context"]
            self._call("session.subscribe", events=["log.entryAdded"])
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def go(self, address: str) -> None:
        self._call("browsingContext.navigate", context=self._tab, url=address, wait="interactive")

    def run(self, expression: str) -> Any:
        """Return the value of an expression of the page, by JSON."""
        answer = self._call(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._tab},
            awaitPromise=False,
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"].get("value", "null"))

    def act(self, *sources: dict) -> None:
        """Let keyboard or pointer act, as WebDriver describes it."""
        self._call("input.performActions", context=self._tab, actions=list(sources))

    def resize(self, width: int, height: int) -> None:
        viewport = {"width": width, "height": height}
        self._call("browsingContext.setViewport", context=self._tab, viewport=viewport)

    def picture(self) -> bytes:
        """Return what the window shows, as PNG."""
        return base64.b64decode(self._call("browsingContext.captureScreenshot", context=self._tab)["data"])

    def _start(self) -> subprocess.Popen:
        command = [find_firefox(), "--headless", "--no-remote", "--profile", self._profile]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen([*command, "--remote-debugging-port", "0"], **silent)

    def _address(self, process: subprocess.Popen) -> str | None:
        """Return where Firefox listens, once it has written that."""
        assert process.poll() is None, "Firefox ended at its start"
        file = self._profile / _PORT
        if not file.exists() or not (text := file.read_text()):
            return None
        place = json.loads(text)
        return f"ws://{place['ws_host']}:{place['ws_port']}"

    def _call(self, method: str, **parameters: Any) -> dict:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._line.recv(timeout=LIMIT))
            if message.get("id") == number:
                assert message["type"] == "success", message
                return message["result"]
            if message.get("method") == "log.entryAdded" and message["params"]["level"] == "error":
                self.troubles.append(message["params"]["text"])
