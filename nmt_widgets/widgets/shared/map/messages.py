"""The messages between a brain map and its page."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

MapScore: TypeAlias = int | str | None
"""A score set on a map: a step, "not known", or None to clear it."""


class OpenBoxMessage(TypedDict):
    """A box of a map was opened, or all were closed; not `clicked` where the kernel has chosen it."""

    type: Literal["open"]
    function: str
    clicked: bool


class SetScoreMessage(TypedDict):
    """Sets the score of a function on a map; `edit` counts these messages."""

    type: Literal["score"]
    edit: int
    function: str
    score: MapScore


MapMessage: TypeAlias = OpenBoxMessage | SetScoreMessage
"""What a map sends."""


class PanelReply(TypedDict):
    """What a box opens: the title of the panel, and its HTML."""

    type: Literal["panel"]
    function: str
    title: str
    html: str


class ScoredReply(TypedDict):
    """The map is drawn with the score that was set."""

    type: Literal["scored"]
    edit: int


MapReply: TypeAlias = PanelReply | ScoredReply
"""What a map is sent."""


class MapStep(TypedDict):
    """One step of the scale on a map."""

    score: int
    colour: str
    ink: str
    band: str
    band_word: str


class MapScoring(TypedDict):
    """How a box looks and reads with another score.

    `names` are the functions'; `say` are patterns by state: `box`, `box_not_known`, `box_open`.
    """

    steps: list[MapStep]
    names: dict[str, str]
    say: dict[str, str]


class MapTraits(TypedDict):
    """What a map is made from; `svg` and `svg_tall` travel compressed, `scoring` is empty where nothing may be set."""

    svg: Any
    svg_tall: Any
    label: str
    words: dict[str, str]
    details: bool
    selected: str
    readonly: bool
    scoring: MapScoring
    theme: Literal["auto", "light", "dark"]
    height: str
