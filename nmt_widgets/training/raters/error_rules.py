"""How the error of raters is estimated, as data: `rater_error.yaml`, or the site's own file instead."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from nmt_widgets.core.data import read_data
from nmt_widgets.instrument import Mark
from nmt_widgets.instrument.parts import Part


class LeastRatings(Part):
    """How much is needed before anything is estimated; a pair are two raters' scores of one case."""

    cases: int = Field(ge=2)
    raters: int = Field(ge=3)
    pairs: int = Field(ge=3)


class ErrorRules(Part):
    """`rater_error.yaml`. Get it by :func:`load_error_rules`."""

    version: str
    source: Mark
    level: float = Field(ge=0.9, lt=1)
    replicates: int = Field(ge=200, le=20_000)
    seed: int = Field(ge=0)
    least: LeastRatings
    goal: float = Field(gt=0, lt=1)
    raters_at_most: int = Field(ge=2)


def load_error_rules(site: Path | None = None) -> ErrorRules:
    """Read the rules: this package's, or the site's own `rater_error.yaml`.

    Raises
    ------
    InputError
        When the file is broken: it names file, line, place and remedy.
    """
    return read_data("rater_error", ErrorRules, site).value
