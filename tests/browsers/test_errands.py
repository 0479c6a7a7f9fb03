"""Whole errands in Firefox and in WebKit, which Safari is made of: a clinician, a trainer and the member of a class."""

import pytest

from nmt_widgets import load_instrument
from tests.browsers.school import PASSPHRASE

FUNCTIONS = load_instrument().ids
SCORES = [key for _ in FUNCTIONS for key in ("7", "Enter")]
ROW = ".nmt-sheet-row[data-current]"
LAPTOP, PHONE = (1280, 800), (390, 800)


@pytest.mark.parametrize("browser", ["Firefox", "WebKit"])
def test_a_clinician_scores_by_keyboard_and_the_map_follows(pages, school, browser):
    page = pages[browser]
    page.resize(*LAPTOP)
    page.go(f"{school.screen('assess')}?case={school.case}")
    sign_in(page, "Cleo")
    page.click(".nmt-sections [data-section='functions']")
    page.click(f".nmt-sheet-row[data-path$='/{FUNCTIONS[0]}'] .nmt-sheet-name")
    page.press("9", "ArrowRight")
    page.see(f'.nmt-live .nmt-box[data-function="{FUNCTIONS[0]}"][data-score="10"]')
    page.see('.nmt-save[data-state="saved"]')
    page.shoot(f"assess-{browser}")


@pytest.mark.parametrize(
    ("leading", "joining", "size"), [("Firefox", "WebKit", PHONE), ("WebKit", "Firefox", LAPTOP)]
)
def test_a_member_of_a_class_scores_and_answers_the_trainer(pages, school, leading, joining, size):
    trainer, member = pages[leading], pages[joining]
    member.resize(*size)
    join(member, school, f"Ann in {joining}")
    score(member)
    compare(member)
    begin_to_present(trainer, school)
    answer(member)
    trainer.see("[data-count-audience]", "1")
    trainer.shoot(f"guess-{leading}")
    reveal(trainer)
    trainer.shoot(f"map-{leading}")
    trainer.click("button", "Close")
    trainer.see(".nmt-lobby")


def sign_in(page, name):
    page.fill("input", "Name", name)
    page.fill("input", "Passphrase", PASSPHRASE)
    page.press("Enter")


def join(page, school, name):
    """Join with the name alone: the link holds the code."""
    page.go(school.class_link)
    assert page.fits()
    page.fill("input", "Your name", name)
    page.press("Enter")
    page.see("h1", "You are in the class")
    assert page.fits()
    page.click("a", "Go to the case")
    page.see(ROW)


def score(page):
    """Read the case to its end, and score every function, by keys alone."""
    page.tab_to(f"{ROW} [tabindex='0']")
    page.press("v", "End", "Escape")
    assert page.fits()
    page.shoot("member-attempt")
    page.press("Home", *SCORES)
    page.see(".nmt-submit-progress", f"{len(FUNCTIONS)} of {len(FUNCTIONS)} scored")


def compare(page):
    page.click("button", "Submit …")
    page.see("dialog", "can no longer be changed")
    page.press("Enter")
    page.see(".nmt-practice-comparison")
    page.wait(
        f"document.querySelectorAll('[data-column=own] [data-score=\"7\"]').length === {len(FUNCTIONS)}"
    )
    assert page.fits()


def begin_to_present(page, school):
    """Go from the first scene to the question what the room expects."""
    page.resize(*LAPTOP)
    page.go(f"{school.server.url}/sign-in?next=/voila/render/present.ipynb%3Fcase=james")
    sign_in(page, "Tina")
    page.see(".nmt-lobby")
    page.press("Enter")
    page.see(".nmt-scene-title", "James")
    page.press("j", "7", "Enter")
    page.see("[data-question]", "Arousal Continuum, at 9 years?")


def answer(page):
    page.go(page.wait("document.querySelector('[target=nmt-room]').href"))
    assert page.fits()
    page.click("label", "4")
    page.click("button", "Send")
    page.see("[role=status]", "Your answer is counted")
    page.shoot("member-answer")


def reveal(page):
    """Step on to the map, with what the room expected on its boxes."""
    page.press(*["PageDown"] * 4)
    page.see(".nmt-scene-map [data-function=arousal] .nmt-guessed", "4")
