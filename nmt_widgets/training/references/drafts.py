"""Draft a reference from an expert's own ratings of a case, and check it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from nmt_widgets.case_files import Case
from nmt_widgets.case_files.expert import Exceeding, Expert
from nmt_widgets.case_files.model import Assessment
from nmt_widgets.case_files.ratings import Adversity, Rating, Score
from nmt_widgets.case_files.signals import signal_of
from nmt_widgets.case_files.writing import write_parts
from nmt_widgets.core.documents import parse_document
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import SAFETY, Mark
from nmt_widgets.training.references.attempts import named_paragraphs
from nmt_widgets.training.references.model import Reference
from nmt_widgets.training.references.reading import (
    FORMAT,
    checked_reference,
    reason_and_paragraphs,
)


class BasisDraft(TypedDict, total=False):
    """What an answer is based on; what is empty is left out."""

    mark: Mark
    confidence: str
    paragraphs: list[int]
    rationale: str


class FunctionDraft(BasisDraft, total=False):
    """A score of Part C."""

    score: int | str | None
    exceeds: str


class AdversityDraft(BasisDraft, total=False):
    """A rating of Part A."""

    severity: int | str | None
    pattern: str


class RatingDraft(BasisDraft, total=False):
    """A rating of Part B, of Part D or of the caregiving."""

    rating: int | str | None


class SignalDraft(TypedDict, total=False):
    """A sign of danger; what is empty is left out."""

    signal: str
    person: str
    place: str
    source: str
    paragraphs: list[int]


class ReferenceDraft(TypedDict, total=False):
    """A reference that may not be complete yet, with the keys of its file."""

    format: str
    case: str
    assessment: int
    stance: str
    pairs: list[dict[str, Any]]
    traps: list[dict[str, Any]]
    functions: dict[str, FunctionDraft]
    adversity: dict[str, dict[str, AdversityDraft]]
    relational: dict[str, dict[str, RatingDraft]]
    relational_health: dict[str, dict[str, RatingDraft]]
    safety: dict[str, SignalDraft]
    caregiving: dict[str, RatingDraft]


def draft_reference(case: Case) -> ReferenceDraft:
    """Return the reference document that follows from the answers of a practice case that is being written.

    A score's note and a rating's evidence become the reason. The paragraphs it is based on are in square brackets at
    its end, as in "wakes at three, four nights of seven [7, 9]", or in the evidence of the score. The source of a sign
    of danger ends with them, too. What is not answered is left out; the check reports it.
    """
    assessment = case.assessments[0]
    exceeds = {exceeding.function: exceeding.text for exceeding in case.expert.exceeds}
    caregiving = assessment.sections["caregiving"].answers if "caregiving" in assessment.sections else {}
    expert = case.expert.model_dump(mode="json", exclude_defaults=True)
    draft = ReferenceDraft(
        format=FORMAT, case=case.id, assessment=assessment.number, stance=case.expert.stance
    )
    if "pairs" in expert:
        draft["pairs"] = expert["pairs"]
    if "traps" in expert:
        draft["traps"] = expert["traps"]
    draft["functions"] = {
        id: _score(score, assessment.functions.mark, exceeds.get(id, ""))
        for id, score in assessment.functions.scores.items()
        if score.score is not None
    }
    draft["adversity"] = {
        period: {id: _adversity(adversity, case.history.mark) for id, adversity in ratings.items()}
        for period, ratings in case.history.adversity.items()
    }
    draft["relational"] = {
        period: _ratings(ratings, case.history.mark) for period, ratings in case.history.relational.items()
    }
    draft["relational_health"] = {
        area: _ratings(ratings, assessment.relational_health.mark)
        for area, ratings in assessment.relational_health.ratings.items()
    }
    draft["safety"] = _signals(assessment)
    draft["caregiving"] = _ratings(
        {id: rating for id, rating in caregiving.items() if isinstance(rating, Rating)}, "workbook"
    )
    return draft


def is_begun(case: Case) -> bool:
    """Return whether any part of a reference has been answered."""
    draft = draft_reference(case)
    parts = (
        "stance",
        "traps",
        "pairs",
        "functions",
        "adversity",
        "relational",
        "relational_health",
        "safety",
    )
    return any(draft.get(name) for name in parts)


def reference_progress(case: Case) -> dict[str, int]:
    """Return the progress of a reference: functions `scored`, of these `based` on paragraphs, other ratings `rated`."""
    draft = draft_reference(case)
    functions = list(draft["functions"].values())
    sizes = [*map(len, draft["adversity"].values()), *map(len, draft["relational"].values())]
    sizes += [*map(len, draft["relational_health"].values()), len(draft["safety"]), len(draft["caregiving"])]
    return {
        "scored": len(functions),
        "based": sum(
            bool(function.get("rationale") and function.get("paragraphs")) for function in functions
        ),
        "rated": sum(sizes),
    }


def checked_draft(case: Case, instrument: Instrument) -> Reference:
    """Return the checked reference that follows from the answers of a case.

    Raises
    ------
    InputErrors
        With every problem, placed as in a reference file.
    """
    draft = {name: part for name, part in draft_reference(case).items() if part or name in _NEEDED}
    document = parse_document(write_parts(draft), f"{case.id}.yaml")
    return checked_reference(document, instrument, case)


_NEEDED = {"stance", "traps", "functions", "adversity", "relational", "relational_health"}


def expert_of(reference: Reference) -> Expert:
    """Return the parts of a reference that are not ratings, in the form of a case that is being written."""
    return Expert(
        stance=reference.stance,
        traps=reference.traps,
        pairs=reference.pairs,
        exceeds=tuple(
            Exceeding(function=id, text=score.exceeds)
            for id, score in reference.functions.items()
            if score.exceeds
        ),
    )


def _score(score: Score, mark: Mark, exceeds: str) -> FunctionDraft:
    reason, paragraphs = reason_and_paragraphs(score.note)
    draft = FunctionDraft(score=score.score)
    named = dict.fromkeys([*paragraphs, *named_paragraphs(score)])
    _add_basis(draft, score.confidence, mark, reason, named)
    if exceeds:
        draft["exceeds"] = exceeds
    return draft


def _adversity(adversity: Adversity, mark: Mark) -> AdversityDraft:
    reason, paragraphs = reason_and_paragraphs(adversity.evidence)
    draft = AdversityDraft(severity=adversity.severity)
    if adversity.pattern:
        draft["pattern"] = adversity.pattern
    _add_basis(draft, adversity.confidence, mark, reason, paragraphs)
    return draft


def _ratings(ratings: Mapping[str, Rating], mark: Mark) -> dict[str, RatingDraft]:
    drafts: dict[str, RatingDraft] = {}
    for id, rating in ratings.items():
        reason, paragraphs = reason_and_paragraphs(rating.evidence)
        drafts[id] = RatingDraft(rating=rating.rating)
        _add_basis(drafts[id], rating.confidence, mark, reason, paragraphs)
    return drafts


def _signals(assessment: Assessment) -> dict[str, SignalDraft]:
    drafts: dict[str, SignalDraft] = {}
    for id in assessment.sections[SAFETY].answers if SAFETY in assessment.sections else ():
        if signal := signal_of(assessment, id):
            source, paragraphs = reason_and_paragraphs(signal.source)
            draft = SignalDraft()
            if signal.signal:
                draft["signal"] = signal.signal
            if signal.person:
                draft["person"] = signal.person
            if signal.place:
                draft["place"] = signal.place
            if source:
                draft["source"] = source
            if paragraphs:
                draft["paragraphs"] = list(paragraphs)
            drafts[id] = draft
    return drafts


def _add_basis(
    draft: BasisDraft, confidence: str | None, mark: Mark, rationale: str, paragraphs: Iterable[int]
) -> None:
    if mark == "published":
        draft["mark"] = mark
    if confidence:
        draft["confidence"] = confidence
    if numbers := list(paragraphs):
        draft["paragraphs"] = numbers
    if rationale:
        draft["rationale"] = rationale
