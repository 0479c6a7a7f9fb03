"""An attacker uses the connection of a page to its kernel: the real server with its real screens."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from nmt_widgets import load_instrument
from tests.conftest import ROOT
from tests.server.running import Browser, Server, start, stop
from tests.server.test_lines import V1, kernel_of, open_line, parts_of, v1

PRESENT = "/voila/render/present.ipynb?case=james"
PALETTE = next(iter(load_instrument().bands.palettes))


@pytest.fixture(scope="module")
def screens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start(ROOT / "notebooks", tmp_path_factory.mktemp("hostile"))
    server.sign_in()
    yield server
    server.process.kill()
    stop(server)


def message(kind: str, content: Any, protocol: str | None) -> str | bytes:
    """Return a message of a page, in the binary format or the older one."""
    parts = parts_of(kind, content)
    if protocol:
        return v1("shell", parts)
    header, parent, metadata, body = map(json.loads, parts)
    fields = {"header": header, "parent_header": parent, "metadata": metadata, "content": body}
    return json.dumps({"channel": "shell", **fields})


def widgets_of(line: ClientConnection, protocol: str | None = V1) -> list[str]:
    """Return the ids of the widgets behind a connection."""
    line.send(message("comm_info_request", {"target_name": "jupyter.widget"}, protocol))
    end = time.monotonic() + 30
    while True:
        heard = line.recv(timeout=end - time.monotonic())
        text = heard if isinstance(heard, str) else heard.decode("latin-1")
        if "comm_info_reply" in text:
            comms = re.search(r'"comms": ?({.*?}})', text)
            return list(json.loads(comms[1]))


def tell_widgets(line: ClientConnection, content: Any, protocol: str | None = V1) -> None:
    """Send a custom message to every widget."""
    for widget in widgets_of(line, protocol):
        data = {"method": "custom", "content": content}
        line.send(message("comm_msg", {"comm_id": widget, "data": data}, protocol))


def ask_for_a_file(browser: Browser, kernel: str, protocol: str | None) -> None:
    """Ask every widget for a hand-out, and wait for its bytes."""
    with open_line(browser, kernel, protocol) as line:
        tell_widgets(line, {"type": "hand-out", "kind": "questions", "palette": PALETTE}, protocol)
        end = time.monotonic() + 40
        while time.monotonic() < end:
            heard = line.recv(timeout=20)
            if b"%PDF" in (heard if isinstance(heard, bytes) else heard.encode()):
                return
    raise AssertionError("no file came")


def test_a_line_without_the_protocol_hangs_nobody(screens: Server) -> None:
    browser = screens.browser()
    kernel = kernel_of(browser, PRESENT)
    try:
        ask_for_a_file(browser, kernel, None)
    except InvalidStatus as refused:
        status = refused.response.status_code
    except (TimeoutError, ConnectionClosed):
        status = 0
    began = time.monotonic()
    assert screens.request("/login").status == 200
    assert time.monotonic() - began < 2
    assert status == 400
    ask_for_a_file(browser, kernel, V1)


def test_what_goes_wrong_in_a_kernel_is_told_in_the_log_and_not_to_the_page(server: Server) -> None:
    browser = server.browser()
    kernel = kernel_of(browser, "/voila/render/raising.ipynb")
    with open_line(browser, kernel) as line:
        heard: list[bytes] = []
        for content in ("raise", "write", ["\ud800"], {"type": {}}):
            tell_widgets(line, content)
            heard += hear(line, 0.7)
        line.send(message("comm_open", {"comm_id": "x", "target_name": "jupyter.widget.control"}, V1))
        line.send(message("comm_msg", {"comm_id": "x", "data": {"method": "nonsense"}}, V1))
        line.send(message("comm_info_request", {"target_name": 5}, V1))
        heard += hear(line, 3)
    assert any(b"comm_info_reply" in frame for frame in heard)
    for word in (b"Jamie", b"Traceback", b"ValueError", b"stderr", b".py", b"/home", b"/tmp"):
        assert word not in b"".join(heard)
    log = server.log.read_text()
    assert "a kernel met an error: ValueError at the notebook:6" in log
    assert "a kernel wrote to stderr: a text of 1 line" in log
    assert re.search(r"a kernel wrote to stderr: \w+Error at \w+\.py:\d+", log)
    assert "Jamie" not in log


def hear(line: ClientConnection, seconds: float) -> Iterator[bytes]:
    """Yield frames until none has arrived for `seconds`."""
    with suppress(TimeoutError):
        while True:
            heard = line.recv(timeout=seconds)
            yield heard if isinstance(heard, bytes) else heard.encode()
