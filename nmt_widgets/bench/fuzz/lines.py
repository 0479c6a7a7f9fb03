"""The door of web sockets: pages of a real server with real kernels, and hostile frames on every connection."""

from __future__ import annotations

import json
import random
import re
import time
import uuid
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from typing import Any
from urllib.parse import urlencode

from nmt_widgets.bench.fuzz import frames, values
from nmt_widgets.bench.fuzz.served import Served, spelled
from nmt_widgets.bench.fuzz.trials import DidNotHold
from nmt_widgets.bench.fuzz.watching import Watch
from nmt_widgets.bench.fuzz.world import VISITORS, new_world

FRAMES = 25
"""Frames of one trial."""

_SCREENS = (
    "home",
    "consult",
    "present",
    "assess",
    "practice",
    "class",
    "certification",
    "adjudicate",
    "author",
)
_OTHERS = "others.kernel.websocket.example.org"


class Lines:
    """The connections of a page and of its kernel, with every sub-protocol; use it in a `with` block."""

    name, at_most, by_clock = "lines", 150.0, True
    parts: Sequence[str] = ("kernel by v1", "kernel by none", "kernel by another", "audience", "visit")

    def __enter__(self) -> Lines:
        self._stack = ExitStack()
        self._world = self._stack.enter_context(new_world())
        self._begin()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()
        self._stack.close()

    def _begin(self) -> None:
        self._running = ExitStack()
        self._server = self._running.enter_context(Served(self._world))
        self._usual = max(1e-3, self._server.get("/login").seconds)

    def attempt(self, part: str, draw: random.Random) -> float:
        """Open a page and send hostile frames on one of its connections; restart a server that failed."""
        try:
            return self._attempt(part, draw)
        except DidNotHold:
            self._running.close()
            self._begin()
            raise

    def _attempt(self, part: str, draw: random.Random) -> float:
        server, world = self._server, self._world
        server.restart_log()
        visitor = draw.choice(VISITORS)
        screen, query = draw.choice(_SCREENS), urlencode(draw.choice(world.openings))
        if part.startswith("kernel") and draw.random() < 0.5:
            screen, query = "home", "case=james"  # charts, which are answered with bytes
        page = server.get(f"/voila/render/{screen}.ipynb?{query}", visitor)
        kernel_id = re.search(r'"kernelId": "([^"]+)"', page.body)
        if kernel_id is None:  # not for a guest: the way to sign in
            if page.status not in (302, 403):
                raise DidNotHold(f"{screen} was answered {page.status} to {visitor or 'a guest'}")
            return page.seconds / self._usual
        kernel = kernel_id[1]
        watch = Watch(world, visitor)
        if part.startswith("kernel"):
            protocol = {"v1": frames.V1, "none": None, "another": _OTHERS}[part.rpartition(" ")[2]]
            received = self._on_kernels_line(draw, visitor, kernel, protocol)
        else:
            received = self._on_own_line(draw, part, kernel)
        self._is_alive(visitor, kernel)
        server.check(visitor, page.body + received)
        if (world.folder / "notebooks" / "touched").exists():
            raise DidNotHold("a page's code was run")
        watch.look([received])
        return page.seconds / self._usual

    def _on_kernels_line(self, draw: random.Random, visitor: str, kernel: str, protocol: str | None) -> str:
        """Send hostile frames on the connection of a page's widgets; return everything received."""
        heard: list[str] = []
        try:
            with self._open(visitor, kernel, protocol) as line:
                comms = self._widgets(visitor, kernel)
                for request in frames.for_bytes(protocol, comms):
                    line.send(request)
                for _ in range(FRAMES):
                    line.send(frames.frame(draw, self._world.known(visitor), comms))
                _hear(line, heard)
        except DidNotHold:
            raise
        except Exception as error:  # refused, or closed: that is an answer
            heard.append(type(error).__name__)
        return "".join(heard)

    def _on_own_line(self, draw: random.Random, part: str, kernel: str) -> str:
        """Send hostile frames on a connection for kernels, with the kernels' key."""
        from websockets.sync.client import connect

        place = "audience" if part == "audience" else draw.choice(("who", "voila/query"))
        address = f"ws://127.0.0.1:{self._server.port}{self._server.key}{place}/{kernel}"
        heard: list[str] = []
        with suppress(Exception):
            protocols: Any = [draw.choice((frames.V1, "other"))] if draw.random() < 0.5 else None
            with connect(
                address, proxy=None, ping_interval=None, open_timeout=5, subprotocols=protocols
            ) as line:
                for _ in range(FRAMES):
                    line.send(_question(draw))
                _hear(line, heard)
        return ""  # a kernel may know what its page must not

    def _open(self, visitor: str, kernel: str, protocol: str | None) -> Any:
        from websockets.sync.client import connect
        from websockets.typing import Origin

        address = (
            f"ws://127.0.0.1:{self._server.port}/api/kernels/{kernel}/channels?session_id={uuid.uuid4()}"
        )
        cookie = spelled(self._server.cookies(visitor))
        protocols: Any = [protocol] if protocol else None
        return connect(
            address,
            additional_headers={"Cookie": cookie},
            origin=Origin(self._server.origin),
            subprotocols=protocols,
            proxy=None,
            ping_interval=None,
            open_timeout=10,
            close_timeout=1,
            max_size=None,
        )

    def _widgets(self, visitor: str, kernel: str) -> list[str]:
        """Return the comm ids of a page's widgets, requested as its own script does."""
        answer = self._ask(
            visitor, kernel, "comm_info_request", {"target_name": "jupyter.widget"}, "comm_info_reply"
        )
        return re.findall(r'"([0-9a-f]{32})": ?\{"target_name"', answer)

    def _ask(self, visitor: str, kernel: str, kind: str, content: Any, awaited: str) -> str:
        """Send a request to a kernel on a new connection, and return the answer."""
        try:
            with self._open(visitor, kernel, frames.V1) as line:
                line.send(frames.v1("shell", frames.parts_of(kind, content)))
                end = time.monotonic() + 10
                while time.monotonic() < end:
                    answer = line.recv(timeout=end - time.monotonic())
                    text = answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
                    if awaited in text:
                        return text
        except Exception as error:
            raise DidNotHold(f"the kernel does not answer any more: {type(error).__name__}") from error
        raise DidNotHold("the kernel does not answer any more")

    def _is_alive(self, visitor: str, kernel: str) -> None:
        state = self._server.get(f"/api/kernels/{kernel}", visitor)
        if state.status != 200:
            raise DidNotHold(f"the page's kernel is answered {state.status}")
        self._ask(visitor, kernel, "kernel_info_request", {}, "kernel_info_reply")


def _hear(line: Any, heard: list[str]) -> None:
    """Receive until nothing more arrives."""
    with suppress(TimeoutError):
        while len(heard) < 2000:
            answer = line.recv(timeout=0.5)
            heard.append(answer if isinstance(answer, str) else answer.decode("utf-8", "replace"))


def _question(draw: random.Random) -> bytes | str:
    """Return a question of a kernel to its audience, spoiled."""
    question = {"text": "Which?", "kind": draw.choice(("score", "choice", "words")), "choices": ["a", "b"]}
    good: Any = {"number": draw.randrange(3), "question": question}
    if draw.random() < 0.2:
        del good["question"]
    text = json.dumps(values.spoiled(draw, good) if draw.random() < 0.8 else good)
    way = draw.randrange(5)
    return (
        text
        if way < 3
        else text.encode("utf-8", "surrogatepass")
        if way == 3
        else draw.choice(("", "[", "{}", "null"))
    )
