"""The glossary's page without a kernel behind it: which keys are its own, and what it says while no words come."""

import json

import pytest
from playwright.sync_api import expect

from nmt_widgets.core.page_files import base_sheet, sheet
from nmt_widgets.core.texts import texts
from tests.widgets.harness import serve_modules

pytestmark = pytest.mark.browser

WORDS = texts("glossary")["page"]
TERMS = [
    {"id": "cmr", "term": "Ratio", "text": "Of the cortex.", "also": ["CMR"], "see": [], "mark": "published"},
    {
        "id": "gate",
        "term": "Gate",
        "text": "Over 1.0.",
        "also": [],
        "see": ["cmr", "gone"],
        "mark": "published",
    },
]
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Glossary</title><style>%(css)s</style>
<main class="nmt-frame"><button id="inside">Inside</button><input aria-label="Field"></main>
<button id="outside">Outside</button>
<script type="module">
import glossary from "/nmt_widgets/widgets/shared/glossary.js";
const el = document.createElement("div");
document.querySelector("main").prepend(el);
window.asked = 0;
const traits = { words: %(words)s, help: null, locale: "en-GB" };
const model = {
  get: (name) => traits[name],
  on: (_name, hear) => (window.answer = (reply) => hear({ type: "terms", terms: [], problem: "", ...reply })),
  off: () => {},
  send: () => window.asked++,
};
globalThis.nmtPage = { whenOver: (hear) => ((window.endLine = hear), () => {}) };
glossary.render({ model, el });
delete globalThis.nmtPage;
document.body.dataset.ready = "yes";
</script></html>"""


@pytest.fixture
def page(browser):
    """A page with a screen's glossary, and things inside and outside the screen."""
    page = browser.new_page()
    page.on("pageerror", lambda error: browser.troubles.append(str(error)))
    page.clock.install()
    css = base_sheet() + sheet("shared/screen", "shared/glossary")
    serve_modules(page, PAGE % {"css": css, "words": json.dumps(WORDS)})
    page.locator("body[data-ready]").wait_for()
    return page


def is_open(page):
    return page.get_by_role("dialog").is_visible()


def test_the_key_opens_it_on_its_screen_and_nowhere_else(page):
    page.locator("#outside").press("?")
    assert not is_open(page), "a notebook around the screen has keys of its own"
    field = page.get_by_label("Field", exact=True)
    field.press("?")
    assert not is_open(page)
    assert field.input_value() == "?"
    inside = page.locator("#inside")
    for key in ("Alt+?", "Control+?", "/"):
        inside.press(key)
        assert not is_open(page), key
    page.evaluate("document.documentElement.classList.add('nmt-is-presenting')")
    inside.press("?")
    assert not is_open(page), "the room sees nothing that nobody chose"
    assert not page.get_by_role("button", name=WORDS["open"]).is_visible()
    page.evaluate("document.documentElement.classList.remove('nmt-is-presenting')")
    inside.press("?")
    assert is_open(page)
    assert page.evaluate("asked") == 1
    page.keyboard.press("Escape")
    expect(inside).to_be_focused()
    expect(page.locator("dialog")).to_have_count(0)  # nothing of it is left among the words of the screen
    page.evaluate("globalThis.nmtPage = {}")  # a served page is one screen
    page.locator("#outside").press("?")
    assert is_open(page)


def test_it_says_why_no_words_come_and_asks_again(page):
    page.get_by_role("button", name=WORDS["open"]).click()
    status, close = page.get_by_role("status"), page.get_by_role("button", name="Close")
    expect(status).to_have_text(WORDS["loading"])
    page.clock.run_for(5001)
    expect(status).to_have_text(WORDS["silent"])
    close.click()
    page.get_by_role("button", name=WORDS["open"]).click()
    page.evaluate("answer({ problem: 'No term.' })")
    expect(status).to_have_text("No term.")
    close.click()
    page.get_by_role("button", name=WORDS["open"]).click()
    page.evaluate("(terms) => answer({ terms })", TERMS)
    expect(status).to_have_text("2 words")
    page.clock.run_for(5001)
    expect(status).to_have_text("2 words")
    close.click()
    page.get_by_role("button", name=WORDS["open"]).click()
    assert page.evaluate("asked") == 3
    expect(page.get_by_role("button", name="Ratio")).to_have_count(1)


def test_it_says_that_the_page_is_no_longer_connected(page):
    page.evaluate("endLine({ why: 'ended', text: 'Not connected.' })")
    page.get_by_role("button", name=WORDS["open"]).click()
    expect(page.get_by_role("status")).to_have_text("Not connected.")
    assert page.evaluate("asked") == 0
