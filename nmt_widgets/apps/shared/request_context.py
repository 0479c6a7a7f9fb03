"""The request a screen answers: what the page's address asks for, and who came.

The server may start a screen before anybody asks for it. Reading the request waits until somebody has: what is read
after that - cases, results - is as fresh as the request.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from nmt_widgets.store import Store


@dataclass(frozen=True)
class RequestContext:
    """One request for one screen.

    Attributes
    ----------
    query : dict of str to str
        The query of the page's address, such as ``{"case": "james"}``. The values are what somebody wrote into an
        address: escape them, and check ids.
    session : str
        The token of whoever signed in, for :func:`nmt_widgets.store.open_store`; empty for a guest. The server
        fills it in, and nothing a browser sends. It is a secret: never log it or show it, and
        hand it on through a pipe only, to a process that works for the same person.
    served : bool
        Whether a server stands between: else whoever runs the notebook has this computer's own files.
    """

    query: dict[str, str]
    session: str = field(default="", repr=False)
    served: bool = False


def request_context() -> RequestContext:
    """Return the request, waiting for it if need be; outside the server, a guest's with the query of the notebook.

    The server is asked over a line of the kernel's own: an environment would hand the token on to every child.
    """
    environment = os.environ
    if "VOILA_WS_BASE_URL" not in environment:
        return RequestContext(dict(parse_qsl(environment.get("QUERY_STRING", ""))))
    from websockets.sync.client import connect

    place = f"{environment['VOILA_APP_IP']}:{environment['VOILA_APP_PORT']}{environment['VOILA_WS_BASE_URL']}"
    address = f"ws://{place}who/{environment['VOILA_KERNEL_ID']}"
    # No pings: the server answers none until somebody comes, and the client would hang up after 40 seconds.
    with connect(address, proxy=None, ping_interval=None) as line:
        answer = json.loads(line.recv())
    return RequestContext(dict(parse_qsl(answer["query"])), answer["session"], served=True)


def is_ahead_of_request() -> bool:
    """Say whether the server makes this page ready before anybody asks for it: then there is time to read."""
    return os.environ.get("VOILA_PREHEAT") == "True"


def open_store_for(request: RequestContext) -> Store | None:
    """Return the store as whoever came may see it; None for a guest, who may see nothing of it.

    Raises
    ------
    SessionEnded
        When the sign-in has ended.
    Unavailable
        When the database cannot be reached.
    """
    if not request.session and request.served:
        return None
    from nmt_widgets.store import open_store, operator

    return open_store(session=request.session) if request.served else open_store(operator())
