"""The messages between the home screen and its page."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.messages import Pair, Words


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


class AskPrint(TypedDict):
    """Asks whether the page may be printed."""

    type: Literal["print"]


class AskPicture(TypedDict):
    """Asks for the map as a picture; the page makes a PNG of the drawing itself."""

    type: Literal["picture"]
    form: Literal["svg", "png"]


CaseMessage: TypeAlias = AskPrint | AskPicture
"""What the line above an opened case sends."""


class AllowPrint(TypedDict):
    """The page may be printed."""

    type: Literal["print"]


class PictureReply(TypedDict):
    """The drawing's bytes come with it; the name has no ending."""

    type: Literal["picture"]
    form: Literal["svg", "png"]
    name: str


CaseReply: TypeAlias = AllowPrint | PictureReply
"""What the line above an opened case is told."""


class CaseToolsTraits(TypedDict):
    """What the line above an opened case is made from."""

    words: Words
    parts: list[Pair]
    problem: str
