"""What a class screen's kernel knows of the door through which members come."""

from __future__ import annotations

import json

import pytest

from nmt_widgets.apps.classes import door_client
from nmt_widgets.apps.classes.door_client import ClassDoor
from nmt_widgets.apps.shared.server_client import NoAnswer, ServerAnswer


def test_the_server_tells_link_and_who_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    state, time, resources = {"link": "https://laptop.local:8080", "present": ["K7RW2P-1"]}, [0.0], []

    def answer(resource: str) -> ServerAnswer:
        resources.append(resource)
        return ServerAnswer(200, json.dumps(state).encode())

    monkeypatch.setattr(door_client, "send_to_server", answer)
    door = ClassDoor(lambda: time[0])
    assert door.link("k7rw2p") == "https://laptop.local:8080/K7RW2P"
    assert door.is_encrypted()
    assert door.present() == {"K7RW2P-1"}
    assert "<svg" in door.qr_code("k7rw2p")
    assert resources == ["class"]
    state["link"] = "http://192.168.1.7:8080"  # another network
    time[0] = 5.0
    assert door.link("k7rw2p") == "http://192.168.1.7:8080/K7RW2P"
    assert not door.is_encrypted()


@pytest.mark.parametrize("answer", [ServerAnswer(404, b""), ServerAnswer(503, b""), None])
def test_without_an_answer_there_is_no_door(
    answer: ServerAnswer | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(resource: str) -> ServerAnswer:
        if answer is None:
            raise NoAnswer("silent")
        return answer

    monkeypatch.setattr(door_client, "send_to_server", silent)
    door = ClassDoor()
    assert (door.link("k7rw2p"), door.qr_code("k7rw2p"), door.present()) == ("", "", frozenset())


def test_without_a_server_there_is_no_door() -> None:
    assert ClassDoor().link("k7rw2p") == ""
