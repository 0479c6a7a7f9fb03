"""A reference after trainers have changed scores of it, since trainees disputed them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nmt_widgets.case_files import NOT_KNOWN
from nmt_widgets.training.references.attempts import paragraphs_in
from nmt_widgets.training.references.model import ExpertScore, Reference

_UNSURE = "low"


@dataclass(frozen=True)
class ReferenceChange:
    """A change of one score of a reference.

    Attributes
    ----------
    function : str
    was, score : str
        The score before and after, as :func:`spell_score` writes it.
    reason : str
        Becomes the reason of the score; the paragraphs it names become those of the score.
    """

    function: str
    was: str
    score: str
    reason: str


def spell_score(score: int | str) -> str:
    """Return a score as a change has it: a number, or "not known"."""
    return str(score)


def is_score(text: str, low: int, high: int) -> bool:
    """Return whether a text is a score as :func:`spell_score` writes it, between two ends.

    Examples
    --------
    >>> [is_score(text, 1, 12) for text in ("7", "not known", "13", "07", "")]
    [True, True, False, False, False]
    """
    return text == NOT_KNOWN or text in {str(score) for score in range(low, high + 1)}


def changed_reference(reference: Reference, changes: Iterable[ReferenceChange]) -> Reference:
    """Return a reference with changes made to it, in order.

    A change of a score that has another value meanwhile, because its file was edited, does nothing.

    Examples
    --------
    >>> from nmt_widgets.training.references.reading import load_reference
    >>> reference = load_reference("practice-boy-8")
    >>> change = ReferenceChange("sleep", str(reference.functions["sleep"].score), "5", "He wakes at three, see ¶7.")
    >>> score = changed_reference(reference, [change]).functions["sleep"]
    >>> score.score, score.paragraphs
    (5, (7,))
    """
    functions = dict(reference.functions)
    for change in changes:
        before = functions.get(change.function)
        if before is not None and spell_score(before.score) == change.was:
            functions[change.function] = _changed(before, change)
    return reference.model_copy(update={"functions": functions})


def _changed(before: ExpertScore, change: ReferenceChange) -> ExpertScore:
    return ExpertScore(
        score=NOT_KNOWN if change.score == NOT_KNOWN else int(change.score),
        confidence=before.confidence or _UNSURE,
        paragraphs=paragraphs_in(change.reason) or before.paragraphs,
        rationale=change.reason,
        exceeds=change.reason,
    )
