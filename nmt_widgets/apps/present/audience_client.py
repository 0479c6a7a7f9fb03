"""The line from a presenter's kernel to the audience: open a question, watch the answers, close it.

Nothing waits for the audience: answers arrive by themselves, and :meth:`Audience.spread` returns them.
"""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from nmt_widgets.apps.shared.qr_codes import qr_code
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.served import is_served
from nmt_widgets.core.texts import texts
from nmt_widgets.presenting.audience import AnswerCounts, AudienceQuestion

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

_PATIENCE = 10.0  # seconds the server has to confirm a question


class _News(TypedDict):
    """A message of the server about a question: how its answers stand, or why it is refused."""

    number: int
    counts: NotRequired[dict[str, int]]
    is_open: NotRequired[bool]
    message: NotRequired[str]
    remedy: NotRequired[str]


class Audience:
    """The way to the room; a question asked through it is closed when its kernel ends.

    Parameters
    ----------
    on_spread : callable, optional
        Called with each new :class:`AnswerCounts`, in the kernel's own loop, between two messages of the page; at most
        a few times a second.
    on_link : callable, optional
        Called in the same way with a new link, when the room has moved with its computer into another network.
    """

    def __init__(
        self,
        on_spread: Callable[[AnswerCounts], None] | None = None,
        on_link: Callable[[str], None] | None = None,
    ) -> None:
        self._on_spread, self._on_link = on_spread, on_link
        self._open = ExitStack()
        self._news = threading.Condition()
        self._number = self._confirmed = 0  # the question sent last, and the one the server last wrote about
        self._spread = AnswerCounts()
        self._refused: InputError | None = None
        self._link: str | None = None
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        self._line = self._connect()

    @property
    def link(self) -> str | None:
        """The address the audience opens; None when the workbook was opened without ``--audience``."""
        return self._link

    def qr_code(self) -> str:
        """Return the link as a QR code: SVG that takes its size from its place; empty without a link."""
        return qr_code(self._link or "")

    def open_question(self, question: AudienceQuestion) -> None:
        """Ask the room; a question still open is closed.

        Raises
        ------
        InputError
            When there is no audience, the question cannot be asked, or whoever opened this page may not ask.
        """
        words = texts("audience")
        if self._line is None:
            raise InputError(words["not_served"], remedy=words["not_served_remedy"])
        self._send(question=asdict(question))
        self._await(lambda: self._confirmed == self._number)
        if self._refused:
            raise self._refused

    def spread(self) -> AnswerCounts:
        """Return how the answers to the last question stand, at once."""
        return self._spread

    def close_question(self) -> AnswerCounts:
        """Close the question and return how its answers stood; one already closed stays as it is."""
        if self._line is not None and self._spread.is_open:
            self._send(is_new=False)
            self._await(lambda: not self._spread.is_open)
        return self._spread

    def close(self) -> None:
        """Close the question, and the line to the server."""
        self._open.close()

    def _connect(self) -> ClientConnection | None:
        environment = os.environ
        if not is_served():
            return None
        from websockets.sync.client import connect

        place = (
            f"{environment['VOILA_APP_IP']}:{environment['VOILA_APP_PORT']}{environment['VOILA_WS_BASE_URL']}"
        )
        address = f"ws://{place}audience/{environment['VOILA_KERNEL_ID']}"
        line = self._open.enter_context(connect(address, proxy=None, ping_interval=None))
        self._link = json.loads(line.recv())["link"]
        if self._link is None:
            self._open.close()
            return None
        threading.Thread(target=self._listen, args=[line], name="nmt-audience", daemon=True).start()
        return line

    def _send(self, is_new: bool = True, **content: object) -> None:
        from websockets.exceptions import ConnectionClosed

        assert self._line is not None
        with self._news:
            if is_new:
                self._number, self._spread, self._refused = self._number + 1, AnswerCounts(), None
            number = self._number
        try:
            self._line.send(json.dumps({"number": number, **content}))
        except ConnectionClosed:
            raise self._lost() from None

    def _await(self, has_arrived: Callable[[], bool]) -> None:
        with self._news:
            if not self._news.wait_for(has_arrived, _PATIENCE):
                raise self._lost()

    def _lost(self) -> InputError:
        words = texts("audience")
        return InputError(words["line_lost"], remedy=words["line_lost_remedy"])

    def _listen(self, line: ClientConnection) -> None:
        """Read the messages of the server, in a thread of its own, until the line ends."""
        from websockets.exceptions import ConnectionClosed

        try:
            while True:
                message = json.loads(line.recv())
                if "link" in message:
                    self._link = message["link"]
                    self._pass_on(self._on_link, self._link)
                else:
                    self._hear(message)
        except ConnectionClosed:
            self._refused = self._lost()
            self._keep(AnswerCounts(self._spread.counts))

    def _hear(self, news: _News) -> None:
        if news["number"] != self._number:
            return
        if "counts" not in news:
            self._refused = InputError(news.get("message", ""), remedy=news.get("remedy"))
        self._keep(AnswerCounts(news.get("counts", {}), news.get("is_open", False)))

    def _keep(self, spread: AnswerCounts) -> None:
        with self._news:
            self._spread, self._confirmed = spread, self._number
            self._news.notify_all()
        self._pass_on(self._on_spread, spread)

    def _pass_on(self, listener: Callable[[Any], None] | None, news: AnswerCounts | str | None) -> None:
        """Tell a listener in the kernel's own loop."""
        if listener is not None and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(listener, news)
