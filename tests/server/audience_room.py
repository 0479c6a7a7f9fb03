"""A server with an audience, a presenter, and devices that answer."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from nmt_widgets.apps.present.audience_client import Audience
from nmt_widgets.presenting.audience import AudienceQuestion
from tests.server.running import Answer, Browser, Server, own_rules, write_notebook
from tests.server.test_gate import printed

SCORES = AudienceQuestion("Which score do you expect for Sleep?")
REGIONS = AudienceQuestion("Which region is lowest?", "choice", ("Brainstem", "Limbic", "Cortex"))
WORDS = AudienceQuestion("In a word?", "text")

_seats = itertools.count(1)

# prints the address by which its kernel reaches the server, so that a test can use it
LINE = """
import json, os
from nmt_widgets.apps.shared.request_context import request_context
request_context()
print("<<" + json.dumps({name: value for name, value in os.environ.items() if name.startswith("VOILA_")}) + ">>")
"""

# buttons ask and close questions; a label shows the answers
_PRESENTING = """
import ipywidgets
from nmt_widgets.apps.present.audience_client import Audience
from nmt_widgets.presenting.audience import AudienceQuestion
spread_label, press_label = ipywidgets.Label("nobody yet"), ipywidgets.Label("not pressed")
counted = lambda counts: " ".join(f"{answer}={count}" for answer, count in counts.items() if count)
def show(spread):
    end = "" if spread.is_open else " (closed)"
    spread_label.value = f"{spread.answered} answered: {counted(spread.counts)}{end}"
audience = Audience(show)
def button(name, act):
    widget = ipywidgets.Button(description=name)
    widget.on_click(act)
    return widget
presses = iter(range(1, 1000))
ipywidgets.VBox([
    button("Ask", lambda _: audience.open_question(AudienceQuestion("Which score do you expect for Sleep?"))),
    button("Ask another", lambda _: audience.open_question(AudienceQuestion("In a word?", "text"))),
    button("Close", lambda _: audience.close_question()),
    button("Press", lambda _: setattr(press_label, "value", f"pressed {next(presses)}")),
    spread_label, press_label,
])
"""


@dataclass
class Room:
    """A running server and its audience's address."""

    server: Server
    work: Path
    link: str

    @property
    def code(self) -> str:
        return urlsplit(self.link).path.strip("/")

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.link)
        return parts.hostname, parts.port

    def device(self) -> Device:
        return Device(self)

    def presenter(self, browser: Browser | None = None) -> Audience:
        """Open a page, and return the client that its kernel would use."""
        path = "/voila/render/line.ipynb"
        body = (browser.get(path) if browser else self.server.request(path)).body
        with patch.dict(os.environ, json.loads(printed(body))):
            return Audience()


@dataclass
class Device:
    """A phone in the room, with its own address and cookie."""

    room: Room
    cookie: str = field(default="")
    seat: int = field(default_factory=lambda: next(_seats))

    @property
    def address(self) -> str:
        return f"127.0.{1 + self.seat // 250}.{1 + self.seat % 250}"

    def request(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> Answer:
        host, port = self.room.address
        connection = http.client.HTTPConnection(host, port, 20, source_address=(self.address, 0))
        fields = {"Cookie": self.cookie} if self.cookie else {}
        if method != "GET":
            fields |= {"Origin": f"http://{host}:{port}", "Content-Type": "application/json"}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=fields)
        response = connection.getresponse()
        cookies = response.headers.get_all("Set-Cookie") or []
        answer = Answer(response.status, dict(response.getheaders()), response.read().decode(), cookies)
        connection.close()
        if cookies and not self.cookie:
            self.cookie = cookies[0].split(";")[0]
        return answer

    def question(self) -> dict[str, Any] | None:
        answer = self.request(f"/{self.room.code}/question")
        assert answer.status == 200, answer
        return json.loads(answer.body)["question"]

    def send(self, question: Any, answer: Any, **headers: str) -> int:
        """Send an answer as it is, and return the status."""
        body = json.dumps({"question": question, "answer": answer})
        return self.request(f"/{self.room.code}/answer", "POST", body, **headers).status

    def answer(self, value: Any) -> int:
        """Answer the open question."""
        return self.send(self.question()["id"], value)


def start_room(work: Path, seconds: str = "15") -> Room:
    """Start a server with an audience; every so many `seconds` it checks who may ask."""
    notebooks = work / "notebooks"
    write_notebook(notebooks, "home", "# Welcome")
    write_notebook(notebooks, "line", LINE)
    write_notebook(notebooks, "presenting", "# Presenting", _PRESENTING)
    code = (
        "from pathlib import Path; from nmt_widgets.server import serve; "
        "from nmt_widgets.server.audience.listener import open_door; "
        f"serve(Path({str(notebooks)!r}), port=0, open_browser=False, audience=open_door('127.0.0.1', 0))"
    )
    site = own_rules(
        work / "site",
        "audience",
        "right_checked_every_seconds: 15",
        f"right_checked_every_seconds: {seconds}",
    )
    log, root = work / "log.txt", str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=work,
        env={
            **os.environ,
            "PYTHONPATH": root,
            "NMT_DATA": str(work / "data"),
            "NMT_SITE": str(site),
            "NMT_DEBUG": "1",
        },
        stdout=subprocess.PIPE,
        stderr=log.open("w"),
        text=True,
    )
    first, second = process.stdout.readline(), process.stdout.readline()
    assert second, log.read_text()
    port, token = re.search(r":(\d+)/\?token=(\S+)", first).groups()
    server = Server(process, log, token, int(port))
    server.sign_in()
    return Room(server, work, re.search(r"http://\S+", second)[0])


def counted(audience: Audience) -> dict[str, int]:
    """Return the answers with their counts, without zeros."""
    return {answer: count for answer, count in audience.spread().counts.items() if count}
