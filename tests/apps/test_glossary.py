"""The glossary stands on every screen, once, whatever the screen shows; its words come when they are asked for."""

from importlib import import_module

import pytest
from playwright.sync_api import expect

from nmt_widgets import apps
from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import load_glossary
from nmt_widgets.store import Person, open_store, operator
from nmt_widgets.widgets import Glossary

OPENED = ("assess", "author", "consult", "home", "present")


def widgets_of(widget):
    """The widget and everything in it."""
    return [widget, *(part for child in getattr(widget, "children", ()) for part in widgets_of(child))]


@pytest.fixture(params=apps.SCREENS)
def screen_of(request, monkeypatch):
    """A screen's name, and a function that shows it to somebody."""

    def show(store=None, served=True, **query):
        context = RequestContext(query, served=served)
        monkeypatch.setattr("nmt_widgets.apps.shared.screen.request_context", lambda: context)
        monkeypatch.setattr("nmt_widgets.apps.shared.screen.open_store_for", lambda _request: store)
        return import_module(f"nmt_widgets.apps.{request.param}").show()

    return request.param, show


def assert_one_glossary(root):
    assert [part for part in widgets_of(root) if isinstance(part, Glossary)] == [root.glossary]


@pytest.mark.parametrize("served", [True, False])
def test_every_screen_has_one_glossary_for_guests(screen_of, served):
    _, show = screen_of
    assert_one_glossary(show(served=served))


def test_every_screen_has_one_glossary_beside_its_list_and_beside_what_is_opened(screen_of):
    name, show = screen_of
    store = open_store(Person("Tina", "trainer"))
    root = show(store)
    assert_one_glossary(root)
    if name not in OPENED:
        return
    record = open_store(operator()).create(
        None,
        {"title": "Girl", "assessments/1/label": "First", "assessments/1/age": "7 years"},
        kind="teaching",
    )
    case = "james" if name in ("consult", "home", "present") else record.case_id
    root = show(open_store(operator() if name == "assess" else Person("Tina", "trainer")), case=case)
    assert root.screen._opened is not None
    assert_one_glossary(root)
    root.close()
    assert root.glossary.comm is None


@pytest.fixture
def glossary():
    """A glossary, and what it sends."""
    glossary = Glossary()
    glossary.replies = []
    glossary.send = glossary.replies.append
    return glossary


def test_the_terms_come_when_the_page_asks_and_not_before(glossary):
    assert "Adverse event" not in str(glossary.get_state())
    glossary.hear({"type": "terms"})
    (reply,) = glossary.replies
    assert [row["id"] for row in reply["terms"]] == [term.id for term in load_glossary()]
    assert reply["problem"] == ""
    assert {row["mark"] for row in reply["terms"]} == {"published", "reconstructed", "this workbook's own"}


def test_words_that_cannot_be_read_are_reported_with_the_reason(glossary, monkeypatch):
    def fail(**_options):
        raise InputError("no term")

    monkeypatch.setattr("nmt_widgets.widgets.shared.glossary.load_glossary", fail)
    glossary.words = {}  # what a page does to it changes nothing
    glossary.hear({"type": "terms"})
    assert glossary.replies == [
        {"type": "terms", "terms": [], "problem": "The words cannot be read: no term"}
    ]


@pytest.mark.browser
def test_a_word_is_found_followed_and_left_by_keys(page, keep):
    page.goto(f"{page.screen}home.ipynb")
    card = page.locator("[data-case=james]")
    card.focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Help: Cases")
    field = dialog.get_by_role("searchbox", name="Find a word")
    expect(dialog.get_by_text(f"{len(load_glossary())} words")).to_be_visible()
    expect(field).to_be_focused()

    page.keyboard.type("modul")
    expect(dialog.get_by_role("status")).to_have_text("3 words fit")
    terms = dialog.locator(".nmt-glossary-terms dt")
    expect(terms.first).to_have_text("Cortical modulation ratio")
    keep(page, "glossary")
    dialog.get_by_role("button", name="Dysregulation").first.press("Enter")
    expect(terms.filter(has_text="Dysregulation")).to_be_focused()
    expect(terms.filter(has_text="Dysregulation")).to_be_in_viewport()
    expect(field).to_have_value("")

    field.fill("zz")
    field.press("?")  # in a field it is a character
    expect(field).to_have_value("zz?")
    expect(dialog.get_by_role("status")).to_contain_text("No word fits “zz?”")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(card).to_be_focused()
    page.get_by_role("button", name="Words used here").click()
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Words used here")).to_be_focused()
