"""What the screens of a class and their pages say to each other."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict


class ListedClass(TypedDict):
    """A class in the list."""

    code: str
    title: str
    said: str
    closed: bool
    board: bool
    attempt: str


class BoardFunction(TypedDict):
    """How a class scored a function."""

    id: str
    number: int
    name: str
    counts: list[int]
    n: int
    median: float | None
    lowest: int | None
    highest: int | None
    difference: float | None
    reference: int | None
    scores: list[tuple[str, int | None]]
    pinned: bool
    listed: bool
    said: str
    apart: str
    agreed: int | None
    note: str
    kept: str


class Discussed(TypedDict):
    """A function to be discussed."""

    id: str
    name: str
    said: str
    agreed: bool
    state: str


class Rater(TypedDict):
    """A rater beside the others."""

    rater: str
    level: str
    distance: str
    n: str
    apart: str


class Board(TypedDict):
    """What a class's board shows."""

    functions: list[BoardFunction]
    order: list[str]
    discussion: NotRequired[list[Discussed]]
    raters: NotRequired[list[Rater]]
    raters_said: NotRequired[str]
    reference_shown: NotRequired[bool]
    arrived: NotRequired[int]
    news: NotRequired[str]
    closed: NotRequired[bool]


class OpenClass(TypedDict):
    """Opens a class's board."""

    type: Literal["open"]
    code: str


class BeginClass(TypedDict):
    """Opens a class for a practice case."""

    type: Literal["begin"]
    title: str
    practice: str


class JoinClass(TypedDict):
    """Joins a class."""

    type: Literal["join"]
    code: str


class Pin(TypedDict):
    """Puts a function on the list to be discussed, or takes it off."""

    type: Literal["pin"]
    function: str
    on: bool


class Consensus(TypedDict):
    """What the class agrees on."""

    type: Literal["consensus"]
    function: str
    score: int
    note: str


class Export(TypedDict):
    """Asks for a file."""

    type: Literal["export"]
    what: str


class CloseClass(TypedDict):
    """Closes the class."""

    type: Literal["close"]


class ClassFile(TypedDict):
    """A file to be saved."""

    type: Literal["file"]
    name: str
    text: str


ListMessage: TypeAlias = OpenClass | BeginClass | JoinClass
"""What the list sends."""


BoardMessage: TypeAlias = Pin | Consensus | Export | CloseClass
"""What the board sends."""
