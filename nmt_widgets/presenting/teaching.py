"""`teaching.yaml` and its words: the panels a trainer explains beside a case."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field

from nmt_widgets.cases.model import PanelId
from nmt_widgets.ground.documents import check, read_document
from nmt_widgets.ground.errors import InputErrors
from nmt_widgets.ground.places import site_folder
from nmt_widgets.ground.texts import language, texts
from nmt_widgets.instrument.parts import Id, Mark, Part, Share, Sourced
from nmt_widgets.instrument.reading import data_file
from nmt_widgets.planning.parts import Dose


class Panel(Part):
    """One panel: which idea, and who says so."""

    id: PanelId
    source: Mark
    cites: tuple[Id, ...] = Field(min_length=1)


class Combination(Sourced):
    """Ways of regulating that go well together."""

    modes: tuple[Id, ...] = Field(min_length=2)


class Repetition(Part):
    """The model of use-dependent change; see the file for what each number does."""

    source: Mark
    start: Share
    rate: float = Field(gt=0)
    minutes_scale: float = Field(gt=0)
    half_life: float = Field(gt=0)
    most_trace: float = Field(gt=0)
    irregular: Share
    weeks: int = Field(ge=1, le=520)
    compare: Dose
    begin: Dose


class Adversity(Part):
    """What the model of timing begins with: years from birth, years, shares."""

    from_: float = Field(alias="from", ge=-0.75)
    lasts: float = Field(gt=0)
    severity: Share
    buffer: Share


class Timing(Part):
    """The model of the timing of adversity; see the file for what each number does."""

    source: Mark
    cascade: Share
    seen_at: float = Field(gt=0)
    step: float = Field(gt=0, le=1)
    begin: Adversity


class TeachingData(Part):
    """`teaching.yaml`."""

    version: str
    source: Mark
    sources: dict[Id, str]
    panels: tuple[Panel, ...]
    states: tuple[Id, ...]
    modes: tuple[Id, ...]
    combinations: tuple[Combination, ...]
    six_rs: tuple[Id, ...]
    repetition: Repetition
    timing: Timing


@dataclass(frozen=True)
class Teaching:
    """The teaching panels' data and words; get it by :func:`load_teaching`."""

    data: TeachingData
    words: dict[str, Any] = field(repr=False)

    def panel(self, id: str) -> Panel:
        """Return one panel; KeyError where there is none."""
        for panel in self.data.panels:
            if panel.id == id:
                return panel
        raise KeyError(id)


def load_teaching(site: Path | None = None, lang: str | None = None) -> Teaching:
    """Read the teaching panels: this package's, or the site's own.

    Raises
    ------
    InputError
        When the file is broken: it names file, line, place and remedy.

    Examples
    --------
    >>> len(load_teaching().data.panels)
    7
    """
    return _load(site or site_folder(), lang or language())


@cache
def _load(site: Path | None, lang: str) -> Teaching:
    document = read_document(data_file("teaching", site))
    data: TeachingData = check(document, TeachingData)
    problems = [
        document.problem(f"source '{cite}' is not listed", ("panels", at, "cites"), "add it under sources")
        for at, panel in enumerate(data.panels)
        for cite in panel.cites
        if cite not in data.sources
    ]
    problems += [
        document.problem(f"mode '{mode}' is not listed", ("combinations", at, "modes"), "add it under modes")
        for at, combination in enumerate(data.combinations)
        for mode in combination.modes
        if mode not in data.modes
    ]
    if problems:
        raise InputErrors(problems)
    return Teaching(data, texts("teaching", lang))
