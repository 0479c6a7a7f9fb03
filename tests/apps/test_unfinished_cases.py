"""Readers' lists do not contain a trainer's unfinished cases."""

import pytest

from nmt_widgets.apps.author.screen import AuthorScreen
from nmt_widgets.apps.consult.screen import ConsultScreen
from nmt_widgets.apps.home.screen import HomeScreen
from nmt_widgets.apps.present.screen import PresentScreen
from nmt_widgets.apps.shared.training_references import TrainersReferences
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.store import Person, open_store
from nmt_widgets.widgets.present.presenter import Presenter
from tests.apps.listing import entries, request


@pytest.fixture
def store_of(tmp_path):
    """Return the store as a person of a role sees it."""
    return lambda name, role: open_store(Person(name, role), url=f"sqlite:///{tmp_path}/cases.db")


@pytest.fixture
def drafts(store_of, instrument):
    """Two cases made on the trainer's screen: one just begun, one with everything but its completion."""
    rhea = store_of("Rhea", "trainer")
    references = TrainersReferences(instrument, served=False)
    for message in (
        {"type": "begin", "title": "Girl", "age": "9 years", "kind": "teaching"},
        {"type": "copy", "id": "james"},
    ):
        AuthorScreen(instrument, rhea, references).receive(message, [])
    return {record.title: record.case_id for record in rhea.records()}


@pytest.mark.parametrize("screen", [HomeScreen, ConsultScreen])
def test_readers_do_not_see_a_case_before_an_assessment_is_completed(screen, store_of, drafts, instrument):
    case = drafts["James"]
    trainee = store_of("Tom", "trainee")
    assert entries(screen(instrument, store=trainee)).keys().isdisjoint(drafts.values())
    assert not screen(instrument, request(case), trainee)._opened
    assert case in entries(screen(instrument, store=store_of("Rhea", "trainer")))
    assert case in entries(
        screen(instrument, store=store_of("Rob", "trainer"))
    )  # a colleague may go on with it
    rhea = store_of("Rhea", "trainer")
    rhea.save(case, {"assessments/1/status": "completed"}, base=1, edit="done")
    assert entries(screen(instrument, store=trainee)).keys() & set(drafts.values()) == {case}
    assert screen(instrument, request(case), trainee)._opened


@pytest.mark.parametrize("role", ["trainee", "clinician", "programme"])
def test_an_unfinished_case_is_not_offered_to_present(role, store_of, drafts, instrument, james):
    reader = store_of("Tom", role)
    assert entries(PresentScreen(instrument, store=reader)).keys().isdisjoint(drafts.values())
    for case in drafts.values():
        assert not isinstance(PresentScreen(instrument, request(case), store=reader).children[0], Presenter)
    trainer = store_of("Rhea", "trainer")
    assert isinstance(
        PresentScreen(instrument, request(drafts["James"]), store=trainer).children[0], Presenter
    )
    answers = {path: value for path, value in to_answers(james).items() if path != "kind"}
    trainer.create("c-done", answers, kind="teaching")
    assert isinstance(PresentScreen(instrument, request("c-done"), store=reader).children[0], Presenter)
