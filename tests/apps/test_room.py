"""The room answers on its own devices during a presentation: three phones and the trainer's wall."""

import os
import re
import subprocess
import sys

import pytest

from nmt_widgets.apps.present.presentation import PresentationView
from nmt_widgets.apps.present.room import RoomView
from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.core.errors import InputError
from nmt_widgets.presenting.audience import AnswerCounts, AudienceQuestion
from nmt_widgets.presenting.deck import deck
from tests.axe import assert_axe_clean
from tests.patience import LIMIT, wait_until_still


class MadeUp:
    """An audience that records its questions."""

    link = "http://192.168.0.7:8950/KMQRST"

    def __init__(self, refuses=False):
        self.questions, self.closed, self.refuses = [], 0, refuses

    def open_question(self, question: AudienceQuestion) -> None:
        if self.refuses:
            raise InputError("only a trainer may ask")
        self.questions.append(question)

    def close_question(self) -> AnswerCounts:
        self.closed += 1
        return AnswerCounts()

    def spread(self) -> AnswerCounts:
        return AnswerCounts({"2": 3, "4": 1}, True)

    def qr_code(self) -> str:
        return "<svg></svg>"


def test_each_place_is_asked_once_without_a_word_about_the_client(instrument):
    audience = MadeUp()
    room = RoomView(instrument, lambda on_link: audience)
    assert room.ask("sleep") == {2: 3, 4: 1}
    assert room.ask("sleep") == {2: 3, 4: 1}
    assert room.ask("brainstem") == {2: 3, 4: 1}
    assert [question.text.split("?")[0] for question in audience.questions] == [
        "Which score do you expect for Sleep",
        "Which score do you expect for Brainstem",
    ]
    assert room.ask("<script>") is None
    room.close()
    assert audience.closed == 1
    assert room.invitation == "Answer on your phone: 192.168.0.7:8950/KMQRST"


def test_the_panel_asks_whether_all_are_ready_and_for_a_word_and_closes_the_question(instrument):
    audience = MadeUp()
    room = RoomView(instrument, lambda on_link: audience)
    assert room.ask_panel("ready", "") == ({"2": 3, "4": 1}, "")
    assert room.ask_panel("words", "How are you?") == ({"2": 3, "4": 1}, "")
    assert room.ask_panel("words", "How are you?")[1] == ""
    ready, word = audience.questions
    assert (ready.kind, ready.choices) == ("choice", ("I am ready", "Not yet"))
    assert (word.kind, word.text) == ("text", "How are you?")
    assert room.ask_panel("words", "  ") == (None, "")
    assert room.ask_panel("", "") == (None, "")
    assert audience.closed == 1
    refused = RoomView(instrument, lambda on_link: MadeUp(refuses=True))
    assert refused.ask_panel("words", "How are you?") == (None, "only a trainer may ask")


def test_a_refused_question_is_reported_and_hides_the_spread(instrument):
    room = RoomView(instrument, lambda on_link: MadeUp(refuses=True))
    assert room.ask("sleep") is None
    assert "only a trainer" in room.problem


def test_without_an_audience_a_presentation_goes_on(instrument):
    def fails(on_link):
        raise OSError

    room = RoomView(instrument, fails)
    assert (room.invitation, room.code, room.ask("sleep")) == ("", "", None)


def test_an_open_presentation_follows_the_room_into_another_network(instrument, james):
    audience, listeners = MadeUp(), []

    def connect(on_link):
        listeners.append(on_link)
        return audience

    slides = deck(james, instrument)
    view = PresentationView(slides, instrument, DownloadPermission(None, ""), RoomView(instrument, connect))
    (presenter,) = view.parts
    first = presenter.invitation
    audience.link = "http://10.0.0.2:8950/KMQRST"
    listeners[0](audience.link)
    assert (first, presenter.invitation) == (
        "Answer on your phone: 192.168.0.7:8950/KMQRST",
        "Answer on your phone: 10.0.0.2:8950/KMQRST",
    )
    view.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """`nmt serve --audience`: the trainer's address and the room's."""
    data = tmp_path_factory.mktemp("room")
    process = subprocess.Popen(
        [sys.executable, "-m", "nmt_widgets", "serve", "--app", "present", "--no-browser", "--port", "0",
         "--audience", "--audience-host", "127.0.0.1"],
        env={**os.environ, "NMT_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )  # fmt: skip
    addresses = []
    while len(addresses) < 2:
        line = process.stdout.readline()
        assert line, "the server did not start"
        addresses += re.findall(r"http://\S+", line)
    yield (
        next(address for address in addresses if "token" in address),
        next(address for address in addresses if "token" not in address),
    )
    process.terminate()
    process.wait(LIMIT)


@pytest.mark.browser
def test_three_phones_answer_and_the_spread_appears_on_the_wall(served, chromium, keep, picture):
    trainer, link = served
    wall = chromium.new_context(viewport={"width": 1280, "height": 720}).new_page()
    wall.goto(trainer)
    wall.goto(f"{trainer.split('/?')[0]}/voila/render/present.ipynb?case=james#guess")
    wall.locator(".nmt-scene .nmt-guess").wait_for()
    join = wall.locator("[data-join]")
    join.wait_for()
    assert link.removeprefix("http://").rstrip("/") in join.inner_text()
    assert join.locator("svg").count() == 1
    wall.locator("[data-place]").select_option("sleep")
    phones = [chromium.new_context(viewport={"width": 390, "height": 800}).new_page() for _ in range(3)]
    for phone, score in zip(phones, ("3", "3", "8"), strict=True):
        phone.goto(link)
        phone.get_by_text("Which score do you expect for Sleep?").wait_for()
        phone.locator(f'input[name="answer"][value="{score}"]').check(force=True)
        phone.get_by_role("button", name="Send").click()
        phone.get_by_text("Your answer is counted").wait_for()
        assert "James" not in phone.content()
    wall.wait_for_function("document.querySelector('[data-count-audience]').textContent === '3'")
    assert wall.locator('[data-vote="3"] b').inner_text() == "2"
    assert wall.locator('[data-vote="8"] b').inner_text() == "1"
    wait_until_still(wall)
    body = "document.querySelector('.nmt-scene-body')"
    assert wall.evaluate(f"{body}.scrollHeight <= {body}.clientHeight + 1")
    keep(wall, "present-room")
    picture(wall, "present-room")
    answer(phones[0], "9")
    wall.wait_for_function("document.querySelector('[data-vote=\"9\"] b').textContent === '1'")
    jump(wall, "map")
    sleep = wall.locator('.nmt-brain-box[data-function="sleep"]')
    assert sleep.locator(".nmt-guessed").inner_text() == "3–9"
    assert sleep.locator(".nmt-guess-range").count() == 1
    assert_axe_clean(wall)
    wall.get_by_role("button", name="Guesses as a table").press("Enter")
    table = wall.get_by_role("dialog", name="Guesses as a table")
    assert table.locator("td").all_inner_texts() == ["3", "8", "9", "3"]
    wall.keyboard.press("Escape")

    # by keyboard: from the title of the panel to its buttons
    jump(wall, "room")
    for _ in range(3):
        wall.keyboard.press("Tab")
    wall.keyboard.press("Enter")
    for phone, choice in zip(phones, ("0", "1", "0"), strict=True):
        phone.get_by_text("Are you ready?").wait_for()
        answer(phone, choice)
    wall.get_by_text("2 ready, 1 not yet").wait_for()
    with wall.context.expect_page() as opened:
        wall.keyboard.press("n")
    speaker = opened.value
    speaker.get_by_text("2 ready, 1 not yet").wait_for()
    assert re.fullmatch(r"\d\d:\d\d", speaker.locator("#now").inner_text())
    wall.bring_to_front()
    wall.keyboard.press("Enter")  # the keyboard is still on the button
    phones[0].get_by_text("A new question.").wait_for()
    wall.get_by_text("0 ready, 0 not yet").wait_for()  # who was ready before may not be now
    wall.get_by_role("button", name="Ask", exact=True).press("Enter")
    phones[0].get_by_role("textbox").wait_for()
    assert_axe_clean(phones[0])
    for phone, word in zip(phones, ("calm", "<img src=x onerror=alert(1)>", "Calm"), strict=True):
        phone.get_by_role("textbox").fill(word)
        phone.get_by_role("button", name="Send").click()
        phone.get_by_text("Your answer is counted").wait_for()
    wall.get_by_text("3 answers").wait_for()
    assert wall.locator(".nmt-cloud li").count() == 0, "nothing is on the wall before it is shown"
    speaker.get_by_label("<img src=x onerror=alert(1)>").press("Space")
    assert speaker.get_by_label("<img src=x onerror=alert(1)>").is_checked()
    assert_axe_clean(speaker)
    wall.get_by_role("button", name="Show 1 word").press("Enter")
    assert wall.locator(".nmt-cloud li").all_inner_texts() == ["calm"]
    assert wall.locator(".nmt-cloud img").count() == 0
    keep(wall, "present-words")
    assert_axe_clean(wall)

    jump(wall, "map")  # a question stays open on another scene, and its words are there afterwards
    pictured = speaker.locator('#now-picture .nmt-brain-box[data-function="sleep"]')
    assert pictured.evaluate("box => getComputedStyle(box).backgroundColor") != "rgba(0, 0, 0, 0)"
    jump(wall, "room")
    assert wall.locator(".nmt-cloud li").all_inner_texts() == ["calm"]
    close = wall.get_by_role("button", name="Close the question")
    close.press("Enter")
    phones[0].get_by_text("The next question appears here").wait_for()
    assert close.is_hidden()
    assert wall.get_by_label("Ask for a word").evaluate("field => field === document.activeElement")
    assert wall.locator(".nmt-cloud li").all_inner_texts() == ["calm"]
    for page in (wall, *phones):
        page.context.close()


def answer(phone, value):
    phone.locator(f'input[name="answer"][value="{value}"]').check(force=True)
    phone.get_by_role("button", name="Send").click()
    phone.get_by_text("Your answer is counted").wait_for()


def jump(wall, kind):
    """Go to the last step of the first scene of a kind."""
    wall.evaluate(
        """kind => {
          const { position } = document.querySelector(".nmt-presenter").presenter;
          position.jump(position.scenes.findIndex((scene) => scene.kind === kind), Infinity);
        }""",
        kind,
    )
