"""The messages between the log of training and its page."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.messages import Pair, Words


class StandingRow(TypedDict):
    """Where one person stands in one level; `missing` and `level_name` in words. Before an entry `level` is empty."""

    person: str
    level: str
    level_name: str
    hours: str
    sessions: int
    cases: int
    missing: str
    done: bool


class NeedRow(TypedDict):
    """One thing a level asks for, how much of it there is, and who asks for it."""

    text: str
    share: float
    met: bool
    mark: str


class FirstLevel(TypedDict):
    """The first level of a programme, for somebody of whom nothing has been noted yet."""

    name: str
    needs: list[NeedRow]


class EntryRow(TypedDict):
    """One entry of the log; `taken_back` says who took it back and why, if somebody did."""

    number: int
    day: str
    kind: str
    hours: str
    about: str
    author: str
    taken_back: str
    may_take_back: bool


class DistanceBar(TypedDict):
    """Where a distance lies on a bar, as shares from 0 to 1; its interval may be unknown."""

    value: float
    low: float | None
    high: float | None
    limits: list[float]


class RatedCase(TypedDict):
    """A practice case somebody submitted, and how near it came to the reference."""

    day: str
    case: str
    distance: str
    band: str
    bar: DistanceBar | None


class RoundRow(RatedCase):
    """A case that is scored again after the level was attested, and when it is due."""

    due: str
    state: str


class FidelityRows(TypedDict):
    """The rounds of a level that was attested, and what drifted since, in sentences."""

    lead: str
    rounds: list[RoundRow]
    drift: list[str]


class ChosenLevel(TypedDict):
    """One person's level in all."""

    person: str
    level: str
    title: str
    state: str
    may_attest: bool
    needs: list[NeedRow]
    entries: list[EntryRow]
    cases: list[RatedCase]
    fidelity: FidelityRows | None


class ErrorRow(TypedDict):
    """How sure the scores of one function are; the bar shows the error of one rater with its interval."""

    cells: list[str]
    bar: DistanceBar


class ErrorPanel(TypedDict):
    """How sure the scores are: what it comes to, the largest errors, and what ranges from them would change.

    `rule` says how an error becomes a range; `all_heads` and `all_rows` have every figure.
    """

    lead: list[str]
    rows_lead: str
    heads: list[str]
    rows: list[ErrorRow]
    rule: str
    preview: list[str]
    all_heads: list[str]
    all_rows: list[list[str]]
    notes: list[str]


class CurvePoint(TypedDict):
    """One practice case on a curve: its distance from the reference with its interval, and the figures in words."""

    day: str
    case: str
    value: float
    low: float | None
    high: float | None
    distance: str
    bias: str
    band: str


class DriftRow(TypedDict):
    """A function that somebody scores consistently high or low."""

    function: str
    way: str
    mean: str
    interval: str
    cases: int


class CurveRows(TypedDict):
    """One person's curve over cases; `limits` are the distances at which the bands of agreement end."""

    person: str
    title: str
    sentence: str
    description: str
    points: list[CurvePoint]
    limits: list[float]
    drifting: list[DriftRow]


class DisputeLine(TypedDict):
    """One dispute: who disagreed and when, why, how it was answered, and the address of its attempt."""

    by: str
    text: str
    state: str
    open: bool
    to: str


class DisputedScore(TypedDict):
    """A score of a reference that somebody disputes, and how many of those who submitted the case.

    It is `open` while a dispute of it has no answer.
    """

    case: str
    function: str
    open: bool
    count: str
    disputes: list[DisputeLine]


class NotingForm(TypedDict):
    """What can be noted, and for whom; a class is its title and the people in it."""

    people: list[str]
    levels: list[Pair]
    kinds: list[Pair]
    timed: list[str]
    classes: list[tuple[str, list[str]]]
    today: str


class Choose(TypedDict):
    """Shows one person's level."""

    type: Literal["choose"]
    person: str
    level: str


class Note(TypedDict):
    """Notes what people took part in."""

    type: Literal["note"]
    people: list[str]
    level: str
    kind: str
    hours: float
    day: str
    about: str
    edit: str


class TakeBack(TypedDict):
    """Takes an entry back."""

    type: Literal["take_back"]
    number: int
    reason: str
    edit: str


class Attest(TypedDict):
    """Attests a level."""

    type: Literal["attest"]
    edit: str


class EstimateError(TypedDict):
    """Asks for the error of raters."""

    type: Literal["estimate"]


LogMessage: TypeAlias = Choose | Note | TakeBack | Attest | EstimateError
"""What the log sends."""


class LogTraits(TypedDict):
    """What the page of the log is made from; `noted` counts the entries noted from this page."""

    rows: list[StandingRow]
    before: list[FirstLevel]
    chosen: ChosenLevel | None
    curve: CurveRows | None
    disputes: list[DisputedScore]
    form: NotingForm | None
    words: Words
    own: bool
    error: ErrorPanel | None
    problem: str
    trouble: str
    noted: int
