"""Records: what is written, what is refused, and what two people at once are told."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy import Engine, select

from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Access, Locked, NoRecord, Person, Stale, Store, verify
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.chain import START
from nmt_widgets.store.database.transactions import reading
from tests.store.answers import AROUSAL, BEGINNING, SCHOOL, SLEEP, STATUS, begin

HOSTILE_IDS = ["", "x" * 61, "No", "a/b", "a\x00b", "\ud800", "' or 1=1 --", "é", "-a", "a\n"]


def test_a_new_record_can_be_read(store: Store) -> None:
    record = begin(store)
    assert record == store.read("c-1")
    assert (record.case_id, record.kind, record.owner, record.revision) == ("c-1", "clinical", "Ana", 1)
    assert record.answers == {**BEGINNING, "kind": "clinical", AROUSAL: {"score": 3}}
    case = store.case("c-1")
    assert (case.id, case.title, case.assessment(1).functions.scores["arousal"].score) == ("c-1", "A case", 3)
    (summary,) = store.records()
    assert (summary.title, summary.ages, summary.statuses) == ("A case", {1: "9 years"}, {1: "in-progress"})


def test_a_revision_has_author_time_changes_and_reason(store: Store) -> None:
    began = datetime.now(UTC).isoformat()
    begin(store)
    store.save("c-1", {AROUSAL: 5, SLEEP: "not known"}, base=1, edit="e1", reason="  heard from the school ")
    store.save("c-1", {AROUSAL: None}, base=2, edit="e2")
    first, second, third = store.revisions("c-1")
    assert began < first.at < second.at < third.at < datetime.now(UTC).isoformat()
    assert {(r.author, r.role) for r in (first, second, third)} == {("Ana", "clinician")}
    assert [r.reason for r in (first, second, third)] == ["", "heard from the school", ""]
    assert all(change["old"] is None for change in first.changes)
    assert list(second.changes) == [
        {"path": AROUSAL, "old": {"score": 3}, "new": {"score": 5}},
        {"path": SLEEP, "old": None, "new": {"score": "not known"}},
    ]
    assert list(third.changes) == [{"path": AROUSAL, "old": {"score": 5}, "new": None}]
    assert AROUSAL not in store.read("c-1").answers


def test_revisions_are_a_chain_and_none_is_ever_touched(store: Store, engine: Engine) -> None:
    begin(store)

    def rows() -> list:
        with reading(engine) as connection:
            return list(connection.execute(select(tables.revision).order_by(tables.revision.c.number)))

    earlier: list = []
    for number in range(1, 6):
        assert rows()[: len(earlier)] == earlier
        earlier = rows()
        store.save("c-1", {AROUSAL: number + 3}, base=number, edit=f"e{number}")
    assert earlier[0].previous_hash == START
    for before, after in itertools.pairwise(earlier):
        assert after.previous_hash == before.hash
    assert len({row.hash for row in earlier}) == len(earlier)


def test_unchanged_answers_add_no_revision(store: Store) -> None:
    begin(store)
    assert store.save("c-1", {AROUSAL: 3, SLEEP: None}, base=1, edit="e1").number == 1
    assert store.save("c-1", {}, base=1, edit="e2").number == 1
    assert len(store.revisions("c-1")) == 1


def test_an_edit_sent_again_is_made_once(store: Store) -> None:
    begin(store)
    first = store.save("c-1", {AROUSAL: 5}, base=1, edit="e1")
    store.save("c-1", {AROUSAL: 6}, base=2, edit="e2")
    assert store.save("c-1", {AROUSAL: 5}, base=1, edit="e1") == first
    assert store.read("c-1").answers[AROUSAL] == {"score": 6}


def test_an_edit_sent_twice_at_once_is_made_once(store: Store) -> None:
    begin(store)
    with ThreadPoolExecutor(6) as pool:
        revisions = pool.map(lambda _: store.save("c-1", {AROUSAL: 5}, base=1, edit="e1"), range(6))
        assert len({revision.hash for revision in revisions}) == 1
    assert len(store.revisions("c-1")) == 2


def test_the_name_of_an_edit_is_taken_by_one(store: Store, engine: Engine) -> None:
    begin(store)
    begin(store, "c-2")
    store.save("c-1", {AROUSAL: 5}, base=1, edit="e1")
    with pytest.raises(InputError, match="taken"):
        store.save("c-2", {AROUSAL: 5}, base=1, edit="e1")
    with pytest.raises(InputError, match="taken"):
        Store(Access(engine, Person("Bo", "clinician"))).save("c-1", {AROUSAL: 6}, base=2, edit="e1")


@pytest.mark.parametrize("edit", ["", "x" * 81, "a b", "a\x00", "\ud800", "é"])
def test_names_of_edits_that_are_none(store: Store, edit: str) -> None:
    begin(store)
    with pytest.raises(InputError, match="name of their own"):
        store.save("c-1", {AROUSAL: 5}, base=1, edit=edit)


def test_a_stale_writer_gets_the_later_changes(store: Store, engine: Engine) -> None:
    begin(store)
    other = Store(Access(engine, Person("Bo", "clinician")))
    other.save("c-1", {AROUSAL: 7}, base=1, edit="bo-1")
    other.save("c-1", {SLEEP: 8}, base=2, edit="bo-2")
    with pytest.raises(Stale) as refused:
        store.save("c-1", {AROUSAL: 9}, base=1, edit="ana-1")
    assert refused.value.head == 3
    assert {path: (their["by"], their["value"]) for path, their in refused.value.theirs.items()} == {
        AROUSAL: ("Bo", {"score": 7}),
        SLEEP: ("Bo", {"score": 8}),
    }
    assert store.save("c-1", {AROUSAL: 9}, base=3, edit="ana-1").number == 4


def test_a_base_from_the_future_is_stale_too(store: Store) -> None:
    begin(store)
    for base in (0, 2, -1):
        with pytest.raises(Stale):
            store.save("c-1", {AROUSAL: 9}, base=base, edit="e1")


def test_one_of_two_simultaneous_writers_is_stale(store: Store, engine: Engine) -> None:
    begin(store)
    stores = [store, Store(Access(engine, Person("Bo", "clinician")))]
    for turn in range(1, 6):
        barrier = Barrier(2)

        def write(which: int, turn: int = turn, barrier: Barrier = barrier) -> bool:
            barrier.wait()
            try:
                stores[which].save("c-1", {AROUSAL: turn + 5 * which}, base=turn, edit=f"{which}-{turn}")
            except Stale:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(write, range(2))) == 1
    assert verify(engine).problems == ()


def test_a_completed_assessment_is_locked(store: Store) -> None:
    begin(store)
    store.save("c-1", {STATUS: "completed"}, base=1, edit="done")
    for changes in ({AROUSAL: 5}, {AROUSAL: None}, {"assessments/1/age": "8 years"}, {SCHOOL: "None"}):
        for reason in ("", "  \n\x00"):
            with pytest.raises(Locked):
                store.save("c-1", changes, base=2, edit="e1", reason=reason)
    assert store.read("c-1").revision == 2


def test_an_amendment_is_a_revision_with_a_reason(store: Store) -> None:
    begin(store)
    store.save("c-1", {STATUS: "completed"}, base=1, edit="done")
    store.save("c-1", {AROUSAL: 5}, base=2, edit="e1", reason="misheard")
    assert store.read("c-1").answers[STATUS] == "amended"
    amended = store.latest("c-1")
    assert amended.reason == "misheard"
    assert {change["path"]: change["old"] for change in amended.changes} == {
        AROUSAL: {"score": 3},
        STATUS: "completed",
    }
    with pytest.raises(Locked):
        store.save("c-1", {AROUSAL: 6}, base=3, edit="e2")


def test_steps_of_status_that_are_refused(store: Store) -> None:
    begin(store)
    with pytest.raises(Locked, match="needs a reason"):
        store.save("c-1", {STATUS: "entered-in-error"}, base=1, edit="e")
    store.save("c-1", {STATUS: "completed"}, base=1, edit="done")
    for status in ("in-progress", None):
        with pytest.raises(Locked):
            store.save("c-1", {STATUS: status}, base=2, edit="e", reason="because")
    store.save("c-1", {STATUS: "entered-in-error"}, base=2, edit="wrong", reason="another child's")
    for changes in ({AROUSAL: 5}, {STATUS: "in-progress"}, {STATUS: "completed"}):
        with pytest.raises(Locked, match="entered in error"):
            store.save("c-1", changes, base=3, edit="e", reason="because")


def test_history_is_open_while_any_assessment_is(store: Store) -> None:
    begin(store, **{"assessments/2/label": "Second", "assessments/2/age": "10 years"})
    store.save("c-1", {STATUS: "completed"}, base=1, edit="done")
    store.save("c-1", {SCHOOL: "Second class"}, base=2, edit="e1")
    with pytest.raises(Locked):
        store.save("c-1", {AROUSAL: 5}, base=3, edit="e2")


def test_codes_that_are_none_or_taken(store: Store) -> None:
    begin(store)
    for id in ("c-1", "james"):
        with pytest.raises(InputError, match="already"):
            begin(store, id)
    for id in HOSTILE_IDS:
        with pytest.raises(InputError):
            begin(store, id)
        for does in (store.read, store.latest, store.revisions, store.case):
            with pytest.raises(NoRecord):
                does(id)
        with pytest.raises(NoRecord):
            store.save(id, {AROUSAL: 1}, base=1, edit="e")
    assert len(store.records()) == 1


def test_codes_are_made_and_a_beginning_is_made_once(store: Store) -> None:
    first = store.create(None, BEGINNING, kind="clinical", edit="begin-1")
    assert store.create(None, BEGINNING, kind="clinical", edit="begin-1") == first
    other = store.create(
        None,
        {"title": "Another", "assessments/1/label": "First", "assessments/1/age": "2 years"},
        kind="practice",
    )
    assert other.case_id != first.case_id
    assert {summary.case_id for summary in store.records()} == {first.case_id, other.case_id}


def test_many_begin_at_once(engine: Engine) -> None:
    def start(number: int) -> str:
        return (
            Store(Access(engine, Person(f"P{number}", "clinician")))
            .create(None, BEGINNING, kind="clinical")
            .case_id
        )

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(start, range(24)))) == 24
    verdict = verify(engine)
    assert (verdict.problems, verdict.records, verdict.revisions) == ((), 24, 24)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (AROUSAL, 13),
        (AROUSAL, 2.5),
        (AROUSAL, {"score": 3, "mood": "good"}),
        ("assessments/1/functions/scores/magic", 3),
        ("assessments/0/age", "9 years"),
        ("assessments/1/status", "done"),
        ("id", "other"),
        ("../title", "x"),
        ("", "x"),
        ("kind", "other"),
    ],
)
def test_one_invalid_answer_refuses_the_whole_save(store: Store, path: str, value: object) -> None:
    begin(store)
    with pytest.raises(InputError):
        store.save("c-1", {SLEEP: 5, path: value}, base=1, edit="e")
    assert store.read("c-1").revision == 1


def test_a_reason_is_stored_without_control_characters(store: Store) -> None:
    begin(store)
    store.save("c-1", {AROUSAL: 5}, base=1, edit="e", reason="a\x00b\ud800c <b>👍\u200d</b>\n")
    assert store.latest("c-1").reason == "abc <b>👍\u200d</b>"
    with pytest.raises(InputError, match="characters"):
        store.save("c-1", {AROUSAL: 6}, base=2, edit="e2", reason="x" * 5001)
