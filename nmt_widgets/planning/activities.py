"""Chooses activities for each open region: those that fit, are needed most, and can be carried out now."""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b

from nmt_widgets.planning.activity_lines import RegionReasons, activity_line, later_line, reasons_of
from nmt_widgets.planning.activity_parts import Activity
from nmt_widgets.planning.carrying import Carrying, DosePlace
from nmt_widgets.planning.facts import PlanFacts
from nmt_widgets.planning.levels import PlanLevel
from nmt_widgets.planning.lines import PlanLine


def choose_activities(facts: PlanFacts) -> list[PlanLine]:
    """Return lines of activities for the open regions from the lowest up, then a line for each region that waits.

    The regions take turns: each adds the activity that is needed most there, until there is no room or no activity. So
    a lower region never has fewer than a higher one. Activities that wait for a clearance or for room stand next. If
    nothing is impaired, activities that the client likes come first.
    """
    levels = [level for level in facts.levels if level.open]
    if not any(level.impaired or level.unknown for level in facts.levels):
        chosen = _Choice(facts).enrich()
    else:
        chosen = _Choice(facts).choose(levels)
    regions = [region.id for region in facts.instrument.regions]

    def place(line: PlanLine) -> tuple[int, float, int]:
        position = facts.book.activity_order[line.activity or ""]
        gap = facts.gap(facts.book.activities[position].functions[0])
        return regions.index(line.regions[0]), -gap, position

    chosen.sort(key=place)
    return [
        *chosen,
        *(later_line(facts, level) for level in facts.levels if level.impaired and not level.open),
    ]


def fits(facts: PlanFacts, activity: Activity) -> bool:
    """Report whether an activity fits this client.

    It must fit functional age, age in years, bearable company and the gate. History and scores must not exclude it, and
    its form at this age must not touch a client who should not be touched.
    """
    first, last = facts.book.activity_spans[activity.id]
    return (
        first <= facts.band_positions[activity.domain] <= last
        and activity.years.holds(facts.profile.age)
        and (activity.demand != "cognitive" or facts.gate == "open")
        and any(kind in facts.company for kind in activity.company)
        and not (facts.band.id in activity.touch and "touch" in facts.excluding)
        and (facts.excluding - {"touch"}).isdisjoint(activity.check)  # the forms decide about touch
    )


def waits_for(facts: PlanFacts, activity: Activity) -> tuple[str, ...]:
    """Return the cautions to clear before an activity begins."""
    eats = facts.band.id in activity.mouth
    checks = facts.holding(activity.check)
    if not eats:
        return tuple(id for id in checks if id != "swallowing")
    return tuple(dict.fromkeys((*checks, *facts.holding(("swallowing",)))))


class _Candidate:
    """An activity that fits, with what is the same in the whole choice.

    Attributes
    ----------
    gaps : list of (str, float)
        Its functions, each with its share of the need.
    weight : float
        The sum of the shares.
    factor : float
        More than 1 for what the client likes.
    """

    def __init__(self, facts: PlanFacts, activity: Activity) -> None:
        weights = facts.book.rules.choice
        self.activity, self.weight = activity, 0.0
        self.gaps: list[tuple[str, float]] = []
        for position, id in enumerate(activity.functions):
            share = weights.second_function**position
            self.weight += share
            self.gaps.append((id, share * facts.gap(id)))
        self.factor = 1 + weights.liked * (not facts.likes.isdisjoint(activity.likes))
        self.waits = waits_for(facts, activity)
        self._facts = facts

    @cached_property
    def draw(self) -> bytes:
        """A hash of case, activity and scores, which decides between equal activities the same way each time."""
        scores = [self._facts.profile.items[id].score for id in self.activity.functions]
        text = f"{self._facts.case.id} {self.activity.id} {scores}"
        return blake2b(text.encode(), digest_size=8).digest()


class _Choice:
    """One choice of activities: those chosen already count against similar ones."""

    def __init__(self, facts: PlanFacts) -> None:
        self._facts, self._weights = facts, facts.book.rules.choice
        self._carrying = Carrying(facts)
        self._functions = dict.fromkeys(facts.instrument.ids, 0)

    def choose(self, levels: list[PlanLevel]) -> list[PlanLine]:
        """Return the lines of open regions, which take turns from the lowest up."""
        limits = self._facts.book.rules.levels
        left = {
            level.region: limits.activities[min(n, len(limits.activities) - 1)]
            for n, level in enumerate(levels)
        }
        waiting = {level.region: limits.waiting for level in levels}
        reasons = {level.region: reasons_of(self._facts, level) for level in levels}
        candidates: dict[str, list[_Candidate]] = {level.region: [] for level in levels}
        for activity in self._facts.book.activities:
            if activity.region in candidates and self._helps(activity) and self._may(activity):
                candidates[activity.region].append(_Candidate(self._facts, activity))
        lines: list[PlanLine] = []
        while any(candidates.values()):
            for level in levels:
                region = level.region
                best = self._next(candidates[region], waiting[region])
                if best is None:
                    candidates[region] = []
                    continue
                candidates[region].remove(best)
                lines.append(self._take(reasons[region], best))
                waiting[region] -= bool(best.waits)
                left[region] -= 1
                if left[region] < 1:
                    candidates[region] = []
        return lines

    def enrich(self) -> list[PlanLine]:
        """Return a few lines for a client without need: activities they like, of different regions."""
        candidates = [
            _Candidate(self._facts, activity)
            for activity in self._facts.book.activities
            if self._may(activity)
            and not waits_for(self._facts, activity)
            and self._carrying.first(activity).setting != "clinic"
        ]
        lines: list[PlanLine] = []
        while candidates and len(lines) < self._facts.book.rules.levels.enrichment:
            best = max(candidates, key=lambda candidate: (self._fit(candidate), candidate.draw))
            candidates = [
                candidate for candidate in candidates if candidate.activity.region != best.activity.region
            ]
            lines.append(self._take(None, best))
        return lines

    def _may(self, activity: Activity) -> bool:
        return fits(self._facts, activity) and self._carrying.is_possible(activity)

    def _helps(self, activity: Activity) -> bool:
        """Report whether a function of an activity is behind."""
        return not self._facts.functions_behind.isdisjoint(activity.functions)

    def _next(self, candidates: list[_Candidate], waiting: int) -> _Candidate | None:
        """Return the candidate that is needed most and fits best.

        Candidates near the best count as equal. The draw of the case decides between them, not the order of the file.
        """
        worth = [
            (self._need(candidate) * self._fit(candidate), candidate)
            for candidate in candidates
            if waiting > 0 or not candidate.waits
        ]
        least = max((value for value, _ in worth), default=0.0) * (1 - self._weights.near)
        near = [candidate for value, candidate in worth if value >= least]
        return max(near, key=lambda candidate: candidate.draw, default=None)

    def _need(self, candidate: _Candidate) -> float:
        """Return how far its functions are behind; functions with other activities count less."""
        need, less = 0.0, self._weights.same_function
        for id, gap in candidate.gaps:
            need += gap * less ** self._functions[id]
        return need / candidate.weight

    def _fit(self, candidate: _Candidate) -> float:
        """Return a factor for the need: less for crowded places and people, more for what the client likes."""
        at_place, by_person = self._carrying.crowd(candidate.activity)
        crowd = self._weights.same_place * at_place + self._weights.same_person * by_person
        return candidate.factor / (1 + crowd)

    def _take(self, reasons: RegionReasons | None, candidate: _Candidate) -> PlanLine:
        facts, activity, waits = self._facts, candidate.activity, candidate.waits
        category = "enrichment" if reasons is None else _category(reasons.level)
        dose = activity.dose
        if not activity.routine:
            share = facts.book.rules.doses.get(category, 1.0)
            dose = dose.scaled(share, facts.book.band(facts.matched_age(activity.domain)).session)
        place: DosePlace | None = None if waits else self._carrying.take(activity, dose)
        for id in activity.functions[:2]:
            self._functions[id] += 1
        return activity_line(
            facts,
            reasons,
            activity,
            place or self._carrying.later(activity, dose),
            category=category,
            now=place is not None,
            waits=waits,
        )


def _category(level: PlanLevel) -> str:
    return level.category if level.category and level.category != "enrichment" else "therapeutic"
