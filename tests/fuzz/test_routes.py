"""Every address of the server takes hostile requests: read from its own table, so that none is forgotten."""

import os
import socket
import stat
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from nmt_widgets.bench.fuzz.routes import Routes, form_fields, table
from nmt_widgets.bench.fuzz.trials import DidNotHold, try_door
from nmt_widgets.bench.fuzz.world import TOM
from tests.fuzz.seeds import SEED

TIMES = 8


@pytest.fixture(scope="module")
def served_door():
    with Routes() as door:
        yield door


def test_every_address_takes_hostile_requests(served_door):
    count = try_door(served_door, SEED, times=TIMES)
    assert count.faults == []
    assert count.passed == TIMES * len(table())


def test_the_table_is_the_servers_own():
    for part in (r"/sign-in", r"/people", "room /?", "class /leave", r"/voila/render/([a-z0-9_-]+)\.ipynb"):
        assert part in table()
    assert sum(part.startswith("/visit/KEY/") for part in table()) >= 5
    assert {"name", "passphrase", "next", "code", "action"} <= set(form_fields())


def test_what_nobody_may_be_sent_is_found(served_door):
    server = served_door.server
    server.check(TOM, "an answer")
    for sent in ("mk-second-carl", "Traceback (most recent call last):", str(server.world.folder)):
        with pytest.raises(DidNotHold, match="was sent"):
            server.check(TOM, f"<p>{sent}</p>")


def test_what_a_running_server_keeps_is_its_owners(served_door):
    """Its folder, with the keys to kernels, is closed to others, and no command line tells a secret."""
    server = served_door.server
    (folder,) = Path("/tmp" if os.access("/tmp", os.W_OK) else tempfile.gettempdir()).glob(
        f"nmt-server-{server.process.pid}-*"
    )
    assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0
    files = [path for path in folder.rglob("kernel-*.json") if path.is_file()]
    assert files
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in files} == {0}
    running = psutil.Process(server.process.pid)
    words = [word for process in (running, *running.children(recursive=True)) for word in process.cmdline()]
    secrets = (server.code, server.room_code, server.key.split("/")[2], *server.world.sessions.values())
    assert [word for word in words for secret in secrets if secret in word] == []


def test_lines_that_say_nothing_keep_nobody_out(served_door):
    with ExitStack() as stack:
        for _ in range(200):
            line = stack.enter_context(
                socket.create_connection(("127.0.0.1", served_door.server.port), timeout=10)
            )
            line.sendall(b"GET / HTTP/1.1\r\nHost: ")
        served_door.server.check(TOM, "")
