"""A server at its first start, before anybody comes, and when several people want to be its first person at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.server.running import Answer, Server, rows


@dataclass(frozen=True)
class FirstStart:
    """What a server did at its first start.

    Attributes
    ----------
    server : Server
        The server; one of the six is its only person.
    screen, own_screen, sign_in_page : Answer
        What a guest got, in this order: a screen for all, one for people only, the page for the first person.
    had_data, has_database : bool
        Whether there was a data folder before that page, and a database after it.
    libraries_before, libraries_after : str
        The libraries in its memory before and after that page; empty where the system does not list them.
    statuses : list of int
        The answers to six people who sent the form of the first person at the same time, each with another name.
    people : list of str
        The people in its database afterwards.
    """

    server: Server
    screen: Answer
    own_screen: Answer
    sign_in_page: Answer
    had_data: bool
    has_database: bool
    libraries_before: str
    libraries_after: str
    statuses: list[int]
    people: list[str]


def watch_first_start(server: Server, passphrase: str) -> FirstStart:
    """Visit a server that nobody has visited before, then let six people want to be its first person."""
    browser, data = server.browser(), server.log.parent / "data"
    screen, own_screen = (browser.get(f"/voila/render/{name}.ipynb") for name in ("home", "own"))
    (served,) = psutil.Process(server.process.pid).children() or [server.process]
    had_data, libraries_before = data.exists(), libraries(server.process.pid, served.pid)
    sign_in_page = browser.get("/sign-in")
    has_database, libraries_after = (data / "workbook.db").exists(), libraries(served.pid)
    browsers = [server.browser() for _ in range(6)]

    def add(number: int) -> int:
        fields = {"name": f"Ann {number}", "role": "programme", "passphrase": passphrase}
        return browsers[number].post("/sign-in", first="yes", again=passphrase, **fields).status

    with ThreadPoolExecutor() as pool:
        statuses = list(pool.map(add, range(6)))
    people = [name for (name,) in rows(server, "select name from person")]
    return FirstStart(
        server,
        screen,
        own_screen,
        sign_in_page,
        had_data,
        has_database,
        libraries_before,
        libraries_after,
        statuses,
        people,
    )


def libraries(*pids: int) -> str:
    """Return what the system lists of the memory of processes."""
    files = [Path(f"/proc/{pid}/maps") for pid in pids]
    return "".join(file.read_text() for file in files if file.exists())
