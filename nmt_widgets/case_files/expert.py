"""What an expert adds to a practice case: stance, traps, pairs, and reasons for high scores."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, StrictInt

from nmt_widgets.case_files.parts import CaseId, CasePart, Line


class Trap(CasePart):
    """A common mistake in scoring a case, and the functions it concerns."""

    title: Line
    text: str
    functions: tuple[str, ...] = ()


class PairedCase(CasePart):
    """Another practice case to read beside this one.

    An `equifinal` pair shares behaviour and differs in its maps; a `multifinal` pair shares its history and differs in
    its maps. `paragraphs` are the paragraphs of this case with what is `shared`.
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
    """The expert's additions to the ratings of a new practice case. They are never part of its template.

    Together with the ratings, their reasons and confidence they become the case's reference, a file of its own.
    `stance` explains how the expert treated what the case leaves open.
    """

    stance: str = ""
    traps: tuple[Trap, ...] = ()
    pairs: tuple[PairedCase, ...] = ()
    exceeds: tuple[Exceeding, ...] = ()
