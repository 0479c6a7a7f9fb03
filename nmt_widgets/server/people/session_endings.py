"""Close open connections when their session ends: signed out, passphrase changed, retired or expired.

The session may have ended in this process or in another one.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Protocol

from nmt_widgets.server.kernels.pool import Pool
from nmt_widgets.server.people.sign_ins import SignIns
from nmt_widgets.server.shared.door_limits import door_limits
from nmt_widgets.server.shared.logs import log, outline


class OpenConnection(Protocol):
    """A connection that the server can close."""

    is_over: bool

    def end(self) -> None:
        """Close it because the session has ended."""


class Endings:
    """Checks every few seconds which sessions have ended, with one query for all open connections.

    Parameters
    ----------
    pool : Pool
        The open pages with their sessions.
    sign_ins : SignIns
        Sessions of the store.
    """

    def __init__(self, pool: Pool, sign_ins: SignIns) -> None:
        self._pool, self._sign_ins = pool, sign_ins
        self._interval = float(door_limits().sessions_looked_at_every_seconds)
        self._by_session: dict[str, set[OpenConnection]] = {}
        self._soon = asyncio.Event()

    def watch(self, connection: OpenConnection, kernel_id: str) -> None:
        """Close `connection` when the session of the kernel's page ends; a guest's page has no session."""
        opening = self._pool.opening(kernel_id)
        if opening is not None and opening.session:
            self._by_session.setdefault(opening.session, set()).add(connection)

    @property
    def has_open_pages(self) -> bool:
        """Whether the page of somebody who is signed in is connected."""
        return any(not connection.is_over for group in self._by_session.values() for connection in group)

    def check_soon(self) -> None:
        """Check soon: a form was sent, which may have ended a session."""
        self._soon.set()

    async def run(self) -> None:
        """Check again and again."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._soon.wait(), self._interval)
            self._soon.clear()
            try:
                await self.check()
            except Exception as error:  # whatever it is, sessions have to end after it, too
                # mostly the store does not answer now; the connections were permitted when they were opened
                log.warning("nothing says which sessions have ended: %s", outline(error))

    async def check(self) -> None:
        """Close the connections of sessions that have ended, and forget closed connections."""
        for token in list(self._by_session):
            self._by_session[token] = {item for item in self._by_session[token] if not item.is_over}
            if not self._by_session[token]:
                del self._by_session[token]
        if not self._by_session:
            return
        tokens = list(self._by_session)
        active = await self._sign_ins.active_tokens(tokens)
        for token in set(tokens) - active:
            for connection in self._by_session.pop(token, ()):
                connection.end()
