"""What all parts of a case share: their base, and the types of ids and lines."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from nmt_widgets.core import spelling

NOT_KNOWN = "not known"
"""The answer "not known"; leaving a rating out means "not yet answered"."""

NotKnown = Literal["not known"]

CaseId = Annotated[str, StringConstraints(pattern=spelling.CODE, max_length=spelling.CODE_AT_MOST)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class CasePart(BaseModel):
    """Base of all parts of a case: frozen, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
