"""Chooses activities for each open region: those that fit, are needed most, and can be carried out now."""

from __future__ import annotations

from hashlib import blake2b

from nmt_widgets.planning.activity_lines import activity_line, later_line
from nmt_widgets.planning.activity_parts import Activity
from nmt_widgets.planning.carrying import Carrying, DosePlace
from nmt_widgets.planning.facts import PlanFacts
from nmt_widgets.planning.levels import PlanLevel
from nmt_widgets.planning.lines import PlanLine
from nmt_widgets.planning.parts import AgeBand


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
    order = {activity.id: number for number, activity in enumerate(facts.book.activities)}
    regions = [region.id for region in facts.instrument.regions]
    chosen.sort(
        key=lambda line: (
            regions.index(line.regions[0]),
            -_worst_gap(facts, line),
            order[line.activity or ""],
        )
    )
    return [
        *chosen,
        *(later_line(facts, level) for level in facts.levels if level.impaired and not level.open),
    ]


def fits(facts: PlanFacts, activity: Activity) -> AgeBand | None:
    """Return the functional-age band of an activity for this client; None if the activity does not fit.

    It must fit functional age, age in years, bearable company and the gate. History and scores must not exclude it, and
    its form at this age must not touch a client who should not be touched.
    """
    band = facts.book.band(facts.matched_age(activity.domain))
    order = facts.book.band_order
    if not order[activity.ages[0]] <= order[band.id] <= order[activity.ages[1]]:
        return None
    if not activity.years.holds(facts.profile.age):
        return None
    if activity.demand == "cognitive" and facts.gate != "open":
        return None
    if not any(kind in facts.company for kind in activity.company):
        return None
    if facts.band.id in activity.touch and facts.excludes(("touch",)):
        return None
    checks = tuple(id for id in activity.check if id != "touch")  # the forms decide about touch
    return None if facts.excludes(checks) else band


def waits_for(facts: PlanFacts, activity: Activity) -> tuple[str, ...]:
    """Return the cautions to clear before an activity begins."""
    eats = facts.band.id in activity.mouth
    checks = tuple(dict.fromkeys((*activity.check, *(("swallowing",) if eats else ()))))
    return facts.holding(tuple(id for id in checks if id != "swallowing" or eats))


def _worst_gap(facts: PlanFacts, line: PlanLine) -> float:
    return facts.gap(next(a for a in facts.book.activities if a.id == line.activity).functions[0])


class _Choice:
    """One choice of activities: those chosen already count against similar ones."""

    def __init__(self, facts: PlanFacts) -> None:
        self._facts, self._weights = facts, facts.book.rules.choice
        self._carrying = Carrying(facts)
        self._functions = dict.fromkeys(facts.instrument.ids, 0)
        self._waits: dict[str, tuple[str, ...]] = {}

    def choose(self, levels: list[PlanLevel]) -> list[PlanLine]:
        """Return the lines of open regions, which take turns from the lowest up."""
        limits = self._facts.book.rules.levels
        left = {
            level.region: limits.activities[min(n, len(limits.activities) - 1)]
            for n, level in enumerate(levels)
        }
        waiting = {level.region: limits.waiting for level in levels}
        candidates = {
            level.region: [
                a
                for a in self._facts.book.activities
                if a.region == level.region and self._helps(a) and self._may(a)
            ]
            for level in levels
        }
        lines: list[PlanLine] = []
        while any(candidates.values()):
            for level in levels:
                region = level.region
                activity = self._next(candidates[region], waiting[region])
                if activity is None:
                    candidates[region] = []
                    continue
                candidates[region] = [a for a in candidates[region] if a is not activity]
                waits = self._waits_for(activity)
                lines.append(self._take(level, activity, waits))
                waiting[region] -= bool(waits)
                left[region] -= 1
                if left[region] < 1:
                    candidates[region] = []
        return lines

    def enrich(self) -> list[PlanLine]:
        """Return a few lines for a client without need: activities they like, of different regions."""
        candidates = [
            a
            for a in self._facts.book.activities
            if self._may(a) and not self._waits_for(a) and self._carrying.first(a).setting != "clinic"
        ]
        lines: list[PlanLine] = []
        while candidates and len(lines) < self._facts.book.rules.levels.enrichment:
            best = max(candidates, key=lambda a: (self._fit(a), _draw(self._facts, a)))
            candidates = [a for a in candidates if a.region != best.region]
            lines.append(self._take(None, best, ()))
        return lines

    def _may(self, activity: Activity) -> bool:
        return fits(self._facts, activity) is not None and self._carrying.is_possible(activity)

    def _helps(self, activity: Activity) -> bool:
        """Report whether a function of an activity is behind."""
        return any(self._facts.gap(id) > 0 for id in activity.functions)

    def _waits_for(self, activity: Activity) -> tuple[str, ...]:
        if activity.id not in self._waits:
            self._waits[activity.id] = waits_for(self._facts, activity)
        return self._waits[activity.id]

    def _next(self, candidates: list[Activity], waiting: int) -> Activity | None:
        """Return the activity that is needed most and fits best.

        Activities near the best count as equal. The draw of the case decides between them, not the order of the file.
        """
        able = [activity for activity in candidates if waiting > 0 or not self._waits_for(activity)]
        worth = {activity.id: self._need(activity) * self._fit(activity) for activity in able}
        best = max(worth.values(), default=0.0)
        near = [activity for activity in able if worth[activity.id] >= best * (1 - self._weights.near)]
        return max(near, key=lambda activity: _draw(self._facts, activity), default=None)

    def _need(self, activity: Activity) -> float:
        """Return how far its functions are behind; functions with other activities count less."""
        total = weight = 0.0
        for position, id in enumerate(activity.functions):
            share = self._weights.second_function**position
            total += share * self._facts.gap(id) * self._weights.same_function ** self._functions[id]
            weight += share
        return total / weight

    def _fit(self, activity: Activity) -> float:
        """Return a factor for the need: less for crowded places and people, more for what the client likes."""
        place = self._carrying.first(activity)
        liked = not self._facts.likes.isdisjoint(activity.likes)
        crowd = self._weights.same_place * self._carrying.at(place.setting)
        crowd += self._weights.same_person * self._carrying.by(place.person)
        return (1 + self._weights.liked * liked) / (1 + crowd)

    def _take(self, level: PlanLevel | None, activity: Activity, waits: tuple[str, ...]) -> PlanLine:
        facts = self._facts
        category = "enrichment" if level is None else _category(level)
        dose = activity.dose
        if not activity.routine:
            share = facts.book.rules.doses.get(category, 1.0)
            dose = dose.scaled(share, facts.book.band(facts.matched_age(activity.domain)).session)
        place: DosePlace | None = None if waits else self._carrying.take(activity, dose)
        for id in activity.functions[:2]:
            self._functions[id] += 1
        return activity_line(
            facts,
            level,
            activity,
            place or self._carrying.later(activity, dose),
            category=category,
            now=place is not None,
            waits=waits,
        )


def _category(level: PlanLevel) -> str:
    return level.category if level.category and level.category != "enrichment" else "therapeutic"


def _draw(facts: PlanFacts, activity: Activity) -> bytes:
    """Return a hash of case, activity and scores, which decides between equal activities the same way each time."""
    scores = [facts.profile.items[id].score for id in activity.functions]
    return blake2b(f"{facts.case.id} {activity.id} {scores}".encode(), digest_size=8).digest()
