"""Kernels are forked from a process that has imported what the notebooks import."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from nmt_widgets.server.kernels.environment import kernel_environment
from nmt_widgets.server.kernels.forking import ForkServerSilent, KernelForks
from nmt_widgets.server.kernels.messages import KernelOrder
from tests.patience import LIMIT, wait_for
from tests.server.running import Server, kernels_at_rest, printed, start, stop, write_notebook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

_PRINT = "import json; print('<<' + json.dumps(%s) + '>>')"
_LOADED = (
    "import sys\n"
    "names = ('nmt_widgets.apps.assess.form', 'plotly.graph_objs', 'plotly.io._renderers', 'beside', 'numpy')\n"
    "loaded = {name: name in sys.modules for name in names}\n"
    "from nmt_widgets.core import documents\n"
    "read = []\n"
    "sys.addaudithook(lambda event, args: read.append(str(args[0])) if event == 'open' else None)\n"
    "from nmt_widgets.core.texts import texts\n"
    "from nmt_widgets.planning import load_planbook\n"
    "texts('assess'), load_planbook()\n"
    "loaded['files'] = [name for name in read if name.endswith('.yaml')]"
)
_RANDOM = "import os, random, uuid, numpy; drawn = [random.random(), numpy.random.random(), uuid.uuid4().hex]"
_LINES = "from comm import get_comm_manager; targets = sorted(get_comm_manager().targets)"
_NO_ROOM = """
import os, sys
from pathlib import Path
fork, full = os.fork, Path({full!r})
def fork_if_room():
    if full.exists():
        raise BlockingIOError("no more processes")
    return fork()
if "fork_server" in " ".join(sys.orig_argv):
    os.fork = fork_if_room
"""
_SCREEN = "if False:\n    from nmt_widgets.apps import assess\n    import beside\n    import nmt_widgets.no_such_module"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with notebooks that tell what their kernel had when it began."""
    work = tmp_path_factory.mktemp("forking")
    notebooks = work / "notebooks"
    write_notebook(notebooks, "home", "print(1)")
    write_notebook(notebooks, "loaded", _LOADED, _PRINT % "loaded", _SCREEN)
    write_notebook(notebooks, "random", _RANDOM, _PRINT % "drawn")
    write_notebook(notebooks, "lines", "import ipywidgets", _LINES, _PRINT % "targets")
    write_notebook(notebooks, "broken", "import nmt_widgets.apps.nothing")
    write_notebook(notebooks, "command", "%config Application.log_level", "import nmt_widgets.apps.home")
    (notebooks / "beside.py").write_text("raise RuntimeError('the folder of notebooks is not read ahead')")
    server = start(notebooks, work)
    server.sign_in()
    yield server
    stop(server)


def fork_server(server: Server) -> psutil.Process:
    """Return the process that forks kernels."""
    return psutil.Process(min(wait_for(server.kernels))).parent()


def values_of(server: Server, name: str) -> object:
    """Open a page and return what its notebook printed."""
    return json.loads(printed(server.request(f"/voila/render/{name}.ipynb").body))


def test_a_kernel_begins_with_the_modules_and_files_of_the_screens(server: Server) -> None:
    modules = {"nmt_widgets.apps.assess.form": True, "plotly.graph_objs": True, "numpy": True}
    modules |= {
        "beside": False,
        "plotly.io._renderers": False,
    }  # the last looks for a kernel when it is imported
    # the first pages are opened before everything is loaded
    wait_for(lambda: values_of(server, "loaded") == {**modules, "files": []})


def test_a_page_can_ask_for_all_widgets_at_once(server: Server) -> None:
    assert {"jupyter.widget", "jupyter.widget.control"} <= set(values_of(server, "lines"))


def test_the_process_that_forks_has_one_thread_and_opens_nothing(server: Server) -> None:
    process = fork_server(server)
    assert process.num_threads() == 1
    assert not process.net_connections()
    assert process.open_files() == []
    assert {child.pid for child in process.children()} == server.kernels()


def test_kernels_draw_different_random_numbers(server: Server) -> None:
    first, second = values_of(server, "random"), values_of(server, "random")
    assert not set(first) & set(second)


def test_a_notebook_that_cannot_be_imported_ahead_tells_whoever_opens_it(server: Server) -> None:
    assert "could not be shown" in server.request("/voila/render/broken.ipynb").body
    assert "broken.ipynb, cell 1: ModuleNotFoundError" in server.log.read_text()


def test_pages_open_again_after_the_process_that_forks_was_killed(tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks", "home", "print('<<1>>')")
    server = start(tmp_path / "notebooks", tmp_path, class_size=2)
    server.sign_in()
    kernels = kernels_at_rest(server, 2)
    process = fork_server(server)
    process.kill()
    wait_for(lambda: not any(psutil.pid_exists(pid) for pid in (process.pid, *kernels)))
    assert values_of(server, "home") == 1
    assert not server.kernels() & kernels
    again = fork_server(server)
    assert again.pid != process.pid
    assert stop(server) == 0
    assert not psutil.pid_exists(again.pid)
    log = server.log.read_text()
    assert log.count("the process that forks kernels ended") == 1
    assert "Traceback" not in log


def test_open_pages_live_on_when_no_more_process_can_be_started(tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks", "home", "print('<<1>>')")
    full = tmp_path / "full"
    (tmp_path / "sitecustomize.py").write_text(_NO_ROOM.format(full=str(full)))
    path = f"{Path(__file__).parents[2]}{os.pathsep}{tmp_path}"
    server = start(tmp_path / "notebooks", tmp_path, PYTHONPATH=path)
    server.sign_in()
    assert values_of(server, "home") == 1
    kernels = kernels_at_rest(server, 2)
    process = fork_server(server)
    full.touch()
    prepared, refused = (server.request("/voila/render/home.ipynb") for _ in range(2))
    assert (prepared.status, refused.status) == (200, 500)
    assert server.kernels() == kernels
    full.unlink()
    assert values_of(server, "home") == 1
    assert fork_server(server).pid == process.pid
    assert stop(server) == 0


def children_with(argument: str) -> list[psutil.Process]:
    """The processes of this one that were started with an argument; one that is just beginning has none yet."""
    return [child for child in psutil.Process().children() if argument in child.cmdline()]


def test_a_page_is_told_when_the_process_that_forks_does_not_answer(tmp_path: Path) -> None:
    def order(key: str) -> KernelOrder:
        return KernelOrder(key=key, arguments=["-f", str(tmp_path / key)], environment=dict(os.environ))

    async def fork_late() -> None:
        forks = KernelForks(kernel_environment(os.environ), tmp_path, tmp_path, "home", answer_within=0)
        await forks.start()
        (process,) = await asyncio.to_thread(wait_for, lambda: children_with(str(tmp_path)))
        process.suspend()
        with pytest.raises(ForkServerSilent):
            await forks.fork(order("late"))
        process.resume()
        forks._answer_within = LIMIT
        kernel = await forks.fork(order("next"))
        await asyncio.to_thread(wait_for, lambda: [child.pid for child in process.children()] == [kernel.pid])
        await forks.close()

    with ThreadPoolExecutor(1) as pool:  # this thread has a loop already where a browser runs beside it
        pool.submit(asyncio.run, fork_late()).result()
