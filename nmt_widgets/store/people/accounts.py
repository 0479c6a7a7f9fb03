"""People who may sign in: a name, a role, and the hash of a passphrase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, func, insert, select, text, update

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.store.database.clock import now
from nmt_widgets.store.database.tables import person as table
from nmt_widgets.store.database.tables import revision
from nmt_widgets.store.database.transactions import reading, writing
from nmt_widgets.store.errors import NotPermitted, worded
from nmt_widgets.store.people import managers
from nmt_widgets.store.people.names import folded, is_vouched_name, tidy_name, without_unseen
from nmt_widgets.store.people.passphrases import hash_of, is_right, newer_hash
from nmt_widgets.store.people.roles import Person, sign_in_roles
from nmt_widgets.store.people.sessions import end_all

CLASS = "class"
"""The origin of somebody who came into one class by its code."""


class WrongPassphrase(InputError):
    """The name and the passphrase do not match; which of the two is wrong stays unknown."""

    def __init__(self) -> None:
        words = texts("store")["people"]["wrong_passphrase"]
        super().__init__(words["message"], remedy=words["remedy"])


@dataclass(frozen=True)
class StoredPerson:
    """One person as the store knows them.

    Attributes
    ----------
    name, role : str
        The name and the role.
    origin : str
        ``local`` for a person with a passphrase here, ``proxy`` for a person whom another system signs in, ``class``
        for somebody who came into one class by its code.
    created : str
        When they were added: UTC, ISO 8601.
    retired : str, optional
        Since when they may no longer sign in.
    manages : bool
        Whether they look after everybody, whatever their role.
    """

    name: str
    role: str
    origin: str
    created: str
    retired: str | None
    manages: bool = False

    @property
    def person(self) -> Person:
        """The person with their role, for the rest of the store."""
        return Person(self.name, self.role)


def add_person(
    engine: Engine,
    name: str,
    role: str,
    passphrase: str | None,
    *,
    by: Person | None = None,
    is_first: bool = False,
) -> Person:
    """Add a person and return them.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        The database.
    name, role : str
        The name, and one of :func:`~nmt_widgets.store.people.roles.sign_in_roles`.
    passphrase : str or None
        None for somebody whom a proxy signs in.
    by : Person, optional
        Who adds them; None for the command line.
    is_first : bool
        Add them only if nobody exists yet; they look after everybody.

    Raises
    ------
    InputError
        When the name, the role or the passphrase cannot be used, the name was used before (upper and lower case are
        the same), or somebody else was first.
    NotPermitted
        When `by` does not look after people of that role.
    """
    name = check_new(engine, name, role)
    _only_managed(engine, by, role)
    hashed = None if passphrase is None else hash_of(passphrase)
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":  # two names that differ only in case are two keys to it
            connection.execute(text("LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE"))
        if is_first and connection.scalar(select(func.count()).select_from(table).where(_signs_in())):
            raise worded("people/not_first", InputError)
        _only_unused(connection, name)
        managers.write_down(connection, by)
        row = {"name": name, "role": role, "passphrase": hashed, "created": now()}
        connection.execute(insert(table).values(**row, origin="proxy" if hashed is None else "local"))
        if is_first:
            managers.appoint(connection, name)
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


def is_newcomer(engine: Engine, name: str) -> bool:
    """Return whether a person has not written anything yet."""
    with reading(engine) as connection:
        row = _find(connection, name)
        by_them = select(revision.c.case_id).where(revision.c.author == (row.name if row else name)).limit(1)
        return connection.scalar(by_them) is None


def vouched_person(engine: Engine, name: str, role: str, usual: str) -> Person:
    """Return the person whom a proxy vouches for, adding them if they are new.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        The database.
    name, role : str
        The name and the role; an empty role keeps the present one.
    usual : str
        The role of somebody new for whom the proxy names none.

    Raises
    ------
    InputError
        When the name belongs to somebody with a passphrase here, looks like that of somebody else, or is retired, or
        there is no such role.
    """
    with reading(engine) as connection:
        row = _find(connection, name)
    if row is None:
        return add_person(engine, name, role or usual, None)
    if not is_vouched_name(row.name, name):
        raise worded("people/proxy_alike", InputError, name=without_unseen(name))
    if row.origin != "proxy" or row.retired:
        raise worded(
            "people/proxy_retired" if row.retired else "people/proxy_local", InputError, name=row.name
        )
    if role and role != row.role:
        change_role(engine, row.name, role)
    return Person(row.name, _known_role(role or row.role))


def check_passphrase(engine: Engine, name: str, passphrase: str) -> Person:
    """Return the person who gave `name` and `passphrase`.

    Raises
    ------
    WrongPassphrase
        When the two do not match. An unknown name takes as long as a wrong passphrase.
    InputError
        When they match, but the role may not sign in.
    """
    with reading(engine) as connection:
        known = _find(connection, name)
    is_local = known is not None and known.origin == "local"
    if not is_right(passphrase, known.passphrase if is_local else None) or known.retired:
        raise WrongPassphrase
    if newer := newer_hash(passphrase, known.passphrase):
        with writing(engine) as connection:
            _write(connection, known.name, passphrase=newer)
    return Person(known.name, _known_role(known.role))


def change_passphrase(engine: Engine, name: str, passphrase: str, *, by: Person | None = None) -> None:
    """Give a person another passphrase, and end their sessions.

    Raises
    ------
    InputError
        When there is no such person, a proxy signs them in, or the passphrase cannot be used.
    NotPermitted
        When `by` (None for the command line) neither is that person nor looks after people of that role.
    """
    member = find_person(engine, name)
    if by is None or by.name != member.name:
        _only_managed(engine, by, member.role)
    if member.origin != "local":
        raise worded("people/no_passphrase_here", InputError, name=member.name)
    _change(engine, member.name, passphrase=hash_of(passphrase))


def leave_to_proxy(engine: Engine, name: str) -> None:
    """Let a proxy sign a person in from now on: their passphrase is forgotten, and their sessions end.

    Raises
    ------
    InputError
        When there is no such person, or a proxy signs them in already.
    """
    member = find_person(engine, name)
    if member.origin != "local":
        raise worded("people/no_passphrase_here", InputError, name=member.name)
    with writing(engine) as connection:
        managers.write_down(
            connection, member.person
        )  # who looks after everybody for being here longest still does
        change_account(connection, member.name, origin="proxy", passphrase=None)


def change_role(engine: Engine, name: str, role: str) -> None:
    """Give a person another role, and end their sessions.

    Raises
    ------
    InputError
        When there is no such person or no such role.
    """
    _change(engine, find_person(engine, name).name, role=_known_role(role))


def retire_person(engine: Engine, name: str, *, by: Person | None = None) -> None:
    """Keep a person from signing in, and end their sessions. What they wrote keeps their name.

    Raises
    ------
    InputError
        When there is no such person.
    NotPermitted
        When `by` (None for the command line) is that person, or does not look after people of that role.
    """
    member = find_person(engine, name)
    if by is not None and by.name == member.name:
        raise worded("people/not_yourself", NotPermitted)
    _only_managed(engine, by, member.role)
    _change(engine, member.name, retired=now())


def find_person(engine: Engine, name: str) -> StoredPerson:
    """Return a person who may sign in, by name; upper and lower case are the same.

    Raises
    ------
    InputError
        When there is no such person, or it is a member of a class: whoever leads the class looks after them.
    """
    with reading(engine) as connection:
        row = _find(connection, name)
    if row is None or row.retired:
        raise worded("people/nobody", InputError, name=name)
    if row.origin == CLASS:
        raise worded("people/of_class", InputError, name=row.name)
    return StoredPerson(row.name, row.role, row.origin, row.created, row.retired)


def list_people(engine: Engine) -> tuple[StoredPerson, ...]:
    """Return everybody, also the retired, in order of name."""
    columns = (table.c.name, table.c.role, table.c.origin, table.c.created, table.c.retired)
    with reading(engine) as connection:
        names = managers.managers(connection)
        members = [StoredPerson(*row, row.name in names) for row in connection.execute(select(*columns))]
    return tuple(sorted(members, key=lambda member: folded(member.name)))


def is_anybody(engine: Engine) -> bool:
    """Return whether anybody who signs in was ever added."""
    with reading(engine) as connection:
        return connection.scalar(select(table.c.name).where(_signs_in()).limit(1)) is not None


def _signs_in() -> ColumnElement[bool]:
    return table.c.origin != CLASS


def _known_role(role: str) -> str:
    if role not in sign_in_roles():
        raise worded("people/no_role", InputError, role=role, roles=", ".join(sign_in_roles()))
    return role


def _only_managed(engine: Engine, by: Person | None, role: str) -> None:
    if by is not None and role not in managers.roles_looked_after(engine, by):
        raise worded("people/not_managed", NotPermitted, by=by.role, role=role)


def _only_unused(connection: Connection, name: str) -> None:
    if (known := _find(connection, name)) is not None:
        key = "name_used_before" if known.retired else "name_in_use"
        raise worded(f"people/{key}", InputError, name=known.name)


def _find(connection: Connection, name: str) -> Any:
    """Return a person's row by name, ignoring case here: databases fold letters beyond ASCII differently."""
    key = folded(name)
    alike = [known for known in connection.scalars(select(table.c.name)) if folded(known) == key]
    # an earlier version kept some names apart that are the same now: take the exact one
    stored_name = name if name in alike else min(alike, default=None)
    return (
        None
        if stored_name is None
        else connection.execute(select(table).where(table.c.name == stored_name)).one()
    )


def change_account(connection: Connection, name: str, **changed: str | None) -> None:
    """Save changes to a person, who has to sign in again, in the caller's transaction."""
    _write(connection, name, **changed)
    end_all(connection, name)


def _change(engine: Engine, name: str, **changed: str) -> None:
    with writing(engine) as connection:
        change_account(connection, name, **changed)


def _write(connection: Connection, name: str, **changed: str | None) -> None:
    connection.execute(update(table).where(table.c.name == name).values(**changed))
