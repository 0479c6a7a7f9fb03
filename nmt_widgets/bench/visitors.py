"""A person without a browser: sends forms, opens pages, and talks to their widgets over the real web socket."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from http.cookiejar import CookieJar
from typing import Any, Self
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, ProxyHandler, Request, build_opener

from nmt_widgets.bench.fuzz.frames import V1, parts_of, read_v1, v1

PATIENCE = 120.0
"""Seconds that a person waits for an answer."""

_CONTROL = "visitor"
_RETRY_AFTER = 1.0  # seconds
_LEADS_ON = (302, 303)


class _Stay(HTTPRedirectHandler):
    """Goes nowhere: a page that nobody looks at would keep its kernel."""

    def redirect_request(self, *_: Any) -> None:
        """Send no further request."""


class PageClient:
    """A person with cookies of their own.

    Parameters
    ----------
    address : str
        Of the workbook with its access code, or of the door of a class.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._place, self._origin = parts.netloc, f"{parts.scheme}://{parts.netloc}"
        self._cookies = CookieJar()
        self._opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(self._cookies), _Stay())
        self._send(address)

    def post(self, path: str, **fields: str) -> str:
        """Send a form, and return the answer; no page is opened that it leads to."""
        return self._send(self._origin + path, urlencode(fields))

    def sign_in(self, name: str, passphrase: str) -> None:
        """Sign in as somebody who was added."""
        self.post("/sign-in", name=name, passphrase=passphrase)

    def open(self, screen: str, **query: str) -> OpenPage:
        """Open a screen; the page is there once all its widgets are known."""
        address = f"{self._origin}/voila/render/{screen}.ipynb?{urlencode(query)}"
        kernel = re.search(r'"kernelId": "([^"]+)"', self._send(address))
        if kernel is None:
            raise RuntimeError(f"the page of {screen} has no kernel")
        return OpenPage(self, kernel[1])

    def connect(self, kernel: str) -> Any:
        """Return the web socket to the kernel of a page."""
        from websockets.sync.client import connect
        from websockets.typing import Origin, Subprotocol

        cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._cookies)
        return connect(
            f"ws://{self._place}/api/kernels/{kernel}/channels?session_id={uuid.uuid4()}",
            additional_headers={"Cookie": cookie},
            origin=Origin(self._origin),
            subprotocols=[Subprotocol(V1)],
            proxy=None,
            max_size=None,
            max_queue=None,
            open_timeout=PATIENCE,
        )

    def _send(self, address: str, body: str | None = None) -> str:
        data = None if body is None else body.encode()
        request = Request(address, data, {"Origin": self._origin})  # noqa: S310
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return str(answer.read().decode())
        except HTTPError as error:
            if error.code not in _LEADS_ON:
                raise
            return ""


class OpenPage:
    """An open page, until :meth:`close` or the end of `with`.

    Parameters
    ----------
    visitor : PageClient
    kernel : str
        The id of its kernel.

    Attributes
    ----------
    widgets : dict of str to dict
        The state of each widget by its id, as far as the page has heard.
    """

    def __init__(self, visitor: PageClient, kernel: str) -> None:
        self._visitor, self._kernel = visitor, kernel
        self.widgets: dict[str, dict[str, Any]] = {}
        self._open = ExitStack()
        self._line = self._open.enter_context(visitor.connect(kernel))
        self._tell("comm_open", _CONTROL, {}, target_name="jupyter.widget.control")
        self._tell("comm_msg", _CONTROL, {"method": "request_states"})
        states = self.hear(lambda data: data.get("method") == "update_states")["states"]
        self.widgets |= {id: model["state"] for id, model in states.items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is None:
            self.close()
        else:  # the server may be away
            self._open.close()

    def close(self) -> None:
        """Close the page as a browser does: it ends the kernel, then the line."""
        self._visitor.post(f"/voila/api/shutdown/{self._kernel}")
        self._open.close()

    def find(self, trait: str) -> str:
        """Return the id of the newest widget with a trait, once there is one."""
        ids: list[str] = []

        def is_there() -> bool:
            ids[:] = [id for id, state in self.widgets.items() if trait in state]
            return bool(ids)

        self.wait(is_there)
        return ids[-1]

    def set(self, widget: str, **traits: Any) -> None:
        """Change traits of a widget."""
        self._tell("comm_msg", widget, {"method": "update", "state": traits, "buffer_paths": []})

    def send(self, widget: str, **content: Any) -> None:
        """Send a message to a widget."""
        self._tell("comm_msg", widget, {"method": "custom", "content": content})

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Follow the widgets until something is so."""
        end = time.monotonic() + PATIENCE
        while not is_so():
            self._read(end)

    def hear(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the data of the next message to a widget that fits."""
        end = time.monotonic() + PATIENCE
        while True:
            data = self._read(end)
            if fits(data):
                return data

    def reply(self, **parts: Any) -> dict[str, Any]:
        """Return the content of the next message of a widget in which these parts stand."""
        expected = parts.items()
        data = self.hear(lambda data: expected <= _plain(data.get("content")).items())
        return dict(data["content"])

    def _tell(self, kind: str, comm: str, data: Any, **more: str) -> None:
        self._line.send(v1("shell", parts_of(kind, {"comm_id": comm, "data": data, **more})))

    def _read(self, end: float) -> dict[str, Any]:
        """Read one message, and follow what it says of a widget; return its data, empty where it has none."""
        header, _, _, content, *_ = read_v1(self._line.recv(timeout=end - time.monotonic()))
        kind, content = json.loads(header)["msg_type"], json.loads(content)
        if not kind.startswith("comm_"):
            return {}
        widget, data = content["comm_id"], content.get("data", {})
        if kind == "comm_open":
            self.widgets[widget] = data.get("state", {})
        elif kind == "comm_close":
            self.widgets.pop(widget, None)
        elif data.get("method") == "update" and widget in self.widgets:
            self.widgets[widget] |= data["state"]
        return dict(data)


class OpenSheet:
    """The answers of a record on an open page.

    Parameters
    ----------
    page : OpenPage
    trait : str
        Which only the widget of the answers has.

    Attributes
    ----------
    retries : int
        How often the store was too busy to save at once.
    """

    def __init__(self, page: OpenPage, trait: str = "record") -> None:
        self._page, self._widget = page, page.find(trait)
        self._revision = page.widgets[self._widget]["record"]["revision"]
        self.retries = 0

    def save(self, changes: dict[str, Any], edit: str) -> int:
        """Save answers, and return the revision; while the store is busy it is tried again, as a page does."""
        self._page.send(self._widget, type="edit", changes=changes)
        while True:
            self._page.send(self._widget, type="save", edit=edit, base=self._revision, changes=changes)
            reply = self._page.reply(edit=edit)
            if reply["type"] == "saved":
                self._revision = reply["revision"]
                return int(self._revision)
            if not reply.get("retry"):
                raise RuntimeError(f"an answer was {reply['type']}")
            self.retries += 1
            time.sleep(_RETRY_AFTER)


def _plain(content: Any) -> dict[str, Any]:
    """Return the parts of a content that can be compared."""
    parts = content if isinstance(content, dict) else {}
    return {name: part for name, part in parts.items() if isinstance(part, str | int | float)}
