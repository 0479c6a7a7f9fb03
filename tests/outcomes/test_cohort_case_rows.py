"""Rows of a cohort from cases: history and plan in figures, and who of the store is in them."""

import random
from dataclasses import replace

import pytest
from sqlalchemy import create_engine

import nmt_widgets as nmt
from nmt_widgets.case_files.answers import to_answers, to_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.cohort import case_rows
from nmt_widgets.outcomes.cohort.case_rows import cohort_rows, rows_digest
from nmt_widgets.planning import load_planbook
from nmt_widgets.store import Access, Person, Store
from nmt_widgets.store.database.engine import open_engine

TUTORING, AIDE, ROCKING = "client:suspend:tutoring", "web:start:in_room_aide", "client:start:rocking"


@pytest.fixture
def store(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'workbook.db'}")
    yield Store(Access(engine, Person("Ana", "clinician")))
    engine.dispose()


def person(store, name, role="clinician"):
    return Store(Access(store.engine, Person(name, role)))


def client(case, **changes):
    return {**to_answers(case), "kind": "clinical", **changes}


def random_cases(count):
    """Return cases with half of their history, of their statements and of their scores answered, at random."""
    draw, instrument = random.Random(7), nmt.load_instrument()
    history, areas = instrument.history, instrument.current_relational.areas
    patterns = [pattern.id for pattern in history.patterns]
    stem = "assessments/1"
    for number in range(count):
        numbers = {
            f"history/adversity/{period.id}/{event.id}": {"severity": draw.randint(0, 12), "pattern": pattern}
            for period in history.periods
            for event, pattern in zip(history.adversity, draw.choices(patterns, k=99), strict=False)
        }
        numbers |= {
            f"history/relational/{period.id}/{kind.id}": {"rating": draw.randint(0, 12)}
            for period in history.periods
            for kind in history.relational
        }
        numbers |= {
            f"{stem}/relational_health/ratings/{area.id}/{statement}": {"rating": draw.randint(1, 12)}
            for area in areas
            for statement in area.statements
        }
        numbers |= {f"{stem}/functions/scores/{id}": {"score": draw.randint(1, 12)} for id in instrument.ids}
        about = {
            "title": "A",
            f"{stem}/label": "First",
            f"{stem}/age": f"{draw.randint(3, 17)} years",
            f"{stem}/status": draw.choice(["completed", "amended", "in-progress"]),
        }
        yield to_case(f"c-{number}", about | dict(draw.sample(sorted(numbers.items()), len(numbers) // 2)))


def planned(james_data, write_case, decisions, entries=None):
    james_data["assessments"][0]["plan"] = {"decisions": decisions, "entries": entries or {}}
    row = cohort_rows(nmt.load_case(write_case(james_data)))[0]
    return [
        row[f"{category}_{end}"] for category in ("essential", "therapeutic") for end in ("agreed", "done")
    ]


def test_history_and_current_relational_health_are_those_of_the_profile():
    james = nmt.load_case("james")
    row, alone = cohort_rows(james)[0], nmt.profile(james, 1)
    assert row["relational_health"] == alone.relational_health.value
    for id, period in alone.risk.items():
        assert (row[f"adversity_{id}"], row[f"relational_{id}"]) == (
            period.adversity.value,
            period.relational.value,
        )
    assert row["adversity_youth"] is None


def test_of_a_plan_what_was_agreed_and_carried_out_counts(james_data, write_case):
    decisions = {
        TUTORING: {"verdict": "accepted"},
        AIDE: {"verdict": "accepted"},
        ROCKING: {"verdict": "rejected", "reason": "He does not like it"},
    }
    monday = "2026-03-02"
    entries = {TUTORING: {monday: {"times": 0}}, AIDE: {monday: {"times": 0}}}
    assert planned(james_data, write_case, decisions, entries) == [2, 1, 0, 0]
    assert planned(james_data, write_case, decisions) == [2, None, 0, None]


def test_without_a_decision_that_counts_nothing_is_known_of_a_plan(james_data, write_case):
    assert planned(james_data, write_case, {}) == [None] * 4
    assert planned(james_data, write_case, {AIDE: {"verdict": "rejected"}}) == [None] * 4


def test_an_unfinished_assessment_and_an_error_are_no_outcome(james_data, write_case):
    for status in ("in-progress", "entered-in-error"):
        james_data["assessments"][1]["status"] = status
        assert [row["time"] for row in cohort_rows(nmt.load_case(write_case(james_data)))] == [1]


def test_many_cases_at_once_give_the_rows_of_each_alone():
    cases = [*random_cases(30), nmt.load_case("james")]
    rows = [cohort_rows(case) for case in cases]
    assert cohort_rows(*cases) == [row for rows_of_case in rows for row in rows_of_case]
    assert {len(rows_of_case) for rows_of_case in rows} == {0, 1, 2}
    assert cohort_rows() == []


def test_the_digest_follows_the_definitions_and_the_rules_of_plans(monkeypatch):
    instrument = nmt.load_instrument()
    digests = {rows_digest(instrument)}
    digests.add(rows_digest(replace(instrument, risk=instrument.risk.model_copy(update={"full_at": 9}))))
    book = load_planbook()
    monkeypatch.setattr(case_rows, "load_planbook", lambda: replace(book, services=book.services[1:]))
    digests.add(rows_digest(replace(instrument)))
    assert len(digests) == 3


def test_the_store_gives_the_clients_one_may_see(store):
    james = nmt.load_case("james")
    store.create("c-1", client(james), kind="clinical")
    store.create("c-2", client(james, **{"assessments/2/status": "in-progress"}), kind="clinical")
    store.create("p-1", {**to_answers(james), "kind": "practice"}, kind="practice")
    mine = nmt.cohort(store=store)
    assert mine.frame[["client", "time"]].values.tolist() == [["c-1", 1], ["c-1", 2], ["c-2", 1]]
    assert [(part.reason, part.count) for part in mine.dropped] == [("status", 1)]
    assert mine.frame["total"].tolist() == [168, 231, 168]
    for name, role in (("Tia", "trainee"), ("Petra", "programme")):
        with pytest.raises(InputError, match="no completed assessment"):
            nmt.cohort(store=person(store, name, role))


def test_whom_one_could_still_rate_blind_is_not_in_it(store):
    james, bo = nmt.load_case("james"), person(store, "Bo")
    for code in ("c-1", "c-2"):
        store.create(code, client(james), kind="clinical")
    bo.case("c-1")
    theirs = nmt.cohort(store=bo)
    assert set(theirs.frame["client"]) == {"c-1"}
    assert [(part.reason, part.count) for part in theirs.dropped] == [("unseen", 1)]


def test_data_and_a_store_at_once_are_refused(store):
    with pytest.raises(InputError, match="one of the two"):
        nmt.cohort([{"client": "c-1", "time": 1, "sleep": 3}], store=store)
    with pytest.raises(InputError, match="not a store"):
        nmt.cohort(store=create_engine)
