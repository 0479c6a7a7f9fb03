"""The web application of the door: its own addresses, and each request checked before any handler."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from tornado import httputil

from nmt_widgets.server.audience.pages import RoomApplication
from nmt_widgets.server.class_door.door import ROOM, MembersDoor
from nmt_widgets.server.class_door.entries import Entries
from nmt_widgets.server.class_door.limits import class_door_limits
from nmt_widgets.server.class_door.strict_page import ClosedHandler
from nmt_widgets.server.people.application import PeopleApplication
from nmt_widgets.server.shared.rate_limits import Buckets

if TYPE_CHECKING:
    from tornado.web import RequestHandler

    from nmt_widgets.store import Person

_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")


class ClassApplication(PeopleApplication):
    """Serves members of classes, and the audience's room.

    Parameters
    ----------
    door : MembersDoor
    **settings
        See :class:`PeopleApplication`.

    Attributes
    ----------
    entries : Entries
        Who entered a class a short while ago.
    wrong_codes, arrivals, new_pages : Buckets
        The rates of wrong codes and of entries by address, and of pages by session.
    """

    bar = "class_bar.html.j2"
    session_cookie = "nmt-class"
    has_tour = False

    def __init__(self, door: MembersDoor, **settings: Any) -> None:
        rates = class_door_limits().rates
        self.door, self.entries = door, Entries()
        self.wrong_codes = Buckets(rates.wrong_codes_of_address)
        self.arrivals = Buckets(rates.entries_of_address)
        self.new_pages = Buckets(rates.pages_of_member)
        self._requests = Buckets(rates.requests_of_address)
        self._room = RoomApplication(door.room)
        super().__init__(**settings)

    @property
    def is_secure(self) -> bool:
        """Whether members reach it by https."""
        return self.door.is_encrypted

    @property
    def begin_address(self) -> str:
        """The address at which a member begins."""
        return f"/voila/render/{class_door_limits().screens[0]}.ipynb"

    @property
    def room_address(self) -> str:
        """The address of the audience's question."""
        return self.door.room.address

    def find_handler(self, request: httputil.HTTPServerRequest, **kwargs: Any) -> Any:
        """Return the handler for a request, unless its sender sends too many."""
        if not self._requests.take(str(request.remote_ip)):
            return self.refusal(request, 429)
        return super().find_handler(request, **kwargs)

    def find_admitted(self, request: httputil.HTTPServerRequest, **kwargs: Any) -> Any:
        """Return the handler for a request with the right host and origin; the room has a table of its own."""
        if request.path == ROOM or request.path.startswith(f"{ROOM}/"):
            return self._room.find_handler(request, **kwargs)
        return super().find_admitted(request, **kwargs)

    def refusal(self, request: httputil.HTTPServerRequest, status: int = 403) -> Any:
        """Return a handler that refuses a request."""
        return self.get_handler_delegate(request, ClosedHandler, {"status": status})

    def is_ours(self, request: httputil.HTTPServerRequest) -> bool:
        """Return whether the request names the door's own place."""
        return request.host.lower() in self.door.place.hosts

    def is_same_origin(self, request: httputil.HTTPServerRequest) -> bool:
        """Return whether a request comes from a page of the door; one that changes nothing may name no origin."""
        origin = request.headers.get("Origin")
        reads = request.method in ("GET", "HEAD") and "Upgrade" not in request.headers
        if origin is None:
            return reads
        return origin.lower() == f"{self.door.place.scheme}://{request.host.lower()}"

    def signed_in(self, request: httputil.HTTPServerRequest) -> bool:
        """Return whether the request has the cookie of a session, which may have ended."""
        return bool(self.token(request))

    def browser(self, request: httputil.HTTPServerRequest) -> str:
        """Return to whom pages belong: to the session itself. No browser at the workbook's own address is called so."""
        token = self.token(request)
        return f"class {hashlib.sha256(token.encode()).hexdigest()}" if token else ""

    def token(self, request: httputil.HTTPServerRequest) -> str:
        """Return the token of the member's session, which may have ended; empty without one."""
        cookie = request.cookies.get(self.session_cookie)
        return cookie.value if cookie and _TOKEN.fullmatch(cookie.value) else ""

    def admits(self, person: Person) -> bool:
        """Return whether somebody came into a class by its code: nobody else comes to this door."""
        return person.may("attends")

    async def member(self, request: httputil.HTTPServerRequest) -> Person | None:
        """Return the member who sent a request; None for anybody else.

        Raises
        ------
        InputError
            When the store does not answer.
        """
        person = await self.sign_ins.person(self.token(request))
        return person if person and self.admits(person) else None

    async def display_name(self, person: Person) -> str:
        """Return what a member is called in their class."""
        from nmt_widgets.store.learning.class_entry import shown_name

        return await self.sign_ins.ask(lambda engine: shown_name(engine, person))

    async def is_of_class(self, person: Person, code: str) -> bool:
        """Return whether a member came into the class of a code."""
        from nmt_widgets.store.database.codes import tidy_code
        from nmt_widgets.store.learning.class_entry import class_of

        return tidy_code(code) == await self.sign_ins.ask(lambda engine: class_of(engine, person))

    def keep_session(self, handler: RequestHandler, token: str) -> None:
        """Set the cookie with a session's token: it lasts as long as the session, also over a start of the server."""
        from nmt_widgets.store.people.rules import limits

        handler.set_cookie(
            self.session_cookie,
            token,
            max_age=int(limits().class_day.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=self.is_secure,
        )

    def sign_in_address(self, onward: str) -> str:
        """Return the page for joining; a class has one place to go on to."""
        return "/"

    def end_older_pages(self, token: str) -> None:
        """End the oldest pages of a session, so that one more can be opened."""
        ids = []
        for kernel_id in self.pool.pages:
            opening = self.pool.opening(kernel_id)
            if opening is not None and opening.session == token:
                ids.append(kernel_id)
        for kernel_id in ids[: len(ids) + 1 - class_door_limits().pages_of_member_at_most]:
            self.pool.kernels.end_soon(kernel_id)
