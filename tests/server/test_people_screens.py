"""Signing in, working and signing out as a person does it, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest

from tests.readability import UNREADABLE
from tests.server.running import BUTTON, Server, start, stop, write_notebook

pytestmark = pytest.mark.browser

PASSPHRASE = "four words make one"
NUMBERS = count(1)


def serve(folder: Path) -> Server:
    write_notebook(folder / "notebooks", "home", "# Welcome", BUTTON)
    write_notebook(folder / "notebooks", "own", "# Your cases", BUTTON, person=True)
    return start(folder / "notebooks", folder)


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    """A server nobody was added to yet."""
    server = serve(tmp_path)
    yield server
    stop(server)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a first person."""
    server = serve(tmp_path_factory.mktemp("people"))
    fields = {"name": "Pat Example", "role": "programme", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    assert server.browser().post("/sign-in", first="yes", **fields).status == 303
    yield server
    stop(server)


@pytest.fixture
def first_page(chromium: Any, fresh_server: Server) -> Iterator[Any]:
    with welcome(chromium, fresh_server) as page:
        yield page


@pytest.fixture
def page(chromium: Any, server: Server) -> Iterator[Any]:
    with welcome(chromium, server) as page:
        yield page


@contextmanager
def welcome(chromium: Any, server: Server) -> Iterator[Any]:
    """Open a browser at the start page; errors in its pages fail the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(f"{server.url}/?token={server.token}")
    page.get_by_role("button", name="Press me").wait_for()
    yield page
    assert page.complaints == []
    context.close()


def add_first(page: Any, server: Server) -> None:
    """Go to the screen for people and add the first person, by keyboard only."""
    page.goto(f"{server.url}/voila/render/own.ipynb?case=james")
    assert page.get_by_label("Name").evaluate("element => element === document.activeElement")
    page.keyboard.type("Pat Example")
    page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your cases").wait_for()
    page.get_by_role("button", name="Press me").wait_for()


def sign_in(page: Any, server: Server) -> None:
    """Go to the screen for people and sign in, by keyboard only."""
    page.goto(f"{server.url}/voila/render/own.ipynb")
    assert page.get_by_label("Name").evaluate("element => element === document.activeElement")
    page.keyboard.type("Pat Example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Press me").wait_for()


def focused(page: Any) -> str:
    return page.evaluate("document.activeElement.innerText || document.activeElement.tagName")


def test_a_first_persons_errand_by_keyboard(first_page: Any, fresh_server: Server) -> None:
    page, server = first_page, fresh_server
    page.set_viewport_size({"width": 320, "height": 800})
    add_first(page, server)
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.url == f"{server.url}/voila/render/own.ipynb?case=james"
    page.evaluate("document.body.focus()")
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(focused(page))
    assert reached[:3] == ["Skip to content", "NMT Workbook", "Cases"]
    assert "Pat Example" in reached[3]
    page.keyboard.press("Enter")
    assert page.get_by_text("Signed in as Pat Example (Programme)").is_visible()
    menu = []
    for _ in range(6):
        page.keyboard.press("Tab")
        menu.append(focused(page))
    assert menu == ["People", "Files in and out", "First steps", "Settings", "Passphrase", "Sign out"]
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Sign in").wait_for()
    page.goto(f"{server.url}/voila/render/own.ipynb")
    page.get_by_label("Name").fill("pat example")
    page.get_by_label("Passphrase").fill("not that one")
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_text("do not go together").wait_for()
    assert page.get_by_label("Name").input_value() == "pat example"
    assert page.get_by_label("Passphrase").evaluate("element => element === document.activeElement")
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Press me").click()
    page.get_by_text("pressed").wait_for()


def test_signing_out_is_told_in_the_other_tabs(page: Any, server: Server) -> None:
    sign_in(page, server)
    other = page.context.new_page()
    other.goto(f"{server.url}/voila/render/own.ipynb")
    other.get_by_role("button", name="Signed in as").click()
    other.get_by_role("button", name="Sign out").click()
    page.get_by_role("alert").get_by_text("You are signed out").wait_for()
    assert page.get_by_role("heading", name="Your cases").is_visible()
    page.get_by_role("button", name="Reload").click()
    page.get_by_role("heading", name="Sign in").wait_for()


def test_looking_after_people(page: Any, server: Server) -> None:
    name = f"Tom {next(NUMBERS)}"
    sign_in(page, server)
    page.get_by_role("button", name="Signed in as").click()
    page.get_by_role("link", name="People").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("radio", name="Trainee").check()
    page.get_by_label("Passphrase", exact=True).fill("too short")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("alert").get_by_text("at least 10 characters").wait_for()
    assert page.get_by_label("Name").input_value() == name
    assert page.get_by_role("radio", name="Trainee").is_checked()
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Add").click()
    page.get_by_role("status").get_by_text("Added").wait_for()
    assert page.get_by_role("listitem").all_inner_texts()[0].startswith("Pat Example")
    page.locator("summary").get_by_text(f"Change {name}").click()
    page.get_by_role("button", name=f"Retire {name}").click()
    page.get_by_role("status").get_by_text("Retired").wait_for()
    assert "retired on" in page.get_by_role("listitem").filter(has_text=name).inner_text()


def test_pages_fit_and_can_be_read(page: Any, server: Server) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    sign_in(page, server)
    for path in ("/voila/render/own.ipynb", "/people", "/files", "/passphrase", "/sign-in"):
        page.goto(server.url + path)
        bar = page.get_by_role("banner")
        for width, scheme in product((320, 640, 1280), ("light", "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            where = (path, width, scheme)
            assert bar.is_visible(), where
            assert bar.bounding_box()["height"] < (50 if width > 1000 else 130), where
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
            assert (where, page.evaluate(UNREADABLE)) == (where, [])
