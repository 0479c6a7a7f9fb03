"""In Firefox and in WebKit: a trainee practises, a trainer presents."""

from nmt_widgets import load_instrument
from tests.apps.assessing import PASSPHRASE

CASE = "practice-boy-8"
FUNCTIONS = load_instrument().ids
ROW = ".nmt-sheet-row[data-current]"


def sign_in(page, clinic, name, screen):
    page.go(clinic.door)
    page.go(clinic.screen.replace("assess", screen))
    page.fill("input", "Name", name)
    page.fill("input", "Passphrase", PASSPHRASE)
    page.press("Enter")


def test_a_trainee_practises_by_keyboard(page, clinic):
    page.resize(1280, 800)
    sign_in(page, clinic, "Tom", "practice")
    page.tab_to(f'[data-begin="{CASE}"]')
    page.press("Enter")
    page.see(ROW)
    page.shoot("attempt")
    page.tab_to(f"{ROW} [tabindex='0']")
    page.press("Home", *(key for _ in FUNCTIONS for key in ("7", "Enter")))
    page.see(".nmt-submit-progress", "32 of 32 scored")
    page.press("v")
    page.tab_to("button", "Submit …", "Shift+Tab")
    page.press("Enter")
    page.see("[role=dialog], dialog", "can no longer be changed")
    page.shoot("dialog")
    page.press("Enter")
    page.see(".nmt-practice-comparison")
    page.shoot("comparison")


def test_a_trainer_presents(page, clinic):
    page.resize(1280, 720)
    page.go(f"{clinic.door}")
    page.go(f"{clinic.origin}/voila/render/present.ipynb?case=james")
    page.see(".nmt-lobby")
    page.shoot("lobby")
    page.press("Enter")
    page.see(".nmt-scene-title", "James")
    page.press("PageDown")
    page.see(".nmt-scene-title", "A life in seven chapters")
    page.shoot("scene")
