"""All clients without saying who they are: who gets them, and what is in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text, update

import nmt_widgets as nmt
from nmt_widgets.bench.many_clients import fill
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.outcomes.change.adherence import adherence_shares
from nmt_widgets.outcomes.change.values import open_values
from nmt_widgets.outcomes.cohort import cohort
from nmt_widgets.store import Access, NotPermitted, Person, SessionEnded, Store, open_store, operator, verify
from nmt_widgets.store.database import migrating
from nmt_widgets.store.database.migrating import bring_up_to_date
from nmt_widgets.store.database.tables import cohort_record
from nmt_widgets.store.database.transactions import writing
from nmt_widgets.store.incidents.site_incidents import SiteIncidents
from nmt_widgets.store.learning.adjudications import Adjudications
from nmt_widgets.store.people import accounts, sessions
from nmt_widgets.store.records.outcome_rows import OutcomeRows
from tests.store.own_roles import use_roles

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
INSTRUMENT = nmt.load_instrument()
PIA = Person("Pia Programson", "programme")
AIDE, TUTORING, OWN = "web:start:in_room_aide", "client:suspend:tutoring", "own:swim-with-zora"
PLAN = "assessments/1/plan"
TYPED = ("Zora", "Quillfeather", "zebra")
"""Words that somebody typed for a client, or names of people."""


def of(engine: Engine, name: str, role: str = "clinician") -> Store:
    return Store(Access(engine, Person(name, role)))


def client(day: str = "2025-03-14", age: str = "8 years") -> dict[str, Any]:
    answers = {
        path: value
        for path, value in to_answers(nmt.load_case("james")).items()
        if not path.startswith("assessments/2/") and "/plan/" not in path
    }
    return {
        **answers,
        "title": "Zora",
        "kind": "clinical",
        "assessments/1/date": day,
        "assessments/1/age": age,
    }


@pytest.fixture
def clinic(engine: Engine) -> Engine:
    """Five clients: the first has a plan, the second two ratings, the last is not finished."""
    ana = of(engine, "Ana Quillfeather")
    plan = {
        f"{PLAN}/decisions/{AIDE}": {"verdict": "accepted", "who": "Zora's zebra", "note": "zebra"},
        f"{PLAN}/decisions/{TUTORING}": {"verdict": "changed", "reason": "the zebra", "text": "zebra"},
        f"{PLAN}/decisions/{OWN}": {"verdict": "accepted", "title": "Swim with Zora", "part": "client"},
        f"{PLAN}/entries/{AIDE}/2026-03-02": {"times": 0, "note": "zebra"},
        f"{PLAN}/entries/{OWN}/2026-03-02": {"times": 3, "note": "zebra"},
    }
    ana.create("c-first", {**client(), **plan, "assessments/1/label": "zebra"}, kind="clinical")
    ana.create("c-second", client(day="2025-09-30"), kind="clinical")
    ana.create("c-third", client(day="2025-10-01"), kind="clinical")
    ana.create("c-fourth", client(day="2024-01-01"), kind="clinical")
    ana.create("c-fifth", {**client(), "assessments/1/status": "in-progress"}, kind="clinical")
    ana.create("p-1", {**client(), "kind": "practice"}, kind="practice")
    ana.archive("c-third", edit="away")
    bo = Adjudications(of(engine, "Bo Quillfeather").access)
    second = bo.begin_second_rating("c-second/1", INSTRUMENT)
    scores = {f"assessments/1/functions/scores/{id}": {"score": 5} for id in INSTRUMENT.ids}
    done = {**scores, "assessments/1/status": "completed"}
    bo.store.save(second.case_id, done, base=second.revision, edit="done")
    counting = SiteIncidents(Access(engine, PIA))
    counting.set_phase("before", "2025-01-01", edit="p1")
    counting.set_phase("in use", "2025-10-01", edit="p2")
    return engine


def rows_of(engine: Engine, person: Person = PIA) -> OutcomeRows:
    return Store(Access(engine, person)).outcome_rows()


def by_day(rows: OutcomeRows, *columns: str) -> list[tuple[Any, ...]]:
    return sorted(zip(*(rows.columns[name] for name in ("date", *columns)), strict=True), key=str)


def test_every_client_is_there_with_the_phase_and_without_the_day(clinic: Engine) -> None:
    for person in (PIA, operator()):
        for _ in range(2):  # made, and kept
            rows = rows_of(clinic, person)
            assert by_day(rows, "time", "phase") == [
                ("2024-01-01", 1, None),
                ("2025-03-01", 1, "before"),
                ("2025-09-01", 1, "before"),
                ("2025-10-01", 1, "in use"),
            ]
            assert sorted(rows.columns["client"]) == ["1", "2", "3", "4"]
            assert rows.left_out == {"unseen": 0, "unreadable": 0, "status": 1}
    known = of(clinic, "Ana Quillfeather").cohort_rows().columns
    frame = cohort(rows.columns).frame
    for name in ("age", "sleep", "adversity_infancy", "essential_agreed"):
        assert sorted(frame[name].dropna()) == sorted(cohort(known).frame[name].dropna())
    assert verify(clinic).problems == ()


@on_sqlite
def test_a_unit_in_another_phase_leaves_the_phase_of_the_site_open(clinic: Engine) -> None:
    SiteIncidents(Access(clinic, PIA)).set_phase("trained", "2025-09-01", unit="North", edit="p3")
    phases = dict(by_day(rows_of(clinic), "phase"))
    assert (phases["2025-03-01"], phases["2025-09-01"]) == ("before", None)


@on_sqlite
def test_the_lines_of_plans_are_those_that_adherence_counts(clinic: Engine) -> None:
    rows = rows_of(clinic)
    first = rows.columns["client"][rows.columns["date"].index("2025-03-01")]
    lines = [dict(zip(rows.lines, line, strict=True)) for line in zip(*rows.lines.values(), strict=True)]
    same = {"client": first, "time": 1, "kind": "essential"}
    assert lines == [
        {**same, "line": AIDE, "setting": "school", "done": "no"},
        {**same, "line": TUTORING, "setting": "several", "done": "not known"},
    ]
    agreed, done = (sum(filter(None, rows.columns[f"essential_{end}"])) for end in ("agreed", "done"))
    (share,) = adherence_shares(rows.lines, by=["kind"]).to_dict("records")
    assert (share["lines"], share["done"], share["not_known"]) == (agreed, done, 1)


@on_sqlite
def test_double_ratings_are_those_of_both_raters(clinic: Engine) -> None:
    rows = rows_of(clinic)
    second = rows.columns["client"][rows.columns["date"].index("2025-09-01")]
    assert rows.ratings["client"] == [second] * 2
    assert (sorted(rows.ratings["rater"]), rows.ratings["time"]) == (["1", "2"], [1, 1])
    assert sorted(rows.ratings["sleep"]) == [4, 5]
    values = open_values(
        rows.ratings, numbers=INSTRUMENT.ids, words=["time", "rater"], keys=["time", "rater"]
    )
    assert len(values) == 2
    ana = of(clinic, "Ana Quillfeather")
    later = {"assessments/1/functions/scores/sleep": {"score": 6}}
    ana.save("c-second", later, base=ana.read("c-second").revision, edit="later", reason="Heard more")
    assert rows_of(clinic).ratings == {}, "a rating that was amended was not blind"


def texts_in(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from (str(key), *texts_in(value))
    elif isinstance(part, list | tuple):
        for value in part:
            yield from texts_in(value)
    else:
        yield str(part)


def test_nothing_in_it_names_anybody_or_repeats_what_was_typed(clinic: Engine) -> None:
    rows = rows_of(clinic)
    everything = "\n".join(texts_in(vars(rows)))
    codes = [entry.case_id for entry in of(clinic, "x", "operator").records()]
    days = ("2025-03-14", "2025-09-30")
    assert len(codes) == 7
    assert [word for word in (*codes, *days, *TYPED, OWN) if word.casefold() in everything.casefold()] == []
    assert AIDE in everything, "the search reads the values"
    words = {cell for name in ("client", "rater") for cell in rows.ratings[name]} | {*rows.columns["client"]}
    assert all(word.isdecimal() for word in words)


@on_sqlite
def test_two_calls_cannot_be_joined_by_number_or_by_order(engine: Engine) -> None:
    fill(engine, 40)
    calls = [rows_of(engine).columns for _ in range(3)]
    totals = [[*zip(map(int, c["client"]), c["time"], c["age"], c["sleep"], strict=True)] for c in calls]
    by_number = {tuple(row[2:] for row in sorted(rows)) for rows in totals}
    in_order = {tuple(row[2:] for row in rows) for rows in totals}
    assert len(by_number) == len(in_order) == 3
    columns = of(engine, "Olga", "operator").cohort_rows().columns  # in the order of the codes
    assert tuple(zip(columns["age"], columns["sleep"], strict=True)) not in in_order
    assert all(sorted(c["age"]) == sorted(columns["age"]) for c in calls)


@on_sqlite
@pytest.mark.parametrize("role", ["trainer", "trainee", "clinician", "king", None])
def test_whoever_has_not_the_right_is_refused(clinic: Engine, role: str | None) -> None:
    with pytest.raises(NotPermitted, match="may not see how all clients fare"):
        Store(Access(clinic, Person("Ana Quillfeather", role) if role else None)).outcome_rows()


def test_it_ends_with_the_sign_in(clinic: Engine, database: str) -> None:
    accounts.add_person(clinic, PIA.name, PIA.role, "four words make one")
    accounts.add_person(clinic, "Pat", PIA.role, "four words make one")
    tokens = [sessions.start(clinic, person) for person in (PIA, PIA)]
    ended, retired = (open_store(session=token, url=database) for token in tokens)
    assert ended.outcome_rows().columns
    sessions.end(clinic, tokens[0])
    with pytest.raises(SessionEnded):
        ended.outcome_rows()
    accounts.retire_person(clinic, PIA.name)
    with pytest.raises(SessionEnded):
        retired.outcome_rows()


@on_sqlite
def test_whoever_could_rate_a_client_blind_does_not_get_the_client(
    clinic: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site may give the right to a role that treats clients."""
    treats = "clinical: write}\n    rights: [signs_in"
    use_roles(tmp_path, monkeypatch, (treats, f"{treats}, outcomes"))
    cy = of(clinic, "Cy")
    assert (cy.outcome_rows().columns, cy.outcome_rows().left_out["unseen"]) == ({}, 5)
    cy.read("c-first")
    assert cy.outcome_rows().columns["date"] == ["2025-03-01"]


def test_a_database_of_before_the_lines_opens_and_fills_again(clinic: Engine) -> None:
    before = by_day(rows_of(clinic), "essential_agreed", "sleep")
    with clinic.begin() as connection:
        connection.execute(text("ALTER TABLE cohort_record DROP COLUMN lines"))
        for column in ("display_name", "removed"):
            connection.execute(text(f"ALTER TABLE class_member DROP COLUMN {column}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0008'"))
    migrating.forget()
    bring_up_to_date(clinic)
    rows = rows_of(clinic)
    assert (by_day(rows, "essential_agreed", "sleep"), rows.lines["line"]) == (before, [AIDE, TUTORING])
    assert verify(clinic).problems == ()


@on_sqlite
def test_a_line_that_was_changed_past_the_store_shows(clinic: Engine) -> None:
    rows_of(clinic)
    with writing(clinic) as connection:
        changed = json.dumps([["c-first", 1, AIDE, "essential", "school", "yes"]])
        first = cohort_record.c.case_id == "c-first"
        connection.execute(update(cohort_record).where(first).values(lines=changed))
    assert verify(clinic).problems == ("c-first: what the cohort says of it was changed past the store",)
