"""A server that does not answer is reported and restarted, and nothing is lost."""

from __future__ import annotations

import re
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from nmt_widgets.server.process import supervisor
from nmt_widgets.server.shared.door_limits import door_limits
from tests.server.running import Server, own_rules, printed, start, stop, wait_for, write_notebook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there the server is not kept")

# an address of the test's own, whose handler never comes back; silence is judged sooner than on a person's computer
_BLOCKING = """
import re, time
from nmt_widgets.server.screens import application
def loop():
    while True: pass
BLOCKS = {
    "loop": loop,
    "sleep": lambda: time.sleep(1000),
    "c": lambda: re.match("(a*)*b", "a" * 60),
    "little": lambda: time.sleep(3),
}
answer = application.StartHandler.get
def get(self):
    for name, block in BLOCKS.items():
        if self.request.query.startswith(name):
            block()
    answer(self)
application.StartHandler.get = get
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    write_notebook(tmp_path / "notebooks", "home", "print(1)")
    site = own_rules(tmp_path / "site", "doors", "restarted_after: 24", "restarted_after: 8")
    server = start(tmp_path / "notebooks", tmp_path, prelude=_BLOCKING, NMT_SITE=str(site))
    server.sign_in()
    wait_for(server.kernels)
    yield server
    if server.process.poll() is None:
        assert stop(server) == 0


def is_running(pid: int) -> bool:
    """Say whether a process runs; one that was ended stays for a moment, until its parent has looked."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def child(server: Server) -> psutil.Process:
    return psutil.Process(server.process.pid).children()[0]


def ask(server: Server, query: str) -> None:
    with suppress(OSError):
        server.request(f"/?{query}&case=Jamie")


@pytest.mark.parametrize("how", ["loop", "sleep", "c", "stopped"])
def test_a_silent_server_is_started_again(server: Server, how: str) -> None:
    before, kernels = child(server), server.kernels()
    run_dir = server.run_folder()
    with ThreadPoolExecutor(1) as pool:
        if how == "stopped":
            before.suspend()
        else:
            pool.submit(ask, server, how)
        wait_for(lambda: "has not answered for 2 s" in server.log.read_text())
        wait_for(lambda: "is restarted" in server.log.read_text())
        # with the cookie from before, at the address from before
        assert server.request("/voila/render/home.ipynb").status == 200
    assert not is_running(before.pid)
    wait_for(lambda: not any(is_running(pid) for pid in kernels))
    assert not run_dir.exists()
    assert server.browser().get("/voila/render/home.ipynb").status == 200, "the access code is the same"
    log = server.log.read_text()
    assert "Jamie" not in log
    place = {
        "loop": r"at loop \(<string>:\d+\)",
        "sleep": "at <lambda> ",
        "c": r"at match \(__init__\.py:\d+\) < <lambda>",
    }
    assert re.search(f"it is {place.get(how, 'stopped by a signal')}", log), log


def test_a_short_silence_is_only_logged(server: Server) -> None:
    before = child(server)
    ask(server, "little")
    wait_for(lambda: "answers again" in server.log.read_text())
    assert child(server) == before
    assert server.log.read_text().count("\n") == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_silent_server_can_be_stopped(server: Server, number: int) -> None:
    before, kernels = child(server), server.kernels()
    before.suspend()
    began = time.monotonic()
    assert stop(server, number) == 0
    pulse = door_limits().pulse
    assert (
        time.monotonic() - began < pulse.restarted_after * pulse.every_seconds
    )  # it does not wait for an answer
    assert not is_running(before.pid)
    wait_for(lambda: not any(is_running(pid) for pid in kernels))


def test_a_server_started_with_nohup_stays_when_its_terminal_closes(tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks", "home", "print(1)")
    ignore = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)"
    server = start(tmp_path / "notebooks", tmp_path, prelude=ignore)
    server.sign_in()
    for process in (child(server), server.process):
        status = Path(f"/proc/{process.pid}/status").read_text()
        ignored = int(re.search(r"SigIgn:\s*(\w+)", status)[1], 16)
        assert ignored >> (signal.SIGHUP - 1) & 1
        process.send_signal(signal.SIGHUP)
    assert server.request("/voila/render/home.ipynb").status == 200
    assert stop(server, signal.SIGINT) == 0
    assert server.log.read_text() == ""


def test_a_server_that_ends_by_itself_is_restarted_a_few_times_only(server: Server) -> None:
    ended = set()
    for _ in range(3):
        process = wait_for(
            lambda: [p for p in psutil.Process(server.process.pid).children() if p.pid not in ended]
        )[0]
        ended.add(process.pid)
        assert server.request("/voila/render/home.ipynb").status == 200
        process.kill()
    last = wait_for(lambda: [p for p in psutil.Process(server.process.pid).children() if p.pid not in ended])[
        0
    ]
    assert server.request("/voila/render/home.ipynb").status == 200
    last.kill()
    assert server.process.wait(10) == 1
    log = server.log.read_text()
    assert log.count("the server ended by itself (SIGKILL)") == 4
    assert log.count("is restarted") == 3
    assert "GaveUp" in log


@pytest.mark.parametrize("is_stopped", [False, True])
def test_a_server_ends_when_its_supervisor_is_killed(server: Server, is_stopped: bool) -> None:
    before, kernels = child(server), server.kernels()
    if is_stopped:
        before.suspend()
    server.process.kill()
    wait_for(lambda: not is_running(before.pid) and not any(is_running(pid) for pid in kernels))


def test_a_server_that_cannot_start_says_so_at_once(tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks", "home", "print(1)")
    broken = "from nmt_widgets.server.kernels import manager; manager.Kernels.__init__ = lambda *a: 1 / 0"
    with pytest.raises(AssertionError, match=r"(?s)the server ended: ZeroDivisionError at .*GaveUp"):
        start(tmp_path / "notebooks", tmp_path, prelude=broken)


def test_where_nothing_can_be_forked_the_server_runs_too(tmp_path: Path) -> None:
    """Without a supervisor, and with kernels that are new processes of Python."""
    write_notebook(tmp_path / "notebooks", "home", "import nmt_widgets.apps.home", "print('<<1>>')")
    server = start(tmp_path / "notebooks", tmp_path, NMT_NO_FORK="1")
    server.sign_in()
    assert printed(server.request("/voila/render/home.ipynb").body) == "1"
    kernels = server.kernels()
    assert all("ipykernel_launcher" in psutil.Process(pid).cmdline() for pid in kernels)
    assert {
        process.pid for process in psutil.Process(server.process.pid).children()
    } <= kernels | server.kernels()
    assert stop(server) == 0
    assert "cannot start itself again" in server.process.stdout.read()
    wait_for(lambda: not any(is_running(pid) for pid in kernels))
    assert server.log.read_text() == ""
    assert not list(Path("/tmp").glob(f"nmt-server-{server.process.pid}-*"))


@pytest.mark.parametrize(
    ("status", "seconds", "counts"),
    [
        (psutil.STATUS_RUNNING, 7.0, 0.0),  # waits for the processor
        (psutil.STATUS_RUNNING, 7.1, 0.2),
        (psutil.STATUS_RUNNING, 9.0, 1.0),
        (psutil.STATUS_DISK_SLEEP, 7.0, 0.0),
        (psutil.STATUS_SLEEPING, 7.0, 1.0),
        (psutil.STATUS_STOPPED, 7.0, 1.0),
    ],
)
def test_a_missed_beat_counts_only_as_far_as_the_server_ran(
    monkeypatch: pytest.MonkeyPatch, status: str, seconds: float, counts: float
) -> None:
    times = SimpleNamespace(user=seconds - 1, system=1.0)
    process = SimpleNamespace(cpu_times=lambda: times, status=lambda: status)
    monkeypatch.setattr(psutil, "Process", lambda _pid: process)
    server = supervisor._ServerProcess.__new__(supervisor._ServerProcess)
    server._pid, server._used = 1, 7.0
    assert server._counted_beat(0.5) == pytest.approx(counts)
