"""The archive, assignments and sharing: what they change in lists, who may do so, and that none is lost or forged."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, update

from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store import Access
from nmt_widgets.store.checking.verifying import verify
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.database.transactions import writing
from nmt_widgets.store.errors import NoRecord, NotPermitted
from nmt_widgets.store.learning.adjudications import Adjudications
from nmt_widgets.store.people.accounts import add_person, retire_person
from nmt_widgets.store.people.roles import Person, RecordRight
from nmt_widgets.store.records.catalogue import Listing
from nmt_widgets.store.records.store import Store
from nmt_widgets.store.transfer.backup import back_up
from nmt_widgets.store.transfer.export import export
from nmt_widgets.store.transfer.restoring import restore
from tests.store.answers import begin


def store_of(engine: Engine, name: str, role: str = "clinician") -> Store:
    return Store(Access(engine, Person(name, role)))


def codes(store: Store, **listing: object) -> list[str]:
    return [entry.case_id for entry in store.page(Listing(**listing)).entries]


@pytest.fixture
def clinic(engine: Engine, store: Store) -> Store:
    """The store of Ana, with colleagues and one client of hers."""
    for name, role in (("Ana", "clinician"), ("Bo", "clinician"), ("Pat", "programme"), ("Tom", "trainer")):
        add_person(engine, name, role, None)
    begin(store)
    return store


@pytest.fixture
def own_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site where clinicians see only clients of their own."""

    def record_right(person: Person, kind: str) -> RecordRight:
        return "own" if person.role == "clinician" else "none"

    monkeypatch.setattr(Person, "record_right", record_right)


def test_an_archived_record_is_in_no_other_list_and_opens_as_before(clinic: Store) -> None:
    clinic.archive("c-1", edit="away")
    assert codes(clinic) == codes(clinic, group="mine") == codes(clinic, group="clients") == []
    assert codes(clinic, group="archive") == ["c-1"]
    assert clinic.counts(Listing()) == {
        "mine": 0, "clients": 0, "teaching": 0, "practice": 0, "archive": 1,
    }  # fmt: skip
    clinic.save("c-1", {"title": "Renamed"}, base=1, edit="rename")
    assert clinic.summary("c-1").archived
    assert clinic.summary("c-1").title == "Renamed"
    clinic.restore_from_archive("c-1", edit="back")
    assert codes(clinic) == ["c-1"]
    assert clinic.summary("c-1").archived is None


def test_a_client_is_of_whoever_it_is_assigned_to(engine: Engine, clinic: Store) -> None:
    bo = store_of(engine, "Bo")
    assert (codes(clinic, group="mine"), codes(bo, group="mine")) == (["c-1"], [])
    clinic.assign("c-1", "Bo", edit="to-bo")
    assert (codes(clinic, group="mine"), codes(bo, group="mine")) == ([], ["c-1"])
    assert codes(clinic, assigned="Bo") == codes(clinic, group="clients") == ["c-1"]
    assert codes(clinic, assigned="") == []
    bo.assign("c-1", "", edit="to-nobody")
    assert codes(clinic, group="mine") == codes(clinic, assigned="") == ["c-1"]


def test_what_is_assigned_to_somebody_retired_says_so_and_can_be_reassigned(
    engine: Engine, clinic: Store
) -> None:
    clinic.assign("c-1", "Bo", edit="to-bo")
    assert not clinic.summary("c-1").assigned_retired
    retire_person(engine, "Bo")
    summary = clinic.summary("c-1")
    assert (summary.assigned, summary.assigned_retired) == ("Bo", True)
    assert clinic.colleagues("c-1") == ["Ana", "Pat"]
    with pytest.raises(NotPermitted, match="Bo"):
        clinic.share("c-1", "Bo", edit="with-bo")
    clinic.assign("c-1", "Pat", edit="to-pat")
    assert clinic.summary("c-1").assigned == "Pat"


def test_an_assigned_client_is_ones_own(own_clients: None, engine: Engine, clinic: Store) -> None:
    bo = store_of(engine, "Bo")
    with pytest.raises(NoRecord):
        bo.read("c-1")
    clinic.assign("c-1", "Bo", edit="to-bo")
    bo.save("c-1", {"title": "By Bo"}, base=1, edit="by-bo")
    assert codes(bo, group="clients") == ["c-1"]
    clinic.assign("c-1", "Ana", edit="to-ana")
    assert codes(bo) == []
    with pytest.raises(NoRecord):
        bo.read("c-1")


def test_a_shared_client_is_read_at_every_entrance_and_not_changed(
    own_clients: None, engine: Engine, clinic: Store, tmp_path: Path
) -> None:
    bo = store_of(engine, "Bo")
    with pytest.raises(NoRecord):
        bo.ask("c-1")
    clinic.share("c-1", "Bo", edit="with-bo")
    assert clinic.readers("c-1") == ["Bo"]
    bo.ask("c-1")
    assert bo.read("c-1").answers["title"] == "A case"
    assert list(bo.cases(["c-1", "c-2"])) == codes(bo) == ["c-1"]
    assert codes(bo, group="mine") == []
    export(bo, tmp_path / "export", cases=["c-1"])
    for change in (
        lambda: bo.save("c-1", {"title": "Mine"}, base=1, edit="mine"),
        lambda: bo.archive("c-1", edit="away"),
        lambda: bo.share("c-1", "Bo", edit="again"),
        lambda: bo.colleagues("c-1"),
        lambda: bo.readers("c-1"),
        lambda: bo.filings("c-1"),
    ):
        with pytest.raises(NotPermitted):
            change()
    clinic.unshare("c-1", "Bo", edit="no-more")
    with pytest.raises(NoRecord):
        bo.read("c-1")
    assert codes(bo) == clinic.readers("c-1") == []


def test_who_is_blind_stays_so_when_it_is_assigned_or_shared(engine: Engine, clinic: Store) -> None:
    bo = Adjudications(Access(engine, Person("Bo", "clinician")))
    second = bo.begin_second_rating("c-1/1", load_instrument()).case_id
    clinic.assign("c-1", "Bo", edit="to-bo")
    clinic.share("c-1", "Bo", edit="with-bo")
    with pytest.raises(NoRecord):
        bo.store.read("c-1")
    assert codes(bo.store, group="mine") == codes(bo.store) == [second]
    assert codes(clinic) == ["c-1"]


def test_a_role_without_clients_gets_none_by_sharing(engine: Engine, clinic: Store) -> None:
    tom = store_of(engine, "Tom", "trainer")
    for name, file in {"share": clinic.share, "assign": clinic.assign}.items():
        with pytest.raises(NotPermitted, match="Tom"):
            file("c-1", "Tom", edit=name)
    with pytest.raises(NoRecord):
        tom.archive("c-1", edit="away")
    with pytest.raises(NotPermitted):
        store_of(engine, "Pat", "programme").archive("c-1", edit="away")


def test_an_attempt_stays_the_work_of_whoever_began_it(engine: Engine, clinic: Store) -> None:
    begin(clinic, "c-2", kind="practice")
    for name, file in {"share": clinic.share, "assign": clinic.assign}.items():
        with pytest.raises(NotPermitted, match="only clients"):
            file("c-2", "Bo", edit=name)
    with pytest.raises(NoRecord):
        store_of(engine, "Bo").read("c-2")
    clinic.archive("c-2", edit="away")


def test_nobody_is_no_reader(clinic: Store) -> None:
    with pytest.raises(NotPermitted):
        clinic.share("c-1", "", edit="with-nobody")
    assert clinic.readers("c-1") == []


def test_an_edit_that_is_sent_again_is_not_filed_twice(engine: Engine, clinic: Store) -> None:
    clinic.assign("c-1", "Bo", edit="to-bo")
    clinic.assign("c-1", "Ana", edit="to-ana")
    clinic.assign("c-1", "Bo", edit="to-bo")
    assert clinic.summary("c-1").assigned == "Ana"
    clinic.assign("c-1", "Ana", edit="as-it-is")
    with pytest.raises(InputError):
        store_of(engine, "Bo").assign("c-1", "Pat", edit="to-bo")
    assert [(entry.number, entry.act, entry.person, entry.author) for entry in clinic.filings("c-1")] == [
        (1, "assign", "Bo", "Ana"),
        (2, "assign", "Ana", "Ana"),
    ]


def test_a_backup_holds_the_filing_and_a_restore_derives_it(clinic: Store, tmp_path: Path) -> None:
    clinic.assign("c-1", "Bo", edit="to-bo")
    clinic.share("c-1", "Pat", edit="with-pat")
    clinic.archive("c-1", edit="away")
    verdict = back_up(clinic.engine, tmp_path / "b.backup")
    url = f"sqlite:///{tmp_path / 'restored.db'}"
    assert restore(tmp_path / "b.backup", url=url).verdict == verdict
    restored = store_of(open_engine(url), "Ana")
    assert restored.summary("c-1") == clinic.summary("c-1")
    assert restored.filings("c-1") == clinic.filings("c-1")
    assert restored.readers("c-1") == ["Pat"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (update(tables.filing).values(person="Tom"), "filing: entry 1"),
        (delete(tables.filing).where(tables.filing.c.number == 1), "filing: entry 1 is missing"),
        (update(tables.listed_record).values(owner="Tom"), "c-1: what lists say"),
        (update(tables.listed_assessment).values(status="completed"), "c-1: what lists say"),
        (delete(tables.listed_record), "c-1: what lists say"),
        (delete(tables.shared_record), "c-1: what lists say"),
    ],
)
def test_a_change_past_the_store_shows(clinic: Store, change: object, problem: str) -> None:
    clinic.assign("c-1", "Bo", edit="to-bo")
    clinic.share("c-1", "Pat", edit="with-pat")
    with writing(clinic.engine) as connection:
        connection.execute(change)
    problems = verify(clinic.engine).problems
    assert any(text.startswith(problem) for text in problems), problems


def test_the_newest_filing_is_in_the_seal(clinic: Store) -> None:
    before = verify(clinic.engine)
    clinic.archive("c-1", edit="away")
    after = verify(clinic.engine)
    assert before.problems == after.problems == ()
    assert before.seal != after.seal
