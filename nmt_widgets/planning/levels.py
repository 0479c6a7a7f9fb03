"""The sequence of the client's plan: the lowest significantly impaired region first, then upward."""

from __future__ import annotations

from dataclasses import dataclass

from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Figure, Profile
from nmt_widgets.metrics.estimate import reaches
from nmt_widgets.planning import parts


@dataclass(frozen=True)
class PlanLevel:
    """A region of the map in the sequence.

    Attributes
    ----------
    region : str
    percent : Figure
        Of typical.
    impaired : bool
        Whether it needs a plan: below the limit, or a single function far behind.
    step : int or None
        0 for the lowest impaired region, 1 for the next, ...; None where it is not impaired.
    open : bool
        Whether it is worked on now.
    waits_for : tuple of str
        Regions below that have to gain first, where it is not open.
    waits_for_gate : bool
        Whether it also waits for the cortical modulation ratio.
    behind : tuple of str
        Single functions far behind, the furthest first.
    settled : bool
        Whether it is impaired, or not, all through its range.
    unknown : tuple of str
        Functions without a score: the next region stays closed while they could still be low.
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
    """Return the regions from the foot up, with the step each has in the sequence.

    A region that is only beginning to organise in a typical peer is not planned for. What is not known opens nothing: a
    region with a missing function counts as one that may need a plan, and it has reached the limit only if it would
    with the lowest score there. Source: the order is published, the limits are `planning.yaml`'s.
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
    """Return the percent of typical a region has if every missing score is the lowest there is."""
    items = [profile.items[id] for id in ids]
    scores = sum(instrument.scale.low if item.score is None else item.score for item in items)
    return 100 * scores / sum(item.typical for item in items)


def _behind(profile: Profile, limits: parts.Levels, ids: list[str]) -> tuple[str, ...]:
    found = []
    for id in ids:
        item = profile.items[id]
        if item.score is not None and item.typical - item.score >= limits.function_gap:
            ratio = item.score / item.typical
            if not reaches(ratio * 100, limits.function_below):
                found.append((ratio, id))
    return tuple(id for _, id in sorted(found, key=lambda pair: pair[0]))
