"""The figures of `nmt_widgets.profiles` by bare NumPy: products of ready arrays, without checks, names or a table.

What a statistician would write for this one instrument and complete input; the measure for what the library adds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import growth
from nmt_widgets.metrics.estimate import Floats

CLOSE = 1e-9


@dataclass(frozen=True, eq=False)
class ReadyArrays:
    """The definitions of an instrument as arrays.

    Attributes
    ----------
    instrument : Instrument
    members : ndarray, shape (functions, groups)
        Which function is in which group: all, the regions, the domains, the two sides of the CMR.
    steps, curve : ndarray
        The ages of the curve, and typical scores at each.
    """

    instrument: Instrument
    members: Floats
    steps: Floats
    curve: Floats


def ready_arrays(instrument: Instrument) -> ReadyArrays:
    """Return the definitions of an instrument as arrays."""
    groups = [
        instrument.ids,
        *([f.id for f in instrument.region_functions(region.id)] for region in instrument.regions),
        *(domain.functions for domain in instrument.domains.domains),
        instrument.cmr.above,
        instrument.cmr.below,
    ]
    members = np.array([[id in group for group in groups] for id in instrument.ids], dtype=float)
    norms = instrument.norms
    steps = np.linspace(0, norms.adult_age, round(norms.adult_age / norms.functional_age_step) + 1)
    return ReadyArrays(instrument, members, steps, growth(instrument, steps))


def bare_figures(ready: ReadyArrays, scores: Floats, ages: Floats) -> dict[str, Any]:
    """Return the figures by the names of the columns of `nmt_widgets.profiles`; categories as positions.

    Parameters
    ----------
    ready : ReadyArrays
    scores : ndarray, shape (n, functions)
        NaN where there is no score.
    ages : ndarray, shape (n,)
        Years.
    """
    instrument, members = ready.instrument, ready.members
    low, high, cmr = instrument.scale.low, instrument.scale.high, instrument.cmr
    half, gap = instrument.confidence.not_stated.points, instrument.confidence.missing.points
    known = ~np.isnan(scores)
    typical = np.round(growth(instrument, ages), 1)
    n, of = known.astype(float) @ members, members.sum(axis=0)
    sums = np.where(known, scores, 0) @ members
    typical_sums, typical_answered = typical @ members, (typical * known) @ members
    down = np.where(known, np.minimum(half, scores - low), 0) ** 2 @ members
    up = np.where(known, np.minimum(half, high - scores), 0) ** 2 @ members
    gaps = (of - n) * gap**2
    down_all, up_all = np.sqrt(down + gaps), np.sqrt(up + gaps)
    enough = (n > 0) & (n >= of * instrument.domains.minimum_share - CLOSE)
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = np.where(enough, 100 * sums / typical_answered, np.nan)
    percent_low = np.maximum(percent - 100 * down_all / typical_sums, 0)
    percent_high = percent + 100 * up_all / typical_sums
    sum_low, sum_high = sums - np.sqrt(down), sums + np.sqrt(up)
    sums[n == 0] = sum_low[n == 0] = sum_high[n == 0] = np.nan
    limits = [100 * c.below for c in instrument.domains.categories if c.below is not None]
    category, lowest, highest = (
        np.sum([values >= limit - CLOSE for limit in limits], axis=0)
        for values in (percent, percent_low, percent_high)
    )

    above = sums[:, -2] * of[-2] / n[:, -2].clip(1)
    below = (cmr.ceiling * n[:, -1].clip(1) - sums[:, -1]) * of[-1] / n[:, -1].clip(1)
    measured = (n[:, -2:] >= of[-2:] * cmr.minimum_share - CLOSE).all(axis=1)
    ratio = np.where(measured, above / below, np.nan)
    ratio_low = np.where(measured, np.maximum(above - down_all[:, -2], 0) / (below + down_all[:, -1]), np.nan)
    least = of[-1] * (cmr.ceiling - high)
    ratio_high = np.where(
        measured, (above + up_all[:, -2]) / np.maximum(below - up_all[:, -1], least), np.nan
    )
    gate = cmr.gate + CLOSE
    figures = {
        "total": sums[:, 0],
        "total_low": sum_low[:, 0],
        "total_high": sum_high[:, 0],
        "total_n": n[:, 0],
        "typical_total": typical_answered[:, 0],
        "cmr": ratio,
        "cmr_low": ratio_low,
        "cmr_high": ratio_high,
        "cmr_n": n[:, -2:].sum(axis=1),
        "cmr_settled": (ratio_low > gate) == (ratio_high > gate),
        "gate_open": ratio > gate,
        "typical_cmr": typical_sums[:, -2] / (cmr.ceiling * of[-1] - typical_sums[:, -1]),
    }
    regions, domains = instrument.regions, instrument.domains.domains
    for column, region in enumerate(regions, start=1):
        figures |= {
            f"{region.id}_sum": sums[:, column],
            f"{region.id}_sum_low": sum_low[:, column],
            f"{region.id}_sum_high": sum_high[:, column],
            f"{region.id}_typical": typical_answered[:, column],
        }
    for column, domain in enumerate(domains, start=1 + len(regions)):
        goals = sums[:, column] + [0 * n[:, 0], -down_all[:, column], up_all[:, column]] - CLOSE
        reached = np.where(enough[:, column], _functional_ages(ready, known, column, goals), np.nan)
        for name, values in zip(("", "_low", "_high"), reached, strict=True):
            figures[f"{domain.id}_functional_age{name}"] = values
    for column, group in enumerate((*regions, *domains), start=1):
        figures |= {
            f"{group.id}_n": n[:, column],
            f"{group.id}_percent": percent[:, column],
            f"{group.id}_percent_low": percent_low[:, column],
            f"{group.id}_percent_high": percent_high[:, column],
            f"{group.id}_category": category[:, column],
            f"{group.id}_settled": lowest[:, column] == highest[:, column],
        }
    return figures


def _functional_ages(ready: ReadyArrays, known: Any, column: int, goals: Floats) -> Floats:
    """Return the first age at which the answered functions reach each goal, for each set of answered functions."""
    group = np.flatnonzero(ready.members[:, column])
    answered = known[:, group]
    sets = answered @ (1 << np.arange(len(group)))
    order = np.argsort(sets, kind="stable")
    reached = np.empty(goals.shape)
    for rows in np.split(order, np.flatnonzero(np.diff(sets[order])) + 1):
        typical = ready.curve[:, group[answered[rows[0]]]].sum(axis=1)
        steps = np.searchsorted(typical, goals[:, rows])
        reached[:, rows] = ready.steps[np.minimum(steps, len(ready.steps) - 1)]
    return reached
