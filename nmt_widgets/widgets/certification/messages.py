"""What the log of training and its page say to each other."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.messages import Pair


class LogRow(TypedDict):
    """Where a person stands on a level."""

    person: str
    level: str
    level_said: str
    hours: str
    sessions: int
    cases: int
    missing: str
    done: bool


class Need(TypedDict):
    """What a level asks for."""

    said: str
    share: float
    met: bool
    mark: str


class LogEntry(TypedDict):
    """What somebody took part in."""

    number: int
    day: str
    what: str
    hours: str
    about: str
    author: str
    gone: str
    may_take_back: bool


class DistanceBar(TypedDict):
    """A distance on its way, in shares."""

    value: float
    low: float
    high: float
    limits: list[float]


class RatedCase(TypedDict):
    """A rated case beside its reference."""

    day: str
    case: str
    distance: str
    band: str
    bar: DistanceBar | None


class Round(TypedDict):
    """A rated case of a round of fidelity."""

    day: str
    case: str
    distance: str
    band: str
    bar: DistanceBar | None
    due: str
    state: str


class Fidelity(TypedDict):
    """Whether the rating stays near the reference."""

    lead: str
    rounds: list[Round]
    said: list[str]


class ChosenLevel(TypedDict):
    """One person's level, in all."""

    person: str
    level: str
    title: str
    state: str
    may_attest: bool
    needs: list[Need]
    entries: list[LogEntry]
    cases: list[RatedCase]
    fidelity: NotRequired[Fidelity | None]


class NotingForm(TypedDict):
    """What can be noted, and for whom."""

    people: list[str]
    levels: list[Pair]
    kinds: list[Pair]
    timed: list[str]
    classes: list[Any]
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
    hours: str
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


LogMessage: TypeAlias = Choose | Note | TakeBack | Attest
"""What the log sends."""
