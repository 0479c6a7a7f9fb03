"""The messages between incidents and phases and their page. A request that is sent twice has the same `edit`."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.messages import Pair, Words


class CountRow(TypedDict):
    """A count of the list, in words; `number` is None for counts that are added up, which nobody can change here.

    `raw_count` and `raw_days` are what a correction begins with. `reason` says why it was withdrawn.
    """

    number: int | None
    span: str
    place: str
    kind: str
    count: str
    days: str
    raw_count: str
    raw_days: str
    reason: str
    author: str
    at: str


class CountFilter(TypedDict):
    """What the list is of; None stands for all. The empty unit is the whole site."""

    kind: str | None
    unit: str | None
    month: str
    withdrawn: bool


class CountsPage(TypedDict):
    """A page of the list; `problem` is what is wrong with the month, and `added_up` whether any row is."""

    rows: list[CountRow]
    filter: CountFilter
    total: int
    page: int
    pages: int
    added_up: bool
    problem: str


class PhaseRow(TypedDict):
    """A phase, its first day in words and as it is typed."""

    number: int
    name: str
    unit: str
    place: str
    since: str
    begins: str
    author: str
    at: str


class CountStart(TypedDict):
    """What the form begins with: what was entered last, or the month that is over; and a unit without a count of it."""

    kind: str
    date: str
    unit: str


class EnterCount(TypedDict):
    """Enters a count; `sure` says that the questions were answered."""

    type: Literal["enter"]
    kind: str
    date: str
    until: str
    unit: str
    client: str
    count: str
    days: str
    sure: bool
    edit: str


class CorrectCount(TypedDict):
    """Corrects an entry."""

    type: Literal["correct"]
    number: int
    count: str
    days: str
    reason: str
    sure: bool
    edit: str


class WithdrawCount(TypedDict):
    """Withdraws an entry."""

    type: Literal["withdraw"]
    number: int
    reason: str
    edit: str


class ImportCounts(TypedDict):
    """Enters the counts of a table, whose bytes come with the message; `kind` is that of rows that name none."""

    type: Literal["import"]
    name: str
    kind: str
    sure: bool
    edit: str


class SetPhase(TypedDict):
    """Enters when a phase begins, or changes an entry."""

    type: Literal["set_phase"]
    name: str
    unit: str
    begins: str
    changes: int | None
    reason: str
    edit: str


class WithdrawPhase(TypedDict):
    """Withdraws a phase."""

    type: Literal["withdraw_phase"]
    number: int
    reason: str
    edit: str


class LookAtCounts(TypedDict):
    """Asks for a page of the list."""

    type: Literal["look"]
    filter: CountFilter
    page: int


class AskHistory(TypedDict):
    """Asks what an entry corrects."""

    type: Literal["history"]
    number: int


class AskUnit(TypedDict):
    """Asks which unit has no count of a kind in a month yet."""

    type: Literal["unit"]
    kind: str
    date: str


CountingRequest: TypeAlias = (
    EnterCount | CorrectCount | WithdrawCount | ImportCounts | SetPhase | WithdrawPhase
)
"""What changes something."""

CountingMessage: TypeAlias = CountingRequest | LookAtCounts | AskHistory | AskUnit
"""What the page sends."""


class CountFault(TypedDict):
    """A fault or a question in words: the field or column and the line it is of, where there is one."""

    field: str
    line: int | None
    text: str
    remedy: str


class CountsDone(TypedDict):
    """A request was carried out; `unit` is the next without a count, empty where there is none."""

    type: Literal["done"]
    edit: str
    text: str
    notes: list[str]
    unit: str


class CountsRefused(TypedDict):
    """A request was not carried out: because of faults, or until questions are answered."""

    type: Literal["refused"]
    edit: str
    faults: list[CountFault]
    questions: list[CountFault]


class HistoryLine(TypedDict):
    """What an entry or one before it said, in words."""

    text: str
    author: str
    at: str


class HistoryReply(TypedDict):
    """An entry and what it corrects, the newest first."""

    type: Literal["history"]
    number: int
    lines: list[HistoryLine]


class UnitReply(TypedDict):
    """The unit that has no count of a kind in a month yet, empty where each of them has."""

    type: Literal["unit"]
    kind: str
    date: str
    unit: str


CountingReply: TypeAlias = CountsDone | CountsRefused | HistoryReply | UnitReply
"""What the page is answered."""


class CountingTraits(TypedDict):
    """What the page is made from.

    `barred` says why the person can neither enter nor read counts. What is typed is kept by the name of its `owner`.
    """

    barred: str
    owner: str
    kinds: list[Pair]
    reasons: list[Pair]
    units: list[str]
    start: CountStart
    page: CountsPage
    phases: list[PhaseRow]
    columns: list[str]
    words: Words
