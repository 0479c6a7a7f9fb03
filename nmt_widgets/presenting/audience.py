"""A question to the audience, and the count of its answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["number", "choice", "text"]


@dataclass(frozen=True)
class AudienceQuestion:
    """A question to the audience. Everyone in the room reads it: it holds no client data and no hint of the answer.

    Attributes
    ----------
    text : str
        The question, of at most 300 characters.
    kind : str
        "number": one of `low` to `high`; "choice": one of `choices`; "text": a few words.
    choices : tuple of str
        2 to 12 different ones of at most 80 characters.
    low, high : int
        The lowest and the highest number, at most 12 apart.
    """

    text: str
    kind: Kind = "number"
    choices: tuple[str, ...] = ()
    low: int = 1
    high: int = 12


@dataclass(frozen=True)
class AnswerCounts:
    """The answers to one question, counted.

    Attributes
    ----------
    counts : dict of str to int
        How many people gave each answer. Numbers and choices are in their order, with those nobody chose; texts are as
        people wrote them, the most frequent first. Escape texts: strangers wrote them.
    is_open : bool
        Whether answers still count.
    """

    counts: dict[str, int] = field(default_factory=dict)
    is_open: bool = False

    @property
    def answered(self) -> int:
        """Number of devices that answered."""
        return sum(self.counts.values())
