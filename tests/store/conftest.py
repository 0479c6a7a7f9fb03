"""Databases of both kinds, each test with an empty one of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from nmt_widgets.store import Access
from nmt_widgets.store.database import engine as engines
from nmt_widgets.store.database import migrating, sqlite_files
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.records.store import Store
from tests.store.databases import PostgresDatabase
from tests.store.importer import Importer
from tests.store.postgres_server import PostgresServer


@pytest.fixture(scope="session")
def _template(postgres: PostgresServer) -> str:
    """The name of an empty database that is up to date."""
    name = postgres.make_database()
    open_engine(postgres.url(name)).dispose()
    return name


@pytest.fixture(scope="session")
def _postgres_database(postgres: PostgresServer, _template: str) -> PostgresDatabase:
    return PostgresDatabase(postgres, _template)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'workbook.db'}"
        return
    database: PostgresDatabase = request.getfixturevalue("_postgres_database")
    migrating.forget()  # its engine is the one of the test before
    yield database.url
    database.renew()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let writes wait for others not as long; ask for it before the engine."""
    monkeypatch.setattr(sqlite_files, "BUSY_SECONDS", 0.4)
    engines._engine.cache_clear()  # PostgreSQL is told when a connection is made
    yield
    engines._engine.cache_clear()


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> Store:
    """The store for a clinician."""
    return Store(Access(engine, Person("Ana", "clinician")))


@pytest.fixture
def importer(store: Store, tmp_path: Path) -> Importer:
    """What imports a table into the store."""
    return Importer(store, tmp_path)
