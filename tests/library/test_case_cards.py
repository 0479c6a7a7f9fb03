"""Cards of cases in a cell: which cases they show, and what a click reports."""

from __future__ import annotations

from xml.etree import ElementTree

import traitlets

from nmt_widgets import BrainMap, CaseCards, load_case
from nmt_widgets.case_files import list_cases


def test_they_show_all_templates_or_those_that_are_named():
    assert [card["id"] for card in CaseCards().cards] == list_cases()
    cards = CaseCards([load_case("james"), "practice-boy-8", "nobody"])
    assert [card["title"] for card in cards.cards][::2] == ["James", "nobody"]
    assert "there is no" in cards.cards[2]["problem"]
    assert list(cards.cases) == ["james", "practice-boy-8"]
    cards.update(["james"])
    assert [card["id"] for card in cards.cards] == ["james"]


def test_a_click_is_reported_each_time_and_only_of_a_card_that_is_there():
    cards = CaseCards(["james", "nobody"])
    clicks = []
    cards.on_click(clicks.append)
    for id in ("james", "james", "nobody", "<b>"):
        cards.hear({"type": "open", "case": id})
    assert (clicks, cards.value, cards.selected) == (["james", "james"], "james", "james")
    cards.on_click(clicks.append, remove=True)
    cards.hear({"type": "open", "case": "james"})
    assert len(clicks) == 2


def test_a_card_can_open_a_map_beside_it():
    cards, brain_map = CaseCards(["james", "practice-boy-8"]), BrainMap("james/1")
    cards.on_click(lambda id: brain_map.update(cases[id]))
    cases = cards.cases
    cards.hear({"type": "open", "case": "james"})
    assert "10.2 years" in brain_map.label
    traitlets.link((cards, "value"), (CaseCards(["james"]), "value"))


def test_its_still_form_is_one_picture_of_all_cards():
    cards = CaseCards(["james", "practice-boy-8", "nobody"])
    bundle, _ = cards._repr_mimebundle_()
    picture = ElementTree.fromstring(bundle["image/svg+xml"])
    ids = [element.get("id") for element in picture.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    texts = ["".join(text.itertext()) for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "James" in texts
    assert "nobody" in texts
    assert bundle["text/plain"].startswith("James, Teaching case, 2 assessments")
    assert "James, Teaching case" in cards.to_html()
    assert CaseCards([]).to_text() == ""
