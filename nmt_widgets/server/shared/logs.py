"""Logs without anything a person typed: no query string, no access code, no client's data.

The workbook's own messages are written in full. A message of a library may quote a request or a record, and its text
can change with each version, so the log names only the line of the library that wrote it.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Collection
from pathlib import Path
from typing import Any

from nmt_widgets.core.settings import settings

log = logging.getLogger("nmt_widgets.server")

_PACKAGE = Path(__file__).parents[2]
_SEGMENTS = frozenset(
    {
        *("voila", "render", "static", "labextensions", "api", "shutdown", "kernels", "channels"),
        *("visit", "who", "query", "audience", "reference", "references"),
        *("login", "sign-in", "sign-out", "people", "passphrase", "oauth_callback"),
    }
)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"))
_KERNEL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What JupyterHub's client writes with each question; the workbook says once that the Hub does not answer.
_HUB_MESSAGES = (
    "Error connecting to",
    "Failed to check authorization",
    "I don't have permission to check authorization",
    "No Hub user identified",
    "Upstream failure verifying auth token",
)
# Messages of libraries when a page is closed while it loads. For other causes the workbook logs its own message.
_CLOSED_PAGE_MESSAGES = (
    "Could not destroy zmq context",
    "Error occurred while starting new kernel client",
    "Got events for closed stream",
    "Kernel died while waiting for execute reply",
)


class _Scrubbed(logging.Formatter):
    """Writes the workbook's own messages in full, and of other messages only their origin."""

    def format(self, record: logging.LogRecord) -> str:
        time = self.formatTime(record, self.datefmt)
        message = record.getMessage() if _is_ours(record) else _origin(record)
        error = record.exc_info[1] if record.exc_info else None
        return " ".join([time, record.levelname, message] + ([f"({trail(error)})"] if error else []))


def start_logs() -> None:
    """Log warnings to stderr; with `NMT_DEBUG` also every request."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Scrubbed())
    handler.addFilter(lambda record: not _is_noise(record))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO if debugging() else logging.WARNING)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # otherwise a message that cannot be written is quoted on stderr
    sys.excepthook = lambda _kind, error, _trace: log.error("ended by %s", trail(error))
    sys.unraisablehook = lambda failure: log.error("an error was ignored: %s", trail(failure.exc_value))
    threading.excepthook = lambda failure: log.error("a thread was ended by %s", trail(failure.exc_value))


def _is_ours(record: logging.LogRecord) -> bool:
    return Path(record.pathname).is_relative_to(_PACKAGE)


def _origin(record: logging.LogRecord) -> str:
    return f"{record.module}.{record.funcName} at {record.filename}:{record.lineno}"


def _is_noise(record: logging.LogRecord) -> bool:
    """Return whether a record helps nobody: routine messages of libraries, and warnings about refused requests.

    One of them comes with every page: Jupyter gives tornado a ping timeout in milliseconds instead of seconds.
    """
    if _is_ours(record):
        return False
    message = str(record.msg)
    is_closed_page = message.startswith((*_CLOSED_PAGE_MESSAGES, *_HUB_MESSAGES)) and not debugging()
    return record.levelno < logging.WARNING or "websocket_ping_timeout" in message or is_closed_page


def debugging() -> bool:
    """Return whether `NMT_DEBUG` asks for a longer log."""
    return settings().debug


def outline(error: BaseException) -> str:
    """Return the kind and place of an error, without its message, which may quote a client's record."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def trail(error: BaseException | None) -> str:
    """Return the kind of an error and its last calls, the innermost first, without its message."""
    if error is None:
        return "an unknown error"
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    steps = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)]
    return " ".join([type(error).__name__] + (["at", " < ".join(steps)] if steps else []))


def log_request(handler: Any) -> None:
    """Log one request: known parts of its path, and nothing of the query string."""
    request, status = handler.request, handler.get_status()
    level = logging.INFO if status < 500 else logging.ERROR
    method = request.method if request.method in _METHODS else "-"
    address = plain_path(request.path, handler.settings.get("screens", ()))
    log.log(level, "%d %s %s %.0f ms", status, method, address, 1000 * request.request_time())


def plain_path(path: str, screens: Collection[str]) -> str:
    """Return a path for the log: every part that is not an address of the workbook becomes a dash.

    Examples
    --------
    >>> plain_path("/voila/render/home.ipynb", ["home"]), plain_path("/voila/render/Jamie.ipynb", ["home"])
    ('/voila/render/home.ipynb', '/voila/render/-')
    """

    def is_known(segment: str) -> bool:
        if segment in _SEGMENTS or not segment:
            return True
        return segment.removesuffix(".ipynb") in screens or bool(_KERNEL.fullmatch(segment))

    segments = [
        "" if i == 0 and not s else s if is_known(s) else "-" for i, s in enumerate(path.split("/")[:12])
    ]
    return "/".join(segments)
