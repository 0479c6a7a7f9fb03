"""What the figures of many clients are computed with, as data: `outcomes.yaml`, or the site's own file instead."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from nmt_widgets.core.data import read_data
from nmt_widgets.instrument import Mark
from nmt_widgets.instrument.parts import Id, Part


class Resampling(Part):
    """Confidence of every interval, and how many samples are drawn where it has no formula."""

    level: float = Field(ge=0.8, lt=1)
    replicates: int = Field(ge=200, le=20_000)
    seed: int = Field(ge=0)


class IncidentRules(Part):
    """How incidents are counted, and from what on a model or a series says something.

    Attributes
    ----------
    per_days : int
        Days that a rate is for.
    most_a_day : float
        Incidents a day above which a person is asked whether the row is right.
    overdispersed : float
        Pearson's chi-squared by its degrees of freedom above which incidents scatter more than by chance.
    fewest_groups : int
        Clients or units that errors by group need.
    months_a_side : int
        Months that each side of an interrupted series needs.
    seasonal_from, harmonics : int
        Months from which on the season is in the model, and by how many pairs of waves.
    spellings : mapping of str to tuple of str
        Other names of columns.
    """

    per_days: int = Field(ge=1)
    most_a_day: float = Field(gt=0)
    overdispersed: float = Field(ge=1)
    fewest_groups: int = Field(ge=3)
    months_a_side: int = Field(ge=8)
    seasonal_from: int = Field(ge=12)
    harmonics: int = Field(ge=0, le=5)
    spellings: dict[str, tuple[str, ...]]


class Published(Part):
    """A figure of a study, to set ours beside."""

    share: float = Field(ge=0, le=1)
    n: int = Field(ge=1)
    study: str


class ChangeRules(Part):
    """How change over time is computed.

    Attributes
    ----------
    assumed_reliabilities : tuple of float
        At which reliable change is counted where a site has no reliability of its own.
    likelihoods_agree : float
        How near the logarithms of the likelihood of two optimisers must be.
    least_clients : int
        For a model of several times, and for a bootstrap over clients.
    bootstrap_at_most : int
        With more clients the infinitesimal jackknife, its limit in large samples, stands for the bootstrap.
    singular : float
        A random standard deviation below this share of the residual one counts as none.
    adherence : Published
    """

    assumed_reliabilities: tuple[Annotated[float, Field(gt=0, lt=1)], ...] = Field(min_length=1)
    likelihoods_agree: float = Field(gt=0, le=0.1)
    least_clients: int = Field(ge=3)
    bootstrap_at_most: int = Field(ge=1000)
    singular: float = Field(gt=0, le=0.1)
    adherence: Published


class CohortRules(Part):
    """What a table of assessments may be, and how its columns may be called."""

    most_megabytes: int = Field(ge=1)
    most_rows: int = Field(ge=1)
    earliest: date
    years_apart: float = Field(gt=0)
    longest_word: int = Field(ge=10)
    missing: tuple[str, ...]
    spellings: dict[str, tuple[str, ...]]
    personal: tuple[str, ...]


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
    exact_at_most: int = Field(ge=200)
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


class Disclosure(Part):
    """What may be published: counts of clients and figures of groups."""

    smallest: int = Field(ge=3, le=50)
    smallest_public: int = Field(ge=3, le=50)
    moments_from: int = Field(ge=5, le=500)
    extremes_from: int = Field(ge=10, le=10_000)
    most_counts: int = Field(ge=100, le=20_000)


class PoolingRules(Part):
    """What a site's aggregate file holds."""

    times: int = Field(ge=2, le=10)
    measures: tuple[str, ...]
    endings: tuple[str, ...]
    bins: dict[str, tuple[float, ...]]
    penalty: float = Field(gt=0)


class OutcomeRules(Part):
    """`outcomes.yaml`. Get it by :func:`load_outcome_rules`."""

    version: str
    source: Mark
    resampling: Resampling
    incidents: IncidentRules
    change: ChangeRules
    cohort: CohortRules
    timing: TimingRules
    factors: FactorRules
    disclosure: Disclosure
    pooling: PoolingRules


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
