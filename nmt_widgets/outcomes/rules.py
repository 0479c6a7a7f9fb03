"""What the figures of many clients are computed with, as data: `outcomes.yaml`, or the site's own file instead."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from nmt_widgets.core.data import read_data
from nmt_widgets.instrument import Mark
from nmt_widgets.instrument.parts import Id, Part


class Resampling(Part):
    """Confidence of every interval, and how many samples are drawn where it has no formula."""

    level: float = Field(ge=0.8, lt=1)
    replicates: int = Field(ge=200, le=20_000)
    seed: int = Field(ge=0)


class Penalties(Part):
    """The penalties of a ridge regression that are tried, evenly spaced on the logarithm."""

    low: float = Field(gt=0)
    high: float = Field(gt=0)
    steps: int = Field(ge=2, le=200)


class TimingRules(Part):
    """When adversity or relational poverty is severe, and how its timing is related to an outcome."""

    periods: tuple[Id, ...] = Field(min_length=1)
    severe_adversity: float
    severe_poverty: float
    replicates: int = Field(ge=200, le=20_000)
    permutations: int = Field(ge=99, le=20_000)
    penalties: Penalties
    least_clients: int = Field(ge=30)
    least_severe: int = Field(ge=2)


class FactorRules(Part):
    """How the factors of the functions are extracted and compared with the domains."""

    seeds: int = Field(ge=2, le=200)
    iterations: int = Field(ge=100)
    least_clients: int = Field(ge=30)
    most_clients: int = Field(ge=1000)
    alike: float = Field(gt=0, lt=1)


class OutcomeRules(Part):
    """`outcomes.yaml`. Get it by :func:`load_outcome_rules`."""

    version: str
    source: Mark
    resampling: Resampling
    timing: TimingRules
    factors: FactorRules


def load_outcome_rules(site: Path | None = None) -> OutcomeRules:
    """Read the rules: this package's, or the site's own `outcomes.yaml`.

    Raises
    ------
    InputError
        When the file is broken: it names file, line, place and remedy.

    Examples
    --------
    >>> load_outcome_rules().resampling.level
    0.95
    """
    return read_data("outcomes", OutcomeRules, site).value
