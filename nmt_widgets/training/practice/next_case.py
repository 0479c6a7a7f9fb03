"""The practice case that is proposed next: its vignette tells much of the region in which somebody is furthest off.

It follows from somebody's own submitted attempts and from the topics of the cases; no reference of a case that they
have not solved is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nmt_widgets.instrument import Instrument
from nmt_widgets.training.practice.rules import PracticeRules, load_practice_rules

Differences = Mapping[str, float | None]
"""Score minus reference in points, by function; None where either is not known."""


@dataclass(frozen=True)
class Proposal:
    """A case, and why it is proposed.

    Attributes
    ----------
    case, region : str
    cases : int
        How many of the latest cases were looked at.
    points : float
        How far the scores of the region are from the reference on average.
    bias : float
        How much higher they are on average; below 0 where lower.
    functions : tuple of str
        The functions of the region that are off by a point or more on average, the furthest first.
    """

    case: str
    region: str
    cases: int
    points: float
    bias: float
    functions: tuple[str, ...]


def propose_case(
    solved: Sequence[Differences],
    unsolved: Sequence[str],
    instrument: Instrument,
    rules: PracticeRules | None = None,
) -> Proposal | None:
    """Return the case to practise next; None before the first case, after the last one, or where nothing is off.

    Parameters
    ----------
    solved : sequence of mapping
        The differences of somebody's first attempts, in order of time.
    unsolved : sequence of str
        The cases they have not submitted, in the order in which they are offered.
    instrument : Instrument
    rules : PracticeRules, optional
        By default `practice_rules.yaml`.

    Examples
    --------
    >>> from nmt_widgets.instrument import load_instrument
    >>> instrument = load_instrument()
    >>> off = {id: 2.0 if id == "arousal" else 0.0 for id in instrument.ids}
    >>> proposal = propose_case([off], ["practice-boy-15", "practice-boy-2"], instrument)
    >>> proposal.case, proposal.region, proposal.functions
    ('practice-boy-2', 'diencephalon_cerebellum', ('arousal',))
    """
    rules = rules or load_practice_rules()
    latest = solved[-rules.proposal.latest_cases :]
    regions = [_measure(region.id, latest, instrument) for region in instrument.regions]
    for region, points, bias, functions in sorted(regions, key=lambda entry: -entry[1]):
        fitting = [case for case in unsolved if region in rules.topics.get(case, ())]
        if fitting and points > 0:
            return Proposal(fitting[0], region, len(latest), points, bias, functions)
    return None


def _measure(
    region: str, latest: Sequence[Differences], instrument: Instrument
) -> tuple[str, float, float, tuple[str, ...]]:
    """Return a region with its mean size of difference, its mean difference, and the functions that are off."""
    off: dict[str, list[float]] = {}
    for function in instrument.functions:
        known = [difference for case in latest if (difference := case.get(function.id)) is not None]
        if function.region == region and known:
            off[function.id] = known
    everything = [difference for known in off.values() for difference in known]
    if not everything:
        return region, 0.0, 0.0, ()
    sizes = {id: sum(map(abs, known)) / len(known) for id, known in off.items()}
    far = sorted((id for id, size in sizes.items() if size >= 1), key=lambda id: -sizes[id])
    count = len(everything)
    return region, sum(map(abs, everything)) / count, sum(everything) / count, tuple(far)
