"""The workbook by a double click: the launcher's own line is run, on a screen that nobody sees, in a real window."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, text

from nmt_widgets.store import Person, open_store
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.people.accounts import add_person
from scripts.bring_browser import find_webkit, find_window
from tests.browsers.webkit import screen
from tests.cheap_hashing import hashed_cheaply
from tests.patience import LIMIT, wait_for

PASSPHRASE = "four words make one"
NMT = [sys.executable, "-P", "-m", "nmt_widgets"]
CLEO = Person("Cleo", "clinician")


class Desktop:
    """The home of somebody who clicks, and the screen before them."""

    def __init__(self, home: Path, display: str) -> None:
        self.home = home
        self.started: list[subprocess.Popen] = []
        self.data = home / "data"
        self.url = f"sqlite:///{self.data / 'workbook.db'}"
        (home / "Desktop").mkdir(parents=True)
        browser = home / "browser"  # a Chromium as it is, but led by the test too
        browser.write_text(
            f'#!/bin/sh\nexec {shlex.quote(str(find_window()))} --no-sandbox --remote-debugging-port=0 "$@"\n'
        )
        browser.chmod(0o700)
        outside = {name: value for name, value in os.environ.items() if not name.startswith(("NMT_", "XDG_"))}
        self.session = {**outside, "HOME": str(home), "DISPLAY": display}
        self.settings = {"NMT_DATA": str(self.data), "NMT_BROWSER": str(browser)}

    def run(self, *words: str) -> str:
        command = [*NMT, "desktop", *words]
        done = subprocess.run(
            command,
            env=self.session | self.settings,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=True,
        )
        return done.stdout

    def click(self, **settings: str) -> subprocess.Popen:
        """Run the line of the launcher, as a desktop does: without the settings of a terminal."""
        launcher = ConfigParser(interpolation=None)
        launcher.read(self.home / "Desktop" / "nmt-workbook.desktop")
        command = shlex.split(launcher["Desktop Entry"]["Exec"].replace("%%", "%"))
        process = subprocess.Popen(
            command, env=self.session | settings, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        self.started.append(process)
        return process

    def stop(self) -> None:
        """Stop what a failure left, so that nothing answers the next double click."""
        while self.started:
            process = self.started.pop()
            process.terminate()
            process.communicate(timeout=LIMIT)

    def port(self) -> str:
        """Return where the window can be led."""
        file = self.data / "desktop" / "profile" / "DevToolsActivePort"
        port = wait_for(lambda: file.exists() and file.read_text().split("\n")[0])
        file.unlink()
        return port


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    if not (find_window() and find_webkit()) and not os.environ.get("CI"):
        pytest.skip("run make browser")
    with screen() as display:
        desktop = Desktop(tmp_path_factory.mktemp("desktop") / "home of Ana", display)
        desktop.data.mkdir(mode=0o700)
        with hashed_cheaply():
            add_person(open_engine(desktop.url), CLEO.name, CLEO.role, PASSPHRASE)
        answers = {"title": "Boy", "assessments/1/age": "9 years", "assessments/1/label": "First"}
        store = open_store(CLEO, url=desktop.url)
        desktop.case = store.create(
            None, answers | {"assessments/1/status": "in-progress"}, kind="clinical"
        ).case_id
        store.engine.dispose()
        desktop.run()
        yield desktop


@pytest.fixture
def desktop(home):
    yield home
    home.stop()


class Opened:
    """The launcher after a double click, and the page in its window."""

    def __init__(self, desktop: Desktop, chromium, **settings: str) -> None:
        self.process = desktop.click(**settings)
        self._browser = chromium.browser_type.connect_over_cdp(f"http://127.0.0.1:{desktop.port()}")
        self.page = self._browser.contexts[0].pages[0]
        self.page.set_default_timeout(1000 * LIMIT)

    def command_lines(self) -> list[str]:
        """Return what others on this computer can read of it in the list of processes."""
        launcher = psutil.Process(self.process.pid)
        return [" ".join(process.cmdline()) for process in (launcher, *launcher.children(recursive=True))]

    def server(self) -> psutil.Process:
        """Return the process of `nmt serve`."""
        (server,) = [
            child for child in psutil.Process(self.process.pid).children() if "serve" in child.cmdline()
        ]
        return server

    def close(self) -> None:
        """Close the window, and wait until everything that belongs to it has ended."""
        processes = psutil.Process(self.process.pid).children(recursive=True)
        self.page.close()
        assert self.process.wait(LIMIT) == 0, self.process.stderr.read()
        psutil.wait_procs(processes, LIMIT)
        assert not [process for process in processes if process.is_running()]


def sign_in(page):
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Name").fill(CLEO.name)
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name=CLEO.name)).to_be_visible()


def open_form(page, case):
    page.goto(f"{page.url.partition('/voila')[0]}/voila/render/assess.ipynb?case={case}")
    page.wait_for_function("!document.body.classList.contains('nmt-is-opening')")


def test_an_errand_in_the_window(desktop, chromium):
    opened = Opened(desktop, chromium)
    page = opened.page
    page.wait_for_url("http://127.0.0.1:*/**")
    origin = page.evaluate("location.origin")
    assert page.evaluate("matchMedia('(display-mode: standalone)').matches")
    assert any("--app=" in line for line in opened.command_lines())
    assert not [line for line in opened.command_lines() if "token=" in line]
    sign_in(page)
    open_form(page, desktop.case)
    title = page.get_by_label("Working title")
    title.fill("Girl, kinship care")
    # a second double click calls the first
    again = desktop.click()
    assert again.wait(LIMIT) == 0
    opened.server()  # one only
    assert len(page.context.pages) == 1
    # closed with something typed that is nowhere but in the browser
    title.fill("Girl, foster care")
    opened.close()
    # and opened again where nothing can be forked
    opened = Opened(desktop, chromium, NMT_NO_FORK="1")
    sign_in(opened.page)
    assert opened.page.evaluate("location.origin") == origin, "what the browser keeps is kept by this"
    open_form(opened.page, desktop.case)
    # what the browser could not send any more while it ended is offered
    expect(opened.page.get_by_text("Girl, foster care").first).to_be_visible()
    offer = opened.page.get_by_role("button", name="Put back")
    if offer.is_visible():
        offer.click()
    expect(opened.page.get_by_label("Working title")).to_have_value("Girl, foster care")
    wait_for(
        lambda: open_store(CLEO, url=desktop.url).read(desktop.case).answers["title"] == "Girl, foster care"
    )
    # the server is gone: the window says so
    opened.server().kill()
    expect(opened.page.get_by_role("heading", name="The workbook has stopped")).to_be_visible()
    opened.close()


def test_what_keeps_the_server_from_starting_is_said_in_the_window(desktop, chromium):
    engine = create_engine(desktop.url)
    with engine.begin() as connection:
        before = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    opened = Opened(desktop, chromium)
    alert = opened.page.get_by_role("alert")
    expect(alert).to_have_text(
        "The database was made by a newer version of this software; update the workbook."
    )
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :before"), {"before": before})
    engine.dispose()
    opened.close()


def test_the_launcher_is_removed_and_what_was_entered_stays(desktop):
    files = [
        desktop.home / ".local/share/applications/nmt-workbook.desktop",
        desktop.home / "Desktop/nmt-workbook.desktop",
    ]
    assert all(file.exists() for file in files)
    assert all(str(file) in desktop.run("--remove") for file in files[:1])
    assert not any(file.exists() for file in files)
    assert (desktop.data / "workbook.db").exists()
    assert "no launcher" in desktop.run("--remove")
