"""People and sessions of the store, read in threads so that no page waits for another page's query.

The database is imported and opened with the first sign-in or the first session, not before.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from nmt_widgets.core.errors import InputError
from nmt_widgets.server.people.known_browsers import KnownBrowsers
from nmt_widgets.server.people.login_throttle import LoginThrottle

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from nmt_widgets.store import Person

T = TypeVar("T")

_THREADS = 5
_HASHES_AT_ONCE = 2  # each takes 64 MiB and up to four cores


class SignIns:
    """Signs people in and out, and finds the person of a session."""

    def __init__(self) -> None:
        self.tries = LoginThrottle()
        self.known = KnownBrowsers()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="nmt-sign-in")
        self._hashes = asyncio.Semaphore(_HASHES_AT_ONCE)
        self._own_hashes = asyncio.Semaphore(1)  # known browsers do not wait behind guesses

    async def ask(self, work: Callable[[Engine], T]) -> T:
        """Return the result of `work` on the database, run in a thread."""

        def do() -> T:
            from nmt_widgets.store.database.engine import open_engine

            return work(open_engine())

        # what is wrong is said in the language of the request
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._threads, context.run, do)

    async def hash(self, work: Callable[[Engine], T], *, is_known: bool = True) -> T:
        """Return the result of `work` that hashes a passphrase; only a few run at the same time.

        Parameters
        ----------
        work : callable
        is_known : bool
            Whether the person is signed in, or signed in before in the same browser.
        """
        async with self._own_hashes if is_known else self._hashes:
            return await self.ask(work)

    def read_ahead(self) -> None:
        """Import and open the database in a thread, before many people come at once."""

        def read() -> None:
            from nmt_widgets.store.database.engine import open_engine
            from nmt_widgets.store.learning import class_entry as class_entry

            with suppress(InputError):  # who comes is told
                open_engine()

        self._threads.submit(read)

    async def has_people(self) -> bool:
        """Return whether anybody was ever added."""

        def look(engine: Engine) -> bool:
            from nmt_widgets.store.people import accounts as people

            return people.is_anybody(engine)

        return await self.ask(look)

    async def person(self, token: str, *, is_active: bool = False) -> Person | None:
        """Return the person of a session, None if it has ended; `is_active` restarts the idle time."""

        def look(engine: Engine) -> Person | None:
            from nmt_widgets.store.database.transactions import reading
            from nmt_widgets.store.errors import SessionEnded
            from nmt_widgets.store.people import sessions

            try:
                with reading(engine) as connection:
                    person = sessions.check(connection, token)
            except SessionEnded:
                return None
            if is_active:
                sessions.touch(engine, token)
            return person

        return await self.ask(look) if token else None

    async def roles_looked_after(self, person: Person) -> tuple[str, ...]:
        """Return the roles of the people whom a person looks after."""

        def look(engine: Engine) -> tuple[str, ...]:
            from nmt_widgets.store.people import managers

            return managers.roles_looked_after(engine, person)

        return await self.ask(look)

    async def active_tokens(self, tokens: Collection[str]) -> set[str]:
        """Return the tokens whose session has not ended."""

        def look(engine: Engine) -> set[str]:
            from nmt_widgets.store.database.transactions import reading
            from nmt_widgets.store.people import sessions

            with reading(engine) as connection:
                return sessions.holding(connection, tokens)

        return await self.ask(look)

    async def sign_in(self, name: str, passphrase: str, *, browser: str = "", cookie: str = "") -> str:
        """Return the token of a new session.

        Parameters
        ----------
        name, passphrase : str
        browser : str
            The browser, by the cookie of the access code.
        cookie : str
            The cookie of a known browser; for the same person, that browser has its own tries.

        Raises
        ------
        InputError
            When name or passphrase is wrong, or there were too many tries.
        """
        from nmt_widgets.store.people import accounts as people
        from nmt_widgets.store.people import sessions

        key = _key(name)
        known = self.known.browser(cookie, key)
        counted_by = ((known, key), "") if known else (key, browser)
        self.tries.begin(*counted_by)
        person = await self.hash(
            lambda engine: people.check_passphrase(engine, name, passphrase), is_known=bool(known)
        )
        self.tries.forget(*counted_by)
        return await self.ask(lambda engine: sessions.start(engine, person))

    async def is_first_time(self, name: str, cookie: str) -> bool:
        """Return whether somebody who just signed in is new here: in this browser, and in the records.

        Parameters
        ----------
        name : str
        cookie : str
            The cookie of a known browser, as it was before.
        """
        if self.known.browser(cookie, _key(name)):
            return False

        def look(engine: Engine) -> bool:
            from nmt_widgets.store.people import accounts as people

            return people.is_newcomer(engine, name)

        return await self.ask(look)

    def remember(self, cookie: str, name: str) -> str:
        """Return the new cookie of a browser in which a person just signed in."""
        return self.known.remember(cookie, _key(name))

    async def confirm(self, person: Person, session: str, passphrase: str) -> None:
        """Check the passphrase of somebody who is signed in; wrong tries are counted by session.

        Raises
        ------
        InputError
            When it is wrong, or there were too many tries.
        """
        from nmt_widgets.store.people import accounts as people

        self.tries.begin((session, person.name))
        await self.hash(lambda engine: people.check_passphrase(engine, person.name, passphrase))
        self.tries.forget((session, person.name))

    async def change(self, person: Person, session: str, old: str, passphrase: str) -> str:
        """Change the person's own passphrase and return the token of a new session; all other sessions end.

        Parameters
        ----------
        person : Person
        session : str
            The token of the current session; wrong tries are counted by session.
        old, passphrase : str

        Raises
        ------
        InputError
            When the old passphrase is wrong, or the new one cannot be used.
        """
        from nmt_widgets.store.people import accounts as people
        from nmt_widgets.store.people import sessions

        await self.confirm(person, session, old)

        def change(engine: Engine) -> str:
            people.change_passphrase(engine, person.name, passphrase, by=person)
            return sessions.start(engine, person)

        return await self.hash(change)

    async def add_first(self, name: str, role: str, passphrase: str) -> str:
        """Add the first person and return the token of their session.

        Raises
        ------
        InputError
            When the person cannot be added, or is not the first.
        """
        from nmt_widgets.store.people import accounts as people
        from nmt_widgets.store.people import sessions

        def add(engine: Engine) -> str:
            person = people.add_person(engine, name, role, passphrase, is_first=True)
            return sessions.start(engine, person)

        return await self.hash(add, is_known=False)

    async def sign_in_by_proxy(self, name: str, role: str, usual: str) -> str:
        """Return the token of a new session for a person named by the proxy; new people are added.

        Parameters
        ----------
        name, role : str
            The person and their role; the role is empty if the proxy names none.
        usual : str
            The role of new people in that case.

        Raises
        ------
        InputError
            When the name belongs to a person with a passphrase or to a retired person, or the role does not exist.
        """
        from nmt_widgets.store.people import accounts as people
        from nmt_widgets.store.people import sessions

        return await self.ask(
            lambda engine: sessions.start(engine, people.vouched_person(engine, name, role, usual))
        )

    async def end(self, token: str) -> None:
        """End a session."""

        def end(engine: Engine) -> None:
            from nmt_widgets.store.people import sessions

            sessions.end(engine, token)

        if token:
            await self.ask(end)

    def close(self) -> None:
        """Stop the threads; queued work is dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _key(name: str) -> str:
    """Return the key by which the tries of a name are counted: the same for every spelling of it."""
    from nmt_widgets.store.people.names import NAME_AT_MOST, folded

    return folded(name)[:NAME_AT_MOST]
