"""Faults: nothing is corrupted, nothing that was kept is lost, and the person is told what it is."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing import Pipe
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, make_url, text

from nmt_widgets.store import Access, Store, Unavailable, verify
from nmt_widgets.store.database import clock, sqlite_files
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.database.migrating import forget
from nmt_widgets.store.database.tables import tables
from tests.patience import LIMIT
from tests.store.answers import AROUSAL, BEGINNING, begin
from tests.store.holding import locked
from tests.store.killed_writers import ANA, LONG, die_at, start_writer, write_on
from tests.store.postgres_server import PostgresServer

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes that are killed")


def test_a_writer_killed_at_any_statement_leaves_nothing_half(store: Store, database: str) -> None:
    begin(store)
    before = verify(store.engine)
    finished = False
    for statement in range(25):
        process = start_writer(die_at, database, statement)
        process.join(30)
        if process.exitcode == 0:
            finished = True
            break
        assert process.exitcode == -signal.SIGKILL
        assert verify(store.engine) == before
    assert finished
    assert statement > 6, "so many statements has a save"
    assert [revision.edit for revision in store.revisions("c-1")][1:] == ["mine"]
    assert verify(store.engine).problems == ()


def test_killed_writers_lose_no_confirmed_save(store: Store, database: str) -> None:
    begin(store)
    draw = random.Random(2026)
    reported: set[str] = set()
    for turn in range(8):
        reading, writing = Pipe(duplex=False)
        process = start_writer(write_on, database, turn, writing)
        writing.close()
        with reading, os.fdopen(os.dup(reading.fileno())) as pipe:
            reported |= {pipe.readline().strip() for _ in range(3)}  # it is at work
            time.sleep(draw.random() * 0.1)
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            reported |= set(pipe.read().split())
        deadline = time.monotonic() + LIMIT
        while True:  # PostgreSQL finds out a moment later that nobody is there any more
            stored = {revision.edit for revision in store.revisions("c-1")[1:]}
            if reported <= stored or time.monotonic() > deadline:
                break
        assert reported <= stored
    assert len(reported) >= 3 * 8
    assert len(stored - reported) <= 8, "each may have kept one more than it could tell"
    assert verify(store.engine).problems == ()


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_a_real_disk(fault: str, tmp_path: Path) -> None:
    if subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "none", tmp_path], capture_output=True
    ).returncode:
        pytest.skip("this system lets nobody mount a disk of their own")
    command = ["unshare", "-rm", sys.executable, "-m", "tests.store.disk_faults", fault, str(tmp_path)]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
    }  # an earlier test may have closed the folder it starts in
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=LIMIT)
    assert (done.returncode, done.stdout) == (0, "good\n"), done.stderr


def test_a_full_database(store: Store) -> None:
    begin(store)
    if store.engine.dialect.name == "sqlite":
        with store.engine.connect() as connection:
            pages = connection.scalar(text("PRAGMA page_count"))

        @event.listens_for(store.engine, "checkout")
        def limit(connection, _entry, _proxy) -> None:
            connection.execute(f"PRAGMA max_page_count = {pages if full else 1_000_000}")
    else:
        with store.engine.begin() as connection:
            connection.execute(
                text(
                    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END $$"
                )
            )
            connection.execute(
                text("CREATE TRIGGER full_disk BEFORE INSERT ON answer EXECUTE FUNCTION refuse()")
            )
    full = True
    before = verify(store.engine)
    with pytest.raises(Unavailable) as refused:
        store.save("c-1", LONG, base=1, edit="e")
    assert refused.value.kind == "full"
    assert "make room" in str(refused.value)
    assert verify(store.engine) == before
    full = False
    if store.engine.dialect.name == "postgresql":
        with store.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER full_disk ON answer"))
    assert store.save("c-1", LONG, base=1, edit="e").number == 2
    assert verify(store.engine).problems == ()


@pytest.fixture
def only_read(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, bool], None]:
    """Let connections to a database that are opened from now on only read, or write again."""
    connect = sqlite3.connect

    def only_read(url: str, yes: bool) -> None:
        address = make_url(url)
        if address.get_backend_name() == "sqlite":  # as SQLite opens a file whose permissions forbid writing
            mode = f"mode={'ro' if yes else 'rw'}"
            monkeypatch.setattr(
                sqlite3, "connect", lambda file, **how: connect(file.replace("mode=rw", mode), **how)
            )
        else:
            state = "on" if yes else "off"
            postgres.do(f"ALTER DATABASE {address.database} SET default_transaction_read_only = {state}")

    return only_read


def test_a_database_that_may_only_be_read(
    store: Store, database: str, only_read: Callable[[str, bool], None]
) -> None:
    """A connection that was opened meanwhile, for reading, keeps nobody from writing afterwards."""
    begin(store)
    with store.engine.connect() as other:  # keeps the files beside a file of SQLite's
        other.execute(text("SELECT 1"))
        only_read(database, True)
        store.engine.dispose()
        for _ in range(2):
            with pytest.raises(Unavailable) as refused:
                store.save("c-1", LONG, base=1, edit="e")
            assert refused.value.kind == "readonly"
            assert store.read("c-1").revision == 1
        only_read(database, False)
        assert store.save("c-1", LONG, base=1, edit="e").number == 2


def test_a_database_that_may_only_be_read_before_it_has_tables(
    database: str, only_read: Callable[[str, bool], None]
) -> None:
    engine = open_engine(database)
    with engine.connect() as other:
        other.execute(text("DROP TABLE alembic_version"))
        tables.drop_all(other)
        other.commit()
        forget()
        only_read(database, True)
        engine.dispose()
        with pytest.raises(Unavailable) as refused:
            open_engine(database)
        assert refused.value.kind == "readonly"
        only_read(database, False)
        begin(Store(Access(open_engine(database), ANA)))


def test_a_clock_that_jumps_breaks_no_chain(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(store)
    for number, hours in enumerate((1, -1, 0), 1):
        ahead = datetime.now(UTC) + timedelta(hours=hours)
        monkeypatch.setattr(clock, "datetime", type("Clock", (), {"now": lambda _zone, time=ahead: time}))
        assert store.save("c-1", {AROUSAL: number}, base=number, edit=f"e{number}").number == number + 1
    times = [revision.at for revision in store.revisions("c-1")]
    assert times != sorted(times)
    assert store.read("c-1").answers[AROUSAL] == {"score": 3}
    assert verify(store.engine).problems == ()


def test_a_locked_database(impatient: None, store: Store, engine: Engine, database: str) -> None:
    begin(store)
    with locked(engine):
        assert store.read("c-1").revision == 1, "reading goes on"
        for does in (
            lambda: store.save("c-1", {AROUSAL: 9}, base=1, edit="e"),
            lambda: store.create(None, BEGINNING, kind="clinical"),
        ):
            with pytest.raises(Unavailable) as refused:
                does()
            assert refused.value.kind == "busy"
    assert store.save("c-1", {AROUSAL: 9}, base=1, edit="e").number == 2
    assert verify(engine).problems == ()


def test_a_database_that_disappears_and_comes_back(
    store: Store, database: str, request: pytest.FixtureRequest
) -> None:
    begin(store)
    if store.engine.dialect.name == "sqlite":
        folder = Path(store.engine.url.database or "").parent
        away = folder.with_name("away")
        go, come = (lambda: folder.rename(away)), (lambda: (shutil.rmtree(folder), away.rename(folder)))
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        go, come = server.stop, server.start
    go()
    try:
        for does in (
            lambda: store.read("c-1"),
            store.records,
            lambda: store.save("c-1", {AROUSAL: 9}, base=1, edit="e"),
            lambda: store.create(None, {}, kind="clinical"),
            lambda: verify(store.engine),
        ):
            with pytest.raises(Unavailable) as refused:
                does()
            assert refused.value.kind == "gone"
        if store.engine.dialect.name == "sqlite":
            folder.mkdir()  # the folder is there again, its file is not: none is made in its place
            with pytest.raises(Unavailable):
                store.save("c-1", {AROUSAL: 9}, base=1, edit="e")
            assert list(folder.iterdir()) == []
    finally:
        come()
    assert store.save("c-1", {AROUSAL: 9}, base=1, edit="e").number == 2
    assert verify(store.engine).problems == ()


def test_a_file_that_was_replaced_is_not_written_past(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'workbook.db'}"
    store = Store(Access(open_engine(url), ANA))
    begin(store)
    (tmp_path / "old").mkdir()
    for file in tmp_path.glob("workbook.db*"):
        file.rename(tmp_path / "old" / file.name)
    sqlite_files._make(tmp_path / "workbook.db")
    with pytest.raises(Unavailable):
        store.save("c-1", {AROUSAL: 9}, base=1, edit="e")
    assert (
        Store(Access(open_engine(f"sqlite:///{tmp_path / 'old' / 'workbook.db'}"), ANA)).read("c-1").revision
        == 1
    )


def test_a_damaged_file_is_reported(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'workbook.db'}"
    store = Store(Access(open_engine(url), ANA))
    begin(store)
    store.engine.dispose()
    file = tmp_path / "workbook.db"
    raw = bytearray(file.read_bytes())
    raw[4096:] = b"\xff" * len(raw[4096:])
    file.write_bytes(raw)
    with pytest.raises(Unavailable) as refused:
        store.read("c-1")
    assert refused.value.kind == "broken"
    assert "nmt verify" in str(refused.value)
