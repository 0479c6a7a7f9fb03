"""Read the references of practice cases. They are separate files, so that opening a case never reveals them.

Nothing that opens a case reads them: neither `load_case` nor the screens, the reports or `nmt score`. Only a trainer's
screen, and the code that accepts a trainee's submission, call :func:`load_reference`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from nmt_widgets.case_files import Case, load_case
from nmt_widgets.case_files.model import Assessment
from nmt_widgets.case_files.ratings import (
    Adversity,
    CaseHistory,
    FieldValue,
    FunctionScores,
    Rating,
    RelationalRatings,
    Score,
    SectionAnswers,
    Signal,
)
from nmt_widgets.core.documents import Document, check, read_document
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.places import case_templates
from nmt_widgets.core.settings import settings
from nmt_widgets.core.words import problem, refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.instrument.parts import SAFETY
from nmt_widgets.training.references.checking import check_reference
from nmt_widgets.training.references.model import Basis, ExpertRating, ExpertSignal, Reference

FORMAT = "reference-1"


def references_folder() -> Path:
    """Return the folder of references: `NMT_REFERENCES`, or `references` in the folder of the cases."""
    return settings().references or case_templates() / "references"


def list_references() -> list[str]:
    """Return the ids of the cases that have a reference, in order."""
    return sorted(path.stem for path in references_folder().glob("*.yaml"))


def load_reference(case: str, instrument: Instrument | None = None) -> Reference:
    """Read the reference of a practice case and check it against the case and the instrument.

    Parameters
    ----------
    case : str
        The case's id.
    instrument : Instrument, optional

    Raises
    ------
    InputErrors
        With every problem: file, line, place, remedy.

    Examples
    --------
    >>> load_reference("practice-boy-8").functions["arousal"].paragraphs
    (7, 8, 9)
    """
    if case not in list_references():
        raise refusal("references", "no_reference", case=case[:60])
    return checked_reference(read_document(references_folder() / f"{case}.yaml"), instrument)


def is_reference(document: Document) -> bool:
    """Return whether a document claims to be a reference."""
    return isinstance(document.data, dict) and str(document.data.get("format")).startswith("reference")


def checked_reference(
    document: Document, instrument: Instrument | None = None, case: Case | None = None
) -> Reference:
    """Return the reference in a document; the errors are those of :func:`load_reference`.

    It is checked against `case`, by default the template that it names.
    """
    reference: Reference = check(document, Reference)
    instrument = use_instrument(instrument)
    try:
        case = case or load_case(reference.case, instrument)
    except InputError as error:
        message, remedy = problem("references", "case_unreadable", reason=error.brief)
        raise document.problem(message, ("case",), remedy) from None
    problems = check_reference(reference, case, instrument, document)
    if document.path.parent == references_folder() and document.path.stem != reference.case:
        message, remedy = problem("references", "other_case", case=reference.case, name=document.path.stem)
        problems.append(document.problem(message, ("case",), remedy))
    if problems:
        raise InputErrors(sorted(problems, key=lambda error: error.line or 0))
    return reference


def answered_case(case: Case, instrument: Instrument | None = None) -> Case:
    """Return a practice case with the answers of its reference, if it has one; any other case unchanged.

    Only trainers may see the result.

    Raises
    ------
    InputErrors
        When the reference cannot be read.

    Examples
    --------
    >>> answered_case(load_case("practice-boy-8")).assessment(1).scored
    True
    """
    if case.kind != "practice" or case.id not in list_references():
        return case
    return expert_case(case, load_reference(case.id, instrument))


def expert_case(case: Case, reference: Reference) -> Case:
    """Return the case with the expert's answers, for metrics, charts and reports.

    Examples
    --------
    >>> boy = expert_case(load_case("practice-boy-8"), load_reference("practice-boy-8"))
    >>> boy.assessment(1).scored
    True
    """
    assessments = tuple(
        _answered(assessment, reference) if assessment.number == reference.assessment else assessment
        for assessment in case.assessments
    )
    history = CaseHistory(
        mark=case.history.mark,
        adversity={
            period: {
                id: Adversity(
                    severity=rating.severity,
                    pattern=rating.pattern,
                    confidence=rating.confidence,
                    evidence=because(rating),
                )
                for id, rating in ratings.items()
            }
            for period, ratings in reference.adversity.items()
        },
        relational={
            period: {id: _rating(rating) for id, rating in ratings.items()}
            for period, ratings in reference.relational.items()
        },
    )
    return case.model_copy(update={"assessments": assessments, "history": history})


def because(basis: Basis) -> str | None:
    """Return the reason of an answer and its paragraphs in one line; None where there is neither."""
    return _with_paragraphs(basis.rationale, basis.paragraphs) or None


def reason_and_paragraphs(text: str | None) -> tuple[str, tuple[int, ...]]:
    """Return a reason and the paragraphs named at its end: the inverse of :func:`because`.

    Examples
    --------
    >>> reason_and_paragraphs("Wakes at three, four nights of seven. [7, 9]")
    ('Wakes at three, four nights of seven.', (7, 9))
    """
    match = _NAMED.fullmatch((text or "").strip())
    if match is None:
        return (text or "").strip(), ()
    return match[1], tuple(int(number) for number in match[2].split(","))


def _with_paragraphs(reason: str, paragraphs: tuple[int, ...]) -> str:
    return f"{reason} [{', '.join(map(str, paragraphs))}]".strip() if paragraphs else reason


_NAMED = re.compile(r"(.*?)\s*\[\s*(\d{1,3}(?:\s*,\s*\d{1,3})*)\s*\]", re.DOTALL)


def _answered(assessment: Assessment, reference: Reference) -> Assessment:
    by_section: dict[str, Mapping[str, FieldValue]] = {
        SAFETY: {id: _signal(signal) for id, signal in reference.safety.items()},
        "caregiving": {id: _rating(rating) for id, rating in reference.caregiving.items()},
    }
    sections = dict(assessment.sections)
    for section, answers in by_section.items():
        if answers:
            before = sections.get(section, SectionAnswers())
            sections[section] = before.model_copy(update={"answers": {**before.answers, **answers}})
    return assessment.model_copy(
        update={
            "status": "completed",
            "functions": FunctionScores(
                mark=assessment.functions.mark,
                scores={
                    id: Score(score=score.score, confidence=score.confidence, note=because(score))
                    for id, score in reference.functions.items()
                },
            ),
            "relational_health": RelationalRatings(
                mark=assessment.relational_health.mark,
                ratings={
                    area: {id: _rating(rating) for id, rating in ratings.items()}
                    for area, ratings in reference.relational_health.items()
                },
            ),
            "sections": sections,
        }
    )


def _rating(rating: ExpertRating) -> Rating:
    return Rating(rating=rating.rating, confidence=rating.confidence, evidence=because(rating))


def _signal(signal: ExpertSignal) -> Signal:
    source = _with_paragraphs(signal.source, signal.paragraphs)
    return Signal(signal=signal.signal, person=signal.person, place=signal.place, source=source)
