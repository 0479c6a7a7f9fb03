"""The line between a presenter's kernel and the room; the other end is `nmt_widgets.apps.present.audience_client`."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from tornado.websocket import WebSocketClosedError, WebSocketHandler

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.server.audience.answers import checked_question
from nmt_widgets.server.audience.limits import audience_limits
from nmt_widgets.server.audience.room import AudienceRoom, AudienceRound
from nmt_widgets.server.kernels.pool import Pool
from nmt_widgets.server.people.sign_ins import SignIns
from nmt_widgets.server.shared.door_limits import door_limits
from nmt_widgets.server.shared.logs import log


class AudienceLineHandler(WebSocketHandler):
    """Asks the room for a presenter, and tells how the answers spread until the question or the line is closed.

    Only kernels know the key in the address; whether whoever opened the kernel's page may ask is looked up here.
    """

    def initialize(self, pool: Pool, sign_ins: SignIns, room: AudienceRoom | None) -> None:
        """Take the pages there are, the way to people, and the room if there is one."""
        self.pool, self.sign_ins, self.room = pool, sign_ins, room
        self._round: AudienceRound | None = None
        self._following: set[asyncio.Task[None]] = set()

    @property
    def max_message_size(self) -> int:
        """How much a kernel may say at once."""
        return int(door_limits().kernel_message_at_most)

    async def open(self, kernel_id: str) -> None:
        """Tell the link."""
        self._kernel_id = kernel_id
        await self._tell(link=self.room and self.room.link)

    async def on_message(self, message: str | bytes) -> None:
        """Ask a question, or close the one being asked."""
        try:
            told = json.loads(message)
            number = told["number"]
            if type(number) is not int:
                raise TypeError
        except (ValueError, KeyError, TypeError, RecursionError):
            log.warning("a kernel sent the room a message that cannot be read: its line is closed")
            return self.close(1008)
        if "question" not in told:
            return self._close()
        try:
            await self._ask(told["question"], number)
        except InputError as error:
            await self._tell(number=number, message=error.message, remedy=error.remedy)

    def on_close(self) -> None:
        """Leave no question open that nobody presents any more."""
        self._close()

    async def _ask(self, data: Any, number: int) -> None:
        words = texts("audience")
        if self.room is None:
            raise InputError(words["not_served"], remedy=words["not_served_remedy"])
        if not await self._may_ask():
            raise InputError(words["not_allowed"], remedy=words["not_allowed_remedy"])
        self._close()
        self._round = self.room.ask(checked_question(data))
        following = asyncio.create_task(self._follow(self._round, number))
        self._following.add(following)
        following.add_done_callback(self._following.discard)

    async def _may_ask(self) -> bool:
        """Say whether whoever opened the page may ask: who presents, or anybody where people were never added."""
        opening = self.pool.opening(self._kernel_id)
        if opening is None:
            return False
        if not opening.session:
            return bool(opening.browser) and not await self.sign_ins.is_anybody()
        person = await self.sign_ins.who(opening.session)
        return person is not None and person.may("presents")

    async def _follow(self, asked: AudienceRound, number: int) -> None:
        """Tell the presenter of new answers, and close the question of somebody who signed out."""
        loop, every = asyncio.get_running_loop(), audience_limits().right_checked_every_seconds
        due = loop.time() + every
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(asked.changed.wait(), max(0.0, due - loop.time()))
            if loop.time() >= due:
                due = loop.time() + every
                if asked.is_open and not await self._still_may_ask():
                    self._close()
            if asked.changed.is_set():
                asked.changed.clear()
                await self._tell(number=number, counts=asked.counts(), is_open=asked.is_open)
            if not asked.is_open:
                return
            await asyncio.sleep(audience_limits().told_every_seconds)

    async def _still_may_ask(self) -> bool:
        try:
            return await self._may_ask()
        except InputError:  # nobody can be asked just now, and the question was asked rightly
            return True

    def _close(self) -> None:
        if self.room is not None:
            self.room.close(self._round)
        self._round = None

    async def _tell(self, **told: Any) -> None:
        with suppress(WebSocketClosedError):
            await self.write_message(told)
