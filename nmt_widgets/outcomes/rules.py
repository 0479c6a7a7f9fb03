"""What the figures of many clients are computed with, as data: `outcomes.yaml`, or the site's own file instead."""

from __future__ import annotations

from datetime import date
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


class OutcomeRules(Part):
    """`outcomes.yaml`. Get it by :func:`load_outcome_rules`."""

    version: str
    source: Mark
    resampling: Resampling
    cohort: CohortRules


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
