"""A room in browsers: the trainer's screen, devices that answer by touch and by keyboard, and sixty at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Semaphore
from typing import Any

import pytest

from tests.server.audience_room import Room, start_room
from tests.server.running import stop

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    room = start_room(tmp_path_factory.mktemp("room"))
    yield room
    stop(room.server)


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Any]:
    """Open an address as somebody new; whatever a page complains about fails the test."""
    contexts, complaints = [], []

    def open_page(address: str, **kind: Any) -> Any:
        context = chromium.new_context(**kind)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [text for text in complaints if "409 (Conflict)" not in text] == []  # the status of a late answer


@pytest.fixture
def trainer(open_page: Any, room: Room) -> Any:
    page = open_page(f"{room.server.url}/?token={room.server.token}")
    page.goto(f"{room.server.url}/voila/render/presenting.ipynb")
    page.get_by_role("button", name="Press").wait_for()
    return page


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_page_asks_no_more_once_its_room_is_gone(room: Room, chromium: Any) -> None:
    page = chromium.new_page()
    page.clock.install()
    page.goto(room.link)
    page.get_by_role("status").get_by_text("The question appears here").wait_for()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.route("**/question", lambda route: route.fulfill(status=404))
    page.clock.run_for(5_000)
    page.get_by_role("status").get_by_text("There is no room at this address any more").wait_for()
    requests.clear()
    page.clock.run_for(60_000)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert requests == []  # each would be a wrong code, and after ten of them a right one is refused, too
    page.close()


def test_three_devices_and_a_trainer(room: Room, trainer: Any, open_page: Any) -> None:
    phone = {"viewport": {"width": 360, "height": 700}, "has_touch": True}
    by_touch = open_page(room.link, **phone)
    by_keyboard = open_page(room.link, color_scheme="dark")
    by_code = open_page(room.link.removesuffix(room.code), **phone)
    by_code.get_by_label("Enter the code").fill(room.code.lower())
    press(by_code, "Go on")
    for page in (by_touch, by_keyboard, by_code):
        page.get_by_role("status").get_by_text("The question appears here").wait_for()
    press(trainer, "Ask")
    group = by_touch.get_by_role("group", name="Which score do you expect for Sleep?")
    group.wait_for()
    press(by_touch, "Send")
    by_touch.get_by_role("status").get_by_text("Choose an answer first").wait_for()
    group.get_by_role("radio", name="3", exact=True).tap()
    tile = by_touch.locator(".tile").nth(2).bounding_box()
    assert min(tile["width"], tile["height"]) >= 44
    assert by_touch.evaluate("document.documentElement.scrollWidth <= innerWidth")
    by_touch.get_by_role("button", name="Send").tap()
    by_touch.get_by_text("Your answer is counted").wait_for()

    by_keyboard.get_by_role("group").wait_for()
    for key in ("Tab", "Space", "ArrowRight", "ArrowRight", "ArrowRight", "Enter"):
        by_keyboard.keyboard.press(key)
    by_keyboard.get_by_text("Your answer is counted").wait_for()
    by_code.get_by_role("radio", name="12").check()
    press(by_code, "Send")
    trainer.get_by_text("3 answered: 3=1 4=1 12=1").wait_for()

    by_code.get_by_role("radio", name="4").check()
    press(by_code, "Send")
    trainer.get_by_text("3 answered: 3=1 4=2").wait_for()
    press(trainer, "Close")
    trainer.get_by_text("3 answered: 3=1 4=2 (closed)").wait_for()
    by_touch.get_by_text("The next question appears here").wait_for()
    assert by_touch.get_by_role("button", name="Send").is_hidden()


def test_a_late_answer_is_refused_kindly(room: Room, trainer: Any, open_page: Any) -> None:
    page = open_page(room.link)
    press(trainer, "Ask")
    page.get_by_role("radio", name="3", exact=True).check()
    page.evaluate("document.querySelector('#ask button').focus()")
    press(trainer, "Close")
    trainer.get_by_text("(closed)").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("closed").wait_for()


def test_markup_is_text_everywhere(room: Room, trainer: Any, open_page: Any) -> None:
    page = open_page(room.link)
    press(trainer, "Ask another")
    page.get_by_role("textbox", name="In a word?").fill("<img src=x onerror=alert(1)>")
    press(page, "Send")
    trainer.get_by_text("1 answered: <img src=x onerror=alert(1)>=1").wait_for()
    press(trainer, "Ask")
    page.get_by_role("group", name="Which score").wait_for()
    assert page.get_by_role("textbox").count() == 0


def test_sixty_devices_answer_while_the_trainers_screen_goes_on(room: Room, trainer: Any) -> None:
    press(trainer, "Ask")
    trainer.get_by_text("0 answered").wait_for()
    devices = [room.device() for _ in range(60)]
    turns = Semaphore(0)  # twelve more answer with each press

    def take_part(number: int) -> int:
        device = devices[number]
        device.request(f"/{room.code}")
        turns.acquire()
        return device.answer(1 + number % 12)

    with ThreadPoolExecutor(60) as pool:
        sent = [pool.submit(take_part, number) for number in range(60)]
        presses: list[float] = []
        while not all(answer.done() for answer in sent):
            start = time.monotonic()
            press(trainer, "Press")
            turns.release(12)
            trainer.get_by_text(f"pressed {len(presses) + 1}", exact=True).wait_for()
            presses.append(time.monotonic() - start)
        assert [answer.result() for answer in sent] == [204] * 60
    trainer.get_by_text("60 answered: " + " ".join(f"{score}=5" for score in range(1, 13))).wait_for()
    assert len(presses) > 3
    assert max(presses) < sum(presses) / 2, "no press waited for the others' answers to be over"
