"""The messages between the screen of a consultation and its page."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.answers.messages import Answers, RecordFacts, SavingMessage
from nmt_widgets.widgets.shared.form.messages import FormSpec
from nmt_widgets.widgets.shared.messages import Pair, Words


class SummaryBar(TypedDict):
    """One bar: shares of its length from 0 to 1, its figure, and a remark."""

    id: str
    name: str
    figure: str
    remark: str
    share: float | None
    low: float | None
    high: float | None
    before: float | None
    limits: list[float]
    tone: str


class BarGroup(TypedDict):
    """Bars under one name; `form` is the class of the group's style."""

    name: str
    form: str
    note: str
    bars: list[SummaryBar]


class TrialFunction(TypedDict):
    """A function as the page's step picker needs it."""

    id: str
    name: str
    score: int | None
    state: str
    anchors: dict[str, str]


class StepColours(TypedDict):
    """The look of the steps from `low` on."""

    low: int
    colours: list[str]
    inks: list[str]


class LeverRow(TypedDict):
    """A smallest change worth trying, in words and as the scores to try."""

    title: str
    summary: str
    changes: dict[str, int]


class PlanLineRow(TypedDict):
    """One line of a plan on the board.

    `facts` and `details` are pairs of a name and words; `waits` is what the line waits for; `verdicts` are pairs of a
    verdict and words, none where nothing can be decided; `minutes`, `times` and `per` are the dose, None where there is
    none; `own` marks a line that the page adds for the team's own steps.
    """

    id: str
    part: str
    kind: str
    kind_name: str
    title: str
    text: str
    facts: list[Pair]
    details: list[Pair]
    why: list[str]
    changes_when: str
    settled: bool
    horizon: str
    waits: str
    verdicts: list[Pair]
    minutes: int | None
    times: int | None
    per: str | None
    own: NotRequired[bool]


class OutlookGroup(TypedDict):
    """What a plan tells under one title; `items` are pairs of a name, which may be empty, and words."""

    title: str
    items: list[Pair]


class PlanSafetyData(TypedDict):
    """What comes before a plan.

    `signs` are a name, what is known, and whether the sign is there; `numbers` are pairs of a name and the number to
    call; `held_back` are pairs of the titles of lines and why they are held back, each reason once.
    """

    sentences: list[str]
    signs: list[tuple[str, str, bool]]
    procedure: list[str]
    numbers: list[Pair]
    missing: str
    held_back: list[Pair]


class ChangedLine(TypedDict):
    """A line as the team changed it; `details` are pairs of a name and words."""

    text: str
    details: list[Pair]


class PlanStanding(TypedDict):
    """What a team's decisions amount to.

    `lines` has the state of each line: accepted, changed, rejected, needs_reason or open. `changed` has the lines that
    no longer read as they were proposed. `open` are pairs of id and title. `dropped` names decided lines that the plan
    no longer has.
    """

    lines: dict[str, str]
    changed: dict[str, ChangedLine]
    sentences: list[str]
    open: list[Pair]
    dropped: str


class AdherenceRow(TypedDict):
    """How much of a plan was carried out: by line, and in sentences over all."""

    lines: dict[str, str]
    sentences: list[str]


class Paper(TypedDict):
    """The paper that asks for a recipient."""

    reader: str
    why: str


class PrintWish(TypedDict):
    """Asks whether a paper may be printed or saved."""

    type: Literal["print", "save"]


class PrintReply(TypedDict):
    """It may."""

    type: Literal["may"]
    wish: Literal["print", "save"]


class Copy(TypedDict):
    """Asks for a copy of the plan."""

    type: Literal["copy"]


BoardMessage: TypeAlias = SavingMessage | Copy
"""What the board of a plan sends."""


class StandingTraits(TypedDict):
    """What the bars are drawn from."""

    groups: list[BarGroup]


class TrialTraits(TypedDict):
    """What the page of scores on trial is made from; the page sets `changes`."""

    functions: list[TrialFunction]
    steps: StepColours
    words: Words
    selected: str
    changes: dict[str, int]
    effects: list[str]
    leverage: list[LeverRow]


class PrintTraits(TypedDict):
    """What a page to be printed is made from."""

    html: str
    notice: str
    file: str
    words: Words


class BoardWords(TypedDict):
    """The words of a team's board, by topic of the texts."""

    saving: Words
    plan: Words


class PlanBoardTraits(TypedDict):
    """What the page of a team's board is made from."""

    view: Literal["board", "follow_up", "papers"]
    lines: list[PlanLineRow]
    outlook: list[OutlookGroup]
    safety: PlanSafetyData
    standing: PlanStanding
    trial: bool
    paper: Paper
    spec: FormSpec
    record: RecordFacts
    answers: Answers
    words: BoardWords
    adherence: AdherenceRow
    banner: str
    offer: str
    where: str
