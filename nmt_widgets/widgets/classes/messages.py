"""The messages between the screens of a class and their pages."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.messages import Pair, Words


class ListedClass(TypedDict):
    """A class as the list shows it: with its board, or with the person's own attempt."""

    code: str
    title: str
    summary: str
    closed: bool
    board: bool
    attempt: str


class BoardFunction(TypedDict):
    """One function on the board: its scores, the reference where the room may see it, and what was agreed.

    `description` is its strip in words; `agreement` says what was agreed, by whom and when.
    """

    id: str
    number: int
    name: str
    counts: list[int]
    n: int
    median: float | None
    lowest: float | None
    highest: float | None
    difference: float | None
    reference: float | None
    scores: list[tuple[str, float | None]]
    pinned: bool
    listed: bool
    description: str
    apart: str
    agreed: int | None
    note: str
    agreement: str


class DiscussionRow(TypedDict):
    """One function to be discussed, and why."""

    id: str
    name: str
    reason: str
    agreed: bool
    state: str


class RaterRow(TypedDict):
    """How far one rater is from the others, in words."""

    rater: str
    level: str
    distance: str
    n: str
    apart: str


class BoardRows(TypedDict):
    """What the scores of a class come to."""

    functions: list[BoardFunction]
    discussion: list[DiscussionRow]
    raters: list[RaterRow]
    raters_note: str
    reference_shown: bool


class BoardData(BoardRows):
    """What a class's board shows; `order` are the functions from top to bottom, `arrived` how many submitted.

    `map` is the map of how far apart they are, as SVG with its key in words; empty while the strips are shown.
    """

    order: list[str]
    map: str
    map_key: str
    arrived: int
    news: str
    closed: bool


class ClassDoorway(TypedDict):
    """Where members come in by the class's code: the address, also as SVG, and whether what they send is encrypted.

    All but the code are empty where they come in by the screen "Classes" alone.
    """

    link: str
    code: str
    picture: str
    secrecy: str


class MemberRow(TypedDict):
    """A member: name or letter, how far they are in words and in per cent, and why they may be stuck, if so.

    `by_code` is whether they came in by the code alone: only then a trainer changes anything of them.
    """

    seat: int
    name: str
    state: str
    share: int
    stuck: str
    by_code: bool


class RemovedRow(TypedDict):
    """Somebody who was removed: the number that stands in place of their seat, and their name or letter."""

    seat: int
    name: str


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
    """What the class agrees on; without a score it agrees on none."""

    type: Literal["consensus"]
    function: str
    score: int | None
    note: str


class Export(TypedDict):
    """Asks for a file."""

    type: Literal["export"]
    file: Literal["ratings", "functions"]


class CloseClass(TypedDict):
    """Closes the class."""

    type: Literal["close"]


class RenameMember(TypedDict):
    """Calls a member another name."""

    type: Literal["rename"]
    seat: int
    name: str


class RemoveMember(TypedDict):
    """Takes a member out of the class."""

    type: Literal["remove"]
    seat: int


class TakeMemberBack(TypedDict):
    """Takes somebody who was removed back into the class; `seat` is the number of the removed."""

    type: Literal["take_back"]
    seat: int


class RenewCode(TypedDict):
    """Gives a member a new personal code."""

    type: Literal["renew"]
    seat: int


class MemberReply(TypedDict):
    """What came of it: what was done, or the new code, or why it is refused."""

    type: Literal["changed"]
    seat: int
    code: str
    done: str
    problem: str


class ClassFile(TypedDict):
    """A file to be saved."""

    type: Literal["file"]
    name: str
    text: str


ListMessage: TypeAlias = OpenClass | BeginClass | JoinClass
"""What the list sends."""


BoardMessage: TypeAlias = Pin | Consensus | Export | CloseClass
"""What the board sends."""


MemberMessage: TypeAlias = RenameMember | RemoveMember | TakeMemberBack | RenewCode
"""What the list of members sends."""


class MembersTraits(TypedDict):
    """What the page of the members is made from."""

    doorway: ClassDoorway
    members: list[MemberRow]
    removed: list[RemovedRow]
    summary: str
    shows_names: bool
    may_lead: bool
    words: Words


class ClassListTraits(TypedDict):
    """What the page of the classes is made from; `code` and `chosen` fill in the forms that join and open one."""

    classes: list[ListedClass]
    cases: list[Pair]
    joins: bool
    words: Words
    code: str
    chosen: str
    problem: str


class BoardTraits(TypedDict):
    """What the page of a board is made from; `anchors` are the scores a text is given for, by function."""

    board: BoardData
    anchors: dict[str, list[tuple[int, str]]]
    lowest: int
    may_lead: bool
    words: Words
    problem: str
