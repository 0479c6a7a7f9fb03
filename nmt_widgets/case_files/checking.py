"""Checks a case against the instrument: ids, ranges, periods lived, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import islice, pairwise
from typing import NamedTuple

from nmt_widgets.case_files.ages import DAYS, doubt_about, years
from nmt_widgets.case_files.answers import check_answer
from nmt_widgets.case_files.model import Assessment, Case
from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.case_files.ratings import Adversity, Rating, SectionAnswers
from nmt_widgets.core.documents import Document, Place
from nmt_widgets.core.errors import MOST_PROBLEMS, InputError
from nmt_widgets.core.local import say_date, say_number
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import problem
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import Scale


def check_case(case: Case, instrument: Instrument, document: Document) -> list[InputError]:
    """Return every problem of a case that its model alone cannot see, up to 101; empty when there is none."""
    return [
        document.problem(entry.message, entry.place, entry.remedy)
        for entry in islice(problems(case, instrument), MOST_PROBLEMS + 1)
    ]


def remarks(case: Case, document: Document) -> list[str]:
    """Return questions about unusual but possible values; they do not make a case invalid."""
    return [str(document.problem(text, place)) for place, text in _remarks(case)]


def _remarks(case: Case) -> Iterator[tuple[Place, str]]:
    for index, assessment in enumerate(case.assessments):
        if doubt := doubt_about(assessment.age):
            yield ("assessments", index, "age"), doubt
    dated = [
        (index, assessment.age_years, date.fromisoformat(assessment.date))
        for index, assessment in enumerate(case.assessments)
        if assessment.date
    ]
    for (_, age, day), (index, later_age, later_day) in pairwise(dated):
        passed, aged = (later_day - day).days / DAYS, later_age - age
        if abs(passed - aged) > _APART:
            text = texts("cases")["doubts"]["aged"]
            yield (
                ("assessments", index, "age"),
                text.format(passed=say_number(passed, 1), aged=say_number(aged, 1)),
            )
    for period, ratings in case.history.adversity.items():
        for id, rating in ratings.items():
            if rating.pattern is None and rating.severity not in (NOT_KNOWN, 0, None):
                yield ("history", "adversity", period, id), texts("cases")["doubts"]["pattern"]


_APART = 1.0  # years


class Problem(NamedTuple):
    """A problem at a place, and the other places where it can be corrected."""

    place: Place
    message: str
    remedy: str
    others: tuple[Place, ...] = ()


def problems(case: Case, instrument: Instrument, *, include_sections: bool = True) -> Iterator[Problem]:
    """Yield every problem of a case, in no order. Gaps in an assessment in progress are no problem.

    Without `include_sections`, the answers to sections are not checked: the caller has checked each of them.
    """
    for entry in _problems(case, instrument, include_sections):
        yield Problem(*entry)


_Found = tuple[Place, str, str] | tuple[Place, str, str, tuple[Place, ...]]


def _problems(case: Case, instrument: Instrument, include_sections: bool) -> Iterator[_Found]:
    yield from _unknown("source", case.sources, instrument.sources, ("sources",))
    yield from _story(case)
    yield from _vignette(case)
    yield from _history(case, instrument)
    if include_sections:
        yield from _sections(case.background, "case", instrument, ("background",))
    numbers: set[int] = set()
    for index, assessment in enumerate(case.assessments):
        place: Place = ("assessments", index)
        if assessment.number in numbers:
            yield (*place, "number"), *problem("cases", "number_twice", number=assessment.number)
        numbers.add(assessment.number)
        if not assessment.scored and assessment.status in _FINISHED and case.kind != "practice":
            others = ((*place, "status"), (*place, "functions"))
            yield place, *problem("cases", "no_scores", number=assessment.number), others
        yield from _assessment(assessment, instrument, place)
        if include_sections:
            yield from _sections(assessment.sections, "assessment", instrument, (*place, "sections"))
    yield from _order(case)
    for index, between in enumerate(case.between):
        if between.after not in numbers:
            place = ("between", index, "after")
            yield place, *problem("cases", "no_assessment", number=between.after)
    yield from _presentation(case, instrument, numbers)


_FINISHED = ("completed", "amended")


def _order(case: Case) -> Iterator[_Found]:
    """Yield ages and dates that contradict the order of the numbers; assessments entered in error do not count."""
    at = {assessment.number: ("assessments", index) for index, assessment in enumerate(case.assessments)}
    right = [assessment for assessment in case.assessments if assessment.status != "entered-in-error"]
    in_order = sorted(right, key=lambda assessment: assessment.number)
    for before, after in pairwise(in_order):
        if after.age_years < before.age_years:
            words = problem(
                "cases",
                "earlier_age",
                later=after.number,
                earlier=before.number,
                later_age=after.age,
                earlier_age=before.age,
            )
            yield (*at[after.number], "age"), *words, ((*at[before.number], "age"),)
    dated = [(assessment, assessment.date) for assessment in in_order if assessment.date]
    for (before, earlier), (after, later) in pairwise(dated):
        if later < earlier:
            words = problem(
                "cases",
                "earlier_date",
                later=after.number,
                earlier=before.number,
                later_date=say_date(later),
                earlier_date=say_date(earlier),
            )
            yield (*at[after.number], "date"), *words, ((*at[before.number], "date"),)


def _ages(case: Case) -> tuple[Place, ...]:
    """Return the places of all ages, the oldest first: they decide what is too late for the client."""
    ages = [(-assessment.age_years, index) for index, assessment in enumerate(case.assessments)]
    return tuple(("assessments", index, "age") for _, index in sorted(ages))


def _presentation(case: Case, instrument: Instrument, numbers: Collection[int]) -> Iterator[_Found]:
    known = [*instrument.ids, *(region.id for region in instrument.regions)]
    for index, scene in enumerate(case.presentation.scenes):
        at: Place = ("presentation", "scenes", index)
        if scene.assessment is not None and scene.assessment not in numbers:
            yield (*at, "assessment"), *problem("cases", "no_assessment_shown", number=scene.assessment)
        for number, ask in enumerate(scene.asks):
            for _, message, remedy, *_ in _unknown("function_or_region", [ask], known, at):
                yield (*at, "asks", number), message, remedy
        if (scene.kind == "panel") != (scene.panel is not None):
            yield (*at, "panel"), *problem("cases", "panel")
        for number, chapter in enumerate(scene.chapters):
            if chapter.until_years <= chapter.at_years:
                place = (*at, "chapters", number, "until")
                yield place, *problem("cases", "ends_before")


def _story(case: Case) -> Iterator[_Found]:
    for index, event in enumerate(case.story):
        if event.until_years is not None and event.until_years < event.at_years:
            yield ("story", index, "until"), *problem("cases", "ends_before")


def _vignette(case: Case) -> Iterator[_Found]:
    for index, paragraph in enumerate(case.vignette):
        if paragraph.number != index + 1:
            place = ("vignette", index, "number")
            yield place, *problem("cases", "paragraph_number", right=index + 1, number=paragraph.number)
        if not paragraph.text.strip():
            yield ("vignette", index, "text"), *problem("cases", "no_words")
    oldest = max(assessment.age_years for assessment in case.assessments)
    for index, result in enumerate(case.instruments):
        if result.at is not None and years(result.at) > oldest:
            place = ("instruments", index, "at")
            yield place, *problem("cases", "too_late", age=_few(oldest)), _ages(case)


def _history(case: Case, instrument: Instrument) -> Iterator[_Found]:
    history = instrument.history
    periods = {period.id: period for period in history.periods}
    oldest = max(assessment.age_years for assessment in case.assessments)
    patterns = [pattern.id for pattern in history.patterns]
    categories = {category.id: category.when for category in history.adversity}
    supports = [support.id for support in history.relational]
    for part, by_period in (("adversity", case.history.adversity), ("relational", case.history.relational)):
        for period, ratings in by_period.items():
            at: Place = ("history", part, period)
            if period not in periods:
                yield from _unknown("period", [period], periods, ("history", part))
                continue
            if periods[period].from_ >= max(oldest, 0):
                yield at, *_not_lived(period, periods[period].from_, oldest, instrument), _ages(case)
            if part == "adversity":
                yield from _unknown("category", ratings, categories, at)
            else:
                yield from _unknown("support", ratings, supports, at)
            for id, rating in ratings.items():
                if part == "adversity" and id in categories and period not in categories[id]:
                    yield (*at, id), *problem("cases", "not_in_period", id=id)
                yield from _rating(rating, history.severity, patterns, instrument, (*at, id))
    if case.kind == "teaching" and all(assessment.status != "in-progress" for assessment in case.assessments):
        yield from _without_pattern(case, patterns)


def _without_pattern(case: Case, patterns: Collection[str]) -> Iterator[_Found]:
    statuses = tuple(("assessments", index, "status") for index in range(len(case.assessments)))
    for period, ratings in case.history.adversity.items():
        for id, rating in ratings.items():
            if rating.pattern is None and rating.severity not in (NOT_KNOWN, 0, None):
                at: Place = ("history", "adversity", period, id)
                yield at, *problem("cases", "no_pattern", patterns=", ".join(patterns)), statuses


def _not_lived(period: str, begins: float, oldest: float, instrument: Instrument) -> tuple[str, str]:
    name = str(instrument.history_words["periods"][period]["name"])
    return problem("cases", "not_lived", period=name, begins=_few(begins), age=_few(oldest))


def _few(years: float) -> str:
    return say_number(years, 4, shortest=True)


def _assessment(assessment: Assessment, instrument: Instrument, at: Place) -> Iterator[_Found]:
    if years(assessment.age) < 0:
        yield (*at, "age"), *problem("cases", "before_birth")
    if assessment.norms is not None:
        yield from _unknown("norms", [assessment.norms], instrument.norms.columns, (*at, "norms"))
    scores = assessment.functions.scores
    place: Place = (*at, "functions", "scores")
    yield from _unknown("function", scores, instrument.ids, place)
    for id, score in scores.items():
        if isinstance(score.score, int):
            yield from _in_range(score.score, instrument.scale, (*place, id))
        yield from _confidence(score.confidence, instrument, (*place, id))
    areas = {area.id: area.statements for area in instrument.current_relational.areas}
    place = (*at, "relational_health", "ratings")
    yield from _unknown("area", assessment.relational_health.ratings, areas, place)
    for area, ratings in assessment.relational_health.ratings.items():
        yield from _unknown("statement", ratings, areas.get(area, ratings), (*place, area))
        for id, rating in ratings.items():
            scale = instrument.current_relational.scale
            yield from _rating(rating, scale, (), instrument, (*place, area, id))


def _sections(
    sections: Mapping[str, SectionAnswers], scope: str, instrument: Instrument, at: Place
) -> Iterator[_Found]:
    known = {
        section.id: section
        for section in instrument.sections
        if section.kind == "fields" and section.scope == scope
    }
    yield from _unknown("section", sections, known, at)
    for id, section in sections.items():
        place: Place = (*at, id, "answers")
        if id not in known:
            continue
        kinds = {entry.id: entry.kind for entry in known[id].entries}
        yield from _unknown("question", section.answers, kinds, place)
        stem = "background" if scope == "case" else "assessments/1/sections"
        answers = section.model_dump(mode="json", exclude_defaults=True).get("answers", {})
        for name in answers.keys() & kinds:
            if isinstance(answers[name], int) and kinds[name] == "rating":
                yield (*place, name), *problem("cases", "bare_number", value=answers[name])
                continue
            if kinds[name] == "signal" and answers[name] in ("yes", "no"):
                yield (*place, name), *problem("cases", "bare_word", value=answers[name])
                continue
            try:
                check_answer(f"{stem}/{id}/answers/{name}", answers[name], instrument)
            except InputError as error:
                yield (*place, name), error.message, error.remedy or texts("cases")["correct_answer"]


def _rating(
    rating: Rating | Adversity, scale: Scale, patterns: Collection[str], instrument: Instrument, at: Place
) -> Iterator[_Found]:
    value = rating.severity if isinstance(rating, Adversity) else rating.rating
    if isinstance(value, int):
        yield from _in_range(value, scale, at)
    if isinstance(rating, Adversity) and rating.pattern is not None:
        yield from _unknown("pattern", [rating.pattern], patterns, (*at, "pattern"))
    yield from _confidence(rating.confidence, instrument, at)


def _in_range(value: int, scale: Scale, at: Place) -> Iterator[_Found]:
    if not scale.low <= value <= scale.high:
        low, high = scale.low, scale.high
        yield at, *problem("cases", "outside", number=value, low=low, high=high, unknown=NOT_KNOWN)


def _confidence(level: str | None, instrument: Instrument, at: Place) -> Iterator[_Found]:
    if level is not None:
        levels = [known.id for known in instrument.confidence.levels]
        yield from _unknown("confidence", [level], levels, (*at, "confidence"))


def _unknown(
    kind: str, ids: Collection[str], known: Collection[str] | Mapping[str, object], at: Place
) -> Iterator[_Found]:
    for index, id in enumerate(ids):
        if id not in known:
            near = closest(id, known, cutoff=0.5)
            words = texts("cases")
            few = words["use"].format(known=", ".join(known)) if len(known) <= 6 else words["spelling"]
            remedy = words["mean"].format(near=near) if near else few
            place = (*at, index) if kind == "source" else at if at[-1] in _LEAVES else (*at, id)
            yield place, *problem("cases", "not_known", what=words["kinds"][kind], id=id[:60], remedy=remedy)


_LEAVES = {"pattern", "confidence", "norms"}
