"""The database as one person uses it: every transaction checks the sign-in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine

from nmt_widgets.store.database import transactions
from nmt_widgets.store.people import sessions
from nmt_widgets.store.people.roles import Person

_TOUCH_EVERY = 60.0  # seconds


@dataclass(eq=False)
class Access:
    """The database as one person may use it; records, classes, the log and imports all need one.

    Attributes
    ----------
    engine : sqlalchemy.Engine
        The database.
    person : Person or None
        Who it was opened for; None for a guest.
    session : str
        The token of the sign-in, for a process that works for the same person: a secret, see
        :mod:`nmt_widgets.store.asking`. Empty where the person is known without a sign-in.
    """

    engine: Engine
    person: Person | None
    session: str = field(default="", repr=False)
    _touched: float = field(default=0.0, init=False, repr=False)

    @contextmanager
    def reading(self) -> Iterator[tuple[Connection, Person | None]]:
        """Yield a connection that sees one state of the database throughout, and the person who reads.

        Raises
        ------
        SessionEnded
            When the sign-in has ended.
        Unavailable
            When the database cannot be read.
        """
        self._touch()
        with transactions.reading(self.engine) as connection:
            yield connection, self._check(connection)

    @contextmanager
    def writing(self) -> Iterator[tuple[Connection, Person | None]]:
        """Yield a connection whose changes are saved together or not at all, and the person who writes.

        Raises
        ------
        SessionEnded
            When the sign-in has ended.
        Unavailable
            When the database cannot be written to.
        """
        with transactions.writing(self.engine) as connection:
            yield connection, self._check(connection)

    def _check(self, connection: Connection) -> Person | None:
        if self.session:
            self.person = sessions.check(connection, self.session)
        return self.person

    def _touch(self) -> None:
        """Restart the idle time of the sign-in, at most once a minute."""
        if self.session and time.monotonic() - self._touched > _TOUCH_EVERY:
            self._touched = time.monotonic()
            sessions.touch(self.engine, self.session)
