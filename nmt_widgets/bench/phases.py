"""The phases of a load: people arrive at once, work, and come back at once when the server was restarted."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from nmt_widgets.bench.footprints import Footprint

if TYPE_CHECKING:
    from nmt_widgets.bench.errands import DoneStep


PHASES = ("arrival", "steady", "restart")


class Phases(NamedTuple):
    """When a load changed, in seconds of a clock that goes on.

    Attributes
    ----------
    arrived : float
        When the last person had their first page.
    killed, back : float
        When the server was killed, and when the last person had a page of the next one.
    """

    arrived: float
    killed: float
    back: float

    @classmethod
    def of(cls, crew: Sequence[Sequence[DoneStep]], killed: float) -> Phases:
        """Return the phases of what everybody did, and of a server that was killed."""
        first = [steps[0].ended for steps in crew if steps]
        again = [step for steps in crew if (step := next((s for s in steps if s.begun > killed), None))]
        return cls(max(first, default=0.0), killed, max((step.ended for step in again), default=killed))

    def name(self, moment: float) -> str:
        """Return the name of the phase of a moment.

        >>> phases = Phases(arrived=60, killed=300, back=350)
        >>> [phases.name(moment) for moment in (5, 100, 310, 400)]
        ['arrival', 'steady', 'restart', 'steady']
        """
        arrival, steady, restart = PHASES
        if self.killed <= moment < self.back:
            return restart
        return arrival if moment < self.arrived else steady


def times(steps: Sequence[DoneStep], phases: Phases) -> dict[str, dict[str, dict[str, float]]]:
    """Return how often each step was done in each phase, and its p50 and p90 in milliseconds."""
    lengths: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for step in steps:
        lengths[phases.name(step.begun)][step.name].append((step.ended - step.begun) * 1e3)
    return {
        phase: {
            name: {"count": len(values), "p50_ms": statistics.median(values), "p90_ms": _p90(values)}
            for name, values in lengths[phase].items()
        }
        for phase in PHASES
    }


def busy(footprints: Sequence[Footprint], phases: Phases) -> dict[str, float]:
    """Return which part of the computer's processors was busy in each phase, with whatever runs on it besides."""
    shares: dict[str, list[float]] = defaultdict(list)
    for footprint in footprints[1:]:  # the first has nothing to compare with
        shares[phases.name(footprint.minutes * 60)].append(footprint.busy)
    return {phase: statistics.mean(shares[phase]) for phase in PHASES if phase in shares}


def _p90(values: list[float]) -> float:
    return statistics.quantiles(values, n=10)[8] if len(values) > 1 else values[0]
