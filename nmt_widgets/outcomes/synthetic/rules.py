"""What the synthetic cohort is made with, as data: `synthetic.yaml`, or the site's own file instead."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

from pydantic import Field

from nmt_widgets.core.data import read_data
from nmt_widgets.instrument import Mark
from nmt_widgets.instrument.parts import Id, Part, Share
from nmt_widgets.planning.parts import Setting

Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Loading = Annotated[float, Field(ge=-1, le=1)]


class SyntheticHistory(Part):
    """How severe the periods are, and how that becomes a rating."""

    memory: Loading
    poverty_on_adversity: Loading
    centre: float
    spread: Positive


class SyntheticHealth(Part):
    """Current relational health, and the period whose relational poverty lowers it."""

    period: Id
    loading: Loading
    centre: float
    spread: Positive


class BuiltIn(Part):
    """What is built into a cohort. `factors`: loadings by domain and predictor."""

    factors: dict[Id, dict[Id, Loading]]
    change: float
    phase_change: float
    adherence: float
    incident_ratio: Positive


class SyntheticScores(Part):
    """How factors become scores."""

    centre: float
    own: float
    shared: float
    factor_noise: NotNegative
    item_noise: NotNegative
    stability: Share
    change_spread: NotNegative


class SyntheticCourse(Part):
    """Ages and dates of the assessments, in years."""

    youngest: NotNegative
    oldest: Positive
    gap: Positive
    begin: datetime.date


class SyntheticPhase(Part):
    """A phase of a site, and how many months it lasts."""

    id: Id
    months: int = Field(ge=1, le=240)


class SyntheticLeaving(Part):
    """Who leaves, and the shares of the reasons."""

    share: float = Field(ge=0, lt=1)
    selection: float
    reasons: dict[Id, NotNegative] = Field(min_length=1)


class SyntheticPlan(Part):
    """Lines agreed and carried out."""

    essential: NotNegative
    therapeutic: NotNegative
    carried_out: float = Field(gt=0, lt=1)
    concentration: Positive
    not_known: Share
    settings: tuple[Setting, ...] = Field(min_length=1)


class SyntheticIncidents(Part):
    """Incidents by unit and month."""

    units: int = Field(ge=1)
    places: int = Field(ge=1)
    rate: NotNegative
    trend: Positive
    dispersion: NotNegative


class SyntheticRaters(Part):
    """Raters and their error, in points."""

    a_site: int = Field(ge=2)
    severity: NotNegative
    residual: NotNegative
    twice: Share


class SyntheticRules(Part):
    """`synthetic.yaml`. Get it by :func:`load_synthetic_rules`."""

    version: str
    source: Mark
    history: SyntheticHistory
    health: SyntheticHealth
    effects: dict[Id, BuiltIn]
    scores: SyntheticScores
    course: SyntheticCourse
    phases: tuple[SyntheticPhase, ...] = Field(min_length=2)
    leaving: SyntheticLeaving
    plan: SyntheticPlan
    incidents: SyntheticIncidents
    raters: SyntheticRaters


def load_synthetic_rules(site: Path | None = None) -> SyntheticRules:
    """Read the rules: this package's, or the site's own `synthetic.yaml`.

    Raises
    ------
    InputError
        When the file is broken: it names file, line, place and remedy.

    Examples
    --------
    >>> sorted(load_synthetic_rules().effects)
    ['none', 'published']
    """
    return read_data("synthetic", SyntheticRules, site).value
