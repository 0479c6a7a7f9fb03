"""Who looks after everybody: the first person, whoever they hand it on to, and never nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, delete

from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.database.tables import manager
from nmt_widgets.store.database.transactions import writing
from nmt_widgets.store.errors import NotPermitted
from nmt_widgets.store.people.accounts import add_person, list_people, retire_person, vouched_person
from nmt_widgets.store.people.managers import entrust, relieve, roles_looked_after
from nmt_widgets.store.people.roles import Person, managed_roles, sign_in_roles
from nmt_widgets.store.transfer.backup import back_up
from nmt_widgets.store.transfer.restoring import restore
from tests.cheap_hashing import hashed_cheaply

PASSPHRASE = "four words make one"


@pytest.fixture(autouse=True)
def _quick():
    with hashed_cheaply():
        yield


def managers_of(engine: Engine) -> list[str]:
    return [member.name for member in list_people(engine) if member.manages]


def forget_who_was_entrusted(engine: Engine) -> None:
    """Leave a database as an earlier version did."""
    with writing(engine) as connection:
        connection.execute(delete(manager))


@pytest.mark.parametrize("role", sign_in_roles())
def test_the_first_person_adds_every_role_whatever_their_own(engine: Engine, role: str) -> None:
    first = add_person(engine, "First", role, PASSPHRASE, is_first=True)
    for other in sign_in_roles():
        person = add_person(engine, f"A {other}", other, PASSPHRASE, by=first)
        assert roles_looked_after(engine, person) == managed_roles(other)
    assert managers_of(engine) == ["First"]


def test_it_is_handed_on_and_taken_back_but_never_by_the_last(engine: Engine) -> None:
    first = add_person(engine, "First", "trainer", PASSPHRASE, is_first=True)
    other = add_person(engine, "Clio", "clinician", PASSPHRASE, by=first)
    with pytest.raises(NotPermitted):
        entrust(engine, "Clio", by=other)
    with pytest.raises(NotPermitted, match="nobody else"):
        relieve(engine, "First", by=first)
    entrust(engine, "Clio", by=first)
    assert managers_of(engine) == ["Clio", "First"]
    relieve(engine, "First", by=first)
    assert managers_of(engine) == ["Clio"]
    assert roles_looked_after(engine, first) == ("trainee",)
    with pytest.raises(NotPermitted):
        add_person(engine, "Pia", "programme", PASSPHRASE, by=first)
    add_person(engine, "Pia", "programme", PASSPHRASE, by=other)


def test_the_last_does_not_leave_it_to_whoever_has_been_here_longest(engine: Engine) -> None:
    first = add_person(engine, "First", "trainee", PASSPHRASE, is_first=True)
    clio = add_person(engine, "Clio", "clinician", PASSPHRASE, by=first)
    entrust(engine, "Clio", by=first)
    relieve(engine, "First", by=first)
    for by in (clio, None):
        with pytest.raises(NotPermitted, match="nobody else"):
            relieve(engine, "Clio", by=by)
    assert managers_of(engine) == ["Clio"]


def test_with_a_programme_somebody_may_stop(engine: Engine) -> None:
    first = add_person(engine, "First", "trainer", PASSPHRASE, is_first=True)
    pia = add_person(engine, "Pia", "programme", PASSPHRASE, by=first)
    relieve(engine, "First", by=first)
    assert managers_of(engine) == []
    entrust(engine, "First", by=pia)
    assert managers_of(engine) == ["First"]


def test_an_earlier_database_is_no_dead_end(engine: Engine) -> None:
    tina = add_person(engine, "Tina", "trainer", PASSPHRASE, is_first=True)
    add_person(engine, "Ada", "trainee", PASSPHRASE)
    forget_who_was_entrusted(engine)
    assert managers_of(engine) == ["Tina"], "whoever was first"
    add_person(engine, "Pia", "programme", PASSPHRASE, by=tina)
    assert managers_of(engine) == ["Tina"], "whoever added a programme keeps it"
    forget_who_was_entrusted(engine)
    assert managers_of(engine) == [], "the role of a programme looks after everybody"
    assert roles_looked_after(engine, tina) == ("trainee",)


def test_whoever_is_retired_leaves_it_to_somebody(engine: Engine) -> None:
    add_person(engine, "Tina", "trainer", PASSPHRASE, is_first=True)
    add_person(engine, "Clio", "clinician", PASSPHRASE)
    add_person(engine, "Ada", "trainee", PASSPHRASE)
    retire_person(engine, "Tina")  # by the command line
    assert managers_of(engine) == ["Clio"]


def test_a_proxy_entrusts_nobody(engine: Engine) -> None:
    vouched_person(engine, "Ana", "trainee", "")
    assert managers_of(engine) == []
    entrust(engine, "Ana")  # by the command line
    assert roles_looked_after(engine, Person("Ana", "trainee")) == sign_in_roles()


def test_a_backup_keeps_it(engine: Engine, tmp_path: Path) -> None:
    first = add_person(engine, "Tina", "trainer", PASSPHRASE, is_first=True)
    add_person(engine, "Clio", "clinician", PASSPHRASE, by=first)
    entrust(engine, "Clio", by=first)
    back_up(engine, tmp_path / "a.nmt-backup")
    url = f"sqlite:///{tmp_path / 'other' / 'workbook.db'}"
    restore(tmp_path / "a.nmt-backup", url=url)
    assert managers_of(open_engine(url)) == ["Clio", "Tina"]
