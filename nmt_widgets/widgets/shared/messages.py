"""Messages of the widgets that several screens use, and the types that other messages are made of.

`scripts/write_types.py` writes the types of each `messages.py` for the widgets' scripts, `protocol.d.ts` beside it.
What a page sends is checked against them (`message_shapes.py`); the texts in it may still be hostile.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

Pair: TypeAlias = tuple[str, str]
"""An id and its words."""

Words: TypeAlias = dict[str, Any]
"""Words by key, from the texts; some keys hold words by key themselves."""


class LibraryMessage(TypedDict):
    """Asks for the library that draws charts."""

    type: Literal["plotly"]


class LibraryReply(TypedDict):
    """The address of the library that draws charts, or its bytes beside the message."""

    type: Literal["plotly"]
    address: NotRequired[str]


class CaseCard(TypedDict):
    """One case on its card; `problem` says why it cannot be read, and is empty where it can."""

    id: str
    title: str
    kind: str
    facts: list[str]
    svg: str
    problem: str


class OpenCardMessage(TypedDict):
    """Opens a case by its card."""

    type: Literal["open"]
    case: str


class SignInRequest(TypedDict):
    """Signs a person in."""

    type: Literal["sign_in"]
    name: str
    passphrase: str


class FirstPersonRequest(TypedDict):
    """Adds the first person, who signs in at once."""

    type: Literal["first"]
    name: str
    role: str
    passphrase: str
    again: str


class SignOutRequest(TypedDict):
    """Signs the person out."""

    type: Literal["sign_out"]


SignInMessage: TypeAlias = SignInRequest | FirstPersonRequest | SignOutRequest
"""What the page of the sign-in sends."""


class HelpKeys(TypedDict):
    """Keys of one part of a screen: each key, and what it does."""

    title: str
    keys: list[Pair]


class ScreenHelp(TypedDict):
    """The help of a screen: its title, what it is for, its keys, and the words of the dialog."""

    title: str
    purpose: str
    keys: list[HelpKeys]
    words: Words


class GlossaryMessage(TypedDict):
    """Asks for the terms of the glossary."""

    type: Literal["terms"]


class GlossaryRow(TypedDict):
    """A term: its names, what it says, the ids of terms beside it, and in words where that comes from."""

    id: str
    term: str
    text: str
    also: list[str]
    see: list[str]
    mark: str


class GlossaryReply(TypedDict):
    """The terms in the order of the alphabet, or why they cannot be read."""

    type: Literal["terms"]
    terms: list[GlossaryRow]
    problem: str


class ReportFile(TypedDict):
    """A file of a report; the one with `open` can be looked at."""

    name: str
    label: str
    type: str
    size: str
    open: NotRequired[str]


class MakeReport(TypedDict):
    """Asks for the report."""

    type: Literal["make"]


class FetchReportFile(TypedDict):
    """Asks for a file of it."""

    type: Literal["fetch"]
    name: str


class ReportFileReply(TypedDict):
    """The file's bytes come with it."""

    type: Literal["file"]
    name: str


class RefusedReportFile(TypedDict):
    """The file is not handed over."""

    type: Literal["refused"]
    name: str


ReportMessage: TypeAlias = MakeReport | FetchReportFile
"""What the maker sends."""


ReportReply: TypeAlias = ReportFileReply | RefusedReportFile
"""What the maker is told."""


class ReportTraits(TypedDict):
    """What the page of the maker is made from."""

    words: Words
    state: Literal["idle", "running", "done", "older", "failed"]
    message: str
    progress: float
    files: list[ReportFile]
