"""What the list of assessments and its page say besides `cases.messages`; the form has `answers.messages`."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from nmt_widgets.widgets.cases.messages import (
    AskMaps,
    AskPeople,
    CaseListTraits,
    FilingRequest,
    ListCases,
    OpenListedCase,
)
from nmt_widgets.widgets.shared.answers.messages import PurposeOption
from nmt_widgets.widgets.shared.messages import Words


class RecordListTraits(CaseListTraits):
    """What the page is given besides: what the person may begin a case for, and the words of the forms."""

    kinds: list[PurposeOption]
    forms: Words


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


ListMessage: TypeAlias = (
    ListCases | OpenListedCase | AskMaps | AskPeople | FilingRequest | CreateCase | AssessAgain
)
"""What the list sends."""
