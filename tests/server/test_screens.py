"""What a person sees, in a real browser."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nmt_widgets.bench.kernels import kernel_id, kernel_processes
from tests.server.running import HOME, Server, kernels_at_rest, start, stop, wait_for, write_notebook

pytestmark = pytest.mark.browser

IDLE_SECONDS = 4
# For kernels, time stands still: each character of the file `clock` is one more idle time. After each look at all
# kernels, the file `culled` is what the clock was when it began.
_CLOCK = f"""
from datetime import datetime, timedelta, UTC
from pathlib import Path
from jupyter_server.services.kernels import kernelmanager
from nmt_widgets.server.kernels import manager
START, CLOCK, CULLED = datetime.now(UTC), Path("clock").resolve(), Path("culled").resolve()
CLOCK.touch()
CULLED.touch()
class Clock(datetime):
    @classmethod
    def now(cls, tz=None):
        return START + timedelta(seconds={IDLE_SECONDS + 1} * CLOCK.stat().st_size)
kernelmanager.utcnow, manager.datetime = Clock.now, Clock
_plain = manager.Kernels.cull_kernels
async def cull_kernels(self):
    began = CLOCK.read_text()
    await _plain(self)
    CULLED.write_text(began)
manager.Kernels.cull_kernels = cull_kernels
"""


def open_home(page: Any, server: Server) -> str:
    """Open the start page, wait for its widgets and return its kernel."""
    page.goto(server.url)
    page.get_by_text("drawn by our own module").wait_for()
    page.get_by_role("button", name="Press me").wait_for()
    return page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")


def process_of(server: Server, kernel: str) -> int:
    """Return the process id of a kernel."""
    return next(child.pid for child in kernel_processes(server.process.pid) if kernel_id(child) == kernel)


def state(server: Server, kernel: str) -> int:
    """Return 200 while the kernel is there, 404 after."""
    return server.request(f"/api/kernels/{kernel}").status


def test_widgets_work_and_nothing_leaves_this_machine(page: Any, server: Server) -> None:
    page.goto(f"{server.url}/?token={server.token}")
    assert page.url == f"{server.url}/voila/render/home.ipynb"
    page.get_by_text("drawn by our own module").wait_for()
    page.get_by_role("button", name="Press me").click()
    page.get_by_text("pressed").wait_for()
    outside = [url for url in page.urls if not url.startswith((server.url, f"blob:{server.url}", "data:"))]
    assert outside == []
    assert page.complaints == []
    assert not [url for url in page.urls if "plotly" in url or "pygments" in url]


def test_the_page_is_ours(page: Any, server: Server) -> None:
    open_home(page, server)
    assert page.title() == "Cases · NMT Workbook"
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("main").is_visible()
    assert page.get_by_role("status").count() == 0  # the opening message is gone
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    assert skip.evaluate("element => element === document.activeElement")
    page.keyboard.press("Enter")
    assert page.get_by_role("main").evaluate("element => element === document.activeElement")


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 23, 28)")])
def test_light_and_dark(page: Any, server: Server, scheme: str, paper: str) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in ("/login", "/voila/render/missing.ipynb", "/voila/render/home.ipynb"):
        page.goto(server.url + path)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
    page.get_by_text("drawn by our own module").wait_for()
    light = page.evaluate("document.body.dataset.jpThemeLight")
    assert light == str(scheme == "light").lower()


def test_opening_says_so_and_keeps_still(page: Any, server: Server) -> None:
    routes: list[Any] = []
    page.route("**/front.js", lambda route: routes.append(route))
    with page.expect_request("**/front.js"):
        page.goto(server.url, wait_until="commit")
    page.get_by_text("Opening the workbook…").wait_for()
    assert not page.get_by_role("heading", name="Welcome").is_visible()
    routes.pop().continue_()
    page.get_by_text("drawn by our own module").wait_for()
    assert not page.get_by_text("Opening the workbook…").is_visible()


def test_signing_in_by_hand(page: Any, server: Server) -> None:
    page.context.clear_cookies()
    page.goto(f"{server.url}/voila/render/home.ipynb?case=james")
    page.get_by_label("Access code").fill("wrong")
    page.get_by_role("button").click()
    page.get_by_text("not the access code").wait_for()
    page.get_by_label("Access code").fill(server.token)
    page.get_by_role("button").click()
    page.get_by_text("drawn by our own module").wait_for()
    assert page.url == f"{server.url}/voila/render/home.ipynb?case=james"
    assert not [url for url in page.urls if not url.startswith((server.url, "blob:", "data:"))]


def test_an_error_is_one_calm_paragraph(page: Any, server: Server) -> None:
    page.goto(f"{server.url}/voila/render/broken.ipynb")
    page.get_by_role("alert").get_by_text("could not be shown").wait_for()
    assert page.locator(".nmt-alert:visible").count() == 1
    assert page.get_by_role("main").inner_text().count("\n") == 0


def test_a_dead_kernel_is_announced(page: Any, server: Server) -> None:
    kernel = open_home(page, server)
    os.kill(process_of(server, kernel), signal.SIGKILL)
    page.get_by_role("alert").get_by_text("no longer connected").wait_for()
    page.get_by_role("button", name="Reload").click()
    page.get_by_text("drawn by our own module").wait_for()
    assert not page.get_by_text("no longer connected").is_visible()


def test_a_closed_tab_ends_its_kernel(page: Any, server: Server) -> None:
    kernel = open_home(page, server)
    page.goto("about:blank")
    wait_for(lambda: state(server, kernel) == 404)


@pytest.fixture
def hurried(page: Any, tmp_path: Path) -> Iterator[Server]:
    """A server whose idle time passes when a test says so, however slowly a page opens; it looks every second."""
    write_notebook(tmp_path / "notebooks", "home", *HOME)
    server = start(tmp_path / "notebooks", tmp_path, prelude=_CLOCK, idle_seconds=IDLE_SECONDS)
    server.sign_in()
    name, value = server.cookie.split("=", 1)
    page.context.add_cookies([{"name": name, "value": value, "url": server.url}])
    yield server
    stop(server)


def test_a_kernel_lasts_while_it_waits_and_while_its_tab_is_open(page: Any, hurried: Server) -> None:
    vanishes_and_is_given_up(page, hurried)
    ready = hurried.kernels()  # prepared when that tab took the page before it, so it has waited for as long
    kernel = open_home(page, hurried)
    assert process_of(hurried, kernel) in ready
    page.get_by_role("button", name="Press me").click()
    page.get_by_text("pressed").wait_for()
    vanishes_and_is_given_up(page, hurried)  # idle for as long, but its tab is open
    assert state(hurried, kernel) == 200
    page.close(run_before_unload=False)
    wait_until_it_is_known(hurried, kernel)
    idle_time_passes(hurried)
    assert state(hurried, kernel) == 404  # a vanished tab ends it later


def vanishes_and_is_given_up(page: Any, server: Server) -> None:
    """Open another tab that vanishes once the next page is ready, and let the idle time pass: its kernel has ended."""
    other = page.context.new_page()
    kernel = open_home(other, server)
    kernels_at_rest(server, 2)  # this page, and the next one, which waits for its visitor
    other.close(run_before_unload=False)
    wait_until_it_is_known(server, kernel)
    assert state(server, kernel) == 200, "a tab that has just vanished keeps its kernel"
    idle_time_passes(server)
    assert state(server, kernel) == 404


def wait_until_it_is_known(server: Server, kernel: str) -> None:
    """Wait until the server has noticed that a tab has vanished."""
    wait_for(lambda: json.loads(server.request(f"/api/kernels/{kernel}").body)["connections"] == 0)


def idle_time_passes(server: Server) -> None:
    """Put the server's clock on, and wait until it has looked at all kernels since."""
    clock, culled = server.log.parent / "clock", server.log.parent / "culled"
    with clock.open("a") as file:
        file.write("+")
    wait_for(lambda: culled.stat().st_size == clock.stat().st_size)
