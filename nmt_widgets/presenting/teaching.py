"""`teaching.yaml` and its words: the panels that a trainer explains beside a case."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from nmt_widgets.case_files.scenes import PanelId
from nmt_widgets.core.data import read_data
from nmt_widgets.core.documents import Document, Place
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.places import site_folder
from nmt_widgets.core.texts import language, text_document
from nmt_widgets.core.words import problem
from nmt_widgets.instrument.parts import Id, Mark, Part, Share, Sourced
from nmt_widgets.planning.parts import Dose

ModeGroup = Literal["self", "mutual", "relational", "outside"]


class Panel(Part):
    """One panel: its idea, and the sources for it."""

    id: PanelId
    source: Mark
    cites: tuple[Id, ...] = Field(min_length=1)


class Combination(Sourced):
    """Ways of regulating that fit together."""

    modes: tuple[Id, ...] = Field(min_length=2)


class Repetition(Part):
    """The model of use-dependent change; the file explains each number."""

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


class AdversityModel(Part):
    """The values with which the model of timing begins: years from birth, years, shares."""

    from_: float = Field(alias="from", ge=-0.75)
    lasts: float = Field(gt=0)
    severity: Share
    buffer: Share


class Response(Part):
    """The response to a demand: from which size on, and how abrupt."""

    threshold: Share
    slope: float = Field(gt=0)


class StressPattern(Sourced):
    """A pattern of stress: episodes as (first day, days, strength), and what the response becomes."""

    becomes: Response
    episodes: tuple[tuple[float, float, Share], ...] = Field(min_length=1)

    @property
    def dose(self) -> float:
        """Return the sum of its stress: days times strength."""
        return sum(lasts * strength for _, lasts, strength in self.episodes)


class Stress(Part):
    """The model of patterns of stress; the file explains each number."""

    source: Mark
    days: int = Field(ge=1, le=366)
    demand: Share
    before: Response
    patterns: tuple[StressPattern, ...] = Field(min_length=2, max_length=2)


class Timing(Part):
    """The model of the timing of adversity; the file explains each number."""

    source: Mark
    cascade: Share
    seen_at: float = Field(gt=0)
    step: float = Field(gt=0, le=1)
    begin: AdversityModel


class TeachingData(Part):
    """`teaching.yaml`."""

    version: str
    source: Mark
    sources: dict[Id, str]
    panels: tuple[Panel, ...]
    states: tuple[Id, ...]
    modes: dict[ModeGroup, tuple[Id, ...]]
    combinations: tuple[Combination, ...]
    six_rs: tuple[Id, ...]
    repetition: Repetition
    stress: Stress
    disruptors: tuple[Id, ...] = Field(min_length=3, max_length=3)
    reaches: tuple[Id, ...] = Field(min_length=4, max_length=4)
    timing: Timing

    @property
    def all_modes(self) -> frozenset[str]:
        """Return the ways of regulating of all groups."""
        return frozenset(mode for modes in self.modes.values() for mode in modes)


@dataclass(frozen=True)
class Teaching:
    """The teaching panels' data and words; get it by :func:`load_teaching`."""

    data: TeachingData
    words: dict[str, Any] = field(repr=False)

    def panel(self, id: str) -> Panel:
        """Return one panel; KeyError for an unknown id."""
        for panel in self.data.panels:
            if panel.id == id:
                return panel
        raise KeyError(id)


def load_teaching(site: Path | None = None, lang: str | None = None) -> Teaching:
    """Read the teaching panels: this package's, or the site's own.

    Raises
    ------
    InputError
        When the file is invalid; the error names file, line, place and remedy.

    Examples
    --------
    >>> len(load_teaching().data.panels)
    9
    """
    return _load(site or site_folder(), lang or language())


@cache
def _load(site: Path | None, lang: str) -> Teaching:
    teaching = read_data("teaching", TeachingData, site)
    document, data = teaching.document, teaching.value
    problems = [
        _problem(document, ("panels", at, "cites"), "no_source", id=cite)
        for at, panel in enumerate(data.panels)
        for cite in panel.cites
        if cite not in data.sources
    ]
    problems += [
        _problem(document, ("modes",), "no_group", id=group)
        for group in ("self", "mutual", "relational")
        if not data.modes.get(group)
    ]
    problems += [
        _problem(document, ("combinations", at, "modes"), "no_mode", id=mode)
        for at, combination in enumerate(data.combinations)
        for mode in combination.modes
        if mode not in data.all_modes
    ]
    problems += _stress_problems(document, data.stress)
    if problems:
        raise InputErrors(problems)
    return Teaching(data, text_document("teaching", lang, site).data)


def _problem(document: Document, place: Place, key: str, **values: object) -> InputError:
    message, remedy = problem("teaching", key, lang=None, **values)
    return document.problem(message, place, remedy)


def _stress_problems(document: Document, stress: Stress) -> list[InputError]:
    """Check that the two patterns can be compared: the same sum of stress, and no episode after the last day."""
    problems = []
    first = stress.patterns[0].dose
    for at, pattern in enumerate(stress.patterns):
        place = ("stress", "patterns", at, "episodes")
        if not math.isclose(pattern.dose, first):
            sums = f"{pattern.dose:g}", f"{first:g}"
            problems.append(_problem(document, place, "other_sum", sum=sums[0], first=sums[1]))
        if any(begins + lasts > stress.days for begins, lasts, _ in pattern.episodes):
            problems.append(_problem(document, place, "too_late", last=stress.days))
    return problems
