"""Open connections close when their session ends, in this process or in another one."""

from __future__ import annotations

import itertools
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from nmt_widgets.server.screens.kernel_gate import SIGNED_OUT
from tests.server.running import Browser, Server, start, stop, write_notebook
from tests.server.test_lines import Talk, kernel_of, open_line

PASSPHRASE = "four words make one"
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    work = tmp_path_factory.mktemp("endings")
    write_notebook(work / "notebooks", "home", "1")
    write_notebook(work / "notebooks", "own", "1", person=True)
    server = start(work / "notebooks", work)
    programme = server.browser()
    fields = {"first": "yes", "name": "Pat", "role": "programme"}
    assert programme.post("/sign-in", **fields, passphrase=PASSPHRASE, again=PASSPHRASE).status == 303
    yield server
    stop(server)


@pytest.fixture
def person(server: Server) -> tuple[str, Browser]:
    """Somebody new who has signed in."""
    name = f"Person {next(_NUMBERS)}"
    pat = server.browser()
    assert pat.sign_in("Pat", PASSPHRASE).status == 303
    added = pat.post("/people", action="add", name=name, role="clinician", passphrase=PASSPHRASE)
    assert added.headers["Location"] == "/people?said=add"
    browser = server.browser()
    assert browser.sign_in(name, PASSPHRASE).status == 303
    return name, browser


def database(server: Server, change: str, *values: str) -> None:
    with closing(sqlite3.connect(server.log.parent / "data" / "workbook.db")) as opened, opened:
        assert opened.execute(change, values).rowcount == 1


def sign_out(server: Server, name: str, browser: Browser) -> None:
    assert browser.post("/sign-out").status == 303


def sign_in_as_somebody_else(server: Server, name: str, browser: Browser) -> None:
    assert browser.sign_in("Pat", PASSPHRASE).status == 303


def change_passphrase(server: Server, name: str, browser: Browser) -> None:
    other = server.browser()
    assert other.sign_in(name, PASSPHRASE).status == 303
    changed = "other words make one"
    assert other.post("/passphrase", old=PASSPHRASE, passphrase=changed, again=changed).status == 200


def retire_on_the_screen(server: Server, name: str, browser: Browser) -> None:
    pat = server.browser()
    assert pat.sign_in("Pat", PASSPHRASE).status == 303
    assert pat.post("/people", action="retire", name=name).status == 303


def retire_by_command(server: Server, name: str, browser: Browser) -> None:
    environment = {**os.environ, "NMT_DATA": str(server.log.parent / "data")}
    subprocess.run([sys.executable, "-m", "nmt_widgets", "user", "retire", name], env=environment, check=True)


def expire(server: Server, name: str, browser: Browser) -> None:
    database(server, "UPDATE session SET seen = '2020-01-01T00:00:00.000000+00:00' WHERE person = ?", name)


def closed_with(line: ClientConnection, within: float) -> int | None:
    """Return with which code a line is closed; None if it is not."""
    end = time.monotonic() + within
    try:
        while (left := end - time.monotonic()) > 0:
            line.recv(timeout=left)
    except ConnectionClosed as closed:
        return closed.rcvd.code
    except TimeoutError:
        pass
    return None


@pytest.mark.parametrize(
    ("end", "within"),
    [
        (sign_out, 2),
        (sign_in_as_somebody_else, 2),
        (change_passphrase, 2),
        (retire_on_the_screen, 2),
        (retire_by_command, 5),
        (expire, 5),
    ],
)
def test_a_line_ends_with_its_session(
    server: Server,
    person: tuple[str, Browser],
    end: Callable[[Server, str, Browser], None],
    within: float,
) -> None:
    name, browser = person
    guest = server.browser()
    kernel, elsewhere = (
        kernel_of(browser, "/voila/render/own.ipynb"),
        kernel_of(guest, "/voila/render/home.ipynb"),
    )
    before = dict(browser.cookies)
    with (
        open_line(browser, kernel) as line,
        open_line(browser, kernel) as second,
        open_line(guest, elsewhere) as other,
    ):
        Talk(line).say("shell", "kernel_info_request", {})
        assert Talk(line).hears("kernel_info_reply")
        end(server, name, browser)
        assert closed_with(line, within) == SIGNED_OUT
        assert closed_with(second, 1) == SIGNED_OUT
        Talk(other).say("shell", "kernel_info_request", {})
        assert Talk(other).hears("kernel_info_reply")
    browser.cookies = before
    assert browser.get(f"/api/kernels/{kernel}").status == 401


def test_a_line_stays_while_nobody_can_be_asked(server: Server, person: tuple[str, Browser]) -> None:
    _, browser = person
    data = server.log.parent / "data"
    with open_line(browser, kernel_of(browser, "/voila/render/own.ipynb")) as line:
        data.rename(data.with_name("away"))
        try:
            assert closed_with(line, 4) is None
        finally:
            data.with_name("away").rename(data)
        Talk(line).say("shell", "kernel_info_request", {})
        assert Talk(line).hears("kernel_info_reply")


def test_a_closed_workbook_leaves_its_database_in_one_file(tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks", "home", "1")
    server = start(tmp_path / "notebooks", tmp_path)
    fields = {"first": "yes", "name": "Pat", "role": "programme"}
    assert server.browser().post("/sign-in", **fields, passphrase=PASSPHRASE, again=PASSPHRASE).status == 303
    stop(server)
    assert not list((tmp_path / "data").glob("workbook.db-*"))
