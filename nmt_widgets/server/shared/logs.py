"""Logs that carry nothing anybody typed: no query string, no access code, no client's data.

What this program says of itself is written as it stands. What a library says may quote a request or a record, in ways
that change with its versions: of that only the place is written at which it was said. The words can be found there.
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
        *("login", "sign-in", "sign-out", "people", "passphrase"),
    }
)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"))
_KERNEL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What libraries say when somebody leaves a page that still loads. Where nobody left, ours tells the same in its words.
_SAID_OF_THE_LEFT = (
    "Could not destroy zmq context",
    "Error occurred while starting new kernel client",
    "Got events for closed stream",
    "Kernel died while waiting for execute reply",
)


class _Scrubbed(logging.Formatter):
    """Writes our own messages, and of others where they come from."""

    def format(self, record: logging.LogRecord) -> str:
        time = self.formatTime(record, self.datefmt)
        said = record.getMessage() if _is_ours(record) else _origin(record)
        error = record.exc_info[1] if record.exc_info else None
        return " ".join([time, record.levelname, said] + ([f"({trail(error)})"] if error else []))


def start_logs() -> None:
    """Send warnings to stderr, and with `NMT_DEBUG` set every request too."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Scrubbed())
    handler.addFilter(lambda record: not _is_noise(record))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO if debugging() else logging.WARNING)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # else a line that cannot be written is quoted on stderr
    sys.excepthook = lambda _kind, error, _trace: log.error("ended by %s", trail(error))
    sys.unraisablehook = lambda what: log.error("an error nobody hears of: %s", trail(what.exc_value))
    threading.excepthook = lambda what: log.error("a thread was ended by %s", trail(what.exc_value))


def _is_ours(record: logging.LogRecord) -> bool:
    return Path(record.pathname).is_relative_to(_PACKAGE)


def _origin(record: logging.LogRecord) -> str:
    return f"{record.module}.{record.funcName} at {record.filename}:{record.lineno}"


def _is_noise(record: logging.LogRecord) -> bool:
    """Say whether a line helps nobody: libraries' everyday talk, and what tornado says of requests we refuse.

    Jupyter's milliseconds read as tornado's seconds, once for every page.
    """
    if _is_ours(record):
        return False
    said = str(record.msg)
    is_of_the_left = said.startswith(_SAID_OF_THE_LEFT) and not debugging()
    return record.levelno < logging.WARNING or "websocket_ping_timeout" in said or is_of_the_left


def debugging() -> bool:
    """Return whether the person running the server asked for more in the log."""
    return settings().debug


def outline(error: BaseException) -> str:
    """Return an error's kind and where it arose, without its message, which may quote a client's record."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def trail(error: BaseException | None) -> str:
    """Return an error's kind and the way to where it arose, the last step first, without its message."""
    if error is None:
        return "an unknown error"
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    steps = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)]
    return " ".join([type(error).__name__] + (["at", " < ".join(steps)] if steps else []))


def log_request(handler: Any) -> None:
    """Log one request by its address, as far as it is one of ours; the query string may hold anything."""
    request, status = handler.request, handler.get_status()
    level = logging.INFO if status < 500 else logging.ERROR
    method = request.method if request.method in _METHODS else "-"
    address = plain_path(request.path, handler.settings.get("screens", ()))
    log.log(level, "%d %s %s %.0f ms", status, method, address, 1000 * request.request_time())


def plain_path(path: str, screens: Collection[str]) -> str:
    """Return a path as it may stand in a log: what is no part of an address of ours becomes a dash.

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
