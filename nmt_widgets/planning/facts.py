"""The facts for the rules: figures and answers of one assessment, each computed once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from nmt_widgets.case_files import Assessment, Case
from nmt_widgets.case_files.ratings import FieldValue, Rating
from nmt_widgets.case_files.signals import asked_now, signal_of
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import SAFETY
from nmt_widgets.metrics import Profile
from nmt_widgets.planning.activity_parts import Activity
from nmt_widgets.planning.answers import answer_of, has_suffered, own_row, rows_of
from nmt_widgets.planning.book import Planbook
from nmt_widgets.planning.levels import PlanLevel, find_levels
from nmt_widgets.planning.parts import AgeBand, Caution, Ground, Setting
from nmt_widgets.planning.reserve import Reserve, measure_reserve
from nmt_widgets.planning.wording import Wording

Gate = Literal["unknown", "shut", "unsettled", "open"]


@dataclass(frozen=True, eq=False)
class PlanFacts:
    """The facts of one assessment for the rules.

    `apart` is whether nothing may bring the client together with the people at home.
    """

    instrument: Instrument
    book: Planbook
    case: Case
    assessment: Assessment
    profile: Profile
    apart: bool = False

    def places(self, where: tuple[Setting, ...]) -> tuple[Setting, ...]:
        """Return the settings of the client: no school outside of school age, no home that may harm."""
        return tuple(place for place in where if place not in self._absent_places)

    @cached_property
    def _absent_places(self) -> frozenset[str]:
        absent = {"school": not self.at_school, "home": self.apart}
        return frozenset(place for place, is_absent in absent.items() if is_absent)

    def people(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return the people of the client among some: an adult has no caregiver, a home that may harm gives nobody."""
        others = self._other_people
        return tuple(dict.fromkeys(person for id in ids if (person := others.get(id, id))))

    @cached_property
    def _other_people(self) -> dict[str, str]:
        """Who takes the place of some people; empty for nobody."""
        absent = self.book.safety.at_home if self.apart else ()
        others = dict.fromkeys(absent, "")
        if not self.cared_for:
            others |= {"caregiver": "" if "close_person" in absent else "close_person", "sibling": ""}
        return others

    @cached_property
    def words(self) -> Wording:
        """Figures and names in words."""
        return Wording(self.instrument, self.book, self.called)

    @cached_property
    def called(self) -> str:
        """The client in a sentence: the title if it is a name of one word, else words for the age."""
        title = self.case.title
        age = self.case.assessment(self.profile.assessment).age_years
        is_name = title.isalpha() and title.casefold() not in self.book.words["client_words"]
        return title if is_name else str(self.book.words["called"][self.book.band(age).id])

    @cached_property
    def levels(self) -> tuple[PlanLevel, ...]:
        """The regions from the lowest up, and which need a plan."""
        return find_levels(self.instrument, self.book.rules.levels, self.profile)

    @cached_property
    def reserve(self) -> Reserve:
        """The reserve of the caregivers."""
        return measure_reserve(self.instrument, self.book.caregiving, self.assessment)

    @cached_property
    def gate(self) -> Gate:
        """The state of the gate; it is open if the whole range of the cortical modulation ratio is above it."""
        cmr = self.profile.cmr
        if cmr.gate_open is None:
            return "unknown"
        if not cmr.gate_open:
            return "shut"
        return "open" if cmr.settled else "unsettled"

    @cached_property
    def at_school(self) -> bool:
        """Whether the client is of school age."""
        return self.book.rules.school.holds(self.profile.age)

    @cached_property
    def cared_for(self) -> bool:
        """Whether the client is a child or adolescent."""
        return self.profile.age < self.book.rules.grown_up

    @cached_property
    def emerged(self) -> frozenset[str]:
        """The domains whose functions have begun to organise in a typical peer; only these need a plan."""
        items, least = self.profile.items, self.book.rules.levels.emerged
        return frozenset(
            domain.id
            for domain in self.instrument.domains.domains
            if sum(items[id].typical for id in domain.functions) >= least * len(domain.functions)
        )

    @cached_property
    def limits(self) -> dict[str, float]:
        """The upper end of each category, in percent."""
        return {c.id: c.below * 100 for c in self.instrument.domains.categories if c.below is not None}

    def functional_age(self, domain: str | None) -> float | None:
        """Return the functional age of a domain, in years."""
        return self.profile.domains[domain].functional_age.value if domain else None

    def matched_age(self, domain: str) -> float:
        """Return the functional age for matching, in years, not above the age of the client.

        For a domain without one, it is the lowest functional age of all domains; without any, 0.
        """
        return self._matched_ages[domain]

    @cached_property
    def _matched_ages(self) -> dict[str, float]:
        ages = {"": None} | {id: self.functional_age(id) for id in self.profile.domains}
        lowest = min((age for age in ages.values() if age is not None), default=0.0)
        return {id: min(lowest if age is None else age, self.profile.age) for id, age in ages.items()}

    @cached_property
    def band_positions(self) -> dict[str, int]:
        """The position of the functional-age band of each domain, for matching."""
        order = self.book.band_order
        return {id: order[self.book.band(age).id] for id, age in self._matched_ages.items()}

    @cached_property
    def band(self) -> AgeBand:
        """The band of the age in years."""
        return self.book.band(self.profile.age)

    def help(self, domain: str) -> str:
        """Return in words the help for a functional age below the age in years; empty if it is not below."""
        band = self.book.band(self.matched_age(domain))
        if not self._has_functional_age or band.from_ >= self.band.from_:
            return ""
        help = self.words.words["help" if self.cared_for else "help_grown"]
        return self.words.fill(help[domain][band.id])

    @cached_property
    def _has_functional_age(self) -> bool:
        return any(domain.functional_age.value is not None for domain in self.profile.domains.values())

    @cached_property
    def age_reasons(self) -> dict[str, str]:
        """The functional age of each domain as a reason, in words."""
        words = self.words
        return {
            id: words.reason("functional_age", domain=words.domain(id), age=words.aged(result.functional_age))
            for id, result in self.profile.domains.items()
        }

    @cached_property
    def company(self) -> tuple[str, ...]:
        """The company that can be borne, by relational functional age."""
        age = self.functional_age("relational") if "relational" in self.profile.domains else None
        return tuple(
            kind.id
            for kind in self.book.rules.company
            if kind.from_ <= (age or 0) and kind.years.holds(self.profile.age)
        )

    def answer(self, section: str, field: str) -> FieldValue | None:
        """Return the answer to a field of a section; None if it is open or not known."""
        return answer_of(self.assessment, section, field)

    def rows(self, section: str, field: str) -> tuple[dict[str, str], ...]:
        """Return the entries of a field with rows."""
        return rows_of(self.assessment, section, field)

    def rating(self, id: str) -> int | None:
        """Return a caregiving rating."""
        value = self.answer("caregiving", id)
        if isinstance(value, Rating):
            value = value.rating
        return value if isinstance(value, int) else None

    def answered(self, place: str) -> bool:
        """Whether a section, or one field of it, has any answer."""
        section, _, field = place.partition(".")
        if field:
            return self.answer(section, field) is not None
        answers = self.assessment.sections.get(section)
        return bool(answers and answers.answers)

    @cached_property
    def current_services(self) -> tuple[dict[str, str], ...]:
        """The present services, each once."""
        services: dict[str, dict[str, str]] = {}
        for row in self.rows("services", "current"):
            if name := row.get("service", "").strip():
                services.setdefault(name, row)
        return tuple(services.values())

    def current_service(self, id: str | None) -> dict[str, str] | None:
        """Return the row of a present service; None for other services."""
        return next((row for row in self.current_services if row["service"].strip() == id), None)

    @cached_property
    def suspended_services(self) -> tuple[str, ...]:
        """Services of an earlier assessment that are not present now."""
        earlier: set[str] = set()
        for assessment in self.case.assessments:
            if assessment.number < self.assessment.number and assessment.status != "entered-in-error":
                past = PlanFacts(self.instrument, self.book, self.case, assessment, self.profile)
                earlier |= {row["service"].strip() for row in past.current_services}
        return tuple(
            s.id for s in self.book.services if s.id in earlier and self.current_service(s.id) is None
        )

    @cached_property
    def around(self) -> frozenset[str]:
        """Ids of the people around the client, as in `who` of `planning.yaml`; nobody unsafe."""
        known, people = self.book.rules.capacity.known, self.rows("services", "people")
        listed = {row.get("person", "") for row in people if row.get("safe") == "safe"}
        unsafe = {row.get("person", "") for row in people if row.get("safe") == "unsafe"} - listed
        people_around = {id for person, id in known.persons.items() if person in listed}
        people_around |= {id for service, id in known.services.items() if self.current_service(service)}
        return frozenset((*known.always, *people_around)) - {
            known.persons.get(person, person) for person in unsafe
        }

    @cached_property
    def others(self) -> tuple[str, ...]:
        """Other children and young people in the home, each kind once with its number."""
        rows = [row for row in self.rows("caregiving", "children") if row.get("child", "").strip()]
        own = (
            own_row(self.case, self.profile.age, self.book.words["client_words"], rows)
            if self.cared_for
            else None
        )
        names = [row["child"].strip() for position, row in enumerate(rows) if position != own]
        template = self.book.words["others_list"]
        return tuple(
            name if n == 1 else template.format(name=name, n=n) for name, n in Counter(names).items()
        )

    def medicines(self) -> int:
        """Return the number of medicines listed."""
        value = self.answer("services", "medicines")
        return len(value) if isinstance(value, tuple) else 0

    def excludes(self, cautions: tuple[str, ...]) -> tuple[str, ...]:
        """Return the contra-indications, of some, that history or scores confirm."""
        return tuple(id for id in cautions if id in self.excluding)

    @cached_property
    def excluding(self) -> frozenset[str]:
        """The contra-indications that history or scores confirm."""
        cautions = self.book.cautions.values()
        return frozenset(caution.id for caution in cautions if self._concerns(caution, caution.excludes))

    def holding(self, cautions: tuple[str, ...]) -> tuple[str, ...]:
        """Return the contra-indications, of some, to clear first."""
        return tuple(id for id in cautions if id in self._to_clear)

    @cached_property
    def _to_clear(self) -> frozenset[str]:
        return frozenset(
            caution.id
            for caution in self.book.cautions.values()
            if self._concerns(caution, caution.holds)
            and not (caution.cleared and self.signal(caution.cleared) == "yes")
        )

    def clearing(self, caution: str) -> str:
        """Return in words what clears a caution: a missing score, or a check by a professional."""
        ground = self.book.cautions[caution].holds
        ids = {**ground.functions, **ground.scores} if ground else {}
        missing = [id for id in ids if self.profile.items[id].score is None]
        if missing and not any(self.signal(id) == "yes" for id in (ground.signals if ground else ())):
            return self.words.fill(self.words.words["scored_first"], functions=self.words.functions(missing))
        return str(self.words.words["cleared"][caution])

    @cached_property
    def watched(self) -> bool:
        """Whether a known sign of danger forbids to leave the client alone."""
        return any(
            sign.watched and sign.question and self.signal(sign.question) == "yes"
            for sign in self.book.safety.signs
        )

    def needs_company(self, activity: Activity) -> bool:
        """Whether a caution of an activity needs an adult beside."""
        eats = self.band.id in activity.mouth
        checks = tuple(id for id in activity.check if id != "swallowing" or eats)
        return any(self.book.cautions[id].beside for id in self.mentioned(checks))

    def mentioned(self, cautions: tuple[str, ...]) -> tuple[str, ...]:
        """Return the contra-indications, of some, that the plan mentions for this client."""
        return tuple(id for id in cautions if id in self._mentioned)

    @cached_property
    def _mentioned(self) -> frozenset[str]:
        return frozenset(
            caution.id
            for caution in self.book.cautions.values()
            if caution.years.holds(self.profile.age)
            and (caution.said is None or caution.id in self._to_clear or self._rests_on(caution.said))
        )

    def _concerns(self, caution: Caution, ground: Ground | None) -> bool:
        return ground is not None and caution.years.holds(self.profile.age) and self._rests_on(ground)

    def _rests_on(self, ground: Ground) -> bool:
        """Report whether any of the grounds is met. Unknown scores count as met."""
        items = self.profile.items
        return (
            any(has_suffered(self.case, id) for id in ground.adversity)
            or any(items[id].score is None or self.below(id, at) for id, at in ground.functions.items())
            or any((items[id].score or 0) <= at for id, at in ground.scores.items())
            or any(self.signal(id) == "yes" for id in ground.signals)
        )

    def signal(self, id: str) -> str | None:
        """Return the answer to a sign of danger: yes, no or not known; None if it is open."""
        return self._signals.get(id)

    @cached_property
    def _signals(self) -> dict[str, str | None]:
        answers = self.assessment.sections.get(SAFETY)
        signals = {id: signal_of(self.assessment, id) for id in (answers.answers if answers else ())}
        return {id: signal.signal for id, signal in signals.items() if signal}

    @cached_property
    def signs_asked(self) -> frozenset[str]:
        """The signs of danger that are asked at this assessment."""
        return frozenset(asked_now(self.case, self.assessment, self.instrument))

    @cached_property
    def likes(self) -> frozenset[str]:
        """What the client likes."""
        return frozenset(row["like"].strip() for row in self.rows("services", "likes") if row.get("like"))

    def below(self, function: str, percent: float) -> bool:
        """Whether a function is scored below a percent of typical, and by enough points to mean it."""
        item = self.profile.items[function]
        if item.score is None:
            return False
        gap = self.book.rules.levels.function_gap
        return item.score * 100 < item.typical * percent and item.typical - item.score >= gap

    def gap(self, function: str) -> float:
        """Return how far a function is behind, as a share of typical; 0 without a score."""
        return self._gaps[function]

    @cached_property
    def _gaps(self) -> dict[str, float]:
        return {
            id: 0.0 if item.score is None else max(0.0, 1 - item.score / item.typical)
            for id, item in self.profile.items.items()
        }

    @cached_property
    def functions_behind(self) -> frozenset[str]:
        """The functions that are scored below typical."""
        return frozenset(id for id, gap in self._gaps.items() if gap > 0)

    def uncertain(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Return the functions to score first, of some: those without a score, else the least certain."""
        order = [id for id in self._missing if id in ids] or [id for id in self._least_certain if id in ids]
        return tuple(order[: self.book.rules.name_first])

    @cached_property
    def _missing(self) -> list[str]:
        return [id for id, item in self.profile.items.items() if item.score is None]

    @cached_property
    def _least_certain(self) -> list[str]:
        items = self.profile.items
        return sorted(self.instrument.ids, key=lambda id: (-items[id].half_width, -self.gap(id)))

    def settling(self, ids: tuple[str, ...]) -> str:
        """Return in words what to do with functions: score them, or look at them again."""
        missing = any(self.profile.items[id].score is None for id in ids)
        return self.words.change(
            "score_first" if missing else "look_again", functions=self.words.functions(ids)
        )
