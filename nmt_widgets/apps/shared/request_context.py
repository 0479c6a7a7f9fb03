"""The request a screen answers: the query of the page's address, and who is signed in.

The server may start a screen before anybody requests it. `request_context` waits for the request, so cases and results
that are read after it are as fresh as the request.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from nmt_widgets.core.served import is_served
from nmt_widgets.store.asking import kernel_session

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
        The token of the person who is signed in, for :func:`nmt_widgets.store.open_store`; empty for a guest. The
        server fills it in; a browser cannot. It is a secret: never log or show it, and pass it on only through a
        pipe, to a process that works for the same person.
    served : bool
        Whether the screen runs under the workbook's server, which asks who somebody is; elsewhere, as in JupyterLab,
        the screen asks itself.
    options : dict of str to str
        The language and the colours of the map, as whoever opened the page has chosen them.
    """

    query: dict[str, str]
    session: str = field(default="", repr=False)
    served: bool = False
    options: dict[str, str] = field(default_factory=dict)

    def naming(self, **names: str | None) -> RequestContext:
        """Return the request with other names in its query; None leaves one as it is.

        Examples
        --------
        >>> RequestContext({"case": "james"}).naming(case=None, panel="states").query
        {'case': 'james', 'panel': 'states'}
        """
        changes = {name: value for name, value in names.items() if value is not None}
        return replace(self, query={**self.query, **changes})


def request_context() -> RequestContext:
    """Return the request, and wait for it if need be. Without a server, return one of whoever signed in on this kernel.

    The token comes over a connection of the kernel's own: a variable of the environment would reach every child
    process.
    """
    environment = os.environ
    if not is_served():
        return RequestContext(dict(parse_qsl(environment.get("QUERY_STRING", ""))), kernel_session())
    from websockets.sync.client import connect

    place = f"{environment['VOILA_APP_IP']}:{environment['VOILA_APP_PORT']}{environment['VOILA_WS_BASE_URL']}"
    address = f"ws://{place}who/{environment['VOILA_KERNEL_ID']}"
    # No pings: the server answers none until somebody comes, and the client would hang up after 40 seconds.
    with connect(address, proxy=None, ping_interval=None) as line:
        answer = json.loads(line.recv())
    return RequestContext(dict(parse_qsl(answer["query"])), answer["session"], True, answer["options"])


def is_ahead_of_request() -> bool:
    """Return whether the server prepares this page before anybody requests it: then there is time to read files."""
    return os.environ.get("VOILA_PREHEAT") == "True"


def open_store_for(request: RequestContext) -> Store | None:
    """Return the store as the person who is signed in may see it; None for a guest.

    Raises
    ------
    SessionEnded
        When the sign-in has ended.
    Unavailable
        When the database cannot be reached.
    """
    if not request.session:
        return None
    from nmt_widgets.store import open_store

    return open_store(session=request.session)
