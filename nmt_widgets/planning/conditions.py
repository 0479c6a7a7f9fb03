"""Conditions of the rules: whether they are met, by which figures, and what would change that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nmt_widgets.metrics import Figure
from nmt_widgets.metrics.estimate import reaches
from nmt_widgets.planning.facts import PlanFacts
from nmt_widgets.planning.parts import When


@dataclass(frozen=True)
class Grounds:
    """Why conditions are met, what would change that, and what to score first if it is not settled."""

    why: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    settled: bool = True
    needs: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


def find_grounds(alternatives: tuple[When, ...], facts: PlanFacts) -> Grounds | None:
    """Return the grounds of the first alternative whose conditions are all met; None without one."""
    return next((grounds for when in alternatives if (grounds := _all_met(when, facts))), None)


def _all_met(when: When, facts: PlanFacts) -> Grounds | None:
    """Return the grounds of all conditions together; None if one is not met."""
    met: list[Grounds] = []
    for check in _CHECKS:
        for grounds in check(when, facts):
            if grounds is None:
                return None
            met.append(grounds)
    return Grounds(
        why=tuple(why for grounds in met for why in grounds.why),
        changes=tuple(change for grounds in met for change in grounds.changes),
        settled=all(grounds.settled for grounds in met),
        needs=tuple(id for grounds in met for id in grounds.needs),
        domains=tuple(id for grounds in met for id in grounds.domains),
    )


Checked = Iterator["Grounds | None"]


def _domain(id: str, limit: str, facts: PlanFacts) -> Grounds | None:
    """Return the grounds of a domain below the upper end of the category `limit`."""
    if not _is_below(id, limit, facts):
        return None
    result, words, top = facts.profile.domains[id], facts.words, facts.limits[limit]
    percent = result.percent
    settled = percent.high is not None and not reaches(percent.high, top)
    functions = facts.instrument.domain_functions(id)
    return Grounds(
        why=(
            words.reason(
                "domain",
                domain=words.domain(id),
                percent=words.percent(percent),
                category=words.category(result.category),
            ),
        ),
        changes=(words.change("domain", domain=words.domain(id), limit=f"{top:.0f}"),),
        settled=settled,
        needs=() if settled else facts.uncertain(functions),
        domains=(id,),
    )


def _is_below(id: str, limit: str, facts: PlanFacts) -> bool:
    percent = facts.profile.domains[id].percent.value
    return id in facts.emerged and percent is not None and not reaches(percent, facts.limits[limit])


def _need(when: When, facts: PlanFacts) -> Checked:
    if when.need:
        domains = facts.profile.domains
        below = [id for id in domains if _is_below(id, when.need, facts)]
        lowest = min(below, key=lambda id: domains[id].percent.value or 0.0, default=None)
        yield _domain(lowest, when.need, facts) if lowest else None


def _domains(when: When, facts: PlanFacts) -> Checked:
    for id, limit in when.domains.items():
        yield _domain(id, limit, facts)


def _areas(when: When, facts: PlanFacts) -> Checked:
    for id, limit in when.areas.items():
        figure, words = facts.profile.relational_areas[id], facts.words
        settled = figure.high is not None and figure.high < limit
        first = () if settled else (words.change("rate_first", ratings=words.area(id)),)
        yield (
            None
            if figure.value is None or figure.value >= limit
            else Grounds(
                why=(words.reason("area", area=words.area(id), percent=words.percent(figure)),),
                changes=(words.change("area", area=words.area(id), limit=f"{limit:.0f}"), *first),
                settled=settled,
            )
        )


def _functions(when: When, facts: PlanFacts) -> Checked:
    for id, percent in when.functions.items():
        if not facts.below(id, percent):
            yield None
            return
        item, words = facts.profile.items[id], facts.words
        name, typical = words.functions([id]), f"{item.typical:g}"
        yield Grounds(
            why=(words.reason("function", function=name, score=item.score, typical=typical),),
            changes=(words.change("function", function=name, limit=f"{percent:.0f}"),),
        )


def _ratings(when: When, facts: PlanFacts) -> Checked:
    for id, limit in when.ratings.items():
        value, name = facts.rating(id), facts.words.rating(id)
        if value is None:
            yield None
        elif limit.at_least is not None and value >= limit.at_least:
            yield Grounds(
                why=(facts.words.reason("rating", rating=name, value=value),),
                changes=(facts.words.change("rating_under", rating=name, limit=limit.at_least),),
            )
        elif limit.at_most is not None and value <= limit.at_most:
            yield Grounds(
                why=(facts.words.reason("rating", rating=name, value=value),),
                changes=(facts.words.change("rating_over", rating=name, limit=limit.at_most),),
            )
        else:
            yield None


def _reserve(when: When, facts: PlanFacts) -> Checked:
    if when.reserve:
        bands = [band.id for band in facts.book.caregiving.bands]
        limits = {band.id: band.below for band in facts.book.caregiving.bands}
        reserve, words = facts.reserve, facts.words
        if reserve.band is None or bands.index(reserve.band) > bands.index(when.reserve):
            yield None
        else:
            limit = limits[when.reserve]
            settled = _under(reserve.reserve, limit)
            first = () if settled else (words.change("rate_first", ratings=_unsure(facts)),)
            yield Grounds(
                why=(
                    words.reason(
                        "reserve" if reserve.reserve.value is not None else "reserve_at_best",
                        reserve=words.points(reserve.reserve),
                        band=words.words["reserve_bands"][reserve.band],
                    ),
                ),
                changes=(words.change("reserve", limit=f"{limit:g}"), *first),
                settled=settled,
            )


def _unsure(facts: PlanFacts) -> str:
    """Return the names of caregiving ratings to make first: those without a number, else the whole section."""
    missing = [id for id in facts.reserve.missing if id != "children"][: facts.book.rules.name_first]
    section = facts.instrument.section_words["caregiving"]
    return ", ".join(facts.words.rating(id) for id in missing) or section.name


def _under(figure: Figure, limit: float | None) -> bool:
    return limit is not None and figure.high is not None and figure.high < limit


def _circumstances(when: When, facts: PlanFacts) -> Checked:
    words = facts.words
    if when.age:
        age = facts.profile.age
        yield Grounds(why=(words.reason("age", age=words.years(age)),)) if when.age.holds(age) else None
    if when.school is not None:
        yield Grounds() if facts.at_school == when.school else None
    if when.cared_for is not None:
        yield Grounds() if facts.cared_for == when.cared_for else None
    if when.impaired is not None:
        yield Grounds() if any(level.impaired for level in facts.levels) == when.impaired else None
    if when.others is not None:
        grounds = (
            Grounds(why=(words.reason("others", others=", ".join(facts.others)),))
            if facts.others
            else Grounds()
        )
        yield grounds if bool(facts.others) == when.others else None
    if when.medicines is not None:
        n = facts.medicines()
        yield Grounds(why=(words.reason("medicines", n=n),)) if n >= when.medicines else None
    if when.unanswered is not None:
        yield (
            None
            if facts.answered(when.unanswered)
            else Grounds(why=(words.reason("unanswered"),), changes=(words.change("answered"),))
        )
    if when.scored is not None:
        scored = all(item.score is not None for item in facts.profile.items.values())
        yield Grounds(why=(words.reason("nothing_behind"),)) if scored == when.scored else None
    if when.holding is not None:
        is_held = facts.holding((when.holding,))
        why = tuple(_holding(facts, when.holding)) if is_held else ()
        change = words.change("cleared", caution=words.words["cleared"][when.holding])
        yield Grounds(why=why, changes=(change,)) if why else None


def _holding(facts: PlanFacts, caution: str) -> Iterator[str]:
    """Yield the known reasons to clear a caution first."""
    ground, words = facts.book.cautions[caution].holds, facts.words
    assert ground is not None
    for id in {**ground.functions, **ground.scores}:
        item, name = facts.profile.items[id], words.functions([id])
        low = item.score is not None and item.score <= ground.scores.get(id, 0)
        if low or facts.below(id, ground.functions.get(id, 0)):
            yield words.reason("function", function=name, score=item.score, typical=f"{item.typical:g}")
    for id in ground.signals:
        if facts.signal(id) == "yes":
            yield words.reason("signal", signal=words.signal(id))


_CHECKS: tuple[Callable[[When, PlanFacts], Checked], ...] = (
    _circumstances,
    _need,
    _domains,
    _areas,
    _functions,
    _ratings,
    _reserve,
)
