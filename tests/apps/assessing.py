"""A workbook with people, served for the tests of the assessment screen; its store; a person's browser and form."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psutil

from nmt_widgets import load_case
from nmt_widgets.bench.kernels import kernel_id, kernel_processes
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.store import Person, open_store, operator
from nmt_widgets.store.checking.verifying import verify
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.people.accounts import add_person
from tests.cheap_hashing import PRELUDE
from tests.conftest import ROOT
from tests.patience import LIMIT

PASSPHRASE = "four words make one"
PEOPLE = {"Cleo": "clinician", "Tom": "trainee", "Petra": "programme"}
SCORES = "assessments/1/functions/scores/"
# root may write where nobody may: the server then goes without that right, so that permissions mean something
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
SETPRIV = shutil.which("setpriv") if IS_ROOT else None
UNPRIVILEGED = [SETPRIV, "--bounding-set=-dac_override,-dac_read_search"] if SETPRIV else []


class Clinic:
    """`nmt serve` over a data folder of its own, on a port it keeps when it is started again.

    `app` is kept ready, and `settings` are variables such as ``NMT_SITE``. `project` is another one than this, where it
    was copied and changed. `disk` is the size of the disk that holds the data.
    """

    def __init__(
        self, folder: Path, app: str = "assess", project: Path = ROOT, disk: str = "16m", **settings: str
    ) -> None:
        self.data = folder / "data"
        self.database = self.data / "workbook.db"
        self.data.mkdir()
        small = ["mount", "-t", "tmpfs", "-o", f"size={disk}", "tmpfs", str(self.data)]
        self.is_small = (
            IS_ROOT and subprocess.run(small, capture_output=True).returncode == 0
        )  # a disk to fill up
        self._folder, self._app, self._port, self._settings = folder, app, "0", settings
        self._project = project
        self._signed_in: dict[str, dict] = {}
        for name, role in PEOPLE.items():
            self.add(name, role)
        self.start()

    @property
    def _url(self) -> str:
        return f"sqlite:///{self.database}"

    def add(self, name: str, role: str) -> None:
        """Add somebody who may sign in."""
        add_person(open_engine(self._url), name, role, PASSPHRASE)

    def start(self) -> None:
        """Start the server; permissions hold it back whoever runs the tests."""
        code = f"{PRELUDE}; import runpy; runpy.run_module('nmt_widgets', run_name='__main__')"
        command = [sys.executable, "-c", code, "serve", "--app", self._app, "--no-browser"]
        self.process = subprocess.Popen(
            [*UNPRIVILEGED, *command, "--port", self._port],
            env={
                **os.environ,
                "PYTHONPATH": f"{self._project}{os.pathsep}{ROOT}",
                "NMT_DATA": str(self.data),
                **self._settings,
            },
            cwd=self._project,
            stdout=subprocess.PIPE,
            stderr=(self._folder / "log.txt").open("a"),
            text=True,
        )
        line = self.process.stdout.readline()
        address = re.search(r"http://[^/]+:(\d+)/\S*", line)
        assert address, (self._folder / "log.txt").read_text()
        self.door, self._port = address[0], address[1]
        self._signed_in.clear()

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self.process.poll() is not None:
            return
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(number)
        self.process.wait(LIMIT)
        for child in children:  # of a killed server: they would end themselves a little later
            if child.is_running():
                child.kill()

    def close(self) -> None:
        self.stop()
        if self.is_small:
            subprocess.run(["umount", "--lazy", str(self.data)], check=True)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def screen(self) -> str:
        return f"{self.origin}/voila/render/assess.ipynb"

    def context(self, chromium, name: str, **settings):
        """Return the browser of a person who has signed in, without movement unless a test is about it."""
        usual = {"viewport": {"width": 1280, "height": 800}, "accept_downloads": True}
        settings = {**usual, "reduced_motion": "reduce", **settings}
        context = chromium.new_context(storage_state=self._signed_in.get(name), **settings)
        if name not in self._signed_in:
            self._enter(context.request, name)
            self._signed_in[name] = context.storage_state()
        context.troubles = []
        return context

    def forget(self, name: str) -> None:
        """Sign a person in anew the next time."""
        self._signed_in.pop(name, None)

    def _enter(self, request, name: str) -> None:
        """Give the code and sign in, without the screens that nobody looks at."""
        request.get(self.door, max_redirects=0)
        form = {"name": name, "passphrase": PASSPHRASE}
        answer = request.post(
            f"{self.origin}/sign-in", form=form, headers={"Origin": self.origin}, max_redirects=0
        )
        assert answer.status == 303, answer.text()

    def sign_in(self, page, name: str) -> None:
        page.get_by_label("Name").fill(name)
        page.get_by_label("Passphrase").fill(PASSPHRASE)
        page.keyboard.press("Enter")

    # ---- the store ----

    @property
    def store(self):
        return open_store(operator(), url=self._url)

    def begin(self, *, title: str = "Boy, kinship care", kind: str = "clinical", **answers) -> str:
        """Begin a case of Cleo's from here, and return its code."""
        first = {"title": title, "assessments/1/age": "9 years", "assessments/1/label": "First assessment"}
        cleo = open_store(Person("Cleo", "clinician"), url=self._url)
        return cleo.create(
            None, {**first, "assessments/1/status": "in-progress", **answers}, kind=kind
        ).case_id

    def share(self, case: str, name: str) -> None:
        """Let somebody read a case."""
        self.store.share(case, name, edit=f"share-{case}-{name}")

    def begin_james(self) -> str:
        """Begin a case with James's answers at his first assessment."""
        apart = ("assessments/2/", "story", "notes", "sources", "between", "kind", "summary", "title")
        answers = {
            path: value
            for path, value in to_answers(load_case("james")).items()
            if not path.startswith(apart)
        }
        return self.begin(**{**answers, "assessments/1/status": "in-progress"})

    def answers(self, case: str) -> dict:
        return self.store.read(case).answers

    def revisions(self, case: str) -> list:
        return self.store.revisions(case)

    def check(self, case: str) -> None:
        """Nothing is corrupted, nothing doubled: the chain holds, every edit is there once, numbers have no gap."""
        revisions = self.revisions(case)
        assert [revision.number for revision in revisions] == list(range(1, len(revisions) + 1))
        assert len({revision.edit for revision in revisions}) == len(revisions)
        with closing(sqlite3.connect(self.database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not verify(open_engine(self._url)).problems

    def kernel(self, form: Form) -> psutil.Process:
        """Return the process of a page's kernel."""
        config = form.page.locator("#jupyter-config-data").text_content()
        id = json.loads(config)["kernelId"]
        return next(kernel for kernel in kernel_processes(self.process.pid) if kernel_id(kernel) == id)


class Form:
    """The screen with one case open, in a tab of its own."""

    def __init__(self, clinic: Clinic, context, case: str | None = None) -> None:
        self.page = page = context.new_page()
        page.on("pageerror", lambda error: context.troubles.append(str(error)))
        page.on("dialog", lambda dialog: (context.troubles.append(dialog.message), dialog.dismiss()))
        page.goto(f"{clinic.screen}?case={case}" if case else clinic.screen)
        if case:
            self.wait()
        else:
            page.locator(".nmt-record-list").wait_for()

    @classmethod
    def of(cls, page) -> Form:
        """Return the form in a page that is open already."""
        form = cls.__new__(cls)
        form.page = page
        return form

    def wait(self) -> None:
        self.page.locator(".nmt-output .nmt-assessment").wait_for()  # the one of its picture is there before
        self.page.locator(".nmt-live .nmt-box").first.wait_for()

    def section(self, id: str) -> None:
        self.page.locator(f'.nmt-sections [data-section="{id}"]').click()

    def row(self, function: str):
        """Return the row of a function in the score sheet."""
        return self.page.locator(f'.nmt-sheet-row[data-path$="/scores/{function}"]')

    def score(self, function: str, digits: str) -> None:
        self.row(function).locator(".nmt-sheet-name").click()
        self.page.keyboard.type(digits)

    def chosen_step(self, function: str) -> str:
        """Return which step of a function is chosen."""
        chosen = self.row(function).locator('[aria-checked="true"]')
        return chosen.inner_text() if chosen.count() else ""

    def box(self, function: str, score: str) -> None:
        """Wait until the live map has a function's score."""
        self.page.locator(f'.nmt-live .nmt-box[data-function="{function}"][data-score="{score}"]').wait_for()

    def saved(self) -> None:
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        self.page.locator('.nmt-save[data-state="saved"]').wait_for()

    @property
    def bar(self):
        return self.page.locator(".nmt-save")

    def drafts(self) -> list[str]:
        """Return what this browser keeps of unsaved answers."""
        return self.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('nmt-draft:'))")


def move(source: Path, target: Path) -> None:
    """Move a database, with what belongs to it."""
    target.mkdir(exist_ok=True)
    for part in source.glob("workbook.db*"):
        shutil.move(part, target / part.name)


def rows_in_view(page, rows):
    """Return how many rows can be read whole: nothing lies over them, and they are inside the window."""
    return page.evaluate(
        """(rows) => [...document.querySelectorAll(rows)].filter((row) => {
          const { left, top, bottom } = row.getBoundingClientRect();
          return [top + 2, bottom - 2].every((y) => row.contains(document.elementFromPoint(left + 20, y)));
        }).length""",
        rows,
    )
