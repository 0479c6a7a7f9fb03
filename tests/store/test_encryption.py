"""Encryption at rest: with a key nothing lies open, without it nothing opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Access, Person, Store, verify
from nmt_widgets.store.database import encryption, engine, migrating
from nmt_widgets.store.database.encryption import database_key
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.people import accounts as people
from nmt_widgets.store.transfer.backup import back_up
from nmt_widgets.store.transfer.restoring import restore
from tests.store.answers import AROUSAL, begin

SECRET = "Zaphod-Quux"
KEY = 'it\'s a "key" of ünusual letters'


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An encrypted database with something to find in it."""
    monkeypatch.setenv("NMT_DATABASE_KEY", KEY)
    url = f"sqlite:///{tmp_path / 'workbook.db'}"
    opened = open_engine(url)
    people.vouched_person(opened, SECRET, "clinician", "")
    store = Store(Access(opened, Person(SECRET, "clinician")))
    begin(store, summary=SECRET)
    store.save("c-1", {AROUSAL: {"score": 5, "note": SECRET}}, base=1, edit="e", reason=SECRET)
    yield url
    opened.dispose()


def anew(url: str):
    """Open a database as another process would."""
    engine._engine.cache_clear()
    migrating.forget()
    return open_engine(url)


def test_nothing_lies_open(url: str, tmp_path: Path) -> None:
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert {"workbook.db", "workbook.db-wal"} <= {path.name for path in files}
    for path in files:
        raw = path.read_bytes()
        assert SECRET.encode() not in raw
        assert b"SQLite format" not in raw
        assert b"assessments/1" not in raw


def test_it_opens_again_with_its_key_only(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = anew(url)
    assert verify(opened).problems == ()
    assert Store(Access(opened, Person(SECRET, "clinician"))).latest("c-1").reason == SECRET
    opened.dispose()
    for key in (KEY.upper(), "x' OR 1=1 --"):
        monkeypatch.setenv("NMT_DATABASE_KEY", key)
        with pytest.raises(InputError, match="does not open with this key") as refused:
            anew(url)
        assert key not in str(refused.value)
    monkeypatch.delenv("NMT_DATABASE_KEY")
    with pytest.raises(InputError, match="NMT_DATABASE_KEY"):
        anew(url)
    monkeypatch.setenv("NMT_DATABASE_KEY", KEY)
    assert verify(anew(url)).revisions == 2


def test_a_plain_database_does_not_open_with_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'plain.db'}"
    open_engine(url).dispose()
    monkeypatch.setenv("NMT_DATABASE_KEY", KEY)
    with pytest.raises(InputError, match="does not open with this key"):
        anew(url)


def test_a_backup_says_that_it_is_not_encrypted(url: str, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    with pytest.raises(InputError, match="--plain"):
        back_up(open_engine(url), file)
    assert not file.exists()
    back_up(open_engine(url), file, plain=True)
    restored = restore(file, url=url, force=True)
    assert restored.previous is not None
    assert SECRET.encode() not in restored.previous.read_bytes(), "what is kept aside is encrypted, too"
    assert verify(anew(f"sqlite:///{restored.previous}")).revisions == 2


def test_the_key_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    import keyring.errors

    keys: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(keyring, "get_password", lambda service, name: keys.get((service, name)))
    assert database_key() == ""
    monkeypatch.setenv("NMT_DATABASE_KEYRING", "1")
    with pytest.raises(InputError, match="keyring holds no key"):
        database_key()
    with monkeypatch.context() as locked:

        def refuse(_service: str, _name: str) -> str:
            raise keyring.errors.NoKeyringError

        locked.setattr(keyring, "get_password", refuse)
        with pytest.raises(InputError, match="keyring holds no key"):
            database_key()
    keys[encryption.KEYRING_SERVICE, encryption.KEYRING_NAME] = "from the ring"
    assert database_key() == "from the ring"
    monkeypatch.setenv("NMT_DATABASE_KEY", "from the environment")
    assert database_key() == "from the environment"


def test_a_key_without_the_package_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NMT_DATABASE_KEY", KEY)
    monkeypatch.setitem(__import__("sys").modules, "sqlcipher3", None)
    with pytest.raises(InputError, match="not installed") as refused:
        open_engine(f"sqlite:///{tmp_path / 'workbook.db'}")
    assert "pip install" in str(refused.value)
    assert not (tmp_path / "workbook.db").exists(), "nothing is written unencrypted instead"
