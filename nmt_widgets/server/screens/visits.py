"""The line by which a prepared notebook learns who opened its page."""

from __future__ import annotations

import asyncio

from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketHandler

from nmt_widgets.server.kernels.pool import Pool
from nmt_widgets.server.shared.door_limits import door_limits


class VisitHandler(WebSocketHandler):
    """Sends a notebook the request that opened its page, as soon as somebody opens it.

    The other end is `nmt_widgets.apps.shared.request_context`. For Voila's own `voila.utils.get_query_string` it is
    the query string only, without the session, since Voila copies it into the environment. Only kernels know the key
    in the address.
    """

    def initialize(self, pool: Pool, is_voilas: bool) -> None:
        """Keep the pool, and whether Voila's function asks."""
        self.pool, self.is_voilas = pool, is_voilas

    @property
    def max_message_size(self) -> int:
        """The largest message of a kernel."""
        return int(door_limits().kernel_message_at_most)

    def on_message(self, message: str | bytes) -> None:
        """Close the connection: a kernel has nothing to send here."""
        self.close(1008)

    async def open(self, kernel_id: str) -> None:
        """Wait for the visitor, then send the request."""
        page = self.pool.pages.get(kernel_id)
        if page is None:
            return self.close()
        page.is_prepared.set()
        try:
            opening = await asyncio.shield(page.opening)
            message = {"query": opening.query, "session": opening.session, "options": opening.options}
            await self.write_message({"QUERY_STRING": opening.query} if self.is_voilas else message)
        except (asyncio.CancelledError, StreamClosedError):
            pass
        self.close()
