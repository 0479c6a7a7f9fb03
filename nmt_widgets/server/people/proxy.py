"""What is in front of the server, by the settings: its public address, and who signs people in."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from nmt_widgets.core.settings import Settings
from nmt_widgets.core.words import refusal

if TYPE_CHECKING:
    from tornado.httputil import HTTPHeaders, HTTPServerRequest
    from tornado.web import RequestHandler

SECRET_HEADER = "X-NMT-Proxy-Secret"  # noqa: S105  a header's name
_SECRET_AT_LEAST = 16


class NotVouchedFor(Exception):
    """A request did not come through the proxy, or the proxy did not name the person."""


@dataclass(frozen=True)
class Proxy:
    """A proxy in front of the server. Without settings there is none, and its headers are ignored.

    Attributes
    ----------
    public : str
        The address people use, such as ``https://nmt.example.org`` or ``https://example.org/nmt``; empty if they use
        this computer's own.
    name_header, role_header : str
        The headers with the person's name and role; empty where the proxy signs nobody in.
    role : str
        The role of new people, where no header names one.
    secret : str
        A secret that the proxy sends with each request, so that no other program can pretend to be the proxy.
    signs_out : bool
        Whether people sign out here although they sign in elsewhere.
    stranger_status : int
        The status of a refusal of somebody who is not known.
    open_paths : frozenset of str
        The paths for those who are not signed in yet.
    """

    signs_out: ClassVar[bool] = False
    stranger_status: ClassVar[int] = 403
    open_paths: ClassVar[frozenset[str]] = frozenset({"/login"})

    public: str = ""
    name_header: str = ""
    role_header: str = ""
    role: str = ""
    secret: str = field(default="", repr=False)

    @property
    def signs_in(self) -> bool:
        """Whether the proxy signs people in, in place of access code and passphrase."""
        return bool(self.name_header)

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the server by https."""
        return self.public.startswith("https:")

    @property
    def host(self) -> str:
        """The public host, with its port if it has one."""
        return urlsplit(self.public).netloc

    @property
    def origin(self) -> str:
        """The public address without its path, as browsers name the origin of a request."""
        return self.public.removesuffix(urlsplit(self.public).path)

    @property
    def base_path(self) -> str:
        """The path below which the server is reached; it begins and ends with a slash."""
        return f"{urlsplit(self.public).path}/"

    def sign_out(self, handler: RequestHandler) -> str:
        """Forget whoever signs out by a request, and return where they go then."""
        return "/"

    def follow(self, request: HTTPServerRequest, session: str) -> None:
        """Take note of a session of whoever sent a request: nothing to do, since headers come with each request."""

    def identity(self, request: HTTPServerRequest) -> tuple[str, str]:
        """Return the name and the role of the person who sent a request; the role is empty if no header names it.

        Raises
        ------
        NotVouchedFor
            When the proxy's secret or the name is missing, wrong or repeated.
        """
        headers = request.headers
        if not hmac.compare_digest(_only(headers, SECRET_HEADER).encode(), self.secret.encode()):
            raise NotVouchedFor
        name = _only(headers, self.name_header)
        if not name.strip():
            raise NotVouchedFor
        names_role = self.role_header and (headers.get_list(self.role_header) or not self.role)
        return name, _only(headers, self.role_header).strip() if names_role else ""


def _only(headers: HTTPHeaders, name: str) -> str:
    """Return the value of a header that must occur once; proxies write UTF-8 although HTTP says Latin-1."""
    values = headers.get_list(name)
    if len(values) != 1:
        raise NotVouchedFor
    value: str = values[0]
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        raise NotVouchedFor from None


def read_proxy(settings: Settings) -> Proxy:
    """Return the proxy of the settings.

    Raises
    ------
    InputError
        When the settings contradict each other.

    Examples
    --------
    >>> read_proxy(Settings(public_address="https://nmt.example.org")).host
    'nmt.example.org'
    """
    proxy = Proxy(
        settings.public_address,
        settings.identity_header,
        settings.identity_role_header,
        settings.identity_role,
        settings.proxy_secret,
    )
    if not proxy.signs_in:
        if proxy.role_header or proxy.role:
            raise refusal("server", "proxy_role_alone")
        return proxy
    from nmt_widgets.store.people.roles import sign_in_roles

    roles = sign_in_roles()
    if len(proxy.secret) < _SECRET_AT_LEAST or not proxy.secret.isascii():
        raise refusal("server", "proxy_secret", least=_SECRET_AT_LEAST, header=SECRET_HEADER)
    if not (proxy.role or proxy.role_header):
        raise refusal("server", "proxy_no_role", roles=", ".join(roles))
    if proxy.role and proxy.role not in roles:
        raise refusal("server", "proxy_wrong_role", role=proxy.role, roles=", ".join(roles))
    return proxy
