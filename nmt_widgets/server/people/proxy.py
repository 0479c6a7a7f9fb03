"""A proxy in front of the server, by the settings: its public address, and the headers that sign people in."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.settings import Settings

if TYPE_CHECKING:
    from tornado.httputil import HTTPHeaders

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
        The address people use, such as ``https://nmt.example.org``; empty if they use this computer's own.
    name_header, role_header : str
        The headers with the person's name and role; empty where the proxy signs nobody in.
    role : str
        The role of new people, where no header names one.
    secret : str
        A secret that the proxy sends with each request, so that no other program can pretend to be the proxy.
    """

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
        """The public address without its scheme."""
        return self.public.partition("//")[2]

    def identity(self, headers: HTTPHeaders) -> tuple[str, str]:
        """Return the name and the role of the person who sent a request; the role is empty if no header names it.

        Raises
        ------
        NotVouchedFor
            When the proxy's secret or the name is missing, wrong or repeated.
        """
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
            raise InputError(
                "a role from the proxy means nothing without NMT_IDENTITY_HEADER",
                remedy="set it, or unset NMT_IDENTITY_ROLE_HEADER and NMT_IDENTITY_ROLE",
            )
        return proxy
    from nmt_widgets.store.people.roles import sign_in_roles

    roles = sign_in_roles()
    if len(proxy.secret) < _SECRET_AT_LEAST or not proxy.secret.isascii():
        raise InputError(
            "NMT_IDENTITY_HEADER needs NMT_PROXY_SECRET, so that no other program here can pass for the proxy",
            remedy=f"set it to {_SECRET_AT_LEAST} or more random letters and digits, and let the proxy send them as "
            f"{SECRET_HEADER}",
        )
    if not (proxy.role or proxy.role_header):
        raise InputError(
            "nothing says which role people have whom the proxy signs in",
            remedy=f"set NMT_IDENTITY_ROLE to one of {', '.join(roles)}, or NMT_IDENTITY_ROLE_HEADER",
        )
    if proxy.role and proxy.role not in roles:
        raise InputError(
            f"there is no role '{proxy.role}'", remedy=f"set NMT_IDENTITY_ROLE to one of {', '.join(roles)}"
        )
    return proxy
