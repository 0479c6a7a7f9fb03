"""A page that was closed leaves nothing behind in the server, one that is open little, and nothing breaks up memory."""

from __future__ import annotations

import json
import signal
import sys
from collections import Counter
from pathlib import Path

import psutil
import pytest

from tests.server.running import Server, kernels_at_rest, start, stop, wait_for, write_notebook
from tests.server.test_lines import Talk, kernel_of, open_line

PAGES, OPEN = 6, 3
WAYS = ("line first", "broken off", "kernel first")
# what only a page that is being made needs
RENDERING = ("VoilaExporter", "VoilaExecutor")
# what a page is made of in the server's process; loggers stay for good once there are any
PARTS = (
    "KernelConnectionHandler",
    "GateConnection",
    "Kernel",
    "PooledPage",
    "Renderer",
    "ZMQStream",
    "Logger",
    "PeriodicCallback",
    "Session",
    *RENDERING,
)
# writes the number of objects of each class when a signal arrives, and how much of a block has pages of its own after a
# larger one was given back
_COUNTING = f"""
import asyncio, collections, ctypes, gc, json, os, signal
from nmt_widgets.server.process import serving
class Heap(ctypes.Structure):
    _fields_ = [(str(number), ctypes.c_size_t) for number in range(10)]
mallinfo = ctypes.CDLL(None).mallinfo2
mallinfo.restype = Heap
def apart():
    ctypes.create_string_buffer(30_000_000)
    before = getattr(mallinfo(), "4")
    block = ctypes.create_string_buffer(20_000_000)
    return getattr(mallinfo(), "4") - before
def write_counts():
    gc.collect()
    counts = collections.Counter(type(item).__name__ for item in gc.get_objects())
    with open("counts.new", "w") as file:
        json.dump({{"apart": apart(), **{{name: counts[name] for name in {PARTS!r}}}}}, file)
    os.replace("counts.new", "counts.json")
_plain = serving.Serving._serve
async def listening(*arguments):
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR2, write_counts)
    await _plain(*arguments)
serving.Serving._serve = listening
"""


def counts(process: psutil.Process, folder: Path) -> Counter[str]:
    file = folder / "counts.json"
    file.unlink(missing_ok=True)
    process.send_signal(signal.SIGUSR2)
    wait_for(file.exists)
    return Counter(json.loads(file.read_text()))


def open_and_close(server: Server, how: str) -> None:
    browser = server.browser()
    kernel = kernel_of(browser, "/voila/render/home.ipynb")
    with open_line(browser, kernel) as line:
        Talk(line).say("shell", "kernel_info_request", {})
        assert Talk(line).hears("kernel_info_reply")
        if how == "broken off":
            line.socket.shutdown(2)
        if how == "kernel first":
            assert browser.post(f"/voila/api/shutdown/{kernel}").status == 204
    if how != "kernel first":
        assert browser.post(f"/voila/api/shutdown/{kernel}").status == 204


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="there the server is not kept")
def test_closed_pages_are_forgotten(tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks", "home", "# Welcome", "import ipywidgets; ipywidgets.Label('here')")
    server = start(tmp_path / "notebooks", tmp_path, prelude=_COUNTING)
    try:
        process = psutil.Process(server.process.pid).children()[0]
        for how in WAYS:
            open_and_close(server, how)
        wait_for(lambda: len(kernels_at_rest(server, 1)) == 1)
        before = wait_for(lambda: (alive := counts(process, tmp_path))["Kernel"] == 1 and alive)
        size = process.memory_info().rss
        for number in range(PAGES):
            open_and_close(server, WAYS[number % len(WAYS)])
        # some objects of a page stay for a moment, and the next page is being prepared
        wait_for(lambda: all(n < PAGES // 3 for n in (counts(process, tmp_path) - before).values()))
        assert process.memory_info().rss - size < PAGES * 600_000
        assert before["apart"] >= 20_000_000
        for _ in range(OPEN):
            kernel_of(server.browser(), "/voila/render/home.ipynb")
        # the pages that are ready have not been sent yet
        wait_for(
            lambda: (
                (now := counts(process, tmp_path))["PooledPage"] > OPEN
                and all(now[part] <= now["PooledPage"] - OPEN for part in RENDERING)
            )
        )
    finally:
        stop(server)
