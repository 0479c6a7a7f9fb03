"""What the home screen and its page say to each other."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict


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
