"""What the screens of practice and their pages say to each other."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.messages import Pair


class ListedAttempt(TypedDict):
    """An attempt at a case."""

    attempt: str
    label: str
    by: str
    mine: bool
    done: bool
    changed: str
    open: bool


class ListedCase(TypedDict):
    """A practice case."""

    id: str
    title: str
    summary: str
    facts: list[str]
    note: str
    begin: bool
    attempts: list[ListedAttempt]
    others: list[ListedAttempt]


class InstrumentResult(TypedDict):
    """What another instrument found."""

    title: str
    by: str
    rows: list[Pair]
    note: str


class Vignette(TypedDict):
    """The case as it is told."""

    paragraphs: list[tuple[int, str]]
    results: list[InstrumentResult]


class Cited(TypedDict):
    """A paragraph cited as evidence, or something else in words."""

    paragraph: int | None
    text: str


class ComparedFunction(TypedDict):
    """A function in an attempt and in the reference."""

    id: str
    number: int
    name: str
    region: str
    own: str | int | None
    reference: str | int | None
    difference: int | None
    rationale: str
    paragraphs: list[int]
    note: str
    evidence: list[Cited]
    named: list[int]


class Danger(TypedDict):
    """A sign of danger in the case."""

    name: str
    known: bool
    about: str
    said: str
    paragraphs: list[int]


class Trap(TypedDict):
    """What a case leads astray with."""

    title: str
    text: str
    functions: list[Pair]


class OpenAttempt(TypedDict):
    """Opens an attempt."""

    type: Literal["open"]
    attempt: str


class BeginAttempt(TypedDict):
    """Begins an attempt."""

    type: Literal["begin"]
    case: str
    edit: str


class Again(TypedDict):
    """Begins another attempt at the same case."""

    type: Literal["again"]
    edit: str


class Submitted(TypedDict):
    """An attempt is done."""

    type: Literal["submitted"]


ListMessage: TypeAlias = OpenAttempt | BeginAttempt
"""What the list sends."""
