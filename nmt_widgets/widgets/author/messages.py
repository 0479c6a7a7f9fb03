"""What the screens of writing cases and their pages say to each other."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.messages import Pair, SavingMessage


class DraftRow(TypedDict):
    """A case that is being made, as the list shows it."""

    case: str
    title: str
    kind: str
    changed: str
    write: bool


class TemplateRow(TypedDict):
    """A template that can be copied, as the list shows it."""

    id: str
    title: str
    kind: str
    problem: str


class FileProblem(TypedDict):
    """One thing that is wrong with a file, and where."""

    line: int | None
    place: str
    what: str
    remedy: str


class FileReport(TypedDict):
    """What is wrong with a file that was not taken; `count` tells all, `problems` the first of them."""

    file: str
    count: int
    problems: list[FileProblem]


class AuthorField(TypedDict):
    """A field of a case."""

    id: str
    kind: str
    name: str
    help: str
    options: NotRequired[list[Pair]]
    most: NotRequired[int]
    low: NotRequired[int]
    high: NotRequired[int]
    missing: NotRequired[str]
    must: NotRequired[bool]
    normal: NotRequired[str]
    start: NotRequired[str]
    when: NotRequired[Any]
    rows: NotRequired[Any]


class AuthorList(TypedDict):
    """Entries of a case: what each is made of."""

    path: str
    fields: list[AuthorField]
    most: int
    head: list[str]
    within: NotRequired[str]
    name: NotRequired[str]
    lead: NotRequired[str]
    add: NotRequired[str]
    new: NotRequired[str]
    none: NotRequired[str]
    numbered: NotRequired[str]
    by_age: NotRequired[str]
    begins: NotRequired[str]


class CaseProblem(TypedDict):
    """What is wrong, what to do about it, and where: the row of a tab's list, or an assessment."""

    what: str
    remedy: str
    where: str
    tab: str
    row: int | None
    assessment: NotRequired[int]


class AuthorAssessment(TypedDict):
    """An assessment of the case."""

    number: int
    label: str
    age: str
    status: str
    scored: int
    of: int


class OpenCase(TypedDict):
    """Opens a case."""

    type: Literal["open"]
    case: str


class BeginCase(TypedDict):
    """Begins a case."""

    type: Literal["begin"]
    kind: str
    title: str
    age: str
    edit: str


class CopyCase(TypedDict):
    """Copies a template."""

    type: Literal["copy"]
    id: str
    edit: str


class ImportCase(TypedDict):
    """Takes a colleague's file; its bytes come with it."""

    type: Literal["import"]
    name: str
    edit: str


class CheckCase(TypedDict):
    """Asks what is missing."""

    type: Literal["check"]


class ExportCase(TypedDict):
    """Asks for the case as a file."""

    type: Literal["export"]


class WriteTemplate(TypedDict):
    """Keeps the case as a template."""

    type: Literal["template"]
    id: str
    replaces: Any


class AddAssessment(TypedDict):
    """Adds an assessment."""

    type: Literal["assess"]
    age: str
    label: str
    edit: str


ListMessage: TypeAlias = OpenCase | BeginCase | CopyCase | ImportCase
"""What the list sends."""


AuthorMessage: TypeAlias = SavingMessage | CheckCase | ExportCase | WriteTemplate | AddAssessment
"""What a case sends."""
