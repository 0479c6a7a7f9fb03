"""Into a class by its code alone: an account for one class, under a code in place of a name.

What somebody types as their name is what the class's trainer sees, and is stored nowhere else. They come back with the
personal code that they got when they entered.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from nmt_widgets.core.errors import InputError
from nmt_widgets.store.database import tables
from nmt_widgets.store.database.clock import now
from nmt_widgets.store.database.codes import tidy_code
from nmt_widgets.store.database.retrying import retried
from nmt_widgets.store.database.transactions import reading, writing
from nmt_widgets.store.errors import NotPermitted, worded
from nmt_widgets.store.learning.class_rows import class_row, free_seat, refused_class, seated
from nmt_widgets.store.people.accounts import CLASS
from nmt_widgets.store.people.names import folded, tidy_display_name
from nmt_widgets.store.people.passphrases import hash_of, is_right
from nmt_widgets.store.people.roles import Person, roles_with

PERSONAL_LETTERS = "abcdefghjkmnpqrstuvwxyz"
"""The letters of a personal code: those that cannot be mistaken for each other or for digits."""

MEMBERS_AT_MOST = 200
"""Of one class, without those who were removed."""

_NUMBERS = range(1, len(PERSONAL_LETTERS) ** 2)  # what the first two letters of a personal code can say
_RANDOM_LENGTH, _GROUP = 6, 4


class WrongPersonalCode(InputError):
    """The class and the personal code do not go together; which of the two is wrong stays unknown."""


@dataclass(frozen=True)
class Entry:
    """Somebody who has just entered a class; the personal code is stored nowhere in this form."""

    person: Person
    personal_code: str


def enter_class(engine: Engine, code: str, name: str) -> Entry:
    """Make somebody a member of a class that is open.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    code : str
        Of the class, as it was typed.
    name : str
        What they want to be called in the class.

    Raises
    ------
    InputError
        When there is no such class or it takes no new members, or the name cannot be used or is taken in it.
    """
    name, role = tidy_display_name(name), _role()

    def take_seat() -> Entry:  # another number where somebody took the same at the same moment
        with reading(engine) as connection:  # the hash takes a while, and keeps nobody from writing
            row, members = _check_entry(connection, code, name)
        person = Person(_free_account(row.code, members), role)
        personal_code = new_personal_code(person.name)
        hashed = hash_of(personal_passphrase(row.code, personal_code))
        with writing(engine) as connection:
            row, members = _check_entry(connection, code, name)
            account = {"name": person.name, "role": person.role, "passphrase": hashed, "created": now()}
            connection.execute(insert(tables.person).values(**account, origin=CLASS))
            seat = {"code": row.code, "person": person.name, "seat": free_seat(members), "joined": now()}
            connection.execute(insert(tables.class_member).values(**seat, display_name=name))
        return Entry(person, personal_code)

    return retried(take_seat)


def return_to_class(engine: Engine, code: str, personal_code: str) -> Person:
    """Return the member who gave the code of a class, open or closed, and their personal code.

    Raises
    ------
    WrongPersonalCode
        When the two do not go together. An unknown class takes as long as a wrong code.
    """
    member, account = tables.class_member, tables.person
    query = (
        select(account.c.name, account.c.role, account.c.passphrase)
        .join(member, member.c.person == account.c.name)
        .where(member.c.code == tidy_code(code), member.c.removed.is_(None))
        .where(account.c.name == _account(tidy_code(code), _number(_letters(personal_code))))
        .where(account.c.origin == CLASS, account.c.retired.is_(None))
    )
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    is_theirs = is_right(personal_passphrase(code, personal_code), row.passphrase if row else None)
    if row is None or not is_theirs:
        raise worded("refused/personal_code", WrongPersonalCode, topic="classes")
    return Person(row.name, row.role)


def shown_name(engine: Engine, person: Person) -> str:
    """Return what a member is called in their class."""
    return str(_own_class(engine, person).display_name)


def class_of(engine: Engine, person: Person) -> str:
    """Return the code of the class that a member came into."""
    return str(_own_class(engine, person).code)


def practice_of(engine: Engine, person: Person) -> str:
    """Return the id of the practice case that a member's class scores."""
    return str(_own_class(engine, person).practice)


def new_personal_code(account: str) -> str:
    """Return a personal code for an account, in groups as people read it aloud.

    Its first two letters are the number of the member, so that it is known whose it is; the other six are random.

    Raises
    ------
    NotPermitted
        When the account is none of a member who came in by a code.
    """
    number = account.rpartition("-")[2]
    if not (number.isdecimal() and number.isascii() and int(number) in _NUMBERS):
        raise refused_class("no_member")
    first, second = divmod(int(number), len(PERSONAL_LETTERS))
    letters = PERSONAL_LETTERS[first] + PERSONAL_LETTERS[second]
    letters += "".join(secrets.choice(PERSONAL_LETTERS) for _ in range(_RANDOM_LENGTH))
    return f"{letters[:_GROUP]}-{letters[_GROUP:]}".upper()


def personal_passphrase(code: str, personal_code: str) -> str:
    """Return the passphrase of an account: class and personal code, however they were typed."""
    return f"class {tidy_code(code)} {_letters(personal_code)}"


def _letters(personal_code: str) -> str:
    return "".join(letter for letter in personal_code[:40].lower() if letter in PERSONAL_LETTERS)


def _number(letters: str) -> int:
    """Return the number of the member whose personal code has these letters; 0 where they are none."""
    if len(letters) < 2:
        return 0
    first, second = (PERSONAL_LETTERS.index(letter) for letter in letters[:2])
    return first * len(PERSONAL_LETTERS) + second


def _free_account(code: str, members: Sequence[Any]) -> str:
    """Return the name of an account that nobody in a class has, by chance: it tells nothing of the order of joining."""
    occupied = {row.person for row in members}
    accounts = (_account(code, number) for number in _NUMBERS)
    free = [account for account in accounts if account not in occupied]
    if not free:
        raise refused_class("full")
    return secrets.choice(free)


def _account(code: str, number: int) -> str:
    return f"{code.upper()}-{number}"


def check_display_name(name: str, members: Iterable[Any]) -> None:
    """Check that nobody else in a class is called like this.

    Parameters
    ----------
    name : str
    members : iterable of rows
        The others.

    Raises
    ------
    InputError
        When somebody is.
    """
    if folded(name) in {folded(row.display_name or row.person) for row in members if row.removed is None}:
        raise worded("refused/name_taken", InputError, topic="classes")


def check_room(members: Iterable[Any]) -> None:
    """Check that one more may be in a class.

    Raises
    ------
    NotPermitted
        When it is full.
    """
    if sum(row.removed is None for row in members) >= MEMBERS_AT_MOST:
        raise refused_class("full")


def _check_entry(connection: Connection, code: str, name: str) -> tuple[Any, list[Any]]:
    """Return the row of a class and those of its members, if somebody of this name may enter it."""
    row = class_row(connection, code, for_update=True)
    members = seated(connection, row.code)
    if row.closed:
        raise refused_class("closed")
    check_room(members)
    check_display_name(name, members)
    return row, members


def _role() -> str:
    """Return the role of those who enter; a site's own roles may have none."""
    for role in roles_with("attends"):
        return role
    raise refused_class("no_role")


def _own_class(engine: Engine, person: Person) -> Any:
    """Return the code and the case of a member's class, and what the member is called in it."""
    member, training_class = tables.class_member, tables.training_class
    query = (
        select(training_class.c.code, training_class.c.practice, member.c.display_name)
        .join(member, member.c.code == training_class.c.code)
        .where(member.c.person == person.name, member.c.removed.is_(None))
        .where(member.c.display_name.is_not(None))
    )
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise worded("refused/no_class", NotPermitted, topic="classes")
    return row
