"""The messages between a presentation and its page."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.messages import Pair, Words


class SceneNote(TypedDict):
    """A note for the speaker; of one step, or of the whole scene."""

    text: str
    mark: str
    step: int | None


class SceneAsk(TypedDict):
    """A function or region the room is asked about."""

    id: str
    question: str


class GuessData(TypedDict):
    """What the room guesses; `places` are the names of all functions and regions, `high` is the highest score."""

    asks: list[SceneAsk]
    places: dict[str, str]
    high: int


class UseDose(TypedDict):
    """How much and how often a network is used."""

    minutes: int
    times: int
    per: Literal["day", "week", "month"]


class RepetitionModel(TypedDict):
    """The numbers of the model of use-dependent change."""

    weeks: int
    minutes_scale: float
    half_life: float
    start: float
    most_trace: float
    rate: float
    compare: UseDose


class RepetitionData(TypedDict):
    """The panel of use-dependent change."""

    panel: Literal["repetition"]
    model: RepetitionModel
    words: Words


class StressResponse(TypedDict):
    """How somebody answers a demand: from which size on, and how abruptly."""

    threshold: float
    slope: float


class StressCourse(TypedDict):
    """A pattern of stress: episodes as first day, days and strength, and the response it leads to."""

    id: str
    episodes: list[tuple[float, float, float]]
    becomes: StressResponse


class StressModel(TypedDict):
    """The numbers of the model of patterns of stress."""

    days: int
    demand: float
    before: StressResponse
    patterns: list[StressCourse]


class StressData(TypedDict):
    """The panel of patterns of stress; `states` are the names of the states, calm first."""

    panel: Literal["stress"]
    model: StressModel
    words: Words
    states: list[str]


class TimingModel(TypedDict):
    """The numbers of the model of the timing of adversity."""

    cascade: float
    seen_at: float
    step: float


class RegionCurve(TypedDict):
    """How a region usually grows: its level at each step of age."""

    id: str
    curve: list[float]


class TimingData(TypedDict):
    """The panel of the timing of adversity; the lowest region comes first."""

    panel: Literal["timing"]
    model: TimingModel
    curves: list[RegionCurve]
    words: Words


class RoomData(TypedDict):
    """The panel that asks the room."""

    words: Words


class PlainData(TypedDict):
    """A scene without a script of its own; `panel` names a teaching panel."""

    panel: NotRequired[str]


SceneData: TypeAlias = GuessData | RoomData | RepetitionData | StressData | TimingData | PlainData
"""What the script of a scene's kind needs."""


class DeckScene(TypedDict):
    """A scene of a deck."""

    id: str
    kind: str
    title: str
    html: str
    steps: int
    minutes: float | None
    notes: list[SceneNote]
    data: SceneData


class DeckWords(TypedDict):
    """The words of a presentation."""

    page: Words
    marks: dict[str, str]
    disclaimer: str
    palettes: dict[str, str]


class Deck(TypedDict):
    """A presentation."""

    id: str
    title: str
    scenes: list[DeckScene]
    panels: list[DeckScene]
    least_answers: int
    palettes: dict[str, list[Pair]]
    words: DeckWords


class PresenterTraits(TypedDict):
    """What the page of a presentation is made from."""

    deck: Deck
    has_audience: bool
    makes_files: bool
    invitation: str
    code: str
    way_back: bool


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


class RoomQuestion(TypedDict):
    """Asks the room whether it is ready or for a word, or how its answers stand; empty closes the question."""

    type: Literal["room"]
    ask: Literal["ready", "words", ""]
    text: str


class RoomReply(TypedDict):
    """How many gave each answer; None where the room cannot be asked, for the reason in `problem`."""

    type: Literal["room"]
    ask: str
    text: str
    counts: dict[str, int] | None
    problem: str


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


PresenterMessage: TypeAlias = Leave | SpreadQuestion | RoomQuestion | HandOutWish
"""What a presentation sends."""

PresenterReply: TypeAlias = SpreadReply | RoomReply | HandOutReply
"""What a presentation is told."""
