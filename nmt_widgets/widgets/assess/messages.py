"""What the list of assessments and its page say to each other; the form speaks as `shared.messages` has it."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict


class AssessmentCell(TypedDict):
    """One assessment of a record, as the list shows it."""

    number: int
    label: str
    age: str
    status: str
    open: bool


class RecordRow(TypedDict):
    """One record, as the list shows it."""

    case: str
    title: str
    kind: str
    changed: str
    again: bool
    assessments: list[AssessmentCell]


class OpenAssessment(TypedDict):
    """Opens an assessment."""

    type: Literal["open"]
    case: str
    assessment: int


class CreateCase(TypedDict):
    """Begins a case."""

    type: Literal["create"]
    kind: str
    title: str
    age: str
    label: str
    edit: str


class AssessAgain(TypedDict):
    """Assesses a case again."""

    type: Literal["again"]
    case: str
    age: str
    label: str
    edit: str


ListMessage: TypeAlias = OpenAssessment | CreateCase | AssessAgain
"""What the list sends."""
