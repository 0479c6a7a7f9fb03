"""The visit a screen is shown to: what its address asks for, and who came.

A screen may have been made ready before anyone came. Asking for the visit waits until somebody has: what is read
after that - cases, results - is as fresh as the visit.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Visit:
    """One visit to one screen.

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


def visit() -> Visit:
    """Return the visit, waiting for it if need be; outside the server, nobody's visit with an empty query.

    The server is asked over a line of the kernel's own: an environment would hand the token on to every child.
    """
    environment = os.environ
    if "VOILA_WS_BASE_URL" not in environment:
        return Visit(dict(parse_qsl(environment.get("QUERY_STRING", ""))))
    from websockets.sync.client import connect

    place = f"{environment['VOILA_APP_IP']}:{environment['VOILA_APP_PORT']}{environment['VOILA_WS_BASE_URL']}"
    address = f"ws://{place}who/{environment['VOILA_KERNEL_ID']}"
    # No pings: the server answers none until somebody comes, and the client would hang up after 40 seconds.
    with connect(address, proxy=None, ping_interval=None) as line:
        told = json.loads(line.recv())
    return Visit(dict(parse_qsl(told["query"])), told["session"], served=True)
