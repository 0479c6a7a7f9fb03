"""Lines from the rules of `planning.yaml`, and the line of what to score first."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.planning.conditions import Grounds, find_grounds
from nmt_widgets.planning.facts import PlanFacts
from nmt_widgets.planning.lines import PlanLine
from nmt_widgets.planning.parts import PlanRule
from nmt_widgets.planning.wording import lower


def apply_rules(facts: PlanFacts) -> Iterator[PlanLine]:
    """Yield a line for each rule whose conditions are met, in the order of the file."""
    for rule in facts.book.rules.rules:
        if grounds := find_grounds(rule.when, facts):
            yield _line(rule, grounds, facts)


def _line(rule: PlanRule, grounds: Grounds, facts: PlanFacts) -> PlanLine:
    words, text = facts.words, facts.words.words["rules"][rule.id]
    body = text["text"] if facts.cared_for else text.get("grown", text["text"])
    row = facts.current_service(rule.service)
    kind, why = rule.kind, grounds.why
    response = row.get("response") if row else None
    if row is not None:
        kind = "keep" if response in (None, "helps") else "adapt"  # type: ignore[assignment]
        if response:
            why += (words.reason("response", response=words.option("services", "current", response)),)
    others = words.words["and"].join(facts.others)
    responsible, where = facts.people(rule.who), facts.places(rule.where)
    changes = grounds.changes or (words.change("team"),)
    if grounds.needs:
        changes += (facts.settling(grounds.needs),)
    domains = rule.domains or grounds.domains
    return PlanLine(
        id=f"{rule.part}:{kind}:{rule.id}",
        part=rule.part,
        kind=kind,
        title=words.fill(text["title"], others=others),
        text=words.fill(body, others=others),
        details=tuple(words.details(rule.dose, where, responsible)),
        where=where,
        responsible=responsible,
        dose=rule.dose,
        why=why,
        changes_when=changes,
        settled=grounds.settled,
        needs=grounds.needs,
        category=worst(facts, domains),
        regions=rule.regions,
        domains=domains,
        service=rule.service,
        rule=rule.id,
        support=rule.support,
        source=rule.source,
    )


def worst(facts: PlanFacts, domains: tuple[str, ...] = ()) -> str | None:
    """Return the lowest category of some domains, or of all."""
    order = [category.id for category in facts.instrument.domains.categories]
    categories = {facts.profile.domains[id].category for id in domains or facts.emerged}
    return next((category for category in order if category in categories), None)


def find_unsettled(facts: PlanFacts) -> Iterator[PlanLine]:
    """Yield a line of what to score first, for the gate, the category of a domain, or the plan of a region."""
    unsettled = [*_unsettled_gate(facts), *_unsettled_domains(facts), *_unsettled_levels(facts)]
    if not unsettled:
        return
    words = facts.words
    names = [name for name, _, _ in unsettled]
    ids = {id for _, needs, _ in unsettled for id in needs}
    missing = {id for id in ids if facts.profile.items[id].score is None}
    needs = tuple(id for id in facts.instrument.ids if id in (missing or ids))
    most = facts.book.rules.name_first
    text = words.words["score_first"]
    yield PlanLine(
        id="client:score_first:scores",
        part="client",
        kind="score_first",
        title=text["title"],
        text=words.fill(
            text["missing" if missing else "unsure"],
            about=lower(names),
            functions=words.functions(needs[:most]),
            more=words.fill(text["more"], n=len(needs) - most) if len(needs) > most else "",
        ),
        why=tuple(why for _, _, why in unsettled),
        changes_when=(words.change("scored"),),
        settled=False,
        needs=needs,
        rule="not settled",
    )


Unsettled = tuple[str, tuple[str, ...], str]
"""What is not settled, the functions that settle it, and the reason."""


def _unsettled_gate(facts: PlanFacts) -> Iterator[Unsettled]:
    words, cmr, definition = facts.words, facts.profile.cmr, facts.instrument.cmr
    if cmr.settled:
        return
    why = words.reason("cmr_unsettled", cmr=words.ratio(cmr.figure), gate=cmr.gate)
    if cmr.figure.value is None:
        why = words.reason("cmr_unknown", n=cmr.figure.n, of=cmr.figure.of)
    yield words.words["score_first"]["cmr"], facts.uncertain((*definition.above, *definition.below)), why


def _unsettled_domains(facts: PlanFacts) -> Iterator[Unsettled]:
    words = facts.words
    for domain in facts.instrument.domains.domains:
        result = facts.profile.domains[domain.id]
        if result.settled or domain.id not in facts.emerged:
            continue
        name, percent = words.domain(domain.id), result.percent
        limits = ", ".join(f"{limit:.0f}" for limit in facts.limits.values())
        why = words.reason("settled_by", domain=name, limits=limits, percent=words.percent(percent))
        if percent.value is None:
            why = words.reason("domain_unknown", domain=name, n=percent.n, of=percent.of)
        yield name, facts.uncertain(domain.functions), why


def _unsettled_levels(facts: PlanFacts) -> Iterator[Unsettled]:
    words, limit = facts.words, f"{facts.book.rules.levels.impaired_below:.0f}"
    for level in facts.levels:
        if level.settled:
            continue
        name, percent = words.region(level.region), level.percent
        ids = tuple(function.id for function in facts.instrument.region_functions(level.region))
        why = words.reason("region_range", region=name, percent=words.percent(percent), limit=limit)
        if percent.value is None:
            why = words.reason("region_unknown", region=name, n=percent.n, of=percent.of)
        yield name, facts.uncertain(ids), why
