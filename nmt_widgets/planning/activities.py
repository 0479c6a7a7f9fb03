"""Activities for each open region: fitting the functional age, the company that can be borne, and safety."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.planning.facts import Facts
from nmt_widgets.planning.levels import Level
from nmt_widgets.planning.lines import Line
from nmt_widgets.planning.parts import Activity, AgeBand, Setting


def choose_activities(facts: Facts) -> Iterator[Line]:
    """Yield lines for the open regions from the lowest up, then one for each region that waits."""
    tasks_left = facts.book.rules.home_tasks if facts.reserve.band == "negative" else None
    waiting = []
    for level in facts.levels:
        if level.open:
            chosen = _choose(facts, level)
            for number, activity in enumerate(chosen):
                where, who = _placed(facts, activity)
                if tasks_left is not None and where == ("home",) and not activity.routine:
                    if tasks_left < 1 and number > 0:
                        continue
                    tasks_left -= 1
                yield _line(facts, level, activity, where, who)
        elif level.impaired:
            waiting.append(level)
    for level in waiting:
        yield _later(facts, level)


def fits(facts: Facts, activity: Activity) -> AgeBand | None:
    """Return the functional-age band an activity fits the client at; None where it does not fit.

    It has to fit functional age, age in years, school age, the company that can be borne, and the gate; and nothing in
    history or scores may exclude it.
    """
    band = facts.book.band(_functional_age(facts, activity))
    order = facts.book.band_order
    if not order[activity.ages[0]] <= order[band.id] <= order[activity.ages[1]]:
        return None
    if not activity.years.holds(facts.profile.age):
        return None
    if activity.demand == "cognitive" and facts.gate != "open":
        return None
    if not set(activity.company) & set(facts.company):
        return None
    if activity.where == ("school",) and not facts.at_school:
        return None
    return None if facts.excludes(activity.check) else band


def _functional_age(facts: Facts, activity: Activity) -> float:
    """Return the functional age an activity is matched by; the lowest known one where its domain is not shown."""
    age = facts.functional_age(activity.domain)
    if age is None:
        known = [found for id in facts.profile.domains if (found := facts.functional_age(id)) is not None]
        age = min(known, default=facts.profile.age)
    return min(age, facts.profile.age)


def _choose(facts: Facts, level: Level) -> list[Activity]:
    """Return the activities of one region by how far their main function is behind.

    A function's gap counts half for its second activity, a third for its third, so that the diet stays varied.
    """
    fitting = [a for a in facts.book.activities if a.region == level.region and fits(facts, a)]
    gaps = {id: _gap(facts, id) for id in facts.instrument.ids}
    ranked = sorted(fitting, key=lambda a: -gaps[a.functions[0]])
    counts = facts.book.rules.levels.activities
    wanted = counts[min(level.step or 0, len(counts) - 1)]
    chosen: list[Activity] = []
    while ranked and len(chosen) < wanted:
        used = [activity.functions[0] for activity in chosen]
        best = max(ranked, key=lambda a: gaps[a.functions[0]] / (1 + used.count(a.functions[0])))
        ranked.remove(best)
        if chosen and not any(gaps[id] > 0 for id in best.functions):
            continue
        chosen.append(best)
    return sorted(chosen, key=lambda a: -gaps[a.functions[0]])


def _gap(facts: Facts, function: str) -> float:
    """Return how far a function is behind, as a share of typical."""
    item = facts.profile.items[function]
    return 0.0 if item.score is None else max(0.0, 1 - item.score / item.typical)


def _placed(facts: Facts, activity: Activity) -> tuple[tuple[Setting, ...], tuple[str, ...]]:
    """Return where and by whom; while the caregivers' reserve is negative, by others where that is possible."""
    where = tuple(place for place in activity.where if place != "school" or facts.at_school)
    absent = set() if facts.at_school else {"aide", "teacher"}
    if "alone" not in facts.company:
        absent.add("client")
    who = tuple(person for person in activity.who if person not in absent) or activity.who
    if not facts.cared_for:
        who = tuple(
            "close_person" if person == "caregiver" else person for person in who if person != "sibling"
        )
    if facts.reserve.band == "negative" and not activity.routine:
        outside = tuple(place for place in where if place != "home")
        others = tuple(person for person in who if person != "caregiver")
        if outside and others:
            return outside, others
    return where, who


def _line(
    facts: Facts, level: Level, activity: Activity, where: tuple[Setting, ...], who: tuple[str, ...]
) -> Line:
    words, text = facts.words, facts.book.activity_words[activity.id]
    band = facts.book.band(_functional_age(facts, activity))
    category = level.category if level.category != "enrichment" else "therapeutic"
    share = facts.book.rules.doses.get(category or "", 1.0)
    bearable = tuple(kind for kind in activity.company if kind in facts.company)
    said = [
        words.fill(words.words["activity"], sentence=text.ages[band.id], rhythm=text.rhythm),
        words.fill(
            words.words["activity_company"],
            company=", ".join(words.words["company"][kind] for kind in bearable),
        ),
    ]
    form = text.ages.get(facts.book.band(facts.profile.age).id)
    if form and form != text.ages[band.id]:
        said.insert(1, words.fill(words.words["activity_form"], form=form))
    checks = words.checks(activity.check)
    if checks:
        said.append(words.fill(words.words["check"], checks="; ".join(checks)))
    limit = facts.book.rules.levels.impaired_below
    age = facts.profile.domains[activity.domain].functional_age
    behind = sorted((id for id in activity.functions if _gap(facts, id) > 0), key=lambda id: -_gap(facts, id))
    changes = [words.change("region_done", region=words.region(level.region), limit=f"{limit:.0f}")]
    following = [b for b in facts.book.rules.bands if b.from_ > band.from_]
    if following:
        changes.append(
            words.change("older", domain=words.domain(activity.domain), age=words.years(following[0].from_))
        )
    if facts.reserve.band == "negative" and "home" in activity.where and "home" not in where:
        changes.append(words.change("home"))
    if not level.settled:
        changes.append(words.change("score_first", functions=words.functions(_needs(facts, level))))
    why = [
        words.reason("region", region=words.region(level.region), percent=words.percent(level.percent)),
        _sequence(facts, level),
        words.reason("functional_age", domain=words.domain(activity.domain), age=words.aged(age)),
    ]
    if behind:
        scores = ", ".join(
            f"{words.functions([id])} {facts.profile.items[id].score}/{facts.profile.items[id].typical:g}"
            for id in behind
        )
        why.insert(1, words.reason("functions", functions=scores))
    return Line(
        id=f"client:start:{activity.id}",
        part="client",
        kind="start",
        title=text.name,
        text=" ".join(said),
        where=where,
        who=who,
        dose=activity.dose if activity.routine else activity.dose.scaled(share, band.session),
        why=tuple(why),
        changes_when=tuple(changes),
        settled=level.settled,
        needs=_needs(facts, level),
        category=category,
        regions=(activity.region,),
        domains=(activity.domain,),
        demand=activity.demand,
        modes=activity.modes,
        company=bearable,
        checks=checks,
        activity=activity.id,
        rule="levels",
        source=activity.source,
    )


def _sequence(facts: Facts, level: Level) -> str:
    """Return why a region is worked on now."""
    if level.step == 0:
        return facts.words.reason("lowest")
    if (level.step or 0) < facts.book.rules.levels.at_once:
        return facts.words.reason("next")
    return facts.words.reason("below_ready", limit=f"{facts.book.rules.levels.open_from:.0f}")


def _needs(facts: Facts, level: Level) -> tuple[str, ...]:
    """Return what to score first, where it is not settled that a region needs a plan."""
    if level.settled:
        return ()
    return facts.uncertain(tuple(f.id for f in facts.instrument.region_functions(level.region)))


def _later(facts: Facts, level: Level) -> Line:
    words, text = facts.words, facts.words.words["later"]
    name, limit = words.region(level.region), f"{facts.book.rules.levels.open_from:.0f}"
    why = [words.reason("region", region=name, percent=words.percent(level.percent))]
    changes = []
    for region in level.waits_for:
        percent = facts.profile.regions[region].percent
        why.append(words.reason("region", region=words.region(region), percent=words.percent(percent)))
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
    return Line(
        id=f"client:later:{level.region}",
        part="client",
        kind="later",
        title=words.fill(text["title"], region=name),
        text=words.fill(text["texts"][level.region]),
        why=tuple(why),
        changes_when=tuple(changes),
        settled=level.settled,
        needs=_needs(facts, level),
        category=level.category,
        regions=(level.region,),
        rule="levels",
    )
