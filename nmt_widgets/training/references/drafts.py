"""A reference as it comes to be: drafted from an expert's own ratings of a case, and checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from nmt_widgets.cases import Case
from nmt_widgets.cases.model import Adversity, Assessment, Exceeding, Expert, Rating, Score
from nmt_widgets.cases.signals import signal_of
from nmt_widgets.cases.writing import write_parts
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


def draft_reference(case: Case) -> dict[str, Any]:
    """Return the document of the reference that the answers of a practice case being made come to.

    A score's note and a rating's evidence are its reason; the paragraphs it rests on stand in square brackets at its
    end, as in "wakes at three, four nights of seven [7, 9]", or are named by the evidence of the score. Likewise they
    end what is said of who tells of a sign of danger. What is not answered is left out; the check says so.
    """
    asked = case.assessments[0]
    exceeds = {one.function: one.text for one in case.expert.exceeds}
    caregiving = asked.sections["caregiving"].answers if "caregiving" in asked.sections else {}
    expert = case.expert.model_dump(mode="json", exclude_defaults=True)
    return {
        "format": FORMAT,
        "case": case.id,
        "assessment": asked.number,
        "stance": case.expert.stance,
        **{name: expert[name] for name in ("pairs", "traps") if name in expert},
        "functions": {
            id: _score(score, asked.functions.mark, exceeds.get(id, ""))
            for id, score in asked.functions.scores.items()
            if score.score is not None
        },
        "adversity": {
            period: {id: _adversity(one, case.history.mark) for id, one in ratings.items()}
            for period, ratings in case.history.adversity.items()
        },
        "relational": {
            period: _ratings(ratings, case.history.mark)
            for period, ratings in case.history.relational.items()
        },
        "relational_health": {
            area: _ratings(ratings, asked.relational_health.mark)
            for area, ratings in asked.relational_health.ratings.items()
        },
        "safety": _signals(asked),
        "caregiving": _ratings(
            {id: one for id, one in caregiving.items() if isinstance(one, Rating)}, "workbook"
        ),
    }


def is_begun(case: Case) -> bool:
    """Say whether anything of a reference has been answered."""
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
    """Return how far a reference is: functions `scored`, of these `based` on paragraphs, and other ratings `rated`."""
    draft = draft_reference(case)
    functions = list(draft["functions"].values())
    by_part = [*draft["adversity"].values(), *draft["relational"].values()]
    by_part += [*draft["relational_health"].values(), draft["safety"], draft["caregiving"]]
    return {
        "scored": len(functions),
        "based": sum(bool(one.get("rationale") and one.get("paragraphs")) for one in functions),
        "rated": sum(map(len, by_part)),
    }


def checked_draft(case: Case, instrument: Instrument) -> Reference:
    """Return the reference that the answers of a case come to.

    Raises
    ------
    InputErrors
        With all that keeps it from being one; places are those of a reference.
    """
    draft = {name: part for name, part in draft_reference(case).items() if part or name in _NEEDED}
    document = parse_document(write_parts(draft), f"{case.id}.yaml")
    return checked_reference(document, instrument, case)


_NEEDED = {"stance", "traps", "functions", "adversity", "relational", "relational_health"}


def expert_of(reference: Reference) -> Expert:
    """Return what of a reference is no rating, as it stands in a case being made."""
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


def _score(score: Score, mark: Mark, exceeds: str) -> dict[str, Any]:
    reason, paragraphs = reason_and_paragraphs(score.note)
    named = dict.fromkeys([*paragraphs, *named_paragraphs(score)])
    more = {"exceeds": exceeds} if exceeds else {}
    return {"score": score.score, **_basis(score.confidence, mark, reason, [*named]), **more}


def _adversity(one: Adversity, mark: Mark) -> dict[str, Any]:
    reason, paragraphs = reason_and_paragraphs(one.evidence)
    pattern = {"pattern": one.pattern} if one.pattern else {}
    return {"severity": one.severity, **pattern, **_basis(one.confidence, mark, reason, paragraphs)}


def _ratings(ratings: Mapping[str, Rating], mark: Mark) -> dict[str, Any]:
    found = {}
    for id, one in ratings.items():
        reason, paragraphs = reason_and_paragraphs(one.evidence)
        found[id] = {"rating": one.rating, **_basis(one.confidence, mark, reason, paragraphs)}
    return found


def _signals(asked: Assessment) -> dict[str, Any]:
    found = {}
    for id in asked.sections[SAFETY].answers if SAFETY in asked.sections else ():
        if signal := signal_of(asked, id):
            source, paragraphs = reason_and_paragraphs(signal.source)
            given = {
                "signal": signal.signal,
                "person": signal.person,
                "place": signal.place,
                "source": source,
                "paragraphs": list(paragraphs),
            }
            found[id] = {name: value for name, value in given.items() if value}
    return found


def _basis(confidence: str | None, mark: Mark, rationale: str, paragraphs: Collection[int]) -> dict[str, Any]:
    given = {
        "mark": mark if mark == "published" else None,
        "confidence": confidence,
        "paragraphs": list(paragraphs),
        "rationale": rationale,
    }
    return {name: value for name, value in given.items() if value}
