"""Who sent a request, and whether a page is theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from logging import ERROR, WARNING
from typing import TYPE_CHECKING, Any

from tornado.web import RequestHandler

from nmt_widgets.core.errors import InputError
from nmt_widgets.server.people.proxy import Proxy
from nmt_widgets.server.people.sign_ins import SignIns
from nmt_widgets.server.shared.logs import log, outline
from nmt_widgets.server.shared.pages import PageHandler

if TYPE_CHECKING:
    from nmt_widgets.server.kernels.pool import Pool
    from nmt_widgets.server.people.identity import Gate
    from nmt_widgets.store import Person


@dataclass(frozen=True)
class Visitor:
    """Who sent a request.

    Attributes
    ----------
    browser : str
        Which sign-in with the access code; empty behind a proxy that signs people in.
    session : str
        The token of their session; empty for a guest.
    person : Person, optional
        Whose session it is; None for a guest.
    """

    browser: str
    session: str = field(default="", repr=False)
    person: Person | None = None


class VisitorHandler(RequestHandler):
    """A handler that knows who sent the request."""

    application: Gate
    # a proxy's word begins a session where a page is asked for, not on the lines of pages there are
    begins_sessions = False

    @property
    def proxy(self) -> Proxy:
        """What stands in front of the server."""
        return self.application.proxy

    @property
    def sign_ins(self) -> SignIns:
        """The way to people and sessions."""
        return self.application.sign_ins

    async def visitor(self, *, is_active: bool = False) -> Visitor:
        """Return who sent the request.

        Parameters
        ----------
        is_active : bool
            Whether a person did something: looking whether a page is still there is not.

        Raises
        ------
        InputError
            When the store cannot be reached, or the proxy vouches for somebody who may not sign in.
        """
        gate = self.application
        token = gate.token(self.request)
        person = await self.sign_ins.who(token, is_active=is_active)
        if self.proxy.signs_in:
            name, role = self.proxy.identity(self.request.headers)
            if person is None or not self._is_same(person, name, role):
                token, person = "", None
                if self.begins_sessions:
                    token = await self.sign_ins.arrive(name, role, self.proxy.role)
                    person = await self.sign_ins.who(token)
                    self.keep_session(token)
        return Visitor(gate.browser(self.request), token if person else "", person)

    def _is_same(self, person: Person, name: str, role: str) -> bool:
        from nmt_widgets.store.people.names import folded

        return folded(person.name) == folded(name) and role in ("", person.role)

    def keep_session(self, token: str) -> None:
        """Give the browser a session's token, in a cookie no script can read."""
        self.set_signed_cookie(
            self.application.session_cookie,
            token,
            expires_days=None,
            httponly=True,
            samesite="Lax",
            secure=self.proxy.is_secure,
        )

    async def refuses(self, kernel_id: str) -> bool:
        """Answer a request about a page that is not the visitor's, and return whether it was.

        The status is 404 for a page of another browser, as if there were none, and 401 when the session it was
        opened in has ended.
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
        except InputError:  # nobody can be asked just now
            self.set_status(503)
        self.finish()
        return True


class PersonHandler(VisitorHandler, PageHandler):
    """A page of the server's own that shows who is signed in."""

    begins_sessions = True

    async def known_visitor(self) -> Visitor | None:
        """Return who asks for a page; None after answering that this cannot be told, or that they may not come in."""
        try:
            return await self.visitor(is_active=True)
        except InputError as error:
            from nmt_widgets.store.errors import Unavailable

            is_gone = isinstance(error, Unavailable)
            log.log(ERROR if is_gone else WARNING, "who asks for %s: %s", self.request.path, outline(error))
            self.show_problem(error, 503 if is_gone else 403)
            return None

    def show_to(self, visitor: Visitor, template: str, /, **context: Any) -> None:
        """Answer with one of the server's own pages below the bar."""
        self.show(template, **self.bar(visitor), **context)

    def bar(self, visitor: Visitor) -> dict[str, Any]:
        """Return what the bar's template is given."""
        person = visitor.person
        return {
            "has_bar": True,
            "person": person,
            "manages": bool(person and self.application.managed_roles(person.role)),
            "is_vouched": self.proxy.signs_in,
            "here": self.request.uri if self.request.method == "GET" else "/",
        }
