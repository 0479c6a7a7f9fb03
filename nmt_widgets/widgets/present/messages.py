"""What a presentation and its page say to each other."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.messages import Pair


class SceneNote(TypedDict):
    """A note for the speaker; of one step, or of the whole scene."""

    text: str
    mark: str
    step: int | None


class DeckScene(TypedDict):
    """A scene of a deck."""

    id: str
    kind: str
    title: str
    html: str
    steps: int
    minutes: float | None
    notes: list[SceneNote]
    data: Any


class DeckWords(TypedDict):
    """The words of a presentation."""

    page: dict[str, Any]
    marks: dict[str, str]
    disclaimer: str
    palettes: dict[str, str]


class Deck(TypedDict):
    """A presentation."""

    id: str
    title: str
    scenes: list[DeckScene]
    panels: list[DeckScene]
    palettes: dict[str, list[Pair]]
    words: DeckWords


class Leave(TypedDict):
    """Goes back to the other presentations."""

    type: Literal["leave"]


class SpreadQuestion(TypedDict):
    """Asks how the audience answered."""

    type: Literal["spread"]
    question: str


class SpreadReply(TypedDict):
    """How many answered each score; None where nobody is asked."""

    type: Literal["spread"]
    question: str
    counts: dict[str, int] | None


class HandOutWish(TypedDict):
    """Asks for a hand-out's file."""

    type: Literal["hand-out"]
    kind: str
    palette: str


class HandOutReply(TypedDict):
    """The file's bytes come with it, or why there is none."""

    type: Literal["hand-out"]
    kind: str
    name: NotRequired[str]
    problem: NotRequired[str]


PresenterMessage: TypeAlias = Leave | SpreadQuestion | HandOutWish
"""What a presentation sends."""
