"""The tables: made by the migrations, in step with the code, by whoever comes first."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text

from nmt_widgets.core.errors import InputError
from nmt_widgets.store.database import migrating
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.database.migrating import MIGRATIONS, bring_up_to_date
from nmt_widgets.store.database.tables import tables
from nmt_widgets.store.database.versions import NEWEST, file_version
from tests.migrated_once import migrated_once, run_migrations
from tests.store.postgres_server import PostgresServer


@pytest.fixture(autouse=True)
def _migrations_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let them run for each file here."""
    monkeypatch.setattr(migrating, "_upgrade", run_migrations)


def test_what_other_tests_get_is_what_the_migrations_make(tmp_path: Path) -> None:
    def dump(name: str) -> list[list[str]]:
        """Return each statement as its lines in order: a table made anew has its constraints in any order."""
        open_engine(f"sqlite:///{tmp_path / name}").dispose()
        with closing(sqlite3.connect(tmp_path / name)) as database:
            return [
                sorted(line.strip(" ,") for line in statement.splitlines())
                for statement in database.iterdump()
            ]

    migrated = dump("migrated.db")
    with migrated_once():
        assert [dump("first.db"), dump("further.db")] == [migrated, migrated]


def test_the_migrations_make_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables) == []
        assert set(inspect(connection).get_table_names()) == {*tables.tables, "alembic_version"}


def test_the_newest_migration_is_the_one_the_code_asks_for() -> None:
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(configuration).get_heads() == [NEWEST]


def test_a_file_tells_its_version(tmp_path: Path) -> None:
    current, empty, other = (tmp_path / name for name in ("current.db", "empty.db", "other.db"))
    open_engine(f"sqlite:///{current}").dispose()
    empty.touch()
    other.write_text("no database " * 99)
    absent = tmp_path / "absent.db"
    assert [file_version(file) for file in (current, empty, other, absent)] == [NEWEST, None, None, None]
    assert not absent.exists()


def test_a_newer_database_is_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    migrating.forget()
    with pytest.raises(InputError, match="newer version"):
        bring_up_to_date(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path):
    """The address of a database that was never opened."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'deep' / 'er' / 'workbook.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.make_database()
    yield server.url(name)
    server.drop_database(name)


def test_many_open_a_new_database_at_once(bare: str) -> None:
    code = f"from nmt_widgets.store import open_store, operator; print(open_store(operator(), url={bare!r}).records())"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for process in running:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (0, "[]\n", "")


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user@host/name",
        "nonsense",
        "postgresql://user:p@ss@host:port/name",
        "oracle+x://",
    ],
)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(InputError, match="NMT_DATABASE_URL") as refused:
        open_engine(url)
    assert "p@ss" not in str(refused.value)


def test_both_ways_to_write_an_address(postgres: PostgresServer) -> None:
    name = postgres.make_database()
    for scheme in ("postgres", "postgresql"):
        engine = open_engine(postgres.url(name).replace("postgresql", scheme, 1))
        assert engine.dialect.name == "postgresql"
        engine.dispose()
    postgres.drop_database(name)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions")
def test_only_its_owner_reads_the_database(tmp_path: Path) -> None:
    open_engine(f"sqlite:///{tmp_path / 'own' / 'workbook.db'}")
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o700
    for file in (tmp_path / "own").iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file.name
    with create_engine(f"sqlite:///{tmp_path / 'own' / 'workbook.db'}").connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
