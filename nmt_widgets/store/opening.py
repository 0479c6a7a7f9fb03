"""Opening the store for somebody, and a case wherever it is kept: in a template, a file or the store."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from nmt_widgets.cases import Case, find_case, list_cases, load_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.store.asking import asker
from nmt_widgets.store.database.engine import database_url, open_engine
from nmt_widgets.store.database.transactions import reading
from nmt_widgets.store.errors import NoRecord
from nmt_widgets.store.people import sessions
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.people.roles import Person, operator
from nmt_widgets.store.records.revisions import Revision, Summary
from nmt_widgets.store.records.store import Store


def open_store(person: Person | None = None, *, session: str = "", url: str | None = None) -> Store:
    """Open the store; its database is made or brought up to date first if need be.

    Parameters
    ----------
    person : Person, optional
        Who it is opened for, where that is known otherwise than by signing in; None is a guest, who sees nothing.
    session : str
        The token of a sign-in: the person is looked up, and asked for again with every operation.
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
    """Open the store for whoever asked for this process's work, as :mod:`nmt_widgets.store.asking` knows it.

    Raises
    ------
    SessionEnded
        When the sign-in has ended.
    """
    token = asker()
    if token is None:
        return open_store(operator())
    return open_store(session=token)  # without a session: a guest


def open_case(name: str, instrument: Instrument | None = None) -> Case:
    """Return a case by a template's id, a path that ends in `.yaml`, or its code in the store.

    It is the command line's and the reports' way to a case; who it is that asks, `asking` knows.

    Raises
    ------
    InputError
        When there is none, whoever asks may not see it, or it cannot be read.
    """
    if _is_stored(name):
        return askers_store().case(name)
    return load_case(name, instrument or load_instrument())


def stored_cases() -> list[Summary]:
    """Return every case in the store, the one changed last first; where there is no database, none."""
    return askers_store().records() if _is_database() else []


def case_version(name: str) -> str | Path:
    """Return what tells whether a case has changed: the file it stands in, or its record's newest hash."""
    if _is_stored(name):
        return askers_store().latest(name).hash
    return find_case(name)


def case_revision(name: str) -> Revision | None:
    """Return the newest revision of a case of the store: its number, who made it and when; None for a file's case."""
    return askers_store().latest(name) if _is_stored(name) else None


def ask_again(name: str) -> None:
    """Ask whether a case may still be handed to whoever asked for work on it, which has taken a while.

    Raises
    ------
    SessionEnded
        When the sign-in has ended meanwhile.
    NoRecord
        When it is a record that whoever asked may not see (any more).
    """
    is_stored = asker() is not None and _is_stored(name)
    if asker() or is_stored:
        askers_store().ask(name if is_stored else None)


def _is_stored(name: str) -> bool:
    """Say whether a name is that of a record: neither a path nor a template's, and there."""
    if name.endswith((".yaml", ".yml")) or name in list_cases():
        return False
    if not _is_database():
        return False
    if asker() is not None:
        return True  # the store says whether there is one that may be seen
    try:
        askers_store().latest(name)
    except NoRecord:
        return False
    return True


def _is_database() -> bool:
    """Say whether there may be a database: looking for a case makes none."""
    try:
        address = make_url(database_url())
    except Exception as error:
        raise InputError("NMT_DATABASE_URL is no address of a database") from error
    return address.get_backend_name() != "sqlite" or Path(address.database or "").is_file()


def warm() -> None:
    """Import what opening a store takes, ahead of the visit: nothing is opened."""
    import sqlalchemy.dialects.sqlite  # noqa: F401
