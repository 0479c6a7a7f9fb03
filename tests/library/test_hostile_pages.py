"""What a page sets or a function of the notebook breaks: what a piece says and saves stays the kernel's."""

from __future__ import annotations

import pytest

import nmt_widgets as nmt

LIE = "The client is <img src=x> safe."


def test_the_sentences_of_a_trial_are_the_kernels():
    trial = nmt.WhatIf("james", 1)
    trial.changes = {"arousal": 6}
    before = trial.effects, trial.to_text(), trial.to_html()
    assert before[0]
    trial._view.set_state({"effects": [LIE, {"a": 1}]})
    assert (trial.effects, trial.to_text(), trial.to_html()) == before
    trial.reset()
    assert trial.effects == ()


def test_the_cards_in_a_file_are_the_kernels():
    cards = nmt.CaseCards(["james"])
    before = cards.to_text(), cards.to_svg(), cards.to_html()
    cards.set_state({"cards": [{"svg": LIE}], "label": LIE, "selected": "james"})
    assert (cards.to_text(), cards.to_svg(), cards.to_html()) == before
    assert cards.value == "james"


def test_a_page_hears_that_a_score_came_also_where_what_follows_it_fails():
    brain = nmt.BrainMap("james", readonly=False)
    messages = []
    brain.send = messages.append
    brain.observe(lambda change: 1 / 0, "value")
    with pytest.raises(ZeroDivisionError):
        brain.hear({"type": "score", "function": "arousal", "score": 5, "edit": 7})
    assert {"type": "scored", "edit": 7} in messages
    assert brain.value["arousal"] == 5


@pytest.mark.parametrize("title", [3, "", "a\nb", ["a"], nmt.load_case("james")], ids=repr)
def test_whatever_is_a_title_is_written_on_one_line(title):
    brain = nmt.BrainMap("james", title=title)
    assert brain.to_svg().startswith("<svg")
    brain.update("james", title=title)
    assert brain.to_html()
