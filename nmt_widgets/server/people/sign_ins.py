"""Who is signed in, asked of the store: in threads, so that no page waits for another's database or passphrase.

Nothing here opens or even imports a database before somebody signs in or comes with a session.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from nmt_widgets.server.people.known_browsers import KnownBrowsers
from nmt_widgets.server.people.login_throttle import LoginThrottle

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from nmt_widgets.store import Person

T = TypeVar("T")

_THREADS = 5
_HASHES_AT_ONCE = 2  # each takes 64 MiB and up to four cores


class SignIns:
    """The server's way to people and sessions."""

    def __init__(self) -> None:
        self.tries = LoginThrottle()
        self.known = KnownBrowsers()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="nmt-sign-in")
        self._hashes = asyncio.Semaphore(_HASHES_AT_ONCE)
        self._own_hashes = asyncio.Semaphore(1)  # whoever is known does not wait behind whoever guesses

    async def ask(self, work: Callable[[Engine], T]) -> T:
        """Return what `work` finds in the database."""

        def do() -> T:
            from nmt_widgets.store.database.engine import open_engine

            return work(open_engine())

        return await asyncio.get_running_loop().run_in_executor(self._threads, do)

    async def hash(self, work: Callable[[Engine], T], *, is_known: bool = True) -> T:
        """Return what `work` finds that hashes a passphrase; few do at the same time.

        Parameters
        ----------
        work : callable
        is_known : bool
            Whether somebody asks who is signed in, or was before in the same browser.
        """
        async with self._own_hashes if is_known else self._hashes:
            return await self.ask(work)

    async def is_anybody(self) -> bool:
        """Return whether anybody was ever added."""

        def look(engine: Engine) -> bool:
            from nmt_widgets.store.people import accounts as people

            return people.is_anybody(engine)

        return await self.ask(look)

    async def who(self, token: str, *, is_active: bool = False) -> Person | None:
        """Return whose session it is, None when it has ended; `is_active` counts the idle time from now."""

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

    async def holding(self, tokens: Collection[str]) -> set[str]:
        """Return those of `tokens` whose session has not ended."""

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
            Which sign-in with the access code it comes from: those share the tries for a name.
        cookie : str
            That of a browser in which somebody signed in before: if it was the same person, it has tries of its own.

        Raises
        ------
        InputError
            When name and passphrase do not go together, or this was tried too often just now.
        """
        from nmt_widgets.store.people import accounts as people
        from nmt_widgets.store.people import sessions

        key = _key(name)
        known = self.known.which(cookie, key)
        whose = ((known, key), "") if known else (key, browser)
        self.tries.begin(*whose)
        person = await self.hash(
            lambda engine: people.check_passphrase(engine, name, passphrase), is_known=bool(known)
        )
        self.tries.forget(*whose)
        return await self.ask(lambda engine: sessions.start(engine, person))

    def remember(self, cookie: str, name: str) -> str:
        """Return the cookie, in place of the one there is, of a browser in which somebody just signed in."""
        return self.known.remember(cookie, _key(name))

    async def change(self, person: Person, session: str, old: str, passphrase: str) -> str:
        """Change somebody's own passphrase and return the token of a new session; all others end.

        Parameters
        ----------
        person : Person
        session : str
            The token of the session they ask in, which has tries of its own.
        old, passphrase : str

        Raises
        ------
        InputError
            When the old passphrase is wrong, or the new one cannot be used.
        """
        from nmt_widgets.store.people import accounts as people
        from nmt_widgets.store.people import sessions

        self.tries.begin((session, person.name))
        await self.hash(lambda engine: people.check_passphrase(engine, person.name, old))
        self.tries.forget((session, person.name))

        def change(engine: Engine) -> str:
            people.change_passphrase(engine, person.name, passphrase, by=person)
            return sessions.start(engine, person)

        return await self.hash(change)

    async def begin(self, name: str, role: str, passphrase: str) -> str:
        """Add the first person of all and return the token of their session.

        Raises
        ------
        InputError
            When they cannot be added, or are not the first.
        """
        from nmt_widgets.store.people import accounts as people
        from nmt_widgets.store.people import sessions

        def add(engine: Engine) -> str:
            person = people.add_person(engine, name, role, passphrase, is_first=True)
            return sessions.start(engine, person)

        return await self.hash(add, is_known=False)

    async def arrive(self, name: str, role: str, usual: str) -> str:
        """Return the token of a new session of somebody the proxy vouches for, whom the store may not know yet.

        Parameters
        ----------
        name, role : str
            Who, and as what; no role where the proxy names none.
        usual : str
            The role of people who come for the first time then.

        Raises
        ------
        InputError
            When the name belongs to somebody with a passphrase here, or was retired, or there is no such role.
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
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _key(name: str) -> str:
    """Return by what tries for a name are counted, in whatever way it is written."""
    from nmt_widgets.store.people.names import NAME_AT_MOST, folded

    return folded(name)[:NAME_AT_MOST]
