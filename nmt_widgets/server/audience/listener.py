"""The second port, for the audience: one address of the local network, and only the room behind it."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.server.audience.limits import audience_limits
from nmt_widgets.server.audience.pages import RoomApplication
from nmt_widgets.server.audience.room import AudienceRoom

_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


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
        connections = audience_limits().connections
        server = RoomServer(
            RoomApplication(self.room),
            max_body_size=audience_limits().answer.body_at_most,
            max_header_size=connections.header_bytes,
            max_buffer_size=4 * connections.header_bytes,
            chunk_size=connections.header_bytes,
            idle_connection_timeout=connections.idle_seconds,
            body_timeout=connections.body_seconds,
        )
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
    words, server, ports = texts("audience"), texts("server"), audience_limits().ports
    if port is not None and not 0 <= port <= 65535:
        raise InputError(server["port_range"].format(port=port), remedy=words["port_remedy"])
    host = find_address() if host is None else host.strip().lower()
    address = _own_address(host)
    candidates = range(ports.first, ports.last + 1) if port is None else [port]
    listener = next((bound for number in candidates if (bound := _bind(address, number))), None)
    if listener is None:
        message = (
            server["no_port"].format(first=ports.first, last=ports.last)
            if port is None
            else server["port_taken"].format(port=port)
        )
        raise InputError(message, remedy=words["port_remedy"])
    return AudienceDoor(listener, AudienceRoom(host, address, listener.getsockname()[1]))


def find_address() -> str:
    """Return the address of this computer on its local network, without sending anything.

    Raises
    ------
    InputError
        When there is no address, or more than one.
    """
    words, local = texts("audience"), _local_addresses()
    if not local:
        raise InputError(words["no_network"], remedy=words["no_network_remedy"])
    outgoing = _outgoing_address()
    if len(local) > 1 and outgoing not in local:
        choice = words["several_networks_remedy"].format(addresses=", ".join(local))
        raise InputError(words["several_networks"], remedy=choice)
    return outgoing if outgoing in local else local[0]


def _local_addresses() -> list[str]:
    import psutil

    states = psutil.net_if_stats()
    addresses = {
        line.address
        for name, lines in psutil.net_if_addrs().items()
        for line in lines
        if line.family == socket.AF_INET and name in states and states[name].isup
    }
    return sorted(text for text in addresses if _is_local(ipaddress.IPv4Address(text)))


def _is_local(address: ipaddress.IPv4Address) -> bool:
    return address.is_private and not address.is_loopback


def _outgoing_address() -> str:
    """Return the address from which this computer reaches others; connecting by UDP sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(("198.51.100.1", 9))  # an address reserved for documentation
        except OSError:
            return ""
        address: str = line.getsockname()[0]
        return address


def _own_address(host: str) -> str:
    words = texts("audience")
    try:
        if not _NAME.fullmatch(host):
            raise OSError
        address = socket.gethostbyname(host)  # IPv4 only, so that the address is short to type
        if ipaddress.IPv4Address(address).is_unspecified:
            raise InputError(words["everywhere"].format(host=host), remedy=words["host_remedy"])
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
            trial.bind((address, 0))
    except (OSError, UnicodeError):
        raise InputError(words["wrong_host"].format(host=host), remedy=words["host_remedy"]) from None
    return address


def _bind(address: str, port: int) -> socket.socket | None:
    try:
        return bind_sockets(port, address, family=socket.AF_INET)[0]
    except OSError:
        return None


class RoomServer(HTTPServer):
    """A server with a limited number of connections, in all and of one address, since each one is an open file."""

    def handle_stream(self, stream: Any, address: tuple[Any, ...]) -> None:
        """Accept a connection, or close it."""
        connections = audience_limits().connections
        lines: Collection[Any] = self._connections
        of_address = sum(line.context.address[0] == address[0] for line in lines)
        if len(lines) >= connections.at_most or of_address >= connections.of_one_address:
            stream.close()
        else:
            super().handle_stream(stream, address)
