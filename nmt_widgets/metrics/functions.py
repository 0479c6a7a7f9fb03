"""Part C in numbers: totals, regions, domains, functional ages and the CMR, for many assessments at once.

One assessment is a batch of one. Scores are an array (n, functions) in the order of `instrument.ids`,
NaN where there is no number. Definitions: workbook, `domains.yaml`, `cmr.yaml`, `confidence.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import TINY, Bools, Estimate, Floats, Ints, classify, over_gate
from nmt_widgets.metrics.norms import growth_by_steps, typical_scores


@dataclass(frozen=True, eq=False)
class FunctionMetrics:
    """What Part C says, for n assessments.

    Attributes
    ----------
    total : Estimate, shape (n,)
        Sum of the answered scores (not pro-rated).
    typical : ndarray, shape (n, functions)
        The typical peer's scores.
    typical_total : ndarray, shape (n,)
        Their sum over the same, answered functions.
    region_sums : Estimate, shape (n, regions)
        Sums of the answered scores; `region_typical` over the same functions.
    region_percent, region_adult : Estimate, shape (n, regions)
        Percent of the typical peer and of the young adult; NaN below the minimum share.
    region_category, region_settled : ndarray, shape (n, regions)
        As for domains.
    domain_percent : Estimate, shape (n, domains)
        Percent of typical, unrounded.
    domain_category : ndarray of int, shape (n, domains)
        Index into the instrument's categories; -1 where not shown.
    domain_settled : ndarray of bool, shape (n, domains)
        Whether the category is the same all through the range.
    functional_age : Estimate, shape (n, domains)
        Years; held within 0 and the instrument's adult age. The range widens with missing functions, as that of the
        percents and the CMR does.
    cmr : Estimate, shape (n,)
        Cortical modulation ratio; `cmr_settled` whether the gate is on one side of its whole range.
    typical_cmr : ndarray, shape (n,)
    """

    total: Estimate
    typical: Floats
    typical_total: Floats
    region_sums: Estimate
    region_typical: Floats
    region_percent: Estimate
    region_adult: Estimate
    region_category: Ints
    region_settled: Bools
    domain_percent: Estimate
    domain_category: Ints
    domain_settled: Bools
    functional_age: Estimate
    cmr: Estimate
    cmr_settled: Bools
    typical_cmr: Floats


def measure_functions(
    instrument: Instrument,
    scores: ArrayLike,
    ages: ArrayLike,
    *,
    half_widths: ArrayLike | None = None,
    columns: Sequence[str | None] | str | None = None,
) -> FunctionMetrics:
    """Measure Part C of n assessments.

    Parameters
    ----------
    instrument : Instrument
    scores : array_like, shape (n, functions)
        1-12, NaN where not known or not answered.
    ages : array_like, shape (n,)
        Years, 0 or more.
    half_widths : array_like, shape (n, functions), optional
        How far each score may be off, in points; by default as where no confidence is stated.
    columns : str or sequence of str or None, optional
        Pinned norm columns, see :func:`~nmt_widgets.metrics.norms.typical_scores`.

    Raises
    ------
    ValueError
        When shapes do not fit, a score is outside the scale or an age is before birth.

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> adult = measure_functions(load_instrument(), np.full((1, 32), 12.0), [25.0])
    >>> float(adult.total.value[0]), round(float(adult.cmr.value[0]), 1)
    (384.0, 13.1)
    """
    ids, scale = instrument.ids, instrument.scale
    values = np.asarray(scores, dtype=float)
    if values.ndim != 2 or values.shape[1] != len(ids):
        raise ValueError(f"scores must have the shape (n, {len(ids)}), not {values.shape}")
    if np.any((values < scale.low) | (values > scale.high)):
        raise ValueError(f"scores must lie within {scale.low}-{scale.high}")
    if np.any(np.asarray(ages, dtype=float) < 0):
        raise ValueError("ages must not be before birth")
    stated = instrument.score_half_widths[None] if half_widths is None else half_widths
    halves = np.broadcast_to(np.asarray(stated, dtype=float), values.shape)
    typical = typical_scores(instrument, ages, columns)
    if len(typical) != len(values):
        raise ValueError(f"{len(values)} rows of scores but {len(typical)} ages")

    groups = _groups(instrument)
    batch = _ScoreBatch(instrument, values, halves)
    sums = _GroupedScores.of_batch(batch, typical, groups.members)
    regions, domains = sums.columns(groups.regions), sums.columns(groups.domains)
    everything, sides = sums.columns(groups.everything), sums.columns(groups.sides)
    share = instrument.domains.minimum_share

    percent = domains.percent(share)
    region_percent = regions.percent(share)
    category, settled = _categories(groups.limits, percent)
    region_category, region_settled = _categories(groups.limits, region_percent)
    cmr = _cmr(instrument, sides)
    gate = instrument.cmr.gate
    return FunctionMetrics(
        total=everything.sums().at(0),
        typical=typical,
        typical_total=everything.typical_answered[:, 0],
        region_sums=regions.sums(),
        region_typical=regions.typical_answered,
        region_percent=region_percent,
        region_adult=regions.beside_adult(instrument.scale.high).percent(share),
        region_category=region_category,
        region_settled=region_settled,
        domain_percent=percent,
        domain_category=category,
        domain_settled=settled,
        functional_age=_functional_age(instrument, batch, domains, groups).where(category >= 0),
        cmr=cmr,
        cmr_settled=(over_gate(cmr.low, gate) == over_gate(cmr.high, gate)) & ~np.isnan(cmr.value),
        typical_cmr=_ratio(instrument, sides.typical, sides.of, sides.of),
    )


@dataclass(frozen=True, eq=False)
class _Groups:
    """Groups of functions, as columns of `members` of shape (functions, groups), and the limits of categories."""

    members: Floats
    everything: slice
    regions: slice
    domains: slice
    sides: slice
    limits: list[float]


@lru_cache(maxsize=4)
def _groups(instrument: Instrument) -> _Groups:
    ids, categories = instrument.ids, instrument.domains.categories
    everything = [ids]
    regions = [[f.id for f in instrument.region_functions(region.id)] for region in instrument.regions]
    domains = [domain.functions for domain in instrument.domains.domains]
    sides = [instrument.cmr.above, instrument.cmr.below]
    begins = np.cumsum([0, len(everything), len(regions), len(domains), len(sides)]).tolist()
    parts = [slice(begin, end) for begin, end in pairwise(begins)]
    return _Groups(
        _members(ids, [*everything, *regions, *domains, *sides]),
        parts[0],
        parts[1],
        parts[2],
        parts[3],
        [category.below * 100 for category in categories if category.below is not None],
    )


def _members(ids: Sequence[str], groups: Sequence[Sequence[str]]) -> Floats:
    """Return which function belongs to which group as 1 and 0: sums are products."""
    members = np.array([[id in group for group in groups] for id in ids], dtype=float)
    members.setflags(write=False)
    return members


def _categories(limits: list[float], percent: Estimate) -> tuple[Ints, Bools]:
    """Return the category of each percent, and whether it is the same all through the range."""
    category = classify(percent.value, limits)
    settled = classify(percent.low, limits) == classify(percent.high, limits)
    return category, settled & (category >= 0)


class _ScoreBatch:
    """Scores and how far each may be off, downwards and upwards, within the scale."""

    def __init__(self, instrument: Instrument, values: Floats, halves: Floats) -> None:
        scale = instrument.scale
        self.unknown = np.isnan(values)
        self.known = ~self.unknown
        self.values = _with_zeros(values.copy("K"), self.unknown)
        self.down = _with_zeros(np.minimum(halves, values - scale.low), self.unknown)
        self.up = _with_zeros(np.minimum(halves, scale.high - values), self.unknown)
        self.missing = float(instrument.confidence.missing.points)
        self.alike = instrument.shared_error


def _with_zeros(values: Floats, unknown: Bools) -> Floats:
    """Return an array with 0 in some places, which is changed."""
    values[unknown] = 0.0
    return values


@dataclass(frozen=True, eq=False)
class _GroupedScores:
    """Sums of the scores of a batch by group, shape (n, groups) each.

    Attributes
    ----------
    n, of : ndarray of int
        Answered functions, and all.
    values, typical_answered, typical : ndarray
        Sums of the scores, of the typical scores over the same functions, and over all.
    down_squared, up_squared : ndarray
        Squares of the half-widths of the sum of the answered functions.
    down_gaps, up_gaps : ndarray
        What the missing functions add to them where a sum is pro-rated.
    """

    n: Ints
    of: Ints
    values: Floats
    typical_answered: Floats
    typical: Floats
    down_squared: Floats
    up_squared: Floats
    down_gaps: Floats
    up_gaps: Floats

    @classmethod
    def of_batch(cls, batch: _ScoreBatch, typical: Floats, groups: Floats) -> _GroupedScores:
        """Return the sums of each group of `groups`, shape (functions, groups)."""
        n = (batch.known.astype(float) @ groups).astype(int)
        of = np.broadcast_to(groups.sum(axis=0).astype(int), n.shape)
        gaps = (of - n) * batch.missing**2
        ends = {"down": batch.down**2 @ groups, "up": batch.up**2 @ groups}
        more = dict.fromkeys(ends, gaps)
        if batch.alike:
            longer = (
                np.square(of / np.maximum(n, 1)) - 1
            )  # the missing functions would have been off the same way
            for end, halves in (("down", batch.down), ("up", batch.up)):
                together = batch.alike * np.square(halves @ groups)
                ends[end] = (1 - batch.alike) * ends[end] + together
                more[end] = gaps + together * longer
        return cls(
            n=n,
            of=of,
            values=batch.values @ groups,
            typical_answered=(typical * batch.known) @ groups,
            typical=typical @ groups,
            down_squared=ends["down"],
            up_squared=ends["up"],
            down_gaps=more["down"],
            up_gaps=more["up"],
        )

    def columns(self, groups: slice) -> _GroupedScores:
        """Return the sums of some groups."""
        return _GroupedScores(*(getattr(self, field.name)[:, groups] for field in fields(self)))

    def beside_adult(self, most: int) -> _GroupedScores:
        """Return the same sums beside those of a young adult, who has the most everywhere."""
        answered, everything = (np.asarray(counts * most, dtype=float) for counts in (self.n, self.of))
        return replace(self, typical_answered=answered, typical=everything)

    @property
    def down(self) -> Floats:
        """The half-width of a pro-rated sum downwards: each missing function adds its points."""
        return np.asarray(np.sqrt(self.down_squared + self.down_gaps))

    @property
    def up(self) -> Floats:
        """The half-width of a pro-rated sum upwards."""
        return np.asarray(np.sqrt(self.up_squared + self.up_gaps))

    def sums(self) -> Estimate:
        """Return the sums of the answered scores of each group; NaN where there is none."""
        low, high = self.values - np.sqrt(self.down_squared), self.values + np.sqrt(self.up_squared)
        return Estimate(self.values, low, high, self.n, self.of).where(self.n > 0)

    def percent(self, share: float) -> Estimate:
        """Return each group's percent of typical, pro-rated over missing functions from `share` up."""
        answered = np.where(self.typical_answered > 0, self.typical_answered, np.nan)
        ratio = self.values / answered
        low, high = ratio - self.down / self.typical, ratio + self.up / self.typical
        percent = Estimate(ratio, np.maximum(low, 0), high, self.n, self.of).scaled(100)
        return percent.where(enough(self.n, self.of, share))


def enough(n: Ints, of: Ints, share: float) -> Bools:
    """Return where the share of answers is large enough; 4 of 5 are enough for a share of 0.8."""
    return np.asarray((n > 0) & (n >= of * share - TINY))


def _cmr(instrument: Instrument, sides: _GroupedScores) -> Estimate:
    """Return the CMR: cortical strength above the line, dysregulation of lower networks below it."""
    cmr, n, of = instrument.cmr, sides.n, sides.of
    sufficient = np.all(enough(n, of, cmr.minimum_share), axis=1)
    above, below = _parts_of_ratio(instrument, sides.values, n, of)
    down, up = sides.down, sides.up
    least = of[:, 1] * (cmr.ceiling - instrument.scale.high)
    low = np.maximum(above - down[:, 0], 0) / (below + down[:, 1])
    high = (above + up[:, 0]) / np.maximum(below - up[:, 1], least)
    return Estimate(above / below, low, high, n.sum(axis=1), of.sum(axis=1)).where(sufficient)


def _ratio(instrument: Instrument, sums: Floats, n: Ints, of: Ints) -> Floats:
    """Return the CMR alone."""
    above, below = _parts_of_ratio(instrument, sums, n, of)
    return above / below


def _parts_of_ratio(instrument: Instrument, sums: Floats, n: Ints, of: Ints) -> tuple[Floats, Floats]:
    """Return what stands above and below the line, pro-rated over missing functions."""
    ceiling, counted = instrument.cmr.ceiling, np.maximum(n, 1)
    # sums are whole numbers, divided last: while all answers are there nothing is rounded
    above = sums[:, 0] * of[:, 0] / counted[:, 0]
    below = (ceiling * counted[:, 1] - sums[:, 1]) * of[:, 1] / counted[:, 1]
    return above, below


def _functional_age(
    instrument: Instrument, batch: _ScoreBatch, domains: _GroupedScores, groups: _Groups
) -> Estimate:
    """Return the first age, a step at a time, whose typical sum over the answered functions reaches the client's.

    The ends of the range are the ages at which the same functions reach the client's sum less and plus its
    half-width, to which each missing function adds `missing.points` as it does to percents and the CMR. That half-width
    is not scaled down to the answered functions: what is missing may lie further from typical than what is there.
    """
    ages, _ = growth_by_steps(instrument)
    down, up = domains.down, domains.up
    goals = np.stack([domains.values, domains.values - down, domains.values + up]) - TINY
    reached = np.full(goals.shape, np.nan)
    for column, members in enumerate(groups.members[:, groups.domains].T):
        group = np.flatnonzero(members)
        known = batch.known[:, group]
        pattern = known @ (1 << np.arange(len(group)))  # which functions are answered, as bits
        order = np.argsort(pattern, kind="stable")
        begins = np.flatnonzero(np.diff(pattern[order], prepend=-1))
        for rows in np.split(order, begins[1:]):
            mask = known[rows[0]] if len(rows) else known[:0].any(axis=0)
            if mask.any():
                typical = _sums_by_steps(instrument, tuple(group[mask].tolist()))
                steps = np.searchsorted(typical, goals[:, rows, column])
                reached[:, rows, column] = ages[np.minimum(steps, len(ages) - 1)]
    return Estimate(reached[0], reached[1], reached[2], domains.n, domains.of)


@lru_cache(maxsize=2048)
def _sums_by_steps(instrument: Instrument, positions: tuple[int, ...]) -> Floats:
    """Return the typical sum of some functions at each age of :func:`growth_by_steps`."""
    sums = growth_by_steps(instrument)[1][:, positions].sum(axis=1)
    sums.setflags(write=False)
    return np.asarray(sums)
