"""Every row that was changed, removed or added past the store is found."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update

from nmt_widgets.store import Access, Store, verify
from nmt_widgets.store.database import migrating, tables
from nmt_widgets.store.database.chain import canonical, canonical_each, row_hash
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.database.listing import DERIVED
from nmt_widgets.store.database.transactions import writing
from nmt_widgets.store.people.roles import Person
from tests.store.answers import AROUSAL, SLEEP, STATUS, begin
from tests.store.databases import PostgresDatabase
from tests.store.postgres_server import PostgresServer

record, revision, answer = tables.record, tables.revision, tables.answer


def fill(address: str) -> str:
    """Write three cases of four revisions each into an empty database; return its address."""
    engine = open_engine(address)
    store = Store(Access(engine, Person("Ana", "clinician")))
    for id in ("c-1", "c-2", "c-3"):
        begin(store, id)
        store.save(id, {AROUSAL: 5, SLEEP: 6}, base=1, edit=f"{id}-1")
        store.save(id, {STATUS: "completed", SLEEP: None}, base=2, edit=f"{id}-2")
        store.save(id, {AROUSAL: 7}, base=3, edit=f"{id}-3", reason="misheard")
    engine.dispose()
    return address


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled database of SQLite, to be copied."""
    file = tmp_path_factory.mktemp("filled") / "workbook.db"
    fill(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="module")
def filled_database(postgres: PostgresServer, _template: str) -> PostgresDatabase:
    """A filled database of PostgreSQL."""
    name = postgres.make_database(_template)
    fill(postgres.url(name))
    return PostgresDatabase(postgres, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a filled database of each kind."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("filled_file"), tmp_path)
        yield f"sqlite:///{file}"
        return
    database: PostgresDatabase = request.getfixturevalue("filled_database")
    migrating.forget()  # its engine is the one of the test before
    yield database.url
    database.renew()


def test_an_untouched_store_verifies(store: Store, engine: Engine) -> None:
    verdict = verify(engine)
    assert (verdict.problems, verdict.records, verdict.revisions) == ((), 3, 12)
    assert verify(engine) == verdict
    store.save("c-2", {AROUSAL: 8}, base=4, edit="more", reason="again")
    assert verify(engine).seal != verdict.seal


def _change(table, column: str, value: object, where) -> Callable[[Connection], None]:
    return lambda connection: connection.execute(update(table).where(where).values({column: value}))


_SECOND = (revision.c.case_id == "c-2") & (revision.c.number == 2)
_LAST = (revision.c.case_id == "c-2") & (revision.c.number == 4)
_ANSWER = (answer.c.case_id == "c-2") & (answer.c.path == AROUSAL)
_HER = record.c.case_id == "c-2"
_NONE = "0" * 64


def _remove(table, where) -> Callable[[Connection], None]:
    return lambda connection: connection.execute(delete(table).where(where))


def _remove_case(id: str) -> Callable[[Connection], None]:
    def remove(connection: Connection) -> None:
        for table in (*DERIVED, answer, revision, record):
            connection.execute(delete(table).where(table.c.case_id == id))

    return remove


def _forge(connection: Connection) -> None:
    """Rewrite a revision and its own hash: the next one still carries the old."""
    row = connection.execute(select(revision).where(_SECOND)).one()
    forged = type("Row", (), {**row._asdict(), "changes": row.changes.replace("5", "9")})
    values = {"changes": forged.changes, "hash": row_hash(revision, forged)}
    connection.execute(update(revision).where(_SECOND).values(**values))


def _forge_owner(connection: Connection) -> None:
    row = connection.execute(select(record).where(record.c.case_id == "c-1")).one()
    forged = type("Row", (), {**row._asdict(), "owner": "Eve"})
    where = record.c.case_id == "c-1"
    connection.execute(update(record).where(where).values(owner="Eve", hash=row_hash(record, forged)))


def _add(connection: Connection) -> None:
    row = connection.execute(select(revision).where(_LAST)).one()._asdict()
    connection.execute(insert(revision).values(**{**row, "number": 5, "edit": "forged"}))


def _roll_back(connection: Connection) -> None:
    """Take the newest revision away and make the record point at the one before."""
    connection.execute(delete(revision).where(_LAST))
    before = connection.scalar(
        select(revision.c.hash).where(revision.c.case_id == "c-2", revision.c.number == 3)
    )
    connection.execute(update(record).where(_HER).values(head=3, head_hash=before))


TAMPERINGS = {
    **{
        f"revision {column}": _change(revision, column, value, _SECOND)
        for column, value in {
            "author": "Eve",
            "role": "trainer",
            "at": "2020-01-01T00:00:00.000000+00:00",
            "reason": "forged",
            "changes": "[]",
            "edit": "forged",
            "previous_hash": _NONE,
            "hash": _NONE,
            "number": 9,
        }.items()
    },
    "revision unreadable": _change(revision, "changes", "{", _SECOND),
    "revision of other shape": _change(revision, "changes", '[{"path": 1}, 7]', _LAST),
    "revision with a number beyond all": _change(
        revision, "changes", '[{"path": "title", "old": null, "new": 1e999}]', _SECOND
    ),
    "revision removed": _remove(revision, _SECOND),
    "first revision removed": _remove(revision, (revision.c.case_id == "c-2") & (revision.c.number == 1)),
    "last revision removed": _remove(revision, _LAST),
    "all revisions removed": _remove(revision, revision.c.case_id == "c-2"),
    "revision moved": lambda connection: connection.execute(
        update(revision).where(_LAST).values(case_id="c-3", number=5)
    ),
    "revision added": _add,
    "revision forged": _forge,
    "rolled back": _roll_back,
    **{
        f"record {column}": _change(record, column, value, _HER)
        for column, value in {
            "kind": "teaching",
            "owner": "Eve",
            "created": "2020-01-01T00:00:00.000000+00:00",
            "number": 9,
            "head": 3,
            "head_hash": _NONE,
            "hash": _NONE,
            "previous_hash": _NONE,
        }.items()
    },
    "last record below zero": _change(record, "number", -1, record.c.case_id == "c-3"),
    "record forged": _forge_owner,
    "first case removed": _remove_case("c-1"),
    "case removed": _remove_case("c-2"),
    "answer value": _change(answer, "value", '{"score":9}', _ANSWER),
    "answer revision": _change(answer, "revision", 1, _ANSWER),
    "answer path": _change(answer, "path", SLEEP, _ANSWER),
    "answer removed": _remove(answer, _ANSWER),
    "answer added": lambda connection: connection.execute(
        insert(answer).values(case_id="c-2", path=SLEEP, value='{"score":1}', revision=2)
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found(engine: Engine, name: str) -> None:
    with writing(engine) as connection:
        TAMPERINGS[name](connection)
    verdict = verify(engine)
    assert verdict.problems, name
    assert all("\n" not in problem and problem.startswith("c-") for problem in verdict.problems)


def test_the_last_case_removed_with_all_its_rows_shows_in_the_seal_only(engine: Engine) -> None:
    before = verify(engine)
    with writing(engine) as connection:
        _remove_case("c-3")(connection)
    after = verify(engine)
    assert after.problems == ()
    assert (after.records, after.seal != before.seal) == (2, True)


def test_rows_of_no_record_are_found(engine: Engine) -> None:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN")
        else:
            for name in ("revision", "answer", "listed_record", "listed_assessment"):
                connection.exec_driver_sql(f"ALTER TABLE {name} DROP CONSTRAINT fk_{name}_case_id")
        connection.execute(delete(record).where(record.c.case_id == "c-3"))
        connection.commit()
    assert sum("belong to no record" in problem for problem in verify(engine).problems) == 4


@pytest.mark.parametrize(
    "values", [[], [None, 1, 1.0, True], ["\0", ["\0", "a"], {"b": [1, "\0", 2], "a": "é\n,"}]]
)
def test_values_that_are_written_together_are_the_same_text(values: list[object]) -> None:
    assert canonical_each(values) == [canonical(value) for value in values]


def test_problems_of_people_are_in_the_order_of_their_names(engine: Engine) -> None:
    names = ["Cy", "Ana", "Eva", "Bo", "Dan"]
    with writing(engine) as connection:
        for name in names:
            row = {
                "name": name,
                "role": "no role",
                "origin": "proxy",
                "created": "2020-01-01T00:00:00.000000+00:00",
            }
            connection.execute(insert(tables.person).values(row))
        connection.execute(update(tables.person).where(tables.person.c.name == "Bo").values(origin="local"))
    problems = [problem for problem in verify(engine).problems if problem.startswith("person")]
    assert [problem.split("'")[1] for problem in problems] == sorted(names)
