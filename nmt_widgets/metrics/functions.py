"""Part C in numbers: totals, regions, domains, functional ages and the CMR, for many assessments at once.

One assessment is a batch of one. Scores are an array (n, functions) in the order of `instrument.ids`,
NaN where there is no number. Definitions: workbook, `domains.yaml`, `cmr.yaml`, `confidence.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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
        How far each score may be off, in points; by default the instrument's `not_stated`.
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
    stated = instrument.confidence.not_stated.points if half_widths is None else half_widths
    halves = np.broadcast_to(np.asarray(stated, dtype=float), values.shape)
    typical = typical_scores(instrument, ages, columns)
    if len(typical) != len(values):
        raise ValueError(f"{len(values)} rows of scores but {len(typical)} ages")

    groups = _groups(instrument)
    batch = _ScoreBatch(instrument, values, halves)
    regions, domains = _GroupedScores(batch, groups.regions), _GroupedScores(batch, groups.domains)
    everything, sides = _GroupedScores(batch, groups.everything), _GroupedScores(batch, groups.sides)
    typical_sides = _GroupedScores(_ScoreBatch(instrument, typical, np.zeros_like(typical)), groups.sides)
    adult = np.full_like(typical, scale.high)
    share = instrument.domains.minimum_share

    percent = domains.percent(typical, share)
    region_percent = regions.percent(typical, share)
    category, settled = _categories(groups.limits, percent)
    region_category, region_settled = _categories(groups.limits, region_percent)
    cmr = _cmr(instrument, sides)
    gate = instrument.cmr.gate
    return FunctionMetrics(
        total=everything.sums().at(0),
        typical=typical,
        typical_total=everything.typical_sums(typical)[:, 0],
        region_sums=regions.sums(),
        region_typical=regions.typical_sums(typical),
        region_percent=region_percent,
        region_adult=regions.percent(adult, share),
        region_category=region_category,
        region_settled=region_settled,
        domain_percent=percent,
        domain_category=category,
        domain_settled=settled,
        functional_age=_functional_age(instrument, batch, domains).where(category >= 0),
        cmr=cmr,
        cmr_settled=(over_gate(cmr.low, gate) == over_gate(cmr.high, gate)) & ~np.isnan(cmr.value),
        typical_cmr=_cmr(instrument, typical_sides).value,
    )


@dataclass(frozen=True, eq=False)
class _Groups:
    """The groups of functions of an instrument, shape (functions, groups) each, and the limits of categories."""

    everything: Floats
    regions: Floats
    domains: Floats
    sides: Floats
    limits: list[float]


@lru_cache(maxsize=4)
def _groups(instrument: Instrument) -> _Groups:
    ids, categories = instrument.ids, instrument.domains.categories
    return _Groups(
        everything=_members(ids, [ids]),
        regions=_members(
            ids, [[f.id for f in instrument.region_functions(r.id)] for r in instrument.regions]
        ),
        domains=_members(ids, [domain.functions for domain in instrument.domains.domains]),
        sides=_members(ids, [instrument.cmr.above, instrument.cmr.below]),
        limits=[category.below * 100 for category in categories if category.below is not None],
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
        self.known = ~np.isnan(values)
        self.values = np.where(self.known, values, 0.0)
        self.down = np.where(self.known, np.minimum(halves, values - scale.low), 0.0)
        self.up = np.where(self.known, np.minimum(halves, scale.high - values), 0.0)
        self.missing = float(instrument.confidence.missing.points)


class _GroupedScores:
    """Sums of the scores of a batch by group, shape (n, groups) each: answered and all functions, values, spans.

    `down` and `up` are the half-widths of a pro-rated sum: each missing function adds its points.
    """

    def __init__(self, batch: _ScoreBatch, groups: Floats) -> None:
        self._known, self.groups = batch.known, groups
        self.n: Ints = (batch.known @ groups).astype(int)
        self.of: Ints = np.broadcast_to(groups.sum(axis=0).astype(int), self.n.shape)
        self.values = batch.values @ groups
        self._down_squared, self._up_squared = batch.down**2 @ groups, batch.up**2 @ groups
        gaps = (self.of - self.n) * batch.missing**2
        self.down, self.up = np.sqrt(self._down_squared + gaps), np.sqrt(self._up_squared + gaps)

    def sums(self) -> Estimate:
        """Return the sums of the answered scores of each group; NaN where there is none."""
        low, high = self.values - np.sqrt(self._down_squared), self.values + np.sqrt(self._up_squared)
        return Estimate(self.values, low, high, self.n, self.of).where(self.n > 0)

    def typical_sums(self, typical: Floats) -> Floats:
        """Return the typical sums over the functions that are answered."""
        return np.asarray(np.where(self._known, typical, 0.0) @ self.groups)

    def percent(self, typical: Floats, share: float) -> Estimate:
        """Return each group's percent of typical, pro-rated over missing functions from `share` up."""
        answered = self.typical_sums(typical)
        whole = typical @ self.groups
        ratio = self.values / np.where(answered > 0, answered, np.nan)
        low, high = ratio - self.down / whole, ratio + self.up / whole
        percent = Estimate(ratio, np.maximum(low, 0), high, self.n, self.of).scaled(100)
        return percent.where(enough(self.n, self.of, share))


def enough(n: Ints, of: Ints, share: float) -> Bools:
    """Return where the share of answers is large enough; 4 of 5 are enough for a share of 0.8."""
    return np.asarray((n > 0) & (n >= of * share - TINY))


def _cmr(instrument: Instrument, sides: _GroupedScores) -> Estimate:
    """Return the CMR: cortical strength above the line, dysregulation of lower networks below it."""
    cmr, n, of = instrument.cmr, sides.n, sides.of
    sufficient = np.all(enough(n, of, cmr.minimum_share), axis=1)
    counted = np.maximum(n, 1)
    sums = sides.values  # whole numbers, divided last: while all answers are there nothing is rounded
    above = sums[:, 0] * of[:, 0] / counted[:, 0]
    below = (cmr.ceiling * counted[:, 1] - sums[:, 1]) * of[:, 1] / counted[:, 1]
    down, up = sides.down, sides.up
    least = of[:, 1] * (cmr.ceiling - instrument.scale.high)
    low = np.maximum(above - down[:, 0], 0) / (below + down[:, 1])
    high = (above + up[:, 0]) / np.maximum(below - up[:, 1], least)
    return Estimate(above / below, low, high, n.sum(axis=1), of.sum(axis=1)).where(sufficient)


def _functional_age(instrument: Instrument, batch: _ScoreBatch, domains: _GroupedScores) -> Estimate:
    """Return the first age, a step at a time, whose typical sum over the answered functions reaches the client's.

    The ends of the range are the ages at which the same functions reach the client's sum less and plus its
    half-width, to which each missing function adds `missing.points` as it does to percents and the CMR. That half-width
    is not scaled down to the answered functions: what is missing may lie further from typical than what is there.
    """
    ages, _ = growth_by_steps(instrument)
    ages_reached = [np.full(domains.values.shape, np.nan) for _ in range(3)]
    for column in range(domains.groups.shape[1]):
        group = np.flatnonzero(domains.groups[:, column])
        known = batch.known[:, group]
        patterns, first, which = np.unique(
            known @ (1 << np.arange(len(group))), return_index=True, return_inverse=True
        )
        for number in range(len(patterns)):
            mask = known[first[number]]
            if mask.any():
                rows = np.flatnonzero(which == number)
                typical = _sums_by_steps(instrument, tuple(group[mask].tolist()))
                answered, down, up = (
                    part[rows, column] for part in (domains.values, domains.down, domains.up)
                )
                goals = (answered, answered - down, answered + up)
                for target, goal in zip(ages_reached, goals, strict=True):
                    reached = np.searchsorted(typical, goal - TINY)
                    target[rows, column] = ages[np.minimum(reached, len(ages) - 1)]
    value, low, high = ages_reached
    return Estimate(value, low, high, domains.n, domains.of)


@lru_cache(maxsize=128)
def _sums_by_steps(instrument: Instrument, positions: tuple[int, ...]) -> Floats:
    """Return the typical sum of some functions at each age of :func:`growth_by_steps`."""
    sums = growth_by_steps(instrument)[1][:, positions].sum(axis=1)
    sums.setflags(write=False)
    return np.asarray(sums)
