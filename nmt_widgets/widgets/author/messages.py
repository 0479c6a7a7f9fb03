"""What the screens of writing cases and their pages say to each other."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.answers.messages import Answer, Answers, RecordFacts, SavingMessage
from nmt_widgets.widgets.shared.form.messages import FormSpec
from nmt_widgets.widgets.shared.messages import Pair, Words

FieldKind: TypeAlias = Literal[
    "line",
    "age",
    "count",
    "text",
    "lines",
    "paragraphs",
    "numbers",
    "results",
    "choice",
    "number",
    "picks",
    "rows",
]
"""How a field of a case is filled in."""

Entry: TypeAlias = dict[str, Answer]
"""One entry of a list: the values of its fields by their ids."""


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
    problem: str
    remedy: str


class FileReport(TypedDict):
    """What is wrong with a file that was not taken; `count` is the number of problems, `problems` are the first."""

    file: str
    count: int
    problems: list[FileProblem]


class AuthorField(TypedDict):
    """A field of a case.

    `kind` names its input and `options` are its choices. `missing` says why it may not be empty. A choice of `normal`
    is not kept; with `must` there is always one. `start` is the value in a new row. A field with `when` is asked only
    where another field of the row, by id, has one of some values. `rows` are the entries of a field that is a list.
    """

    id: str
    kind: FieldKind
    name: str
    help: str
    options: NotRequired[list[Pair]]
    most: NotRequired[int]
    low: NotRequired[int]
    high: NotRequired[int]
    missing: NotRequired[str]
    must: NotRequired[bool]
    normal: NotRequired[str]
    start: NotRequired[str | int]
    when: NotRequired[dict[str, list[str]]]
    rows: NotRequired[RowList]


class RowList(TypedDict):
    """Entries that are added, moved and removed; a closed one shows the fields of `head`.

    `begins` is the field with the age at which an entry begins, `numbered` the one that holds its place in the list.
    """

    name: str
    none: str
    add: str
    new: str
    fields: list[AuthorField]
    most: int
    head: list[str]
    numbered: NotRequired[str]
    begins: NotRequired[str]


class AuthorList(RowList):
    """A list of a case: the answer at `path`, or the part of it that `within` names."""

    path: str
    lead: str
    within: str


class ReferenceForm(TypedDict):
    """What an expert adds to the ratings of a practice case."""

    stance: AuthorField
    lists: dict[str, AuthorList]


class AuthorForm(TypedDict):
    """The tabs of a case that is being made, with their fields; a practice case has a reference."""

    about: list[AuthorField]
    lists: dict[str, AuthorList]
    reference: NotRequired[ReferenceForm]


class CaseProblem(TypedDict):
    """What is wrong, what to do about it, and where: the row of a tab's list, or an assessment."""

    problem: str
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


class ReferenceProgress(TypedDict):
    """How far a reference is: functions scored, those of them based on paragraphs, and other ratings."""

    scored: int
    based: int
    rated: int


class CaseFacts(TypedDict):
    """What follows from the answers of a case.

    `history` counts its ratings, `usual` are the scenes it would be told in, `template` is a name for its template.
    """

    kind: str
    assessments: list[AuthorAssessment]
    history: int
    reference: ReferenceProgress | None
    usual: list[Entry]
    template: str


class CaseWords(TypedDict):
    """The words of the page of a case, by topic of the texts."""

    saving: Words
    author: Words


class CaseTraits(TypedDict):
    """What the page of a case is made from."""

    spec: FormSpec
    form: AuthorForm
    record: RecordFacts
    answers: Answers
    words: CaseWords
    facts: CaseFacts
    tab: str


class CasesTraits(TypedDict):
    """What the page of the cases is made from; `report` is empty where no file was refused."""

    own: list[DraftRow]
    templates: list[TemplateRow]
    kinds: list[Pair]
    words: Words
    problem: str
    report: FileReport | None


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
    """Keeps the case as a template, in the place of one whose version is `replaces`."""

    type: Literal["template"]
    id: str
    replaces: str | None


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


class CaseChecked(TypedDict):
    """What a case and its reference lack; `whole` says that there is a reference."""

    type: Literal["checked"]
    problems: list[CaseProblem]
    reference: list[CaseProblem]
    whole: bool


class TemplateExists(TypedDict):
    """Asks whether the template whose version is `replaces` is to be replaced."""

    type: Literal["exists"]
    replaces: str
    message: str


class TemplateWritten(TypedDict):
    """The template is there."""

    type: Literal["written"]
    message: str


class CaseFile(TypedDict):
    """The case as a file."""

    type: Literal["file"]
    name: str
    text: str


class CaseTrouble(TypedDict):
    """What was asked for is refused."""

    type: Literal["trouble"]
    message: str


AuthorReply: TypeAlias = CaseChecked | TemplateExists | TemplateWritten | CaseFile | CaseTrouble
"""What the page of a case is told, beside its answers."""
