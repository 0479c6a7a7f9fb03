"""Open lines end with the session: signed out, passphrase changed, retired or expired, here or in another process."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Protocol

from nmt_widgets.core.errors import InputError
from nmt_widgets.server.kernels.pool import Pool
from nmt_widgets.server.people.sign_ins import SignIns
from nmt_widgets.server.shared.door_limits import door_limits
from nmt_widgets.server.shared.logs import log, outline


class OpenLine(Protocol):
    """A line that can be ended from this side."""

    is_over: bool

    def end(self) -> None:
        """End it because a session has."""


class Endings:
    """Looks every few seconds, in one question for all of them, which sessions of open lines still hold.

    Parameters
    ----------
    pool : Pool
        Knows in which session a page was opened.
    sign_ins : SignIns
        The way to the store.
    """

    def __init__(self, pool: Pool, sign_ins: SignIns) -> None:
        self._pool, self._sign_ins = pool, sign_ins
        self._every = float(door_limits().sessions_looked_at_every_seconds)
        self._lines: dict[str, set[OpenLine]] = {}
        self._soon = asyncio.Event()

    def watch(self, line: OpenLine, kernel_id: str) -> None:
        """End `line` when the session ends in which the kernel's page was opened; a guest's page has none."""
        opening = self._pool.opening(kernel_id)
        if opening is not None and opening.session:
            self._lines.setdefault(opening.session, set()).add(line)

    def look_soon(self) -> None:
        """Look now: somebody sent a form, which may have ended a session."""
        self._soon.set()

    async def run(self) -> None:
        """Look again and again."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._soon.wait(), self._every)
            self._soon.clear()
            try:
                await self.look()
            except InputError as error:  # nobody can be asked just now, and the lines were opened rightly
                log.warning("which sessions have ended cannot be told: %s", outline(error))

    async def look(self) -> None:
        """End the lines of sessions that have ended, and forget those that were closed."""
        for token in list(self._lines):
            self._lines[token] = {line for line in self._lines[token] if not line.is_over}
            if not self._lines[token]:
                del self._lines[token]
        if not self._lines:
            return
        asked = list(self._lines)
        holding = await self._sign_ins.holding(asked)
        for token in set(asked) - holding:
            for line in self._lines.pop(token, ()):
                line.end()
