"""Classes in the store: who may do what, seats, submissions, consensus, and the way into a backup and back."""

from __future__ import annotations

import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, select, text

from nmt_widgets import load_case, load_instrument
from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Access, NotPermitted, Person, Store, verify
from nmt_widgets.store.database import migrating, tables
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.database.migrating import bring_up_to_date
from nmt_widgets.store.database.versions import NEWEST
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.store.transfer.backup import back_up
from nmt_widgets.store.transfer.restoring import restore
from nmt_widgets.training.references.attempts import begin_attempt

TINA = Person("Tina", "trainer")
CASE = "practice-boy-8"
IDS = load_instrument().ids


def classes(engine: Engine, person: Person = TINA) -> Classes:
    return Classes(Access(engine, person))


def trainee(name: str) -> Person:
    return Person(name, "trainee")


def submit(engine: Engine, name: str, score: int = 5, case: str = CASE, role: str = "trainee") -> str:
    """Submit an attempt of somebody, and return its code."""
    store = Store(Access(engine, Person(name, role)))
    answers = begin_attempt(load_case(case), "Attempt")
    record = store.create(None, answers, kind="practice")
    scores = {f"assessments/1/functions/scores/{id}": score for id in IDS}
    edit = f"{name}-{record.case_id}"
    store.save(
        record.case_id, {**scores, "assessments/1/status": "completed"}, base=record.revision, edit=edit
    )
    return record.case_id


def test_a_class_from_opening_to_closing(engine: Engine) -> None:
    lead = classes(engine)
    opened = lead.open_class("  Basel,  day 1 ", CASE)
    assert (opened.title, opened.practice, opened.owner, opened.members) == ("Basel, day 1", CASE, "Tina", ())
    ben = classes(engine, trainee("Ben"))
    mine = ben.join(f" {opened.code[:3]}-{opened.code[3:].upper()} ")
    assert [member.person for member in mine.members] == ["Ben"]
    assert ben.join(opened.code).members == mine.members, "joining twice is joining once"
    lead.close_class(opened.code)
    with pytest.raises(NotPermitted, match="no new members"):
        classes(engine, trainee("Cara")).join(opened.code)
    assert ben.join(opened.code).members == mine.members, "who is in may come back"
    assert lead.read_class(opened.code).closed


def test_rights_by_role(engine: Engine) -> None:
    opened = classes(engine).open_class("A", CASE)
    for person in (trainee("Ben"), Person("Ana", "clinician"), Person("Petra", "programme"), None):
        with pytest.raises(NotPermitted):
            Classes(Access(engine, person)).open_class("B", CASE)
        with pytest.raises(NotPermitted):
            Classes(Access(engine, person)).close_class(opened.code)
        with pytest.raises(NotPermitted):
            Classes(Access(engine, person)).discuss(opened.code, ["sleep"])
    assert classes(engine, Person("Petra", "programme")).read_class(opened.code)
    for person in (trainee("Ben"), Person("Ana", "clinician"), None):
        with pytest.raises(NotPermitted):
            Classes(Access(engine, person)).read_class(opened.code)
        assert Classes(Access(engine, person)).classes() == []
    with pytest.raises(NotPermitted):
        classes(engine, Person("Petra", "programme")).join(opened.code)


@pytest.mark.parametrize("title", ["", "   ", "x" * 121, "a\x00b", "a\u202eb"])
def test_titles_that_are_none(engine: Engine, title: str) -> None:
    with pytest.raises(InputError, match="title"):
        classes(engine).open_class(title, CASE)


@pytest.mark.parametrize("code", ["", "zzzzzz", "'; drop table", "💥", "x" * 10_000, "\x00"])
def test_codes_that_are_none(engine: Engine, code: str) -> None:
    with pytest.raises(NotPermitted, match="no class by that code"):
        classes(engine, trainee("Ben")).join(code)


def test_members_see_themselves_and_nobody_else(engine: Engine) -> None:
    opened = classes(engine).open_class("A", CASE)
    for name in ("Ben", "Cara"):
        classes(engine, trainee(name)).join(opened.code)
        submit(engine, name)
    ben = classes(engine, trainee("Ben"))
    assert {member.person for member in ben.read_class(opened.code).members} == {"Ben"}
    assert {member.person for member in ben.submissions(opened.code)} == {"Ben"}
    assert {member.person for member in classes(engine).submissions(opened.code)} == {"Ben", "Cara"}


def test_the_first_submitted_attempt_at_the_case_counts(engine: Engine) -> None:
    opened = classes(engine).open_class("A", CASE)
    classes(engine, trainee("Ben")).join(opened.code)
    assert classes(engine).submissions(opened.code) == []
    submit(engine, "Ben", case="practice-girl-8")
    submit(engine, "Dora")
    assert classes(engine).submissions(opened.code) == []
    first = submit(engine, "Ben")
    submit(engine, "Ben", score=9)
    assert [submission.attempt for submission in classes(engine).submissions(opened.code)] == [first]


def test_thirty_join_at_once_and_each_has_a_seat(engine: Engine) -> None:
    opened = classes(engine).open_class("A", CASE)

    def join(number: int) -> None:
        Classes(Access(engine, trainee(f"T{number:02}"))).join(opened.code)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(join, range(30)))
    members = classes(engine).read_class(opened.code).members
    assert len(members) == len({member.seat for member in members}) == 30
    assert max(member.seat for member in members) < 52
    assert sum(member.seat < 26 for member in members) == 26


def test_the_list_for_discussion_is_stored_in_order(engine: Engine) -> None:
    lead = classes(engine)
    opened = lead.open_class("A", CASE)
    lead.discuss(opened.code, [IDS[9], IDS[2], "nonsense"])
    assert lead.read_class(opened.code).discussed == (IDS[2], IDS[9])


def test_the_consensus_record_names_who_led(engine: Engine) -> None:
    lead = classes(engine)
    opened = lead.open_class("A", CASE)
    begun = {"title": "Agreed", "assessments/1/age": "8 years", "assessments/1/label": "Consensus"}
    lead.save_consensus(opened, "arousal", 4, "He cannot sit.", begun)
    other = classes(engine, Person("Theo", "trainer"))
    revision = other.save_consensus(opened, "arousal", 5, "", begun)
    assert (revision.author, revision.changes[0]["new"]) == ("Theo", {"score": 5})
    assert lead.store.case(opened.consensus).assessment(1).functions.scores["arousal"].score == 5
    other.save_consensus(opened, "arousal", None, "", begun)
    assert "arousal" not in lead.store.case(opened.consensus).assessment(1).functions.scores
    with pytest.raises(InputError):
        lead.save_consensus(opened, "arousal", 13, "", begun)
    for person in (trainee("Ben"), Person("Petra", "programme")):
        with pytest.raises(InputError):
            classes(engine, person).save_consensus(opened, "arousal", 6, "", begun)
    assert verify(engine).problems == ()


def test_a_backup_carries_classes_and_brings_them_back(engine: Engine, tmp_path: Path) -> None:
    lead = classes(engine)
    opened = lead.open_class("A", CASE)
    classes(engine, trainee("Ben")).join(opened.code)
    file = tmp_path / "all.nmt-backup"
    verdict = back_up(engine, file)
    url = f"sqlite:///{tmp_path / 'other' / 'workbook.db'}"
    assert restore(file, url=url).verdict.seal == verdict.seal
    assert classes(open_engine(url)).read_class(opened.code) == lead.read_class(opened.code)
    with pytest.raises(InputError, match="not empty"):
        restore(file, url=url)


def test_a_backup_made_before_there_were_classes_is_restored(engine: Engine, tmp_path: Path) -> None:
    submit(engine, "Ben")
    file, old = tmp_path / "new.nmt-backup", tmp_path / "old.nmt-backup"
    back_up(engine, file)
    later = ("training_class", "class_member", "participation", "manager")
    with zipfile.ZipFile(file) as new, zipfile.ZipFile(old, "w") as older:
        for name in new.namelist():
            if name.removesuffix(".jsonl") in later:
                continue
            text = new.read(name).decode()
            older.writestr(name, text.replace(f'"tables_version": "{NEWEST}"', '"tables_version": "0001"'))
    url = f"sqlite:///{tmp_path / 'other' / 'workbook.db'}"
    assert restore(old, url=url).verdict.records == 1


def test_a_database_of_the_version_before_is_brought_up_to_date(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'workbook.db'}")
    submit(engine, "Ben")
    with engine.begin() as connection:
        later = (
            "listed_assessment",
            "listed_record",
            "shared_record",
            "listing_version",
            "filing",
            "manager",
            "feedback",
            "site_phase",
            "incident_count",
            "cohort_record",
        )
        for name in (*later, "participation", "class_member", "training_class"):
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    migrating.forget()
    again = create_engine(f"sqlite:///{tmp_path / 'workbook.db'}")
    bring_up_to_date(open_engine(f"sqlite:///{tmp_path / 'workbook.db'}"))
    with again.connect() as connection:
        assert {"participation", "class_member", "training_class"} <= {*inspect(connection).get_table_names()}
        assert len(connection.execute(select(tables.record)).all()) == 1


def test_an_attempt_is_submitted_only_when_every_function_is_answered(engine: Engine) -> None:
    store = Store(Access(engine, trainee("Ben")))
    record = store.create(None, begin_attempt(load_case(CASE), "Attempt"), kind="practice")
    scores = {f"assessments/1/functions/scores/{id}": {"score": "not known"} for id in IDS}
    last, done = scores.popitem()[0], {"assessments/1/status": "completed"}
    for number, more in enumerate(
        ({}, scores, {**scores, last: None}, {**scores, last: {"confidence": "low"}})
    ):
        with pytest.raises(InputError, match="not every function is answered"):
            store.save(record.case_id, {**more, **done}, base=record.revision, edit=f"e{number}")
    base = store.save(record.case_id, scores, base=record.revision, edit="most").number
    for status in ("completed", "amended"):
        with pytest.raises(InputError):
            store.save(record.case_id, {"assessments/1/status": status}, base=base, edit=status)
    store.save(record.case_id, {last: 5, **done}, base=base, edit="all")
    assert store.case(record.case_id).assessment(1).status == "completed"
