"""What the gate of this computer and the door of a class have in common: each request is checked, and has a sender."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tornado import httputil
from tornado.web import Application

from nmt_widgets.core.base_path import without_base
from nmt_widgets.server.kernels.pool import Pool
from nmt_widgets.server.people.proxy import Proxy
from nmt_widgets.server.people.session_endings import Endings
from nmt_widgets.server.people.sign_ins import SignIns
from nmt_widgets.server.shared.pages import RefusalPage

if TYPE_CHECKING:
    from tornado.web import RequestHandler

    from nmt_widgets.store import Person


class PeopleApplication(Application, ABC):
    """A web application that checks host and origin of every request before any handler, and knows who sent it.

    Parameters
    ----------
    pool : Pool
        The open pages.
    proxy : Proxy
        The proxy in front of the server.
    sign_ins : SignIns
        People and sessions of the store.
    endings : Endings
        Closes the connections of sessions that have ended.
    notebooks : pathlib.Path
        The folder of the screens.
    **settings
        What tornado and Jupyter's handlers read.

    Attributes
    ----------
    bar : str
        The template of the bar above its pages.
    session_cookie, cookie_path : str
        The name of the cookie with a person's session, and the path to which browsers send cookies.
    has_tour : bool
        Whether its pages have the tour of the workbook.
    """

    bar = "bar.html.j2"
    session_cookie: str
    cookie_path = "/"
    has_tour = True

    def __init__(
        self,
        *,
        pool: Pool,
        proxy: Proxy,
        sign_ins: SignIns,
        endings: Endings,
        notebooks: Path,
        **settings: Any,
    ) -> None:
        self.pool, self.proxy, self.sign_ins = pool, proxy, sign_ins
        self.endings, self.notebooks = endings, notebooks
        super().__init__(public_host=proxy.host, **settings)

    def find_handler(self, request: httputil.HTTPServerRequest, **kwargs: Any) -> Any:
        """Return the handler for `request`, or one that refuses it; handlers know paths without the base."""
        request.path = without_base(request.path)
        request.uri = request.path + (f"?{request.query}" if request.query else "")
        if not (self.is_ours(request) and self.is_same_origin(request)):
            return self.refusal(request)
        return self.find_admitted(request, **kwargs)

    def find_admitted(self, request: httputil.HTTPServerRequest, **kwargs: Any) -> Any:
        """Return the handler for a request with the right host and origin."""
        return super().find_handler(request, **kwargs)

    def refusal(self, request: httputil.HTTPServerRequest, status: int = 403) -> Any:
        """Return a handler that refuses a request."""
        return self.get_handler_delegate(request, RefusalPage, {"status": status})

    @abstractmethod
    def is_ours(self, request: httputil.HTTPServerRequest) -> bool:
        """Return whether the request names a host of this server."""

    @abstractmethod
    def is_same_origin(self, request: httputil.HTTPServerRequest) -> bool:
        """Return whether a request that changes something, or opens a web socket, comes from a page of this server."""

    @abstractmethod
    def signed_in(self, request: httputil.HTTPServerRequest) -> bool:
        """Return whether the request may reach this server."""

    @abstractmethod
    def browser(self, request: httputil.HTTPServerRequest) -> str:
        """Return the name of the browser to which pages belong; empty for none."""

    @abstractmethod
    def token(self, request: httputil.HTTPServerRequest) -> str:
        """Return the token of a person's session, which may have ended; empty without one."""

    @abstractmethod
    def admits(self, person: Person) -> bool:
        """Return whether people of this role come to this server."""

    async def display_name(self, person: Person) -> str:
        """Return what the bar calls a person."""
        return person.name

    @abstractmethod
    def keep_session(self, handler: RequestHandler, token: str) -> None:
        """Set the cookie with a session's token; no script can read it."""

    @abstractmethod
    def sign_in_address(self, onward: str) -> str:
        """Return where somebody signs in before they go on to an address."""

    @property
    def room_address(self) -> str:
        """Where the bar leads to the question of the room; empty for nowhere."""
        return ""

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach this server by https."""
        return self.proxy.is_secure
