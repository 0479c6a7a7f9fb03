"""Who looks after the people of the workbook, whatever their role: its first person, and whoever they hand this on to.

A role may look after roles of its own (`roles.yaml`). Somebody always looks after everybody: where nobody has been
entrusted with it and no role has it, it is whoever has been here longest. So a database of an earlier version, or one
whose last such person was retired, is no dead end.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Engine, delete, exists, insert, select

from nmt_widgets.store.database.clock import now
from nmt_widgets.store.database.tables import manager as table
from nmt_widgets.store.database.tables import person as people
from nmt_widgets.store.database.transactions import reading, writing
from nmt_widgets.store.errors import NotPermitted, worded
from nmt_widgets.store.people.roles import Person, managed_roles, role_rules, sign_in_roles


def managers(connection: Connection) -> frozenset[str]:
    """Return the names of those who look after everybody; people whose role does so are not among them."""
    entrusted = _entrusted(connection)
    if entrusted or _is_somebodys_role(connection):
        return entrusted
    longest = select(people.c.name).where(_is_active(), people.c.origin == "local").order_by(people.c.created)
    return frozenset(connection.scalars(longest.limit(1)))


def roles_looked_after(engine: Engine, person: Person) -> tuple[str, ...]:
    """Return the roles of the people whom a person looks after: all that sign in, or those of their role."""
    with reading(engine) as connection:
        return looked_after(connection, person)


def looked_after(connection: Connection, person: Person) -> tuple[str, ...]:
    """Return the same in the caller's transaction."""
    return sign_in_roles() if person.name in managers(connection) else managed_roles(person.role)


def entrust(engine: Engine, name: str, *, by: Person | None = None) -> None:
    """Let a person look after everybody.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        The database.
    name : str
        As it is stored.
    by : Person, optional
        Who hands it on, and keeps it; None for the command line.

    Raises
    ------
    NotPermitted
        When `by` does not look after everybody.
    """
    with writing(engine) as connection:
        _only_by_manager(connection, by)
        write_down(connection, by)
        appoint(connection, name)


def relieve(engine: Engine, name: str, *, by: Person | None = None) -> None:
    """Let a person no longer look after everybody; what their role looks after stays.

    Raises
    ------
    NotPermitted
        When `by` (None for the command line) does not look after everybody, or nobody else would.
    """
    with writing(engine) as connection:
        _only_by_manager(connection, by)
        write_down(connection, by)
        connection.execute(delete(table).where(table.c.name == name))
        if not (_entrusted(connection) or _is_somebodys_role(connection)):  # it falls to nobody by chance
            raise worded("people/nobody_else", NotPermitted)


def write_down(connection: Connection, person: Person | None) -> None:
    """Write down that a person looks after everybody, if that is so, before others come who could."""
    if person is not None and person.name in managers(connection):
        appoint(connection, person.name)


def appoint(connection: Connection, name: str) -> None:
    """Write down that a person looks after everybody, in the caller's transaction."""
    if connection.scalar(select(table.c.name).where(table.c.name == name)) is None:
        connection.execute(insert(table).values(name=name, since=now()))


def _only_by_manager(connection: Connection, by: Person | None) -> None:
    if by is not None and not {*sign_in_roles()} <= {*looked_after(connection, by)}:
        raise worded("people/not_entrusted", NotPermitted)


def _entrusted(connection: Connection) -> frozenset[str]:
    names = select(table.c.name).join(people, people.c.name == table.c.name).where(_is_active())
    return frozenset(connection.scalars(names))


def _is_somebodys_role(connection: Connection) -> bool:
    """Return whether the role of somebody looks after everybody."""
    return bool(connection.scalar(select(exists().where(_is_active(), people.c.role.in_(_full_roles())))))


def _is_active() -> ColumnElement[bool]:
    return people.c.retired.is_(None) & people.c.role.in_(sign_in_roles())


def _full_roles() -> tuple[str, ...]:
    roles = {*sign_in_roles()}
    return tuple(name for name, rules in role_rules().items() if roles <= {*rules.looks_after})
