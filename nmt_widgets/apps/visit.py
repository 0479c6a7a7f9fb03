"""The visit a screen is shown to: what its address asks for.

A screen may have been made ready before anyone came. Asking for the visit waits until somebody has: what is read
after that - cases, results - is as fresh as the visit.
"""

from __future__ import annotations

import json
import os
from urllib.parse import parse_qsl


def visit() -> dict[str, str]:
    """Return the query of the page's address, such as ``{"case": "james"}``; empty outside the server.

    The values are what somebody wrote into an address: escape them, and check ids.
    """
    environment = os.environ
    if environment.get("VOILA_PREHEAT") != "True":
        return dict(parse_qsl(environment.get("QUERY_STRING", "")))
    from websockets.sync.client import connect

    place = f"{environment['VOILA_APP_IP']}:{environment['VOILA_APP_PORT']}{environment['VOILA_WS_BASE_URL']}"
    address = f"ws://{place}voila/query/{environment['VOILA_KERNEL_ID']}"
    # No pings: the server answers none until somebody comes, and the client would hang up after 40 seconds.
    with connect(address, proxy=None, ping_interval=None) as line:
        return dict(parse_qsl(json.loads(line.recv())["QUERY_STRING"]))
