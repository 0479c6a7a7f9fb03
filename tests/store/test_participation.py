"""The log of participation: added to, taken back from, never changed; verified and backed up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, update

from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Access, NotPermitted, Person, verify
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.learning.participation import TAKEN_BACK, Participation, counting, participated
from nmt_widgets.store.transfer.backup import back_up
from nmt_widgets.store.transfer.restoring import restore

HOURS = {"level": "nmt_1", "kind": "didactic", "day": "2026-03-01", "minutes": 90}


def log(engine: Engine, name: str = "Tina", role: str = "trainer") -> Participation:
    return Participation(Access(engine, Person(name, role)))


def test_noted_once_for_everybody_in_a_session(engine: Engine) -> None:
    entry_log = log(engine)
    for _ in range(2):  # sent twice
        entry_log.note(["Ben", "Cara", "Ben"], **HOURS, about=" Brain\nstem ", edit="one")
    entries = entry_log.entries()
    assert [(entry.number, entry.person, entry.about, entry.author) for entry in entries] == [
        (1, "Ben", "Brain stem", "Tina"),
        (2, "Cara", "Brain stem", "Tina"),
    ]
    assert verify(engine).problems == ()


def test_who_may_note_and_who_may_read(engine: Engine) -> None:
    log(engine).note(["Ben", "Cara"], **HOURS, edit="one")
    for name, role in (("Ben", "trainee"), ("Ana", "clinician"), ("Petra", "programme")):
        with pytest.raises(NotPermitted):
            log(engine, name, role).note([name], **HOURS, edit=f"by-{name}")
        with pytest.raises(NotPermitted):
            log(engine, name, role).take_back(1, "why not", f"back-{name}")
    assert {entry.person for entry in log(engine, "Ben", "trainee").entries()} == {"Ben"}
    assert log(engine, "Ana", "clinician").entries() == []
    assert len(log(engine, "Petra", "programme").entries()) == 2
    assert Participation(Access(engine, None)).entries() == []


def test_taken_back_with_a_reason_and_both_stay(engine: Engine) -> None:
    entry_log = log(engine)
    entry_log.note(["Ben"], **HOURS, edit="one")
    with pytest.raises(InputError, match="reason"):
        entry_log.take_back(1, "  ", "two")
    entry_log.take_back(1, "She was ill", "two")
    for number in (1, 2, 99):
        with pytest.raises(InputError, match="taken back already"):
            entry_log.take_back(number, "again", f"again-{number}")
    entries = entry_log.entries("Ben")
    assert [entry.kind for entry in entries] == ["didactic", TAKEN_BACK]
    assert counting(entries) == []
    assert participated(entries) == []
    assert verify(engine).problems == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "nmt_9"},
        {"kind": "dancing"},
        {"kind": TAKEN_BACK},
        {"minutes": 0},
        {"minutes": 1441},
        {"minutes": -5},
        {"kind": "attested"},
        {"day": "yesterday"},
        {"day": "20260301"},
        {"day": (datetime.now(UTC) + timedelta(days=3)).date().isoformat()},
        {"about": "x" * 301},
        {"people": []},
        {"people": [""]},
        {"people": ["x" * 81]},
        {"edit": ""},
        {"edit": "naïve"},
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(engine: Engine, wrong: dict) -> None:
    with pytest.raises(InputError):
        log(engine).note(**{"people": ["Ben"], **HOURS, "edit": "one", **wrong})
    assert log(engine).entries() == []


def test_many_note_at_once_and_the_chain_holds(engine: Engine) -> None:
    def note(at: int) -> None:
        log(engine, f"T{at}").note([f"P{at}", f"Q{at}"], **HOURS, edit=f"e{at}")

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(note, range(10)))
    assert [entry.number for entry in log(engine).entries()] == list(range(1, 21))
    assert verify(engine).problems == ()


def test_what_was_changed_or_removed_past_the_store_shows(engine: Engine) -> None:
    before = verify(engine).seal
    log(engine).note(["Ben", "Cara", "Dan"], **HOURS, edit="one")
    sealed = verify(engine).seal
    assert sealed != before
    table = tables.participation
    with engine.begin() as connection:
        connection.execute(update(table).where(table.c.number == 2).values(minutes=900))
    assert verify(engine).problems == ("participation: entry 2 was changed, or the one before it",)
    with engine.begin() as connection:
        connection.execute(delete(table).where(table.c.number == 2))
    assert "entry 2 is missing" in verify(engine).problems[0]
    with engine.begin() as connection:
        connection.execute(delete(table).where(table.c.number == 3))
    assert verify(engine).problems == ()
    assert verify(engine).seal != sealed, "removed from the end: only the seal shows it"


def test_a_backup_carries_the_log(engine: Engine, tmp_path: Path) -> None:
    log(engine).note(["Ben"], **HOURS, edit="one")
    verdict = back_up(engine, tmp_path / "all.backup")
    url = f"sqlite:///{tmp_path / 'other' / 'workbook.db'}"
    assert restore(tmp_path / "all.backup", url=url).verdict == verdict
    assert log(open_engine(url)).entries() == log(engine).entries()
