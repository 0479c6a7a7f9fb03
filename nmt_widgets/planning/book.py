"""The rules, lists and words of plans, as one frozen value."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from nmt_widgets.planning import activity_parts, parts
from nmt_widgets.planning.safety_parts import SafetyRules, SiteSafety
from nmt_widgets.planning.word_lists import word_finder


@dataclass(frozen=True, eq=False)
class Planbook:
    """The rules, activities and services of plans, with their words.

    Get it by :func:`nmt_widgets.planning.load_planbook`.

    Examples
    --------
    >>> from nmt_widgets.planning import load_planbook
    >>> book = load_planbook()
    >>> len(book.activities) >= 80, book.service("tutoring").demand
    (True, 'cognitive')
    """

    rules: parts.Planning
    activities: tuple[activity_parts.Activity, ...]
    services: tuple[parts.Service, ...]
    caregiving: parts.Caregiving
    states: parts.States
    safety: SafetyRules
    site: SiteSafety
    words: parts.Words = field(repr=False)
    names: parts.Words = field(repr=False)
    safety_words: parts.Words = field(repr=False)
    activity_words: dict[str, activity_parts.ActivityText] = field(repr=False)
    marks: activity_parts.MarkWords = field(repr=False)
    service_words: dict[str, parts.ServiceText] = field(repr=False)
    versions: dict[str, str]

    @cached_property
    def activity_spans(self) -> dict[str, tuple[int, int]]:
        """The positions of the first and the last functional-age band of each activity."""
        order = self.band_order
        return {entry.id: (order[entry.ages[0]], order[entry.ages[1]]) for entry in self.activities}

    @cached_property
    def activity_order(self) -> dict[str, int]:
        """The position of each activity in the file."""
        return {activity.id: position for position, activity in enumerate(self.activities)}

    @cached_property
    def _rules(self) -> dict[str, parts.PlanRule]:
        return {rule.id: rule for rule in self.rules.rules}

    def rule(self, id: str | None) -> parts.PlanRule | None:
        """Return a rule; None for a line without a rule of `planning.yaml`."""
        return self._rules.get(id) if id else None

    @cached_property
    def first_lines(self) -> frozenset[str]:
        """The rules, and the ids of the lines of the web, that always stay among the lines for now."""
        rules = {rule.id for rule in self.rules.rules if rule.first}
        return frozenset(rules | {f"web:start:{place.id}" for place in self.rules.web.places if place.first})

    @cached_property
    def visits(self) -> dict[tuple[str, str], int]:
        """The most times in a week that a person is at a setting; without an entry, every day."""
        limits = self.rules.capacity
        rooms = {setting: room.a_week for setting, room in limits.places.items()}
        people = {*self.words["who"], *limits.visiting}
        most = {
            (setting, person): [n for n in (a_week, limits.visiting.get(person)) if n is not None]
            for setting, a_week in rooms.items()
            for person in people
        }
        return {place: min(numbers) for place, numbers in most.items() if numbers}

    @cached_property
    def _services(self) -> dict[str, parts.Service]:
        return {service.id: service for service in self.services}

    def service(self, id: str) -> parts.Service | None:
        """Return a service; None for an unlisted one."""
        return self._services.get(id)

    @cached_property
    def cautions(self) -> dict[str, parts.Caution]:
        """The contra-indications by id."""
        return {caution.id: caution for caution in self.rules.cautions}

    @cached_property
    def band_order(self) -> dict[str, int]:
        """The position of each functional-age band."""
        return {band.id: position for position, band in enumerate(self.rules.bands)}

    def bands_of(self, years: parts.Span) -> tuple[str, ...]:
        """Return the bands that a span of years overlaps.

        >>> from nmt_widgets.planning import load_planbook
        >>> load_planbook().bands_of(parts.Span(**{"from": 2, "to": 11}))
        ('toddler', 'preschool', 'child')
        """
        bands = self.rules.bands
        ends = [band.from_ for band in bands[1:]] + [float("inf")]
        return tuple(
            band.id
            for band, end in zip(bands, ends, strict=True)
            if end > years.from_ and (years.to is None or band.from_ < years.to)
        )

    @cached_property
    def _named_places(self) -> dict[tuple[str, str], frozenset[str]]:
        return {
            (id, band): frozenset(
                place for place, words in self.marks.places.items() if word_finder(words).search(form)
            )
            for id, text in self.activity_words.items()
            for band, form in text.forms.items()
        }

    def places_named(self, activity: str, band: str) -> frozenset[str]:
        """Return the places that the words of a form of an activity name; empty if they name none."""
        return self._named_places.get((activity, band), frozenset())

    @cached_property
    def _beginnings(self) -> list[float]:
        return [band.from_ for band in self.rules.bands]

    def band(self, years: float) -> parts.AgeBand:
        """Return the band of a functional age."""
        return self.rules.bands[bisect_right(self._beginnings, max(years, 0)) - 1]
