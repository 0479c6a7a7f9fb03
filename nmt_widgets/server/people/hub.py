"""A JupyterHub in front of the server: it signs people in, and its groups say which role they have.

The Hub is a proxy that names people, but not by headers: a browser comes back from it with a token (OAuth). Whoever
holds a token is known here only while the Hub confirms it; see `hub_watch`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from tornado.web import HTTPError, decode_signed_value

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.extras import require
from nmt_widgets.core.settings import Settings
from nmt_widgets.core.words import refusal
from nmt_widgets.server.people.proxy import NotVouchedFor, Proxy

if TYPE_CHECKING:
    from jupyterhub.services.auth import HubOAuth
    from tornado.httputil import HTTPServerRequest
    from tornado.web import RequestHandler

ARRIVAL = "/oauth_callback"

ANSWERS_WITHIN = 10.0
"""Seconds until a Hub has answered."""

_NEEDED = (
    "JUPYTERHUB_API_TOKEN",
    "JUPYTERHUB_API_URL",
    "JUPYTERHUB_CLIENT_ID",
    "JUPYTERHUB_SERVICE_PREFIX",
    "JUPYTERHUB_SERVICE_URL",
    "JUPYTERHUB_PUBLIC_URL",
)


@dataclass
class HubUser:
    """What the Hub said of a token.

    Attributes
    ----------
    name, role : str
        The person, and their role here.
    heard : float
        When the Hub confirmed it last, by the monotonic clock.
    sessions : set of str
        The sessions of the store that began with this token; they end with it.
    """

    name: str
    role: str
    heard: float
    sessions: set[str] = field(default_factory=set, repr=False)


@dataclass(frozen=True)
class Hub(Proxy):
    """A JupyterHub, by the settings and by what it told this server in its environment.

    Attributes
    ----------
    roles : mapping
        The role of each group of the Hub; of several groups the first one here counts.
    owner : str
        The one person who may come, on a server that the Hub started for a person; empty for a service.
    cookie_key : bytes
        The key that signs the cookies.
    known : dict
        Whom the Hub confirmed, by token.
    over : set of str
        Sessions of the store whose token ended; `hub_watch` ends them.
    left : set of str
        Tokens with which somebody signed out; nobody comes in by them, also if the Hub was not told.
    """

    roles: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""
    cookie_key: bytes = field(default=b"", repr=False)
    known: dict[str, HubUser] = field(default_factory=dict, repr=False)
    over: set[str] = field(default_factory=set, repr=False)
    left: set[str] = field(default_factory=set, repr=False)

    signs_out: ClassVar[bool] = True
    stranger_status: ClassVar[int] = 401
    open_paths: ClassVar[frozenset[str]] = frozenset({ARRIVAL})

    @property
    def signs_in(self) -> bool:
        """Whether it signs people in: always."""
        return True

    @cached_property
    def auth(self) -> HubOAuth:
        """JupyterHub's own client, which reads the rest of the environment."""
        from jupyterhub.services.auth import HubOAuth

        options = {"expires_days": None, "samesite": "Lax", "secure": self.is_secure}
        return HubOAuth.instance(cookie_options=options)

    def sign_out(self, handler: RequestHandler) -> str:
        """Forget whoever signs out by a request, and return where the Hub signs them out."""
        token = self._token(handler.request)
        self.left.add(token)
        if user := self.known.pop(token, None):
            self.over.update(user.sessions)
        self.auth.clear_cookie(handler)
        return f"{self.auth.hub_host or self.origin}{self.auth.hub_prefix}logout"

    def identity(self, request: HTTPServerRequest) -> tuple[str, str]:
        """Return the name and the role of the person who sent a request.

        Raises
        ------
        NotVouchedFor
            When the Hub has not confirmed who that is.
        """
        user = self.known.get(self._token(request))
        if user is None:
            raise NotVouchedFor
        return user.name, user.role

    def follow(self, request: HTTPServerRequest, session: str) -> None:
        """Let a session of the store end with the token of the request.

        Raises
        ------
        NotVouchedFor
            When the token ended just now.
        """
        user = self.known.get(self._token(request))
        if user is None:
            raise NotVouchedFor
        user.sessions.add(session)

    async def recognise(self, request: HTTPServerRequest) -> bool:
        """Ask the Hub who sent a request; return whether it knows.

        Raises
        ------
        InputError
            When that person may not come in.
        tornado.web.HTTPError
            When the Hub does not answer.
        """
        token = self._token(request)
        user = await self.ask(token) if token and token not in self.left else None
        if user is None or token in self.left:  # somebody may have signed out while the Hub was asked
            return False
        self.known.setdefault(token, user)  # two pages may ask at once, and the first has a session by now
        return True

    async def ask(self, token: str) -> HubUser | None:
        """Return what the Hub says of a token now; None if it is not, or no longer, a person's.

        Raises
        ------
        InputError
            When that person may not come in.
        tornado.web.HTTPError
            When the Hub does not answer, or nobody can understand its answer.
        """
        try:
            answer = self.auth.user_for_token(token, use_cache=False, sync=False)
            return self._user(await asyncio.wait_for(answer, ANSWERS_WITHIN))
        except (InputError, HTTPError):
            raise
        except Exception as error:  # JupyterHub's client passes on whatever it stumbled over
            raise HTTPError(502) from error

    def _user(self, model: Mapping[str, Any] | None) -> HubUser | None:
        """Return who that is of whom the Hub speaks; None if it is nobody, or no person."""
        if model is None or model.get("kind") != "user":
            return None
        name = str(model["name"])
        if self.owner and name != self.owner:
            raise refusal("server", "hub_not_owner")
        if not self.auth.check_scopes(self.auth.access_scopes, model):
            raise refusal("server", "hub_no_access", name=name)
        groups = model.get("groups", ())
        role = next((role for group, role in self.roles.items() if group in groups), None)
        if role is None:
            raise refusal("server", "hub_no_role", name=name)
        return HubUser(name, role, time.monotonic())

    def _token(self, request: HTTPServerRequest) -> str:
        name = self.auth.cookie_name
        cookie = request.cookies.get(name)
        value = cookie and decode_signed_value(self.cookie_key, name, cookie.value)
        return value.decode() if value else ""


def read_hub(settings: Settings, environ: Mapping[str, str], cookie_key: bytes) -> Hub:
    """Return the JupyterHub that started this server, or of which it is a service.

    Raises
    ------
    InputError
        When no Hub did, a setting is wrong, or the package is missing.
    """
    if settings.identity_header:
        raise refusal("server", "hub_and_header")
    missing = [name for name in _NEEDED if not environ.get(name)]
    if missing:
        raise refusal("server", "hub_absent", names=", ".join(missing))
    require("jupyterhub")
    from nmt_widgets.store.people.roles import sign_in_roles

    roles = sign_in_roles()
    for role in settings.hub_roles.values():
        if role not in roles:
            raise refusal("server", "hub_wrong_role", role=role, roles=", ".join(roles))
    return Hub(
        environ["JUPYTERHUB_PUBLIC_URL"].rstrip("/"),
        roles=settings.hub_roles,
        owner=environ.get("JUPYTERHUB_USER", ""),
        cookie_key=cookie_key,
    )


def service_place(environ: Mapping[str, str]) -> tuple[str, int]:
    """Return the address and the port on which the Hub expects this server.

    >>> service_place({"JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:8870/user/ada/"})
    ('127.0.0.1', 8870)
    """
    parts = urlsplit(environ["JUPYTERHUB_SERVICE_URL"])
    return parts.hostname or "127.0.0.1", parts.port or 80
