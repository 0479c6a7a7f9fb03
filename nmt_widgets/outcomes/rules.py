"""What the figures of many clients are computed with, as data: `outcomes.yaml`, or the site's own file instead."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from nmt_widgets.core.data import read_data
from nmt_widgets.instrument import Mark
from nmt_widgets.instrument.parts import Part


class Resampling(Part):
    """Confidence of every interval, and how many samples are drawn where it has no formula."""

    level: float = Field(ge=0.8, lt=1)
    replicates: int = Field(ge=200, le=20_000)
    seed: int = Field(ge=0)


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
    periods: tuple[str, ...]
    severe_adversity: float
    severe_poverty: float
    penalty: float = Field(gt=0)


class OutcomeRules(Part):
    """`outcomes.yaml`. Get it by :func:`load_outcome_rules`."""

    version: str
    source: Mark
    resampling: Resampling
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
