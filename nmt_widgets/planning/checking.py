"""Checks the planning files against the instrument and each other; each problem names file, line and remedy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from nmt_widgets.ground.documents import Document, Place
from nmt_widgets.ground.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import FieldEntry
from nmt_widgets.planning import parts


def cross_check(
    documents: Mapping[str, Document],
    instrument: Instrument,
    rules: parts.Planning,
    activities: parts.Activities,
    services: parts.Services,
    caregiving: parts.Caregiving,
    states: parts.States,
    activity_words: parts.ActivityTexts,
    service_words: parts.ServiceTexts,
) -> list[InputError]:
    """Return every reference that leads nowhere, and every entry without words."""
    known = _Known(instrument, rules, services, documents["words of planning"].data)
    return [
        *_check_planning(documents["planning"], known, rules),
        *_check_activities(documents, known, activities, activity_words),
        *_check_services(documents, known, instrument, services, service_words),
        *_check_caregiving(documents["caregiving"], instrument, caregiving),
        *_check_states(documents["states"], known, states),
    ]


class _Known:
    """Every id there is, by what it names."""

    def __init__(
        self, instrument: Instrument, rules: parts.Planning, services: parts.Services, words: parts.Words
    ) -> None:
        self.functions = set(instrument.ids)
        self.regions = {region.id for region in instrument.regions}
        self.region_of = {function.id: function.region for function in instrument.functions}
        self.domains = {domain.id for domain in instrument.domains.domains}
        self.areas = {area.id for area in instrument.current_relational.areas}
        self.adversity = {entry.id for entry in instrument.history.adversity}
        self.ratings = {
            entry.id for entry in _fields(instrument, "caregiving").values() if entry.kind == "rating"
        }
        self.services = {service.id for service in services.services}
        self.bands = [band.id for band in rules.bands]
        self.company = {company.id for company in rules.company}
        self.cautions = {caution.id for caution in rules.cautions}
        self.who = set(words["who"]) - {"close_person"}
        self.words = words


def _fields(instrument: Instrument, section: str) -> dict[str, FieldEntry]:
    found = [entry for entry in instrument.sections if entry.id == section]
    return {field.id: field for entry in found for field in entry.entries}


def _unknown(
    document: Document, place: Place, what: str, ids: Iterable[str], known: Collection[str]
) -> Iterator[InputError]:
    for id in ids:
        if id not in known:
            yield document.problem(
                f"{what} '{id}' is not known", place, f"use one of {', '.join(sorted(known))}"[:300]
            )


def _no_words(
    document: Document, place: Place, ids: Iterable[str], known: Collection[str]
) -> Iterator[InputError]:
    for id in ids:
        if id not in known:
            yield document.problem(f"'{id}' has no words", place, "add them to the texts of the same topic")


def _check_planning(document: Document, known: _Known, rules: parts.Planning) -> Iterator[InputError]:
    words = known.words
    yield from _unknown(document, ("levels", "gated"), "region", rules.levels.gated, known.regions)
    yield from _no_words(document, ("bands",), known.bands, words["bands"])
    yield from _no_words(document, ("company",), known.company, words["company"])
    for number, caution in enumerate(rules.cautions):
        place: Place = ("cautions", number)
        yield from _no_words(document, place, [caution.id], words["cautions"])
        yield from _unknown(document, place, "adversity", caution.adversity, known.adversity)
        yield from _unknown(document, place, "function", caution.functions, known.functions)
    yield from _no_words(
        document, ("web", "places"), [p.id for p in rules.web.places], words["web"]["places"]
    )
    for number, rule in enumerate(rules.rules):
        place = ("rules", number)
        yield from _no_words(document, place, [rule.id], words["rules"])
        yield from _unknown(document, place, "person", rule.who, known.who)
        yield from _unknown(
            document, place, "service", [rule.service] if rule.service else [], known.services
        )
        for when in rule.when:
            yield from _unknown(document, place, "domain", when.domains, known.domains)
            yield from _unknown(document, place, "area", when.areas, known.areas)
            yield from _unknown(document, place, "function", when.functions, known.functions)
            yield from _unknown(document, place, "rating", when.ratings, known.ratings)


def _check_activities(
    documents: Mapping[str, Document],
    known: _Known,
    activities: parts.Activities,
    words: parts.ActivityTexts,
) -> Iterator[InputError]:
    document, texts = documents["activities"], documents["words of activities"]
    seen: set[str] = set()
    for number, activity in enumerate(activities.activities):
        place: Place = ("activities", number)
        if activity.id in seen:
            yield document.problem(f"'{activity.id}' stands twice", place, "keep one of them")
        seen.add(activity.id)
        yield from _unknown(document, place, "region", [activity.region], known.regions)
        yield from _unknown(document, place, "domain", [activity.domain], known.domains)
        yield from _unknown(document, place, "function", activity.functions, known.functions)
        yield from _unknown(document, place, "company", activity.company, known.company)
        yield from _unknown(document, place, "person", activity.who, known.who)
        yield from _unknown(document, place, "caution", activity.check, known.cautions)
        yield from _unknown(document, place, "band", activity.ages, known.bands)
        if not any(known.region_of.get(id) == activity.region for id in activity.functions):
            yield document.problem(
                f"none of its functions is of the region '{activity.region}'", place, "correct one of them"
            )
        if not set(activity.ages) <= set(known.bands):
            continue
        first, last = (known.bands.index(band) for band in activity.ages)
        if activity.id not in words.activities:
            yield document.problem(f"'{activity.id}' has no words", place, f"add it to {texts.path.name}")
        elif set(words.activities[activity.id].ages) != set(known.bands[first : last + 1]):
            yield texts.problem(
                "its sentences are not those of its bands",
                ("activities", activity.id, "ages"),
                f"one each for {', '.join(known.bands[first : last + 1])}",
            )


def _check_services(
    documents: Mapping[str, Document],
    known: _Known,
    instrument: Instrument,
    services: parts.Services,
    words: parts.ServiceTexts,
) -> Iterator[InputError]:
    document = documents["services"]
    for number, service in enumerate(services.services):
        place: Place = ("services", number)
        yield from _unknown(
            document, place, "domain", [service.domain] if service.domain else [], known.domains
        )
        yield from _unknown(document, place, "person", service.who, known.who)
        yield from _unknown(document, place, "caution", service.check, known.cautions)
        yield from _no_words(document, place, [service.id], words.services)
    current = _fields(instrument, "services").get("current")
    asked = (
        {id for column in current.columns if column.id == "service" for id in column.options}
        if current
        else set()
    )
    for id in sorted(asked ^ known.services):
        where = "services.yaml" if id in asked else "sections.yaml"
        yield document.problem(
            f"service '{id}' is missing in {where}", ("services",), "keep both lists alike"
        )


def _check_caregiving(
    document: Document, instrument: Instrument, caregiving: parts.Caregiving
) -> Iterator[InputError]:
    fields = _fields(instrument, "caregiving")
    groups = {field.group for field in fields.values() if field.kind == "rating"}
    for side in ("resources", "demands"):
        yield from _unknown(document, (side,), "group", getattr(caregiving, side), {g for g in groups if g})
    challenge = {
        id
        for field in fields.values()
        for column in field.columns
        if column.id == "challenge"
        for id in column.options
    }
    for id in sorted(challenge - set(caregiving.children.points)):
        yield document.problem(f"challenge '{id}' has no points", ("children", "points"), "add it")


def _check_states(document: Document, known: _Known, states: parts.States) -> Iterator[InputError]:
    for number, state in enumerate(states.states):
        yield from _no_words(document, ("states", number), [state.id], known.words["states"]["names"])
        for region in sorted(known.regions - set(state.lost)):
            yield document.problem(f"region '{region}' is missing", ("states", number, "lost"), "add it")
