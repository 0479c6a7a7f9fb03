"""The shape of an aggregate file, and what its sums have to fulfil."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import Field, StringConstraints, TypeAdapter, ValidationError, model_validator

from nmt_widgets.core.problems import reason
from nmt_widgets.instrument.parts import Part

FORMAT = "nmt-aggregate-1"
"""The version of the file's form: another number, another form."""

Site = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=40)]
_SITE = TypeAdapter[str](Site)
Count = Annotated[int, Field(ge=0, le=10**9)]
Row = tuple[float, ...]
Level = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]

_ROUNDING = 1e-9
_SPREAD = 1e-12  # a variance below this share of the mean square is rounding


def is_site_code(text: str) -> bool:
    """Return whether a text can be the code of a site.

    >>> is_site_code("north-2"), is_site_code("north 2")
    (True, False)
    """
    try:
        _SITE.validate_python(text)
    except ValidationError:
        return False
    return True


def impossible(gram: Any) -> bool:
    """Return whether sums and sums of products cannot come from any values: no matrix of products is negative.

    >>> impossible([[4, 10], [10, 20]]), impossible([[4, 10], [10, 30]])
    (True, False)
    """
    matrix = np.asarray(gram, dtype=float)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        return True
    scale = np.sqrt(np.abs(np.diag(matrix)))
    scale[scale == 0] = 1
    scaled = matrix / np.outer(scale, scale)
    return bool(
        (np.abs(scaled - scaled.T) > _ROUNDING).any()
        or np.linalg.eigvalsh(scaled).min() < -_ROUNDING * len(matrix)
    )


def without_spread(n: int, sums: Any, products: Any) -> bool:
    """Return whether values, or their changes between two times, are the same for all clients.

    >>> without_spread(2, [4], [[8]]), without_spread(2, [4], [[10]])
    (True, False)
    """
    square = np.asarray(products, dtype=float)
    covariance = square - np.outer(sums, sums) / n
    own, most = np.diag(covariance), _SPREAD * np.diag(square)
    first, second = np.triu_indices(len(own), 1)
    changes = own[first] + own[second] - 2 * covariance[first, second]
    return bool((own <= most).any() or (changes <= most[first] + most[second]).any())


class MeasureSums(Part):
    """Sums of one measure over the clients of a group, at some times, and sums of its products."""

    times: tuple[Annotated[int, Field(ge=1)], ...] = Field(min_length=1, max_length=10)
    sums: Row
    products: tuple[Row, ...]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if list(self.times) != sorted(set(self.times)):
            raise ValueError(reason("pooling", "times_out_of_order"))
        return self


class Group(Part):
    """Clients of whom the same is known. Every client is in one group at most."""

    n: Annotated[int, Field(ge=3, le=10**9)]
    measures: dict[Level, MeasureSums]

    @model_validator(mode="after")
    def _possible(self) -> Self:
        for name, moments in self.measures.items():
            size = len(moments.times)
            if len(moments.sums) != size or [len(row) for row in moments.products] != [size] * size:
                raise ValueError(reason("pooling", "sums_unlike_times", name=name))
            sums = np.array(moments.sums)
            if impossible(
                np.block([[np.array([[self.n]]), sums[None]], [sums[:, None], np.array(moments.products)]])
            ):
                raise ValueError(reason("pooling", "impossible_sums", name=name))
            if without_spread(self.n, sums, moments.products):
                raise ValueError(reason("pooling", "no_spread", name=name))
        return self


class CountTable(Part):
    """Counts with their margins; null where a count is hidden."""

    dimensions: tuple[Level, ...] = Field(max_length=2)
    levels: tuple[tuple[Level, ...], ...]
    counts: tuple[Any, ...]

    def array(self) -> Any:
        """Return the counts with their margins, NaN where hidden."""
        return np.array(self.counts, dtype=float)

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        try:
            counts = self.array()
        except (TypeError, ValueError):
            raise ValueError(reason("pooling", "no_counts")) from None
        if (
            counts.shape != tuple(len(axis) + 1 for axis in self.levels)
            or len(self.dimensions) != counts.ndim
        ):
            raise ValueError(reason("pooling", "counts_unlike_levels"))
        if (counts < 0).any() or (counts != np.round(counts))[~np.isnan(counts)].any():
            raise ValueError(reason("pooling", "no_counts"))
        for axis in range(counts.ndim):
            parts, total = np.split(counts, [-1], axis=axis)
            sums = parts.sum(axis=axis, keepdims=True)
            if (~np.isnan(sums + total) & (sums != total)).any():
                raise ValueError(reason("pooling", "margins_differ"))
        return self


class Histogram(Part):
    """Counts of clients in bins with fixed edges."""

    edges: Row
    table: CountTable


class PhaseCount(Part):
    """Incidents and days of a phase; null where a number is hidden."""

    count: Count | None
    days: Annotated[float, Field(ge=0.001, le=1e12)]
    clients: Count | None = None


class TimingSums(Part):
    """Sums of products of a column of ones, the predictors and the outcomes, over clients of whom all are known."""

    predictors: tuple[Level, ...]
    outcomes: tuple[Level, ...]
    gram: tuple[Row, ...]

    @property
    def n(self) -> int:
        """Clients."""
        return int(self.gram[0][0])

    @model_validator(mode="after")
    def _possible(self) -> Self:
        names = (*self.predictors, *self.outcomes)
        size = 1 + len(names)
        if len(set(names)) < len(names):
            raise ValueError(reason("pooling", "names_twice"))
        if [len(row) for row in self.gram] != [size] * size or impossible(self.gram):
            raise ValueError(reason("pooling", "impossible_sums", name="timing"))
        gram = np.array(self.gram)
        if gram[0, 0] < 3 or (np.diag(gram) - gram[0] ** 2 / gram[0, 0] <= _SPREAD * np.diag(gram))[1:].any():
            raise ValueError(reason("pooling", "no_spread", name="timing"))
        return self


class AggregateFile(Part):
    """A site's aggregate file: counts and sums, no client."""

    format: Literal["nmt-aggregate-1"]
    site: Site
    software: Level
    rules: Level
    instrument: Level
    versions: dict[Level, Level]
    period: tuple[int, int] | None
    synthetic: bool
    smallest: Annotated[int, Field(ge=3, le=50)]
    clients: Count
    left_out: Count | None
    groups: tuple[Group, ...]
    left: CountTable | None
    moved: dict[Level, CountTable]
    histograms: dict[Level, Histogram]
    incidents: dict[Level, PhaseCount]
    adherence: CountTable | None
    timing: TimingSums | None
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if self.period and self.period[0] > self.period[1]:
            raise ValueError(reason("pooling", "period_backwards"))
        if sum(group.n for group in self.groups) != self.clients:
            raise ValueError(reason("pooling", "clients_differ"))
        if self.timing and self.timing.n > self.clients:
            raise ValueError(reason("pooling", "clients_differ"))
        tables = [*self.moved.values(), *(histogram.table for histogram in self.histograms.values())]
        tables += [table for table in (self.left, self.adherence) if table]
        counts = np.concatenate([
            [group.n for group in self.groups],
            [number for phase in self.incidents.values() for number in (phase.count, phase.clients) if number],
            *(table.array().ravel() for table in tables),
        ])  # fmt: skip
        if ((counts > 0) & (counts < self.smallest)).any():
            raise ValueError(reason("pooling", "small_count", smallest=self.smallest))
        return self
