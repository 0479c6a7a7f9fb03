"""Opening the store for somebody."""

from __future__ import annotations

from nmt_widgets.store.asking import asker
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.database.transactions import reading
from nmt_widgets.store.people import sessions
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.people.roles import Person, operator
from nmt_widgets.store.records.store import Store


def open_store(person: Person | None = None, *, session: str = "", url: str | None = None) -> Store:
    """Open the store; create its database or bring it up to date first if needed.

    Parameters
    ----------
    person : Person, optional
        Who it is opened for, if that is known without a sign-in; None is a guest, who sees nothing.
    session : str
        The token of a sign-in: the person is looked up now and again with every operation.
    url : str, optional
        The database; by default `NMT_DATABASE_URL`, or the file in the data folder.

    Raises
    ------
    SessionEnded
        When the sign-in has ended.
    Unavailable
        When the database cannot be reached.
    """
    engine = open_engine(url)
    if session:
        with reading(engine) as connection:
            person = sessions.check(connection, session)
    return Store(Access(engine, person, session))


def askers_store() -> Store:
    """Open the store for the person who asked for this process's work; see :mod:`nmt_widgets.store.asking`.

    Raises
    ------
    SessionEnded
        When the sign-in has ended.
    """
    token = asker()
    if token is None:
        return open_store(operator())
    return open_store(session=token)  # without a session: a guest


def warm() -> None:
    """Import what opening a store needs, before a page asks for it; nothing is opened."""
    import sqlalchemy.dialects.sqlite  # noqa: F401
