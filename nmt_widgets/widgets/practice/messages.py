"""What the screens of practice and their pages say to each other."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.answers.messages import SavingMessage
from nmt_widgets.widgets.shared.messages import Pair


class AttemptRow(TypedDict):
    """An attempt, as it stands below its practice case."""

    attempt: str
    label: str
    by: str
    mine: bool
    done: bool
    changed: str
    open: bool


class PracticeCard(TypedDict):
    """A practice case with the attempts at it."""

    id: str
    title: str
    summary: str
    facts: list[str]
    note: str
    begin: bool
    attempts: list[AttemptRow]
    others: list[AttemptRow]


class ResultRow(TypedDict):
    """The results of another instrument, as the vignette shows them."""

    title: str
    by: str
    rows: list[Pair]
    note: str | None


class VignetteText(TypedDict):
    """What the vignette shows of a case: numbered paragraphs, and the results of other instruments."""

    paragraphs: list[tuple[int, str]]
    results: list[ResultRow]


class EvidenceRow(TypedDict):
    """One piece of a trainee's evidence; `paragraph` where it names exactly one of the vignette."""

    paragraph: int | None
    text: str


class DifferenceRow(TypedDict):
    """One function as a trainee and the expert scored it.

    `difference` is None where one of them calls it not known; `named` are the paragraphs that both name.
    """

    id: str
    number: int
    name: str
    region: str
    own: int | str
    reference: int | str
    difference: float | None
    rationale: str
    paragraphs: list[int]
    note: str
    evidence: list[EvidenceRow]
    named: list[int]


class FeedbackNote(TypedDict):
    """Something written about a function: who and when in the head, the text, and the paragraphs it names.

    `may` is what the person in front may do with it: "answer" a dispute, "replace" a comment of theirs, or nothing.
    """

    number: int
    kind: Literal["dispute", "answer", "change", "comment"]
    head: str
    text: str
    paragraphs: list[int]
    may: Literal["answer", "replace", ""]


class OtherDispute(TypedDict):
    """An open dispute of the same score by somebody else: who and when, why, and the address of its attempt."""

    number: int
    head: str
    text: str
    to: str


class FunctionFeedback(TypedDict):
    """What is written about one function of an attempt, and what the person in front may write.

    `changed` says that the reference has changed since; `count` how many dispute it; `score` is the reference's now.
    `others` are disputes of the same score that the person may answer along with this one.
    """

    notes: list[FeedbackNote]
    changed: str
    count: str
    others: list[OtherDispute]
    score: str
    may_dispute: bool
    may_comment: bool


class DangerSignRow(TypedDict):
    """A sign of danger that the case tells, or that is not known; `about` is whom it concerns and may be empty."""

    name: str
    known: bool
    about: str
    answer: str
    paragraphs: list[int]


class TrapRow(TypedDict):
    """What trainees commonly get wrong; `functions` are pairs of id and name."""

    title: str
    text: str
    functions: list[Pair]


class AgreementFigure(TypedDict):
    """One figure of a comparison in words: its interval, its band where it has one, and what it means."""

    name: str
    value: str
    meaning: str
    range: str
    band: NotRequired[str]


class ProgressStep(TypedDict):
    """One submitted attempt, and how near it came."""

    label: str
    nearness: str


class NewsRow(TypedDict):
    """Something the person has not read yet about an attempt of theirs."""

    attempt: str
    function: str
    text: str


class ProposedCase(TypedDict):
    """The case that is proposed next, and why."""

    case: str
    text: str


class OpenAttempt(TypedDict):
    """Opens an attempt."""

    type: Literal["open"]
    attempt: str
    function: NotRequired[str]


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


class Dispute(TypedDict):
    """Disagrees with the reference about a function."""

    type: Literal["dispute"]
    function: str
    text: str
    edit: str


class KeepReference(TypedDict):
    """Answers a dispute, and others of the same score: the reference is kept."""

    type: Literal["keep"]
    dispute: int
    also: list[int]
    text: str
    edit: str


class ChangeReference(TypedDict):
    """Answers a dispute, and others of the same score: the reference is changed."""

    type: Literal["change"]
    dispute: int
    also: list[int]
    text: str
    score: str
    edit: str


class Comment(TypedDict):
    """Comments on a function, or replaces such a comment."""

    type: Literal["comment"]
    function: str
    text: str
    replaces: int | None
    edit: str


class Written(TypedDict):
    """What was sent is kept."""

    type: Literal["kept"]
    edit: str


class NotWritten(TypedDict):
    """What was sent was refused."""

    type: Literal["refused"]
    edit: str
    message: str


FeedbackMessage: TypeAlias = Dispute | KeepReference | ChangeReference | Comment
"""What a comparison sends."""

FeedbackReply: TypeAlias = Written | NotWritten
"""What a comparison is told."""

ListMessage: TypeAlias = OpenAttempt | BeginAttempt
"""What the list sends."""

AttemptMessage: TypeAlias = SavingMessage | Submitted
"""What an attempt sends."""
