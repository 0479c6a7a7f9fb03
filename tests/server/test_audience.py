"""Asking the room and answering, over HTTP as devices do it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from nmt_widgets.apps.present.audience_client import Audience
from nmt_widgets.core.errors import InputError
from nmt_widgets.presenting.audience import AnswerCounts, AudienceQuestion
from tests.server.audience_room import REGIONS, SCORES, WORDS, Room, counted, start_room
from tests.server.running import stop, wait_for
from tests.server.test_gate import printed


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    room = start_room(tmp_path_factory.mktemp("room"))
    yield room
    stop(room.server)


@pytest.fixture(scope="module")
def presenter(room: Room) -> Iterator[Audience]:
    presenter = room.presenter()
    yield presenter
    presenter.close()


def test_a_number_is_asked_and_counted(room: Room, presenter: Audience) -> None:
    assert presenter.link == room.link
    presenter.open_question(SCORES)
    assert list(presenter.spread().counts) == [str(score) for score in range(1, 13)]
    for score in (3, 3, 12):
        assert room.device().answer(score) == 204
    wait_for(lambda: counted(presenter) == {"3": 2, "12": 1})
    assert presenter.spread().answered == 3


def test_choices_are_counted_by_their_words(room: Room, presenter: Audience) -> None:
    presenter.open_question(REGIONS)
    for place in (0, 2, 2):
        assert room.device().answer(place) == 204
    assert presenter.close_question() == AnswerCounts({"Brainstem": 1, "Limbic": 0, "Cortex": 2})


def test_words_are_gathered_whatever_their_capitals(room: Room, presenter: Audience) -> None:
    presenter.open_question(WORDS)
    for text in ("<b>safe</b>", "calm", " Calm "):
        assert room.device().answer(text) == 204
    assert list(presenter.close_question().counts.items()) == [("calm", 2), ("<b>safe</b>", 1)]


def test_a_device_is_told_the_question_and_nothing_else(room: Room, presenter: Audience) -> None:
    presenter.close_question()
    device = room.device()
    assert device.question() is None
    presenter.open_question(SCORES)
    question = device.question()
    assert question.pop("id")
    assert question == {"text": SCORES.text, "kind": "number", "low": 1, "high": 12}
    presenter.open_question(REGIONS)
    assert set(device.question()) == {"id", "text", "kind", "choices"}


def test_a_repeated_answer_takes_the_place_of_the_former(room: Room, presenter: Audience) -> None:
    presenter.open_question(SCORES)
    device = room.device()
    for score in (1, 2, 2, 5):
        assert device.answer(score) == 204
    wait_for(lambda: counted(presenter) == {"5": 1})


def test_an_answer_to_a_closed_question_is_too_late(room: Room, presenter: Audience) -> None:
    presenter.open_question(SCORES)
    device = room.device()
    id = device.question()["id"]
    assert device.send(id, 4) == 204
    assert presenter.close_question().answered == 1
    assert device.question() is None
    assert device.send(id, 5) == 409
    presenter.open_question(SCORES)
    for wrong in (id, "guess", None, 3, [id]):
        assert device.send(wrong, 5) == 409
    assert presenter.close_question().answered == 0
    assert presenter.close_question().answered == 0


def test_a_new_question_closes_the_one_before_whoever_asked_it(room: Room, presenter: Audience) -> None:
    presenter.open_question(SCORES)
    room.device().answer(7)
    another = room.presenter()
    another.open_question(WORDS)
    wait_for(lambda: not presenter.spread().is_open)
    assert counted(presenter) == {"7": 1}
    presenter.close_question()
    assert room.device().question()["text"] == WORDS.text
    another.close()


def test_a_question_is_closed_when_its_kernel_goes(room: Room) -> None:
    going, device = room.presenter(), room.device()
    going.open_question(SCORES)
    assert device.question()
    going.close()
    wait_for(lambda: device.question() is None)
    with pytest.raises(InputError, match="reload this page"):
        going.open_question(SCORES)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        *((SCORES, wrong) for wrong in (0, 13, -1, 3.0, 1e99, "3", True, None, [3], {"3": 3}, 10**400)),
        *((REGIONS, wrong) for wrong in (-1, 3, "Cortex", False)),
        *((WORDS, wrong) for wrong in ("", "  \n ", "\u202e\u200b", "x" * 81, 7, None, ["x"])),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    room: Room, presenter: Audience, question: AudienceQuestion, answer: object
) -> None:
    presenter.open_question(question)
    assert room.device().answer(answer) == 400
    assert presenter.close_question().answered == 0


def test_what_a_text_hides_is_taken_out(room: Room, presenter: Audience) -> None:
    presenter.open_question(WORDS)
    assert room.device().answer("a\u202eb\x00c\ud800 \n d") == 204
    assert presenter.close_question().counts == {"a b c d": 1}


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ({"text": " "}, "needs a text"),
        ({"text": 3}, "needs a text"),
        ({"text": "x" * 301}, "301 characters"),
        ({"kind": "essay"}, "the kinds are: number, choice, text"),
        ({"kind": ["number"]}, "the kinds are: number, choice, text"),
        ({"low": 12, "high": 1}, "must be whole"),
        ({"high": 1000}, "at most 12 numbers apart"),
        ({"kind": "choice", "choices": ("one",)}, "needs 2 to 12"),
        ({"kind": "choice", "choices": ("one", "one")}, "two choices are the same: one"),
        ({"kind": "choice", "choices": ("one", "")}, "1 to 80 characters"),
        ({"kind": "choice", "choices": 3}, "cannot be read"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_to_the_trainer(
    room: Room, presenter: Audience, question: dict, says: str
) -> None:
    presenter.close_question()
    with pytest.raises(InputError, match=says):
        presenter.open_question(AudienceQuestion(**{"text": "What?", **question}))
    assert room.device().question() is None


def test_logs_know_no_answer_no_code_and_no_device(room: Room, presenter: Audience) -> None:
    presenter.open_question(WORDS)
    device = room.device()
    device.request(f"/{room.code}")
    assert device.answer("unspeakable") == 204
    assert device.answer({"unspeakable": 1}) == 400
    device.request(
        f"/{room.code}/answer", "POST", "a=unspeakable", Content_Type="application/x-www-form-urlencoded"
    )
    log = room.server.log.read_text()
    assert "204 audience AnswerHandler" in log
    for secret in ("unspeakable", room.code, device.cookie.partition("=")[2], device.address):
        assert secret not in log


def test_a_code_in_small_letters_opens_the_room(room: Room) -> None:
    device = room.device()
    assert device.request(f"/{room.code.lower()}").headers["Location"] == f"/{room.code}"
    assert device.request(f"/?code=%20{room.code.lower()}").headers["Location"] == f"/{room.code}"
    assert 'id="ask"' in device.request(f"/{room.code}").body
    assert 'name="code"' in device.request("/").body


def test_a_device_is_counted_once_however_often_it_comes(room: Room, presenter: Audience) -> None:
    presenter.close_question()
    device = room.device()
    first = device.request(f"/{room.code}/question")
    assert "HttpOnly" in first.cookies[0]
    assert "SameSite=Strict" in first.cookies[0]
    assert f"Path=/{room.code}" in first.cookies[0]
    assert device.request(f"/{room.code}/question").cookies == []
    assert json.loads(first.body) == {"question": None}


MALFORMED = [
    *(
        "",
        "null",
        "[]",
        "7",
        "{",
        "{}",
        '{"number": "1"}',
        '{"number": true}',
        '{"number": 1e400}',
        "[" * 50_000,
    ),
    *(b"\xff" * 8, (1 << 60).to_bytes(8, "little") * 9, "x" * 200_000),
]


def hear_all(line: ClientConnection) -> None:
    while True:
        line.recv(timeout=5)


@pytest.fixture(scope="module")
def own_lines(room: Room) -> dict[str, str]:
    """The environment variables with the addresses of the server."""
    variables: dict[str, str] = json.loads(printed(room.server.request("/voila/render/line.ipynb").body))
    return variables


@pytest.mark.parametrize("line", ["audience", "who", "voila/query"])
@pytest.mark.parametrize("message", MALFORMED, ids=range(len(MALFORMED)))
def test_what_no_kernel_says_closes_the_line_and_nothing_else(
    room: Room, presenter: Audience, own_lines: dict[str, str], line: str, message: str | bytes
) -> None:
    place = f"{own_lines['VOILA_APP_IP']}:{own_lines['VOILA_APP_PORT']}{own_lines['VOILA_WS_BASE_URL']}"
    with connect(f"ws://{place}{line}/{own_lines['VOILA_KERNEL_ID']}", proxy=None) as opened:
        with suppress(ConnectionClosed):
            opened.send(message)
        with pytest.raises(ConnectionClosed):
            hear_all(opened)
    presenter.open_question(SCORES)
    assert presenter.spread().is_open
    assert "at websocket.py" not in room.server.log.read_text(), "nothing was unexpected"
