"""Who may come in: one access code, a signed cookie, this machine's own names, the workbook's own pages."""

from __future__ import annotations

import hmac
import secrets
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from jupyter_server.auth.identity import IdentityProvider, User
from tornado import httputil
from tornado.web import Application, decode_signed_value

from nmt_widgets.server.pages import PageHandler, Refused

_LOCAL = ("127.0.0.1", "localhost", "[::1]")


class AccessCode:
    """The code that opens the workbook, and codes that open it once.

    Attributes
    ----------
    code : str
        What a person is given; good until the server stops.
    """

    def __init__(self) -> None:
        self.code = secrets.token_urlsafe(24)
        self._once: set[str] = set()

    def once(self) -> str:
        """Return a code good for one use: a browser's command line is readable by other users."""
        code = secrets.token_urlsafe(24)
        self._once.add(code)
        return code

    def accepts(self, code: str) -> bool:
        """Return whether `code` opens the workbook."""
        if code in self._once:
            self._once.discard(code)
            return True
        return hmac.compare_digest(code.encode(), self.code.encode())


class Gate(Application):
    """An application that asks every request, whatever its handler, for its host, its origin and its cookie."""

    def __init__(self, *, port: int, access: AccessCode, visit_key: str, **settings: Any) -> None:
        self.access = access
        self.cookie_name = f"nmt-workbook-{port}"
        self._hosts = {f"{name}:{port}" for name in _LOCAL} | (set(_LOCAL) if port == 80 else set())
        self._visit_prefix = f"/visit/{visit_key}/"
        super().__init__(cookie_secret=secrets.token_bytes(32), **settings)

    def find_handler(self, request: httputil.HTTPServerRequest, **kwargs: Any) -> Any:
        """Return the handler for `request`, or one that refuses it."""
        if not (self._is_ours(request) and self._is_same_origin(request)):
            return self.get_handler_delegate(request, Refused, {"status": 403})
        if request.path.startswith(self._visit_prefix) or request.path == "/login":
            return super().find_handler(request, **kwargs)
        if "token" in request.query_arguments:
            return self.get_handler_delegate(request, ArriveHandler)
        if self.signed_in(request):
            return super().find_handler(request, **kwargs)
        if request.method == "GET" and (request.path == "/" or request.path.startswith("/voila/render/")):
            return self.get_handler_delegate(request, AskHandler)
        return self.get_handler_delegate(request, Refused, {"status": 403})

    def signed_in(self, request: httputil.HTTPServerRequest) -> bool:
        """Return whether the request carries this server's cookie."""
        cookie = request.cookies.get(self.cookie_name)
        secret = self.settings["cookie_secret"]
        return cookie is not None and decode_signed_value(secret, self.cookie_name, cookie.value) is not None

    def _is_ours(self, request: httputil.HTTPServerRequest) -> bool:
        # a name that merely resolves to this machine is a rebinding attack
        return request.host.lower() in self._hosts

    def _is_same_origin(self, request: httputil.HTTPServerRequest) -> bool:
        origin = request.headers.get("Origin")
        if origin is not None:
            changes = request.method not in ("GET", "HEAD")
            upgrades = request.headers.get("Upgrade", "").lower() == "websocket"
            return not (changes or upgrades) or origin.lower() == f"http://{request.host.lower()}"
        return request.method in ("GET", "HEAD")


class GateIdentity(IdentityProvider):
    """Tells Jupyter's own handlers what the gate already found."""

    def get_user(self, handler: Any) -> User | None:
        """Return one and the same user for everyone who is signed in."""
        return User("person") if handler.application.signed_in(handler.request) else None


def local_address(address: str) -> str:
    r"""Return `address` if it stays on this server, else the start page.

    Examples
    --------
    >>> local_address("/voila/render/home.ipynb?case=james")
    '/voila/render/home.ipynb?case=james'
    >>> local_address("//example.org"), local_address(r"/\\example.org"), local_address("https://example.org")
    ('/', '/', '/')
    """
    parts = urlsplit(address)
    is_local = address.startswith("/") and not address.startswith("//") and address.isprintable()
    return address if is_local and not parts.netloc and "\\" not in address else "/"


class SignInHandler(PageHandler):
    """What the pages around signing in share."""

    application: Gate

    def come_in(self, address: str) -> None:
        """Give the visitor the cookie and send them on."""
        name = self.application.cookie_name
        self.set_signed_cookie(name, "in", expires_days=None, httponly=True, samesite="Lax")
        self.redirect(local_address(address))

    def ask(self, address: str) -> None:
        """Send the visitor to the page that asks for the code."""
        self.redirect("/login?" + urlencode({"next": local_address(address)}))


class AskHandler(SignInHandler):
    """Somebody without a cookie opens a screen."""

    def get(self) -> None:
        """Ask for the code, then go on to where they were heading."""
        self.ask(self.request.uri)


class ArriveHandler(SignInHandler):
    """Somebody arrives with the code in the address: it must go no further than here."""

    def get(self) -> None:
        """Take the code out of the address, whether or not it is the right one."""
        pairs = parse_qsl(self.request.query, keep_blank_values=True)
        rest = urlencode([(name, value) for name, value in pairs if name != "token"])
        address = self.request.path + (f"?{rest}" if rest else "")
        if self.application.access.accepts(self.get_query_argument("token")):
            self.come_in(address)
        else:
            self.ask(address)


class LoginHandler(SignInHandler):
    """The page that asks for the access code."""

    def get(self) -> None:
        """Show the page."""
        self._show()

    def post(self) -> None:
        """Let the visitor in, or say that the code is wrong."""
        if self.application.access.accepts(self.get_body_argument("code", "")):
            self.come_in(self.get_body_argument("next", "/"))
        else:
            self.set_status(403)
            self._show(wrong=True)

    def _show(self, wrong: bool = False) -> None:
        self.show("login.html.j2", wrong=wrong, next=local_address(self.get_argument("next", "/")))
