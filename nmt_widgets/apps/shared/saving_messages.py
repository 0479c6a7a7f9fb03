"""What a page is told while its answers are saved; `answers.js` takes it in."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class RecordData(TypedDict):
    """The record behind a form: which assessment, how far it is, and whether the person may write in it."""

    case: str
    assessment: int
    revision: int
    status: str
    title: str
    person: str
    saved: str
    completed: str
    write: bool
    plan: NotRequired[bool]


class SavedMessage(TypedDict):
    """An edit is kept, as this revision; `kept` holds the answers whose form was tidied."""

    type: Literal["saved"]
    edit: str
    kept: dict[str, Any]
    revision: int
    at: str
    status: str


class RefusedMessage(TypedDict):
    """An edit is not kept; `retry` says whether trying again may help, `problems` what is wrong with each answer."""

    type: Literal["refused"]
    edit: str
    kind: str
    message: str
    path: str
    retry: bool
    problems: NotRequired[dict[str, str]]


class StaleMessage(TypedDict):
    """Somebody else changed the same answers meanwhile."""

    type: Literal["stale"]
    edit: str
    revision: int
    theirs: dict[str, Any]


class AnswersMessage(TypedDict):
    """All answers as they are now."""

    type: Literal["answers"]
    revision: int
    answers: dict[str, Any]
    status: str


class ChangedMessage(TypedDict):
    """Somebody else has saved."""

    type: Literal["changed"]
    revision: int
    by: str
    at: str


SavingMessage = SavedMessage | RefusedMessage | StaleMessage | AnswersMessage | ChangedMessage
