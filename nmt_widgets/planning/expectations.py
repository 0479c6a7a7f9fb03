"""What can be expected of the client at home and at school, by functional age instead of age in years."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.planning.facts import PlanFacts
from nmt_widgets.planning.lines import PlanLine
from nmt_widgets.planning.parts import AgeBand, Setting


def expect(facts: PlanFacts) -> Iterator[PlanLine]:
    """Yield the expectations for each domain that is behind: attention first, then by place and domain."""
    behind = [id for id in facts.profile.domains if id in facts.emerged and _is_behind(facts, id)]
    places: tuple[Setting, ...] = ("home", "school") if facts.at_school else ("home",)
    of_age = facts.profile.age >= facts.book.rules.school.from_
    if not facts.cared_for:
        for domain in behind:
            yield _grown_line(facts, domain)
        return
    if of_age and ("self_regulation" in behind or "cognitive" in behind):
        yield _attention(facts, places)
    for place in places:
        for domain in behind:
            yield _line(facts, domain, place)


def _is_behind(facts: PlanFacts, domain: str) -> bool:
    result = facts.profile.domains[domain]
    return result.category in facts.limits and result.functional_age.value is not None


def band_of(facts: PlanFacts, domain: str) -> AgeBand | None:
    """Return the functional-age band of a domain, not above the age of the client; None without a functional age."""
    age = facts.functional_age(domain)
    return None if age is None else facts.book.band(min(age, facts.profile.age))


def _attention(facts: PlanFacts, places: tuple[Setting, ...]) -> PlanLine:
    words, text = facts.words, facts.words.words["expectations"]["attention"]
    known = [domain for domain in ("self_regulation", "cognitive") if band_of(facts, domain)]
    bands = [band for domain in known if (band := band_of(facts, domain))]
    minutes = min(band.attention for band in bands)
    cmr, open_ = facts.profile.cmr, facts.gate == "open"
    key = {"open": "cmr_open", "shut": "cmr_shut", "unknown": "cmr_unknown"}.get(facts.gate, "cmr_unsettled")
    definition = facts.instrument.cmr
    return PlanLine(
        id="client:expect:attention",
        part="client",
        kind="expect",
        title=words.fill(text["title"], minutes=minutes),
        text=words.fill(text["open" if open_ else "shut"], minutes=minutes),
        where=places,
        why=(
            words.reason(key, cmr=words.ratio(cmr.figure), gate=cmr.gate, n=cmr.figure.n, of=cmr.figure.of),
            *(facts.age_reasons[domain] for domain in known),
        ),
        changes_when=(words.change("cmr", gate=cmr.gate),) if not open_ else (_older(facts, known[0]),),
        settled=cmr.settled,
        needs=() if cmr.settled else facts.uncertain((*definition.above, *definition.below)),
        domains=tuple(known),
        rule="expectations",
    )


def _line(facts: PlanFacts, domain: str, place: Setting) -> PlanLine:
    words, text = facts.words, facts.words.words["expectations"]
    band = band_of(facts, domain)
    assert band is not None
    figure = facts.profile.domains[domain].functional_age
    across = {
        facts.book.band(min(age, facts.profile.age)).id
        for age in (figure.low, figure.high)
        if age is not None
    }
    functions = facts.instrument.domain_functions(domain)
    settled = across == {band.id}
    title, body = text["titles"][place], text["texts"][domain][band.id][place]
    if facts.band == facts.book.rules.bands[0]:
        title, body = text["baby"]["title"], text["baby"]["texts"][domain]
    return PlanLine(
        id=f"client:expect:{place}:{domain}",
        part="client",
        kind="expect",
        title=words.fill(title, domain=text["plain"][domain], band=words.words["bands"][band.id]),
        text=words.fill(body),
        where=(place,),
        why=(facts.age_reasons[domain],),
        changes_when=(_older(facts, domain),),
        settled=settled,
        needs=() if settled else facts.uncertain(functions),
        category=facts.profile.domains[domain].category,
        domains=(domain,),
        rule="expectations",
    )


def _grown_line(facts: PlanFacts, domain: str) -> PlanLine:
    """Return what can be expected of an adult: by the category of a domain, never by the age of a child."""
    words, text = facts.words, facts.words.words["expectations"]
    result = facts.profile.domains[domain]
    functions = facts.instrument.domain_functions(domain)
    needs = () if result.settled else facts.uncertain(functions)
    return PlanLine(
        id=f"client:expect:home:{domain}",
        part="client",
        kind="expect",
        title=words.fill(text["grown_title"], domain=text["plain"][domain]),
        text=words.fill(text["grown"][domain][result.category or ""]),
        where=("home",),
        why=(
            words.reason(
                "domain",
                domain=words.domain(domain),
                percent=words.percent(result.percent),
                category=words.category(result.category),
            ),
        ),
        changes_when=(words.change("team"),),
        settled=result.settled,
        needs=needs,
        category=result.category,
        domains=(domain,),
        rule="expectations",
    )


def _older(facts: PlanFacts, domain: str) -> str:
    band = band_of(facts, domain)
    following = [b.from_ for b in facts.book.rules.bands if band and b.from_ > band.from_]
    if not following:
        return facts.words.change("team")
    return facts.words.change("older", domain=facts.words.domain(domain), age=facts.words.years(following[0]))
