"""The history of a record: its pages, its states, and the way back to one."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import Engine, insert, update

from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Access, Locked, NoRecord, NotPermitted, Person, Stale, Store, verify
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.chain import START, canonical
from nmt_widgets.store.database.transactions import writing
from nmt_widgets.store.people.accounts import add_person
from tests.store.answers import AROUSAL, SCHOOL, SLEEP, STATUS, begin

SCORES = "assessments/1/functions/"
AGREED = "assessments/1/plan/agreed"


def numbers(store: Store, *within: str, page: int = 1) -> list[int]:
    return [revision.number for revision in store.revision_page("c-1", within, page).revisions]


@pytest.fixture
def edited(store: Store) -> Store:
    """The store of Ana, with a record of 45 revisions: its even ones score, its odd ones say something of school."""
    begin(store)
    for number in range(1, 45):
        change = {SLEEP: 1 + number % 12} if number % 2 else {SCHOOL: f'Class "{number}"'}
        store.save("c-1", change, base=number, edit=f"e{number}")
    return store


def test_the_newest_stand_first_page_by_page(edited: Store) -> None:
    page = edited.revision_page("c-1")
    assert (page.total, page.page, page.pages) == (45, 1, 3)
    assert numbers(edited) == list(range(45, 25, -1))
    assert numbers(edited, page=3) == [5, 4, 3, 2, 1]
    assert numbers(edited, page=99) == [5, 4, 3, 2, 1]
    assert numbers(edited, page=-1) == numbers(edited)


def test_a_section_is_looked_for_in_paths_and_not_in_what_was_typed(edited: Store) -> None:
    edited.save("c-1", {SCHOOL: f'He wrote "path":"{SCORES}sleep" on it'}, base=45, edit="trap")
    assert numbers(edited, SCORES)[:3] == [44, 42, 40]
    assert edited.revision_page("c-1", (SCORES,)).total == 23
    assert numbers(edited, "title", "kind") == [1]
    assert numbers(edited, "history/") == []


def test_a_state_is_what_the_answers_were(edited: Store) -> None:
    states = [edited.state("c-1", number) for number in (1, 2, 3, 45)]
    assert [state.get(SLEEP) for state in states] == [None, {"score": 2}, {"score": 2}, {"score": 8}]
    assert [state.get(SCHOOL) for state in states] == [None, None, 'Class "2"', 'Class "44"']
    assert states[-1] == edited.read("c-1").answers
    for number in (0, 46):
        with pytest.raises(InputError, match="no change"):
            edited.state("c-1", number)


def test_a_state_of_a_draft_is_put_back_as_one_revision(edited: Store, engine: Engine) -> None:
    before = edited.revisions("c-1")
    back = edited.put_back("c-1", 2, 1, base=45, edit="back", reason="Typed into the wrong record")
    assert (back.number, back.author) == (46, "Ana")
    assert back.reason == "State after change 2 put back: Typed into the wrong record"
    assert edited.read("c-1").answers == edited.state("c-1", 2)
    assert edited.revisions("c-1")[:45] == before, "nothing is removed"
    assert edited.put_back("c-1", 2, 1, base=45, edit="back", reason="x") == back, "sent twice, done once"
    assert edited.put_back("c-1", 2, 1, base=46, edit="again", reason="x").number == 46, "nothing to put back"
    edited.put_back("c-1", 45, 1, base=46, edit="forth", reason="It was the right one")
    assert edited.read("c-1").answers == edited.state("c-1", 45)
    assert not verify(engine).problems


def test_of_a_completed_assessment_it_is_an_amendment_and_what_came_after_stays(store: Store) -> None:
    begin(store)
    store.save("c-1", {AROUSAL: 7, SLEEP: 5, "title": "Renamed"}, base=1, edit="more")
    store.save("c-1", {STATUS: "completed"}, base=2, edit="done")
    store.save("c-1", {AGREED: "2026-03-01"}, base=3, edit="plan")
    second = {
        "assessments/2/label": "Second",
        "assessments/2/age": "10 years",
        "assessments/2/date": "2026-05-01",
    }
    store.save("c-1", second, base=4, edit="second")
    back = store.put_back("c-1", 1, 1, base=5, edit="back", reason="Scores of another child")
    answers = store.read("c-1").answers
    assert (answers[AROUSAL], answers.get(SLEEP), answers["title"]) == ({"score": 3}, None, "A case")
    assert (answers[STATUS], answers[AGREED]) == ("amended", "2026-03-01")
    assert {path: answers[path] for path in second} == second
    assert {change["path"] for change in back.changes} == {AROUSAL, SLEEP, "title", STATUS}


def test_conflicts_locks_and_roles_hold_for_it(store: Store, engine: Engine) -> None:
    begin(store)
    store.save("c-1", {AROUSAL: 7}, base=1, edit="more")
    with pytest.raises(Stale):
        store.put_back("c-1", 1, 1, base=1, edit="stale", reason="x")
    with pytest.raises(Locked, match="needs a reason"):
        store.put_back("c-1", 1, 1, base=2, edit="bare", reason=" ")
    add_person(engine, "Petra", "programme", None)
    store.share("c-1", "Petra", edit="share")
    reader = Store(Access(engine, Person("Petra", "programme")))
    assert reader.revision_page("c-1").total == 2
    assert reader.state("c-1", 1)[AROUSAL] == {"score": 3}
    with pytest.raises(NotPermitted):
        reader.put_back("c-1", 1, 1, base=2, edit="reader", reason="x")
    trainee = Store(Access(engine, Person("Tim", "trainee")))
    for look in (trainee.revision_page, trainee.own_revisions, lambda case: trainee.state(case, 1)):
        with pytest.raises(NoRecord):
            look("c-1")
    store.save("c-1", {STATUS: "entered-in-error"}, base=2, edit="error", reason="Wrong person")
    with pytest.raises(Locked):
        store.put_back("c-1", 1, 1, base=3, edit="late", reason="x")


def test_own_revisions_are_the_last_of_one_person_without_the_beginning(store: Store, engine: Engine) -> None:
    begin(store)
    assert store.own_revisions("c-1") == []
    store.save("c-1", {AROUSAL: 7}, base=1, edit="mine")
    bo = Store(Access(engine, Person("Bo", "clinician")))
    bo.save("c-1", {AROUSAL: 8}, base=2, edit="theirs")
    store.save("c-1", {SLEEP: 8}, base=3, edit="mine-again")
    assert [revision.number for revision in store.own_revisions("c-1")] == [4, 2]
    assert [revision.number for revision in bo.own_revisions("c-1")] == [3]


def test_a_record_of_thousands_of_revisions_is_read_in_pages(store: Store, engine: Engine) -> None:
    begin(store)
    first = {
        "case_id": "c-1",
        "author": "Ana",
        "role": "clinician",
        "at": store.latest("c-1").at,
        "reason": "",
    }
    rows = [
        {
            **first,
            "number": number,
            "edit": f"e{number}",
            "changes": canonical(
                [{"path": SLEEP, "old": {"score": 1 + (number - 1) % 12}, "new": {"score": 1 + number % 12}}]
            ),
            "previous_hash": START,
            "hash": START,
        }
        for number in range(2, 3002)
    ]
    with writing(engine) as connection:
        connection.execute(insert(tables.revision), rows)
        connection.execute(update(tables.record).values(head=3001))
    begun = time.process_time()
    assert store.revision_page("c-1", (SCORES,), 75).page == 75
    assert store.state("c-1", 1500)[SLEEP] == {"score": 1 + 1500 % 12}
    assert time.process_time() - begun < 1
