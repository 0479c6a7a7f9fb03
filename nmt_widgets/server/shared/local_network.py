"""The computer's addresses on its local network, and a listening socket on one of them."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass

from tornado.netutil import bind_sockets

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.server.shared.door_limits import PortRange

_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


@dataclass(frozen=True)
class DoorPlace:
    """Where a door of the local network is.

    Attributes
    ----------
    host, address : str
        The name or address people use, and the address listened on.
    port : int
    scheme : str
        "http" or "https".

    Examples
    --------
    >>> place = DoorPlace("laptop.local", "192.168.1.20", 8080)
    >>> place.link, sorted(place.hosts)
    ('http://laptop.local:8080', ['192.168.1.20:8080', 'laptop.local:8080'])
    """

    host: str
    address: str
    port: int
    scheme: str = "http"

    @property
    def link(self) -> str:
        """What people type before the code."""
        return f"{self.scheme}://{self.host}{self._at}"

    @property
    def hosts(self) -> frozenset[str]:
        """The host names in a request for this place."""
        return frozenset(f"{name}{self._at}" for name in (self.host, self.address))

    @property
    def _at(self) -> str:
        return "" if self.port == {"http": 80, "https": 443}[self.scheme] else f":{self.port}"


@dataclass(frozen=True)
class PlaceOptions:
    """Which address of this computer, and which port, a person asked for.

    Attributes
    ----------
    host : str, optional
        A name or an IPv4 address; None for the address on the local network.
    port : int, optional
        0 for any, None for the first free one of `ports`.
    host_option, port_option : str
        What these options are called on the command line.
    """

    host: str | None
    port: int | None
    ports: PortRange
    host_option: str
    port_option: str


def listen(options: PlaceOptions, scheme: str = "http") -> tuple[socket.socket, DoorPlace]:
    """Return a listening socket and its place.

    Raises
    ------
    InputError
        When there is no such address, more than one, or the port is taken.
    """
    words, port, ports = texts("network"), options.port, options.ports
    remedy = words["port_remedy"].format(option=options.port_option)
    if port is not None and not 0 <= port <= 65535:
        raise InputError(texts("server")["port_range"].format(port=port), remedy=remedy)
    host, address = find_place(options)
    candidates = range(ports.first, ports.last + 1) if port is None else [port]
    listener = next((bound for number in candidates if (bound := bind(address, number))), None)
    if listener is None:
        message = (
            texts("server")["no_port"].format(first=ports.first, last=ports.last)
            if port is None
            else texts("server")["port_taken"].format(port=port)
        )
        raise InputError(message, remedy=remedy)
    return listener, DoorPlace(host, address, listener.getsockname()[1], scheme)


def find_place(options: PlaceOptions) -> tuple[str, str]:
    """Return the name people use, and the address of this computer that it means now.

    Raises
    ------
    InputError
        When there is no such address, or more than one.
    """
    host = find_address(options.host_option) if options.host is None else options.host.strip().lower()
    return host, _own_address(host, options.host_option)


def find_address(option: str) -> str:
    """Return the address of this computer on its local network, without sending anything.

    Raises
    ------
    InputError
        When there is no address, or more than one; the remedy names the `option` to choose with.
    """
    words, local = texts("network"), _local_addresses()
    if not local:
        raise InputError(words["no_network"], remedy=words["no_network_remedy"].format(option=option))
    outgoing = _outgoing_address()
    if len(local) > 1 and outgoing not in local:
        remedy = words["several_networks_remedy"].format(option=option, addresses=", ".join(local))
        raise InputError(words["several_networks"], remedy=remedy)
    return outgoing if outgoing in local else local[0]


def has_address(address: str) -> bool:
    """Return whether this computer has an address now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        try:
            trial.bind((address, 0))
        except OSError:
            return False
    return True


def bind(address: str, port: int) -> socket.socket | None:
    """Return a listening socket; None where another program has the port."""
    try:
        return bind_sockets(port, address, family=socket.AF_INET)[0]
    except OSError:
        return None


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


def _own_address(host: str, option: str) -> str:
    words = texts("network")
    remedy = words["host_remedy"].format(option=option)
    try:
        if not _NAME.fullmatch(host):
            raise OSError
        address = socket.gethostbyname(host)  # IPv4 only, so that the address is short to type
        if ipaddress.IPv4Address(address).is_unspecified:
            raise InputError(words["everywhere"].format(host=host), remedy=remedy)
        if not has_address(address):
            raise OSError
    except (OSError, UnicodeError):
        raise InputError(words["wrong_host"].format(host=host), remedy=remedy) from None
    return address
