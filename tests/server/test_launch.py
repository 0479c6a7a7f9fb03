"""Starting and stopping."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.server import serve
from nmt_widgets.server.process.launch import _listen
from tests.server.running import kernels_at_rest, start, stop, wait_for, write_notebook


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    write_notebook(tmp_path / "notebooks", "home", "print(1)")
    return tmp_path / "notebooks"


def test_import_is_light() -> None:
    code = (
        "import sys, nmt_widgets.server as s; assert callable(s.serve); "
        "print([m for m in ('voila', 'tornado', 'jupyter_server', 'jupyter_client') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_taken_port_is_an_input_error(notebooks: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=rf"port {port} is in use.*--port"):
            serve(notebooks, port=port, open_browser=False)


@pytest.mark.parametrize("port", [-1, 70000])
def test_impossible_port_is_an_input_error(notebooks: Path, port: int) -> None:
    with pytest.raises(InputError, match="outside 1-65535"):
        serve(notebooks, port=port, open_browser=False)


def test_unknown_screen_and_folder_are_input_errors(notebooks: Path) -> None:
    with pytest.raises(InputError, match=r"no screen named 'nope'.*home"):
        serve(notebooks, app="nope", open_browser=False)
    with pytest.raises(InputError, match="no such folder"):
        serve(notebooks / "missing", open_browser=False)
    with pytest.raises(InputError, match="1 or more"):
        serve(notebooks, class_size=0, open_browser=False)


def test_without_a_port_the_first_free_one_is_taken() -> None:
    first, second = _listen("127.0.0.1", None), _listen("127.0.0.1", None)
    try:
        assert 8866 <= first.getsockname()[1] < second.getsockname()[1] <= 8915
    finally:
        first.close()
        second.close()


def test_a_class_arriving_at_once(notebooks: Path, tmp_path: Path) -> None:
    """Everybody gets a kernel of their own; one that died while waiting is handed to nobody."""
    server = start(notebooks, tmp_path / "work", class_size=3)
    try:
        server.sign_in()
        ready = kernels_at_rest(server, 3)
        os.kill(min(ready), signal.SIGKILL)
        wait_for(lambda: min(ready) not in server.kernels())
        with ThreadPoolExecutor() as pool:
            pages = list(pool.map(lambda _: server.request("/voila/render/home.ipynb"), range(4)))
        assert {page.status for page in pages} == {200}
        kernels = {re.search(r'"kernelId": "([^"]+)"', page.body)[1] for page in pages}
        assert len(kernels) == 4
        assert {server.request(f"/api/kernels/{kernel}").status for kernel in kernels} == {200}
        # one for each person of the class, and one for a latecomer
        wait_for(lambda: len(server.kernels()) == 5)
    finally:
        stop(server)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(("number", "is_ready"), [(signal.SIGINT, True), (signal.SIGTERM, False)])
def test_stopping_leaves_nothing_behind(notebooks: Path, tmp_path: Path, number: int, is_ready: bool) -> None:
    server = start(notebooks, tmp_path / "work", class_size=3)
    kernels = kernels_at_rest(server, 3) if is_ready else wait_for(server.kernels)
    run_dir = server.run_folder()
    assert run_dir.stat().st_mode & 0o077 == 0
    assert stop(server, number) == 0
    assert not any(psutil.pid_exists(pid) for pid in kernels)
    leftover = [
        p for p in psutil.process_iter(["cmdline"]) if str(run_dir) in " ".join(p.info["cmdline"] or [])
    ]
    assert not leftover
    assert not run_dir.exists()
    assert server.complaints() == []


def test_closing_is_no_error(tmp_path: Path) -> None:
    write_notebook(
        tmp_path / "notebooks", "home", "from voila.utils import get_query_string; get_query_string()"
    )
    server = start(tmp_path / "notebooks", tmp_path)
    kernels_at_rest(server, 1)  # the prepared page waits for a visitor
    assert stop(server) == 0
    assert server.complaints() == []


def test_what_a_killed_server_left_is_swept(tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks", "home", "1")
    killed = start(tmp_path / "notebooks", tmp_path / "one")
    left = next(Path("/tmp").glob(f"nmt-server-{killed.process.pid}-*"))
    killed.process.kill()
    killed.process.wait()
    assert left.exists()
    server = start(tmp_path / "notebooks", tmp_path / "two")
    wait_for(lambda: not left.exists())
    stop(server)
