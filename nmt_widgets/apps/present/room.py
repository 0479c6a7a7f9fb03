"""The room in a presentation: the function or region a trainer asks about is a question on the audience's devices."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Protocol

from nmt_widgets.apps.present.audience_client import Audience
from nmt_widgets.charts import wording
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.presenting.audience import AnswerCounts, AudienceQuestion
from nmt_widgets.presenting.room_panel import room_question

UNASKED = 8.0
"""Seconds after which a question is closed that the page asks about no more."""


class RoomConnection(Protocol):
    """The part of :class:`nmt_widgets.apps.present.audience_client.Audience` that is needed here."""

    @property
    def link(self) -> str | None:
        """The address the room opens; None without a room."""

    def open_question(self, question: AudienceQuestion) -> None:
        """Ask the room."""

    def close_question(self) -> AnswerCounts:
        """Close the question, and return how its answers stood."""

    def spread(self) -> AnswerCounts:
        """Return how the answers stand."""

    def qr_code(self) -> str:
        """Return the link as a picture."""


class Connect(Protocol):
    """Opens the way to the room."""

    def __call__(self, *, on_link: Callable[[str], None]) -> RoomConnection:
        """Return it; `on_link` is called with a new link."""


class RoomView:
    """Asks the audience what the presenter's page asks about.

    Parameters
    ----------
    instrument : Instrument
    connect : callable, optional
        Returns the way to the room, given what to call with a new link; called once, when a case is opened.

    Attributes
    ----------
    on_move : callable
        Called when the room has another link.
    """

    def __init__(self, instrument: Instrument, connect: Connect = Audience) -> None:
        self._instrument, self._connect = instrument, connect
        self._words = texts("present", instrument.language)["room"]
        self._place = ""
        self._closing: asyncio.TimerHandle | None = None
        self.on_move: Callable[[], None] = lambda: None
        self.problem = ""

    @cached_property
    def _audience(self) -> RoomConnection | None:
        try:
            return self._connect(on_link=lambda _link: self.on_move())
        except (OSError, InputError, ValueError):
            return None  # a presentation goes on without a room

    @property
    def invitation(self) -> str:
        """How the room joins in; empty where there is none."""
        link = self._audience.link if self._audience else None
        return str(self._words["join"].format(link=link.removeprefix("http://"))) if link else ""

    @property
    def code(self) -> str:
        """The link as a picture; empty where there is none."""
        return self._audience.qr_code() if self._audience and self._audience.link else ""

    def ask(self, place: str) -> Mapping[int, int] | None:
        """Return how many answered each score for a function or region, asking the room first if need be.

        None where there is no room, it is not a function or region, or the room cannot be asked.
        """
        counts = self._counts(place, lambda: self._question(place))
        return None if counts is None else {int(score): count for score, count in counts.items()}

    def ask_panel(self, ask: str, text: str) -> tuple[Mapping[str, int] | None, str]:
        """Return how many gave each answer to what the panel asks, and why it cannot be asked.

        Parameters
        ----------
        ask : str
            "ready" or "words"; anything else closes the question.
        text : str
            What a word is asked for.
        """
        self.problem = ""
        if not ask:
            self.close()
            return None, ""
        key = f"{ask} {text}"  # no function or region has a space in its id
        return self._counts(key, lambda: room_question(ask, text, self._instrument)), self.problem

    def _counts(self, key: str, make: Callable[[], AudienceQuestion | None]) -> Mapping[str, int] | None:
        """Return how the answers to the question of a key stand, asking it first if need be."""
        if self._audience is None or self._audience.link is None:
            return None
        if key != self._place:
            question = make()
            if question is None:
                return None
            try:
                self._audience.open_question(question)
            except InputError as error:
                self.problem = error.brief
                return None
            self._place, self.problem = key, ""
        self._close_later()
        return self._audience.spread().counts

    def close(self) -> None:
        """Close the question, if one is open."""
        if self._closing:
            self._closing.cancel()
            self._closing = None
        if self._place and self._audience:
            self._place = ""
            try:
                self._audience.close_question()
            except InputError:
                return  # the line is gone, and with it the question

    def _question(self, place: str) -> AudienceQuestion | None:
        instrument = self._instrument
        if place in instrument.ids:
            name = instrument.function(place).name
        elif place in {region.id for region in instrument.regions}:
            name = wording.region_name(place, instrument)
        else:
            return None
        low, high = instrument.scale.low, instrument.scale.high
        return AudienceQuestion(self._words["question"].format(name=name), low=low, high=high)

    def _close_later(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        if self._closing:
            self._closing.cancel()
        self._closing = loop.call_later(UNASKED, self.close)
