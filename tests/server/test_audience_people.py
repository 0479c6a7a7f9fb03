"""Who may ask the room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nmt_widgets.apps.present.audience_client import Audience
from nmt_widgets.core.errors import InputError
from tests.server.audience_room import SCORES, Room, start_room
from tests.server.running import Browser, start, stop, wait_for, write_notebook

PASSPHRASE = "four words make one"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    room = start_room(tmp_path_factory.mktemp("room"), seconds="0.3")
    yield room
    stop(room.server)


def add(browser: Browser, name: str, role: str) -> None:
    browser.post("/people", action="add", name=name, role=role, passphrase=PASSPHRASE)


def test_only_a_trainer_may_ask_once_there_are_people(room: Room) -> None:
    guest = room.presenter()
    guest.open_question(SCORES)  # nobody was added yet
    pat = room.server.browser()
    pat.post("/sign-in", first="yes", name="Pat", role="programme", passphrase=PASSPHRASE, again=PASSPHRASE)
    add(pat, "Tess", "trainer")
    add(pat, "Tom", "trainee")
    wait_for(lambda: not guest.spread().is_open)  # a right that is gone closes the question
    tom, tess = room.server.browser(), room.server.browser()
    tom.sign_in("Tom", PASSPHRASE)
    tess.sign_in("Tess", PASSPHRASE)
    for browser in (None, pat, tom):
        asking = room.presenter(browser)
        with pytest.raises(InputError, match="only a trainer who is signed in"):
            asking.open_question(SCORES)
        asking.close()
    presenter = room.presenter(tess)
    presenter.open_question(SCORES)
    assert room.device().answer(3) == 204
    tess.post("/sign-out")
    wait_for(lambda: not presenter.spread().is_open)
    assert presenter.spread().counts["3"] == 1
    assert room.device().question() is None
    with pytest.raises(InputError, match="sign in as a trainer"):
        presenter.open_question(SCORES)


def test_without_an_audience_there_is_no_link(tmp_path) -> None:
    write_notebook(
        tmp_path / "notebooks",
        "home",
        """
from nmt_widgets.apps.present.audience_client import Audience
from nmt_widgets.presenting.audience import AudienceQuestion
audience = Audience()
print("<<", audience.link, audience.qr_code() == "", audience.spread().is_open, audience.close_question().counts)
try:
    audience.open_question(AudienceQuestion("What?"))
except Exception as error:
    print(error, ">>")
""",
    )
    server = start(tmp_path / "notebooks", tmp_path)
    try:
        server.sign_in()
        body = server.request("/voila/render/home.ipynb").body
        assert "None True False {}" in body
        assert "the workbook was opened without an audience; close it and start it with" in body
    finally:
        stop(server)


def test_outside_the_server_there_is_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOILA_WS_BASE_URL", raising=False)
    audience = Audience()
    assert audience.link is None
    with pytest.raises(InputError, match="without an audience"):
        audience.open_question(SCORES)
    audience.close()


@pytest.mark.parametrize("key", ["guess", "0" * 22])
def test_the_line_is_for_kernels_only(room: Room, key: str) -> None:
    path = f"/visit/{key}/audience/00000000-0000-0000-0000-000000000000"
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    upgrade["Sec_WebSocket_Key"] = "dGhlIHNhbXBsZSBub25jZQ=="
    assert room.server.request(path, signed_in=False, **upgrade).status == 403
    assert room.server.request(path, Origin=room.server.url, **upgrade).status == 404
    assert room.device().request(path, **upgrade).status == 404
