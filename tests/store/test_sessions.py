"""Sessions: from signing in to signing out, or to their limits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from nmt_widgets.store.database import clock as database_clock
from nmt_widgets.store.database.clock import as_text
from nmt_widgets.store.database.tables import person as people_table
from nmt_widgets.store.database.tables import session as table
from nmt_widgets.store.database.transactions import reading, writing
from nmt_widgets.store.errors import SessionEnded
from nmt_widgets.store.learning.class_entry import enter_class
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.store.people import sessions
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.people.accounts import vouched_person
from nmt_widgets.store.people.roles import Person
from nmt_widgets.store.people.rules import limits
from nmt_widgets.store.people.sessions import end, start, touch
from tests.store.holding import locked

MINUTE = timedelta(minutes=1)


class Clock:
    """Stands in for the module's `datetime`."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)

    def now(self, _zone: object) -> datetime:
        return self.time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (sessions, database_clock):
        monkeypatch.setattr(module, "datetime", clock)
    return clock


@pytest.fixture
def ana(engine: Engine) -> Person:
    return vouched_person(engine, "Ana", "clinician", "")


def person_of(engine: Engine, token: str) -> Person | None:
    with reading(engine) as connection:
        try:
            return sessions.check(connection, token)
        except SessionEnded:
            return None


def session_rows(engine: Engine) -> list:
    with reading(engine) as connection:
        return list(connection.execute(select(table)))


def test_a_token_is_whose_it_is_until_the_end(engine: Engine, ana: Person) -> None:
    token, other = start(engine, ana), start(engine, ana)
    assert token != other
    assert len(token) >= 43  # 32 bytes
    assert person_of(engine, token) == person_of(engine, other) == ana
    end(engine, token)
    assert person_of(engine, token) is None
    assert person_of(engine, other) == ana
    end(engine, token)  # once more is no error
    end(engine, "never was")


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "' or 1=1 --", "x" * 100_000])
def test_no_other_token_is_anybodys(engine: Engine, ana: Person, token: str) -> None:
    start(engine, ana)
    assert person_of(engine, token) is None


def test_the_database_opens_nothing(engine: Engine, ana: Person, tmp_path: Path) -> None:
    token = start(engine, ana)
    (row,) = session_rows(engine)
    assert person_of(engine, row.token_hash) is None
    engine.dispose()
    for file in tmp_path.iterdir():
        assert token.encode() not in file.read_bytes()


def test_idle_too_long(engine: Engine, ana: Person, clock: Clock) -> None:
    token = start(engine, ana)
    clock.time += limits().idle - MINUTE
    assert person_of(engine, token) == ana
    clock.time += 2 * MINUTE
    assert person_of(engine, token) is None
    touch(engine, token)
    assert person_of(engine, token) is None, "an ended session does not come back"


def test_doing_something_counts_from_then(engine: Engine, ana: Person, clock: Clock) -> None:
    token = start(engine, ana)
    for _ in range(3):
        clock.time += limits().idle - MINUTE
        assert person_of(engine, token) == ana
        touch(engine, token)
    assert person_of(engine, token) == ana


def test_checking_a_session_does_not_extend_it(engine: Engine, ana: Person, clock: Clock) -> None:
    token = start(engine, ana)
    for _ in range(3):
        clock.time += limits().idle / 2.5
        person = person_of(engine, token)
    assert person is None


def test_a_whole_day_is_too_long_however_busy(engine: Engine, ana: Person, clock: Clock) -> None:
    token, began = start(engine, ana), clock.time
    while clock.time - began < limits().longest - 30 * MINUTE:
        clock.time += 20 * MINUTE
        assert person_of(engine, token) == ana
        touch(engine, token)
    clock.time = began + limits().longest + MINUTE
    assert person_of(engine, token) is None


def test_a_member_of_a_class_stays_for_its_day_whatever_they_leave(engine: Engine, clock: Clock) -> None:
    tina = Access(engine, Person("Tina", "trainer"))
    member = enter_class(engine, Classes(tina).open_class("Monday", "practice-boy-8").code, "Ana").person
    token = start(engine, member)
    assert limits().class_day > limits().idle
    clock.time += limits().class_day - MINUTE
    assert person_of(engine, token) == member
    start(engine, member)  # which deletes what has ended
    assert person_of(engine, token) == member
    clock.time += 2 * MINUTE
    assert person_of(engine, token) is None


def test_seen_is_written_once_a_minute(engine: Engine, ana: Person, clock: Clock) -> None:
    token = start(engine, ana)
    (first,) = session_rows(engine)
    clock.time += timedelta(seconds=50)
    touch(engine, token)
    assert session_rows(engine) == [first]
    clock.time += timedelta(seconds=20)
    touch(engine, token)
    assert session_rows(engine)[0].seen > first.seen


def test_a_session_from_far_in_the_future_has_ended(engine: Engine, ana: Person, clock: Clock) -> None:
    right = clock.time
    clock.time = right + timedelta(days=2000)
    token = start(engine, ana)
    clock.time = right
    assert person_of(engine, token) is None
    touch(engine, token)
    assert person_of(engine, token) is None
    start(engine, ana)
    assert len(session_rows(engine)) == 1, "and is cleared"


@pytest.mark.parametrize("ahead", [4 * MINUTE, timedelta(hours=1), timedelta(hours=12)])
def test_a_clock_that_is_put_back_ends_no_session_and_makes_none_longer(
    engine: Engine, ana: Person, clock: Clock, ahead: timedelta
) -> None:
    right = clock.time
    clock.time = right + ahead
    token, left = start(engine, ana), start(engine, ana)
    clock.time = right
    assert (person_of(engine, token), person_of(engine, left)) == (ana, ana)
    touch(engine, token)
    assert {(row.started, row.seen) for row in session_rows(engine)} == {(as_text(right), as_text(right))}
    clock.time = right + limits().idle + MINUTE
    assert (person_of(engine, token), person_of(engine, left)) == (None, None)


def test_a_clock_that_is_put_forward_and_back_ends_no_session(
    engine: Engine, ana: Person, clock: Clock
) -> None:
    token, right = start(engine, ana), clock.time
    for time in (right + timedelta(hours=1), right + MINUTE, right - timedelta(hours=1), right + 2 * MINUTE):
        clock.time = time
        assert person_of(engine, token) == ana
        touch(engine, token)
    assert person_of(engine, token) == ana
    clock.time = right + limits().longest + MINUTE
    touch(engine, token)
    assert person_of(engine, token) is None


@pytest.mark.parametrize("role", ["operator", "", "Trainer"])
def test_whoever_has_no_role_that_signs_in_has_no_session(engine: Engine, ana: Person, role: str) -> None:
    token = start(engine, ana)
    with writing(engine) as connection:
        connection.execute(update(people_table).values(role=role))
    assert person_of(engine, token) is None


def test_ended_sessions_are_deleted(engine: Engine, ana: Person, clock: Clock) -> None:
    end(engine, start(engine, ana))
    start(engine, ana)
    clock.time += limits().idle + MINUTE
    assert len(session_rows(engine)) == 1, "the ended one went when the next began"
    token = start(engine, ana)
    assert len(session_rows(engine)) == 1
    assert person_of(engine, token) == ana


def test_a_disk_that_cannot_be_written_keeps_nobody_from_reading(
    impatient: None, engine: Engine, ana: Person, clock: Clock
) -> None:
    token = start(engine, ana)
    clock.time += 5 * MINUTE
    with locked(engine):
        assert person_of(engine, token) == ana
        touch(engine, token)  # tries, and lets it be
        assert person_of(engine, token) == ana


def test_the_limits_are_sensible() -> None:
    assert MINUTE < limits().touch + MINUTE < limits().idle < limits().longest <= timedelta(hours=24)
