"""Nothing anybody typed comes into a log, however badly it was sent."""

from __future__ import annotations

import socket
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from tests.server.running import Server, wait_for
from tests.server.test_lines import kernel_of, open_line

TYPED = b"Jamie%ff%fe\xff"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
PARTS = b"Content-Type: multipart/form-data; boundary=Jamie\r\n"
UPGRADE = (
    b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: Jamie\r\n"
)


def get(path: bytes, *headers: bytes, method: bytes = b"GET", body: bytes = b"") -> bytes:
    sized = b"Content-Length: %d\r\n" % len(body) if body else b""
    return method + b" " + path + b" HTTP/1.1\r\n{host}" + b"".join(headers) + sized + b"\r\n" + body


def post(path: bytes, kind: bytes, body: bytes) -> bytes:
    return get(path, b"{origin}", b"{cookie}", kind, method=b"POST", body=body)


REQUESTS = {
    "token": get(b"/?token=" + TYPED),
    "token twice": get(b"/voila/render/home.ipynb?token=Jamie&token=%ff"),
    "query": get(b"/voila/render/home.ipynb?case=" + TYPED, b"{cookie}"),
    "next": get(b"/login?next=" + TYPED),
    "path": get(b"/" + TYPED, b"{cookie}"),
    "screen": get(b"/voila/render/Jamie%ff.ipynb", b"{cookie}"),
    "screen without a code": get(b"/voila/render/Jamie.ipynb"),
    "asset": get(b"/voila/static/Jamie/%ff%00", b"{cookie}"),
    "kernel": get(b"/api/kernels/Jamie-was-hit-at-home", b"{cookie}"),
    "visit": get(b"/visit/Jamie/who/Jamie-was-hit-at-home"),
    "cookie": get(b"/voila/render/missing.ipynb", b"Cookie: {name}=Jamie\xff; nmt-person=\xffJamie\r\n"),
    "host": get(b"/", b"Host: Jamie\xff\r\n"),
    "header": get(b"/", b"{cookie}", b"Jamie\xff: said\r\n"),
    "no header": get(b"/", b"Jamie said so\r\n"),
    "forwarded": get(b"/", b"{cookie}", b"X-Forwarded-For: Jamie\r\nReferer: Jamie\xff\r\n"),
    "length": get(b"/login", b"Content-Length: Jamie\r\n", method=b"POST"),
    "chunks": get(b"/login", b"Transfer-Encoding: chunked\r\n", method=b"POST") + b"Jamie\r\n",
    "coding": get(b"/login", b"Transfer-Encoding: Jamie\r\n", method=b"POST"),
    "code": post(b"/login", FORM, b"code=" + TYPED),
    "name": post(b"/sign-in", FORM, b"name=" + TYPED + b"&passphrase=%ffJamie"),
    "form in parts": post(b"/sign-in", PARTS, b"--Jamie\r\nJamie said\r\n--Jamie--"),
    "form of parts unnamed": post(
        b"/login", PARTS, b"--Jamie\r\nContent-Disposition: Jamie\r\n\r\nJ\r\n--Jamie--"
    ),
    "packed form": post(b"/login", FORM + b"Content-Encoding: gzip\r\n", b"Jamie"),
    "method": get(b"/", b"{cookie}", method=b"JAMIE"),
    "method Jamie": get(b"/Jamie", b"{origin}", b"{cookie}", method=b"Jamie"),
    "line": b"Jamie said so\r\n\r\n",
    "version": b"GET /Jamie HTTP/Jamie\r\n\r\n",
    "web socket": get(
        b"/api/kernels/{kernel}/channels?session_id=Jamie%ff", b"{origin}", b"{cookie}", UPGRADE
    ),
    "web socket elsewhere": get(b"/visit/Jamie/who/{kernel}", UPGRADE),
    "protocol": get(
        b"/api/kernels/{kernel}/channels?session_id=Jamie",
        *(b"{origin}", b"{cookie}", UPGRADE, b"Sec-WebSocket-Protocol: Jamie\xff\r\n"),
    ),
}


@pytest.fixture(scope="module")
def known(server: Server) -> dict[str, str]:
    browser = server.browser()
    return {
        "{host}": f"Host: 127.0.0.1:{server.port}\r\n",
        "{origin}": f"Origin: {server.url}\r\n",
        "{cookie}": f"Cookie: {browser.cookie()}\r\n",
        "{name}": browser.cookie().partition("=")[0],
        "{kernel}": kernel_of(browser),
    }


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_no_request_leaves_what_was_typed(server: Server, known: dict[str, str], request_: bytes) -> None:
    for mark, value in known.items():
        request_ = request_.replace(mark.encode(), value.encode())
    with socket.create_connection(("127.0.0.1", server.port), 5) as line:
        line.sendall(request_)
        with suppress(TimeoutError, ConnectionError):
            line.recv(65536)
    assert server.request("/login").status == 200
    check_log(server)


def test_no_frame_leaves_what_was_typed(server: Server) -> None:
    browser = server.browser()
    kernel = kernel_of(browser)
    for first in (
        0x81,
        0xF1,
        0x83,
        0x88,
        0x82,
    ):  # text that is none, unknown bits, an unknown kind, a close, bytes
        with open_line(browser, kernel) as line:
            line.socket.sendall(bytes([first, 0x80 | 9, 0, 0, 0, 0]) + b"Jamie\xff\xfe\xff\xff")
            with suppress(TimeoutError, ConnectionClosed):
                line.recv(timeout=0.5)
    assert browser.get(f"/api/kernels/{kernel}").status == 200
    check_log(server)


def check_log(server: Server) -> None:
    wait_for(lambda: b"GET /login" in server.log.read_bytes())
    log = server.log.read_bytes()
    for typed in (b"amie", b"AMIE", b"\\xff", b"%ff", b"\xff", b"\xef\xbf\xbd"):
        assert typed not in log
