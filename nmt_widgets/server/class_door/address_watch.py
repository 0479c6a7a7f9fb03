"""Follow this computer into another network: the door listens where its members can reach it."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from dataclasses import replace

from tornado.httpserver import HTTPServer

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.server.class_door.door import MembersDoor
from nmt_widgets.server.class_door.limits import class_door_limits
from nmt_widgets.server.shared.local_network import bind, find_place, has_address
from nmt_widgets.server.shared.logs import log, outline
from nmt_widgets.server.shared.terminal import say


class AddressWatch:
    """Looks every few seconds whether the door's address is still this computer's.

    An address that was named on the command line is not exchanged for another: the door waits until it is back. A name
    is looked up again.

    Parameters
    ----------
    door : MembersDoor
    server : tornado.httpserver.HTTPServer
        What serves the door.
    """

    def __init__(self, door: MembersDoor, server: HTTPServer) -> None:
        self._door, self._server = door, server
        # sockets stay open: one of an address that is gone hears nobody, and hears again when the address is back
        self._listeners: dict[str, socket.socket] = {door.place.address: door.listener}
        self._is_lost = False

    async def run(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(class_door_limits().address_looked_at_every_seconds)
            try:
                await self.look()
            except Exception as error:  # the class goes on where it is
                log.error("the address of the class could not be looked at: %s", outline(error))

    async def look(self) -> None:
        """Move the door if its address is not this computer's any more."""
        options, place = self._door.options, self._door.place
        if options.host is None and not self._is_lost and has_address(place.address):
            return
        try:
            host, address = await asyncio.get_running_loop().run_in_executor(None, find_place, options)
        except InputError:
            return self._lose()
        if address == place.address:
            if self._is_lost:
                self._arrive("class_again")
            return
        listener = self._listeners.get(address) or bind(address, place.port) or bind(address, 0)
        if listener is None:
            return self._lose()
        if address not in self._listeners:
            self._listeners[address] = listener
            self._server.add_socket(listener)
        self._door.move(replace(place, host=host, address=address, port=listener.getsockname()[1]))
        self._arrive("class_moved")

    def close(self) -> None:
        """Close the sockets that were opened here; the first one outlives the server."""
        for listener in self._listeners.values():
            if listener is not self._door.listener:
                with suppress(OSError):
                    listener.close()

    def _lose(self) -> None:
        if not self._is_lost:
            self._is_lost = True
            say(texts("class_door")["class_lost"])

    def _arrive(self, key: str) -> None:
        self._is_lost = False
        say(texts("class_door")[key].format(link=self._door.place.link))
