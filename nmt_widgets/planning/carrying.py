"""Limits of what people can carry out: minutes of the client at each place, tasks of caregivers, activities.

Source: workbook, `capacity-1` (`planning.yaml`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from nmt_widgets.planning.activity_parts import Activity
from nmt_widgets.planning.facts import PlanFacts
from nmt_widgets.planning.parts import Dose, Setting

_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class DosePlace:
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
        absent = set() if facts.at_school else {"aide", "teacher"}
        self._present: dict[str, list[str]] = {
            setting: [person for person in people if person in facts.around and person not in absent]
            for setting, people in limits.people.items()
        }
        self._is_grown = facts.profile.age >= limits.private_from

    def at(self, setting: Setting) -> int:
        """Return the number of activities at a setting."""
        return self._at[setting]

    def by(self, person: str) -> int:
        """Return the number of activities of a person."""
        return self._by[person]

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
        if activity.id not in self._ranked:
            may_be_alone, spared = self._may_be_alone(activity), self._negative and not activity.routine
            self._ranked[activity.id] = [
                (
                    (
                        activity.dose.per == "day" and self._most(place) is not None,
                        spared and person == "caregiver",
                        spared and setting == "home",
                    ),
                    place,
                )
                for setting in self._settings(activity)
                for person in self._people(activity, setting, may_be_alone=may_be_alone)
                for place in (DosePlace(setting, person, activity.dose),)
            ]
        return self._ranked[activity.id]

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
            fewer = dose.model_copy(update={"times": times})
            if self._a_day(fewer, setting) <= left + _SLACK:
                return fewer
        minutes = int(left * dose.minutes / self._a_day(dose.model_copy(update={"times": 1}), setting))
        return (
            dose.model_copy(update={"times": 1, "minutes": minutes})
            if minutes >= min(shortest, dose.minutes)
            else None
        )

    def _is_on_cue(self, activity: Activity) -> bool:
        return self._facts.band.id in activity.on_cue

    def _most(self, place: DosePlace) -> int | None:
        """Return how often a week a place is possible; None for every day."""
        limits = self._facts.book.rules.capacity
        limits_a_week = [limits.places[place.setting].a_week, limits.visiting.get(place.person)]
        return min((most for most in limits_a_week if most is not None), default=None)

    def _at_visits(self, dose: Dose, place: DosePlace) -> Dose:
        """Limit a dose to the times at which the client and the person are at a place."""
        most = self._most(place)
        if most is None or dose.per == "month" or (dose.per == "week" and dose.times <= most):
            return dose
        return dose.model_copy(update={"times": most, "per": "week"})

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

    def _people(self, activity: Activity, setting: Setting, *, may_be_alone: bool) -> tuple[str, ...]:
        """Return the people of an activity at a setting."""
        present = self._present[setting]
        people = [
            person
            for person in activity.who
            if person in present and (may_be_alone if person == "client" else not self._is_private(activity))
        ]
        return self._facts.people(people)

    def _is_private(self, activity: Activity) -> bool:
        return activity.private and self._is_grown

    def _may_be_alone(self, activity: Activity) -> bool:
        """Report whether the client may do an activity alone.

        Never in danger, below the age for it, or if the activity needs an adult beside. A client who is not grown up
        does alone only what is private, or what the functional age is enough for.
        """
        facts = self._facts
        if (
            not self._is_grown
            or "alone" not in facts.company
            or facts.watched
            or facts.needs_company(activity)
        ):
            return False
        able = facts.matched_age(activity.domain) >= facts.book.rules.capacity.alone_from
        return activity.private or able or not facts.cared_for
