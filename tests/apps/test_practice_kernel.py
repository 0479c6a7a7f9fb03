"""The kernel's side of the practice screen: what a page asks for is not believed, and what is submitted stays."""

import pytest

from nmt_widgets.apps.practice.attempt import AttemptView
from nmt_widgets.apps.practice.comparison import ComparisonView
from nmt_widgets.apps.practice.screen import PracticeScreen
from nmt_widgets.case_files import load_case
from nmt_widgets.case_files.answers import to_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import load_instrument
from nmt_widgets.server.screens.references import submitted_reference
from nmt_widgets.store import Locked, Person, open_store
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.learning.class_entry import enter_class
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.store.people.accounts import add_person
from nmt_widgets.store.people.sessions import start
from nmt_widgets.training.references.attempts import begin_attempt, practice_list
from nmt_widgets.training.references.reading import list_references, load_reference

CASE = "practice-boy-8"
SCORES = "assessments/1/functions/scores/"
STATUS = "assessments/1/status"
LAST_CASE = practice_list(load_instrument())[-1].id
WORDS = texts("practice")


@pytest.fixture
def tom():
    return open_store(Person("Tom", "trainee"))


@pytest.fixture
def screen(instrument, tom):
    return PracticeScreen(instrument, tom)


def begin(screen, edit="e-1"):
    screen._list.hear({"type": "begin", "case": CASE, "edit": edit})
    return screen._opened


def save(store, case, changes, reason="", edit="s-1"):
    base = store.latest(case).number
    return store.save(case, changes, base=base, edit=edit, reason=reason)


def submit(store, case, instrument, score=6):
    scores = {SCORES + id: {"score": score} for id in instrument.ids}
    save(store, case, scores, edit=f"all-{case}")
    save(store, case, {STATUS: "completed"}, edit=f"done-{case}")


def attempt_of(screen):
    return screen._address.query["attempt"]


def test_begun_twice_it_is_one_and_gone_on_with(screen, tom):
    begin(screen)
    code = attempt_of(screen)
    begin(screen)
    begin(screen, "another")  # not submitted yet: that one is gone on with
    assert attempt_of(screen) == code
    [record] = tom.records()
    assert (record.practice_of, record.kind, record.labels) == (CASE, "practice", {1: "Attempt 1"})


def test_nothing_is_begun_of_what_is_no_practice_case(screen, tom):
    for case in ("../references/practice-boy-8", "nobody", "", "james.yaml"):
        screen._list.hear({"type": "begin", "case": case, "edit": "x"})
        assert screen._list.problem
    screen._list.hear({"type": "open", "attempt": "c-aaaaaa"})
    assert "none you may open" in screen._list.problem
    assert tom.records() == []


def test_a_page_changes_the_answers_of_its_attempt_only(screen, tom):
    opened = begin(screen)
    path = f"{SCORES}arousal"
    changes = {
        path: {"score": 3},
        "practice_of": "practice-girl-8",
        "title": "x",
        "assessments/2/age": "9 years",
    }
    opened._widget.hear({"type": "save", "edit": "e", "base": 1, "changes": changes})
    answers = tom.read(attempt_of(screen)).answers
    assert answers[path] == {"score": 3}
    assert (answers["practice_of"], "assessments/2/age" in answers) == (CASE, False)


def test_what_the_page_is_given_holds_no_answer(screen, instrument):
    opened = begin(screen)
    state = str(opened._widget.get_state())
    reference = load_reference(CASE, instrument)
    assert "The school nurse and a paediatrician" in state
    assert not [entry.rationale for entry in reference.functions.values() if entry.rationale in state]


def test_saying_that_it_is_submitted_is_not_enough(screen):
    opened = begin(screen)
    opened._widget.hear({"type": "submitted"})
    assert screen._opened is opened
    assert isinstance(opened, AttemptView)


def test_what_is_submitted_stays(screen, tom, instrument):
    begin(screen)
    code = attempt_of(screen)
    save(tom, code, {"assessments/2/age": "9 years", "assessments/2/label": "a way round"}, edit="two")
    submit(tom, code, instrument)
    for number, change in enumerate(
        (
            {SCORES + "arousal": {"score": 9}},
            {STATUS: "entered-in-error"},
            {"practice_of": None},
            {"assessments/2/age": "8 years"},
            {"title": "x"},
        )
    ):
        with pytest.raises(Locked):
            save(tom, code, change, reason="because", edit=f"late-{number}")


def test_without_a_server_the_reference_is_not_shown(screen, tom, instrument, monkeypatch):
    monkeypatch.delenv("VOILA_WS_BASE_URL", raising=False)
    opened = begin(screen)
    submit(tom, attempt_of(screen), instrument)
    opened._widget.hear({"type": "submitted"})
    assert screen._opened is None
    assert "nmt serve" in screen._list.problem


def test_with_the_reference_it_is_compared(screen, tom, instrument, monkeypatch):
    attempts = []

    def answer(attempt):
        attempts.append(attempt)
        return load_reference(CASE, instrument)

    monkeypatch.setattr("nmt_widgets.apps.practice.screen.ask_reference", answer)
    screen = PracticeScreen(instrument, tom)
    opened = begin(screen)
    code = attempt_of(screen)
    save(tom, code, {SCORES + "sleep": {"score": "not known"}}, edit="unknown")
    submit(tom, code, instrument)
    opened._widget.hear({"type": "submitted"})
    view = screen._opened
    assert isinstance(view, ComparisonView)
    assert attempts == [code]
    sizes = [row["difference"] for row in view._comparison.rows]
    assert [abs(size) for size in sizes] == sorted((abs(size) for size in sizes), reverse=True)
    view._readings.hear({"type": "again", "edit": "second"})
    assert isinstance(screen._opened, AttemptView)
    assert sorted(record.labels[1] for record in tom.records()) == ["Attempt 1", "Attempt 2"]


def test_the_server_looks_at_the_store_and_at_nothing_else(instrument):
    engine = open_engine()
    tokens = {
        name: start(engine, add_person(engine, name, role, "four words make one"))
        for name, role in {"Tom": "trainee", "Tia": "trainee", "Rhea": "trainer", "Cleo": "clinician"}.items()
    }
    tom = open_store(Person("Tom", "trainee"))
    first = {"title": "x", "practice_of": CASE, "assessments/1/age": "8 years", "assessments/1/label": "a"}
    code = tom.create(None, {**first, STATUS: "in-progress"}, kind="practice").case_id
    people = ("Tom", "Tia", "Rhea", "Cleo")
    assert [submitted_reference(tokens[name], code) for name in people] == [None] * 4
    left_open = tom.create(None, {**first, STATUS: "completed"}, kind="practice").case_id
    assert submitted_reference(tokens["Tom"], left_open) is None
    submit(tom, code, instrument)
    permitted = [name for name in people if submitted_reference(tokens[name], code)]
    assert permitted == ["Tom", "Rhea"]
    assert submitted_reference(tokens["Tom"], "c-222222") is None
    assert submitted_reference("no session", code) is None
    unknown = tom.create(
        None, {**first, "practice_of": "nobody", STATUS: "in-progress"}, kind="practice"
    ).case_id
    submit(tom, unknown, instrument)
    assert submitted_reference(tokens["Tom"], unknown) is None


@pytest.mark.parametrize("case", list_references())
def test_every_case_can_be_compared(case, instrument):
    reference, practice = load_reference(case, instrument), load_case(case, instrument)
    begun = {**begin_attempt(practice, "Attempt 1"), "kind": "practice", STATUS: "completed"}
    quoted = {
        "instrument": "Vignette",
        "value": f"¶{practice.vignette[0].number}: “{practice.vignette[0].text}”",
    }
    first = {SCORES + id: {"score": 6, "evidence": [quoted]} for id in instrument.ids}
    view = ComparisonView(to_case("c-222222", {**begun, **first}), practice, reference, instrument, by="Tom")
    rows = view._comparison.rows
    assert {row["id"] for row in rows} == set(instrument.ids)
    assert all(row["rationale"] or case == "james" for row in rows)
    assert rows[0]["evidence"] == [{"paragraph": 1, "text": f"“{practice.vignette[0].text}”"}]
    assert view._readings.sentences
    assert not view._readings.again


def test_words_of_refusals_are_there():
    for problem in WORDS["no_reference"].values():
        assert str(InputError(problem["message"], remedy=problem["remedy"]))


def test_somebody_in_a_class_begins_with_its_case_and_finds_it_first(instrument):
    tina = Classes(open_store(Person("Tina", "trainer")).access)
    code = tina.open_class("Monday", LAST_CASE).code
    store = open_store(enter_class(tina.store.engine, code, "Ana").person)
    first = PracticeScreen(instrument, store)
    assert isinstance(first._opened, AttemptView), "nothing has to be pressed"
    assert "personal code" in first._opened._widget.words["saving"]["troubles"]["ended"]["advice"]
    attempt = attempt_of(first)
    assert PracticeScreen(instrument, store)._address.query == {"attempt": attempt}, (
        "and the same is gone on with"
    )
    assert [record.practice_of for record in store.records()] == [LAST_CASE]
    submit(store, attempt, instrument)
    done = PracticeScreen(instrument, store)
    assert done._opened is None
    assert done._list.cases[0]["id"] == LAST_CASE
    assert {card["id"] for card in done._list.cases} == {case.id for case in practice_list(instrument)}
    assert PracticeScreen(instrument, open_store(Person("Tom", "trainee")))._opened is None
