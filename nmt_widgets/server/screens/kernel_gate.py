"""The line between a page's widgets and its kernel: what may be said on it, in either direction, and by whom.

A kernel runs whatever code it is asked to. A page needs none of that: it speaks to widgets that are there. So only
messages of widgets pass, on one channel, and each is written anew from what was checked: nothing is left for the
kernel to read differently. A line speaks Jupyter's binary format of 2022, "v1", or is not opened.
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
from nmt_widgets.server.screens.kernel_output import NotOutgoing, passed_on
from nmt_widgets.server.shared.logs import log

MESSAGES = frozenset({"comm_msg", "comm_close", "comm_open", "comm_info_request", "kernel_info_request"})
V1 = "v1.kernel.websocket.jupyter.org"
SIGNED_OUT = 4401  # with which a line is closed whose session has ended
# through which a page asks for the state of all widgets; any other would make objects of the page's choice
_TARGET = "jupyter.widget.control"
_PARTS_AT_MOST = 1000
_SAID_AT_MOST = 10  # lines in the log a page, or its kernel, can cause
# kinds of message that may be named in a log
_JUPYTERS = frozenset(
    f"{name}_{way}"
    for name in (
        *("execute", "inspect", "complete", "history", "is_complete", "comm_info", "kernel_info", "connect"),
        *("shutdown", "interrupt", "debug", "input", "create_subshell", "delete_subshell", "list_subshell"),
    )
    for way in ("request", "reply")
) | frozenset({"comm_open", "comm_msg", "comm_close"})
_HEADER = ("msg_id", "username", "session", "date", "msg_type", "version")
_LINE_ID = re.compile(r"[A-Za-z0-9-]{1,64}")


class NotForPages(Exception):
    """A message that no page of the workbook sends; says its kind only."""


def checked(message: str | bytes) -> list[bytes]:
    """Return the parts of a page's message as the kernel may have them: header, parent, metadata, content, buffers.

    Raises
    ------
    NotForPages
        When it cannot be read, or is none of the messages of widgets.
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
    """Take apart Jupyter's binary format: a count, offsets of 8 bytes each, the channel, then the parts."""
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


def _packed(value: Any) -> bytes:
    return json.dumps(value).encode("ascii")


class KernelLine(ZMQChannelsWebsocketConnection):
    """Passes on what a page's widgets say and what their kernel answers, and nothing else."""

    async def prepare(self) -> None:
        """Wait until the kernel answers. Jupyter's own waiting keeps the line for a minute after it was closed."""
        await self._register_session()
        self.session.key = self.kernel_manager.session.key
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self.request_kernel_info()), self.kernel_info_timeout)

    def handle_incoming_message(self, incoming_msg: str | bytes) -> None:
        """Pass on one message of the page, or drop it and say so once."""
        if not self.channels:
            return
        try:
            parts = checked(incoming_msg)
        except NotForPages as error:
            self._say_once("a page sent %s: dropped", str(error))
            return
        self.session.send_raw(self.channels["shell"], parts)

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        """Pass on one message of the kernel, or keep it from the page and say so once."""
        stream = self.channels.get(stream) if isinstance(stream, str) else stream
        try:
            parts = passed_on(self._unsigned(outgoing_msg))
        except NotOutgoing as error:
            if str(error):
                self._say_once("%s", str(error), error.level)
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
        """Say once that a kernel talks too much; the page cannot do anything about it."""
        self._say_once("%s", "a kernel sent more than a page takes: dropped")

    def _say_once(self, line: str, what: str, level: int = WARNING) -> None:
        said = self.__dict__.setdefault("_said", set())
        if what not in said and len(said) < _SAID_AT_MOST:
            said.add(what)
            log.log(level, line, what)


class LineHandler(VisitorHandler, KernelWebsocketHandler):
    """Opens a page's line for whoever opened the page."""

    is_over = False
    # seconds, as tornado has them; Jupyter's milliseconds would keep a line that broke off for hours
    ping_interval = ping_timeout = 30.0

    def check_origin(self, origin: str | None = None) -> bool:
        """Trust the gate, which knows the public address too."""
        return True

    async def get(self, kernel_id: str) -> None:
        """Open the line; one that is no web socket, or speaks another format than v1, is refused beforehand."""
        if await self.refuses(kernel_id):
            return
        if not self._is_wellformed():
            self.set_status(400)
            self.finish()
            return
        await KernelWebsocketHandler.get(self, kernel_id=kernel_id)

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """Choose v1; `get` refused whoever does not offer it."""
        return V1

    async def open(self, kernel_id: str) -> None:
        """Connect page and kernel, for as long as the session lasts."""
        self.application.endings.watch(self, kernel_id)
        await self.connection.connect()

    def on_message(self, ws_message: str | bytes) -> None:
        """Take one message of the page."""
        if not self.is_over:
            super().on_message(ws_message)

    def write_message(
        self, message: bytes | str | dict[str, Any], binary: bool = False
    ) -> asyncio.Future[None]:
        """Tell the page something; that it left meanwhile is nobody's trouble, and nobody awaits this to hear of it."""
        told = super().write_message(message, binary)
        told.add_done_callback(lambda done: done.cancelled() or done.exception())
        return told

    def on_close(self) -> None:
        """Let go of the kernel."""
        self.is_over = True
        if self.connection is not None:
            super().on_close()

    def end(self) -> None:
        """Close the line because whoever opened the page is signed out; nothing more is taken from it."""
        self.is_over = True
        self.close(SIGNED_OUT, "signed out")

    def _is_wellformed(self) -> bool:
        """Say whether this asks for a web socket that can be opened: a refusal later would leave things behind."""
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
            and bool(_LINE_ID.fullmatch(ids[0].decode("latin-1")))
        )
