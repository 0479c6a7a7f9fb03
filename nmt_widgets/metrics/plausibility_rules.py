"""The rules of plausibility: the answers each kind of rule compares, and the condition for a finding.

A kind yields the questions to look at and the values for its words. Source: workbook, `plausibility.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import Any, Literal

from nmt_widgets.case_files import NOT_KNOWN, Assessment, Case
from nmt_widgets.case_files.questions import questions_by_path
from nmt_widgets.case_files.ratings import Adversity, Rating
from nmt_widgets.case_files.signals import beside, signal_entries, signal_of
from nmt_widgets.core.local import say_date, say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import SAFETY, Id, Part, Share
from nmt_widgets.metrics.arrays import half_width
from nmt_widgets.metrics.norms import typical_scores
from nmt_widgets.metrics.profiles import BIRTH
from nmt_widgets.metrics.rounding import half_up

NAMES = 5
"""The most questions that a reason names; further ones are counted."""


class PlausibilityRule(Part):
    """One rule; its kind decides which fields it needs. Points are those of the scale, shares lie between 0 and 1."""

    id: Id
    kind: Literal[
        "lead", "inverted", "above_typical", "same", "sure", "leap", "no_history", "no_effect", "no_support",
        "no_pattern", "no_confidence", "not_lived", "relational", "no_entries", "backwards", "goes_on",
    ]  # fmt: skip
    function: Id | None = None
    over: Id | None = None
    upper: tuple[Id, ...] = ()
    lower: tuple[Id, ...] = ()
    part: Literal["functions", "current_relational"] = "functions"
    level: Id | None = None
    period: Id | None = None
    section: Id | None = None
    question: Id | None = None
    points: float = 0
    margin: float = 0
    severity: int = 0
    ratings: int = 1
    least: int = 2
    share: Share = 0.5
    below: float = 0
    above: float = 0


NEEDED = {
    "lead": ("function", "over"),
    "inverted": ("upper", "lower"),
    "sure": ("level",),
    "no_confidence": ("period",),
    "relational": ("function", "points"),
    "no_entries": ("section", "question"),
}

Found = Iterator[tuple[list[str], dict[str, Any]]]


@dataclass(frozen=True)
class PlausibilityFacts:
    """One assessment as the rules see it; `and_more` and `placed` are the words for lists of names."""

    case: Case
    assessment: Assessment
    instrument: Instrument
    and_more: str
    placed: str

    @cached_property
    def scores(self) -> dict[str, int]:
        """The scores that are numbers, by function."""
        scores = self.assessment.functions.scores
        return {id: scores[id].score for id in self.instrument.ids if id in scores and scores[id].known}  # type: ignore[misc]

    @cached_property
    def typical(self) -> dict[str, float]:
        """The typical peer's scores, by function."""
        row = typical_scores(self.instrument, [max(self.assessment.age_years, 0)], self.assessment.norms)[0]
        return dict(zip(self.instrument.ids, map(float, row), strict=True))

    @cached_property
    def share(self) -> float | None:
        """The answered scores as a share of the typical peer's; None where fewer than four fifths are answered."""
        if len(self.scores) < 0.8 * len(self.instrument.ids):
            return None
        return sum(self.scores.values()) / sum(self.typical[id] for id in self.scores)

    @cached_property
    def adversity(self) -> dict[tuple[str, str], Adversity]:
        """Part A by period and category, in the instrument's order."""
        periods = self.case.history.adversity
        return {
            (period.id, category.id): periods[period.id][category.id]
            for period in self.instrument.history.periods
            for category in self.instrument.history.adversity
            if category.id in periods.get(period.id, {})
        }

    @cached_property
    def severities(self) -> dict[tuple[str, str], int]:
        """The severities that are numbers."""
        return {
            at: rating.severity for at, rating in self.adversity.items() if isinstance(rating.severity, int)
        }

    @cached_property
    def relational(self) -> dict[tuple[str, str], Rating]:
        """Part D by area and statement, in the instrument's order."""
        areas = self.assessment.relational_health.ratings
        return {
            (area.id, statement): areas[area.id][statement]
            for area in self.instrument.current_relational.areas
            for statement in area.statements
            if statement in areas.get(area.id, {})
        }

    @cached_property
    def earlier(self) -> Assessment | None:
        """The assessment before this one, if any."""
        return self.case.earlier(self.assessment.number)

    def at(self, rest: str) -> str:
        """Return the path of an answer of this assessment."""
        return f"assessments/{self.assessment.number}/{rest}"

    def score_path(self, id: str) -> str:
        """Return the path of a function's score."""
        return self.at(f"functions/scores/{id}")

    def name(self, path: str) -> str:
        """Return the name of a question."""
        by_path = questions_by_path(self.instrument)
        return by_path[path.removeprefix(self.at(""))].name

    def period(self, id: str) -> str:
        """Return the name of a period."""
        return str(self.instrument.history_words["periods"][id]["name"])

    def cell(self, at: tuple[str, str]) -> tuple[str, str]:
        """Return the path and the name of a rating of Part A."""
        path = f"history/adversity/{at[0]}/{at[1]}"
        return path, self.placed.format(name=self.name(path), period=self.period(at[0]))

    def listed(self, names: Iterable[str]) -> str:
        """Return names as one line: the first few, and the number of the others."""
        unique = list(dict.fromkeys(names))
        line = ", ".join(unique[:NAMES])
        more = len(unique) - NAMES
        return self.and_more.format(names=line, count=more) if more > 0 else line


def _lead(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    upper, lower = str(rule.function), str(rule.over)
    scores = facts.scores
    if upper in scores and lower in scores and scores[upper] - scores[lower] >= rule.points:
        paths = [facts.score_path(upper), facts.score_path(lower)]
        named = {"function": facts.name(paths[0]), "over": facts.name(paths[1])}
        yield paths, {**named, "score": scores[upper], "lower": scores[lower]}


def _inverted(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    from_, to = (
        [f.id for f in facts.instrument.functions if f.region in side] for side in (rule.upper, rule.lower)
    )
    high, low = ([facts.scores[id] for id in ids if id in facts.scores] for ids in (from_, to))
    if len(high) < max(1, rule.share * len(from_)) or len(low) < max(1, rule.share * len(to)):
        return
    if fmean(high) - fmean(low) >= rule.points:
        weak = [id for id in to if facts.scores.get(id, 99) <= fmean(low)]
        names = {"upper": _regions(rule.upper, facts), "lower": _regions(rule.lower, facts)}
        yield (
            [facts.score_path(id) for id in weak],
            {**names, "high": say_number(fmean(high), 1), "low": say_number(fmean(low), 1)},
        )


def _regions(ids: Iterable[str], facts: PlausibilityFacts) -> str:
    words = texts("charts", facts.instrument.language)["regions"]
    return ", ".join(str(words[id]["name"]) if id in words else id.replace("_", " ") for id in ids)


def _above_typical(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    scores = facts.assessment.functions.scores
    over = [
        id
        for id, score in facts.scores.items()
        if score - half_width(facts.instrument, scores[id].confidence) > facts.typical[id] + rule.margin
    ]
    yield from _named(map(facts.score_path, over), facts)


def _same(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    numbers = (
        {facts.score_path(id): score for id, score in facts.scores.items()}
        if rule.part == "functions"
        else {
            facts.at(f"relational_health/ratings/{area}/{statement}"): rating.rating
            for (area, statement), rating in facts.relational.items()
            if isinstance(rating.rating, int)
        }
    )
    if len(numbers) >= rule.least and len(set(numbers.values())) == 1:
        yield list(numbers)[:1], {"count": len(numbers), "score": next(iter(numbers.values()))}


def _sure(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    bare = [
        facts.score_path(id)
        for id, score in facts.assessment.functions.scores.items()
        if score.known and score.confidence == rule.level and not score.evidence and not score.note
    ]
    yield from _named(bare, facts)


def _leap(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    before = facts.earlier
    if before is None:
        return
    scores = {
        id: score.score for id, score in before.functions.scores.items() if isinstance(score.score, int)
    }
    moved = [
        id for id, score in facts.scores.items() if id in scores and abs(score - scores[id]) >= rule.points
    ]
    yield from _named(map(facts.score_path, moved), facts, points=f"{rule.points:g}", before=before.label)


def _no_history(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    lived = {
        period.id
        for period in facts.instrument.history.periods
        if _lived(period.from_, facts.assessment.age_years)
    }
    possible = sum(len(lived & set(category.when)) for category in facts.instrument.history.adversity)
    quiet = facts.severities and not any(facts.severities.values())
    if (
        quiet
        and len(facts.severities) >= rule.share * possible
        and (share := facts.share) is not None
        and share < rule.below
    ):
        yield [facts.cell(at)[0] for at in facts.severities][:1], {"percent": round(share * 100)}


def _no_effect(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    severe = [at for at, severity in facts.severities.items() if severity >= rule.severity]
    if len(severe) >= rule.ratings and (share := facts.share) is not None and share >= rule.above:
        values = {"count": len(severe), "severity": rule.severity, "percent": round(share * 100)}
        yield [facts.cell(at)[0] for at in severe], values


def _no_support(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    hurt = dict.fromkeys(period for (period, _), severity in facts.severities.items() if severity > 0)
    history = facts.case.history.relational
    bare = [
        period for period in hurt if all(rating.rating is None for rating in history.get(period, {}).values())
    ]
    first = facts.instrument.history.relational[0].id if facts.instrument.history.relational else None
    if bare and first:
        paths = [f"history/relational/{period}/{first}" for period in bare]
        yield paths, {"names": facts.listed(map(facts.period, bare))}


def _no_pattern(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    yield from _cells(
        (at for at, severity in facts.severities.items() if severity and not facts.adversity[at].pattern),
        facts,
    )


def _no_confidence(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    bare = (
        at
        for at, severity in facts.severities.items()
        if at[0] == rule.period and severity >= rule.severity and not facts.adversity[at].confidence
    )
    yield from _cells(bare, facts, severity=rule.severity)


def _not_lived(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    oldest = max(assessment.age_years for assessment in facts.case.assessments)
    history = facts.case.history
    ahead = [
        period.id
        for period in facts.instrument.history.periods
        if not _lived(period.from_, oldest)
        and (history.adversity.get(period.id) or history.relational.get(period.id))
    ]
    if ahead:
        yield (
            [facts.at("age")],
            {"age": facts.assessment.age, "names": facts.listed(map(facts.period, ahead))},
        )


def _relational(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    part, function = facts.instrument.current_relational, str(rule.function)
    rated = [rating.rating for rating in facts.relational.values() if isinstance(rating.rating, int)]
    possible = sum(len(area.statements) for area in part.areas)
    if function not in facts.scores or len(rated) < part.minimum_share * possible:
        return
    now = 100 * fmean(rated) / part.typical
    then = 100 * facts.scores[function] / facts.typical[function]
    if (now - then >= rule.points) if rule.points > 0 else (now - then <= rule.points):
        path = facts.score_path(function)
        first = next(iter(facts.relational))
        paths = [path, facts.at(f"relational_health/ratings/{first[0]}/{first[1]}")]
        yield (
            paths,
            {"now": int(half_up(now)), "attachment": int(half_up(then)), "function": facts.name(path)},
        )


def _no_entries(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    section = facts.assessment.sections.get(str(rule.section))
    answers = section.answers if section else {}
    rated = any(isinstance(answer, Rating) and isinstance(answer.rating, int) for answer in answers.values())
    if rated and answers.get(str(rule.question)) in (None, (), NOT_KNOWN):
        path = facts.at(f"sections/{rule.section}/answers/{rule.question}")
        name = facts.instrument.section_words[str(rule.section)].name
        yield [path], {"section": name, "question": facts.name(path)}


def _backwards(rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    before, now = facts.earlier, facts.assessment
    if before is None:
        return
    if now.age_years < before.age_years:
        yield [facts.at("age")], {"now": now.age, "before": before.age, "label": before.label}
    elif now.date and before.date and now.date < before.date:
        yield (
            [facts.at("date")],
            {"now": say_date(now.date), "before": say_date(before.date), "label": before.label},
        )


def _lived(begin: float, age: float) -> bool:
    return begin < max(age, BIRTH)


def _goes_on(_rule: PlausibilityRule, facts: PlausibilityFacts) -> Found:
    for entry in signal_entries(facts.instrument):
        place = beside(facts.instrument, entry.of, facts.assessment.age_years) if entry.of else None
        sign = signal_of(facts.assessment, entry.id)
        if place is None or sign is None or sign.signal != "yes":
            continue
        _, _, period, category = place.split("/")
        if facts.severities.get((period, category)) == 0:
            path = facts.at(f"sections/{SAFETY}/answers/{entry.id}")
            yield [path, place], {"name": facts.name(path)}


def _named(paths: Iterable[str], facts: PlausibilityFacts, **values: Any) -> Found:
    questions = list(paths)
    if questions:
        yield questions, {**values, "names": facts.listed(map(facts.name, questions))}


def _cells(places: Iterable[tuple[str, str]], facts: PlausibilityFacts, **values: Any) -> Found:
    cells = [facts.cell(at) for at in places]
    if cells:
        yield [path for path, _ in cells], {**values, "names": facts.listed(name for _, name in cells)}


KINDS: dict[str, Callable[[PlausibilityRule, PlausibilityFacts], Found]] = {
    "lead": _lead,
    "inverted": _inverted,
    "above_typical": _above_typical,
    "same": _same,
    "sure": _sure,
    "leap": _leap,
    "no_history": _no_history,
    "no_effect": _no_effect,
    "no_support": _no_support,
    "no_pattern": _no_pattern,
    "no_confidence": _no_confidence,
    "not_lived": _not_lived,
    "relational": _relational,
    "no_entries": _no_entries,
    "backwards": _backwards,
    "goes_on": _goes_on,
}
