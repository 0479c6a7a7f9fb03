"""A laptop of a class without a browser: it joins at the door, opens the attempt and saves a score after another."""

from __future__ import annotations

import http.client
import json
import re
import time
import uuid
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from nmt_widgets.bench.fuzz.frames import V1, parts_of, v1

PATIENCE = 60.0
_CONTROL = "laptop"
_RETRY_AFTER = 1.0  # seconds


class Laptop:
    """A member of a class, from `with` to its end.

    Parameters
    ----------
    door, code, name : str
        Where the class comes in, its code, and what the member is called.

    Attributes
    ----------
    retries : int
        How often the store was too busy to save a score at once.
    """

    def __init__(self, door: str, code: str, name: str) -> None:
        self._origin, self._code, self._name = door.rstrip("/"), code, name
        self._host = urlsplit(door).netloc
        self.retries = 0

    def __enter__(self) -> Self:
        from websockets.sync.client import connect
        from websockets.typing import Origin, Subprotocol

        line = http.client.HTTPConnection(self._host, timeout=PATIENCE)
        form = {"form": uuid.uuid4().hex, "action": "join", "code": self._code, "name": self._name}
        kind = {"Origin": self._origin, "Content-Type": "application/x-www-form-urlencoded"}
        cookie, _ = _send(line, "POST", "/", kind, urlencode(form))
        headers = {"Cookie": cookie.partition(";")[0]}
        _, page = _send(line, "GET", "/voila/render/practice.ipynb", headers)
        line.close()
        kernel = re.findall(r'"kernelId": "([^"]+)"', page)[0]
        self._line = connect(
            f"ws://{self._host}/api/kernels/{kernel}/channels?session_id={uuid.uuid4()}",
            additional_headers=headers,
            origin=Origin(self._origin),
            subprotocols=[Subprotocol(V1)],
            proxy=None,
            max_size=None,
        )
        self._tell("comm_open", _CONTROL, {}, target_name="jupyter.widget.control")
        self._tell("comm_msg", _CONTROL, {"method": "request_states"})
        states = self._hear("update_states")["states"]
        self._sheet, state = next(
            (comm, model["state"]) for comm, model in states.items() if "vignette" in model["state"]
        )
        self._revision = state["record"]["revision"]
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def score(self, path: str, score: int) -> None:
        """Save a score, and wait until it is saved; while the store is busy it is tried again, as a page does."""
        changes = {path: {"score": score}}
        self._send_sheet({"type": "edit", "changes": changes})
        save: dict[str, Any] = {
            "type": "save",
            "edit": uuid.uuid4().hex,
            "base": self._revision,
            "changes": changes,
        }
        while True:
            self._send_sheet(save)
            reply = self._hear(save["edit"])["content"]
            if reply["type"] == "saved":
                self._revision = reply["revision"]
                return
            if not reply.get("retry"):
                raise RuntimeError(f"a score was {reply['type']}")
            self.retries += 1
            time.sleep(_RETRY_AFTER)

    def _send_sheet(self, content: dict[str, Any]) -> None:
        self._tell("comm_msg", self._sheet, {"method": "custom", "content": content})

    def _tell(self, kind: str, comm: str, data: Any, **more: str) -> None:
        self._line.send(v1("shell", parts_of(kind, {"comm_id": comm, "data": data, **more})))

    def _hear(self, word: str) -> Any:
        """Return the data of the next message that holds a word."""
        end = time.monotonic() + PATIENCE
        while True:
            frame = self._line.recv(timeout=end - time.monotonic())
            text = frame.decode("utf-8", "replace") if isinstance(frame, bytes) else frame
            if word in text and (at := text.find('{"data"')) >= 0:
                return json.JSONDecoder().raw_decode(text[at:])[0]["data"]


def _send(
    line: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str], body: str = ""
) -> tuple[str, str]:
    """Send a request, and return the cookie and the body of the answer."""
    line.request(method, path, body or None, headers)
    answer = line.getresponse()
    text = answer.read().decode()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{method} answered {answer.status}")
    return answer.getheader("Set-Cookie", ""), text
