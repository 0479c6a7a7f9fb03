"""People who may sign in."""

from __future__ import annotations

import resource
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from nmt_widgets.core.errors import InputError
from nmt_widgets.store.database.tables import person as table
from nmt_widgets.store.database.transactions import reading, writing
from nmt_widgets.store.errors import NotPermitted, SessionEnded
from nmt_widgets.store.people import passphrases, sessions
from nmt_widgets.store.people.accounts import (
    WrongPassphrase,
    add_person,
    change_passphrase,
    change_role,
    check_passphrase,
    find_person,
    is_anybody,
    leave_to_proxy,
    list_people,
    retire_person,
    vouched_person,
)
from nmt_widgets.store.people.roles import Person, managed_roles, sign_in_roles

PASSPHRASE = "four words make one"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash cheaply where what is tried is not the hashing."""
    from argon2 import PasswordHasher

    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passphrases, "_hasher", lambda: hasher)
    monkeypatch.setattr(passphrases, "_nobodys", lambda: hasher.hash("nobody's own passphrase"))


def hash_of(engine: Engine, name: str) -> str:
    with reading(engine) as connection:
        return connection.scalar(select(table.c.passphrase).where(table.c.name == name))


def test_somebody_added_may_sign_in_and_nobody_else(engine: Engine, quick: None) -> None:
    assert not is_anybody(engine)
    assert add_person(engine, "  Ana   Souza ", "clinician", PASSPHRASE) == Person("Ana Souza", "clinician")
    assert is_anybody(engine)
    assert check_passphrase(engine, "ana souza", PASSPHRASE) == Person("Ana Souza", "clinician")
    for name, passphrase in (
        ("Ana Souza", PASSPHRASE + "s"),
        ("Ana Souza", ""),
        ("Ana Souza", PASSPHRASE.upper()),
        ("Nobody", PASSPHRASE),
        ("", ""),
        ("Ana Souza", "x" * 100_000),
        ("Ana Souza\x00", PASSPHRASE),
        ("\ud800", "\ud800" * 10),
        ("' or 1=1 --", "' or 1=1 --"),
    ):
        with pytest.raises(WrongPassphrase):
            check_passphrase(engine, name, passphrase)


def test_only_a_hash_is_kept(engine: Engine, tmp_path: Path) -> None:
    add_person(engine, "Ana", "clinician", PASSPHRASE)
    assert hash_of(engine, "Ana").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    engine.dispose()
    for file in tmp_path.iterdir():
        assert PASSPHRASE.encode() not in file.read_bytes()


def test_a_hash_of_other_parameters_is_made_anew_and_sessions_go_on(engine: Engine) -> None:
    from argon2 import PasswordHasher

    ana = add_person(engine, "Ana", "clinician", PASSPHRASE)
    token = sessions.start(engine, ana)
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSPHRASE)
    with writing(engine) as connection:
        connection.execute(update(table).values(passphrase=weak))
    with pytest.raises(WrongPassphrase):
        check_passphrase(engine, "Ana", "not the passphrase")
    assert hash_of(engine, "Ana") == weak
    check_passphrase(engine, "Ana", PASSPHRASE)
    assert "m=65536" in hash_of(engine, "Ana")
    check_passphrase(engine, "Ana", PASSPHRASE)
    with reading(engine) as connection:
        assert sessions.check(connection, token) == ana


def test_a_spoilt_hash_opens_nothing(engine: Engine, quick: None) -> None:
    add_person(engine, "Ana", "clinician", PASSPHRASE)
    for spoilt in ("", "x", "$argon2id$v=19$", PASSPHRASE):
        with writing(engine) as connection:
            connection.execute(update(table).values(passphrase=spoilt))
        for typed in (PASSPHRASE, spoilt):
            with pytest.raises(WrongPassphrase):
                check_passphrase(engine, "Ana", typed)


def test_an_unknown_name_takes_as_long_as_a_wrong_passphrase(engine: Engine) -> None:
    add_person(engine, "Ana", "clinician", PASSPHRASE)
    add_person(engine, "Bo", "clinician", PASSPHRASE)
    retire_person(engine, "Bo")
    times_of: dict[str, list[float]] = {"Ana": [], "Nobody": [], "Bo": []}
    for turn in range(6):
        for name, times in times_of.items():
            began = time.process_time()
            with pytest.raises(WrongPassphrase) as wrong:
                check_passphrase(engine, name, f"not the passphrase {turn}")
            times.append(time.process_time() - began)
            assert name not in str(wrong.value)
    medians = [statistics.median(times[1:]) for times in times_of.values()]
    assert max(medians) < 1.6 * min(medians), times_of


@pytest.mark.parametrize(
    ("passphrase", "message"),
    [
        ("", "at least 10"),
        ("ninechars", "at least 10"),
        ("x" * 1001, "cannot be used"),
        ("tab\tand newline\n", "cannot be used"),
        ("half \ud800 a character", "cannot be used"),
    ],
)
def test_passphrases_that_cannot_be_used(engine: Engine, passphrase: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        add_person(engine, "Ana", "clinician", passphrase)
    assert not passphrase or passphrase not in str(error.value)
    assert not is_anybody(engine)


def test_a_passphrase_is_the_same_from_every_keyboard(engine: Engine, quick: None) -> None:
    add_person(engine, "Ana", "clinician", "caf\u00e9 am\u00a0Fenster")
    assert check_passphrase(engine, "Ana", "cafe\u0301 am Fenster")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "needs a name"),
        (" \t\n ", "needs a name"),
        ("x" * 61, "61 characters"),
        ("a\x00b", "cannot be shown"),
        ("right\u202eleft", "cannot be shown"),
        ("\ud800", "cannot be shown"),
        ("Command Line: root", "workbook's own"),
        ("ｃommand line", "workbook's own"),
    ],
)
def test_names_that_cannot_be_used(engine: Engine, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        add_person(engine, name, "clinician", PASSPHRASE)


@pytest.mark.parametrize("name", ["x", "x" * 60, "李雷", "<b>'; drop table person; --", "=1+1", "🙂"])
def test_names_of_all_kinds(engine: Engine, quick: None, name: str) -> None:
    add_person(engine, name, "clinician", PASSPHRASE)
    assert check_passphrase(engine, name, PASSPHRASE).name == name
    assert [member.name for member in list_people(engine)] == [name]


@pytest.mark.parametrize("other", ["ZOË", "zoë", " Zoë ", "Zoe\u0308", "Ｚoë"])
def test_a_name_is_taken_whatever_its_case(engine: Engine, quick: None, other: str) -> None:
    add_person(engine, "Zoë", "clinician", PASSPHRASE)
    with pytest.raises(InputError, match="'Zoë' is in use"):
        add_person(engine, other, "trainer", PASSPHRASE)
    assert check_passphrase(engine, other, PASSPHRASE).role == "clinician"
    retire_person(engine, other)
    with pytest.raises(InputError, match="'Zoë' was used before"):
        add_person(engine, other, "trainer", PASSPHRASE)


def test_many_at_once_add_one_name(engine: Engine, quick: None) -> None:
    def add(number: int) -> bool:
        try:
            add_person(engine, "aNN" if number % 2 else "Ann", "trainee", PASSPHRASE)
        except InputError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, range(8))) == 1
    assert len(list_people(engine)) == 1


def test_only_the_first_is_the_first(engine: Engine, quick: None) -> None:
    def add(number: int) -> bool:
        try:
            add_person(engine, f"Ann {number}", "trainee", PASSPHRASE, is_first=True)
        except InputError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, range(8))) == 1
    retire_person(engine, list_people(engine)[0].name)
    assert not add(9), "nobody is first again because others are retired"


@pytest.mark.parametrize("role", ["operator", "", "Trainer", "king"])
def test_roles_there_are_not(engine: Engine, quick: None, role: str) -> None:
    add_person(engine, "Bo", "trainee", PASSPHRASE)
    for does in (
        lambda: add_person(engine, "Ana", role, PASSPHRASE),
        lambda: change_role(engine, "Bo", role),
        lambda: vouched_person(engine, "Cy", role or "operator", ""),
    ):
        with pytest.raises(InputError, match=r"no role.*trainer"):
            does()
    assert [(member.name, member.role) for member in list_people(engine)] == [("Bo", "trainee")]


def test_retired_is_signed_out_and_stays_out(engine: Engine, quick: None) -> None:
    ana = add_person(engine, "Ana", "clinician", PASSPHRASE)
    token = sessions.start(engine, ana)
    retire_person(engine, "ana")
    with pytest.raises(WrongPassphrase):
        check_passphrase(engine, "Ana", PASSPHRASE)
    with reading(engine) as connection, pytest.raises(SessionEnded):
        sessions.check(connection, token)
    for does in (
        lambda: retire_person(engine, "Ana"),
        lambda: change_passphrase(engine, "Ana", "another set of words"),
        lambda: change_role(engine, "Ana", "trainer"),
        lambda: find_person(engine, "Ana"),
    ):
        with pytest.raises(InputError, match="nobody named 'Ana'"):
            does()
    assert list_people(engine)[0].retired


def test_another_passphrase_or_role_ends_sessions(engine: Engine, quick: None) -> None:
    ana = add_person(engine, "Ana", "clinician", PASSPHRASE)
    add_person(engine, "Bo", "trainee", PASSPHRASE)
    others = sessions.start(engine, Person("Bo", "trainee"))
    for change in (
        lambda: change_passphrase(engine, "ANA", "another set of words"),
        lambda: change_role(engine, "ANA", "trainer"),
    ):
        token = sessions.start(engine, ana)
        change()
        with reading(engine) as connection:
            with pytest.raises(SessionEnded):
                sessions.check(connection, token)
            assert sessions.check(connection, others).name == "Bo"
    assert check_passphrase(engine, "Ana", "another set of words") == Person("Ana", "trainer")


def test_which_roles_manage_which_roles(engine: Engine, quick: None) -> None:
    assert set(managed_roles("programme")) == set(sign_in_roles())
    assert managed_roles("trainer") == ("trainee",)
    assert managed_roles("trainee") == managed_roles("clinician") == managed_roles("king") == ()
    for role in sign_in_roles():
        add_person(engine, f"a {role}", role, PASSPHRASE)
    for by_role in sign_in_roles():
        by = Person(f"a {by_role}", by_role)
        for role in sign_in_roles():
            does = [
                lambda by=by, role=role: add_person(engine, f"{by.role}'s {role}", role, PASSPHRASE, by=by),
                lambda by=by, role=role: change_passphrase(
                    engine, f"{by.role}'s {role}", PASSPHRASE * 2, by=by
                ),
                lambda by=by, role=role: retire_person(engine, f"{by.role}'s {role}", by=by),
            ]
            if role in managed_roles(by_role):
                for do in does:
                    do()
                continue
            with pytest.raises(NotPermitted):
                does[0]()
            add_person(engine, f"{by_role}'s {role}", role, PASSPHRASE)
            for do in does[1:]:
                with pytest.raises(NotPermitted):
                    do()


def test_everybody_may_change_their_own_passphrase_and_nobody_retires_themselves(
    engine: Engine, quick: None
) -> None:
    for role in sign_in_roles():
        person = add_person(engine, role, role, PASSPHRASE)
        change_passphrase(engine, role, "another set of words", by=person)
        assert check_passphrase(engine, role, "another set of words") == person
        with pytest.raises(NotPermitted):
            retire_person(engine, role, by=person)


@pytest.mark.usefixtures("quick")
def test_a_name_with_a_passphrase_is_left_to_the_proxy(engine: Engine) -> None:
    ana = add_person(engine, "Ana", "clinician", PASSPHRASE)
    session = sessions.start(engine, ana)
    with pytest.raises(InputError, match="cannot be signed in by the proxy"):
        vouched_person(engine, "ana", "clinician", "trainee")
    leave_to_proxy(engine, "ana")
    assert vouched_person(engine, "ana", "clinician", "trainee") == ana
    assert [member.manages for member in list_people(engine)] == [True], "she has been here longest"
    with reading(engine) as connection, pytest.raises(SessionEnded):
        sessions.check(connection, session)
    with pytest.raises(WrongPassphrase):
        check_passphrase(engine, "Ana", PASSPHRASE)
    with pytest.raises(InputError, match="has no passphrase here"):
        leave_to_proxy(engine, "Ana")


@pytest.mark.parametrize("other", ["Vo\u200bß", "VOSS", "\uff36oß", "\u202eVoß"])
def test_whoever_only_looks_alike_to_a_proxy_gets_no_account_of_somebody_else(
    engine: Engine, other: str
) -> None:
    vouched_person(engine, "Voß", "trainee", "")
    with pytest.raises(InputError, match="looks like"):
        vouched_person(engine, other, "trainee", "")


def test_somebody_a_proxy_vouches_for(engine: Engine, quick: None) -> None:
    assert vouched_person(engine, "Ana", "", "trainee") == Person("Ana", "trainee")
    assert vouched_person(engine, "ana", "clinician", "trainee") == Person("Ana", "clinician")
    assert vouched_person(engine, "Ana", "", "trainee") == Person("Ana", "clinician")
    for passphrase in (PASSPHRASE, "", "None"):
        with pytest.raises(WrongPassphrase):
            check_passphrase(engine, "Ana", passphrase)
    with pytest.raises(InputError, match="proxy"):
        change_passphrase(engine, "Ana", PASSPHRASE)
    add_person(engine, "Bo", "programme", PASSPHRASE)
    with pytest.raises(InputError, match="passphrase here"):
        vouched_person(engine, "bo", "", "trainee")
    retire_person(engine, "Ana")
    with pytest.raises(InputError, match="retired"):
        vouched_person(engine, "Ana", "", "trainee")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Jos\u00e9", "Jose\u0301"),
        ("\u1e9b\u0323", "\u1e69"),  # folding case takes it apart
        ("\u0390", "\u03b9\u0308\u0301"),
        ("Ana Souza", "ANA\u00a0\u2003souza"),
        ("Ana Souza", "\uff21na souza"),
        ("Stra\u00dfe", "STRASSE"),
    ],
)
def test_a_name_is_one_in_whatever_unicode_form(engine: Engine, quick: None, first: str, second: str) -> None:
    person = add_person(engine, first, "trainee", PASSPHRASE)
    assert check_passphrase(engine, second, PASSPHRASE) == person
    assert find_person(engine, second).name == person.name
    with pytest.raises(InputError, match="is in use"):
        add_person(engine, second, "trainee", PASSPHRASE)


UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202e"
    "\u2066\u2069\u061c\u034f\u115f\u3164\uffa0\u2800\ufe0f\U000e0101"
)


@pytest.mark.parametrize("letter", UNSEEN, ids=ascii)
def test_a_name_has_nothing_that_nobody_can_see(engine: Engine, quick: None, letter: str) -> None:
    for name in (f"An{letter}a", f"{letter}Ana", f"Ana{letter}", letter):
        with pytest.raises(InputError):
            add_person(engine, name, "trainee", PASSPHRASE)
    ana = add_person(engine, "Ana", "trainee", PASSPHRASE)
    assert find_person(engine, f"An{letter}a").name == ana.name, "and is the same person when typed so"


def test_names_that_an_earlier_version_kept_apart_are_found_by_exact_spelling(
    engine: Engine, quick: None
) -> None:
    add_person(engine, "Ana", "trainee", PASSPHRASE)
    with writing(engine) as connection:
        row = dict(connection.execute(select(table)).one()._mapping)
        connection.execute(table.insert().values(**{**row, "name": "An\ufe0fa", "role": "clinician"}))
    for name, role in (("Ana", "trainee"), ("An\ufe0fa", "clinician"), ("ana", "trainee")):
        assert check_passphrase(engine, name, PASSPHRASE) == Person(
            "Ana" if role == "trainee" else name, role
        )


def test_a_role_put_past_the_store_signs_nobody_in(engine: Engine, quick: None) -> None:
    add_person(engine, "Eve", "trainee", PASSPHRASE)
    vouched_person(engine, "Mal", "trainee", "")
    with writing(engine) as connection:
        connection.execute(update(table).values(role="operator"))
    with pytest.raises(InputError, match="no role 'operator'"):
        check_passphrase(engine, "Eve", PASSPHRASE)
    with pytest.raises(InputError, match="no role 'operator'"):
        vouched_person(engine, "Mal", "", "trainee")
    with pytest.raises(InputError, match="no role 'operator'"):
        vouched_person(engine, "Mal", "operator", "trainee")


def test_a_hash_that_would_take_all_memory_is_compared_with_nothing(engine: Engine, quick: None) -> None:
    add_person(engine, "Ana", "trainee", PASSPHRASE)
    greedy = "$argon2id$v=19$m=4194304,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$" + "A" * 43
    with writing(engine) as connection:
        connection.execute(update(table).values(passphrase=greedy))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(WrongPassphrase):
        check_passphrase(engine, "Ana", PASSPHRASE)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000
