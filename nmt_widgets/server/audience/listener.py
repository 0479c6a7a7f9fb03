"""The second port, for the audience: one address of the local network, and only the room behind it."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from tornado.httpserver import HTTPServer

from nmt_widgets.server.audience.limits import audience_limits
from nmt_widgets.server.audience.pages import RoomApplication
from nmt_widgets.server.audience.room import AudienceRoom
from nmt_widgets.server.shared.limited_server import LimitedServer
from nmt_widgets.server.shared.local_network import PlaceOptions, listen


@dataclass(frozen=True)
class AudienceDoor:
    """The second port and its room.

    Attributes
    ----------
    listener : socket.socket
        A listening socket; connections wait until the room is served.
    room : AudienceRoom
        The room behind it.
    """

    listener: socket.socket
    room: AudienceRoom

    def serve(self) -> HTTPServer:
        """Serve the room; stop the returned server like any other."""
        limits = audience_limits()
        server = LimitedServer.of(RoomApplication(self.room), limits.connections, limits.answer.body_at_most)
        server.add_socket(self.listener)
        return server


def open_door(host: str | None = None, port: int | None = None) -> AudienceDoor:
    """Open the port for the audience.

    Parameters
    ----------
    host : str, optional
        A name or an IPv4 address of this computer; None for the one it has on its local network.
    port : int, optional
        The port; 0 for any, None for the first free one.

    Raises
    ------
    InputError
        When there is no such address, more than one, or the port is taken.
    """
    options = PlaceOptions(host, port, audience_limits().ports, "--audience-host", "--audience-port")
    listener, place = listen(options)
    return AudienceDoor(listener, AudienceRoom(place))
