"""A presentation as data: James's deck, the deck of any case, refused scenes, requests of the page."""

import json
import re

import pytest

from nmt_widgets import load_case
from nmt_widgets.apps.present.screen import PresentScreen, _teaches
from nmt_widgets.apps.shared.request_context import RequestContext, open_store_for
from nmt_widgets.apps.shared.training_references import TrainersReferences
from nmt_widgets.case_files.model import Case
from nmt_widgets.core.errors import InputErrors
from nmt_widgets.presenting.deck import deck, panel_deck
from nmt_widgets.presenting.pathways import pathways
from nmt_widgets.presenting.sequence import scenes_of
from nmt_widgets.presenting.teaching import load_teaching
from nmt_widgets.store import Person, open_store
from nmt_widgets.training.references.reading import list_references, load_reference
from nmt_widgets.widgets.present.presenter import Presenter
from tests.apps.listing import request

SCENE_KINDS = [
    "opening", "story", "history", "guess", "map", "peer", "domains", "relational", "cmr", "treatments", "plan",
    "change", "done", "questions", "sources",
]  # fmt: skip


@pytest.fixture(scope="module")
def james_deck(james, instrument):
    return deck(james, instrument)


def spoken(scene):
    return " ".join(note["text"] for note in scene["notes"])


def test_the_deck_of_james_has_every_kind_of_scene_and_ends_with_its_sources(james_deck):
    kinds = [scene["kind"] for scene in james_deck["scenes"]]
    assert [kind for kind in kinds if kind in SCENE_KINDS] == SCENE_KINDS
    assert {"panel-timing", "panel-states", "panel-six_rs", "panel-stress", "panel-disruptors"} <= set(kinds)
    assert all(scene["minutes"] for scene in james_deck["scenes"])
    assert len({scene["id"] for scene in [*james_deck["scenes"], *james_deck["panels"]]}) == len(
        [*james_deck["scenes"], *james_deck["panels"]]
    )
    json.dumps(james_deck)


def test_the_misprint_and_every_reconstruction_are_in_the_notes(james_deck, james):
    by_id = {scene["id"]: scene for scene in james_deck["scenes"]}
    assert "317" in spoken(by_id["peer"])
    assert "318" in spoken(by_id["peer"])
    everything = " ".join(spoken(scene) for scene in james_deck["scenes"])
    for event in james.story:
        assert event.text in everything
    for note in james.notes:
        assert note.text in everything
    for note in (james.history.note, james.assessment(1).relational_health.note, james.between[0].note):
        assert note in everything
    for words in ("0.716", "1.357", "functional-1", "state-1", "risk-1", "growth-1", "bands-1"):
        assert words in everything
    marks = {(scene["kind"], note["mark"]) for scene in james_deck["scenes"] for note in scene["notes"]}
    assert {("history", "reconstructed"), ("cmr", "reconstructed"), ("relational", "reconstructed")} <= marks
    assert {("domains", "workbook"), ("treatments", "workbook"), ("map", "published")} <= marks


def test_no_key_of_the_data_is_spoken(james_deck):
    everything = " ".join(spoken(scene) for scene in [*james_deck["scenes"], *james_deck["panels"]])
    assert re.findall(r"\b\w+_\w+\b", everything) == []


def test_the_room_sees_the_published_figures(james_deck):
    html = {scene["id"]: scene["html"] for scene in james_deck["scenes"]}
    assert ">168<" in html["map"]
    assert ">318<" in html["peer"]
    assert "317" not in "".join(html.values())
    assert "&#34;231&#34;" in html["change"]
    assert "0.72" in html["cmr"]
    assert "provisional" in panel_deck_of("timing")["html"]


def panel_deck_of(id):
    from nmt_widgets import load_instrument

    return panel_deck(load_instrument(), [id])["scenes"][0]


def test_any_case_has_a_presentation(james, instrument):
    plain = james.model_copy(update={"presentation": Case.model_fields["presentation"].default})
    plain_deck = deck(plain, instrument)
    expected = list(SCENE_KINDS)
    expected.insert(expected.index("history") + 1, "panel-disruptors")
    expected.insert(expected.index("plan"), "panel-stress")
    assert [scene["kind"] for scene in plain_deck["scenes"]] == expected
    story = next(scene for scene in plain_deck["scenes"] if scene["kind"] == "story")
    assert story["steps"] == 3
    functions = next(scene for scene in scenes_of(plain, instrument) if scene.kind == "guess").asks
    assert functions == ("arousal", "neuroendocrine", "limbic")


def test_a_suspended_activity_is_named_so_on_its_slide(james, instrument):
    scene = next(
        scene
        for scene in deck(james.model_copy(update={"between": []}), instrument)["scenes"]
        if scene["kind"] == "plan"
    )
    assert "Tutoring: suspend" in json.dumps(scene)


def test_the_deck_of_a_case_without_scores_has_no_scenes_of_scores(james_data, write_case, instrument):
    for assessment in james_data["assessments"]:
        assessment["functions"] = {"scores": {}}
        assessment["status"] = "in-progress"
    kinds = [scene["kind"] for scene in deck(load_case(write_case(james_data)), instrument)["scenes"]]
    assert "story" in kinds
    assert not {"map", "cmr", "plan", "change"} & set(kinds)


def test_texts_of_a_case_are_escaped(james_data, write_case, instrument):
    bad = "<img src=x onerror=alert(1)>"
    james_data["title"] = bad
    james_data["story"][0]["title"] = bad
    james_data["between"][0]["actions"][0]["title"] = bad
    james_data["presentation"]["scenes"][0]["lines"] = [bad]
    james_data["presentation"]["scenes"][1]["chapters"][0]["title"] = bad
    hostile_deck = deck(load_case(write_case(james_data)), instrument)
    assert all("<img" not in scene["html"] for scene in [*hostile_deck["scenes"], *hostile_deck["panels"]])
    assert any("&lt;img" in scene["html"] for scene in hostile_deck["scenes"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "map", "assessment": 7}, "there is no assessment 7"),
        ({"kind": "guess", "asks": ["arousel"]}, "did you mean 'arousal'?"),
        ({"kind": "panel"}, "goes with scenes of the kind panel"),
        ({"kind": "map", "panel": "states"}, "goes with scenes of the kind panel"),
        (
            {"kind": "story", "chapters": [{"title": "x", "at": "3 years", "until": "2 years"}]},
            "ends before it begins",
        ),
        ({"kind": "dance"}, "presentation, scenes 1"),
    ],
)
def test_a_scene_that_cannot_be_shown_is_refused_with_its_line(james_data, write_case, change, message):
    james_data["presentation"]["scenes"] = [change]
    with pytest.raises(InputErrors) as caught:
        load_case(write_case(james_data))
    assert message in str(caught.value)


def test_every_panel_is_marked_as_an_illustration_and_names_its_sources(instrument):
    panels = panel_deck(instrument)
    assert len(panels["scenes"]) == len(load_teaching().data.panels) == 9
    for scene in panels["scenes"]:
        assert "Illustration" in scene["html"]
        assert "Sources" in spoken(scene)


def test_pairs_of_practice_cases_are_for_trainers_only(instrument):
    assert not _teaches(open_store_for(RequestContext({})))
    assert not _teaches(open_store(Person("Ada", "trainee")))
    assert _teaches(open_store(Person("Tina", "trainer")))
    pairs = pathways({id: load_reference(id, instrument) for id in list_references()}, instrument)
    assert {pair.kind for pair in pairs} == {"equifinal", "multifinal"}
    with_pairs = panel_deck(instrument, ["pathways"], pairs)["scenes"][0]
    assert with_pairs["html"].count("<figure") == 2 * len(pairs)
    assert "<figure" not in panel_deck(instrument, ["pathways"])["scenes"][0]["html"]


def test_an_unknown_case_or_panel_is_not_opened(instrument):
    assert isinstance(PresentScreen(instrument, request("james")).children[0], Presenter)
    assert isinstance(PresentScreen(instrument, request(panel="states")).children[0], Presenter)
    for id in ("nobody", "../james", "<script>"):
        assert not isinstance(PresentScreen(instrument, request(id)).children[0], Presenter)
    practice = next(id for id in list_references() if load_case(id).kind == "practice")
    references = TrainersReferences(instrument, served=False)
    screens = {
        True: PresentScreen(instrument, request(practice), references=references),
        False: PresentScreen(instrument, request(practice)),
    }
    for is_teacher, screen in screens.items():
        scenes = screen.children[0].deck["scenes"]
        assert ("map" in {scene["kind"] for scene in scenes}) is is_teacher
    assert not isinstance(PresentScreen(instrument, request(panel="nothing")).children[0], Presenter)


def test_the_page_receives_the_counts_of_the_audience():
    questions, messages = [], []
    presenter = Presenter({"id": "x"}, audience=lambda question: questions.append(question) or {2: 5, 4: 1})
    presenter.send = lambda message: messages.append(message)
    presenter.hear({"type": "spread", "question": "arousal"})
    for nonsense in (None, "spread", {"type": "spread"}, {"type": "spread", "question": 3}):
        presenter.hear(nonsense)
    assert questions == ["arousal"]
    assert messages == [{"type": "spread", "question": "arousal", "counts": {"2": 5, "4": 1}}]
    silent = Presenter({"id": "x"}, audience=lambda _question: None)
    silent.send = lambda message: messages.append(message)
    silent.hear({"type": "spread", "question": "sleep"})
    assert messages[-1]["counts"] is None
    assert not Presenter({"id": "x"}).has_audience
