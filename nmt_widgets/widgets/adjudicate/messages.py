"""What the screen of two ratings and its page say to each other."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.messages import Pair


class PairRow(TypedDict):
    """Two ratings as the list shows them.

    `first` and `second` name the assessments where they can be opened side by side; `fill` is the code of one's own
    rating in progress.
    """

    title: str
    by: str
    status: str
    state: str
    first: NotRequired[str]
    second: NotRequired[str]
    fill: NotRequired[str]


class RatingChoice(TypedDict):
    """A completed rating to be put beside another; two with the same `about` can be compared. `age` is in years."""

    id: str
    label: str
    group: str
    about: str
    owner: str
    age: float


class RatingSide(TypedDict):
    """What one of two raters answered: `answer` as the page sends it back, and in words, as how sure it is."""

    by: str
    answer: str
    answer_words: str
    confidence: str
    confidence_words: str
    why: str


class SettledAnswer(TypedDict):
    """What the third person settled on: `answer` as the page sends it back, and in words."""

    answer: str
    answer_words: str
    reason: str
    confidence: str


class PairDifference(TypedDict):
    """A question on which two ratings differ.

    `place` is its section and group; `choices` are pairs of id and words where the answer is no number; `patterns`
    says whether a pattern belongs to the answer.
    """

    path: str
    name: str
    place: str
    sides: list[RatingSide]
    settled: SettledAnswer | None
    scale: list[int]
    choices: list[Pair]
    patterns: bool
    definition: str
    anchors: list[tuple[int, str]]


class PairData(TypedDict):
    """What the page shows of two ratings of one assessment; `agreed` are pairs of a question and its answer."""

    differences: list[PairDifference]
    agreed: list[Pair]
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


class FindRatings(TypedDict):
    """Looks for ratings to choose from, by their title or code."""

    type: Literal["find"]
    words: str


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


ListMessage: TypeAlias = OpenPair | SecondRating | FindRatings
"""What the list sends."""


PairMessage: TypeAlias = Settle | Finish
"""What a pair sends."""


PairReply: TypeAlias = Kept | NotKept | News
"""What a pair is told."""
