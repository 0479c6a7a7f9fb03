"""Compare two blind ratings of a client; a third person settles the differences, as in double data entry.

Only ratings are compared: scores, severities with their pattern, ratings of Parts B and D and of the caregiving, and
signs of danger. Nothing is averaged: equal answers are kept, and a person settles every other one, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from nmt_widgets.case_files import NOT_KNOWN
from nmt_widgets.case_files.answers import Value, check_answer
from nmt_widgets.case_files.questions import Path, Question, question_at
from nmt_widgets.case_files.ratings import Signal
from nmt_widgets.case_files.signals import signal_words
from nmt_widgets.instrument import Instrument

RATED = ("score", "severity", "rating", "signal")

State = Literal["agreed", "open", "settled"]


@dataclass(frozen=True)
class Settled:
    """A third rater's decision on a difference: the answer as :func:`spell` writes it, the reason, the confidence."""

    answer: str
    reason: str
    confidence: str = ""


@dataclass(frozen=True)
class PairedItem:
    """One rated question with the answers of both raters.

    Attributes
    ----------
    path : str
        Of the question; without the number of the assessment.
    name : str
    first, second : str
        The answers as :func:`spell` writes them; empty where not answered.
    first_why, second_why : str
        What each rater wrote beside the answer.
    first_confidence, second_confidence : str
        How sure each rater was; empty where not stated.
    state : {"agreed", "open", "settled"}
    answer : str
        The answer that counts; empty while the difference is open.
    reason : str
        Why a difference was settled in this way.
    confidence : str
        The lower of the two where the raters agree, empty where one gave none; the third rater's where it is settled.
    details : mapping of str to mapping
        For a sign of danger, by answer: whom it concerns, where, who reported it and when.
    """

    path: str
    name: str
    first: str
    second: str
    first_why: str = field(repr=False)
    second_why: str = field(repr=False)
    first_confidence: str
    second_confidence: str
    state: State
    answer: str
    reason: str = ""
    confidence: str = ""
    details: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False, hash=False)


@dataclass(frozen=True)
class PairedRatings:
    """All rated questions that either rater answered, in the order of the form."""

    items: tuple[PairedItem, ...]

    @property
    def open(self) -> tuple[PairedItem, ...]:
        """The differences that are not settled yet."""
        return tuple(item for item in self.items if item.state == "open")

    @property
    def differing(self) -> tuple[PairedItem, ...]:
        """The differences, both settled and open."""
        return tuple(item for item in self.items if item.state != "agreed")

    def share_agreed(self) -> float | None:
        """Return the share of questions with equal answers; None where there is no question."""
        return 1 - len(self.differing) / len(self.items) if self.items else None


def adjudicate(
    first: Mapping[str, Any],
    second: Mapping[str, Any],
    instrument: Instrument,
    *,
    number: int = 1,
    second_number: int | None = None,
    settled: Mapping[str, Settled] | None = None,
) -> PairedRatings:
    """Put two raters' answers side by side.

    Parameters
    ----------
    first, second : mapping of path to answer
        As :func:`nmt_widgets.case_files.answers.to_answers` returns them.
    instrument : Instrument
    number, second_number : int
        The assessments to compare; `second_number` is `number` by default.
    settled : mapping of path to Settled, optional
        Decisions of the third rater; those on questions without a difference are ignored.

    Raises
    ------
    InputError
        When a decision does not fit its question.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> ana = {"assessments/1/functions/scores/arousal": {"score": 3}, "assessments/1/functions/scores/sleep": 5}
    >>> ben = {"assessments/1/functions/scores/arousal": {"score": 4}, "assessments/1/functions/scores/sleep": 5}
    >>> ratings = adjudicate(ana, ben, load_instrument())
    >>> [(item.name, item.first, item.second) for item in ratings.open], ratings.share_agreed()
    ([('Arousal Continuum', '3', '4')], 0.5)
    """
    first_rated = _rated(first, instrument, number)
    second_rated = _rated(second, instrument, number if second_number is None else second_number)
    settled = settled or {}
    items = []
    for question in sorted(first_rated.keys() | second_rated.keys(), key=_order(instrument)):
        item = _item(question, first_rated.get(question), second_rated.get(question), instrument)
        if item.state == "open" and (decision := settled.get(question.path)) is not None:
            as_answer(question, decision, instrument)
            item = replace(item, state="settled", **asdict(decision))
        items.append(item)
    return PairedRatings(tuple(items))


def settled_answers(ratings: PairedRatings, instrument: Instrument) -> dict[Path, Value]:
    """Return the agreed and settled answers by path, for a case whose assessment is the first.

    Raises
    ------
    ValueError
        While a difference is open.
    """
    if ratings.open:
        raise ValueError("there are differences that are not settled")
    answers = {}
    for item in ratings.items:
        question = _question(item.path, instrument)
        settled = Settled(item.answer, item.reason, item.confidence)
        answers[question.at(1)] = {
            **item.details.get(item.answer, {}),
            **as_answer(question, settled, instrument),
        }
    return answers


def as_answer(question: Question, settled: Settled, instrument: Instrument) -> dict[str, Any]:
    """Return a decision as an answer: the reason becomes a score's note, a rating's evidence or a sign's source.

    Raises
    ------
    InputError
        When it does not fit the question.
    """
    answer = to_answer(question, settled.answer, instrument)
    if settled.confidence and question.kind != "signal":
        answer["confidence"] = settled.confidence
    if settled.reason:
        answer[_reason_field(question)] = settled.reason
    return dict(check_answer(question.at(1), answer, instrument))


def settled_in(answers: Mapping[str, Any], instrument: Instrument, number: int = 1) -> dict[str, Settled]:
    """Return the decisions in a record: its ratings that have a reason, by the path of their :class:`PairedItem`."""
    settled = {}
    for question, answer in _rated(answers, instrument, number).items():
        reason = answer.get(_reason_field(question)) if isinstance(answer, Mapping) else None
        if isinstance(reason, str) and reason.strip():
            settled[question.path] = Settled(spell(question, answer), reason, answer.get("confidence") or "")
    return settled


def _reason_field(question: Question) -> str:
    return {"score": "note", "signal": "source"}.get(question.kind, "evidence")


def spell(question: Question, answer: Any) -> str:
    """Write an answer's rating as one cell: a number or "not known", and the pattern of an adversity.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> question = question_at("history/adversity/infancy/neglect", load_instrument())
    >>> spell(question, {"severity": 8, "pattern": "chronic", "evidence": "told by two"})
    '8 chronic'
    """
    value = answer.get(question.kind) if isinstance(answer, Mapping) else answer
    if value is None:
        return ""
    pattern = answer.get("pattern") if isinstance(answer, Mapping) and question.kind == "severity" else None
    return f"{value} {pattern}" if pattern else str(value)


def to_answer(question: Question, cell: str, instrument: Instrument) -> dict[str, Any]:
    """Read a cell as :func:`spell` writes it; InputError where it does not fit the question."""
    text = " ".join(cell.split())
    value, _, pattern = (text, "", "") if text == NOT_KNOWN else text.partition(" ")
    answer: dict[str, Any] = {question.kind: int(value) if value.isdecimal() and len(value) < 4 else value}
    if pattern:
        answer["pattern"] = pattern
    checked = check_answer(question.at(1), answer, instrument)
    return dict(checked) if isinstance(checked, Mapping) else {question.kind: checked}


def spelled_at(answers: Mapping[str, Any], places: Iterable[str], instrument: Instrument) -> dict[str, str]:
    """Return the ratings at some places as :func:`spell` writes them."""
    questions_at = {path: question_at(path, instrument) for path in places}
    return {
        path: spell(question, answers[path]) if path in answers else ""
        for path, question in questions_at.items()
        if question is not None
    }


def question_named(path: str, instrument: Instrument) -> Question | None:
    """Return the rated question at the path of a :class:`PairedItem`, or None."""
    question = question_at(path, instrument) or question_at(f"assessments/1/{path}", instrument)
    return question if question is not None and question.kind in RATED else None


def _question(path: str, instrument: Instrument) -> Question:
    question = question_named(path, instrument)
    assert question is not None  # every item has a question
    return question


def _rated(answers: Mapping[str, Any], instrument: Instrument, number: int) -> dict[Question, Any]:
    """Return the rated answers of the case itself and of one of its assessments."""
    rated = {}
    for path, answer in answers.items():
        if path.startswith("assessments/") and not path.startswith(f"assessments/{number}/"):
            continue
        question = question_at(path, instrument)
        if question is not None and question.kind in RATED and spell(question, answer):
            rated[question] = answer
    return rated


def _order(instrument: Instrument) -> Any:
    from nmt_widgets.case_files.questions import questions

    places = {question: at for at, question in enumerate(questions(instrument))}
    return places.__getitem__


def _item(question: Question, first: Any, second: Any, instrument: Instrument) -> PairedItem:
    first_cell, second_cell = (
        spell(question, answer) if answer is not None else "" for answer in (first, second)
    )
    is_agreed = first_cell == second_cell
    return PairedItem(
        question.path,
        ", ".join(part for part in (question.group, question.name) if part)
        if question.kind != "score"
        else question.name,
        first_cell,
        second_cell,
        _why(question, first),
        _why(question, second),
        _confidence(first),
        _confidence(second),
        "agreed" if is_agreed else "open",
        first_cell if is_agreed else "",
        confidence=_less_certain(first, second, instrument) if is_agreed else "",
        details=_details(question, (second, second_cell), (first, first_cell)),
    )


def _details(question: Question, *sides: tuple[Any, str]) -> dict[str, dict[str, str]]:
    """Return the details of each answer to a sign of danger; the last side wins where the answers are equal."""
    details: dict[str, dict[str, str]] = {}
    for answer, spelled in sides:
        if question.kind == "signal" and isinstance(answer, Mapping):
            details[spelled] = details.get(spelled, {}) | {k: v for k, v in answer.items() if k != "signal"}
    return details


def _why(question: Question, answer: Any) -> str:
    """Return what a rater wrote beside an answer."""
    if not isinstance(answer, Mapping):
        return ""
    if question.kind == "signal":
        return "; ".join(signal_words(Signal.model_validate({**answer, "signal": None})))
    evidence = answer.get("evidence") or ""
    if not isinstance(evidence, str):
        evidence = "; ".join(f"{entry.get('instrument', '')}: {entry.get('value', '')}" for entry in evidence)
    return " ".join(part for part in (str(answer.get("note") or ""), evidence) if part)


def _confidence(answer: Any) -> str:
    return str(answer.get("confidence") or "") if isinstance(answer, Mapping) else ""


def _less_certain(first: Any, second: Any, instrument: Instrument) -> str:
    levels = [_confidence(answer) for answer in (first, second)]
    widths = {level.id: level.points for level in instrument.confidence.levels}
    if any(level not in widths for level in levels):
        return ""
    return max(levels, key=widths.__getitem__)
