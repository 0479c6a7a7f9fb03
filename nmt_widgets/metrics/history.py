"""Parts A, B and D in numbers: developmental risk by period, and current relational health.

Definitions: workbook, `risk.yaml`, `history.yaml`, `current_relational.yaml`, `confidence.yaml`. The ranges take every
rating at the low end and at the high end of its confidence: a history is one rater's reconstruction, so its
errors go together.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.estimate import Bools, Estimate, Floats, Ints, classify, root_sum_square
from nmt_widgets.metrics.functions import enough


@dataclass(frozen=True, eq=False)
class RiskMetrics:
    """Risk of each period for n histories; every array has the shape (n, periods).

    Attributes
    ----------
    adversity, relational, risk : Estimate
        On the 0-12 axis; NaN where nothing is rated. Relational health is high when it is good.
    band : ndarray of int
        Index into the instrument's risk bands; -1 where there is no risk.
    settled : ndarray of bool
        Whether the band is the same all through the range, and enough is answered.
    """

    adversity: Estimate
    relational: Estimate
    risk: Estimate
    band: Ints
    settled: Bools


def measure_risk(
    instrument: Instrument,
    severity: ArrayLike,
    weight: ArrayLike,
    severity_half: ArrayLike,
    support: ArrayLike,
    support_half: ArrayLike,
) -> RiskMetrics:
    """Measure developmental risk by period.

    Parameters
    ----------
    instrument : Instrument
    severity, weight, severity_half : array_like, shape (n, periods, categories)
        Severity 0-12 (NaN where not known or not answered), the weight of its pattern, and how far it may be off.
    support, support_half : array_like, shape (n, periods, supports)
        Part B ratings 0-12 (NaN where unknown), and how far each may be off.
    """
    scale, history = instrument.history.severity, instrument.history
    severe, known = _known_values(severity)
    supports, rated = _known_values(support)
    weights = np.asarray(weight, dtype=float)
    off = np.asarray(severity_half, dtype=float)
    give = np.asarray(support_half, dtype=float)

    applicable = np.array(
        [[period.id in category.when for category in history.adversity] for period in history.periods]
    )
    n_adversity = known.sum(axis=-1)
    of_adversity = np.broadcast_to(applicable.sum(axis=1), n_adversity.shape)
    n_support = rated.sum(axis=-1)
    of_support = np.broadcast_to(len(history.relational), n_support.shape)

    def load(values: Floats) -> Floats:
        weighted = np.where(known, np.clip(values, scale.low, scale.high) * weights, 0.0)
        worst = weighted.max(axis=-1, initial=0.0)
        others = weighted.sum(axis=-1) - worst
        return np.asarray(worst + (scale.high - worst) * np.minimum(1.0, others / instrument.risk.full_at))

    def buffer(values: Floats) -> Floats:
        protective = np.where(rated, np.clip(values, scale.low, scale.high), 0.0)
        return np.asarray(protective.sum(axis=-1) / np.maximum(n_support, 1))

    adversity = Estimate(
        load(severe), load(severe - off), load(severe + off), n_adversity, of_adversity
    ).where(n_adversity > 0)
    relational = Estimate(
        buffer(supports), buffer(supports - give), buffer(supports + give), n_support, of_support
    ).where(n_support > 0)
    share = np.array([instrument.risk.share[period.id] for period in history.periods])

    def combine(hurt: Floats, buffers: Floats) -> Floats:
        return np.asarray(share * hurt + (1 - share) * (scale.high - buffers))

    risk = Estimate(
        combine(adversity.value, relational.value),
        combine(adversity.low, relational.high),
        combine(adversity.high, relational.low),
        n_adversity + n_support,
        of_adversity + of_support,
    )
    limits = [band.below for band in instrument.risk.bands if band.below is not None]
    band = classify(risk.value, limits)
    sure = enough(risk.n, risk.of, instrument.risk.settled_share)
    settled = (classify(risk.low, limits) == classify(risk.high, limits)) & (band >= 0) & sure
    return RiskMetrics(adversity, relational, risk, band, settled)


@dataclass(frozen=True, eq=False)
class RelationalMetrics:
    """Current relational health of n assessments, in percent of typical.

    Attributes
    ----------
    percent : Estimate, shape (n,)
        Over all statements.
    areas : Estimate, shape (n, areas)
    """

    percent: Estimate
    areas: Estimate


def measure_relational(
    instrument: Instrument, ratings: ArrayLike, half_widths: ArrayLike
) -> RelationalMetrics:
    """Measure Part D.

    Parameters
    ----------
    instrument : Instrument
    ratings, half_widths : array_like, shape (n, statements)
        1-12, area by area in the instrument's order; NaN where unknown.
    """
    part = instrument.current_relational
    values, known = _known_values(ratings)
    halves = np.asarray(half_widths, dtype=float)
    down = np.where(known, np.minimum(halves, values - part.scale.low), instrument.confidence.missing.points)
    up = np.where(known, np.minimum(halves, part.scale.high - values), instrument.confidence.missing.points)
    filled = np.where(known, values, 0.0)

    def percent(span: slice) -> Estimate:
        n = known[:, span].sum(axis=1)
        of = np.full_like(n, filled[:, span].shape[1])
        mean = filled[:, span].sum(axis=1) / np.maximum(n, 1)
        low = np.maximum(mean - root_sum_square(down[:, span]) / of, 0)
        high = mean + root_sum_square(up[:, span]) / of
        return (
            Estimate(mean, low, high, n, of)
            .scaled(100 / part.typical)
            .where(enough(n, of, part.minimum_share))
        )

    ends = np.cumsum([0, *(len(area.statements) for area in part.areas)])
    by_area = [percent(slice(start, end)) for start, end in pairwise(ends)]
    stack = lambda name: np.stack([getattr(area, name) for area in by_area], axis=1)  # noqa: E731
    areas = Estimate(stack("value"), stack("low"), stack("high"), stack("n"), stack("of"))
    return RelationalMetrics(percent(slice(None)), areas)


def _known_values(values: ArrayLike) -> tuple[Floats, Bools]:
    array = np.asarray(values, dtype=float)
    return array, ~np.isnan(array)
