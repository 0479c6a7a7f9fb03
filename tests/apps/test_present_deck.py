"""A presentation as data: what James's holds, what any case gets, what is refused, what the page may ask."""

import json
import re

import pytest

from nmt_widgets import load_case
from nmt_widgets.apps.present.screen import PresentScreen, _teaches
from nmt_widgets.apps.shared.request_context import RequestContext, open_store_for
from nmt_widgets.apps.shared.training_references import TrainersReferences
from nmt_widgets.cases.model import Case
from nmt_widgets.core.errors import InputErrors
from nmt_widgets.presenting import deck, load_teaching, panel_deck, pathways, scenes_of
from nmt_widgets.training.references.reading import list_references, load_reference
from nmt_widgets.widgets.present.presenter import Presenter

TOLD = [
    "opening", "story", "history", "guess", "map", "peer", "domains", "relational", "cmr", "treatments", "plan",
    "change", "done", "questions", "sources",
]  # fmt: skip


@pytest.fixture(scope="module")
def james_deck(james, instrument):
    return deck(james, instrument)


def spoken(scene):
    return " ".join(note["text"] for note in scene["notes"])


def test_james_is_told_in_full_and_ends_with_where_it_comes_from(james_deck):
    kinds = [scene["kind"] for scene in james_deck["scenes"]]
    assert [kind for kind in kinds if kind in TOLD] == TOLD
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
    for told in (james.history.note, james.assessment(1).relational_health.note, james.between[0].note):
        assert told in everything
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
    made = deck(plain, instrument)
    told = list(TOLD)
    told.insert(told.index("history") + 1, "panel-disruptors")
    told.insert(told.index("plan"), "panel-stress")
    assert [scene["kind"] for scene in made["scenes"]] == told
    story = next(scene for scene in made["scenes"] if scene["kind"] == "story")
    assert story["steps"] == 3
    asked = next(scene for scene in scenes_of(plain, instrument) if scene.kind == "guess").asks
    assert asked == ("arousal", "neuroendocrine", "limbic")


def test_what_the_plan_puts_aside_is_named_so_on_its_slide(james, instrument):
    scene = next(
        scene
        for scene in deck(james.model_copy(update={"between": []}), instrument)["scenes"]
        if scene["kind"] == "plan"
    )
    assert "Tutoring: suspend" in json.dumps(scene)


def test_a_case_without_scores_is_told_as_far_as_it_goes(james_data, write_case, instrument):
    for assessment in james_data["assessments"]:
        assessment["functions"] = {"scores": {}}
        assessment["status"] = "in-progress"
    kinds = [scene["kind"] for scene in deck(load_case(write_case(james_data)), instrument)["scenes"]]
    assert "story" in kinds
    assert not {"map", "cmr", "plan", "change"} & set(kinds)


def test_what_a_case_says_is_never_markup(james_data, write_case, instrument):
    bad = "<img src=x onerror=alert(1)>"
    james_data["title"] = bad
    james_data["story"][0]["title"] = bad
    james_data["between"][0]["actions"][0]["title"] = bad
    james_data["presentation"]["scenes"][0]["lines"] = [bad]
    james_data["presentation"]["scenes"][1]["chapters"][0]["title"] = bad
    made = deck(load_case(write_case(james_data)), instrument)
    assert all("<img" not in scene["html"] for scene in [*made["scenes"], *made["panels"]])
    assert any("&lt;img" in scene["html"] for scene in made["scenes"])


@pytest.mark.parametrize(
    ("change", "said"),
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
def test_a_scene_that_cannot_be_shown_is_refused_with_its_line(james_data, write_case, change, said):
    james_data["presentation"]["scenes"] = [change]
    with pytest.raises(InputErrors) as caught:
        load_case(write_case(james_data))
    assert said in str(caught.value)


def test_every_panel_says_that_it_is_an_illustration_and_who_says_so(instrument):
    made = panel_deck(instrument)
    assert len(made["scenes"]) == len(load_teaching().data.panels) == 9
    for scene in made["scenes"]:
        assert "Illustration" in scene["html"]
        assert "Sources" in spoken(scene)


def test_pairs_of_practice_cases_are_for_trainers_only(instrument):
    assert not _teaches(open_store_for(RequestContext({}, served=True)))
    assert _teaches(open_store_for(RequestContext({})))
    pairs = pathways({id: load_reference(id, instrument) for id in list_references()}, instrument)
    assert {pair.kind for pair in pairs} == {"equifinal", "multifinal"}
    with_pairs = panel_deck(instrument, ["pathways"], pairs)["scenes"][0]
    assert with_pairs["html"].count("<figure") == 2 * len(pairs)
    assert "<figure" not in panel_deck(instrument, ["pathways"])["scenes"][0]["html"]


def test_the_screen_opens_only_what_there_is(instrument):
    assert isinstance(PresentScreen(instrument, "james").children[0], Presenter)
    assert isinstance(PresentScreen(instrument, panel="states").children[0], Presenter)
    for asked in ("nobody", "../james", "<script>"):
        assert not isinstance(PresentScreen(instrument, asked).children[0], Presenter)
    practice = next(id for id in list_references() if load_case(id).kind == "practice")
    references = TrainersReferences(instrument, served=False)
    told = {
        True: PresentScreen(instrument, practice, references=references),
        False: PresentScreen(instrument, practice),
    }
    for is_teacher, screen in told.items():
        scenes = screen.children[0].deck["scenes"]
        assert ("map" in {scene["kind"] for scene in scenes}) is is_teacher
    assert not isinstance(PresentScreen(instrument, panel="nothing").children[0], Presenter)


def test_the_page_hears_how_the_audience_answered():
    asked, told = [], []
    presenter = Presenter({"id": "x"}, audience=lambda question: asked.append(question) or {2: 5, 4: 1})
    presenter.send = lambda message: told.append(message)
    presenter.hear({"type": "spread", "question": "arousal"})
    for nonsense in (None, "spread", {"type": "spread"}, {"type": "spread", "question": 3}):
        presenter.hear(nonsense)
    assert asked == ["arousal"]
    assert told == [{"type": "spread", "question": "arousal", "counts": {"2": 5, "4": 1}}]
    silent = Presenter({"id": "x"}, audience=lambda _question: None)
    silent.send = lambda message: told.append(message)
    silent.hear({"type": "spread", "question": "sleep"})
    assert told[-1]["counts"] is None
    assert not Presenter({"id": "x"}).has_audience
