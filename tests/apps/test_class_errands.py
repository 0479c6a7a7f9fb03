"""A trainer in the browser: a class from opening to export, then hours in the log and a printed statement."""

import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from nmt_widgets import load_instrument
from nmt_widgets.store import Access, Person, operator
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.learning.class_entry import enter_class
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.store.people.accounts import add_person, list_people
from nmt_widgets.training.raters.ratings import read_ratings
from tests.apps.assessing import PASSPHRASE, Clinic
from tests.apps.practising import Practising
from tests.apps.test_certification import OTHERS, note
from tests.apps.test_class_board import CASE, NAMES, REFERENCE, submit
from tests.axe import assert_axe_clean
from tests.readability import assert_readable

pytestmark = pytest.mark.browser

INSTRUMENT = load_instrument()
_LINES = """cells => cells.map((cell) => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return range.getClientRects().length;
})"""
ROOM = 20  # px
SLEEP = dict(zip(NAMES, (2, 9, 4, 11, 6), strict=True))


@pytest.fixture
def clinic(tmp_path_factory):
    """Each test has people of its own: whoever has submitted the case once takes no part in another class with it."""
    clinic = Clinic(tmp_path_factory.mktemp("class"), app="class")
    for name, role in {"Tina": "trainer", **dict.fromkeys(NAMES, "trainee")}.items():
        add_person(open_engine(clinic._url), name, role, PASSPHRASE)
    yield clinic
    clinic.close()


def join(clinic, chromium, name, code):
    """Let a trainee sign in, in a browser of their own, and join the class."""
    context = clinic.context(chromium, name)
    trainee = Practising(clinic, context, screen="class")
    trainee.join(code)
    return trainee


def take_part(trainee, scores):
    """Let a trainee go from the class to its case, read it, score it and submit."""
    trainee.page.get_by_role("link", name="Go on to the case").focus()
    trainee.page.keyboard.press("Enter")
    trainee.page.locator(".nmt-practice-attempt .nmt-sheet-row[data-current]").wait_for()
    trainee.read()
    trainee.score_all(scores)
    expect(trainee.page.locator(".nmt-submit-progress")).to_have_text("32 of 32 scored")
    trainee.submit()
    assert trainee.page.context.troubles == []
    trainee.page.context.close()


def given_by(name):
    """Return a trainee's scores: the reference's, for Edda three higher, and for sleep a different score each."""
    change = 3 if name == "Edda" else 0
    scores = {id: min(12, score + change) for id, score in REFERENCE.items()} | {"sleep": SLEEP[name]}
    return [scores[id] for id in INSTRUMENT.ids]


def remove_a_stranger(page, engine, code):
    """Take somebody who came in by the code out of the class, by keyboard; the keyboard stays at the list."""
    stranger = enter_class(engine, code, "Somebody else").person
    page.get_by_role("button", name=re.compile("^Change Rater")).press("Enter")
    page.get_by_role("radio", name="names").check(force=True)  # while the row is open
    expect(page.get_by_label("Name in class")).to_have_value("Somebody else")
    page.get_by_role("radio", name="letters").check(force=True)
    expect(page.get_by_label("Name in class")).to_be_hidden()
    page.get_by_role("button", name="Remove", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Nobody is in yet").wait_for()
    expect(page.get_by_role("heading", name="In class")).to_be_focused()
    page.get_by_role("button", name=re.compile("^Take back Rater")).press("Enter")
    page.get_by_text("Back in the class").wait_for()
    expect(page.get_by_role("heading", name="In class")).to_be_focused()
    page.get_by_role("button", name=re.compile("^Change Rater")).press("Enter")
    page.get_by_role("button", name="Remove", exact=True).press("Enter")
    page.get_by_role("button", name="Yes, remove").press("Enter")
    page.get_by_text("Nobody is in yet").wait_for()
    assert "Somebody else" not in page.content()
    assert [person.name for person in list_people(engine) if person.retired] == [stranger.name]


def test_a_trainer_opens_a_class_and_five_submit(clinic, chromium, keep, picture, tmp_path):
    context = clinic.context(chromium, "Tina")
    page = context.new_page()
    page.on("pageerror", lambda error: context.troubles.append(str(error)))
    page.goto(clinic.screen.replace("assess.ipynb", "class.ipynb"))
    page.get_by_label("Title").fill("Basel <b>day 1</b>")
    assert_readable(page, "the list of classes")
    page.get_by_label("Practice case").select_option(CASE)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("heading", name="Basel <b>day 1</b>").wait_for()
    code = re.search(r"code=(\w{6})", page.url)[1]
    assert page.locator(".nmt-facts").get_by_text(code).is_visible()
    page.get_by_text("Nothing has been submitted yet").wait_for()
    remove_a_stranger(page, open_engine(clinic._url), code)

    trainees = {name: join(clinic, chromium, name, code) for name in ("Aaron", "Edda")}
    engine = open_engine(clinic._url)
    for name in set(NAMES) - set(trainees):
        Classes(Access(engine, Person(name, "trainee"))).join(code)
    strip = page.locator('.nmt-strip-row[data-function="sleep"]')
    for count, name in enumerate(NAMES, start=1):
        if name in trainees:
            take_part(trainees[name], given_by(name))
        else:  # in another process than the board's, as anybody
            submit(engine, name, sleep=SLEEP[name])
        page.get_by_text(f"{count} of 5 have submitted.").wait_for()
        expect(strip.locator("circle")).to_have_count(count)
    assert not [name for name in NAMES if name in page.locator("body").inner_text()]
    assert page.locator(".nmt-strip-reference").count() == 0
    outliers = page.locator(".nmt-raters tr[data-apart]")
    assert outliers.count() == 1
    assert "scores higher" in outliers.inner_text()

    # by keyboard: from the first function down to the next, opened, a score agreed
    first = page.locator(".nmt-strip-name").first
    first.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator(".nmt-strip-name").nth(1).evaluate("name => name === document.activeElement")
    page.locator('.nmt-discussion button[data-function="sleep"]').focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("Sleep$"))).to_be_in_viewport()
    page.get_by_role("radio", name="5", exact=True).check(force=True)
    page.get_by_label("Why").fill("He wakes at three every night.")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("5, kept by Tina").wait_for()
    assert strip.locator(".nmt-strip-agreed").count() == 1
    assert clinic.store.case(f"consensus-{code}").assessment(1).functions.scores["sleep"].score == 5

    page.get_by_role("radio", name="shown").first.check(force=True)
    page.locator(".nmt-strip-reference").first.wait_for()
    page.get_by_role("radio", name="disagreement", exact=True).check(force=True)
    page.wait_for_function("document.querySelector('.nmt-strip-row').dataset.function === 'sleep'")
    keep(page, "class-board")
    assert_axe_clean(page)
    page.locator(".nmt-class-board").evaluate("board => board.scrollIntoView()")
    picture(page, "class-board", width=1220)
    for width in (1000, 1201):  # on a small screen, too, every score of the scale has room
        page.set_viewport_size({"width": width, "height": 800})
        assert strip.locator("svg").bounding_box()["width"] >= 12 * ROOM, width
        assert page.locator(".nmt-raters .nmt-table").evaluate(
            "table => table.scrollWidth <= table.clientWidth"
        )
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="dark")
    keep(page, "class-board-dark")
    note_below = page.locator(".nmt-class-export > .nmt-quiet").first.bounding_box()
    buttons = page.locator(".nmt-class-export > :first-child").bounding_box()
    assert note_below["y"] - buttons["y"] - buttons["height"] >= 8
    with page.expect_download() as saving:
        page.get_by_role("button", name="Ratings (CSV)").click()
    saving.value.save_as(tmp_path / "ratings.csv")
    assert len(read_ratings(tmp_path / "ratings.csv", INSTRUMENT).raters) == 5
    page.get_by_role("button", name="Let nobody join any more").click()
    page.get_by_text("nobody can join any more").wait_for()
    assert context.troubles == []
    assert Classes(Access(open_engine(clinic._url), operator())).read_class(code).closed
    context.close()


def test_a_trainer_notes_a_session_and_prints_a_statement(clinic, chromium, keep, picture, tmp_path):
    engine = open_engine(clinic._url)
    note(engine, ("Tom",), count=3)
    submit(engine, "Tom", case=OTHERS[0])
    context = clinic.context(chromium, "Tina")
    page = context.new_page()
    page.on("pageerror", lambda error: context.troubles.append(str(error)))
    page.goto(clinic.screen.replace("assess.ipynb", "certification.ipynb"))
    page.get_by_role("button", name="Tom, NMT, level 1: show").click()
    page.get_by_role("heading", name="Tom · NMT, level 1").wait_for()
    picture(page, "certification-log", page.locator(".nmt-log-chosen"), width=1000)
    page.get_by_text("Note", exact=True).click()
    page.get_by_role("combobox", name="What", exact=True).select_option("case_based")
    page.get_by_role("spinbutton", name="Hours", exact=True).fill("2.5")
    page.get_by_label("About").fill("Two cases <i>together</i>")
    page.get_by_label("Tom", exact=True).check()
    page.get_by_label("Cleo", exact=True).check()
    page.get_by_role("button", name="Note it").click()
    page.get_by_text("Noted.").wait_for()
    page.get_by_role("button", name="Tom, NMT, level 1: show").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Tom · NMT, level 1").wait_for()
    page.get_by_text("29.5 hours; 90 needed").wait_for()
    keep(page, "certification")
    page.set_viewport_size({"width": 800, "height": 900})
    page.get_by_role("button", name=re.compile("^Take back")).first.click()
    assert max(page.locator(".nmt-log-chosen td:first-child").evaluate_all(_LINES)) == 1
    page.get_by_role("button", name="Cancel").click()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="dark")
    keep(page, "certification-dark")
    paper = page.frame_locator(".nmt-print-page iframe")
    paper.get_by_text("It is no certificate").wait_for()
    assert "Two cases <i>together</i>" in paper.locator("body").inner_text()
    sheet = context.new_page()
    sheet.set_content(page.locator(".nmt-print-page iframe").get_attribute("srcdoc"))
    sheet.pdf(path=tmp_path / "statement.pdf", prefer_css_page_size=True)
    assert len(PdfReader(tmp_path / "statement.pdf").pages) == 1
    assert context.troubles == []
    context.close()
