"""The cohort of a store: made once, kept, right after each change, and the same as case by case."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, delete, func, select, update

import nmt_widgets as nmt
from nmt_widgets.bench.many_clients import OWNERS, fill
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.outcomes.cohort import cohort
from nmt_widgets.outcomes.cohort.case_rows import cohort_rows
from nmt_widgets.store import Access
from nmt_widgets.store.checking.verifying import verify
from nmt_widgets.store.database import cohort_rows as row_keeping
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.database.tables import answer, cohort_record
from nmt_widgets.store.database.transactions import reading, writing
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.records.store import Store
from nmt_widgets.store.transfer.backup import TABLES, back_up
from nmt_widgets.store.transfer.restoring import restore
from tests.store.holding import locked
from tests.store.random_records import PEOPLE, random_records

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SLEEP = "assessments/1/functions/scores/sleep"


def of(engine: Engine, name: str = "Olga", role: str = "operator") -> Store:
    return Store(Access(engine, Person(name, role)))


@cache
def james() -> dict[str, object]:
    return to_answers(nmt.load_case("james"))


def client(**changes: object) -> dict[str, object]:
    return {**james(), "kind": "clinical", **changes}


@pytest.fixture
def clinic(store: Store) -> Store:
    """A clinic with three clients; the first has a plan that was agreed and carried out."""
    add_clients(store)
    return store


def add_clients(store: Store) -> None:
    plan, aide = "assessments/1/plan", "web:start:in_room_aide"
    agreed = {
        f"{plan}/decisions/{aide}": {"verdict": "accepted"},
        f"{plan}/entries/{aide}/2026-03-02": {"times": 0},
    }
    store.create("c-1", client(**agreed), kind="clinical")
    store.create("c-2", client(**{"assessments/2/status": "in-progress"}), kind="clinical")
    store.create("c-3", client(), kind="clinical")
    store.create("p-1", client(kind="practice"), kind="practice")


def spoil(engine: Engine, value: str) -> None:
    """Change an answer of c-3 past the store."""
    with writing(engine) as connection:
        place = (answer.c.case_id == "c-3") & (answer.c.path == SLEEP)
        connection.execute(update(answer).where(place).values(value=value))


def case_by_case(store: Store) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the table and what is left out, from the lists and from each case alone."""
    clients = [
        entry
        for entry in store.summaries(store.codes())
        if entry.kind == "clinical" and not (entry.practice_of or entry.second_of or entry.settles)
    ]
    visible = sorted(entry.case_id for entry in clients if not entry.is_unseen)
    cases = store.cases(visible)
    rows = [row for code in sorted(cases) for row in cohort_rows(cases[code])]
    assessments = sum(len(case.assessments) for case in cases.values())
    left_out = {
        "unseen": len(clients) - len(visible),
        "unreadable": len(visible) - len(cases),
        "status": assessments - len(rows),
    }
    return pd.DataFrame(rows), left_out


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch):
    """Collect the codes of the records that are made into rows."""
    codes: list[str] = []
    read_case = row_keeping.to_case
    with monkeypatch.context() as patch:
        patch.setattr(
            row_keeping, "to_case", lambda code, answers: codes.append(code) or read_case(code, answers)
        )
        yield codes


def codes_of_rows(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        return set(connection.scalars(select(cohort_record.c.case_id)))


def test_the_rows_are_those_of_each_case_alone_made_and_kept(store: Store) -> None:
    fill(store.engine, 30)
    add_clients(store)
    spoil(store.engine, '{"score": "x"}')
    for person in (of(store.engine), of(store.engine, OWNERS[0], "clinician")):
        rows, again = person.cohort_rows(), person.cohort_rows()
        assert rows == again
        frame, left_out = case_by_case(person)
        assert rows.left_out == left_out
        assert cohort(rows.columns).frame.equals(cohort(frame).frame)
        assert nmt.cohort(store=person).frame.equals(cohort(frame).frame)
        assert left_out["status"] > 0


@on_sqlite
@pytest.mark.parametrize("value", ["[", '{"score": "x"}'])
def test_an_answer_that_cannot_be_read_leaves_out_its_client_only(clinic: Store, value: str) -> None:
    spoil(clinic.engine, value)
    for _ in range(2):
        rows = clinic.cohort_rows()
        assert set(rows.columns["client"]) == {"c-1", "c-2"}
        assert rows.left_out == {"unseen": 0, "unreadable": 1, "status": 1}


@on_sqlite
def test_a_plan_that_was_agreed_is_in_the_rows(clinic: Store) -> None:
    for _ in range(2):
        frame = cohort(clinic.cohort_rows().columns).frame.set_index(["client", "time"])
        assert frame.loc[("c-1", 1), ["essential_agreed", "essential_done"]].tolist() == [1, 0]
        assert frame.loc["c-2", "essential_agreed"].isna().all()
        assert frame.loc[("c-1", 1), "adversity_infancy"] == frame.loc[("c-2", 1), "adversity_infancy"] > 10


@on_sqlite
def test_only_what_changed_is_made_anew(clinic: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as codes:
        clinic.cohort_rows()
        assert sorted(codes) == ["c-1", "c-2", "c-3"]
        clinic.save("c-2", {SLEEP: {"score": 9}}, base=1, edit="later", reason="Heard from the school")
        codes.clear()
        assert cohort(clinic.cohort_rows().columns).frame.set_index("client").loc["c-2", "sleep"] == 9
        assert codes == ["c-2"]
        clinic.archive("c-1", edit="away")
        codes.clear()
        clinic.cohort_rows()
        assert codes == []


@on_sqlite
def test_a_change_while_rows_are_made_is_in_the_next_cohort(clinic: Store) -> None:
    @contextmanager
    def saving(_words: str, _total: int | None):
        clinic.save("c-2", {SLEEP: {"score": 9}}, base=1, edit="between", reason="Heard from the school")
        yield lambda: None

    scores = [
        cohort(rows.columns).frame.set_index("client").loc["c-2", "sleep"]
        for rows in (of(clinic.engine).cohort_rows(progress=saving), of(clinic.engine).cohort_rows())
    ]
    assert scores == [4, 9]


@on_sqlite
def test_rows_by_other_definitions_do_not_count(clinic: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = clinic.cohort_rows()
    instrument = nmt.load_instrument()
    other = replace(instrument, risk=instrument.risk.model_copy(update={"full_at": 1.0}))
    assert clinic.cohort_rows(other).columns["adversity_infancy"] != before.columns["adversity_infancy"]
    with counted(monkeypatch) as codes:
        assert clinic.cohort_rows() == before
        assert codes == []
        with writing(clinic.engine) as connection:
            connection.execute(update(cohort_record).values(definitions="of an earlier version", rows="[]"))
        assert clinic.cohort_rows() == before
        assert len(codes) == 3


@pytest.mark.usefixtures("impatient")
def test_a_database_that_cannot_be_written_gives_the_cohort_too(
    clinic: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_keeping, "_AT_ONCE", 1)
    with locked(clinic.engine):
        frame = cohort(of(clinic.engine).cohort_rows().columns).frame
    assert codes_of_rows(clinic.engine) == set()
    assert frame.equals(cohort(of(clinic.engine).cohort_rows().columns).frame)
    assert codes_of_rows(clinic.engine) == {"c-1", "c-2", "c-3"}


def test_many_who_ask_at_once_get_the_same(clinic: Store) -> None:
    frames, people = [], 4
    ready = threading.Barrier(people)

    @contextmanager
    def waiting(_words: str, _total: int | None):
        ready.wait(timeout=20)
        yield lambda: None

    def ask() -> None:
        frames.append(cohort(of(clinic.engine).cohort_rows(progress=waiting).columns).frame)

    threads = [threading.Thread(target=ask) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert [frame.equals(frames[0]) for frame in frames] == [True] * people
    assert codes_of_rows(clinic.engine) == {"c-1", "c-2", "c-3"}
    assert verify(clinic.engine).problems == ()


@on_sqlite
def test_nothing_is_read_of_whom_one_may_not_see(clinic: Store) -> None:
    bo = of(clinic.engine, "Bo", "clinician")
    bo.case("c-1")
    assert bo.cohort_rows().left_out == {"unseen": 2, "unreadable": 0, "status": 0}
    assert codes_of_rows(clinic.engine) == {"c-1"}
    trainee = of(clinic.engine, "Tia", "trainee").cohort_rows()
    assert (trainee.columns, set(trainee.left_out.values())) == ({}, {0})
    guest = Store(Access(clinic.engine, None)).cohort_rows()
    assert (guest.columns, guest.left_out) == ({}, {})


@on_sqlite
def test_each_role_gets_the_clients_of_its_lists(engine: Engine) -> None:
    random_records(5, engine)
    sizes = Counter()
    for role in ("clinician", "programme", "trainee", "operator"):
        for name in PEOPLE:
            person = of(engine, name, role)
            _, left_out = case_by_case(person)
            assert person.cohort_rows().left_out == left_out, (name, role)
            sizes[role] += sum(left_out.values())
    assert min(sizes["clinician"], sizes["programme"]) > 0


def test_a_row_that_was_changed_past_the_store_shows(clinic: Store) -> None:
    clinic.cohort_rows()
    before = verify(clinic.engine)
    assert before.problems == ()
    sleepier = func.replace(cohort_record.c.rows, '["c-1",1,', '["c-1",7,')
    with writing(clinic.engine) as connection:
        connection.execute(update(cohort_record).values(rows=sleepier))
        connection.execute(update(cohort_record).where(cohort_record.c.case_id == "c-2").values(rows="no"))
    assert verify(clinic.engine).problems == (
        "c-1: what the cohort says of it was changed past the store",
        "c-2: what the cohort says of it was changed past the store",
    )
    with writing(clinic.engine) as connection:  # what does not count any more is no fault
        connection.execute(update(cohort_record).values(head_hash="0" * 64))
    assert verify(clinic.engine) == before
    with writing(clinic.engine) as connection:  # nor is it one that nothing is kept
        connection.execute(delete(cohort_record))
    assert verify(clinic.engine) == before


def test_a_row_of_no_record_shows(tmp_path: Path) -> None:
    file = tmp_path / "workbook.db"
    engine = open_engine(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as plain:  # it does not check foreign keys
        plain.execute("INSERT INTO cohort_record VALUES ('c-9', '', '', NULL, '[]', '[]')")
        plain.commit()
    assert verify(engine).problems == ("c-9: 1 rows of 'cohort_record' belong to no record",)


@on_sqlite
def test_a_backup_leaves_the_rows_out(clinic: Store, tmp_path: Path) -> None:
    rows = clinic.cohort_rows()
    assert cohort_record not in TABLES
    verdict = back_up(clinic.engine, tmp_path / "clinic.backup")
    url = f"sqlite:///{tmp_path / 'other.db'}"
    assert restore(tmp_path / "clinic.backup", url=url).verdict == verdict
    restored = open_engine(url)
    assert codes_of_rows(restored) == set()
    assert of(restored).cohort_rows() == rows
    assert restore(tmp_path / "clinic.backup", url=url, force=True).verdict == verdict
    assert codes_of_rows(open_engine(url)) == set()
