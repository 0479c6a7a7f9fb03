"""What a page may say to its kernel."""

from __future__ import annotations

import itertools
import json
import re
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from nmt_widgets.server.screens.kernel_gate import V1, NotForPages, checked
from tests.patience import LIMIT
from tests.server.running import Browser, Server

CODE = {"code": "open('touched', 'w')", "silent": False, "store_history": False, "allow_stdin": True}
FORBIDDEN = [
    ("shell", "execute_request", CODE),
    ("control", "execute_request", CODE),
    ("shell", "complete_request", {"code": "im", "cursor_pos": 2}),
    ("shell", "inspect_request", {"code": "str", "cursor_pos": 3, "detail_level": 0}),
    ("shell", "history_request", {"hist_access_type": "tail", "n": 9, "output": True, "raw": True}),
    ("shell", "is_complete_request", {"code": "1"}),
    ("shell", "shutdown_request", {"restart": True}),
    ("control", "shutdown_request", {"restart": False}),
    ("control", "interrupt_request", {}),
    ("control", "debug_request", {"type": "request", "command": "initialize", "seq": 1}),
    ("control", "kernel_info_request", {}),
    ("control", "create_subshell_request", {}),
    ("stdin", "input_reply", {"value": "yes"}),
    ("stdin", "comm_msg", {"comm_id": "a", "data": {}}),
    ("shell", "comm_open", {"comm_id": "a", "target_name": "jupyter.widget", "data": {}}),
    ("shell", "comm_open", {"comm_id": "a", "target_name": ["jupyter.widget.control"], "data": {}}),
    ("shell", "comm_open", {"comm_id": "a", "data": {}}),
    ("iopub", "comm_msg", {"comm_id": "a", "data": {}}),
]
ALLOWED = [
    ("kernel_info_request", {}),
    ("comm_info_request", {"target_name": "jupyter.widget"}),
    ("comm_msg", {"comm_id": "a", "data": {"state": {"text": "half an emoji \ud83d"}}}),
    ("comm_close", {"comm_id": "a", "data": {}}),
    ("comm_open", {"comm_id": "a", "target_name": "jupyter.widget.control", "data": {}}),
]


def parts_of(kind: str, content: Any) -> list[bytes]:
    header = {"msg_id": uuid.uuid4().hex, "username": "", "session": "s", "msg_type": kind, "version": "5.3"}
    return [json.dumps(part).encode() for part in (header, {}, {}, content)]


def v1(channel: str, parts: list[bytes]) -> bytes:
    """Write a message in Jupyter's binary format."""
    pieces = [channel.encode(), *parts]
    first = 8 * (len(pieces) + 2)
    offsets = list(itertools.accumulate((len(piece) for piece in pieces), initial=first))
    return b"".join(n.to_bytes(8, "little") for n in (len(offsets), *offsets)) + b"".join(pieces)


@pytest.mark.parametrize(("channel", "kind", "content"), FORBIDDEN)
def test_no_message_but_those_of_widgets(channel, kind, content) -> None:
    with pytest.raises(NotForPages) as refused:
        checked(v1(channel, parts_of(kind, content)))
    assert "touched" not in str(refused.value)


@pytest.mark.parametrize(("kind", "content"), ALLOWED)
def test_messages_of_widgets_pass_unchanged(kind, content) -> None:
    parts = checked(v1("shell", parts_of(kind, content)))
    assert json.loads(parts[0])["msg_type"] == kind
    assert json.loads(parts[3]) == content


def test_buffers_pass() -> None:
    sent = parts_of("comm_msg", {"comm_id": "a", "data": {}})
    assert checked(v1("shell", [*sent, b"one", b"\xff\x00"]))[4:] == [b"one", b"\xff\x00"]


def test_what_was_checked_is_what_is_sent() -> None:
    """A key given twice could be read one way here and the other way by the kernel."""
    header = b'{"msg_type": "execute_request", "msg_type": "comm_msg", "subshell_id": "x", "msg_id": "1"}'
    parts = checked(v1("shell", [header, b"{}", b"{}", b"{}"]))
    assert json.loads(parts[0]) == {"msg_id": "1", "msg_type": "comm_msg"}
    assert b"execute_request" not in parts[0]
    opened = b'{"target_name": "jupyter.widget", "target_name": "jupyter.widget.control", "comm_id": "a"}'
    parts = checked(v1("shell", [parts_of("comm_open", {})[0], b"{}", b"{}", opened]))
    assert b'"jupyter.widget"' not in parts[3]


@pytest.mark.parametrize(
    "message",
    [
        b"",
        "",
        "[]",
        "{}",
        "null",
        "{",
        '{"header": 1}',
        '{"header": {"msg_type": ["comm_msg"]}}',
        '{"header": {"msg_type": {}}}',
        "[" * 100_000,
        b"\xff" * 100,
        (1 << 60).to_bytes(8, "little") * 9,
        v1("shell", [b"{}"] * 2000),
        b"\x06" + bytes(7) + (1 << 62).to_bytes(8, "little") * 6,
        b"\x7f\xff\xff\xff" * 9,
        bytes(200),
    ],
)
def test_nonsense_is_dropped_at_once(message: str | bytes) -> None:
    began = time.thread_time()  # work, not time: others may have the machine
    with pytest.raises(NotForPages):
        checked(message)
    assert time.thread_time() - began < 1


class Talk:
    """One line to a kernel, as a page has it."""

    def __init__(self, line: ClientConnection) -> None:
        self._line = line

    def say(self, channel: str, kind: str, content: Any) -> None:
        self._line.send(v1(channel, parts_of(kind, content)))

    def hears(self, kind: str, seconds: float = LIMIT) -> bool:
        """Say whether a message of a kind arrives."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                heard = self._line.recv(timeout=left)
            except TimeoutError:
                break
            if kind in (heard if isinstance(heard, str) else heard.decode("latin-1")):
                return True
        return False


def kernel_of(browser: Browser, path: str = "/voila/render/environment.ipynb") -> str:
    page = browser.get(path)
    assert page.status == 200
    return re.search(r'"kernelId": "([^"]+)"', page.body)[1]


def open_line(browser: Browser, kernel: str, protocol: str | None = V1) -> ClientConnection:
    return connect(
        f"ws://127.0.0.1:{browser.server.port}/api/kernels/{kernel}/channels?session_id={uuid.uuid4()}",
        additional_headers={"Cookie": browser.cookie()},
        origin=browser.server.url,
        subprotocols=[protocol] if protocol else None,
        proxy=None,
    )


@pytest.fixture
def talk(server: Server) -> Iterator[Talk]:
    browser = server.browser()
    with open_line(browser, kernel_of(browser)) as line:
        assert line.subprotocol == V1
        yield Talk(line)


def test_a_page_cannot_run_code(talk: Talk, server: Server) -> None:
    talk.say("shell", "kernel_info_request", {})
    assert talk.hears("kernel_info_reply")
    for channel, kind, content in FORBIDDEN:
        talk.say(channel, kind, content)
    assert not talk.hears("execute_reply", 1.5)
    assert not list(server.log.parent.rglob("touched"))
    talk.say("shell", "comm_info_request", {})
    assert talk.hears("comm_info_reply"), "the line and the kernel are still there"
    log = server.log.read_text()
    assert "a page sent execute_request: dropped" in log
    assert "touched" not in log


def test_a_kernel_is_reached_from_the_browser_that_opened_its_page(server: Server) -> None:
    mine, other = server.browser(), server.browser()
    kernel = kernel_of(mine)
    with pytest.raises(InvalidStatus) as refused:
        open_line(other, kernel)
    assert refused.value.response.status_code == 404
    assert other.get(f"/api/kernels/{kernel}").status == 404
    assert other.post(f"/voila/api/shutdown/{kernel}").status == 404
    assert mine.get(f"/api/kernels/{kernel}").status == 200
    with open_line(mine, kernel):
        pass
    assert mine.post(f"/voila/api/shutdown/{kernel}").status == 204


def test_a_page_nobody_opened_is_nobodys(server: Server) -> None:
    browser = server.browser()
    kernel_of(browser)
    kernels = {file.stem.removeprefix("kernel-") for file in server.run_folder().glob("kernel-*.json")}
    assert len(kernels) > 1
    reached = [kernel for kernel in kernels if browser.get(f"/api/kernels/{kernel}").status == 200]
    assert len(reached) == 1


def test_a_broken_message_closes_nothing(server: Server) -> None:
    browser = server.browser()
    with open_line(browser, kernel_of(browser)) as line:
        for message in (b"", b"\xff" * 100, "text where bytes belong", bytes(64)):
            line.send(message)
        line.send(v1("shell", parts_of("kernel_info_request", {})))
        try:
            assert Talk(line).hears("kernel_info_reply")
        except ConnectionClosed:
            pytest.fail("the line was closed")


@pytest.mark.parametrize(
    "spoiled",
    [
        {"Sec-WebSocket-Protocol": None},
        {"Sec-WebSocket-Protocol": "v2.kernel.websocket.jupyter.org, x"},
        {"Upgrade": "h2c"},
        {"Connection": "close"},
        {"Sec-WebSocket-Version": "99"},
        {"Sec-WebSocket-Key": None},
        {"session": ""},
        {"session": "?session_id=Jamie%20said"},
        {"session": "?session_id=%ff"},
        {"session": "?session_id=a&session_id=b"},
    ],
)
def test_a_line_that_cannot_be_one_is_refused_before_anything_is_opened(
    server: Server, spoiled: dict
) -> None:
    browser = server.browser()
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": V1,
        "session": "?session_id=a",
        **spoiled,
    }
    path = f"/api/kernels/{kernel_of(browser)}/channels{headers.pop('session')}"
    sent = {name: value for name, value in headers.items() if value is not None}
    answer = server.request(path, signed_in=False, Cookie=browser.cookie(), Origin=server.url, **sent)
    assert answer.status == 400
    assert "Jamie" not in server.log.read_text()
