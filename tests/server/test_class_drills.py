"""What happens to a class while its computer is in trouble: drills at the door, over the real web socket.

One server and one open page for all: what was told as saved is counted after each.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from nmt_widgets import load_instrument
from nmt_widgets.bench.visitors import PageClient
from nmt_widgets.store import Person, verify
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.opening import open_store
from tests.apps.assessing import IS_ROOT, SCORES, move
from tests.clocks import wrong_clock
from tests.patience import wait_for
from tests.server.class_room import ClassRoom, start_class
from tests.server.running import stop
from tests.store.postgres_server import PostgresServer


class Member:
    """Somebody of a class with the practice screen open, who keeps an answer until it is saved, as a page does."""

    def __init__(self, room: ClassRoom, name: str) -> None:
        self.room, self.name = room, name
        visitor = PageClient(room.link)
        visitor.post("/", form=uuid.uuid4().hex, action="join", code=room.code, name=name)
        self._page = visitor.open("practice")
        self._sheet = self._page.find("vignette")
        self._revision = self._page.widgets[self._sheet]["record"]["revision"]
        self._functions = iter(load_instrument().ids)
        self._acknowledged: dict[str, int] = {}

    def score(self, score: int) -> Callable[[], dict[str, Any]]:
        """Type a score, and return what sends it, and sends it again, and returns the answer."""
        path, edit = SCORES + next(self._functions), uuid.uuid4().hex
        changes = {path: {"score": score}}

        def send() -> dict[str, Any]:
            self._page.send(self._sheet, type="edit", changes=changes)
            self._page.send(self._sheet, type="save", edit=edit, base=self._revision, changes=changes)
            reply = self._page.reply(edit=edit)
            if reply["type"] == "saved":
                self._revision = reply["revision"]
                self._acknowledged[path] = score
            return reply

        return send

    def has_lost_nothing(self) -> bool:
        """Return whether the database has what was acknowledged, and no more; its chains hold."""
        store = open_store(Person(self.room.account(self.name), "class_member"), url=self.room.url)
        (attempt,) = store.records()
        answers = store.read(attempt.case_id).answers
        scores = {path: answer["score"] for path, answer in answers.items() if path.startswith(SCORES)}
        return scores == self._acknowledged and verify(open_engine(self.room.url)).problems == ()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClassRoom]:
    work = tmp_path_factory.mktemp("drills")
    (work / "data").mkdir()
    (work / "hours").write_text("0")
    small = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(work / "data")]
    is_small = IS_ROOT and subprocess.run(small, capture_output=True).returncode == 0
    room = start_class(work, **wrong_clock(work / "hours"))
    yield room
    stop(room.server)
    if is_small:
        subprocess.run(["umount", "--lazy", str(work / "data")], check=True)


@pytest.fixture(scope="module")
def ada(room: ClassRoom) -> Member:
    return Member(room, "Ada")


@pytest.fixture
def data(room: ClassRoom) -> Path:
    return room.server.log.parent / "data"


def are_told(member: Member, words: str, name: str) -> Callable[[], None]:
    """Somebody scores, and somebody else joins; return how both go on after the trouble."""
    send, laptop = member.score(5), member.room.laptop()
    reply = send()
    assert (reply["type"], reply["retry"]) == ("refused", True)
    assert reply["message"].startswith(words)
    answer = laptop.join(name)
    (problem,) = re.findall(r'role="alert">(.*?)</p>', answer.body)
    assert (answer.status, laptop.cookies) == (503, {})
    assert words in problem.lower()
    assert "what you typed is still here, send it again then" in problem
    assert f'value="{name}"' in answer.body

    def go_on() -> None:
        wait_for(lambda: send()["type"] == "saved")
        assert laptop.join(name).status == 200
        assert member.has_lost_nothing()

    return go_on


def test_the_database_is_locked_by_another_process(ada: Member, data: Path) -> None:
    with closing(sqlite3.connect(data / "workbook.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        go_on = are_told(ada, "the database is busy", "Ben")
    go_on()


def test_the_database_is_away_and_comes_back(ada: Member, data: Path, tmp_path: Path) -> None:
    laptop = ada.room.member("Cem")
    move(data, tmp_path / "away")
    try:
        go_on = are_told(ada, "the database cannot be reached", "Dora")
        answer = laptop.request("/voila/render/practice.ipynb")
        assert (answer.status, "The database cannot be reached" in answer.body) == (503, True)
        answer = laptop.request(f"/{ada.room.code}")
        assert answer.status == 503
        assert f'value="{ada.room.code.upper()}"' in answer.body
        assert "what you typed" not in answer.body
    finally:
        move(tmp_path / "away", data)
    go_on()
    assert laptop.request("/voila/render/practice.ipynb").status == 200


def test_the_file_is_replaced_by_a_copy(ada: Member, data: Path, tmp_path: Path) -> None:
    """As when a folder is brought back from elsewhere: what is saved next stands in the file that is there now."""
    with closing(sqlite3.connect(data / "workbook.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(data / "workbook.db", tmp_path / "copy")
    move(data, tmp_path / "old")
    shutil.move(tmp_path / "copy", data / "workbook.db")
    send = ada.score(7)
    wait_for(lambda: send()["type"] == "saved")
    assert ada.has_lost_nothing()


def test_the_disk_is_full(ada: Member, data: Path) -> None:
    if not data.is_mount():
        pytest.skip("needs a small disk of its own")
    with closing(sqlite3.connect(data / "workbook.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nothing left to write over
    subprocess.run(["dd", "if=/dev/zero", f"of={data / 'filler'}", "bs=4k"], capture_output=True)
    go_on = are_told(ada, "the disk is full", "Finn")
    (data / "filler").unlink()
    go_on()


@pytest.mark.parametrize("hours", ["1", "-1", "0"])
def test_the_clock_jumps_by_an_hour(ada: Member, data: Path, hours: str) -> None:
    """Forward, back past where it was, and right again: nobody is signed out, whenever they came."""
    laptop = ada.room.member(f"At {hours}")
    (data.parent / "hours").write_text(hours)
    assert ada.score(3)()["type"] == "saved"
    assert laptop.request("/settings").status == 200
    assert ada.room.member(f"After {hours}").request("/settings").status == 200
    assert ada.has_lost_nothing()


def test_postgresql_is_restarted(postgres: PostgresServer, tmp_path: Path) -> None:
    room = start_class(tmp_path, url=postgres.url(postgres.make_database()))
    try:
        member = Member(room, "Ada")
        assert member.score(4)()["type"] == "saved"
        postgres.stop()
        try:
            go_on = are_told(member, "the database cannot be reached", "Ben")
        finally:
            postgres.start()
        go_on()
    finally:
        stop(room.server)
