"""Leverage: the smallest changes of scores that open the gate, or lift the category of a domain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics import FunctionMetrics, Profile, measure_functions
from nmt_widgets.metrics.estimate import Bools, Floats, over_gate
from nmt_widgets.planning.reading import load_planbook


@dataclass(frozen=True)
class Raise:
    """A function raised by whole points."""

    function: str
    before: int
    after: int


@dataclass(frozen=True)
class Lever:
    """The smallest raise that crosses one limit.

    Attributes
    ----------
    target : str
        `cmr`, or the id of a domain.
    goal : str
        `open`, or the next category.
    limit, before, after : float
        The ratio, or percents of typical; `after` is with the raises.
    from_below : bool
        Whether only functions of the lower networks are raised, which is how a plan works.
    raises : tuple of Raise
        As few functions as possible, from the lowest regions. None is raised above typical, or by more than a few
        points (`planning.yaml`) unless fewer points are not enough.
    points : int
        The sum of the raises.
    reached : bool
        Whether the limit is crossed. If it would need more than typical scores, `raises` is empty.
    """

    target: str
    goal: str
    limit: float
    before: float
    after: float
    from_below: bool
    raises: tuple[Raise, ...]
    points: int
    reached: bool


def leverage(profile: Profile, instrument: Instrument | None = None) -> tuple[Lever, ...]:
    """Return the smallest raises, in whole points, that open the gate and lift each domain to its next category.

    The gate has two results: with all functions, and with functions of the lower networks only. No function is raised
    above typical for the age. Source: workbook.

    Examples
    --------
    >>> from nmt_widgets.case_files import load_case
    >>> from nmt_widgets.metrics import profile
    >>> levers = leverage(profile(load_case("james"), 1))
    >>> [(lever.target, lever.goal, lever.points) for lever in levers if lever.target == "self_regulation"]
    [('self_regulation', 'therapeutic', 23)]
    """
    instrument = use_instrument(instrument)
    small = _Search(instrument, profile, load_planbook().rules.leverage)
    large = _Search(instrument, profile, instrument.scale.high)

    def smallest(find: Callable[[_Search], Lever]) -> Lever:
        lever = find(small)
        return lever if lever.reached else find(large)

    levers: list[Lever] = []
    if profile.cmr.gate_open is False:
        below = smallest(lambda search: search.gate(from_below=True))
        most = below.points if below.reached else None
        levers.append(smallest(lambda search: search.gate(from_below=False, most=most)))
        levers.append(below)
    for position, domain in enumerate(instrument.domains.domains):
        if profile.domains[domain.id].category in _lifted(instrument):
            levers.append(smallest(lambda search, at=position: search.domain(at)))  # type: ignore[misc]
    return tuple(levers)


def _lifted(instrument: Instrument) -> dict[str, tuple[str, float]]:
    """Return for each category but the last the id of the next one, and the percent at which it begins."""
    categories = instrument.domains.categories
    return {
        category.id: (following.id, category.below * 100)
        for category, following in pairwise(categories)
        if category.below is not None
    }


class _Search:
    """Raises of the scores of one profile, measured by `metrics`."""

    def __init__(self, instrument: Instrument, profile: Profile, most: int) -> None:
        self._instrument, self._profile = instrument, profile
        self._ids = instrument.ids
        items = profile.items
        self._scores = np.array(
            [np.nan if (score := items[id].score) is None else float(score) for id in self._ids]
        )
        tops = np.floor(np.array([items[id].typical for id in self._ids]) + 0.5)
        room = np.minimum(tops, instrument.scale.high) - self._scores
        self._room = np.nan_to_num(np.clip(room, 0, most))

    def gate(self, *, from_below: bool, most: int | None = None) -> Lever:
        """Return the fewest points that open the gate, of all combinations above and below the line.

        `most` is a number of points that is enough.
        """
        cmr = self._instrument.cmr
        below, above = self._order(cmr.below), [] if from_below else self._order(cmr.above)
        rows, steps = [], []
        for down in range(len(below) + 1):
            for up in range(len(above) + 1 if most is None else min(len(above), most - down) + 1):
                rows.append(self._raised(below[:down] + above[:up]))
                steps.append(below[:down] + above[:up])
        values = self._measure(rows).cmr.value
        before = self._profile.cmr.figure.value or 0.0
        best = self._fewest(steps, over_gate(values, cmr.gate))
        after = before if best is None else float(values[best])
        return self._lever("cmr", "open", cmr.gate, before, after, from_below, steps, best)

    def domain(self, position: int) -> Lever:
        """Return the fewest points that lift a domain to its next category."""
        domain = self._instrument.domains.domains[position]
        before = self._profile.domains[domain.id].percent.value or 0.0
        id, (goal, limit) = (
            domain.id,
            _lifted(self._instrument)[self._profile.domains[domain.id].category or ""],
        )
        order = self._order(domain.functions)
        steps = [order[:n] for n in range(len(order) + 1)]
        measured = self._measure([self._raised(step) for step in steps])
        values, category = measured.domain_percent.value[:, position], measured.domain_category[:, position]
        best = self._fewest(steps, category > category[0])
        after = before if best is None else float(values[best])
        return self._lever(id, goal, limit, before, after, False, steps, best)

    def _order(self, ids: Sequence[str]) -> list[int]:
        """Return a function for each point of a raise: those with most room first, then the lowest in the map."""
        places = [self._ids.index(id) for id in ids]
        ranked = sorted(places, key=lambda at: (-self._room[at], at))
        return [at for at in ranked for _ in range(int(self._room[at]))]

    def _raised(self, points: Sequence[int]) -> Floats:
        raised = self._scores.copy()
        np.add.at(raised, np.asarray(points, dtype=int), 1.0)
        return raised

    def _measure(self, rows: list[Floats]) -> FunctionMetrics:
        profile = self._profile
        column = profile.norms if profile.norms in self._instrument.norms.columns else None
        return measure_functions(self._instrument, np.array(rows), [profile.age] * len(rows), columns=column)

    def _fewest(self, steps: list[list[int]], crossed: Bools) -> int | None:
        """Return the crossing with the fewest points, then the fewest functions, then the lowest in the map."""
        crossing = [n for n in range(len(steps)) if crossed[n]]
        return min(
            crossing, key=lambda n: (len(steps[n]), len(set(steps[n])), sorted(steps[n])), default=None
        )

    def _lever(
        self,
        target: str,
        goal: str,
        limit: float,
        before: float,
        after: float,
        from_below: bool,
        steps: list[list[int]],
        best: int | None,
    ) -> Lever:
        points = [] if best is None else steps[best]
        raises = tuple(
            Raise(self._ids[at], int(self._scores[at]), int(self._scores[at]) + points.count(at))
            for at in sorted(set(points))
        )
        return Lever(target, goal, limit, before, after, from_below, raises, len(points), best is not None)
