"""What a trainer's kernel learns of the door of a class; the other end is `nmt_widgets.apps.classes.door_client`."""

from __future__ import annotations

import json
from typing import Protocol

from tornado.web import RequestHandler

from nmt_widgets.core.errors import InputError
from nmt_widgets.server.kernels.pool import Pool
from nmt_widgets.server.people.sign_ins import SignIns
from nmt_widgets.server.shared.local_network import DoorPlace
from nmt_widgets.server.shared.logs import log, outline


class LocalDoor(Protocol):
    """A door on the local network through which members of classes come."""

    @property
    def place(self) -> DoorPlace:
        """Where it is now."""

    def present(self) -> frozenset[str]:
        """Return the members who have a page open."""


class ClassLineHandler(RequestHandler):
    """Tells a kernel where the members of a class come in, and who of them has a page open.

    Only kernels know the key in the address. The store says whether the person who opened the page may look at classes;
    otherwise the answer is 404.
    """

    def initialize(self, pool: Pool, sign_ins: SignIns, door: LocalDoor | None) -> None:
        """Keep the open pages, the store's people, and the door if there is one."""
        self.pool, self.sign_ins, self.door = pool, sign_ins, door

    async def get(self, kernel_id: str) -> None:
        """Answer with the link, empty without a door, and with the names of the accounts that are present."""
        opening = self.pool.opening(kernel_id)
        try:
            person = await self.sign_ins.person(opening.session) if opening else None
        except InputError as error:
            log.warning("the store does not answer who looks at a class: %s", outline(error))
            return self.set_status(503)
        if person is None or not person.may("looks_on"):
            return self.set_status(404)
        door = self.door
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(
            json.dumps(
                {"link": door.place.link if door else "", "present": sorted(door.present()) if door else []}
            )
        )
