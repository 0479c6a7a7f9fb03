"""The sequence of the plan for the client: from the lowest impaired region upward."""

from __future__ import annotations

from dataclasses import dataclass

from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Figure, Profile
from nmt_widgets.metrics.estimate import reaches
from nmt_widgets.planning import parts


@dataclass(frozen=True)
class PlanLevel:
    """A region of the map, with its step in the sequence.

    Attributes
    ----------
    region : str
    percent : Figure
        Of typical.
    impaired : bool
        Whether it needs a plan: it is below the limit, or one of its functions is far behind.
    step : int or None
        0 for the lowest impaired region, 1 for the next, ...; None for other regions.
    open : bool
        Whether the plan works on it now.
    waits_for : tuple of str
        Regions below that must improve first, if it is not open.
    waits_for_gate : bool
        Whether it also waits for the cortical modulation ratio.
    behind : tuple of str
        Functions far behind, the furthest first.
    settled : bool
        Whether all values in its range lead to the same answer.
    unknown : tuple of str
        Functions without a score. The next region stays closed while they could be low.
    """

    region: str
    percent: Figure
    category: str | None
    impaired: bool
    step: int | None
    open: bool
    waits_for: tuple[str, ...]
    waits_for_gate: bool
    behind: tuple[str, ...]
    settled: bool
    unknown: tuple[str, ...]


def find_levels(instrument: Instrument, limits: parts.Levels, profile: Profile) -> tuple[PlanLevel, ...]:
    """Return the regions from the lowest up, with their steps in the sequence.

    Regions that only begin to organise in a typical peer have no plan. Missing scores never open a region: a region
    with a missing function counts as possibly impaired, and reaches a limit only if it would with the lowest score.
    Source: the order is published, the limits are those of `planning.yaml`.
    """
    gate_open = bool(profile.cmr.gate_open) and profile.cmr.settled
    levels: list[PlanLevel] = []
    below: list[str] = []
    steps = 0
    for region in instrument.regions:
        result = profile.regions[region.id]
        ids = [function.id for function in instrument.region_functions(region.id)]
        emerged = sum(profile.items[id].typical for id in ids) >= limits.emerged * len(ids)
        behind = _behind(profile, limits, ids) if emerged else ()
        unknown = tuple(id for id in ids if profile.items[id].score is None) if emerged else ()
        value, low, high = result.percent.value, result.percent.low, result.percent.high
        low_sum = emerged and value is not None and not reaches(value, limits.impaired_below)
        impaired = low_sum or bool(behind)
        ends = [bool(reaches(end, limits.impaired_below)) for end in (low, high) if end is not None]
        across = len(set(ends)) > 1
        waits_gate = region.id in limits.gated and not gate_open
        early = impaired and steps < limits.at_once
        levels.append(
            PlanLevel(
                region=region.id,
                percent=result.percent,
                category=result.category,
                impaired=impaired,
                step=sum(level.impaired for level in levels) if impaired else None,
                open=impaired and (early or not (below or waits_gate)),
                waits_for=() if early or not impaired else tuple(below),
                waits_for_gate=impaired and not early and waits_gate,
                behind=behind,
                settled=not emerged or (value is not None and (bool(behind) or not across)),
                unknown=unknown,
            )
        )
        steps += impaired or bool(unknown)
        if emerged and not reaches(_at_worst(instrument, profile, ids), limits.open_from):
            below.append(region.id)
    return tuple(levels)


def _at_worst(instrument: Instrument, profile: Profile, ids: list[str]) -> float:
    """Return the percent of typical of a region whose missing scores all have the lowest value."""
    items = [profile.items[id] for id in ids]
    scores = sum(instrument.scale.low if item.score is None else item.score for item in items)
    return 100 * scores / sum(item.typical for item in items)


def _behind(profile: Profile, limits: parts.Levels, ids: list[str]) -> tuple[str, ...]:
    pairs = []
    for id in ids:
        item = profile.items[id]
        if item.score is not None and item.typical - item.score >= limits.function_gap:
            ratio = item.score / item.typical
            if not reaches(ratio * 100, limits.function_below):
                pairs.append((ratio, id))
    return tuple(id for _, id in sorted(pairs, key=lambda pair: pair[0]))
