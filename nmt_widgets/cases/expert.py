"""What an expert adds to a practice case: stance, traps, pairs, and reasons for high scores."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, StrictInt

from nmt_widgets.cases.parts import CaseId, CasePart, Line


class Trap(CasePart):
    """What those who score a case commonly get wrong, and with which functions."""

    title: Line
    text: str
    functions: tuple[str, ...] = ()


class PairedCase(CasePart):
    """Another practice case to be read beside this one.

    An `equifinal` pair shares what is seen and differs in its maps, a `multifinal` pair shares its history and differs
    in its maps. `paragraphs` are those of this case that tell what is `shared`.
    """

    model_config = ConfigDict(serialize_by_alias=True)

    kind: Literal["equifinal", "multifinal"]
    other: CaseId = Field(alias="with")
    shared: Line
    paragraphs: tuple[StrictInt, ...] = Field(min_length=1)
    text: str


class Exceeding(CasePart):
    """Why an expert scores a function clearly above the typical peer."""

    function: str
    text: str = Field(min_length=1)


class Expert(CasePart):
    """What an expert adds to the ratings of a practice case that is being made; its template never holds it.

    With the ratings, their reasons and confidence it becomes the case's reference, a file of its own. `stance` says how
    the expert dealt with what the case leaves open.
    """

    stance: str = ""
    traps: tuple[Trap, ...] = ()
    pairs: tuple[PairedCase, ...] = ()
    exceeds: tuple[Exceeding, ...] = ()
