"""An expert's answers to a practice case, as frozen values: each with its reason and its paragraphs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictInt

from nmt_widgets.case_files.expert import PairedCase, Trap
from nmt_widgets.case_files.parts import NOT_KNOWN, CaseId, CasePart, NotKnown
from nmt_widgets.instrument.parts import Mark


class Basis(CasePart):
    """What an answer is based on; `paragraphs` are numbers of paragraphs in the vignette.

    A `published` answer needs no paragraphs and no confidence: a source may print a score without its basis.
    """

    mark: Mark = "workbook"
    confidence: str | None = None
    paragraphs: tuple[StrictInt, ...] = ()
    rationale: str = ""

    @property
    def value(self) -> int | str:
        """The number, or "not known"."""
        raise NotImplementedError

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return self.value != NOT_KNOWN


class ExpertScore(Basis):
    """A score of Part C; `exceeds` is the reason why it is more than a point above the typical peer, if it is."""

    score: StrictInt | NotKnown
    exceeds: str = ""

    @property
    def value(self) -> int | str:
        """The number, or "not known"."""
        return self.score


class ExpertAdversity(Basis):
    """A rating of Part A."""

    severity: StrictInt | NotKnown
    pattern: str | None = None

    @property
    def value(self) -> int | str:
        """The number, or "not known"."""
        return self.severity


class ExpertRating(Basis):
    """A rating of Part B, of Part D or of the caregiving."""

    rating: StrictInt | NotKnown

    @property
    def value(self) -> int | str:
        """The number, or "not known"."""
        return self.rating


class ExpertSignal(CasePart):
    """What the vignette reports about a sign of danger: whom it concerns, where, who says so, and the paragraphs.

    `source` is as short as on the form: "the school nurse", or "no one; the visits are not told" where it is not known.
    A "no" needs a source who would know: silence in the vignette is not a "no".
    """

    signal: Literal["yes", "no", "not known"]
    person: str = ""
    place: Literal["home", "elsewhere"] | None = None
    source: str = ""
    paragraphs: tuple[StrictInt, ...] = ()


class Reference(CasePart):
    """An expert's answers to Parts A to D of one assessment of a practice case.

    Signs of danger and caregiving are answered only where the vignette mentions them. `stance` explains how the expert
    dealt with what the case leaves open.
    """

    format: Literal["reference-1"]
    case: CaseId
    assessment: StrictInt = 1
    stance: str
    pairs: tuple[PairedCase, ...] = ()
    traps: tuple[Trap, ...] = Field(min_length=1)
    functions: dict[str, ExpertScore]
    adversity: dict[str, dict[str, ExpertAdversity]]
    relational: dict[str, dict[str, ExpertRating]]
    relational_health: dict[str, dict[str, ExpertRating]]
    safety: dict[str, ExpertSignal] = Field(default_factory=dict)
    caregiving: dict[str, ExpertRating] = Field(default_factory=dict)
