"""The spread of an audience's answers beside the guesses called out in the room, with a fake kernel."""

from __future__ import annotations

import json

import pytest

from nmt_widgets.core.page_files import base_sheet, sheet
from nmt_widgets.presenting.deck import deck
from nmt_widgets.widgets.present.presenter import Presenter

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,">
<style>{css}</style><main></main><script type="module">
import presenter from "/nmt_widgets/widgets/present/presenter.js";
const listeners = new Set();
window.counts = null;
const model = {{
  get: (name) => ({{ deck: {deck}, has_audience: true, invitation: "nmt.example/join 4711", way_back: false }})[name],
  set() {{}}, save_changes() {{}},
  on: (name, listener) => name === "msg:custom" && listeners.add(listener),
  off: (name, listener) => listeners.delete(listener),
  send: ({{ type, question }}) => {{
    for (const listener of listeners) listener({{ type, question, counts: window.counts }});
  }},
}};
presenter.render({{ model, el: document.querySelector("main") }});
window.ready = true;
</script></html>"""


@pytest.fixture
def wall(browser, site, james, instrument):
    deck_json = json.dumps(deck(james, instrument)).replace("</", "<\\/")
    site.pages["/present"] = PAGE.format(css=base_sheet() + sheet(*Presenter.styles), deck=deck_json)
    page = browser.new_page()
    page.on("pageerror", lambda error: browser.troubles.append(str(error)))
    page.goto(f"{site.url}/present#guess")
    page.wait_for_function("window.ready")
    return page


def test_nobody_asked_shows_nothing_and_answers_appear_as_they_come(wall):
    audience = wall.locator("[data-audience]")
    assert audience.is_hidden()
    assert wall.locator("[data-join]").inner_text() == "nmt.example/join 4711"
    wall.evaluate("window.counts = { 2: 12, 4: 20, 9: 3 }")
    audience.wait_for()
    assert wall.locator("[data-count-audience]").inner_text() == "35"
    wall.get_by_role("button", name="Guess 4").click()
    assert wall.locator("[data-vote='4'] b").inner_text() == "21"
    wall.evaluate("window.counts = null")
    wall.keyboard.press("PageDown")
    audience.wait_for(state="hidden")
    assert wall.locator("[data-question]").inner_text().startswith("Communication")
