"""Logs that carry no query string, no access code and no client's data."""

from __future__ import annotations

import logging
import os
import re
import traceback
from pathlib import Path
from typing import Any

log = logging.getLogger("nmt_widgets.server")

_QUERY = re.compile(r"\?[^\s'\")>]*")
_KEY = re.compile(r"/visit/[^/\s'\")]+")
# What libraries say when somebody leaves a page that still loads. Where nobody left, ours tells the same in its words.
_SAID_OF_THE_LEFT = (
    "Could not destroy zmq context",
    "Error occurred while starting new kernel client",
    "Got events for closed stream",
    "Kernel died while waiting for execute reply",
)


class _Scrubbed(logging.Formatter):
    """Drops query strings from whatever a library wrote into a message."""

    def format(self, record: logging.LogRecord) -> str:
        return _KEY.sub("/visit/-", _QUERY.sub("", super().format(record)))


def start_logs() -> None:
    """Send warnings to stderr, and with `NMT_DEBUG` set every request too."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Scrubbed("%(asctime)s %(levelname)s %(message)s"))
    if not debugging():
        handler.addFilter(lambda record: not record.getMessage().startswith(_SAID_OF_THE_LEFT))
    root = logging.getLogger()
    root.handlers = [handler]
    # Jupyter's milliseconds read as tornado's seconds, once for every page
    logging.getLogger("tornado.general").addFilter(lambda r: not _is_noise(r.getMessage()))
    root.setLevel(logging.INFO if debugging() else logging.WARNING)


def _is_noise(message: str) -> bool:
    """Say whether a line of tornado's helps nobody, or quotes what somebody typed as an access code."""
    return "websocket_ping_timeout" in message or message.startswith("Invalid unicode in")


def debugging() -> bool:
    """Return whether the person running the server asked for more in the log."""
    return bool(os.environ.get("NMT_DEBUG"))


def outline(error: BaseException) -> str:
    """Return an error's kind and where it arose, without its message, which may quote a client's record."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def log_request(handler: Any) -> None:
    """Log one request by its path: tornado's and Jupyter's own lines carry the query string."""
    request, status = handler.request, handler.get_status()
    level = logging.INFO if status < 500 else logging.ERROR
    log.log(level, "%d %s %s %.0f ms", status, request.method, request.path, 1000 * request.request_time())
