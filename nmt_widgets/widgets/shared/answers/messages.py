"""Messages about answers between page and kernel: saving, the review, revisions, and what a record is for.

What a page sends is checked against these types (`message_shapes.py`); the texts in it may still be hostile.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

Answer: TypeAlias = Any
"""An answer as the store keeps it: text, number, list, or a record with parts; `None` for none."""

Answers: TypeAlias = dict[str, Answer]
"""Answers by path."""


class EvidenceEntry(TypedDict):
    """One piece of evidence for a score: from which instrument, what it came to, who gave it, when."""

    instrument: NotRequired[str]
    value: NotRequired[str]
    informant: NotRequired[str]
    date: NotRequired[str]


class RatedAnswer(TypedDict):
    """An answer by a step of a scale, or "not known" in its place; which key has the number, the question's kind says.

    `evidence` is a list beside a score, and a text beside a rating.
    """

    score: NotRequired[int | str]
    rating: NotRequired[int | str]
    severity: NotRequired[int | str]
    pattern: NotRequired[str | None]
    confidence: NotRequired[str | None]
    note: NotRequired[str | None]
    evidence: NotRequired[list[EvidenceEntry] | str | None]


class SignalAnswer(TypedDict):
    """An answer about a sign of danger: yes, no or not known, whom it concerns and where, who said so and when."""

    signal: NotRequired[str]
    person: NotRequired[str]
    place: NotRequired[str]
    source: NotRequired[str]
    date: NotRequired[str]


class EditMessage(TypedDict):
    """Answers as the page shows them now, saved or not: the map follows them."""

    type: Literal["edit"]
    changes: Answers


class SaveMessage(TypedDict):
    """Saves answers on top of revision `base`. Sent again with the same `edit`, they are saved once."""

    type: Literal["save"]
    edit: str
    base: int
    changes: Answers
    reason: NotRequired[str]


class RefreshMessage(TypedDict):
    """Asks for the answers as they are saved."""

    type: Literal["refresh"]


class ReviewMessage(TypedDict):
    """Asks for answers that look implausible."""

    type: Literal["review"]


class PurposeMessage(TypedDict):
    """Changes what the record is for; `was` is what the page showed."""

    type: Literal["purpose"]
    was: str
    kind: str
    reason: str
    edit: str


class AskRevisions(TypedDict):
    """Asks for a page of the revisions with changes in a section; an empty one stands for all."""

    type: Literal["revisions"]
    section: str
    page: int


class AskState(TypedDict):
    """Asks what would change if the state after a revision were put back."""

    type: Literal["state"]
    revision: int


class PutBackMessage(TypedDict):
    """Puts the state after a revision back, on top of revision `base`; sent again with the same `edit`, once."""

    type: Literal["put_back"]
    revision: int
    base: int
    reason: str
    edit: str


SavingMessage: TypeAlias = EditMessage | SaveMessage | RefreshMessage
"""What every page of answers sends."""

AnswerMessage: TypeAlias = (
    SavingMessage | ReviewMessage | PurposeMessage | AskRevisions | AskState | PutBackMessage
)
"""What the form of an assessment sends."""


class SavedReply(TypedDict):
    """Answers were saved; `rewritten` are those the store writes otherwise than they were typed."""

    type: Literal["saved"]
    edit: str
    revision: int
    at: str
    status: str
    rewritten: Answers


class TheirAnswer(TypedDict):
    """An answer somebody else saved."""

    value: Answer
    by: str
    at: str


class StaleReply(TypedDict):
    """Nothing was saved: others saved these answers since revision `base`."""

    type: Literal["stale"]
    edit: str
    revision: int
    theirs: dict[str, TheirAnswer]


class RefusedReply(TypedDict):
    """Answers were refused; `problems` gives the reasons by path where they are known."""

    type: Literal["refused"]
    edit: str
    kind: str
    message: str
    path: str
    retry: bool
    problems: NotRequired[dict[str, str]]


class AnswersReply(TypedDict):
    """The answers as they are saved."""

    type: Literal["answers"]
    revision: int
    answers: Answers
    status: str


class ChangedReply(TypedDict):
    """Somebody else has saved."""

    type: Literal["changed"]
    revision: int
    by: str
    at: str


class Implausible(TypedDict):
    """Answers that do not fit together, or hardly, and what to ask oneself; `rule` is missing where none was asked."""

    rule: NotRequired[str]
    paths: list[str]
    title: str
    reason: str
    advice: str


class ReviewReply(TypedDict):
    """Answers that look implausible; None when they could not be checked."""

    type: Literal["review"]
    implausible: list[Implausible] | None


class DoneReply(TypedDict):
    """What the record is for was changed, or a state put back; `problem` says why not."""

    type: Literal["purpose", "put_back"]
    edit: str
    problem: str


class RevisionChange(TypedDict):
    """One changed answer in words: its section, its name, what stood there before and what after."""

    section: str
    name: str
    old: str
    new: str


class RevisionRow(TypedDict):
    """One revision: who, in which role, when, why, and what; `more` counts changes that are left out."""

    number: int
    by: str
    role: str
    at: str
    reason: str
    changes: list[RevisionChange]
    more: int


class RevisionsReply(TypedDict):
    """A page of the revisions, the newest first; `problem` says why there is none."""

    type: Literal["revisions"]
    section: str
    page: int
    pages: int
    total: int
    rows: list[RevisionRow]
    problem: str


class StateReply(TypedDict):
    """What would change if the state after a revision were put back on top of revision `base`.

    `dangers` names the signs of danger that are a "Yes" now and would not be afterwards.
    """

    type: Literal["state"]
    revision: int
    base: int
    changes: list[RevisionChange]
    dangers: list[str]
    problem: str


SavingReply: TypeAlias = SavedReply | StaleReply | RefusedReply | AnswersReply | ChangedReply
"""What every page of answers is sent."""

AnswerReply: TypeAlias = SavingReply | ReviewReply | DoneReply | RevisionsReply | StateReply
"""What the form of an assessment is sent."""


class PurposeOption(TypedDict):
    """Something else that a record may be for, and in words who sees it then."""

    kind: str
    name: str
    viewers: str


class PurposeFacts(TypedDict):
    """What a record is for, and what else it may be for; `begun` says that a change needs a reason."""

    kind: str
    name: str
    options: list[PurposeOption]
    begun: bool


class RecordFacts(TypedDict):
    """The record behind a form: its assessment, its status, and whether the person may write in it.

    `history` says whether its revisions can be looked at.
    """

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
    history: NotRequired[bool]
