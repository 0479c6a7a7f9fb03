"""The room: a code, at most one open question, and its answers, in memory only until the question is closed."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Callable

from nmt_widgets.presenting.audience import AudienceQuestion
from nmt_widgets.server.audience.answers import QuestionMessage, Value, count_answers, question_message
from nmt_widgets.server.audience.limits import audience_limits
from nmt_widgets.server.shared.local_network import DoorPlace


class RoundMessage(QuestionMessage):
    """The open question, as a device gets it."""

    id: str


class AudienceRound:
    """One question, from its opening to its closing.

    Attributes
    ----------
    id : str
        The id that an answer has to name, so that it cannot count for another question.
    is_open : bool
        Whether answers still count.
    changed : asyncio.Event
        Set when there is news for the presenter.
    """

    def __init__(self, question: AudienceQuestion) -> None:
        self.id, self.question, self.is_open = secrets.token_urlsafe(8), question, True
        self.changed = asyncio.Event()
        self.changed.set()
        self._answers: dict[str, Value] = {}
        self._counts: dict[str, int] = {}

    def take(self, device: str, value: Value) -> bool:
        """Count an answer, which replaces the device's earlier one; return False if there are too many devices."""
        if device not in self._answers and len(self._answers) >= audience_limits().answer.devices_at_most:
            return False
        self._answers[device] = value
        self.changed.set()
        return True

    def close(self) -> None:
        """Stop counting, and forget which device gave which answer."""
        self._counts, self.is_open = self.counts(), False
        self._answers.clear()
        self.changed.set()

    def counts(self) -> dict[str, int]:
        """Return the count of each answer."""
        return count_answers(self.question, self._answers.values()) if self.is_open else self._counts

    def message(self) -> RoundMessage:
        """Return the message to a device."""
        return {"id": self.id, **question_message(self.question)}


class AudienceRoom:
    """The room of the audience, from the start of the server to its end.

    Parameters
    ----------
    place : DoorPlace
        Where the room's devices reach it.
    path : str
        What stands before the room's code in its address; empty where the room is all that is served.

    Attributes
    ----------
    code : str
        The code of the room; each start makes a new one.
    secret : bytes
        The key that signs the cookies of devices.
    place : DoorPlace
        Where it is now.
    round : AudienceRound, optional
        The open question; None between questions.
    followers : set of callable
        Called when the room has moved.
    """

    def __init__(self, place: DoorPlace, path: str = "") -> None:
        code = audience_limits().code
        self.code = "".join(secrets.choice(code.letters) for _ in range(code.length))
        self.place, self.path = place, path
        self.secret = secrets.token_bytes(32)
        self.round: AudienceRound | None = None
        self.followers: set[Callable[[], None]] = set()

    def move(self, place: DoorPlace) -> None:
        """Be at another place from now on."""
        self.place = place
        for follow in tuple(self.followers):
            follow()

    @property
    def link(self) -> str:
        """The address that people type or scan."""
        return f"{self.place.link}{self.address}"

    @property
    def address(self) -> str:
        """The address of its page on its own server."""
        return f"{self.path}/{self.code}"

    def is_code(self, text: str) -> bool:
        """Return whether `text` is the code of the room, in capitals or not."""
        return hmac.compare_digest(text.upper().encode(), self.code.encode())

    def ask(self, question: AudienceQuestion) -> AudienceRound:
        """Open a question, and close the one before."""
        self.close(self.round)
        self.round = AudienceRound(question)
        return self.round

    def close(self, question: AudienceRound | None) -> None:
        """Close a question, if it is open."""
        if question is not None and question.is_open:
            question.close()
        if question is self.round:
            self.round = None
