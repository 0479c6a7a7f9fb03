"""Asks a JupyterHub again and again about whoever is here: who signed out there, was removed or changed goes."""

from __future__ import annotations

import asyncio
import time

from tornado.web import HTTPError

from nmt_widgets.core.errors import InputError
from nmt_widgets.server.people.hub import Hub, HubUser
from nmt_widgets.server.people.session_endings import Endings
from nmt_widgets.server.people.sign_ins import SignIns
from nmt_widgets.server.shared.door_limits import door_limits
from nmt_widgets.server.shared.logs import log, outline

_ARRIVING = 60.0  # seconds from the Hub's answer until a session has begun


class HubWatch:
    """Ends the sessions of tokens that the Hub no longer confirms.

    Parameters
    ----------
    hub : Hub
        The Hub and whom it confirmed.
    sign_ins : SignIns
        Sessions of the store.
    endings : Endings
        Closes the connections of sessions that have ended.
    """

    def __init__(self, hub: Hub, sign_ins: SignIns, endings: Endings) -> None:
        self._hub, self._sign_ins, self._endings = hub, sign_ins, endings
        self._limits = door_limits().hub
        self._is_away = False

    async def run(self) -> None:
        """Ask again and again."""
        while True:
            await asyncio.sleep(self._limits.asked_every_seconds)
            try:
                await self.check()
            except (
                Exception
            ) as error:  # mostly the store; whatever it is, people have to be signed out after it
                log.warning("nothing says which people of JupyterHub are signed out: %s", outline(error))

    async def check(self) -> None:
        """Ask about everybody who has a session, and end what is over.

        Raises
        ------
        InputError
            When the store does not answer; what is over is ended with the next check.
        """
        known, over = self._hub.known, self._hub.over
        entries = [(token, user) for token, user in known.items() if user.sessions]
        answers = await asyncio.gather(*(self._is_confirmed(*entry) for entry in entries))
        for (token, user), is_confirmed in zip(entries, answers, strict=True):
            if not is_confirmed and known.get(token) is user:
                over.update(known.pop(token).sessions)
        if over:
            for session in list(over):
                await self._sign_ins.end(session)
                over.discard(session)
            self._endings.check_soon()
        await self._forget_idle()

    async def _forget_idle(self) -> None:
        """Forget whose sessions have all ended, and who began none; who comes back is asked for anew."""
        begun = {token: set(user.sessions) for token, user in self._hub.known.items()}
        active = await self._sign_ins.active_tokens(set().union(*begun.values()))
        for token, sessions in begun.items():
            user = self._hub.known.get(token)
            if user is None or user.sessions != sessions or sessions & active:
                continue
            if sessions or time.monotonic() - user.heard > _ARRIVING:
                del self._hub.known[token]

    async def _is_confirmed(self, token: str, user: HubUser) -> bool:
        """Return whether a token is still of the same person in the same role; for a while, also without an answer."""
        try:
            now = await self._hub.ask(token)
        except InputError:
            return False
        except HTTPError:
            self._note(is_away=True)
            return time.monotonic() - user.heard < self._limits.trusted_without_answer_seconds
        self._note(is_away=False)
        if now is None or (now.name, now.role) != (user.name, user.role):
            return False
        user.heard = now.heard
        return True

    def _note(self, *, is_away: bool) -> None:
        if is_away != self._is_away:
            log.warning("JupyterHub %s", "does not answer" if is_away else "answers again")
        self._is_away = is_away
