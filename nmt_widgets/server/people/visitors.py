"""The visitor who sent a request, and whether a page belongs to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from logging import ERROR, WARNING
from typing import TYPE_CHECKING, TypedDict

from tornado.web import HTTPError, RequestHandler

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.server.people.proxy import NotVouchedFor, Proxy
from nmt_widgets.server.people.sign_ins import SignIns
from nmt_widgets.server.shared.logs import log, outline
from nmt_widgets.server.shared.pages import PageHandler
from nmt_widgets.server.shared.screen_names import open_screens

if TYPE_CHECKING:
    from nmt_widgets.server.kernels.pool import Pool
    from nmt_widgets.server.people.application import PeopleApplication
    from nmt_widgets.store import Person


@dataclass(frozen=True)
class Visitor:
    """The sender of a request.

    Attributes
    ----------
    browser : str
        The browser, by the cookie of the access code; empty behind a proxy that signs people in.
    session : str
        The token of their session; empty for a guest.
    person : Person, optional
        The person of the session; None for a guest.
    looks_after : tuple of str
        The roles of the people whom they look after; known where a page of the server is shown.
    display_name : str
        What the bar calls them; known there, too.
    """

    browser: str
    session: str = field(default="", repr=False)
    person: Person | None = None
    looks_after: tuple[str, ...] = ()
    display_name: str = ""

    @property
    def looks_after_everybody(self) -> bool:
        """Whether they look after the people of every role."""
        from nmt_widgets.store.people.roles import sign_in_roles

        return {*sign_in_roles()} <= {*self.looks_after}


class BarContext(TypedDict):
    """The values for the template of the bar."""

    bar: str
    screens: list[tuple[str, str]]
    screen: str
    person: Person | None
    display_name: str
    manages: bool
    tour: list[Mapping[str, str]]
    is_vouched: bool
    signs_out: bool
    address: str
    room_address: str


class VisitorHandler(RequestHandler):
    """A handler that knows its visitor."""

    application: PeopleApplication
    # behind a proxy, opening a page begins a session; the connections of an open page do not
    begins_sessions = False

    @property
    def proxy(self) -> Proxy:
        """The proxy in front of the server."""
        return self.application.proxy

    @property
    def sign_ins(self) -> SignIns:
        """People and sessions of the store."""
        return self.application.sign_ins

    async def visitor(self, *, is_active: bool = False) -> Visitor:
        """Return the visitor who sent the request.

        Parameters
        ----------
        is_active : bool
            Whether a person did something; the check of an open page, every few seconds, is no activity.

        Raises
        ------
        InputError
            When the store cannot be reached, or the proxy names a person who may not sign in.
        """
        gate = self.application
        token = gate.token(self.request)
        person = await self.sign_ins.person(token, is_active=is_active)
        if person is not None and not gate.admits(person):
            person = None
        if self.proxy.signs_in:
            try:
                token, person = await self._vouched(token, person)
            except NotVouchedFor:  # no longer
                raise HTTPError(self.proxy.stranger_status) from None
        return Visitor(gate.browser(self.request), token if person else "", person)

    async def _vouched(self, token: str, person: Person | None) -> tuple[str, Person | None]:
        """Return the session and the person whom the proxy names, where necessary with a session that begins now."""
        name, role = self.proxy.identity(self.request)
        if person is None or not self._is_same(person, name, role):
            if not self.begins_sessions:
                return "", None
            token = await self.sign_ins.sign_in_by_proxy(name, role, self.proxy.role)
            person = await self.sign_ins.person(token)
            self.application.keep_session(self, token)
        self.proxy.follow(self.request, token)
        return token, person

    def _is_same(self, person: Person, name: str, role: str) -> bool:
        from nmt_widgets.store.people.names import is_vouched_name

        return is_vouched_name(person.name, name) and role in ("", person.role)

    async def refuses(self, kernel_id: str) -> bool:
        """Refuse a request about a page of somebody else, and return whether it was refused.

        The status is 404 for a page of another browser, as if there were no page, and 401 if the session of the
        page has ended.
        """
        pool: Pool = self.application.pool
        opening = pool.opening(kernel_id)
        try:
            if opening is None or opening.browser != self.application.browser(self.request):
                self.set_status(404)
            elif opening.session and (await self.visitor()).session != opening.session:
                self.set_status(401)
            else:
                return False
        except InputError:  # the store does not answer now
            self.set_status(503)
        self.finish()
        return True


class PersonHandler(VisitorHandler, PageHandler):
    """A page of the server's own that shows who is signed in."""

    begins_sessions = True

    async def known_visitor(self) -> Visitor | None:
        """Return the visitor. If the store does not answer or refuses them, show the problem and return None."""
        try:
            visitor = await self.visitor(is_active=True)
            person = visitor.person
            if person is None:
                return visitor
            roles = await self.sign_ins.roles_looked_after(person)
            name = await self.application.display_name(person)
            return replace(visitor, looks_after=roles, display_name=name)
        except InputError as error:
            from nmt_widgets.store.errors import Unavailable

            is_gone = isinstance(error, Unavailable)
            log.log(
                ERROR if is_gone else WARNING,
                "the visitor of %s is unknown: %s",
                self.request.path,
                outline(error),
            )
            self.show_problem(error, 503 if is_gone else 403)
            return None

    def show_to(self, visitor: Visitor, template: str, /, **context: object) -> None:
        """Answer with one of the server's own pages below the bar; its help has the name of its template."""
        self.show(template, **{**self.bar(visitor), "help": template.partition(".")[0], **context})

    def bar(self, visitor: Visitor, screen: str = "") -> BarContext:
        """Return the values for the template of the bar: the screens that are open to the visitor, and this one."""
        is_open = open_screens(self.application.notebooks, visitor.person)
        return {
            "bar": self.application.bar,
            "screens": [(name, word) for name, word in texts("server")["screens"].items() if name in is_open],
            "screen": screen,
            "person": visitor.person,
            "display_name": visitor.display_name,
            "manages": bool(visitor.looks_after),
            "tour": _tour_of(visitor.person) if self.application.has_tour else [],
            "is_vouched": self.proxy.signs_in,
            "signs_out": self.proxy.signs_out or not self.proxy.signs_in,
            "address": self.request.uri if self.request.method == "GET" else "/",
            "room_address": self.application.room_address,
        }


def _tour_of(person: Person | None) -> list[Mapping[str, str]]:
    """Return the steps of the tour that are for a person's role, or for a guest."""
    from nmt_widgets.store.people.roles import role_has

    steps = texts("help")["tour"]["steps"]
    return [
        step
        for step in steps
        if "needs" not in step or (person is not None and role_has(person.role, step["needs"]))
    ]
