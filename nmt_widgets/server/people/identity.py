"""The gate of the server: every request needs the right host, the right origin and the access code's cookie.

The gate does not say who the person is; for signing in see `people.pages`.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from jupyter_server.auth.identity import IdentityProvider, User
from tornado import httputil
from tornado.web import decode_signed_value

from nmt_widgets.core.base_path import full_path
from nmt_widgets.server.people.access import AccessCode
from nmt_widgets.server.people.application import PeopleApplication
from nmt_widgets.server.people.proxy import NotVouchedFor
from nmt_widgets.server.shared.door_limits import door_limits
from nmt_widgets.server.shared.pages import PageHandler
from nmt_widgets.server.shared.rate_limits import Buckets

if TYPE_CHECKING:
    from tornado.web import RequestHandler

    from nmt_widgets.store import Person

_LOCAL = ("127.0.0.1", "localhost", "[::1]")
_PAGES = ("/sign-in", "/people", "/passphrase", "/settings", "/welcome", "/glossary", "/files")


class Gate(PeopleApplication):
    """The web application of this computer: behind the access code's cookie, or behind the proxy that signs people in.

    Parameters
    ----------
    host : str
        The address on which the server listens.
    port : int
    access : AccessCode
    visit_key : str
        What only kernels know in their addresses.
    entrance : type, optional
        The handler of a page for somebody who is not known; None where only another program can lead them here.
    **settings
        See :class:`PeopleApplication`.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        access: AccessCode,
        visit_key: str,
        entrance: type[RequestHandler] | None,
        **settings: Any,
    ) -> None:
        self._entrance = entrance
        self.access = access
        self._wrong_codes = Buckets(door_limits().wrong_codes)
        self.cookie_name = f"nmt-workbook-{port}"
        self.session_cookie, self.cookie_path = f"nmt-person-{port}", full_path("/")
        self._hosts = {f"{name}:{port}" for name in (host, *_LOCAL)} | (set(_LOCAL) if port == 80 else set())
        self._visit_prefix = f"/visit/{visit_key}/"
        super().__init__(**settings)

    async def accepts_code(self, code: str, address: str) -> bool:
        """Return whether `code` is the access code: at once if it is right, late if `address` guessed too often."""
        if self.access.accepts(code):
            return True
        if not self._wrong_codes.take(address):
            await asyncio.sleep(door_limits().wrong_codes.late_seconds)
        return False

    def find_admitted(self, request: httputil.HTTPServerRequest, **kwargs: Any) -> Any:
        """Return the handler for a request that has the cookie; otherwise ask for the code, or refuse."""
        if request.path.startswith(self._visit_prefix) or request.path in self.proxy.open_paths:
            return super().find_admitted(request, **kwargs)
        if "token" in request.query_arguments and not self.proxy.signs_in:
            return self.get_handler_delegate(request, ArriveHandler)
        if self.signed_in(request):
            return super().find_admitted(request, **kwargs)
        is_page = request.path in ("/", *_PAGES) or request.path.startswith("/voila/render/")
        if request.method == "GET" and is_page and self._entrance:
            return self.get_handler_delegate(request, self._entrance)
        return self.refusal(request, self.proxy.stranger_status)

    def signed_in(self, request: httputil.HTTPServerRequest) -> bool:
        """Return whether the request may reach this server, by its cookie or by the proxy's headers."""
        if not self.proxy.signs_in:
            return bool(self.browser(request))
        try:
            self.proxy.identity(request)
        except NotVouchedFor:
            return False
        return True

    def browser(self, request: httputil.HTTPServerRequest) -> str:
        """Return the name of the browser that entered the access code, from its cookie; empty for none."""
        return self._signed(request, self.cookie_name)

    def token(self, request: httputil.HTTPServerRequest) -> str:
        """Return the token of a person's session, which may have ended; empty without one."""
        return self._signed(request, self.session_cookie)

    def admits(self, person: Person) -> bool:
        """Return whether people of this role sign in here."""
        return person.may("signs_in")

    def keep_session(self, handler: RequestHandler, token: str) -> None:
        """Set the cookie with a session's token; it ends with the browser or the server."""
        handler.set_signed_cookie(
            self.session_cookie,
            token,
            expires_days=None,
            httponly=True,
            samesite="Lax",
            secure=self.is_secure,
            path=self.cookie_path,
        )

    def sign_in_address(self, onward: str) -> str:
        """Return the page for signing in."""
        return "/sign-in?" + urlencode({"next": onward})

    def _signed(self, request: httputil.HTTPServerRequest, name: str) -> str:
        cookie = request.cookies.get(name)
        value = cookie and decode_signed_value(self.settings["cookie_secret"], name, cookie.value)
        return value.decode() if value else ""

    def is_ours(self, request: httputil.HTTPServerRequest) -> bool:
        """Return whether the request names this computer, or the proxy's public address."""
        # other names that resolve to this computer may be a DNS rebinding attack
        host = request.host.lower()
        return host in self._hosts or self._is_public(host)

    def _is_public(self, host: str) -> bool:
        return bool(self.proxy.host) and host in (self.proxy.host, f"{self.proxy.host}:443")

    def is_same_origin(self, request: httputil.HTTPServerRequest) -> bool:
        """Return whether a change, or a web socket, comes from a page of this server; only kernels send no origin."""
        origin = request.headers.get("Origin")
        changes = request.method not in ("GET", "HEAD")
        upgrades = request.headers.get("Upgrade", "").lower() == "websocket"
        if origin is None:
            return not changes and (not upgrades or request.path.startswith(self._visit_prefix))
        if not (changes or upgrades):
            return True
        host = request.host.lower()
        own = set() if self._is_public(host) else {f"http://{host}"}
        return origin.lower() in own | ({self.proxy.origin} - {""})


class GateIdentity(IdentityProvider):
    """Gives Jupyter's handlers the result of the gate."""

    def get_user(self, handler: Any) -> User | None:
        """Return the same user for everybody who may reach this server."""
        return User("person") if handler.application.signed_in(handler.request) else None


def local_address(address: str) -> str:
    r"""Return `address` if it stays on this server, else the start page.

    Examples
    --------
    >>> local_address("/voila/render/home.ipynb?case=james")
    '/voila/render/home.ipynb?case=james'
    >>> local_address("//example.org"), local_address(r"/\\example.org"), local_address("https://example.org")
    ('/', '/', '/')
    >>> local_address("/../user/mallory/"), local_address("/%2E%2e/user/mallory/")  # of the same origin
    ('/', '/')
    """
    parts = urlsplit(address)
    is_local = address.startswith("/") and not address.startswith("//") and address.isprintable()
    climbs = ".." in unquote(parts.path).split("/")
    return address if is_local and not parts.netloc and not climbs and "\\" not in address else "/"


class CodeHandler(PageHandler):
    """The base of the pages for the access code."""

    application: Gate

    def admit(self, address: str) -> None:
        """Set the cookie and redirect; a browser that has a cookie keeps it, and with it its open pages."""
        gate = self.application
        self.set_signed_cookie(
            gate.cookie_name,
            gate.browser(self.request) or secrets.token_urlsafe(16),
            expires_days=None,
            httponly=True,
            samesite="Lax",
            secure=gate.is_secure,
            path=gate.cookie_path,
        )
        self.redirect(local_address(address))

    def ask_code(self, address: str) -> None:
        """Redirect to the page that asks for the code."""
        self.redirect("/login?" + urlencode({"next": local_address(address)}))


class AskHandler(CodeHandler):
    """A page is opened without a cookie."""

    def get(self) -> None:
        """Ask for the code; afterwards the visitor gets the page."""
        self.ask_code(self.request.uri)


class ArriveHandler(CodeHandler):
    """A page is opened with the code in its address; the code must not stay there."""

    async def get(self) -> None:
        """Redirect to the address without the code, whether the code is right or wrong."""
        pairs = parse_qsl(self.request.query, keep_blank_values=True)
        rest = urlencode([(name, value) for name, value in pairs if name != "token"])
        address = self.request.path + (f"?{rest}" if rest else "")
        token = self.request.query_arguments["token"][-1].decode("utf-8", "replace")
        if await self.application.accepts_code(token, self.request.remote_ip or ""):
            self.admit(address)
        else:
            self.ask_code(address)


class LoginHandler(CodeHandler):
    """The page that asks for the access code; not needed behind a proxy that signs people in."""

    def prepare(self) -> None:
        """Redirect visitors who need no code."""
        super().prepare()
        if self.application.proxy.signs_in:
            self.redirect("/")

    def get(self) -> None:
        """Show the page."""
        self._show()

    async def post(self) -> None:
        """Admit the visitor, or show that the code is wrong."""
        if await self.application.accepts_code(
            self.get_body_argument("code", ""), self.request.remote_ip or ""
        ):
            self.admit(self.get_body_argument("next", "/"))
        else:
            self.set_status(403)
            self._show(wrong=True)

    def _show(self, wrong: bool = False) -> None:
        self.show("login.html.j2", wrong=wrong, next=local_address(self.get_argument("next", "/")))
