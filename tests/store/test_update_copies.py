"""An update of a file keeps the file as it was; without room for that, nothing is updated."""

import errno
import gzip
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from nmt_widgets.store import Access, Person, Store, Unavailable
from nmt_widgets.store.database import migrating, update_copies
from nmt_widgets.store.database.engine import open_engine, plain_engine
from nmt_widgets.store.database.migrating import version_of
from nmt_widgets.store.database.versions import NEWEST

LANDED = Path(__file__).parent / "landed" / "2026-11-28" / "workbook.db.gz"
ANA = Person("Ana", "clinician")


@pytest.fixture
def earlier(tmp_path):
    file = tmp_path / "data" / "workbook.db"
    file.parent.mkdir()
    file.write_bytes(gzip.decompress(LANDED.read_bytes()))
    return file


def version(file):
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    engine.dispose()
    return version


def names(file):
    return {path.name for path in file.parent.iterdir() if not path.name.endswith(("-wal", "-shm"))}


def test_the_copy_is_the_earlier_database_and_updates_as_well(earlier):
    before = version(earlier)
    engine = open_engine(f"sqlite:///{earlier}")
    (copy,) = update_copies.update_copies(earlier)
    assert (version(copy), version(earlier)) == (before, NEWEST)
    assert copy.stat().st_mode & 0o077 == 0
    store = Store(Access(engine, ANA))
    store.save(
        "client-1", {"summary": "after"}, base=store.read("client-1").revision, edit="after", reason="new"
    )
    engine.dispose()
    # the way back
    earlier.unlink()
    copy.rename(earlier)
    migrating.forget()
    again = open_engine(f"sqlite:///{earlier}")
    assert Store(Access(again, ANA)).case("client-1").summary != "after"
    again.dispose()


def test_the_newest_copies_stay_and_nothing_new_makes_one(earlier):
    old = [earlier.with_name(f"workbook-before-update-2026010{day}T000000000-0001.db") for day in range(1, 5)]
    for file in old:
        file.touch()
    open_engine(f"sqlite:///{earlier}").dispose()
    copies = update_copies.update_copies(earlier)
    assert len(copies) == update_copies.COPIES_KEPT
    assert copies[1:] == old[:1:-1]
    migrating.forget()
    open_engine(f"sqlite:///{earlier}").dispose()
    open_engine(f"sqlite:///{earlier.with_name('new.db')}").dispose()
    assert update_copies.update_copies(earlier) == copies
    assert update_copies.update_copies(earlier.with_name("new.db")) == []


def test_the_copy_stays_where_a_clock_was_wrong_and_the_folder_has_an_odd_name(earlier):
    odd = earlier.rename(earlier.with_name("work[book].db"))
    for day in range(1, 5):
        odd.with_name(f"work[book]-before-update-2091010{day}T000000000-0001.db").touch()
    before = version(odd)
    open_engine(f"sqlite:///{odd}").dispose()
    copies = update_copies.update_copies(odd)
    assert len(copies) == update_copies.COPIES_KEPT
    assert version(copies[-1]) == before


def refuse_to_copy(_from, to):
    to.write_bytes(b"the beginning")
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("fault", ["full", "little"])
def test_without_room_for_the_copy_nothing_is_updated(earlier, monkeypatch, fault):
    url, before = f"sqlite:///{earlier}", version(earlier)
    with monkeypatch.context() as trouble:
        if fault == "full":
            trouble.setattr(update_copies, "copy_file", refuse_to_copy)
        else:
            usage = update_copies.shutil.disk_usage(earlier.parent)._replace(free=10)
            trouble.setattr(update_copies.shutil, "disk_usage", lambda _: usage)
        with pytest.raises(Unavailable, match="no room; nothing was changed"):
            open_engine(url)
    assert (version(earlier), names(earlier)) == (before, {"workbook.db"})
    open_engine(url).dispose()
    assert version(earlier) == NEWEST


def test_an_update_that_fails_leaves_database_and_folder_as_they_were(earlier, monkeypatch):
    def fail(_connection):
        raise RuntimeError

    with monkeypatch.context() as trouble:
        trouble.setattr(migrating, "_upgrade", fail)
        with pytest.raises(RuntimeError):
            open_engine(f"sqlite:///{earlier}")
    assert names(earlier) == {"workbook.db"}
    assert version_of(plain_engine(f"sqlite:///{earlier}")) != NEWEST
