"""What a room is asked, and how its answers stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["number", "choice", "text"]


@dataclass(frozen=True)
class AudienceQuestion:
    """What the room is asked. Everybody in it can read this: no client's data, and nothing that gives the answer away.

    Attributes
    ----------
    text : str
        The question, of at most 300 characters.
    kind : str
        "number": one of `low` to `high`; "choice": one of `choices`; "text": a few words.
    choices : tuple of str
        2 to 12 of them, each of at most 80 characters and unlike the others.
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
    """How the answers to one question stand.

    Attributes
    ----------
    counts : dict of str to int
        How many gave each answer: every number or choice in its order, also those nobody gave; texts as somebody
        wrote them, the most frequent first. Texts are a stranger's: escape them.
    is_open : bool
        Whether answers still count.
    """

    counts: dict[str, int] = field(default_factory=dict)
    is_open: bool = False

    @property
    def answered(self) -> int:
        """How many devices answered."""
        return sum(self.counts.values())
