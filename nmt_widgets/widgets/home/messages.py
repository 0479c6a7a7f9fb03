"""The messages between the home screen and its page."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.messages import Words


class ReportFile(TypedDict):
    """A file of a report; the one with `open` can be looked at."""

    name: str
    label: str
    type: str
    size: str
    open: NotRequired[str]


class Make(TypedDict):
    """Asks for the report."""

    type: Literal["make"]


class Fetch(TypedDict):
    """Asks for a file of it."""

    type: Literal["fetch"]
    name: str


class FileReply(TypedDict):
    """The file's bytes come with it."""

    type: Literal["file"]
    name: str


class RefusedFile(TypedDict):
    """The file is not handed over."""

    type: Literal["refused"]
    name: str


ReportMessage: TypeAlias = Make | Fetch
"""What the maker sends."""


ReportReply: TypeAlias = FileReply | RefusedFile
"""What the maker is told."""


class AskCaseFile(TypedDict):
    """Asks for the case as a file."""

    type: Literal["case-file"]


class CaseFileReply(TypedDict):
    """The file, or why there is none."""

    type: Literal["case-file"]
    name: NotRequired[str]
    text: NotRequired[str]
    problem: NotRequired[str]


class CaseFileTraits(TypedDict):
    """What the page of the button for the case file is made from."""

    words: Words


class ReportTraits(TypedDict):
    """What the page of the maker is made from."""

    words: Words
    state: Literal["idle", "running", "done", "failed"]
    message: str
    progress: float
    files: list[ReportFile]
