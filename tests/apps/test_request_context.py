"""A screen that was started ahead waits for its request, however long that takes."""

import base64
import hashlib
import re
import socket
import threading
import time

import websockets.sync.client

from nmt_widgets.apps.shared.request_context import request_context

TOLD = b'{"query": "case=james", "session": "s", "options": {"palette": "safe"}}'


def serve_late(listener, seconds):
    """Accept one connection and stay silent on it, without an answer to pings, as the workbook's server does."""
    line, _ = listener.accept()
    with line:
        key = re.search(rb"Sec-WebSocket-Key: (\S+)", line.recv(65536))[1]
        accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
        line.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        time.sleep(seconds)
        line.sendall(bytes([0x81, len(TOLD)]) + TOLD)
        line.recv(65536)


def test_a_page_made_ready_waits_longer_than_a_ping(monkeypatch):
    """A client that pings would hang up without an answer; here after a tenth of a second instead of 40."""
    connect = websockets.sync.client.connect
    soon = {"ping_interval": 0.05, "ping_timeout": 0.05}
    monkeypatch.setattr(websockets.sync.client, "connect", lambda *at, **how: connect(*at, **(soon | how)))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        for name, value in {
            "VOILA_WS_BASE_URL": "/visit/key/",
            "VOILA_APP_IP": "127.0.0.1",
            "VOILA_APP_PORT": str(listener.getsockname()[1]),
            "VOILA_KERNEL_ID": "k",
        }.items():
            monkeypatch.setenv(name, value)
        server = threading.Thread(target=serve_late, args=(listener, 0.6), daemon=True)
        server.start()
        came = request_context()
    assert (came.query, came.session, came.served) == ({"case": "james"}, "s", True)
    assert came.options == {"palette": "safe"}
