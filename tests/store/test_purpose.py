"""What a record is for: who may change it, when with a reason, and that lists and blinding follow it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from nmt_widgets import load_case
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store import (
    Access,
    Locked,
    NoRecord,
    NotPermitted,
    Person,
    Stale,
    Store,
    Unavailable,
    verify,
)
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.learning.adjudications import Adjudications
from nmt_widgets.store.people.accounts import add_person
from nmt_widgets.store.records.catalogue import Listing
from nmt_widgets.store.transfer.backup import back_up
from nmt_widgets.store.transfer.export import export
from nmt_widgets.store.transfer.restoring import restore
from tests.store.answers import AROUSAL, STATUS, begin

NEW = {
    "title": "Begun a moment ago",
    "assessments/1/label": "First",
    "assessments/1/age": "9 years",
    STATUS: "in-progress",
}


def store_of(engine: Engine, name: str, role: str) -> Store:
    return Store(Access(engine, Person(name, role)))


def codes(store: Store, group: str | None = None) -> list[str]:
    return [entry.case_id for entry in store.page(Listing(group=group)).entries]


@pytest.fixture
def trainer(engine: Engine) -> Store:
    return store_of(engine, "Tom", "trainer")


def test_until_the_first_answer_it_changes_without_a_reason(store: Store, trainer: Store) -> None:
    store.create("c-1", NEW, kind="clinical")
    with pytest.raises(NoRecord):
        trainer.read("c-1")
    store.save("c-1", {"kind": "practice"}, base=1, edit="purpose")
    assert (store.read("c-1").kind, store.case("c-1").kind, store.summary("c-1").kind) == ("practice",) * 3
    assert trainer.read("c-1").kind == "practice"
    assert (codes(store, "clients"), codes(store, "practice"), codes(trainer)) == ([], ["c-1"], ["c-1"])
    store.save("c-1", {"kind": "clinical"}, base=2, edit="back")
    assert codes(store, "mine") == ["c-1"]
    assert codes(trainer) == []
    with pytest.raises(NoRecord):
        trainer.revisions("c-1")


def test_after_the_first_answer_it_needs_a_reason_and_stays_in_the_history(
    store: Store, engine: Engine
) -> None:
    begin(store)
    with pytest.raises(Locked, match="needs a reason"):
        store.save("c-1", {"kind": "practice"}, base=1, edit="e")
    store.save("c-1", {"kind": "practice"}, base=1, edit="e", reason="Begun for the course")
    last = store.latest("c-1")
    assert (last.reason, last.author) == ("Begun for the course", "Ana")
    assert list(last.changes) == [{"path": "kind", "old": "clinical", "new": "practice"}]
    assert not verify(engine).problems
    with pytest.raises(Stale):
        store.save("c-1", {"kind": "clinical"}, base=1, edit="late", reason="Not so")


def test_of_a_completed_assessment_it_is_an_amendment(store: Store) -> None:
    begin(store)
    store.save("c-1", {STATUS: "completed"}, base=1, edit="done")
    store.save("c-1", {"kind": "practice"}, base=2, edit="e", reason="It is no client")
    assert store.read("c-1").answers[STATUS] == "amended"


def test_who_may_not_change_it_afterwards_may_not_change_what_it_is_for(
    engine: Engine, store: Store, trainer: Store
) -> None:
    store.create("c-1", NEW, kind="clinical")
    colleague = store_of(engine, "Bo", "clinician")
    for person, kind in ((colleague, "practice"), (store, "teaching"), (store, None), (store, "other")):
        with pytest.raises(InputError):
            person.save("c-1", {"kind": kind}, base=1, edit="e", reason="Why not")
    with pytest.raises(NoRecord):
        trainer.save("c-1", {"kind": "practice"}, base=1, edit="e", reason="I want to see it")
    store.save("c-1", {"kind": "practice"}, base=1, edit="mine")
    trainer.save("c-1", {"kind": "teaching"}, base=2, edit="theirs")
    with pytest.raises(NotPermitted):
        store.save("c-1", {"title": "Mine?"}, base=3, edit="lost")


def test_ratings_and_what_is_assigned_or_shared_keep_it(engine: Engine, store: Store) -> None:
    for name in ("Ana", "Bo", "Cy"):
        add_person(engine, name, "clinician", None)
    begin(store)
    store.share("c-1", "Cy", edit="share")
    with pytest.raises(NotPermitted, match="assigned to somebody or shared"):
        store.save("c-1", {"kind": "practice"}, base=1, edit="e", reason="x")
    store.unshare("c-1", "Cy", edit="unshare")
    bo = Adjudications(store_of(engine, "Bo", "clinician").access)
    second = bo.begin_second_rating("c-1/1", load_instrument()).case_id
    for person, case in ((store, "c-1"), (bo.store, second)):
        with pytest.raises(NotPermitted, match="several ratings"):
            person.save(case, {"kind": "practice"}, base=1, edit=case, reason="x")


def test_who_was_given_a_rating_to_read_cannot_rate_it_a_second_time(engine: Engine, store: Store) -> None:
    for name in ("Ana", "Bo", "Cy"):
        add_person(engine, name, "clinician", None)
    begin(store)
    store.share("c-1", "Bo", edit="share")
    store.unshare("c-1", "Bo", edit="unshare")
    store.assign("c-1", "Cy", edit="assign")
    store.assign("c-1", "", edit="unassign")
    for name in ("Bo", "Cy"):
        with pytest.raises(NotPermitted, match="would not be blind"):
            Adjudications(store_of(engine, name, "clinician").access).begin_second_rating(
                "c-1/1", load_instrument()
            )
    dot = Adjudications(store_of(engine, "Dot", "clinician").access)
    assert dot.begin_second_rating("c-1/1", load_instrument()).kind == "clinical"


def test_who_has_opened_a_rating_cannot_rate_it_a_second_time(engine: Engine, store: Store) -> None:
    begin(store)
    bo, cy = (store_of(engine, name, "clinician") for name in ("Bo", "Cy"))
    for _ in range(2):
        bo.case("c-1")
    for person in (store, store_of(engine, "shell", "operator")):
        person.read("c-1")
    assert [(entry.act, entry.person) for entry in store.filings("c-1")] == [("open", "Bo")]
    bo.summary("c-1")
    cy.summary("c-1")
    with pytest.raises(NotPermitted, match="you have opened the first rating"):
        Adjudications(bo.access).begin_second_rating("c-1/1", load_instrument())
    second = Adjudications(cy.access).begin_second_rating("c-1/1", load_instrument()).case_id
    cy.read(second)
    assert [entry.person for entry in store.filings("c-1")] == ["Bo"]
    assert verify(engine).problems == ()


def test_who_has_exported_a_rating_cannot_rate_it_a_second_time(
    engine: Engine, store: Store, tmp_path: Path
) -> None:
    for code in ("c-1", "c-2"):
        begin(store, code)
    bo = store_of(engine, "Bo", "clinician")
    bo.case("c-2")
    for person, folder in ((bo, "first"), (bo, "again"), (store_of(engine, "shell", "operator"), "all")):
        export(person, tmp_path / folder)
    opened = [(entry.act, entry.person) for code in ("c-1", "c-2") for entry in store.filings(code)]
    assert opened == [("open", "Bo"), ("open", "Bo")]
    with pytest.raises(NotPermitted, match="you have opened the first rating"):
        Adjudications(bo.access).begin_second_rating("c-1/1", load_instrument())
    assert verify(engine).problems == ()


def test_a_list_says_nothing_of_scores_that_one_could_still_rate_blind(engine: Engine, store: Store) -> None:
    store.create("c-1", {**to_answers(load_case("james")), "kind": "clinical"}, kind="clinical")
    bo, petra = store_of(engine, "Bo", "clinician"), store_of(engine, "Petra", "programme")
    add_person(engine, "Petra", "programme", None)
    store.share("c-1", "Petra", edit="share")
    category = store.summary("c-1").category
    assert category is not None

    def listed(person: Store, *categories: str) -> list[tuple[bool, str | None, bool]]:
        entries = person.page(Listing(group="clients", categories=categories)).entries
        return [(entry.is_unseen, entry.category, entry.domain is None) for entry in entries]

    assert listed(bo) == listed(bo, "unknown") == [(True, None, True)]
    assert listed(bo, category) == []
    assert bo.summary("c-1").is_unseen
    assert listed(store) == listed(petra) == listed(store, category) == [(False, category, False)]
    bo.case("c-1")
    assert listed(bo) == listed(bo, category) == [(False, category, False)]


def test_the_order_of_a_list_says_nothing_of_scores_that_one_could_still_rate_blind(
    engine: Engine, store: Store
) -> None:
    james = to_answers(load_case("james"))
    high = {path: 12 for path in james if "/functions/scores/" in path}
    store.create("c-1", {**james, **high, "kind": "clinical"}, kind="clinical")
    store.create("c-2", {**james, "kind": "clinical"}, kind="clinical")
    bo = store_of(engine, "Bo", "clinician")

    def codes_of(person: Store, descending: bool) -> list[str]:
        listing = Listing(group="clients", sort="category", descending=descending)
        return [entry.case_id for entry in person.page(listing).entries]

    assert codes_of(store, descending=True) == ["c-1", "c-2"]
    assert codes_of(bo, descending=True) == ["c-2", "c-1"]  # of their codes
    bo.case("c-1")
    bo.case("c-2")
    assert codes_of(bo, descending=True) == ["c-1", "c-2"]


def test_a_database_that_cannot_be_written_keeps_nobody_from_reading(
    engine: Engine, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(store)
    bo = store_of(engine, "Bo", "clinician")

    def is_full(*_: object) -> None:
        raise Unavailable("full")

    monkeypatch.setattr("nmt_widgets.store.records.filing.append", is_full)
    assert bo.read("c-1").owner == "Ana"
    assert store.filings("c-1") == []


def test_a_backup_brings_back_what_it_is_for(engine: Engine, store: Store, tmp_path: Path) -> None:
    begin(store)
    store.save("c-1", {"kind": "practice"}, base=1, edit="e", reason="Begun for the course")
    back_up(engine, tmp_path / "b.backup")
    url = f"sqlite:///{tmp_path / 'restored.db'}"
    restore(tmp_path / "b.backup", url=url)
    trainer = store_of(open_engine(url), "Tom", "trainer")
    assert (trainer.read("c-1").kind, codes(trainer, "practice")) == ("practice", ["c-1"])
    trainer.save("c-1", {AROUSAL: 4}, base=2, edit="t")
