"""The door itself: where it is, who has a page open behind it, and the room of its audience."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from typing import Protocol

from nmt_widgets.core.words import refusal
from nmt_widgets.server.audience.room import AudienceRoom
from nmt_widgets.server.class_door.certificate import read_certificate
from nmt_widgets.server.class_door.limits import class_door_limits
from nmt_widgets.server.shared.local_network import DoorPlace, PlaceOptions, listen

ROOM = "/room"
"""What the addresses of the audience's room begin with."""


class MemberLine(Protocol):
    """The connection of a member's open page."""

    member: str
    token: str


class MembersDoor:
    """A door on one address of the local network, from the start of the server to its end.

    Parameters
    ----------
    listener : socket.socket
        A listening socket; connections wait until the door is served.
    place : DoorPlace
        Where it listens.
    options : PlaceOptions
        Which address and port were asked for.
    encryption : ssl.SSLContext, optional
        The certificate; None for plain HTTP.

    Attributes
    ----------
    place : DoorPlace
        Where it is now; it changes when the computer comes into another network.
    room : AudienceRoom
        The room of the audience, behind the same door.
    lines : set of MemberLine
        The connections of open pages.
    """

    def __init__(
        self,
        listener: socket.socket,
        place: DoorPlace,
        options: PlaceOptions,
        encryption: ssl.SSLContext | None = None,
    ) -> None:
        self.listener, self.place = listener, place
        self.options, self.encryption = options, encryption
        self.room = AudienceRoom(place, ROOM)
        self.lines: set[MemberLine] = set()

    @property
    def is_encrypted(self) -> bool:
        """Whether members reach it by https."""
        return self.encryption is not None

    def move(self, place: DoorPlace) -> None:
        """Be at another place from now on."""
        self.place = place
        self.room.move(place)

    def present(self) -> frozenset[str]:
        """Return the members who have a page open."""
        return frozenset(line.member for line in self.lines)

    def lines_of(self, token: str) -> int:
        """Return how many connections the pages of one session have."""
        return sum(line.token == token for line in self.lines)


def open_class_door(
    host: str | None = None,
    port: int | None = None,
    certificate: Path | None = None,
    key: Path | None = None,
) -> MembersDoor:
    """Open the port for the members of classes.

    Parameters
    ----------
    host : str, optional
        A name or an IPv4 address of this computer; None for the one it has on its local network.
    port : int, optional
        The port; 0 for any, None for the first free one.
    certificate, key : pathlib.Path, optional
        Files in the form PEM; without them, the door speaks plain HTTP.

    Raises
    ------
    InputError
        When certificate and key cannot be used, when there is no such address or more than one, or the port is taken.
    """
    if (certificate is None) != (key is None):
        raise refusal("class_door", "half_certificate")
    encryption = read_certificate(certificate, key) if certificate and key else None
    options = PlaceOptions(host, port, class_door_limits().ports, "--host", "--class-port")
    listener, place = listen(options, "https" if encryption else "http")
    return MembersDoor(listener, place, options, encryption)
