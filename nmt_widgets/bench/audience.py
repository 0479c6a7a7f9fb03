"""Sixty devices answer a question within ten seconds: how long each waits, and how the trainer's server fares."""

from __future__ import annotations

import http.client
import json
import re
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from nmt_widgets.bench.server import BenchServer
from nmt_widgets.core.extras import require

DEVICES = 60
WITHIN = 8.0  # seconds over which they answer
_COUNTED = "counted.json"

# a presenter who asks at once and notes how the answers stand
_PRESENTER = f"""
import json, pathlib
from nmt_widgets.apps.present.audience_client import Audience
from nmt_widgets.presenting.audience import Question
from nmt_widgets.apps.shared.request_context import request_context
request_context()
def note(spread):
    pathlib.Path({_COUNTED!r}).write_text(str(spread.answered))
audience = Audience(note)
audience.open_question(Question("Which score do you expect for Sleep?"))
"""


def measure_audience() -> dict[str, Any]:
    """Let 60 devices answer a presenter within ten seconds, on this machine's own address.

    Each device opens the page, asks for the question every two seconds as the page does, and answers once. All the
    while the trainer's page looks after its kernel, as it does by itself.

    Returns
    -------
    dict
        `counted` of how many `devices`; `answer_p90_ms`, how long an answer takes; `known_ms`, from the last answer
        until the presenter's kernel knows of all; `trainer_p90_ms` while they answer, `idle_p90_ms` before, and
        their `ratio`.
    """
    with tempfile.TemporaryDirectory() as folder, _AudienceServer(Path(folder)) as server:
        idle = [server.look() for _ in range(100)]
        answers: list[float] = []
        with ThreadPoolExecutor(DEVICES) as pool:
            taking_part = [pool.submit(_take_part, server, number, answers) for number in range(DEVICES)]
            busy = []
            while not all(device.done() for device in taking_part):
                busy.append(server.look())
                time.sleep(0.02)
            for device in taking_part:
                device.result()
        last = time.perf_counter()
        while server.counted() < DEVICES and time.perf_counter() - last < 5:
            time.sleep(0.01)
        known = (time.perf_counter() - last) * 1e3
        return {
            "devices": DEVICES,
            "counted": server.counted(),
            "answer_p90_ms": _p90(answers),
            "known_ms": known,
            "trainer_p90_ms": _p90(busy),
            "idle_p90_ms": _p90(idle),
            "ratio": _p90(busy) / _p90(idle),
        }


def _p90(times: list[float]) -> float:
    return statistics.quantiles(times, n=10)[-1]


def _take_part(server: _AudienceServer, number: int, answers: list[float]) -> None:
    """Do what a device does: open the page, look for the question until it is its turn, answer."""
    line = http.client.HTTPConnection(*server.door, timeout=20)
    origin = "http://{}:{}".format(*server.door)
    turn = time.perf_counter() + WITHIN * number / DEVICES
    _send(line, "GET", f"/{server.code}")
    cookie, question = _send(line, "GET", f"/{server.code}/question")
    headers = {"Cookie": cookie.partition(";")[0], "Origin": origin, "Content-Type": "application/json"}
    while (seconds_left := turn - time.perf_counter()) > 0:
        time.sleep(min(2.0, seconds_left))
        _, question = _send(line, "GET", f"/{server.code}/question", headers)
    body = json.dumps({"question": json.loads(question)["question"]["id"], "answer": 1 + number % 12})
    begin = time.perf_counter()
    _send(line, "POST", f"/{server.code}/answer", headers, body)
    answers.append((time.perf_counter() - begin) * 1e3)
    line.close()


def _send(
    line: http.client.HTTPConnection,
    method: str,
    path: str,
    headers: dict[str, str] | None = None,
    body: str = "",
) -> tuple[str, str]:
    """Send a request and return the cookie it was given and its body."""
    line.request(method, path, body or None, headers or {})
    answer = line.getresponse()
    text = answer.read().decode()
    if answer.status not in (200, 204):
        raise RuntimeError(f"{method} answered {answer.status}")
    return answer.getheader("Set-Cookie", ""), text


class _AudienceServer(BenchServer):
    """A workbook with an audience in a folder of its own, its presenter's page open."""

    def __init__(self, folder: Path) -> None:
        require("voila", "nbformat")
        import nbformat

        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(_PRESENTER)])
        nbformat.write(notebook, folder / "home.ipynb")
        program = (
            "from pathlib import Path; from nmt_widgets.server import serve; "
            "from nmt_widgets.server.audience.listener import open_door; "
            f"serve(Path({str(folder)!r}), port=0, open_browser=False, audience=open_door('127.0.0.1', 0))"
        )
        super().__init__(
            folder / "data", program=program, folder=folder, addresses=2
        )  # nobody was added to it
        self._results = folder / _COUNTED

    def __enter__(self) -> Self:
        super().__enter__()
        address, link = map(urlsplit, self.urls)
        self.door, self.code = (link.hostname or "", link.port or 80), link.path.strip("/")
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        cookie, _ = self._get(f"/?{address.query}")
        self._headers = {"Cookie": cookie.partition(";")[0]}
        _, page = self._get("/voila/render/home.ipynb")
        self._kernel = re.findall(r'"kernelId": "([^"]+)"', page)[0]
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.close()
        super().__exit__(*error)

    def look(self) -> float:
        """Look after the kernel as the trainer's page does, and return how long that took in ms."""
        begin = time.perf_counter()
        self._get(f"/api/kernels/{self._kernel}")
        return (time.perf_counter() - begin) * 1e3

    def counted(self) -> int:
        """Return of how many answers the presenter's kernel knows."""
        text = self._results.read_text()
        return int(text or 0)

    def _get(self, path: str) -> tuple[str, str]:
        self._connection.request("GET", path, headers=getattr(self, "_headers", {}))
        answer = self._connection.getresponse()
        return answer.getheader("Set-Cookie", ""), answer.read().decode()
