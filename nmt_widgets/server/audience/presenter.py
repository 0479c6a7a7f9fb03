"""The connection of a presenter's kernel to the room; the other end is `nmt_widgets.apps.present.audience_client`."""

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


class PresenterHandler(WebSocketHandler):
    """Opens questions for a presenter, and reports the answers until the question or the connection is closed.

    Only kernels know the key in the address. The store says whether the person who opened the page may ask.
    """

    def initialize(self, pool: Pool, sign_ins: SignIns, room: AudienceRoom | None) -> None:
        """Keep the open pages, the store's people, and the room if there is one."""
        self.pool, self.sign_ins, self.room = pool, sign_ins, room
        self._round: AudienceRound | None = None
        self._reports: set[asyncio.Task[None]] = set()

    @property
    def max_message_size(self) -> int:
        """The largest message of a kernel."""
        return int(door_limits().kernel_message_at_most)

    async def open(self, kernel_id: str) -> None:
        """Send the link, and again whenever the room has moved."""
        self._kernel_id = kernel_id
        if self.room is not None:
            self.room.followers.add(self._tell_link)
        self._tell_link()

    async def on_message(self, message: str | bytes) -> None:
        """Open a question, or close the open one."""
        try:
            request = json.loads(message)
            number = request["number"]
            if type(number) is not int:
                raise TypeError
        except (ValueError, KeyError, TypeError, RecursionError):
            log.warning("a kernel sent the room a message that cannot be read: its connection is closed")
            return self.close(1008)
        if "question" not in request:
            return self._close()
        try:
            await self._ask(request["question"], number)
        except InputError as error:
            await self._send(number=number, message=error.message, remedy=error.remedy)

    def on_close(self) -> None:
        """Close the question: nobody presents it any more."""
        if self.room is not None:
            self.room.followers.discard(self._tell_link)
        self._close()

    async def _ask(self, data: Any, number: int) -> None:
        words = texts("audience")
        if self.room is None:
            raise InputError(words["not_served"], remedy=words["not_served_remedy"])
        if not await self._may_ask():
            raise InputError(words["not_allowed"], remedy=words["not_allowed_remedy"])
        self._close()
        self._round = self.room.ask(checked_question(data))
        report = asyncio.create_task(self._report(self._round, number))
        self._reports.add(report)
        report.add_done_callback(self._reports.discard)

    async def _may_ask(self) -> bool:
        """Return whether the visitor may ask: people who present, or everybody if nobody was ever added."""
        opening = self.pool.opening(self._kernel_id)
        if opening is None:
            return False
        if not opening.session:
            return bool(opening.browser) and not await self.sign_ins.has_people()
        person = await self.sign_ins.person(opening.session)
        return person is not None and person.may("presents")

    async def _report(self, current: AudienceRound, number: int) -> None:
        """Report new answers to the presenter, and close the question of a person who signed out."""
        loop, interval = asyncio.get_running_loop(), audience_limits().right_checked_every_seconds
        due = loop.time() + interval
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(current.changed.wait(), max(0.0, due - loop.time()))
            if loop.time() >= due:
                due = loop.time() + interval
                if current.is_open and not await self._still_may_ask():
                    self._close()
            if current.changed.is_set():
                current.changed.clear()
                await self._send(number=number, counts=current.counts(), is_open=current.is_open)
            if not current.is_open:
                return
            await asyncio.sleep(audience_limits().told_every_seconds)

    async def _still_may_ask(self) -> bool:
        try:
            return await self._may_ask()
        except InputError:  # the store does not answer now; the question was permitted when it was opened
            return True

    def _tell_link(self) -> None:
        with suppress(WebSocketClosedError):
            self.write_message({"link": self.room and self.room.link})

    def _close(self) -> None:
        if self.room is not None:
            self.room.close(self._round)
        self._round = None

    async def _send(self, **message: object) -> None:
        with suppress(WebSocketClosedError):
            await self.write_message(message)
