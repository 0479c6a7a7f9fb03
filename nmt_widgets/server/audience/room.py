"""The room: one code, at most one question at a time, and the answers to it, kept in memory until it is closed."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from typing import Any

from nmt_widgets.presenting.audience import AudienceQuestion
from nmt_widgets.server.audience.answers import Value, count_answers, shown_question
from nmt_widgets.server.audience.limits import audience_limits


class AudienceRound:
    """One question, from being asked to being closed.

    Attributes
    ----------
    id : str
        What a device names when it answers, so that no answer goes to another question.
    is_open : bool
        Whether answers still count.
    changed : asyncio.Event
        Set when there is something new for the presenter.
    """

    def __init__(self, question: AudienceQuestion) -> None:
        self.id, self.question, self.is_open = secrets.token_urlsafe(8), question, True
        self.changed = asyncio.Event()
        self.changed.set()
        self._answers: dict[str, Value] = {}
        self._counts: dict[str, int] = {}

    def take(self, device: str, value: Value) -> bool:
        """Count an answer in place of the device's former one; return False when there is no room for more devices."""
        if device not in self._answers and len(self._answers) >= audience_limits().answer.devices_at_most:
            return False
        self._answers[device] = value
        self.changed.set()
        return True

    def close(self) -> None:
        """Count no more, and forget which device gave which answer."""
        self._counts, self.is_open = self.counts(), False
        self._answers.clear()
        self.changed.set()

    def counts(self) -> dict[str, int]:
        """Return how many gave each answer."""
        return count_answers(self.question, self._answers.values()) if self.is_open else self._counts

    def shown(self) -> dict[str, Any]:
        """Return what a device is told."""
        return {"id": self.id, **shown_question(self.question)}


class AudienceRoom:
    """Where the audience answers, from the server's start to its stop.

    Parameters
    ----------
    host, address : str
        The name or address people use, and the address listened on.
    port : int
        The port listened on.

    Attributes
    ----------
    code : str
        What opens the room; another with every start.
    secret : bytes
        Signs the cookies of devices.
    link : str
        What a person types or scans.
    hosts : frozenset of str
        The names the room goes by in a request.
    round : AudienceRound, optional
        The question being asked; None between questions.
    """

    def __init__(self, host: str, address: str, port: int) -> None:
        code = audience_limits().code
        self.code = "".join(secrets.choice(code.letters) for _ in range(code.length))
        at = "" if port == 80 else f":{port}"
        self.hosts = frozenset(f"{name}{at}" for name in (host, address))
        self.link = f"http://{host}{at}/{self.code}"
        self.secret = secrets.token_bytes(32)
        self.round: AudienceRound | None = None

    def is_code(self, given: str) -> bool:
        """Return whether `given` opens the room, in capitals or not."""
        return hmac.compare_digest(given.upper().encode(), self.code.encode())

    def ask(self, question: AudienceQuestion) -> AudienceRound:
        """Ask a question; one still open is closed."""
        self.close(self.round)
        self.round = AudienceRound(question)
        return self.round

    def close(self, asked: AudienceRound | None) -> None:
        """Close a question, unless that was done."""
        if asked is not None and asked.is_open:
            asked.close()
        if asked is self.round:
            self.round = None
