"""Whoever leaves a page while it loads is nobody's trouble: the server says nothing, and keeps no kernel of theirs."""

from __future__ import annotations

import asyncio
import gc
import re
import socket
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tornado.websocket import WebSocketClosedError
from websockets.sync.client import ClientConnection

from nmt_widgets.server.screens.kernel_gate import KernelConnectionHandler
from tests.patience import LIMIT, wait_for
from tests.server.running import Server, start, stop, write_notebook
from tests.server.test_lines import Talk, kernel_of, open_line

# writes down what it is sent, as slowly as a disk on a bad day
WRITING = """
import pathlib, time
from comm import create_comm

def write(message):
    time.sleep(0.3)
    with pathlib.Path('{file}').open('a') as file:
        file.write(message['content']['data'])

create_comm(target_name='test', comm_id='answers').on_msg(write)
"""
LONG = "import pathlib, time\npathlib.Path('{mark}').touch()\ntime.sleep(600)"


def come(server: Server, screen: str) -> socket.socket:
    """Ask for a page as a browser does, and go no further."""
    line = socket.create_connection(("127.0.0.1", server.port), timeout=LIMIT)
    head = f"GET /voila/render/{screen}.ipynb HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
    line.sendall(f"{head}Cookie: {server.cookie}\r\n\r\n".encode())
    return line


def leave(line: socket.socket, in_order: bool) -> None:
    if not in_order:  # as when a browser is ended: a reset
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def test_leaving_while_it_loads_says_nothing(tmp_path: Path) -> None:
    """In order, and as when a browser is ended."""
    mark = tmp_path / "busy"
    write_notebook(tmp_path / "notebooks", "home", "1")
    write_notebook(tmp_path / "notebooks", "long", "# Soon", "print('first')", LONG.format(mark=mark))
    server = start(tmp_path / "notebooks", tmp_path / "work")
    try:
        server.sign_in()
        for in_order in (True, False) * 2:
            leave(come(server, "long"), in_order)  # before anything was sent
        for in_order in (True, False) * 2:
            line = come(server, "long")
            kernel = kernel_in(line)
            wait_for(mark.exists)  # in the midst of a cell, some time after what was sent
            mark.unlink()
            leave(line, in_order)
            wait_for(lambda kernel=kernel: server.request(f"/api/kernels/{kernel}").status == 404)
        assert server.request("/voila/render/home.ipynb").status == 200
    finally:
        code = stop(server)
    assert code == 0
    assert server.complaints() == []


def test_what_was_sent_before_leaving_is_handled(tmp_path: Path) -> None:
    """When the page says that it leaves, whichever comes first, and when the server stops."""
    log = tmp_path / "written"
    write_notebook(tmp_path / "notebooks", "home", WRITING.format(file=log))
    server = start(tmp_path / "notebooks", tmp_path / "work")
    try:
        browser = server.browser()
        kernel = kernel_of(browser, "/voila/render/home.ipynb")
        with open_line(browser, kernel) as line:
            send(line, "a", "b")
            assert browser.post(f"/voila/api/shutdown/{kernel}").status == 204
            send(line, "c")
        wait_for(lambda: browser.get(f"/api/kernels/{kernel}").status == 404)
        assert log.read_text() == "abc"
        with open_line(browser, kernel_of(browser, "/voila/render/home.ipynb")) as line:
            send(line, "d", "e")
    finally:
        stop(server)
    assert log.read_text() == "abcde"


def send(line: ClientConnection, *answers: str) -> None:
    """Send answers, and wait until the server has taken them from the line."""
    for answer in answers:
        Talk(line).say("shell", "comm_msg", {"comm_id": "answers", "data": answer})
    line.ping().wait(LIMIT)


def test_leaving_while_it_is_told_something_says_nothing() -> None:
    """A message to a page that was closed gives an error of tornado, which must not be reported."""
    heard: list[dict[str, Any]] = []

    async def fail() -> None:
        raise WebSocketClosedError

    async def tell() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: heard.append(context))
        line = KernelConnectionHandler.__new__(KernelConnectionHandler)
        line.ws_connection = SimpleNamespace(  # type: ignore[assignment]
            is_closing=lambda: False, write_message=lambda *_, **__: asyncio.ensure_future(fail())
        )
        await asyncio.wait([line.write_message(b"hello", binary=True)])
        gc.collect()  # an unread error is reported when its task is collected

    with ThreadPoolExecutor(1) as another:  # in this thread a loop of the browser's may run
        another.submit(asyncio.run, tell()).result()
    assert heard == []


def kernel_in(line: socket.socket) -> str:
    """Read a page until it names its kernel."""
    text = b""
    while not (match := re.search(rb'"kernelId": "([^"]+)"', text)):
        block = line.recv(65536)
        assert block, text
        text += block
    return match[1].decode()
