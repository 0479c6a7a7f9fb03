"""Limits of what people can carry out: minutes of the client at each place, tasks of caregivers, activities.

Source: workbook, `capacity-1` (`planning.yaml`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from nmt_widgets.planning.activity_parts import Activity
from nmt_widgets.planning.facts import PlanFacts
from nmt_widgets.planning.parts import Dose, Setting

_SLACK = 1e-9


class DosePlace(NamedTuple):
    """The setting and person of an activity, with the dose that has room; None for an activity done on cue."""

    setting: Setting
    person: str
    dose: Dose | None

    def with_dose(self, dose: Dose | None) -> DosePlace:
        """Return the same place with another dose."""
        return DosePlace(self.setting, self.person, dose)


_Rank = tuple[bool, bool, bool]


class Carrying:
    """The room that is left in the day of the client and of the people around.

    Parameters
    ----------
    facts : PlanFacts
    """

    def __init__(self, facts: PlanFacts) -> None:
        self._facts = facts
        limits = facts.book.rules.capacity
        self._negative = facts.reserve.band == "negative"
        self._left: dict[str, float] = {
            setting: float(room.negative if self._negative else room.minutes)
            for setting, room in limits.places.items()
        }
        self._activities = limits.activities_negative if self._negative else limits.activities
        self._tasks = limits.caregiver_tasks
        self._at: dict[str, int] = defaultdict(int)
        self._by: dict[str, int] = defaultdict(int)
        self._ranked: dict[str, list[tuple[_Rank, DosePlace]]] = {}
        self._leading: dict[str, list[DosePlace]] = {}
        present = facts.around if facts.at_school else facts.around - {"aide", "teacher"}
        self._present = {
            setting: {id: facts.people([id]) for id in people if id in present}
            for setting, people in limits.people.items()
        }
        self._is_grown = facts.profile.age >= limits.private_from
        self._may_ever_be_alone = self._is_grown and "alone" in facts.company and not facts.watched

    def crowd(self, activity: Activity) -> tuple[int, int]:
        """Return the numbers of activities at the first place of an activity, and of the person there."""
        setting, person, _ = self.first(activity)
        return self._at[setting], self._by[person]

    def places(self, activity: Activity) -> list[DosePlace]:
        """Return the places of an activity; those with the fewest activities come first.

        With a negative reserve of the caregivers, other people and settings come before caregivers and home.
        """
        ranked = sorted(self._possible(activity), key=lambda entry: (entry[0], self._done(entry[1])))
        return [place for _, place in ranked]

    def first(self, activity: Activity) -> DosePlace:
        """Return the first place of an activity."""
        if (leading := self._leading.get(activity.id)) is None:
            possible = self._possible(activity)
            best = min(rank for rank, _ in possible)
            leading = self._leading[activity.id] = [place for rank, place in possible if rank == best]
        return leading[0] if len(leading) == 1 else min(leading, key=self._done)

    def is_possible(self, activity: Activity) -> bool:
        """Report whether an activity has a place."""
        return bool(self._possible(activity))

    def _possible(self, activity: Activity) -> list[tuple[_Rank, DosePlace]]:
        """Return the places of an activity, each with the part of its rank that is the same in the whole plan."""
        if (ranked := self._ranked.get(activity.id)) is None:
            spared, is_daily = self._negative and not activity.routine, activity.dose.per == "day"
            visits = self._facts.book.visits
            ranked = self._ranked[activity.id] = [
                (
                    (
                        is_daily and (setting, person) in visits,
                        spared and person == "caregiver",
                        spared and setting == "home",
                    ),
                    DosePlace(setting, person, activity.dose),
                )
                for setting in self._settings(activity)
                for person in self._people(activity, setting)
            ]
        return ranked

    def _done(self, place: DosePlace) -> int:
        return self._at[place.setting] + self._by[place.person]

    def later(self, activity: Activity, dose: Dose) -> DosePlace:
        """Return the place of an activity that stands next."""
        place = self.first(activity)
        return place.with_dose(None if self._is_on_cue(activity) else self._at_visits(dose, place))

    def take(self, activity: Activity, dose: Dose) -> DosePlace | None:
        """Reserve a place for an activity now, with the dose that has room; None without room."""
        if self._activities < 1:
            return None
        for place in self.places(activity):
            fitted = None if self._is_on_cue(activity) else self._fitted(dose, place)
            if (fitted or self._is_on_cue(activity)) and (place.person != "caregiver" or self._tasks > 0):
                self._spend(place, fitted)
                return place.with_dose(fitted)
        return None

    def _spend(self, place: DosePlace, dose: Dose | None) -> None:
        self._activities -= 1
        self._tasks -= place.person == "caregiver"
        self._left[place.setting] -= self._a_day(dose, place.setting) if dose else 0.0
        self._at[place.setting] += 1
        self._by[place.person] += 1

    def _fitted(self, dose: Dose, place: DosePlace) -> Dose | None:
        """Return the part of a dose that has room: fewer times first, then shorter; None without room."""
        setting = place.setting
        left, shortest = self._left[setting], self._facts.book.rules.capacity.shortest
        dose = self._at_visits(dose, place)
        for times in range(dose.times, 0, -1):
            fewer = dose if times == dose.times else Dose(minutes=dose.minutes, times=times, per=dose.per)
            once = self._a_day(fewer, setting)
            if once <= left + _SLACK:
                return fewer
        minutes = int(left * dose.minutes / once)
        return (
            Dose(minutes=minutes, times=1, per=dose.per) if minutes >= min(shortest, dose.minutes) else None
        )

    def _is_on_cue(self, activity: Activity) -> bool:
        return self._facts.band.id in activity.on_cue

    def _at_visits(self, dose: Dose, place: DosePlace) -> Dose:
        """Limit a dose to the times at which the client and the person are at a place."""
        most = self._facts.book.visits.get((place.setting, place.person))
        if most is None or dose.per == "month" or (dose.per == "week" and dose.times <= most):
            return dose
        return Dose(minutes=dose.minutes, times=most, per="week")

    def _a_day(self, dose: Dose, setting: Setting) -> float:
        return dose.minutes_a_week / (
            7 if dose.per == "day" else self._facts.book.rules.capacity.places[setting].days
        )

    def _settings(self, activity: Activity) -> tuple[Setting, ...]:
        """Return the settings of an activity: those its form names; for one done on cue, the daily ones."""
        facts = self._facts
        possible = facts.places(activity.where)
        if named := facts.book.places_named(activity.id, facts.band.id):
            possible = tuple(place for place in possible if place in named)
        if self._is_on_cue(activity):
            daily = tuple(
                place for place in possible if facts.book.rules.capacity.places[place].a_week is None
            )
            return daily or possible
        return possible

    def _people(self, activity: Activity, setting: Setting) -> tuple[str, ...]:
        """Return the people of an activity at a setting, each once."""
        present, is_private = self._present[setting], self._is_private(activity)
        people = [
            person
            for id in activity.who
            if id in present and (self._may_be_alone(activity) if id == "client" else not is_private)
            for person in present[id]
        ]
        return tuple(dict.fromkeys(people))

    def _is_private(self, activity: Activity) -> bool:
        return activity.private and self._is_grown

    def _may_be_alone(self, activity: Activity) -> bool:
        """Report whether the client may do an activity alone.

        Never in danger, below the age for it, or if the activity needs an adult beside. A client who is not grown up
        does alone only what is private, or what the functional age is enough for.
        """
        facts = self._facts
        if not self._may_ever_be_alone or facts.needs_company(activity):
            return False
        able = facts.matched_age(activity.domain) >= facts.book.rules.capacity.alone_from
        return activity.private or able or not facts.cared_for
