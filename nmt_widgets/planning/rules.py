"""Lines from the rules of `planning.yaml`, and what has to be scored before something is settled."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.planning.conditions import Grounds, find_grounds
from nmt_widgets.planning.facts import Facts
from nmt_widgets.planning.lines import Line
from nmt_widgets.planning.parts import Rule


def apply_rules(facts: Facts) -> Iterator[Line]:
    """Yield a line for each rule whose conditions are met, in the order of the file."""
    for rule in facts.book.rules.rules:
        if grounds := find_grounds(rule.when, facts):
            yield _line(rule, grounds, facts)


def _line(rule: Rule, grounds: Grounds, facts: Facts) -> Line:
    words, text = facts.words, facts.words.words["rules"][rule.id]
    row = facts.current_service(rule.service)
    kind, why = rule.kind, grounds.why
    response = row.get("response") if row else None
    if row is not None:
        kind = "keep" if response in (None, "helps") else "adapt"  # type: ignore[assignment]
        if response:
            why += (words.reason("response", response=words.option("services", "current", response)),)
    others = words.words["and"].join(facts.others)
    changes = grounds.changes or (words.change("team"),)
    if grounds.needs:
        changes += (words.change("score_first", functions=words.functions(grounds.needs)),)
    domains = rule.domains or grounds.domains
    return Line(
        id=f"{rule.part}:{kind}:{rule.id}",
        part=rule.part,
        kind=kind,
        title=words.fill(text["title"], others=others),
        text=words.fill(text["text"], others=others),
        where=tuple(place for place in rule.where if place != "school" or facts.at_school),
        who=rule.who,
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


def worst(facts: Facts, domains: tuple[str, ...] = ()) -> str | None:
    """Return the lowest category among some domains, or among all."""
    order = [category.id for category in facts.instrument.domains.categories]
    found = {facts.profile.domains[id].category for id in domains or facts.emerged}
    return next((category for category in order if category in found), None)


def find_unsettled(facts: Facts) -> Iterator[Line]:
    """Yield what has to be scored first: the gate, a domain's category, whether a region needs a plan."""
    words, profile = facts.words, facts.profile
    cmr = profile.cmr
    if not cmr.settled:
        definition = facts.instrument.cmr
        needs = facts.uncertain((*definition.above, *definition.below))
        if cmr.figure.value is None:
            why = words.reason("cmr_unknown", n=cmr.figure.n, of=cmr.figure.of)
        else:
            why = words.reason("cmr_unsettled", cmr=words.ratio(cmr.figure), gate=cmr.gate)
        yield _score_first(facts, "cmr", {}, "cmr", needs, why)
    for domain in facts.instrument.domains.domains:
        result = profile.domains[domain.id]
        if result.settled or domain.id not in facts.emerged:
            continue
        name = words.domain(domain.id)
        if result.percent.value is None:
            why = words.reason("domain_unknown", domain=name, n=result.percent.n, of=result.percent.of)
        else:
            limits = ", ".join(f"{limit:.0f}" for limit in facts.limits.values())
            why = words.reason(
                "settled_by", domain=name, limits=limits, percent=words.percent(result.percent)
            )
        needs = facts.uncertain(domain.functions)
        yield _score_first(facts, "domain", {"domain": name}, domain.id, needs, why, domains=(domain.id,))
    limit = f"{facts.book.rules.levels.impaired_below:.0f}"
    for level in facts.levels:
        if level.settled:
            continue
        name, ids = words.region(level.region), facts.instrument.region_functions(level.region)
        if level.percent.value is None:
            why = words.reason("region_unknown", region=name, n=level.percent.n, of=level.percent.of)
        else:
            why = words.reason("region_range", region=name, percent=words.percent(level.percent), limit=limit)
        needs = facts.uncertain(tuple(function.id for function in ids))
        yield _score_first(
            facts, "region", {"region": name}, level.region, needs, why, regions=(level.region,)
        )


def _score_first(
    facts: Facts,
    key: str,
    names: dict[str, str],
    about: str,
    needs: tuple[str, ...],
    why: str,
    *,
    domains: tuple[str, ...] = (),
    regions: tuple[str, ...] = (),
) -> Line:
    words = facts.words
    text, functions = words.words["score_first"][key], words.functions(needs)
    return Line(
        id=f"client:score_first:{about}",
        part="client",
        kind="score_first",
        title=words.fill(text["title"], functions=functions, **names),
        text=words.fill(text["text"], functions=functions, **names),
        why=(why,),
        changes_when=(words.change("answered"),),
        settled=False,
        needs=needs,
        domains=domains,
        regions=regions,
        rule=f"not settled: {key}",
    )
