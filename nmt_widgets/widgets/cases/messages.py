"""What a list of cases and its page say to each other.

A list is described by its query, the part of an address after `?`: `group`, `search`, `sort`, `page` and the filters.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.messages import Pair, Words

Query: TypeAlias = dict[str, str]
"""The query of an address."""


class AssessmentLine(TypedDict):
    """One assessment of a case: what it is called with its age, its status in words, whether it is in progress."""

    number: int
    label: str
    status: str
    open: bool


class CaseEntry(TypedDict):
    """One case of the list.

    `map` names the state of its map, and is empty where there is none to show; the map itself is asked for. `actions`
    are screens and words; `filing` is what the person may do with the record; `problem` says why it cannot be read.
    """

    case: str
    title: str
    kind: str
    facts: list[str]
    lead: str
    map: str
    actions: list[Pair]
    filing: list[str]
    problem: str
    assessments: NotRequired[list[AssessmentLine]]
    again: NotRequired[bool]


class CaseSection(TypedDict):
    """A group of cases under its name; `count` is how many there are, here or on other pages."""

    group: str
    title: str
    count: int
    entries: list[CaseEntry]


class CaseListState(TypedDict):
    """What the list shows.

    `answers` names the request it answers; `groups` are id, name and count; `result` says in words how many cases fit;
    `problems` are those of the filters, by the name in the query; `chips` are the filters that are set, in words, with
    their names in the query.
    """

    answers: str
    query: Query
    sort: str
    groups: list[tuple[str, str, int]]
    sections: list[CaseSection]
    result: str
    page: int
    pages: int
    problems: Query
    chips: list[tuple[str, list[str]]]


class CaseFilter(TypedDict):
    """A filter: a range of numbers or dates, some of several options, or one of them; and the groups it is for."""

    name: str
    kind: Literal["years", "dates", "several", "single"]
    label: str
    options: list[Pair]
    groups: list[str]


class CaseListTraits(TypedDict):
    """What the page of the list is given; `screen` is empty where no server leads from one screen to another."""

    state: CaseListState
    words: Words
    filters: list[CaseFilter]
    sorts: list[Pair]
    screen: str
    last: str
    problem: str


class ListCases(TypedDict):
    """Asks for another group, page or order, or for what fits; `request` names this request."""

    type: Literal["list"]
    request: str
    query: Query


class OpenListedCase(TypedDict):
    """Opens a case, or one of its assessments."""

    type: Literal["open"]
    case: str
    assessment: NotRequired[int]


class AskMaps(TypedDict):
    """Asks for the maps of cases that came into view."""

    type: Literal["maps"]
    cases: list[str]


class AskPeople(TypedDict):
    """Asks who may have a case, and who has it."""

    type: Literal["people"]
    case: str


class FilingRequest(TypedDict):
    """Archives, restores, assigns or shares a case. Sent again with the same `edit`, it is done once."""

    type: Literal["file"]
    act: Literal["archive", "restore", "assign", "share", "unshare"]
    case: str
    person: str
    edit: str


CaseListMessage: TypeAlias = ListCases | OpenListedCase | AskMaps | AskPeople | FilingRequest
"""What every list of cases sends."""


class MapsReply(TypedDict):
    """Maps by case."""

    type: Literal["maps"]
    maps: dict[str, str]


class PeopleReply(TypedDict):
    """Who may have a case, who has it, and who reads it."""

    type: Literal["people"]
    case: str
    colleagues: list[str]
    assigned: str
    readers: list[str]


class FiledReply(TypedDict):
    """It is done; `undo` is the act that takes it back, or empty."""

    type: Literal["filed"]
    case: str
    act: str
    text: str
    undo: str


class RefusedFiling(TypedDict):
    """It was refused."""

    type: Literal["refused"]
    case: str
    act: str
    text: str


CaseListReply: TypeAlias = MapsReply | PeopleReply | FiledReply | RefusedFiling
"""What every list of cases is sent."""
