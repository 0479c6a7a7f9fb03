"""The line between a page's widgets and its kernel: what may be said on it, and by whom.

A kernel runs whatever code it is asked to. A page needs none of that: it speaks to widgets that are there. So only
messages of widgets pass, on one channel, and each is written anew from what was checked: nothing is left for the
kernel to read differently.
"""

from __future__ import annotations

import itertools
import json
from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from nmt_widgets.server.logs import log
from nmt_widgets.server.visitors import VisitorHandler

MESSAGES = frozenset({"comm_msg", "comm_close", "comm_open", "comm_info_request", "kernel_info_request"})
# through which a page asks for the state of all widgets; any other would make objects of the page's choice
_TARGET = "jupyter.widget.control"
_V1 = "v1.kernel.websocket.jupyter.org"
_SAID_AT_MOST = 10  # lines in the log a page can cause
_HEADER = ("msg_id", "username", "session", "date", "msg_type", "version")


class NotForPages(Exception):
    """A message that no page of the workbook sends; says its kind only."""


def checked(message: str | bytes, subprotocol: str | None) -> list[bytes]:
    """Return the parts of a page's message as the kernel may have them: header, parent, metadata, content, buffers.

    Parameters
    ----------
    message : str or bytes
        What came over the web socket.
    subprotocol : str, optional
        What the page and the server agreed upon: Jupyter's binary format of 2022, or the older JSON.

    Raises
    ------
    NotForPages
        When it cannot be read, or is none of the messages of widgets.
    """
    try:
        channel, parts = _v1_parts(message) if subprotocol == _V1 else _json_parts(message)
        header = json.loads(parts[0])
        kind = header["msg_type"]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise NotForPages("a message that cannot be read") from None
    if not isinstance(kind, str) or kind not in MESSAGES:
        raise NotForPages(_plain(kind))
    if channel != "shell":
        raise NotForPages(f"{kind} on the channel {_plain(channel)}")
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
    if not 6 <= count <= len(message) // 8 - 1:
        raise ValueError
    offsets = [int.from_bytes(message[8 * i : 8 * i + 8], "little") for i in range(1, count + 1)]
    if offsets != sorted(offsets) or offsets[0] < 8 * (count + 1) or offsets[-1] > len(message):
        raise ValueError
    pieces = [message[start:end] for start, end in itertools.pairwise(offsets)]
    return pieces[0].decode("ascii"), pieces[1:]


def _json_parts(message: str | bytes) -> tuple[str, list[bytes]]:
    """Take apart the older format: JSON as text, or in front of buffers, with a count and offsets of 4 bytes each."""
    buffers: list[bytes] = []
    if isinstance(message, bytes):
        count = int.from_bytes(message[:4], "big")
        if not 1 <= count <= len(message) // 4 - 1:
            raise ValueError
        offsets = [int.from_bytes(message[4 * i : 4 * i + 4], "big") for i in range(1, count + 1)]
        if offsets != sorted(offsets) or offsets[0] < 4 * (count + 1) or offsets[-1] > len(message):
            raise ValueError
        first, *buffers = (
            message[start:end] for start, end in zip(offsets, [*offsets[1:], len(message)], strict=True)
        )
        message = first.decode()
    told = json.loads(message)
    parts = [_packed(told.get(name) or {}) for name in ("header", "parent_header", "metadata", "content")]
    return told.get("channel", "shell"), parts + buffers


def _packed(value: Any) -> bytes:
    return json.dumps(value).encode("ascii")


def _plain(kind: object) -> str:
    """Return a kind of message as it may stand in a log."""
    text = kind if isinstance(kind, str) else type(kind).__name__
    return text if text.isidentifier() and text.isascii() and len(text) <= 40 else "an unknown kind"


class Line(ZMQChannelsWebsocketConnection):
    """Passes on what a page's widgets say, and nothing else."""

    def handle_incoming_message(self, incoming_msg: str | bytes) -> None:
        """Pass on one message, or drop it and say so once."""
        if not self.channels:
            return
        try:
            parts = checked(incoming_msg, self.subprotocol)
        except NotForPages as error:
            self._say_once(str(error))
            return
        self.session.send_raw(self.channels["shell"], parts)

    def _say_once(self, what: str) -> None:
        said = self.__dict__.setdefault("_said", set())
        if what not in said and len(said) < _SAID_AT_MOST:
            said.add(what)
            log.warning("a page sent %s: dropped", what)


class LineHandler(VisitorHandler, VoilaKernelWebsocketHandler):
    """Opens a page's line for whoever opened the page."""

    def check_origin(self, origin: str | None = None) -> bool:
        """Trust the gate, which knows the public address too."""
        return True

    async def get(self, kernel_id: str) -> None:
        """Open the line."""
        if await self.refuses(kernel_id):
            return
        await VoilaKernelWebsocketHandler.get(self, kernel_id=kernel_id)
