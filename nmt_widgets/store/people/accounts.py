"""People who may sign in: a name, a role, and the hash of a passphrase."""

from __future__ import annotations

import re
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, func, insert, select, text, update

from nmt_widgets.core.data import read_data
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.store.database.engine import reading, writing
from nmt_widgets.store.database.tables import person as table
from nmt_widgets.store.errors import Refused
from nmt_widgets.store.people.roles import Person, roles, sign_in_roles
from nmt_widgets.store.people.rules import CareRules
from nmt_widgets.store.people.sessions import end_all, now

if TYPE_CHECKING:
    from argon2 import PasswordHasher

NAME_AT_MOST = 60
PASSPHRASE_AT_LEAST = 10
PASSPHRASE_AT_MOST = 1000

# letters and marks that show nothing, beside the formatting characters: fillers, joiners, selectors of variants
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)

# authors of revisions who are no person of the store
_RESERVED = "command line"


class WrongPassphrase(InputError):
    """The name and the passphrase do not go together; it is not told which of the two is wrong."""

    def __init__(self) -> None:
        super().__init__(
            "the name and the passphrase do not go together", remedy="check both, and whether Caps Lock is on"
        )


@dataclass(frozen=True)
class Member:
    """One person as the store knows them.

    Attributes
    ----------
    name, role : str
        Who, and as what.
    origin : str
        ``local`` for somebody with a passphrase here, ``proxy`` for somebody another system signs in.
    created : str
        When they were added: UTC, ISO 8601.
    retired : str, optional
        Since when they may no longer sign in.
    """

    name: str
    role: str
    origin: str
    created: str
    retired: str | None

    @property
    def person(self) -> Person:
        """Who this is for the rest of the store."""
        return Person(self.name, self.role)


def tidy_name(name: str) -> str:
    """Return `name` as it is kept: one Unicode form, no space around it and one at most within.

    Raises
    ------
    InputError
        When it is empty, too long, has characters that cannot be printed, or is kept for the workbook itself.

    Examples
    --------
    >>> tidy_name("  Ana   Souza ")
    'Ana Souza'
    """
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not tidy:
        raise InputError("a person needs a name", remedy="enter 1 to 60 characters")
    if len(tidy) > NAME_AT_MOST:
        raise InputError(f"the name has {len(tidy)} characters", remedy=f"enter {NAME_AT_MOST} at most")
    if not tidy.isprintable() or _UNSEEN.search(tidy):
        raise InputError(
            "the name has characters that cannot be shown", remedy="type it anew instead of copying it"
        )
    if folded(tidy).startswith(_RESERVED):
        raise InputError(
            f"names that begin with '{_RESERVED}' are the workbook's own", remedy="enter another"
        )
    return tidy


def tidy_passphrase(passphrase: str) -> str:
    """Return `passphrase` in one Unicode form: keyboards write the same letters in different ways.

    Raises
    ------
    InputError
        When it is too short, too long, or has characters no keyboard writes.
    """
    tidy = unicodedata.normalize("NFKC", passphrase)
    if len(tidy) < PASSPHRASE_AT_LEAST:
        raise InputError(
            f"the passphrase is too short: it needs at least {PASSPHRASE_AT_LEAST} characters",
            remedy="several words are easier to keep than one hard one",
        )
    if len(tidy) > PASSPHRASE_AT_MOST or not tidy.isprintable():
        raise InputError(
            "the passphrase cannot be used",
            remedy=f"use letters, digits, signs and spaces, {PASSPHRASE_AT_MOST} at most",
        )
    return tidy


def managed_roles(role: str) -> tuple[str, ...]:
    """Return the roles of the people whom somebody of this role looks after."""
    return load_care_rules().looks_after.get(role, ())


def load_care_rules(site: Path | None = None) -> CareRules:
    """Read who looks after whom: the workbook's rules, or the site's own `people.yaml`.

    Raises
    ------
    InputErrors
        When the file is broken, or names a role that is none.
    """
    data, known = read_data("people", CareRules, site), roles(site)
    problems = [
        data.document.problem(
            f"there is no role '{role}'", ("looks_after", by), f"use one of {', '.join(known)}"
        )
        for by, of in data.value.looks_after.items()
        for role in (by, *of)
        if role not in known
    ]
    if problems:
        raise InputErrors(problems)
    return data.value


def add_person(
    engine: Engine,
    name: str,
    role: str,
    passphrase: str | None,
    *,
    by: Person | None = None,
    is_first: bool = False,
) -> Person:
    """Add a person and return who they are now.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        The database.
    name, role : str
        Who, and one of :func:`~nmt_widgets.store.people.roles.sign_in_roles`.
    passphrase : str or None
        None for somebody whom a proxy signs in.
    by : Person, optional
        Who adds them; None for the command line.
    is_first : bool
        Add them only if there is nobody yet.

    Raises
    ------
    InputError
        When the name, the role or the passphrase cannot be used, the name was used before, in whatever case, or
        somebody else was first.
    Refused
        When `by` does not look after people of that role.
    """
    name = check_new(engine, name, role)
    _only_managed(by, role)
    hashed = None if passphrase is None else _hasher().hash(tidy_passphrase(passphrase))
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":  # two names that differ only in case are two keys to it
            connection.execute(text("LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE"))
        if is_first and connection.scalar(select(func.count()).select_from(table)):
            raise InputError("somebody has been added already", remedy="sign in, or ask whoever that is")
        _only_unused(connection, name)
        row = {"name": name, "role": role, "passphrase": hashed, "created": now()}
        connection.execute(insert(table).values(**row, origin="proxy" if hashed is None else "local"))
    return Person(name, role)


def check_new(engine: Engine, name: str, role: str) -> str:
    """Return the tidy name of somebody to be added.

    Raises
    ------
    InputError
        When the name cannot be used or was used before, or there is no such role.
    """
    name, _ = tidy_name(name), _known_role(role)
    with reading(engine) as connection:
        _only_unused(connection, name)
    return name


def vouched_person(engine: Engine, name: str, role: str, usual: str) -> Person:
    """Return the person whom a proxy vouches for, adding them if they are new.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        The database.
    name, role : str
        Who, and as what; an empty role keeps the one they have.
    usual : str
        The role of somebody new for whom the proxy names none.

    Raises
    ------
    InputError
        When the name belongs to somebody with a passphrase here, or is retired, or there is no such role.
    """
    with reading(engine) as connection:
        row = _find(connection, name)
    if row is None:
        return add_person(engine, name, role or usual, None)
    if row.origin != "proxy" or row.retired:
        raise InputError(
            f"'{row.name}' cannot be signed in by the proxy",
            remedy="the name is retired"
            if row.retired
            else "the name belongs to somebody with a passphrase here",
        )
    if role and role != row.role:
        change_role(engine, row.name, role)
    return Person(row.name, _known_role(role or row.role))


def check_passphrase(engine: Engine, name: str, passphrase: str) -> Person:
    """Return the person who gave `name` and `passphrase`.

    Raises
    ------
    WrongPassphrase
        When the two do not go together. An unknown name takes as long as a wrong passphrase.
    InputError
        When they do, and their role is none that signs in.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    given = unicodedata.normalize("NFKC", passphrase[:PASSPHRASE_AT_MOST])
    with reading(engine) as connection:
        known = _find(connection, name)
    hashed = known.passphrase if known and is_hash(known.passphrase) else None
    hasher = _hasher()
    is_right = False
    with suppress(VerificationError, InvalidHashError):
        is_right = hasher.verify(hashed or _nobodys(), given.encode("utf-8", "replace"))
    if not (is_right and known and hashed) or known.retired:
        raise WrongPassphrase
    if hasher.check_needs_rehash(hashed):
        with writing(engine) as connection:
            _write(connection, known.name, passphrase=hasher.hash(given))
    return Person(known.name, _known_role(known.role))


def change_passphrase(engine: Engine, name: str, passphrase: str, *, by: Person | None = None) -> None:
    """Give a person another passphrase, and end their sessions.

    Raises
    ------
    InputError
        When there is no such person, a proxy signs them in, or the passphrase cannot be used.
    Refused
        When `by` (None for the command line) neither is that person nor looks after people of that role.
    """
    member = find_person(engine, name)
    if by is None or by.name != member.name:
        _only_managed(by, member.role)
    if member.origin != "local":
        raise InputError(f"{member.name} has no passphrase here", remedy="the proxy signs them in")
    _change(engine, member.name, passphrase=_hasher().hash(tidy_passphrase(passphrase)))


def change_role(engine: Engine, name: str, role: str) -> None:
    """Give a person another role, and end their sessions.

    Raises
    ------
    InputError
        When there is no such person or no such role.
    """
    _change(engine, find_person(engine, name).name, role=_known_role(role))


def retire_person(engine: Engine, name: str, *, by: Person | None = None) -> None:
    """Let a person sign in no more, and end their sessions. What they wrote keeps their name.

    Raises
    ------
    InputError
        When there is no such person.
    Refused
        When `by` (None for the command line) is that person, or does not look after people of that role.
    """
    member = find_person(engine, name)
    if by is not None and by.name == member.name:
        raise Refused("nobody retires themselves", remedy="ask somebody else who looks after people")
    _only_managed(by, member.role)
    _change(engine, member.name, retired=now())


def find_person(engine: Engine, name: str) -> Member:
    """Return a person who may sign in, by name in whatever case.

    Raises
    ------
    InputError
        When there is no such person.
    """
    with reading(engine) as connection:
        row = _find(connection, name)
    if row is None or row.retired:
        raise InputError(f"there is nobody named '{name}'", remedy="see 'nmt user list'")
    return Member(row.name, row.role, row.origin, row.created, row.retired)


def list_people(engine: Engine) -> tuple[Member, ...]:
    """Return everybody, in order of name, the retired too."""
    columns = (table.c.name, table.c.role, table.c.origin, table.c.created, table.c.retired)
    with reading(engine) as connection:
        members = [Member(*row) for row in connection.execute(select(*columns))]
    return tuple(sorted(members, key=lambda member: folded(member.name)))


def is_anybody(engine: Engine) -> bool:
    """Return whether anybody was ever added."""
    with reading(engine) as connection:
        return connection.scalar(select(table.c.name).limit(1)) is not None


def folded(name: str) -> str:
    """Return what two names share that differ only in case, width, space, Unicode form or in what nobody can see.

    Examples
    --------
    >>> folded("Ana  SOUZA") == folded("ana\u200b souza")
    True
    """
    before, now = "", name
    while (
        before != now
    ):  # folding case may take letters apart, and putting them together may need folding again
        before, now = now, _fold(now)
    return now


def without_unseen(name: str) -> str:
    """Return a name without what nobody can see in it."""
    return "".join(letter for letter in _UNSEEN.sub("", name) if unicodedata.category(letter) != "Cf")


def _fold(name: str) -> str:
    seen = without_unseen(name)
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())


def _known_role(role: str) -> str:
    if role not in sign_in_roles():
        raise InputError(f"there is no role '{role}'", remedy=f"use one of: {', '.join(sign_in_roles())}")
    return role


def _only_managed(by: Person | None, role: str) -> None:
    if by is not None and role not in managed_roles(by.role):
        raise Refused(f"a {by.role} does not look after a {role}", remedy="ask the programme")


def _only_unused(connection: Connection, name: str) -> None:
    if (known := _find(connection, name)) is not None:
        since = "was used before" if known.retired else "is in use"
        raise InputError(f"the name '{known.name}' {since}", remedy="add an initial or a number")


def _find(connection: Connection, name: str) -> Any:
    """Return the row of a person, by name in whatever case: databases fold letters beyond ASCII differently."""
    wanted = folded(name)
    same = [known for known in connection.scalars(select(table.c.name)) if folded(known) == wanted]
    # an earlier version told some names apart that are one now: then as it is written
    found = name if name in same else min(same, default=None)
    return None if found is None else connection.execute(select(table).where(table.c.name == found)).one()


def _change(engine: Engine, name: str, **changed: str) -> None:
    """Write what changed about a person, who has to sign in again."""
    with writing(engine) as connection:
        _write(connection, name, **changed)
        end_all(connection, name)


def _write(connection: Connection, name: str, **changed: str) -> None:
    connection.execute(update(table).where(table.c.name == name).values(**changed))


def is_hash(text: str | None) -> bool:
    """Return whether a text is a hash as this workbook makes them, and none that takes all memory to compare with."""
    from argon2 import extract_parameters
    from argon2.exceptions import InvalidHashError
    from argon2.low_level import Type

    try:
        made = extract_parameters(text or "")
    except (InvalidHashError, ValueError):
        return False
    within = made.memory_cost <= 4 * 65536 and made.time_cost <= 12 and made.parallelism <= 16
    return made.type is Type.ID and within


@cache
def _hasher() -> PasswordHasher:
    """Return the hasher: Argon2id with RFC 9106's second recommended choice, 64 MiB and three passes.

    One try costs a tenth of a second or two, which a person does not notice and a guesser does.
    """
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)


@cache
def _nobodys() -> str:
    """Return a hash no passphrase is kept under, to be compared with when there is nobody."""
    return _hasher().hash(secrets.token_bytes(32))
