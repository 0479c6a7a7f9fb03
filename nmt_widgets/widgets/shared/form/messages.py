"""What a form asks: its sections, its questions, and their words."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from nmt_widgets.widgets.shared.messages import Pair, Words


class FormQuestion(TypedDict):
    """One question of a form.

    `kind` names the field; `row` and `group` say where it stands in its section; `options` are pairs of id and words;
    `columns` are id, name, options and whether another answer may be typed; `doubt` asks about an odd answer; `beside`
    is the path of the rating in Part A beside which a sign of danger is asked about, empty where it is not rated in the
    present period, None where there is none.
    """

    path: str
    kind: str
    name: str
    group: str
    row: str
    help: str
    definition: str
    look_for: list[str]
    anchors: dict[str, str]
    scale: tuple[int, int] | None
    options: list[Pair]
    columns: list[tuple[str, str, list[Pair], bool]]
    mark: str
    required: bool
    unknown: bool
    beside: NotRequired[str | None]
    doubt: NotRequired[str]


class FormGroup(TypedDict):
    """A group of questions under a name."""

    id: str
    name: str
    note: str
    short: NotRequired[str]


class GridRow(TypedDict):
    """One row of a grid of ratings."""

    id: str
    name: str
    short: str
    help: str
    anchors: dict[str, str]


class FormSection(TypedDict):
    """One section of a form; `source` says in words where most of its questions come from."""

    id: str
    kind: str
    name: str
    lead: str
    source: NotRequired[str]
    groups: list[FormGroup]
    rows: list[GridRow]
    questions: list[FormQuestion]


class StepLook(TypedDict):
    """The colours of the map's steps, and the bands they belong to: lowest, highest, words."""

    colours: list[str]
    inks: list[str]
    bands: list[tuple[int, int, str]]


class SignalField(TypedDict):
    """The words of a part of a sign of danger."""

    name: str
    hint: NotRequired[str]


class SignalWords(TypedDict):
    """The words of a sign of danger: pairs of id and words for its answers and places."""

    answers: list[Pair]
    places: list[Pair]
    fields: dict[str, SignalField]
    reports: dict[str, str]


class DangerSign(TypedDict):
    """An answer that is a sign of danger.

    `path` is the answer's; `name` is empty where the question's own is used; `at_most` is the rating up to which it
    is a sign, or None; `person` is what the people's `safe` says of such a person, or empty; `asks` says whether it is
    to be asked about at this age.
    """

    path: str
    name: str
    at_most: int | None
    person: str
    asks: bool


class FormSpec(TypedDict):
    """What a form asks.

    `confidence` and `patterns` are pairs of id and words; `instruments` can be named as evidence; `present` is the
    name of the period lived in; `signs` says which answers are signs of danger.
    """

    sections: list[FormSection]
    confidence: list[Pair]
    patterns: list[Pair]
    steps: StepLook
    instruments: list[str]
    not_known: str
    signals: SignalWords
    present: str
    signs: list[DangerSign]


class FormWords(TypedDict):
    """The words of a form, by topic of the texts."""

    saving: Words
    sheet: Words
    form: Words
    plan: NotRequired[Words]
    author: NotRequired[Words]
    practice: NotRequired[Words]
    purpose: NotRequired[Words]
    revisions: NotRequired[Words]
