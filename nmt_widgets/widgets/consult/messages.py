"""What the screen of a consultation and its page say to each other."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from nmt_widgets.widgets.shared.messages import Pair


class Bar(TypedDict):
    """A figure as a bar, in shares of its length."""

    id: str
    name: str
    figure: str
    said: str
    share: float | None
    low: float | None
    high: float | None
    before: float | None
    limits: list[float]
    tone: str


class BarGroup(TypedDict):
    """Bars under a name."""

    name: str
    form: str
    note: str
    bars: list[Bar]


class TriedFunction(TypedDict):
    """A function whose score can be tried."""

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


class Lever(TypedDict):
    """Changes that would lift a gate or a category."""

    title: str
    said: str
    changes: dict[str, int]


class PlanLine(TypedDict):
    """A line of the plan, in words."""

    id: str
    part: str
    kind: str
    kind_name: str
    title: str
    text: str
    facts: list[list[str]]
    details: list[list[str]]
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


class PlanSafety(TypedDict):
    """What comes before the plan."""

    said: str
    signs: list[Pair]
    procedure: list[str]
    numbers: list[Pair]
    missing: str
    held: list[Pair]


class Told(TypedDict):
    """What a line says since it was decided."""

    text: str
    details: list[Pair]


class PlanStanding(TypedDict):
    """What the decisions amount to."""

    lines: dict[str, str]
    told: dict[str, Told]
    said: list[str]
    open: list[Pair]
    gone: list[Any]


class Adherence(TypedDict):
    """What was done, in words."""

    lines: dict[str, str]
    said: list[str]


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
    wish: str


class Copy(TypedDict):
    """Asks for a copy of the plan."""

    type: Literal["copy"]
