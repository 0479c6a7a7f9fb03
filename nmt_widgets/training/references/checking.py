"""Check a reference against its case and the instrument: complete, in range, based on paragraphs that exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from nmt_widgets.case_files.model import Assessment, Case
from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.case_files.signals import signal_entries
from nmt_widgets.core.documents import Document, Place
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import problem
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import Scale
from nmt_widgets.metrics import typical_scores
from nmt_widgets.training.references.model import Basis, ExpertAdversity, ExpertSignal, Reference

MARGIN = 1.0
"""How many points above the typical peer a score may be without a reason."""

Problem = tuple[Place, str, str]


def check_reference(
    reference: Reference, case: Case, instrument: Instrument, document: Document
) -> list[InputError]:
    """Return every problem of a reference; empty when there is none."""
    return [
        document.problem(message, place, remedy)
        for place, message, remedy in _problems(reference, case, instrument)
    ]


def _problems(reference: Reference, case: Case, instrument: Instrument) -> Iterator[Problem]:
    if not case.vignette:
        yield ("case",), *problem("references", "no_vignette", id=case.id)
    numbers = {assessment.number: assessment for assessment in case.assessments}
    if reference.assessment not in numbers:
        yield ("assessment",), *problem("references", "no_assessment", number=reference.assessment)
        return
    checks = _Checks(case, instrument)
    yield from _functions(reference, numbers[reference.assessment], instrument, checks)
    yield from _history(reference, numbers[reference.assessment], instrument, checks)
    areas = {area.id: area.statements for area in instrument.current_relational.areas}
    yield from _all_there("area", reference.relational_health, areas, ("relational_health",))
    for area, ratings in reference.relational_health.items():
        at: Place = ("relational_health", area)
        yield from _all_there("statement", ratings, areas.get(area, ratings), at)
        for id, rating in ratings.items():
            yield from checks.answer(rating, instrument.current_relational.scale, (*at, id))
    signals = [entry.id for entry in signal_entries(instrument)]
    yield from _known("sign", reference.safety, signals, ("safety",))
    for id, signal in reference.safety.items():
        yield from checks.signal(signal, ("safety", id))
    scales = _caregiving(instrument)
    yield from _known("question", reference.caregiving, scales, ("caregiving",))
    for id, rating in reference.caregiving.items():
        if id in scales:
            yield from checks.answer(rating, scales[id], ("caregiving", id))
    for index, trap in enumerate(reference.traps):
        yield from _known("function", trap.functions, instrument.ids, ("traps", index, "functions"))
    for index, pair in enumerate(reference.pairs):
        yield from checks.paragraphs(pair.paragraphs, ("pairs", index, "paragraphs"))
        if pair.other == case.id:
            yield ("pairs", index, "with"), *problem("references", "own_pair")


def _functions(
    reference: Reference, assessment: Assessment, instrument: Instrument, checks: _Checks
) -> Iterator[Problem]:
    yield from _all_there("function", reference.functions, instrument.ids, ("functions",))
    typical = dict(zip(instrument.ids, typical_scores(instrument, [assessment.age_years])[0], strict=True))
    for id, score in reference.functions.items():
        at: Place = ("functions", id)
        yield from checks.answer(score, instrument.scale, at)
        over = isinstance(score.score, int) and id in typical and score.score > typical[id] + MARGIN
        if over and not score.exceeds:
            margin, peer = say_number(MARGIN, 2, shortest=True), say_number(typical[id], 1)
            above = problem("references", "above", score=score.score, margin=margin, typical=peer)
            yield (*at, "score"), *above


def _history(
    reference: Reference, assessment: Assessment, instrument: Instrument, checks: _Checks
) -> Iterator[Problem]:
    history = instrument.history
    lived = [period.id for period in history.periods if period.from_ < max(assessment.age_years, 0.001)]
    supports = [support.id for support in history.relational]
    patterns = [pattern.id for pattern in history.patterns]
    parts: tuple[tuple[str, Mapping[str, Mapping[str, Basis]]], ...] = (
        ("adversity", reference.adversity),
        ("relational", reference.relational),
    )
    for part, by_period in parts:
        yield from _all_there("period", by_period, lived, (part,), texts("references")["not_lived"])
        for period, ratings in by_period.items():
            at: Place = (part, period)
            categories = [category.id for category in history.adversity if period in category.when]
            yield from _all_there("rating", ratings, categories if part == "adversity" else supports, at)
            for id, rating in ratings.items():
                yield from checks.answer(rating, history.severity, (*at, id))
                if isinstance(rating, ExpertAdversity):
                    yield from _pattern(rating, patterns, (*at, id))


def _pattern(rating: ExpertAdversity, patterns: Collection[str], at: Place) -> Iterator[Problem]:
    if rating.pattern is None and rating.value and rating.known:
        yield at, *problem("references", "no_pattern", patterns=", ".join(patterns))
    elif rating.pattern is not None and rating.pattern not in patterns:
        known = ", ".join(patterns)
        wrong_pattern = problem("references", "wrong_pattern", pattern=rating.pattern[:40], patterns=known)
        yield (*at, "pattern"), *wrong_pattern


def _caregiving(instrument: Instrument) -> dict[str, Scale]:
    return {
        entry.id: entry.scale
        for section in instrument.sections
        if section.id == "caregiving"
        for entry in section.entries
        if entry.kind == "rating" and entry.scale
    }


class _Checks:
    """Checks of one answer, for every part."""

    def __init__(self, case: Case, instrument: Instrument) -> None:
        self._numbers = {paragraph.number for paragraph in case.vignette}
        self._levels = [level.id for level in instrument.confidence.levels]

    def answer(self, basis: Basis, scale: Scale, at: Place) -> Iterator[Problem]:
        yield from self.paragraphs(basis.paragraphs, (*at, "paragraphs"))
        value = basis.value
        if not isinstance(value, int):
            if not basis.rationale.strip():
                yield at, *problem("references", "no_why")
            return
        if not scale.low <= value <= scale.high:
            yield at, *problem("references", "outside", value=value, low=scale.low, high=scale.high)
        published = basis.mark == "published"
        if not (basis.paragraphs or published):
            yield at, *problem("references", "no_paragraph")
        if basis.confidence not in self._levels and not (basis.confidence is None and published):
            yield at, *problem("references", "no_confidence", levels=", ".join(self._levels))
        if not basis.rationale.strip() and value != 0:
            yield at, *problem("references", "no_reason")

    def signal(self, signal: ExpertSignal, at: Place) -> Iterator[Problem]:
        yield from self.paragraphs(signal.paragraphs, (*at, "paragraphs"))
        if not signal.source.strip():
            yield at, *problem("references", "no_source")
        if signal.signal != NOT_KNOWN and not signal.paragraphs:
            yield at, *problem("references", "no_paragraph")

    def paragraphs(self, numbers: Collection[int], at: Place) -> Iterator[Problem]:
        for number in numbers:
            if number not in self._numbers:
                last = max(self._numbers, default=0)
                yield at, *problem("references", "wrong_paragraph", number=number, last=last)


def _all_there(
    kind: str, ids: Collection[str], expected: Collection[str], at: Place, remedy: str | None = None
) -> Iterator[Problem]:
    yield from _known(kind, ids, expected, at, remedy)
    for id in expected:
        if id not in ids:
            yield at, *problem("references", "missing", what=texts("references")["kinds"][kind], id=id)


def _known(
    kind: str,
    ids: Collection[str],
    known: Collection[str],
    at: Place,
    remedy_words: str | None = None,
) -> Iterator[Problem]:
    for id in ids:
        if id not in known:
            words = texts("references")
            remedy = remedy_words or words["spelling"]
            yield (
                (*at, id),
                *problem("references", "foreign", what=words["kinds"][kind], id=id[:60], remedy=remedy),
            )
