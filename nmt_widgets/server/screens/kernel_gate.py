"""The connection between a page's widgets and its kernel: which messages may pass, in which direction, from whom.

A kernel runs any code that a message asks for. A page of the workbook never sends code; it talks to widgets that exist
already. So only messages of widgets pass, on one channel. Each message is rebuilt from the checked parts, so that the
kernel cannot read it in another way. The connection uses Jupyter's binary format "v1" of 2022, or it is not opened.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from contextlib import suppress
from logging import WARNING
from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.websocket import WebSocketClosedError

from nmt_widgets.server.people.visitors import VisitorHandler
from nmt_widgets.server.screens.kernel_output import NotOutgoing, checked_output
from nmt_widgets.server.shared.logs import log

MESSAGES = frozenset({"comm_msg", "comm_close", "comm_open", "comm_info_request", "kernel_info_request"})
V1 = "v1.kernel.websocket.jupyter.org"
SIGNED_OUT = 4401  # the code that closes a connection whose session has ended
# asks for the state of all widgets; any other target would let a page create objects of its choice
_TARGET = "jupyter.widget.control"
_PARTS_AT_MOST = 1000
_LOGGED_AT_MOST = 10  # log lines that one connection can cause
# the kinds of message that the log may name
_JUPYTERS = frozenset(
    f"{name}_{way}"
    for name in (
        *("execute", "inspect", "complete", "history", "is_complete", "comm_info", "kernel_info", "connect"),
        *("shutdown", "interrupt", "debug", "input", "create_subshell", "delete_subshell", "list_subshell"),
    )
    for way in ("request", "reply")
) | frozenset({"comm_open", "comm_msg", "comm_close"})
_HEADER = ("msg_id", "username", "session", "date", "msg_type", "version")
_SESSION_ID = re.compile(r"[A-Za-z0-9-]{1,64}")


class NotForPages(Exception):
    """A message that no page of the workbook sends; its text names the kind only."""


def checked(message: str | bytes) -> list[bytes]:
    """Check a page's message, and return its parts for the kernel: header, parent, metadata, content, buffers.

    Raises
    ------
    NotForPages
        When the message cannot be read, or is not a message of widgets.
    """
    try:
        channel, parts = _v1_parts(message)
        header = json.loads(parts[0])
        kind = header["msg_type"]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise NotForPages("a message that cannot be read") from None
    if not isinstance(kind, str) or kind not in MESSAGES:
        raise NotForPages(kind if isinstance(kind, str) and kind in _JUPYTERS else "an unknown kind")
    if channel != "shell":
        raise NotForPages(f"{kind} on another channel")
    if kind == "comm_open":
        try:
            content = json.loads(parts[3])
            target = content["target_name"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise NotForPages("comm_open that cannot be read") from None
        if target != _TARGET:
            raise NotForPages("comm_open of another target")
        parts[3] = _packed(content)
    parts[0] = _packed({name: header[name] for name in _HEADER if name in header})
    return parts


def _v1_parts(message: str | bytes) -> tuple[str, list[bytes]]:
    """Split Jupyter's binary format: a count, offsets of 8 bytes each, the channel, then the parts."""
    if isinstance(message, str):
        raise ValueError
    count = int.from_bytes(message[:8], "little")
    if not 6 <= count <= min(len(message) // 8 - 1, _PARTS_AT_MOST):
        raise ValueError
    offsets = [int.from_bytes(message[8 * i : 8 * i + 8], "little") for i in range(1, count + 1)]
    if offsets != sorted(offsets) or offsets[0] < 8 * (count + 1) or offsets[-1] > len(message):
        raise ValueError
    pieces = [message[start:end] for start, end in itertools.pairwise(offsets)]
    return pieces[0].decode("ascii"), pieces[1:]


def _packed(value: object) -> bytes:
    return json.dumps(value).encode("ascii")


class GateConnection(ZMQChannelsWebsocketConnection):
    """Passes on the messages of widgets and the answers of their kernel, and nothing else."""

    async def prepare(self) -> None:
        """Wait until the kernel answers; Jupyter's own method would keep a closed connection for a minute."""
        await self._register_session()
        self.session.key = self.kernel_manager.session.key
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self.request_kernel_info()), self.kernel_info_timeout)

    def handle_incoming_message(self, incoming_msg: str | bytes) -> None:
        """Pass on a message of the page, or drop it and log that once."""
        if not self.channels:
            return
        try:
            parts = checked(incoming_msg)
        except NotForPages as error:
            self._log_once("a page sent %s: dropped", str(error))
            return
        self.session.send_raw(self.channels["shell"], parts)

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        """Pass on a message of the kernel, or drop it and log that once."""
        stream = self.channels.get(stream) if isinstance(stream, str) else stream
        try:
            parts = checked_output(self._unsigned(outgoing_msg))
        except NotOutgoing as error:
            if str(error):
                self._log_once("%s", str(error), error.level)
            return
        channel = getattr(stream, "channel", None)
        if self._limit_rate(channel, {"header": None, "parent_header": None, "content": None}, parts):
            return
        with suppress(WebSocketClosedError):
            self._on_zmq_reply(stream, parts)

    def _unsigned(self, message: list[Any]) -> list[Any]:
        try:
            return list(self.session.feed_identities(message)[1][1:])
        except ValueError:
            return []

    def write_stderr(self, error_message: str, parent_header: Any) -> None:
        """Log once that a kernel sends too much; the page cannot do anything about it."""
        self._log_once("%s", "a kernel sent more than a page takes: dropped")

    def _log_once(self, template: str, detail: str, level: int = WARNING) -> None:
        logged = self.__dict__.setdefault("_logged", set())
        if detail not in logged and len(logged) < _LOGGED_AT_MOST:
            logged.add(detail)
            log.log(level, template, detail)


class KernelConnectionHandler(VisitorHandler, KernelWebsocketHandler):
    """Opens the connection of a page, for the visitor who opened the page."""

    is_over = False
    # in seconds, as tornado reads it; Jupyter gives milliseconds, which would keep a broken connection for hours
    ping_interval = ping_timeout = 30.0

    def check_origin(self, origin: str | None = None) -> bool:
        """Accept every origin: the gate has checked it, also against the public address."""
        return True

    async def get(self, kernel_id: str) -> None:
        """Open the connection; refuse it first if it is no web socket or does not use the format v1."""
        if await self.refuses(kernel_id):
            return
        if not self._is_wellformed():
            self.set_status(400)
            self.finish()
            return
        await KernelWebsocketHandler.get(self, kernel_id=kernel_id)

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """Choose v1; `get` has refused connections without it."""
        return V1

    async def open(self, kernel_id: str) -> None:
        """Connect page and kernel, for as long as the session lasts, unless the page was closed meanwhile."""
        if self.is_over:
            return
        self.application.endings.watch(self, kernel_id)
        await self.connection.connect()

    def on_message(self, ws_message: str | bytes) -> None:
        """Handle one message of the page."""
        if not self.is_over:
            super().on_message(ws_message)

    def write_message(
        self, message: bytes | str | dict[str, Any], binary: bool = False
    ) -> asyncio.Future[None]:
        """Send a message to the page; the error of a page that was closed meanwhile is dropped, as nobody awaits it."""
        sending = super().write_message(message, binary)
        sending.add_done_callback(lambda done: done.cancelled() or done.exception())
        return sending

    def on_close(self) -> None:
        """Disconnect from the kernel."""
        self.is_over = True
        if self.connection is not None:
            super().on_close()

    def end(self) -> None:
        """Close the connection because its session has ended; later messages are ignored."""
        self.is_over = True
        self.close(SIGNED_OUT, "signed out")

    def _is_wellformed(self) -> bool:
        """Return whether the request can open a web socket; a refusal at a later step would leak memory."""
        headers = self.request.headers
        offered = [name.strip() for name in headers.get("Sec-WebSocket-Protocol", "").split(",")]
        ids = self.request.query_arguments.get("session_id", [])
        return (
            headers.get("Upgrade", "").lower() == "websocket"
            and "upgrade" in [word.strip().lower() for word in headers.get("Connection", "").split(",")]
            and headers.get("Sec-WebSocket-Version") == "13"
            and bool(headers.get("Sec-WebSocket-Key"))
            and V1 in offered
            and len(ids) == 1
            and bool(_SESSION_ID.fullmatch(ids[0].decode("latin-1")))
        )
