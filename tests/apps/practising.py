"""The class and the practice screen as a trainee drives them in a tab, with everything the page received."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Response, expect

from nmt_widgets import load_instrument
from tests.apps.assessing import Clinic
from tests.apps.pictures import take_pictures
from tests.readability import assert_readable
from tests.widgets.form_page import NAMELESS as NAMELESS_IN_A_FORM

INSTRUMENT = load_instrument()
NAMELESS = NAMELESS_IN_A_FORM.replace("#form", ".nmt-screen")


def go_by_tab(page, target) -> None:
    """Press Tab until a control has the keyboard."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if target.evaluate("control => control === document.activeElement"):
            return
    expect(target).to_be_focused(timeout=1)


class Practising:
    """The practice screen in a tab, with everything the page received."""

    def __init__(self, clinic: Clinic, context, query: str = "", screen: str = "practice") -> None:
        self.page = page = context.new_page()
        self.received: list[bytes | Response] = []
        page.on("pageerror", lambda error: context.troubles.append(str(error)))
        page.on("response", self._keep)
        page.on("websocket", lambda line: line.on("framereceived", self._keep_frame))
        page.goto(clinic.screen.replace("assess", screen) + query)

    def _keep(self, response) -> None:
        if response.request.resource_type == "websocket" or response.status in (204, 301, 302):
            return
        self.received.append(response)

    def _keep_frame(self, frame) -> None:
        self.received.append(frame.encode() if isinstance(frame, str) else frame)

    def bodies(self) -> bytes:
        self.received = [part if isinstance(part, bytes) else part.body() for part in self.received]
        return b"\n".join(self.received)

    def begin(self, case: str) -> None:
        self.page.locator(f'[data-begin="{case}"]').click()
        self.page.locator(".nmt-practice-attempt .nmt-sheet-row[data-current]").wait_for()

    def join(self, code: str) -> None:
        """Join a class by its code, by keys alone, on the screen `class`."""
        self.page.get_by_label("Code").focus()
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")
        self.page.locator(f'[data-code="{code}"]').get_by_text("not submitted yet").wait_for()

    def read(self) -> None:
        """Go from the score sheet through the vignette to its last paragraph and back, by keys alone."""
        page, keys = self.page, self.page.keyboard
        page.locator(".nmt-sheet-row[data-current] [tabindex='0']").focus()
        keys.press("v")
        paragraphs = page.locator(".nmt-paragraph")
        for _ in range(paragraphs.count() - 1):
            keys.press("ArrowDown")
        expect(paragraphs.last).to_be_focused()
        expect(paragraphs.last).to_be_in_viewport()
        keys.press("Escape")
        expect(page.locator(".nmt-sheet-row[data-current] :focus")).to_have_count(1)

    def score_all(self, scores: Sequence[int] = (5, 6, 7)) -> None:
        """Score every function by keys alone, from wherever the sheet is; the scores are taken in turn."""
        self.page.locator(".nmt-sheet-row[data-current] [tabindex='0']").focus()
        self.page.keyboard.press("Home")
        for at in range(len(INSTRUMENT.ids)):
            score = scores[at % len(scores)]
            self.page.keyboard.press(str(min(score, 9)))
            for _ in range(score - 9):  # two digits are one number only while they are typed quickly
                self.page.keyboard.press("ArrowRight")
            self.page.keyboard.press("Enter")

    def submit(self) -> None:
        """Submit the attempt by keys alone, and wait for what is shown afterwards."""
        self.page.get_by_role("button", name="Submit …").focus()
        self.page.keyboard.press("Enter")
        self.page.get_by_role("button", name="Submit and compare").wait_for()
        self.page.keyboard.press("Enter")
        self.page.locator(".nmt-practice-comparison").wait_for()

    def drag(self, paragraph: int, start: int, end: int) -> None:
        """Drag the pointer from the middle of one sentence into another."""
        sentences = self.page.locator(f'.nmt-paragraph[data-number="{paragraph}"] .nmt-sentence')
        sentences.nth(start).scroll_into_view_if_needed()
        for at, act in ((start, self.page.mouse.down), (end, self.page.mouse.up)):
            box = sentences.nth(at).evaluate(
                "row => { const {x, y, width, height} = row.getClientRects()[0]; return {x, y, width, height}; }"
            )
            self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            act()

    def tab_to(self, words: str, key: str = "Shift+Tab") -> None:
        for _ in range(12):
            self.page.keyboard.press(key)
            if words in self.page.evaluate("document.activeElement.textContent"):
                return
        raise AssertionError(f"'{words}' is not reached by {key}")

    def shoot(self, name: str) -> None:
        """Look whether all can be read and has a name, and take pictures where they are wanted."""
        assert_readable(self.page, name)
        assert (name, self.page.evaluate(NAMELESS)) == (name, [])
        take_pictures(self.page, f"practice-{name}")
