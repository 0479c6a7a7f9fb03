"""How agreement is measured and interpreted, as data: `agreement.yaml`, or the site's own file instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from nmt_widgets.core.data import read_data
from nmt_widgets.core.words import reason
from nmt_widgets.instrument import Mark
from nmt_widgets.instrument.parts import Id, Part, Sourced
from nmt_widgets.training.statistics.statistic import Statistic

MEASURES = (
    "kappa",
    "agreement",
    "consistency",
    "within_one",
    "exact",
    "same_band",
    "mean_absolute_difference",
    "bias",
)
"""What can have limits."""


class Intervals(Part):
    """Confidence, and the bootstrap's number of resamples and seed."""

    level: float = Field(gt=0.5, lt=1)
    replicates: int = Field(ge=100, le=100_000)
    seed: int = Field(ge=0)


class BandLimits(Part):
    """Limits of all bands but the last: `least` values, or `most` for a measure where small is good."""

    least: tuple[float, ...] = ()
    most: tuple[float, ...] = ()


class Worst(Part):
    """What is worth a second look: differences from this many points on, and at most this many."""

    difference: float = Field(gt=0)
    most: int = Field(ge=1)


class WorstPart(Worst):
    """The same for a part of the map with at least this many functions compared."""

    least_items: int = Field(ge=1)


class ReportingLimits(Part):
    """Limits from which something is mentioned to the rater."""

    least_items: int = Field(ge=2)
    bias: float = Field(ge=0)
    part: WorstPart
    function: Worst


class Standards(Part):
    """`agreement.yaml`. Get it by :func:`load_standards`.

    Examples
    --------
    >>> standards = load_standards()
    >>> standards.grade("kappa", Statistic(0.8, 0.7, 0.9, 32))
    Grade(band='high', settled=False)
    """

    version: str
    source: Mark
    intervals: Intervals
    bands: Annotated[tuple[Sourced, ...], Field(min_length=2)]
    limits: dict[Id, BandLimits]
    deciding: Annotated[tuple[Id, ...], Field(min_length=1)]
    telling: ReportingLimits

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for id, limits in self.limits.items():
            if id not in MEASURES:
                raise ValueError(reason("agreement", "unknown_limits", id=id, known=", ".join(MEASURES)))
            values = limits.least or limits.most
            if bool(limits.least) == bool(limits.most) or len(values) != len(self.bands) - 1:
                count = len(self.bands) - 1
                raise ValueError(reason("agreement", "number_of_limits", id=id, count=count))
            if list(values) != sorted(values, reverse=bool(limits.least)):
                raise ValueError(reason("agreement", "limits_unordered", id=id))
        if missing := [id for id in self.deciding if id not in self.limits]:
            raise ValueError(reason("agreement", "decides_without", id=missing[0]))
        return self

    def grade(self, measure: str, statistic: Statistic) -> Grade | None:
        """Return the band of a figure; None where it is not defined, or has no limits."""
        limits = self.limits.get(measure)
        if statistic.value is None or limits is None:
            return None
        bands = {self._band(value, limits) for value in _ends(statistic, bool(limits.most))}
        settled = statistic.low is not None and len(bands) == 1
        return Grade(self.bands[self._band(statistic.value, limits)].id, settled)

    def worst(self, grades: Iterable[Grade | None]) -> Grade | None:
        """Return the worst of several grades; None where one is missing or there is none."""
        order = [band.id for band in self.bands]
        listed = list(grades)
        if not listed or None in listed:
            return None
        return max((grade for grade in listed if grade), key=lambda grade: order.index(grade.band))

    def _band(self, value: float, limits: BandLimits) -> int:
        reached = [value >= limit for limit in limits.least] + [abs(value) <= limit for limit in limits.most]
        return reached.index(True) if True in reached else len(reached)


@dataclass(frozen=True)
class Grade:
    """The band a figure is in.

    Attributes
    ----------
    band : str
    settled : bool
        Whether the whole confidence interval is in it.
    """

    band: str
    settled: bool


def load_standards(site: Path | None = None) -> Standards:
    """Read the standards: this package's, or the site's own `agreement.yaml`.

    Raises
    ------
    InputError
        When the file is broken: it names file, line, place and remedy.
    """
    return read_data("agreement", Standards, site).value


def _ends(statistic: Statistic, is_size: bool) -> list[float]:
    """Return the value and its limits; for a size whose interval includes 0, also 0."""
    ends = [end for end in (statistic.value, statistic.low, statistic.high) if end is not None]
    return [*ends, 0.0] if is_size and min(ends) < 0 < max(ends) else ends
