"""A window of its own for the workbook: a browser that is led through a pipe, so that others read no address."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from nmt_widgets.core.private_files import private_folder, write_private

NAME = "nmt-workbook"
"""Of the window's class and of the launcher's file: so the desktop knows that they belong together."""

_FLAGS = (
    "--disable-background-mode",  # the program ends with its last window
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    f"--class={NAME}",
)
_PREFERENCES = {
    "credentials_enable_service": False,  # a passphrase that the browser fills in lets anybody in
    "autofill": {"profile_enabled": False},
    "translate": {"enabled": False},  # which sends the page to somebody else's computer
}
_FIRST_PAGE = "data:text/html,<title>NMT Workbook</title>"
_COMMANDS, _EVENTS = 3, 4  # the ends that Chromium reads and writes, by its own convention
_PATIENCE = 30.0  # seconds


class AppWindow:
    """The window; it opens at once, and is empty until it is led somewhere.

    Parameters
    ----------
    program : pathlib.Path
        The browser.
    profile : pathlib.Path
        The folder where it keeps what pages store in it.
    on_close : callable
        Called once, from another thread, when the last window was closed.

    Attributes
    ----------
    has_opened : bool
        Whether there was a window.
    """

    def __init__(self, program: Path, profile: Path, on_close: Callable[[], None]) -> None:
        _set_preferences(profile)
        command = [str(program), *_FLAGS, f"--user-data-dir={profile}", f"--app={_FIRST_PAGE}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium refuses to start otherwise
        self._process, self._commands, self._events = _start(command)
        self._on_close, self.has_opened = on_close, False
        self._pages: list[str] = []
        self._answers: dict[int, Future[dict[str, Any]]] = {}
        self._turn, self._has_page = threading.Lock(), threading.Event()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._send("Target.setDiscoverTargets", discover=True)

    def go(self, address: str) -> None:
        """Lead the window to an address."""
        if self._has_page.wait(_PATIENCE) and (pages := self._pages[:1]):
            attached = self._send("Target.attachToTarget", targetId=pages[0], flatten=True)
            session = attached.result(_PATIENCE).get("sessionId")
            self._send("Page.navigate", session, url=address)
            self._send("Target.detachFromTarget", sessionId=session)

    def bring_up(self) -> None:
        """Bring the window before the others, also if it was made an icon."""
        for page in self._pages[:1]:
            window = self._send("Browser.getWindowForTarget", targetId=page).result(_PATIENCE)
            if window.get("bounds", {}).get("windowState") == "minimized":
                self._send(
                    "Browser.setWindowBounds", windowId=window["windowId"], bounds={"windowState": "normal"}
                )
            self._send("Target.activateTarget", targetId=page)

    def close(self) -> None:
        """Close the window, if it is open, and wait until the browser has written what it keeps."""
        self._send("Browser.close")
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        self._process.kill()
        self._listener.join(_PATIENCE)

    def _send(self, method: str, session: str | None = None, **params: Any) -> Future[dict[str, Any]]:
        """Send a command; the result is empty where the browser refused it or has ended."""
        answer: Future[dict[str, Any]] = Future()
        with self._turn:
            number = len(self._answers) + 1
            self._answers[number] = answer
            message = {"id": number, "method": method, "params": params}
            try:
                self._commands.write(
                    json.dumps(message | ({"sessionId": session} if session else {})).encode()
                )
                self._commands.write(b"\0")
            except OSError:
                answer.set_result({})
        return answer

    def _listen(self) -> None:
        for message in _messages(self._events):
            params = message.get("params", {})
            match message.get("method"):
                case None:
                    self._answers[message["id"]].set_result(message.get("result", {}))
                case "Target.targetCreated" if params["targetInfo"]["type"] == "page":
                    self._pages.append(params["targetInfo"]["targetId"])
                    self.has_opened = True
                    self._has_page.set()
                case "Target.targetDestroyed" if params["targetId"] in self._pages:
                    self._pages.remove(params["targetId"])
                    if not self._pages:
                        self._send("Browser.close")  # on a Mac, a program goes on without a window
        self._pages.clear()
        self._has_page.set()
        for answer in list(self._answers.values()):
            if not answer.done():
                answer.set_result({})
        self._on_close()


def _set_preferences(profile: Path) -> None:
    """Have the browser keep no passphrase and translate nothing; what else it has noted in its profile stays."""
    file = private_folder(profile / "Default") / "Preferences"
    try:
        notes = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # the browser, too, begins anew then
        notes = {}
    for name, value in _PREFERENCES.items():
        notes[name] = {**notes.get(name, {}), **value} if isinstance(value, dict) else value
    write_private(file, json.dumps(notes))


def _messages(events: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield what the browser sends until it has ended."""
    left = b""
    while more := os.read(events.fileno(), 65536):
        *whole, left = (left + more).split(b"\0")
        yield from map(json.loads, whole)


def _start(command: Sequence[str]) -> tuple[subprocess.Popen[bytes], IO[bytes], IO[bytes]]:
    """Start the browser; return it, and this program's ends of the two pipes."""
    (its_commands, commands), (events, its_events) = os.pipe(), os.pipe()
    options: dict[str, Any]
    if sys.platform == "win32":
        import msvcrt

        handles = [msvcrt.get_osfhandle(end) for end in (its_commands, its_events)]
        for handle in handles:
            os.set_handle_inheritable(handle, True)
        command = [*command, f"--remote-debugging-io-pipes={handles[0]},{handles[1]}"]
        options = {"close_fds": False}
    else:
        import fcntl

        ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (its_commands, its_events)]
        os.close(its_commands)
        os.close(its_events)
        its_commands, its_events = ends

        def give() -> None:
            os.dup2(its_commands, _COMMANDS)
            os.dup2(its_events, _EVENTS)

        # every other open file closes by itself when the browser starts
        command, options = [*command, "--remote-debugging-pipe"], {"preexec_fn": give, "close_fds": False}
    try:
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, **options)
    finally:
        os.close(its_commands)
        os.close(its_events)
    return process, os.fdopen(commands, "wb", buffering=0), os.fdopen(events, "rb", buffering=0)
