"""Frames for a kernel's web socket: well formed, or with wrong counts, offsets and texts."""

from __future__ import annotations

import itertools
import json
import random
import uuid
from collections.abc import Sequence
from typing import Any

from nmt_widgets.bench.fuzz import talking, values
from nmt_widgets.bench.fuzz.mutations import cut, doubled, flipped, swapped
from nmt_widgets.server.screens.kernel_gate import MESSAGES

V1 = "v1.kernel.websocket.jupyter.org"
_CHANNELS = ("shell", "control", "stdin", "iopub", "", "nowhere")
_TOUCH = {"code": "open('touched', 'w')", "silent": False, "store_history": False, "allow_stdin": True}
_HOSTILE: tuple[tuple[str, Any], ...] = (
    ("execute_request", _TOUCH),
    ("complete_request", {"code": "im", "cursor_pos": 2}),
    ("inspect_request", {"code": "str", "cursor_pos": 3, "detail_level": 0}),
    ("history_request", {"hist_access_type": "tail", "n": 9}),
    ("is_complete_request", {"code": "1"}),
    ("shutdown_request", {"restart": True}),
    ("interrupt_request", {}),
    ("debug_request", {"type": "request", "command": "initialize", "seq": 1}),
    ("create_subshell_request", {}),
    ("usage_request", {}),
    ("input_reply", {"value": "yes"}),
    (
        "comm_open",
        {"comm_id": "a", "target_name": "jupyter.widget", "data": {"state": {"_model_name": "HTMLModel"}}},
    ),
)


def parts_of(kind: Any, content: Any) -> list[bytes]:
    """Return the parts of a message: header, parent, metadata, content."""
    header = {"msg_id": uuid.uuid4().hex, "username": "", "session": "s", "msg_type": kind, "version": "5.3"}
    metadata = {"version": "1.0.0"}  # of the protocol of widgets
    return [json.dumps(part).encode() for part in (header, {}, metadata, content)]


def v1(channel: str, parts: Sequence[bytes]) -> bytes:
    """Write a message in Jupyter's binary format."""
    pieces = [channel.encode(), *parts]
    offsets = list(itertools.accumulate((len(piece) for piece in pieces), initial=8 * (len(pieces) + 2)))
    return b"".join(n.to_bytes(8, "little") for n in (len(offsets), *offsets)) + b"".join(pieces)


def read_v1(frame: bytes) -> list[bytes]:
    """Return the parts of a message in Jupyter's binary format, without its channel.

    >>> read_v1(v1("shell", [b"{}", b"", b"{}", b"[1]"]))
    [b'{}', b'', b'{}', b'[1]']
    """
    count = int.from_bytes(frame[:8], "little")
    offsets = [int.from_bytes(frame[8 * at : 8 * at + 8], "little") for at in range(1, count + 1)]
    return [frame[begin:end] for begin, end in itertools.pairwise(offsets[1:])]


def old(channel: str, parts: Sequence[bytes]) -> str:
    """Write a message in the older format."""
    names = ("header", "parent_header", "metadata", "content")
    message = {name: json.loads(part) for name, part in zip(names, parts, strict=False)}
    return json.dumps({"channel": channel, **message})


def old_binary(channel: str, parts: Sequence[bytes], *buffers: bytes) -> bytes:
    """Write a message in the older format in front of buffers."""
    pieces = [old(channel, parts).encode(), *buffers]
    first = 4 * (len(pieces) + 1)
    offsets = list(itertools.accumulate((len(piece) for piece in pieces[:-1]), initial=first))
    return b"".join(n.to_bytes(4, "big") for n in (len(pieces), *offsets)) + b"".join(pieces)


def for_bytes(protocol: str | None, lines: Sequence[str]) -> list[bytes | str]:
    """Return frames, in the format of the connection, that ask each widget for an answer in bytes."""
    requests = ({"type": "plotly"}, {"type": "hand-out", "kind": "questions", "palette": "standard"})
    frames: list[bytes | str] = []
    for line, content in itertools.product(lines, requests):
        parts = parts_of("comm_msg", {"comm_id": line, "data": {"method": "custom", "content": content}})
        frames.append(v1("shell", parts) if protocol == V1 else old("shell", parts))
    return frames


def frame(draw: random.Random, known: Sequence[Any], lines: Sequence[str]) -> bytes | str:
    """Return one frame in any of the formats; `lines` are the ids of the widgets' comms."""
    parts = parts_of(*_message_of(draw, known, lines))
    if draw.random() < 0.2:
        at = draw.randrange(4)
        parts[at] = json.dumps(values.spoiled(draw, json.loads(parts[at]), known)).encode()
    channel = "shell" if draw.random() < 0.8 else draw.choice(_CHANNELS)
    buffers = talking.buffers(draw)
    raw: bytes | str
    way = draw.randrange(8)
    if way < 5:
        raw = v1(channel, [*parts, *buffers])
    elif way == 5:
        raw = old(channel, parts)
    else:
        raw = old_binary(channel, parts, *buffers)
    return _lying(draw, raw) if draw.random() < 0.3 else raw


def _message_of(draw: random.Random, known: Sequence[Any], lines: Sequence[str]) -> tuple[Any, Any]:
    way = draw.random()
    line = draw.choice(list(lines) or ["a"]) if draw.random() < 0.9 else values.value(draw)
    if way < 0.7:
        return "comm_msg", {"comm_id": line, "data": talking.message(draw, known)}
    if way < 0.75:
        return "comm_open", {
            "comm_id": line,
            "target_name": "jupyter.widget.control",
            "data": values.value(draw),
        }
    if way < 0.8:  # whatever a line lets pass
        content = {"comm_id": line, "target_name": values.text(draw), "data": values.value(draw)}
        return draw.choice(sorted(MESSAGES)), values.spoiled(draw, content, known)
    if way < 0.93:
        return draw.choice(_HOSTILE)
    return values.value(draw), values.value(draw)


def _lying(draw: random.Random, whole: bytes | str) -> bytes | str:
    """Spoil a frame: its offsets, or any part of it."""
    data = whole.encode() if isinstance(whole, str) else whole
    way = draw.randrange(6)
    if way < 3:
        size = draw.choice((4, 8))
        number = draw.choice((0, 1, 5, 6, 7, len(data), len(data) + 1, 2**31, 2**62, 2**63, 2**64 - 1))
        spelled = (number % 2 ** (8 * size)).to_bytes(size, draw.choice(("big", "little")))
        at = size * draw.choice((0, 0, 1, 2, draw.randrange(8)))
        data = data[:at] + spelled + data[at + size :]
    elif way == 3:
        many = draw.choice((1, 5, 3000))
        junk = "".join(draw.choice(("[", "{", '"', "\\u0000", values.text(draw))) for _ in range(many))
        return junk.encode("utf-8", "replace").decode()
    else:
        data = draw.choice((flipped, cut, doubled, swapped))(draw, data)
    return data.decode("utf-8", "replace") if isinstance(whole, str) else data[:900_000]
