"""Tells a JupyterHub that pages are open, so that it does not stop the server of somebody who reads or thinks."""

from __future__ import annotations

import asyncio
import json
import os
from datetime import UTC, datetime

from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from nmt_widgets.server.people.session_endings import Endings
from nmt_widgets.server.shared.logs import log

_USUAL_SECONDS = "300"


async def report_activity(endings: Endings) -> None:
    """Report while a page is open, as often as the Hub wants; a service reports nothing, since nobody stops it.

    Parameters
    ----------
    endings : Endings
        What knows the connections of open pages.
    """
    address = os.environ.get("JUPYTERHUB_ACTIVITY_URL")
    if not address:
        return
    interval = float(os.environ.get("JUPYTERHUB_ACTIVITY_INTERVAL") or _USUAL_SECONDS)
    headers = {
        "Authorization": f"token {os.environ['JUPYTERHUB_API_TOKEN']}",
        "Content-Type": "application/json",
    }
    name = os.environ.get("JUPYTERHUB_SERVER_NAME", "")
    while True:
        if endings.has_open_pages:
            now = datetime.now(UTC).isoformat()
            body = json.dumps({"servers": {name: {"last_activity": now}}, "last_activity": now})
            try:
                await AsyncHTTPClient().fetch(address, method="POST", headers=headers, body=body)
            except (HTTPClientError, OSError) as error:
                log.warning("JupyterHub did not take the report of activity (%s)", type(error).__name__)
        await asyncio.sleep(interval)
