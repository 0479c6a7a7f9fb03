"""Backup and restore: from one kind of database to the other, all of it or nothing."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Access, Person, Store, Unavailable, verify
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.database.transactions import reading, writing
from nmt_widgets.store.people import accounts as people
from nmt_widgets.store.people import sessions
from nmt_widgets.store.transfer.backup import TABLES, back_up
from nmt_widgets.store.transfer.restoring import restore
from tests.store.answers import AROUSAL, STATUS, begin
from tests.store.filling import filled
from tests.store.postgres_server import PostgresServer
from tests.store.test_hostile_text import TEXTS


@pytest.fixture
def filled_store(store: Store) -> Store:
    people.vouched_person(store.engine, "Ana", "clinician", "")
    sessions.start(store.engine, Person("Ana", "clinician"))
    store.create("c-1", filled("\n".join(TEXTS.values())), kind="clinical")
    begin(store, "c-2")
    store.save("c-2", {STATUS: "completed"}, base=1, edit="done")
    store.save("c-2", {AROUSAL: 9}, base=2, edit="amend", reason="misheard")
    return store


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Another empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'other' / 'workbook.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.make_database()
    yield server.url(name)
    server.drop_database(name)


def rows(engine: Engine) -> dict[str, list]:
    with reading(engine) as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in TABLES
        }


def test_a_backup_fills_any_database(filled_store: Store, other: str, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    verdict = back_up(filled_store.engine, file)
    assert (verdict.problems, verdict.records, verdict.revisions) == ((), 2, 4)
    restored = restore(file, url=other)
    assert (restored.verdict, restored.previous) == (verdict, None)
    engine = open_engine(other)
    assert sorted_rows(rows(engine)) == sorted_rows(rows(filled_store.engine))
    assert verify(engine) == verdict
    with reading(engine) as connection:
        assert connection.execute(select(tables.session)).all() == [], "everybody signs in anew"
    Store(Access(engine, Person("Ana", "clinician"))).save(
        "c-2", {AROUSAL: 8}, base=3, edit="on", reason="goes on"
    )
    assert verify(engine).problems == ()
    engine.dispose()


def sorted_rows(tables: dict[str, list]) -> dict[str, list]:
    return {name: sorted(rows) for name, rows in tables.items()}


@pytest.mark.skipif(os.name != "posix", reason="permissions")
def test_only_its_owner_reads_a_backup(filled_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    back_up(filled_store.engine, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(InputError, match="--force"):
        back_up(filled_store.engine, file)
    back_up(filled_store.engine, file, force=True)
    with pytest.raises(InputError, match="name a file"):
        back_up(filled_store.engine, tmp_path, force=True)
    assert not list(tmp_path.glob(".nmt-part-*"))


def test_a_full_store_is_replaced_only_by_force_and_copied_aside(
    filled_store: Store, database: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.backup"
    back_up(filled_store.engine, file)
    filled_store.save("c-2", {AROUSAL: 2}, base=3, edit="late", reason="written after the backup")
    late = verify(filled_store.engine)
    with pytest.raises(InputError, match="not empty"):
        restore(file, url=database)
    assert verify(filled_store.engine) == late
    restored = restore(file, url=database, force=True)
    assert filled_store.latest("c-2").number == 3
    aside = restored.previous
    assert aside is not None
    if filled_store.engine.dialect.name == "sqlite":
        assert verify(open_engine(f"sqlite:///{aside}")) == late
    else:
        assert restore(aside, url=f"sqlite:///{tmp_path / 'aside.db'}").verdict == late
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600


def test_people_alone_are_kept_from_being_replaced(engine: Engine, database: str, tmp_path: Path) -> None:
    back_up(engine, tmp_path / "empty.backup")
    people.vouched_person(engine, "Ana", "clinician", "")
    with pytest.raises(InputError, match="not empty"):
        restore(tmp_path / "empty.backup", url=database)


def _rewritten(change: Callable[[dict[str, bytes]], None]) -> Callable[[Path], None]:
    def rewrite(file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts)
        with zipfile.ZipFile(file, "w") as archive:
            for name, part in parts.items():
                archive.writestr(name, part)

    return rewrite


def _manifest(**values: object) -> Callable[[Path], None]:
    return _rewritten(
        lambda parts: parts.update(
            {"manifest.json": json.dumps({**json.loads(parts["manifest.json"]), **values}).encode()}
        )
    )


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def _flipped(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        part = archive.getinfo("revision.jsonl")
    raw = bytearray(file.read_bytes())
    raw[part.header_offset + 30 + len(part.filename) + 20 + part.compress_size // 2] ^= (
        0xFF  # past its header
    )
    file.write_bytes(raw)


SPOILT = {
    "empty": lambda file: file.write_bytes(b""),
    "no zip": lambda file: file.write_text("hello"),
    "cut": _cut,
    "flipped": _flipped,
    "gone": lambda file: file.unlink(),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
    "other zip": _rewritten(lambda parts: parts.clear()),
    "no manifest": _rewritten(lambda parts: parts.pop("manifest.json")),
    "manifest no JSON": _rewritten(lambda parts: parts.update({"manifest.json": b"{"})),
    "manifest a list": _rewritten(lambda parts: parts.update({"manifest.json": b"[]"})),
    "other seal": _manifest(seal="0" * 16),
    "newer": _manifest(tables_version="9999"),
    "newer form": _manifest(format="nmt-backup-4"),
    "no tables": _manifest(tables={}),
    "table missing": _rewritten(lambda parts: parts.pop("answer.jsonl")),
    "line missing": _rewritten(
        lambda parts: parts.update({"revision.jsonl": parts["revision.jsonl"].split(b"\n", 1)[1]})
    ),
    "line changed": _rewritten(
        lambda parts: parts.update(
            {"revision.jsonl": parts["revision.jsonl"].replace(b"misheard", b"Misheard")}
        )
    ),
    "line doubled": _rewritten(lambda parts: parts.update({"record.jsonl": parts["record.jsonl"] * 2})),
    "other types": _rewritten(
        lambda parts: parts.update(
            {"record.jsonl": parts["record.jsonl"].replace(b'"number": 1', b'"number": "1"')}
        )
    ),
    "too deep": _rewritten(lambda parts: parts.update({"record.jsonl": b"[" * 100_000})),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_backup_changes_nothing(
    filled_store: Store, database: str, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "a.backup"
    back_up(filled_store.engine, file)
    SPOILT[name](file)
    before = rows(filled_store.engine)
    with pytest.raises(InputError) as refused:
        restore(file, url=database, force=True)
    assert not isinstance(refused.value, Unavailable)
    assert str(file) in str(refused.value)
    assert not list(tmp_path.rglob("*before-restore*"))
    assert rows(filled_store.engine) == before


def test_a_store_that_was_tampered_with_is_backed_up_but_not_restored(
    filled_store: Store, other: str, tmp_path: Path
) -> None:
    with writing(filled_store.engine) as connection:
        connection.execute(update(tables.revision).values(author="Eve"))
    file = tmp_path / "a.backup"
    assert back_up(filled_store.engine, file).problems
    with pytest.raises(InputError, match="was changed") as refused:
        restore(file, url=other)
    assert len(refused.value.problems) == 4
    assert not any(rows(open_engine(other)).values())


def test_a_database_file_that_is_damaged_is_moved_aside(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'workbook.db'}"
    engine = open_engine(url)
    begin(Store(Access(engine, Person("Ana", "clinician"))))
    back_up(engine, tmp_path / "a.backup")
    engine.dispose()
    file = tmp_path / "workbook.db"
    raw = file.read_bytes()
    for ending in ("-wal", "-shm"):
        file.with_name(f"workbook.db{ending}").unlink(missing_ok=True)
    file.write_bytes(raw[:100] + b"\xff" * (len(raw) - 100))
    with pytest.raises(Unavailable) as broken:
        restore(tmp_path / "a.backup", url=url)
    assert broken.value.kind == "broken"
    assert "nmt restore" in str(broken.value)
    restored = restore(tmp_path / "a.backup", url=url, force=True)
    assert restored.verdict.records == 1
    assert restored.previous is not None
    assert restored.previous.read_bytes()[:100] == raw[:100]
    assert Store(Access(open_engine(url), Person("Ana", "clinician"))).read("c-1").revision == 1


def test_a_backup_is_one_moment_while_others_write(filled_store: Store, tmp_path: Path) -> None:
    from threading import Event, Thread

    done = Event()

    def write() -> None:
        number = 3
        while not done.is_set():
            number = filled_store.save(
                "c-2", {AROUSAL: number % 12 + 1}, base=number, edit=f"w{number}", reason="again"
            ).number

    writer = Thread(target=write)
    writer.start()
    try:
        for turn in range(4):
            file = tmp_path / f"{turn}.backup"
            assert back_up(filled_store.engine, file).problems == ()
            assert restore(file, url=f"sqlite:///{tmp_path / f'into-{turn}.db'}").verdict.problems == ()
    finally:
        done.set()
        writer.join()
