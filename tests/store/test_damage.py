"""Damaged files: `nmt verify` calls nothing good that SQLite calls bad, says so, and the remedy it names works."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from nmt_widgets import cli
from nmt_widgets.cli import progress
from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Access, Person, Store, verify
from nmt_widgets.store.checking.verifying import verify_database
from nmt_widgets.store.database import migrating
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.people import accounts as people
from nmt_widgets.store.transfer.backup import back_up
from nmt_widgets.store.transfer.restoring import restore
from tests.store.answers import begin

SEEDS = range(60)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that is whole in one file, and its backup."""
    folder = tmp_path_factory.mktemp("whole")
    engine = open_engine(f"sqlite:///{folder / 'workbook.db'}")
    people.vouched_person(engine, "Ana", "clinician", "")
    store = Store(Access(engine, Person("Ana", "clinician")))
    for number in range(8):
        begin(store, f"c-{number}")
        long = {"summary": f"{number} " * 3000, "title": "Zoë"}
        store.save(f"c-{number}", long, base=1, edit=f"long-{number}")
    back_up(engine, folder / "a.backup")
    engine.dispose()
    with sqlite3.connect(folder / "workbook.db") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return folder


@pytest.fixture
def file(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    migrating.forget()
    monkeypatch.setenv("NMT_DATA", str(tmp_path))
    monkeypatch.setattr(progress, "QUIET", float("inf"))  # on a busy machine lines would come between
    return Path(shutil.copy(whole / "workbook.db", tmp_path))


def damaged(file: Path, seed: int) -> None:
    """Write noise or nothing somewhere, or cut the file off."""
    chance = random.Random(seed)
    raw = bytearray(file.read_bytes())
    at = chance.randrange(100, len(raw))
    match seed % 4:
        case 0:
            del raw[at:]
        case 1:
            raw[at : at + 200] = bytes(len(raw[at : at + 200]))
        case 2:
            raw[at : at + 64] = chance.randbytes(len(raw[at : at + 64]))
        case 3:
            page = max(1, at // 4096) * 4096  # the first is another matter
            raw[page : page + 12] = chance.randbytes(len(raw[page : page + 12]))
    file.write_bytes(raw)


def is_good(file: Path) -> bool:
    """Say whether SQLite itself calls a copy of the file good."""
    copy = Path(shutil.copy(file, file.with_name("copy.db")))
    database = sqlite3.connect(copy)
    try:
        return database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except (sqlite3.DatabaseError, UnicodeDecodeError):  # its report may quote the noise
        return False
    finally:
        database.close()


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        cli.main([str(argument) for argument in arguments])
    return left.value.code, *capsys.readouterr()


@pytest.mark.parametrize("seed", SEEDS)
def test_damage_is_reported_and_a_backup_repairs_it(whole: Path, file: Path, capsys, seed: int) -> None:
    damaged(file, seed)
    good = is_good(file)
    code, out, err = run(capsys, "verify")
    if code == 0:
        assert good
        return
    assert code == 1
    for wrong in ("cannot be reached", "ask whoever", "nmt verify", "went wrong", "Traceback"):
        assert wrong not in err
    if not good:
        assert out == ""
        assert "nmt: the database's file is damaged: " in err
        assert "restore a backup with: nmt restore FILE --force" in err.splitlines()[-1]
    assert len(err.splitlines()) <= 101
    code, out, err = run(capsys, "restore", whole / "a.backup", "--force")
    assert (code, err) == (0, "")
    assert "what was there before: " in out
    assert is_good(file)
    assert run(capsys, "verify")[::2] == (0, "")


@pytest.mark.parametrize("byte", [0, 10, 16, 18, 19, 20, 21, 24, 28, 44, 56, 60])
def test_damage_at_the_very_beginning_is_no_matter_of_reaching_it(file: Path, capsys, byte: int) -> None:
    raw = bytearray(file.read_bytes())
    raw[byte : byte + 4] = b"\xfe\x03\x91\x07"
    file.write_bytes(raw)
    good = is_good(file)
    code, _, err = run(capsys, "verify")
    assert good or code in (1, 2)
    for wrong in ("cannot be reached", "ask whoever", "run 'nmt verify'", "went wrong"):
        assert wrong not in err
    assert code == 0 or "damaged" in err


def test_a_backup_that_does_not_fit_leaves_a_damaged_file_where_it_was(
    whole: Path, file: Path, tmp_path: Path
) -> None:
    damaged(file, 3)
    assert not is_good(file)
    before = file.read_bytes()
    raw = (whole / "a.backup").read_bytes()
    (tmp_path / "bad.backup").write_bytes(raw.replace(b"revision.jsonl", b"revisiom.jsonl"))
    with pytest.raises(InputError):
        restore(tmp_path / "bad.backup", force=True)
    assert file.read_bytes() == before
    assert not list(tmp_path.glob("*before-restore*"))


def test_rows_that_belong_to_nobody_are_damage(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("INSERT INTO session VALUES ('x', 'Nobody', 'x', 'x', NULL)")
    database.close()
    verdict = verify_database()
    assert verdict.is_damaged
    assert "belongs to no person" in verdict.problems[0]


def test_a_row_that_is_no_text_is_damage_and_not_backed_up(file: Path, tmp_path: Path, capsys) -> None:
    with sqlite3.connect(file) as database:
        database.execute("UPDATE revision SET reason = x'ff00' WHERE number = 1")
    database.close()
    assert is_good(file), "for SQLite"
    code, out, err = run(capsys, "verify")
    assert (code, out) == (1, "")
    assert "it holds a row that cannot be read" in err
    code, _, err = run(capsys, "backup", tmp_path / "b.backup")
    assert code == 1
    assert "answers with an error" in err
    assert not (tmp_path / "b.backup").exists()


def test_a_database_that_is_whole_is_good(whole: Path, file: Path, capsys) -> None:
    code, out, err = run(capsys, "verify")
    assert (code, err) == (0, "")
    assert out.startswith("8 records, 16 revisions, seal ")
    assert verify_database() == verify(open_engine())


@pytest.mark.parametrize("versions", [["-1"], ["head"], ["0000"], ["0011", "-1"], [""]])
def test_a_version_that_never_was_is_named_and_left(file: Path, capsys, versions: list[str]) -> None:
    """Alembic reads -1 as the version before the last, and would change the tables."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("DELETE FROM alembic_version")
        database.executemany("INSERT INTO alembic_version VALUES (?)", [(version,) for version in versions])
        database.commit()
    code, out, err = run(capsys, "verify")
    assert (code, out) == (1, "")
    assert "nmt: the database is damaged: the version of its tables is none there is" in err
    with closing(sqlite3.connect(file)) as database:
        left = [version for (version,) in database.execute("SELECT version_num FROM alembic_version")]
    assert left == versions
