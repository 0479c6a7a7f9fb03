"""The presentation of a case to a room: its scenes in their order."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictInt

from nmt_widgets.case_files.ages import Age, years
from nmt_widgets.case_files.parts import CasePart, Line


class Chapter(CasePart):
    """A chapter of the story: from one age until another, in a few lines."""

    title: Line
    at: Age
    until: Age
    lines: tuple[Line, ...] = ()

    @property
    def at_years(self) -> float:
        """Age in years at which it begins."""
        return years(self.at)

    @property
    def until_years(self) -> float:
        """Age in years at which it ends."""
        return years(self.until)


SceneKind = Literal[
    "opening", "words", "story", "history", "panel", "guess", "map", "peer", "domains", "relational",
    "cmr", "treatments", "plan", "change", "done", "questions", "sources",
]  # fmt: skip
PanelId = Literal[
    "states", "continua", "regulation", "six_rs", "repetition", "stress", "timing", "disruptors", "pathways",
]  # fmt: skip


class Scene(CasePart):
    """One scene of a presentation. The case and the workbook's words fill in whatever is left out.

    The room reads `lines`; only the speaker reads `notes`. `asks` are the functions or regions that the room guesses.
    `panel` is the teaching panel to show, `chapters` are those of the story.
    """

    kind: SceneKind
    title: str = Field("", max_length=120)
    lead: str = Field("", max_length=300)
    lines: tuple[Line, ...] = ()
    assessment: StrictInt | None = None
    asks: tuple[str, ...] = ()
    panel: PanelId | None = None
    chapters: tuple[Chapter, ...] = ()
    notes: tuple[str, ...] = ()
    minutes: StrictInt | None = Field(None, ge=0, le=240)


class Presentation(CasePart):
    """The scenes in their order; without any, the workbook's own order."""

    scenes: tuple[Scene, ...] = ()
