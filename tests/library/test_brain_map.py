"""A map of data in a notebook: its scores, what stands beside it, what a page may do with it, and what is saved."""

from __future__ import annotations

import json
from base64 import b64encode
from xml.etree import ElementTree

import pytest
import traitlets

from nmt_widgets import BrainMap, load_case, load_instrument, options, profile
from nmt_widgets.core.errors import InputError
from nmt_widgets.library.map_drawing import map_columns
from nmt_widgets.library.scores import read_assessed

ARTICLE = 80_000
"""The most that a map may add to a saved notebook, in bytes: cell output and state of the widgets."""


@pytest.fixture
def james():
    return load_case("james")


@pytest.fixture
def sent(monkeypatch):
    """The messages that maps send to their pages."""
    messages = []
    monkeypatch.setattr(BrainMap, "send", lambda self, message, buffers=None: messages.append(message))
    return messages


def titles(data, beside):
    instrument = load_instrument()
    return [column.title for column in map_columns(read_assessed(data, instrument), beside, instrument)]


def test_it_is_made_of_whatever_holds_scores(james):
    first = profile(james, 1)
    for data in (james, "james", (james, 2), "james/2", profile(james, 2)):
        assert BrainMap(data).value == profile(james, 2).scores
    assert BrainMap({**first.scores, "age": 9}).value == first.scores
    assert "James, 9 years" in BrainMap(first).label


def test_what_stands_beside_it_can_be_chosen(james):
    assert titles("james/1", "typical") == ["James, 9 years", "Typical 9-year-old"]
    assert titles("james/1", "adult") == ["James, 9 years", "Young adult"]
    assert titles("james/1", None) == ["James, 9 years"]
    others = ["typical", "james/2", {"arousal": 3, "title": "Mia", "age": 4}]
    assert titles("james/1", others)[2:] == ["One year later, 10.2 years", "Mia, 4 years"]
    ids = [
        column.id
        for column in map_columns(read_assessed(james, load_instrument()), others, load_instrument())
    ]
    assert len(set(ids)) == len(ids)


def test_without_an_age_there_is_no_typical_peer_and_the_map_says_so():
    brain_map = BrainMap({"arousal": 3})
    assert "no age given, so no typical peer" in brain_map.to_text()
    assert "Typical" not in brain_map.svg
    assert "of typical" not in brain_map.svg
    assert ", typical" not in brain_map.svg
    assert "Typical 4-year-old" in BrainMap({"arousal": 3}, age=4).svg


def test_setting_scores_draws_them_and_keeps_the_rest(james):
    brain_map = BrainMap((james, 1))
    brain_map.value = {**brain_map.value, "arousal": 6, "sleep": None}
    assert (
        'data-function="arousal" data-column="client" data-region="diencephalon_cerebellum" data-score="6"'
        in (brain_map.svg)
    )
    assert brain_map._scored.profile.items["sleep"].state == "open"
    assert brain_map._scored.case.assessment(1).functions.scores["arousal"].confidence == (
        james.assessment(1).functions.scores["arousal"].confidence
    )
    brain_map.value = {"arousal": "not known"}
    assert brain_map.value["arousal"] is None
    assert brain_map._scored.profile.items["arousal"].state == "not known"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"value": {"arousl": 3}}, "there is no function 'arousl'; 'arousal' is meant"),
        ({"value": {"arousal": 13}}, "arousal: 13 is outside 1-12"),
        ({"palette": "neon"}, "there is no palette 'neon'; choose one of: standard, safe, grey"),
        ({"theme": "night"}, "there is no theme 'night'; choose one of: auto, light, dark"),
        ({"height": "tall"}, "'tall' is not a height"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_changes_nothing(change, sentence):
    brain_map = BrainMap("james")
    ((name, value),) = change.items()
    before = getattr(brain_map, name)
    with pytest.raises(InputError, match=r"^[^\n]*$") as refused:
        setattr(brain_map, name, value)
    assert sentence in str(refused.value)
    assert getattr(brain_map, name) == before
    if name != "value":
        with pytest.raises(InputError, match=r"^[^\n]*$"):
            BrainMap("james", **change)


def test_other_data_take_its_place(james):
    brain_map = BrainMap("james/1")
    values = []
    brain_map.observe(lambda change: values.append(change["new"]), "value")
    brain_map.update("james/2")
    assert values == [profile(james, 2).scores]
    assert "10.2 years" in brain_map.label
    brain_map.update("james/2", beside="adult")
    assert "Young adult" in brain_map.svg
    brain_map.palette = "grey"
    assert 'data-palette="grey"' in brain_map.svg


def test_two_maps_can_be_linked(james, sent):
    first, other = BrainMap("james/1", readonly=False), BrainMap("james/1")
    traitlets.link((first, "value"), (other, "value"))
    first.hear({"type": "score", "edit": 1, "function": "arousal", "score": 9})
    assert other.value["arousal"] == 9
    assert other._scored.profile.total.value == 168 + 7
    other.value = profile(james, 2).scores
    assert first.value == profile(james, 2).scores


def test_a_page_sets_scores_only_where_it_may(sent):
    fixed, open_ = BrainMap("james/1"), BrainMap("james/1", readonly=False)
    for score in (9, 13, 0, "high", True, None, "not known", 2.5):
        fixed.hear({"type": "score", "edit": 1, "function": "arousal", "score": score})
        assert fixed.value["arousal"] == 2
    for score in (13, 0, -1, "high"):
        open_.hear({"type": "score", "edit": 1, "function": "arousal", "score": score})
        assert open_.value["arousal"] == 2
    open_.hear({"type": "score", "edit": 2, "function": "nobody", "score": 3})
    open_.hear({"type": "score", "edit": 7, "function": "arousal", "score": 9})
    assert (open_.value["arousal"], sent[-1]) == (9, {"type": "scored", "edit": 7})
    open_.hear({"type": "score", "edit": 8, "function": "arousal", "score": "not known"})
    assert open_._scored.profile.items["arousal"].state == "not known"
    open_.hear({"type": "score", "edit": 9, "function": "arousal", "score": None})
    assert open_._scored.profile.items["arousal"].state == "open"


def test_a_click_is_reported_and_opens_what_the_function_means(sent):
    brain_map = BrainMap("james/1")
    clicks = []
    brain_map.on_click(clicks.append)
    brain_map.hear({"type": "open", "function": "arousal", "clicked": True})
    assert (clicks, brain_map.selected, sent[-1]["title"]) == (["arousal"], "arousal", "Arousal Continuum")
    assert "<dd>2 of 12, severe</dd>" in sent[-1]["html"]
    assert "One year later" in sent[-1]["html"]
    brain_map.hear({"type": "open", "function": "sleep", "clicked": False})
    brain_map.hear({"type": "open", "function": "<b>", "clicked": True})
    assert clicks == ["arousal"]
    brain_map.on_click(clicks.append, remove=True)
    brain_map.hear({"type": "open", "function": "sleep", "clicked": True})
    assert clicks == ["arousal"]
    brain_map.set_state({"selected": "nobody"})
    assert brain_map.selected == ""


def test_a_page_cannot_replace_the_drawing():
    brain_map = BrainMap("james/1")
    before = brain_map.svg
    brain_map.set_state({"svg": "<svg onload='x'/>"})
    assert brain_map.svg == before


def test_where_there_is_no_kernel_a_still_picture_stands_in_its_place():
    brain_map = BrainMap("james/1")
    bundle, _ = brain_map._repr_mimebundle_()
    still = ElementTree.fromstring(bundle["image/svg+xml"])
    texts = ["".join(text.itertext()) for text in still.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("James, 9 years") == 1
    assert [text for text in texts if text.isdecimal()][:6] == ["6", "2", "4", "4", "3", "4"]
    assert "Brainstem 56 % of typical" in still.find("{http://www.w3.org/2000/svg}desc").text
    assert bundle["text/plain"].startswith("James, 9 years: Total 168\nFrontal cortex")
    ids = {id for piece in (BrainMap("james"), BrainMap("james")) for id in ids_in(piece)}
    assert len(ids) == sum(len(set(ids_in(piece))) for piece in (BrainMap("james"), BrainMap("james")))


def ids_in(brain_map):
    picture = ElementTree.fromstring(brain_map._repr_mimebundle_()[0]["image/svg+xml"])
    return [element.get("id") for element in picture.iter() if element.get("id")]


def test_it_is_written_to_files(tmp_path):
    brain_map = BrainMap("james/1", palette="grey")
    assert 'data-palette="grey"' in brain_map.save(tmp_path / "map.svg").read_text()
    page = brain_map.to_html()
    assert "<h1>James, 9 years</h1>" in page
    assert page.count("<svg") == 1
    assert "Arousal Continuum" in page.partition("<table")[2]
    assert "<table" not in BrainMap({"arousal": 3}).to_html()


def test_the_options_hold_where_nothing_is_said():
    with options(palette="safe", theme="dark"):
        chosen, own = BrainMap("james"), BrainMap("james", palette="grey", theme="light")
    assert (chosen.palette, chosen.theme) == ("safe", "dark")
    assert (own.palette, own.theme) == ("grey", "light")


def test_a_saved_notebook_stays_small():
    """The output of the cell, and the state of the map and of the widgets it names, as a notebook holds them."""
    brain_map = BrainMap("james")
    size = len(json.dumps(brain_map._repr_mimebundle_()[0]))
    for widget in (brain_map, brain_map.look, brain_map.layout):
        state = {
            name: b64encode(value).decode() if isinstance(value, bytes) else value
            for name, value in widget.get_state().items()
        }
        size += len(json.dumps({widget.model_id: {"model_name": "AnyModel", "state": state}}))
    assert 20_000 < size < ARTICLE


@pytest.mark.parametrize(
    ("word", "near"), [("adults", "adult"), ("Typical", "typical"), ("typcal", "typical")]
)
def test_a_misspelt_word_beside_the_map_is_answered_with_the_right_one(word, near):
    with pytest.raises(
        InputError, match=f"there is no '{word}' to stand beside the map; did you mean '{near}'"
    ):
        BrainMap("james", beside=word)
