"""A web server for a local network: few connections, small headers and bodies, no waiting for slow ones."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application

from nmt_widgets.server.shared.door_limits import ConnectionLimits


class LimitedServer(HTTPServer):
    """A server with a limited number of connections, in all and of one address, since each one is an open file."""

    @classmethod
    def of(
        cls,
        application: Application,
        limits: ConnectionLimits,
        body_at_most: int,
        message_at_most: int = 0,
        ssl_options: Any = None,
    ) -> LimitedServer:
        """Return the server of an application; larger bodies, and larger messages of a web socket, are not read."""
        server = cls(
            application,
            ssl_options=ssl_options,
            max_body_size=body_at_most,
            max_header_size=limits.header_bytes,
            max_buffer_size=4 * limits.header_bytes + message_at_most,
            chunk_size=limits.header_bytes,
            idle_connection_timeout=limits.idle_seconds,
            body_timeout=limits.body_seconds,
        )
        server.limits = limits
        return server

    limits: ConnectionLimits

    def handle_stream(self, stream: Any, address: tuple[Any, ...]) -> None:
        """Accept a connection, or close it."""
        lines: Collection[Any] = self._connections
        of_address = sum(line.context.address[0] == address[0] for line in lines)
        if len(lines) >= self.limits.at_most or of_address >= self.limits.of_one_address:
            stream.close()
        else:
            super().handle_stream(stream, address)
