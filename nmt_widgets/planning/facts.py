"""What the rules look at: the figures of one assessment and its answers, looked up once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from nmt_widgets.cases import NOT_KNOWN, Assessment, Case
from nmt_widgets.cases.ages import years
from nmt_widgets.cases.model import FieldValue, Rating
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile
from nmt_widgets.planning.levels import Level, find_levels
from nmt_widgets.planning.parts import Caution
from nmt_widgets.planning.reading import Planbook
from nmt_widgets.planning.reserve import Reserve, measure_reserve
from nmt_widgets.planning.wording import Wording

Gate = Literal["unknown", "shut", "unsettled", "open"]


@dataclass(frozen=True, eq=False)
class Facts:
    """One assessment as the rules see it."""

    instrument: Instrument
    book: Planbook
    case: Case
    assessment: Assessment
    profile: Profile

    @cached_property
    def words(self) -> Wording:
        """Figures and names in words."""
        return Wording(self.instrument, self.book, self.called)

    @cached_property
    def called(self) -> str:
        """How the client is called in a sentence: by a title of one word, else by age."""
        title = self.case.title
        age = self.case.assessment(self.profile.assessment).age_years
        return title if title.isalpha() else str(self.book.words["called"][self.book.band(age).id])

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The regions from the foot up, and which need a plan."""
        return find_levels(self.instrument, self.book.rules.levels, self.profile)

    @cached_property
    def reserve(self) -> Reserve:
        """The caregivers' reserve."""
        return measure_reserve(self.instrument, self.book.caregiving, self.assessment)

    @property
    def gate(self) -> Gate:
        """Where the cortical modulation ratio stands: above the gate all through its range is open."""
        cmr = self.profile.cmr
        if cmr.gate_open is None:
            return "unknown"
        if not cmr.gate_open:
            return "shut"
        return "open" if cmr.settled else "unsettled"

    @property
    def at_school(self) -> bool:
        """Whether the client is of school age."""
        return self.book.rules.school.holds(self.profile.age)

    @property
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
        """The percent each category reaches up to."""
        return {c.id: c.below * 100 for c in self.instrument.domains.categories if c.below is not None}

    def functional_age(self, domain: str | None) -> float | None:
        """Return the functional age of a domain, in years."""
        return self.profile.domains[domain].functional_age.value if domain else None

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
        """Return the answer to a field of a section; None where there is none, or it is not known."""
        answers = self.assessment.sections.get(section)
        value = answers.answers.get(field) if answers else None
        return None if value == NOT_KNOWN else value

    def rows(self, section: str, field: str) -> tuple[dict[str, str], ...]:
        """Return the entries of a field that takes several."""
        value = self.answer(section, field)
        return tuple(row for row in value if isinstance(row, dict)) if isinstance(value, tuple) else ()

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
        """The services at present, the first of each."""
        found: dict[str, dict[str, str]] = {}
        for row in self.rows("services", "current"):
            if name := row.get("service", "").strip():
                found.setdefault(name, row)
        return tuple(found.values())

    def current_service(self, id: str | None) -> dict[str, str] | None:
        """Return what is known of a present service; None where it is not there."""
        return next((row for row in self.current_services if row["service"].strip() == id), None)

    @cached_property
    def held_services(self) -> tuple[str, ...]:
        """Services that were there at an earlier assessment and are not at present."""
        earlier: set[str] = set()
        for assessment in self.case.assessments:
            if assessment.number < self.assessment.number and assessment.status != "entered-in-error":
                past = Facts(self.instrument, self.book, self.case, assessment, self.profile)
                earlier |= {row["service"].strip() for row in past.current_services}
        return tuple(
            s.id for s in self.book.services if s.id in earlier and self.current_service(s.id) is None
        )

    @cached_property
    def others(self) -> tuple[str, ...]:
        """Children and young people in the home beside the client, each kind once with its number."""
        rows = [row for row in self.rows("caregiving", "children") if row.get("child", "").strip()]
        own = self._own_row(rows) if self.cared_for else None
        names = [row["child"].strip() for position, row in enumerate(rows) if position != own]
        template = self.book.words["others_list"]
        return tuple(
            name if n == 1 else template.format(name=name, n=n) for name, n in Counter(names).items()
        )

    def _own_row(self, rows: list[dict[str, str]]) -> int | None:
        """Return the client's own row: by name or role, else by age, else the first."""
        if not rows:
            return None
        own = {self.case.title.casefold(), self.case.id.casefold(), *self.book.words["client_words"]}
        for position, row in enumerate(rows):
            if row["child"].partition("(")[0].strip().casefold() in own:
                return position
        for position, row in enumerate(rows):
            if _age(row.get("age", "")) == int(self.profile.age):
                return position
        return 0

    def medicines(self) -> int:
        """Return the number of medicines listed."""
        value = self.answer("services", "medicines")
        return len(value) if isinstance(value, tuple) else 0

    @cached_property
    def _excluded(self) -> frozenset[str]:
        return frozenset(c.id for c in self.book.rules.cautions if self._excludes(c))

    def excludes(self, cautions: tuple[str, ...]) -> tuple[str, ...]:
        """Return which of some contra-indications hold by history or scores."""
        return tuple(id for id in cautions if id in self._excluded)

    def _excludes(self, caution: Caution) -> bool:
        for events in self.case.history.adversity.values():
            for id in caution.adversity:
                if id in events and isinstance(severity := events[id].severity, int) and severity > 0:
                    return True
        return any(self.below(id, percent) for id, percent in caution.functions.items())

    def below(self, function: str, percent: float) -> bool:
        """Whether a function is scored below a percent of typical, and by enough points to mean it."""
        item = self.profile.items[function]
        if item.score is None:
            return False
        gap = self.book.rules.levels.function_gap
        return item.score * 100 < item.typical * percent and item.typical - item.score >= gap

    def uncertain(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Return the functions to score first: missing ones, then the least sure, from the foot of the map up."""
        items = self.profile.items
        order = sorted(
            (id for id in self.instrument.ids if id in ids),
            key=lambda id: (items[id].score is not None, -items[id].half_width),
        )
        return tuple(order[: self.book.rules.name_first])


def _age(text: str) -> int | None:
    try:
        return int(years(text))
    except ValueError:
        return int(text) if text.strip().isdecimal() else None
