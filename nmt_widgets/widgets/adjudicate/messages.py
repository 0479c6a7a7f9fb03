"""What the screen of two ratings and its page say to each other."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.messages import Pair


class Listed(TypedDict):
    """A pair of ratings in the list: with both names, with one's own rating in progress, or with neither."""

    title: str
    by: str
    said: str
    state: str
    first: NotRequired[str]
    second: NotRequired[str]
    fill: NotRequired[str]


class RatingChoice(TypedDict):
    """A rating that can be compared."""

    id: str
    said: str
    group: str
    about: str
    owner: str
    age: float


class Side(TypedDict):
    """What one rater answered."""

    by: str
    answer: str
    said: str
    confidence: str
    sure: str
    why: str


class SettledAnswer(TypedDict):
    """What a third person settled."""

    answer: str
    said: str
    reason: str
    confidence: str


class Difference(TypedDict):
    """A question two raters answered differently."""

    path: str
    name: str
    place: str
    sides: list[Side]
    settled: SettledAnswer | None
    scale: list[int]
    choices: list[Pair]
    patterns: bool
    definition: str
    anchors: list[tuple[int, str]]


class RatingPair(TypedDict):
    """Two ratings of one assessment."""

    differences: list[Difference]
    agreed: list[list[str]]
    state: str
    revision: int
    may_settle: bool
    typed: str
    notes: list[str]
    links: dict[str, str]


class OpenPair(TypedDict):
    """Opens a pair."""

    type: Literal["open"]
    first: str
    second: str


class SecondRating(TypedDict):
    """Begins a second rating."""

    type: Literal["second"]
    of: str
    edit: str


class Settle(TypedDict):
    """Settles a difference."""

    type: Literal["settle"]
    path: str
    answer: str
    reason: str
    confidence: str
    base: int
    edit: str


class Finish(TypedDict):
    """Ends the settling of a pair."""

    type: Literal["finish"]
    base: int
    edit: str


class Kept(TypedDict):
    """A difference is settled."""

    type: Literal["kept"]
    edit: str
    path: str


class NotKept(TypedDict):
    """Something was refused."""

    type: Literal["refused"]
    edit: str
    message: str


class News(TypedDict):
    """Somebody else saved."""

    type: Literal["news"]
    message: str


class GoTo(TypedDict):
    """Has the page go to another screen."""

    type: Literal["go"]
    to: str


ListMessage: TypeAlias = OpenPair | SecondRating
"""What the list sends."""


PairMessage: TypeAlias = Settle | Finish
"""What a pair sends."""


PairReply: TypeAlias = Kept | NotKept | News
"""What a pair is told."""
