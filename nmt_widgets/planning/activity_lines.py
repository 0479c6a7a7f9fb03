"""Makes the line of an activity: what, how, help, how often, with whom, what to take care of, and why."""

from __future__ import annotations

from dataclasses import dataclass

from nmt_widgets.planning.activity_parts import Activity
from nmt_widgets.planning.carrying import DosePlace
from nmt_widgets.planning.facts import PlanFacts
from nmt_widgets.planning.levels import PlanLevel
from nmt_widgets.planning.lines import PlanLine


@dataclass(frozen=True)
class RegionReasons:
    """What all activities of a region share: why the plan works on it, what would change that, what to score first."""

    level: PlanLevel
    region: str
    sequence: str
    changes: tuple[str, ...]
    needs: tuple[str, ...]


def reasons_of(facts: PlanFacts, level: PlanLevel) -> RegionReasons:
    """Return the reasons of a region."""
    words, name = facts.words, facts.words.region(level.region)
    needs = () if level.settled else facts.uncertain(_functions(facts, level))
    limit = facts.book.rules.levels.impaired_below
    done = words.change("region_done", region=name, limit=f"{limit:.0f}")
    return RegionReasons(
        level,
        region=words.reason("region", region=name, percent=words.percent(level.percent)),
        sequence=_sequence(facts, level),
        changes=(done, facts.settling(needs)) if needs else (done,),
        needs=needs,
    )


def activity_line(
    facts: PlanFacts,
    region: RegionReasons | None,
    activity: Activity,
    place: DosePlace,
    *,
    category: str,
    now: bool,
    waits: tuple[str, ...],
) -> PlanLine:
    """Return the line of an activity: in its form for the age of the client, with help for the functional age.

    Parameters
    ----------
    facts : PlanFacts
    region : RegionReasons or None
        The region it works on; None if nothing is impaired.
    activity : Activity
    place : DosePlace
        Its setting, person and dose.
    category : str
    now : bool
        Whether there is room for it now.
    waits : tuple of str
        The cautions to clear first.
    """
    words, text = facts.words, facts.book.activity_words[activity.id]
    years = facts.band
    checks = words.checks(facts.mentioned(_cautions(activity, years.id)))
    return PlanLine(
        id=f"client:start:{activity.id}",
        part="client",
        kind="start",
        title=text.name,
        text=words.sentence(text.forms[years.id]),
        details=tuple(_details(facts, activity, place, checks)),
        horizon="now" if now else "next",
        cleared_by=tuple(dict.fromkeys(facts.clearing(id) for id in waits)),
        where=(place.setting,),
        responsible=(place.person,),
        dose=place.dose,
        why=tuple(_why(facts, region, activity)),
        changes_when=_changes(facts, region, waits),
        settled=region is None or region.level.settled,
        needs=region.needs if region else (),
        category=category,
        regions=(activity.region,),
        domains=(activity.domain,),
        demand=activity.demand,
        modes=activity.modes,
        company=_company(facts, activity),
        checks=checks,
        activity=activity.id,
        rule="levels",
        source=activity.source,
    )


def _cautions(activity: Activity, band: str) -> tuple[str, ...]:
    """Return the cautions of an activity at an age: swallowing only if its form has something in the mouth."""
    checks = (*activity.check, *(("touch",) if band in activity.touch else ()))
    return tuple(dict.fromkeys(id for id in checks if id != "swallowing" or band in activity.mouth))


def _functions(facts: PlanFacts, level: PlanLevel) -> tuple[str, ...]:
    return tuple(function.id for function in facts.instrument.region_functions(level.region))


def _company(facts: PlanFacts, activity: Activity) -> tuple[str, ...]:
    return tuple(kind for kind in activity.company if kind in facts.company)


def _details(
    facts: PlanFacts, activity: Activity, place: DosePlace, checks: tuple[str, ...]
) -> list[tuple[str, str]]:
    words, text = facts.words, facts.book.activity_words[activity.id]
    details = [("how", words.sentence(text.rhythm))]
    alone = _strictly_alone(facts, activity, place)
    if not alone and (help := facts.help(activity.domain)):
        details.append(("help", help))
    key = "how_often" if place.dose else "on_cue"
    dose = words.dose(place.dose) if place.dose else ""
    often = words.fill(words.words[key], dose=dose, place=words.words["at"][place.setting])
    details.append(("how_often", words.sentence(often)))
    details.append(("with_whom", words.sentence(_with_whom(facts, activity, place))))
    if checks:
        details.append(("take_care", " ".join(words.sentence(check) for check in checks)))
    return details


def _strictly_alone(facts: PlanFacts, activity: Activity, place: DosePlace) -> bool:
    """Report whether the client is alone, and so gets no help. An adult may bring a companion."""
    return place.person == "client" and (facts.cared_for or activity.private)


def _with_whom(facts: PlanFacts, activity: Activity, place: DosePlace) -> str:
    """Return the person who does it with the client, and the company it fits."""
    words = facts.words.words
    if place.person == "client":
        return str(
            words["company"]["alone"] if _strictly_alone(facts, activity, place) else words["alone_or"]
        )
    company = [words["company"][kind] for kind in _company(facts, activity) if kind != "alone"]
    person: str = words["who"][place.person]
    return (
        str(words["with_whom"].format(who=person, company=words["or"].join(company))) if company else person
    )


def _why(facts: PlanFacts, region: RegionReasons | None, activity: Activity) -> list[str]:
    words = facts.words
    if region is None:
        liked = [id for id in activity.likes if id in facts.likes]
        return [words.reason("liked" if liked else "nothing_behind")]
    reasons = [region.region]
    behind = sorted((id for id in activity.functions if facts.gap(id) > 0), key=lambda id: -facts.gap(id))
    if behind:
        items = facts.profile.items
        scores = ", ".join(
            f"{words.functions([id])} {items[id].score}/{items[id].typical:g}" for id in behind
        )
        reasons.append(words.reason("functions", functions=scores))
    reasons.append(region.sequence)
    if facts.functional_age(activity.domain) is not None:
        reasons.append(facts.age_reasons[activity.domain])
    if any(id in facts.likes for id in activity.likes):
        reasons.append(words.reason("liked"))
    return reasons


def _sequence(facts: PlanFacts, level: PlanLevel) -> str:
    """Return why the plan works on a region now."""
    below = facts.levels[: [below_level.region for below_level in facts.levels].index(level.region)]
    if any(below_level.unknown for below_level in below):
        return facts.words.reason("above_unknown")
    if level.step == 0:
        return facts.words.reason("lowest")
    if not level.waits_for and (level.step or 0) < facts.book.rules.levels.at_once:
        return facts.words.reason("next")
    return facts.words.reason("below_ready", limit=f"{facts.book.rules.levels.open_from:.0f}")


def _changes(facts: PlanFacts, region: RegionReasons | None, waits: tuple[str, ...]) -> tuple[str, ...]:
    conditions = dict.fromkeys(map(facts.clearing, waits))
    cleared = [facts.words.change("cleared", caution=condition) for condition in conditions]
    return (*cleared, *(region.changes if region else (facts.words.change("team"),)))


def later_line(facts: PlanFacts, level: PlanLevel) -> PlanLine:
    """Return the line of a region that waits: for what it waits, and what is done meanwhile."""
    words = facts.words
    text = words.words["later"]
    name, limit = words.region(level.region), f"{facts.book.rules.levels.open_from:.0f}"
    why = [words.reason("region", region=name, percent=words.percent(level.percent))]
    changes = []
    for region in level.waits_for:
        percent = facts.profile.regions[region].percent
        key = "region" if percent.value is not None else "region_unknown"
        why.append(
            words.reason(
                key, region=words.region(region), percent=words.percent(percent), n=percent.n, of=percent.of
            )
        )
    if level.waits_for:
        regions = ", ".join(words.region(region) for region in level.waits_for)
        changes.append(words.change("region_opens", regions=regions, limit=limit))
    if level.waits_for_gate:
        cmr = facts.profile.cmr
        key = {"shut": "cmr_shut", "unknown": "cmr_unknown"}.get(facts.gate, "cmr_unsettled")
        why.append(
            words.reason(key, cmr=words.ratio(cmr.figure), gate=cmr.gate, n=cmr.figure.n, of=cmr.figure.of)
        )
        changes.append(words.change("cmr", gate=cmr.gate))
    needs = () if level.settled else facts.uncertain(_functions(facts, level))
    return PlanLine(
        id=f"client:later:{level.region}",
        part="client",
        kind="later",
        title=text["titles"][level.region],
        text=words.fill(text["texts" if facts.cared_for else "grown"][level.region]),
        horizon="next",
        why=tuple(why),
        changes_when=tuple(changes),
        settled=level.settled,
        needs=needs,
        category=level.category,
        regions=(level.region,),
        rule="levels",
    )
