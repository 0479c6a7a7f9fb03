"""Sessions: from signing in to signing out, or to the limits in `sessions.yaml`.

A sign-in creates a token. The database has only its SHA-256, so that a copy of the database opens no session.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, delete, insert, or_, select, update

from nmt_widgets.store.database.clock import as_text, now
from nmt_widgets.store.database.tables import person as people
from nmt_widgets.store.database.tables import session as table
from nmt_widgets.store.database.transactions import reading, writing
from nmt_widgets.store.errors import SessionEnded, Unavailable
from nmt_widgets.store.people.roles import Person, live_roles, roles_with
from nmt_widgets.store.people.rules import limits


def start(engine: Engine, person: Person) -> str:
    """Start a session of `person` and return its token; delete sessions past their limits."""
    token = secrets.token_urlsafe(32)
    time = now()
    with writing(engine) as connection:
        connection.execute(delete(table).where(or_(table.c.ended.is_not(None), ~_is_within_limits())))
        connection.execute(
            insert(table).values(token_hash=_hash(token), person=person.name, started=time, seen=time)
        )
    return token


def check(connection: Connection, token: str) -> Person:
    """Return the person of a session.

    Raises
    ------
    SessionEnded
        When it was ended, is past a limit or begins too far in the future, or when the person is retired or has no
        role that signs in.
    """
    row = connection.execute(
        select(people.c.name, people.c.role)
        .join(table, table.c.person == people.c.name)
        .where(table.c.token_hash == _hash(token), table.c.ended.is_(None), people.c.retired.is_(None))
        .where(_is_within_limits(), people.c.role.in_(live_roles()))
    ).one_or_none()
    if row is None:
        raise SessionEnded
    return Person(row.name, row.role)


def holding(connection: Connection, tokens: Collection[str]) -> set[str]:
    """Return those of `tokens` whose session has not ended, with one query for all."""
    hashes = {_hash(token): token for token in tokens}
    rows = connection.execute(
        select(table.c.token_hash)
        .join(people, table.c.person == people.c.name)
        .where(table.c.ended.is_(None), people.c.retired.is_(None), _is_within_limits())
    )
    return {hashes[row.token_hash] for row in rows if row.token_hash in hashes}


def touch(engine: Engine, token: str) -> None:
    """Restart the idle time, if the last restart was a minute ago or more.

    A session that was begun or seen while the clock was ahead counts from now on, whose ever it is. It has its own
    transaction and may fail: a full disk or a busy database must not keep anybody from reading.
    """
    time = datetime.now(UTC)
    present, soon = as_text(time), as_text(time + limits().touch)
    is_due = (table.c.token_hash == _hash(token)) & (table.c.seen < as_text(time - limits().touch))
    is_ahead = (table.c.seen > soon) | (table.c.started > soon)
    is_changed = (is_due | is_ahead) & table.c.ended.is_(None) & _is_within_limits()
    started = case((table.c.started > present, present), else_=table.c.started)
    with suppress(Unavailable):
        with reading(engine) as connection:
            if connection.scalar(select(table.c.person).where(is_changed)) is None:
                return
        with writing(engine) as connection:
            connection.execute(update(table).where(is_changed).values(seen=present, started=started))


def end(engine: Engine, token: str) -> None:
    """End a session, if it has not ended."""
    with writing(engine) as connection:
        connection.execute(
            update(table)
            .where(table.c.token_hash == _hash(token), table.c.ended.is_(None))
            .values(ended=now())
        )


def end_all(connection: Connection, name: str) -> None:
    """End every session of a person, in the caller's transaction."""
    connection.execute(
        update(table).where(table.c.person == name, table.c.ended.is_(None)).values(ended=now())
    )


def _is_within_limits() -> ColumnElement[bool]:
    attending = table.c.person.in_(select(people.c.name).where(people.c.role.in_(roles_with("attends"))))
    rules = limits()
    return or_(
        and_(attending, _is_within(rules.class_day, rules.class_day)),
        and_(~attending, _is_within(rules.idle, rules.longest)),
    )


def _is_within(idle: timedelta, longest: timedelta) -> ColumnElement[bool]:
    time = datetime.now(UTC)
    # a session from far in the future began while the clock was wrong, and would last until that day
    latest = as_text(time + limits().ahead)
    return table.c.seen.between(as_text(time - idle), latest) & table.c.started.between(
        as_text(time - longest), latest
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
