"""Checks the planning files against the instrument and each other. Each problem has file, line and remedy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from nmt_widgets.case_files.signals import CLEARED, signal_entries
from nmt_widgets.core.documents import Document, Place
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import problem
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import FieldEntry
from nmt_widgets.planning import parts
from nmt_widgets.planning.book import Planbook

_MOST_KNOWN = 300
"""Most characters of the ids that a remedy lists."""


def cross_check(
    documents: Mapping[str, Document], instrument: Instrument, book: Planbook
) -> list[InputError]:
    """Return a problem for each unknown id and for each entry without words."""
    known = _Known(instrument, book)
    return [
        *_check_planning(documents["planning"], known, book.rules),
        *_check_services(documents, known, instrument, book),
        *_check_caregiving(documents["caregiving"], instrument, book.caregiving),
        *_check_states(documents["states"], known, book.states),
        *_check_safety(documents["safety"], known, book),
    ]


class _Known:
    """All ids, by what they name."""

    def __init__(self, instrument: Instrument, book: Planbook) -> None:
        rules, words = book.rules, book.words
        self.functions = set(instrument.ids)
        self.regions = {region.id for region in instrument.regions}
        self.domains = {domain.id for domain in instrument.domains.domains}
        self.areas = {area.id for area in instrument.current_relational.areas}
        self.adversity = {entry.id for entry in instrument.history.adversity}
        self.ratings = {
            entry.id for entry in _fields(instrument, "caregiving").values() if entry.kind == "rating"
        }
        self.services = {service.id for service in book.services}
        self.signals = {entry.id for entry in signal_entries(instrument)}
        self.dangers = {entry.id for entry in signal_entries(instrument) if entry.group != CLEARED}
        self.statements = {
            f"{area.id}.{statement}"
            for area in instrument.current_relational.areas
            for statement in area.statements
        }
        self.bands = [band.id for band in rules.bands]
        self.company = {company.id for company in rules.company}
        self.cautions = {caution.id for caution in rules.cautions}
        self.people = set(words["who"])
        self.words = words


def _fields(instrument: Instrument, section: str) -> dict[str, FieldEntry]:
    sections = [entry for entry in instrument.sections if entry.id == section]
    return {field.id: field for entry in sections for field in entry.entries}


def _unknown(
    document: Document, place: Place, thing: str, ids: Iterable[str], known: Collection[str]
) -> Iterator[InputError]:
    for id in ids:
        if id not in known:
            message, remedy = unknown(thing, id, known)
            yield document.problem(message, place, remedy)


def unknown(thing: str, id: str, known: Collection[str]) -> tuple[str, str]:
    """Return message and remedy for an id that names nothing; `thing` is what it should name."""
    name, ids = texts("planning")["things"][thing], ", ".join(sorted(known))
    key = "unknown" if known else "nothing_known"
    return problem("planning", key, thing=name, id=id, known=ids[:_MOST_KNOWN])


def _no_words(
    document: Document, place: Place, ids: Iterable[str], known: Collection[str]
) -> Iterator[InputError]:
    for id in ids:
        if id not in known:
            yield _problem(document, place, "no_words", id=id)


def _problem(document: Document, place: Place, key: str, **values: object) -> InputError:
    message, remedy = problem("planning", key, lang=None, **values)
    return document.problem(message, place, remedy)


def _check_planning(document: Document, known: _Known, rules: parts.Planning) -> Iterator[InputError]:
    words = known.words
    yield from _unknown(document, ("levels", "gated"), "region", rules.levels.gated, known.regions)
    yield from _no_words(document, ("bands",), known.bands, words["bands"])
    yield from _no_words(document, ("company",), known.company, words["company"])
    for number, caution in enumerate(rules.cautions):
        place: Place = ("cautions", number)
        yield from _no_words(document, place, [caution.id], words["cautions"])
        for ground in (caution.excludes, caution.holds, caution.said):
            if ground:
                yield from _unknown(document, place, "adversity", ground.adversity, known.adversity)
                yield from _unknown(document, place, "function", ground.functions, known.functions)
                yield from _unknown(document, place, "function", ground.scores, known.functions)
                yield from _unknown(document, place, "signal", ground.signals, known.signals)
        yield from _unknown(
            document, place, "signal", [caution.cleared] if caution.cleared else [], known.signals
        )
    yield from _no_words(
        document, ("web", "places"), [p.id for p in rules.web.places], words["web"]["places"]
    )
    for number, rule in enumerate(rules.rules):
        place = ("rules", number)
        yield from _no_words(document, place, [rule.id], words["rules"])
        yield from _unknown(document, place, "person", rule.who, known.people)
        yield from _unknown(
            document, place, "service", [rule.service] if rule.service else [], known.services
        )
        for when in rule.when:
            yield from _unknown(document, place, "domain", when.domains, known.domains)
            yield from _unknown(document, place, "area", when.areas, known.areas)
            yield from _unknown(document, place, "function", when.functions, known.functions)
            yield from _unknown(document, place, "rating", when.ratings, known.ratings)
            yield from _unknown(
                document, place, "caution", [when.holding] if when.holding else [], known.cautions
            )
    for setting, people in rules.capacity.people.items():
        yield from _unknown(document, ("capacity", "people", setting), "person", people, known.people)


def _check_services(
    documents: Mapping[str, Document],
    known: _Known,
    instrument: Instrument,
    book: Planbook,
) -> Iterator[InputError]:
    document = documents["services"]
    for number, service in enumerate(book.services):
        place: Place = ("services", number)
        yield from _unknown(
            document, place, "domain", [service.domain] if service.domain else [], known.domains
        )
        yield from _unknown(document, place, "person", service.who, known.people)
        yield from _unknown(document, place, "caution", service.check, known.cautions)
        yield from _no_words(document, place, [service.id], book.service_words)
    current = _fields(instrument, "services").get("current")
    offered = (
        {id for column in current.columns if column.id == "service" for id in column.options}
        if current
        else set()
    )
    for id in sorted(offered ^ known.services):
        file = "services.yaml" if id in offered else "sections.yaml"
        yield _problem(document, ("services",), "service_missing", id=id, file=file)


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
        yield _problem(document, ("children", "points"), "no_points", id=id)


def _check_states(document: Document, known: _Known, states: parts.States) -> Iterator[InputError]:
    for number, state in enumerate(states.states):
        yield from _no_words(document, ("states", number), [state.id], known.words["states"]["names"])
        for region in sorted(known.regions - set(state.lost)):
            yield _problem(document, ("states", number, "lost"), "region_missing", id=region)


def _check_safety(document: Document, known: _Known, book: Planbook) -> Iterator[InputError]:
    yield from _unknown(document, ("at_home",), "person", book.safety.at_home, known.people)
    for number, sign in enumerate(book.safety.signs):
        place: Place = ("signs", number)
        yield from _unknown(document, place, "person", sign.who, known.people)
        yield from _no_words(document, place, [sign.id], book.safety_words["signs"])
        sources = [source for source in (sign.question, sign.statement, sign.person) if source]
        if len(sources) != 1:
            yield _problem(document, place, "no_condition")
        if sign.question:
            yield from _unknown(document, place, "signal", [sign.question], known.signals)
        if sign.statement:
            yield from _unknown(document, place, "statement", [sign.statement], known.statements)
            if sign.at_most is None:
                yield _problem(document, place, "no_limit")
    for id in sorted(known.dangers - {sign.question for sign in book.safety.signs}):
        yield _problem(document, ("signs",), "no_sign", id=id)
