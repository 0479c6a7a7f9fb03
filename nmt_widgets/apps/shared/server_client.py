"""Requests of a screen's kernel to the server it runs under, over a connection of the kernel's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from nmt_widgets.apps.shared.page_requests import input_error
from nmt_widgets.core.served import is_served

_WAITS = 30.0  # seconds


@dataclass(frozen=True)
class ServerAnswer:
    """The server's answer: its status and the body."""

    status: int
    body: bytes


class NoAnswer(Exception):
    """There is no answer of a server.

    Attributes
    ----------
    reason : str
        `unserved` when the notebook does not run under a server, `silent` when the server does not answer.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def ask_server(
    resource: str,
    words: Mapping[str, Mapping[str, str]],
    *,
    method: str = "GET",
    query: Mapping[str, str] | None = None,
    body: str | None = None,
) -> ServerAnswer:
    """Return the server's answer to this page's kernel.

    Parameters
    ----------
    words : mapping
        The messages for the two reasons of :class:`NoAnswer`, each a `message` and a `remedy`.
    resource, method, query, body
        See :func:`send_to_server`.

    Raises
    ------
    InputError
        When the notebook does not run under a server, or the server does not answer.
    """
    try:
        return send_to_server(resource, method=method, query=query, body=body)
    except NoAnswer as error:
        raise input_error(words[error.reason]) from None


def send_to_server(
    resource: str, *, method: str = "GET", query: Mapping[str, str] | None = None, body: str | None = None
) -> ServerAnswer:
    """Return the server's answer to this page's kernel.

    Parameters
    ----------
    resource : str
        The address behind the kernel's key, such as ``reference``.
    method, query, body
        Of the request.

    Raises
    ------
    NoAnswer
        When there is none.
    """
    environment = os.environ
    if not is_served():
        raise NoAnswer("unserved")
    host = f"{environment['VOILA_APP_IP']}:{environment['VOILA_APP_PORT']}"
    place = f"{environment['VOILA_WS_BASE_URL']}{resource}/{environment['VOILA_KERNEL_ID']}"
    line = HTTPConnection(host, timeout=_WAITS)
    try:
        address = f"{place}?{urlencode(query)}" if query else place
        line.request(method, address, body and body.encode(), {"Origin": f"http://{host}"})
        answer = line.getresponse()
        return ServerAnswer(answer.status, answer.read())
    except (OSError, HTTPException):
        raise NoAnswer("silent") from None
    finally:
        line.close()
