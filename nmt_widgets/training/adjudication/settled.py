"""Two raters who did not see each other's answers, and a third who settles where they differ, as in double data entry.

What is compared are ratings: scores, severities with their pattern, ratings of Parts B, D and of the caregiving, and
signs of danger.
Nothing is averaged: equal answers stand, every other one is settled by a person, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from nmt_widgets.cases import NOT_KNOWN
from nmt_widgets.cases.answers import check_answer
from nmt_widgets.cases.model import Signal
from nmt_widgets.cases.questions import Question, question_at
from nmt_widgets.cases.signals import said
from nmt_widgets.instrument import Instrument

RATED = ("score", "severity", "rating", "signal")

State = Literal["agreed", "open", "settled"]


@dataclass(frozen=True)
class Settled:
    """What a third rater settled a difference on: the answer as :func:`spell` writes it, why, and how sure it is."""

    answer: str
    reason: str
    confidence: str = ""


@dataclass(frozen=True)
class PairedItem:
    """One rated question by both.

    Attributes
    ----------
    path : str
        Of an assessment's question from the assessment on.
    name : str
    first, second : str
        The answers as :func:`spell` writes them; empty where not answered.
    first_why, second_why : str
        What each rater wrote beside it.
    first_confidence, second_confidence : str
        How sure each was; empty where not said.
    state : {"agreed", "open", "settled"}
    answer : str
        What stands; empty while it is open.
    reason : str
        Of what was settled.
    confidence : str
        The less certain of both where they agree, empty where one gave none; the third's where it is settled.
    told : mapping of str to mapping
        Of a sign of danger what was said beside each answer: whom it concerns, where, who said so and when.
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
    told: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False, hash=False)


@dataclass(frozen=True)
class PairedRatings:
    """All that two raters answered, in the order of the form."""

    items: tuple[PairedItem, ...]

    @property
    def open(self) -> tuple[PairedItem, ...]:
        """The differences that are not settled yet."""
        return tuple(item for item in self.items if item.state == "open")

    @property
    def differing(self) -> tuple[PairedItem, ...]:
        """The differences, settled or not."""
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
        As :func:`nmt_widgets.cases.answers.to_answers` gives them.
    instrument : Instrument
    number, second_number : int
        The assessments that are compared; the second's is the first's unless given.
    settled : mapping of path to Settled, optional
        What was settled; of questions without a difference it is passed over.

    Raises
    ------
    InputError
        When something was settled on an answer that does not fit its question.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> one = {"assessments/1/functions/scores/arousal": {"score": 3}, "assessments/1/functions/scores/sleep": 5}
    >>> other = {"assessments/1/functions/scores/arousal": {"score": 4}, "assessments/1/functions/scores/sleep": 5}
    >>> found = adjudicate(one, other, load_instrument())
    >>> [(item.name, item.first, item.second) for item in found.open], found.share_agreed()
    ([('Arousal Continuum', '3', '4')], 0.5)
    """
    mine = _rated(first, instrument, number)
    theirs = _rated(second, instrument, number if second_number is None else second_number)
    settled = settled or {}
    items = []
    for question in sorted(mine.keys() | theirs.keys(), key=_order(instrument)):
        path = question.path
        one, other = mine.get(question), theirs.get(question)
        item = _item(question, one, other, instrument)
        if item.state == "open" and (by_third := settled.get(path)) is not None:
            as_answer(question, by_third, instrument)
            item = replace(item, state="settled", **asdict(by_third))
        items.append(item)
    return PairedRatings(tuple(items))


def settled_answers(found: PairedRatings, instrument: Instrument) -> dict[str, Any]:
    """Return what stands, by path in a case whose assessment is the first; ValueError while something is open.

    A reason goes with its answer (:func:`as_answer`).
    """
    if found.open:
        raise ValueError("there are differences that are not settled")
    answers = {}
    for item in found.items:
        question = _question(item.path, instrument)
        stands = Settled(item.answer, item.reason, item.confidence)
        answers[question.at(1)] = {
            **item.told.get(item.answer, {}),
            **as_answer(question, stands, instrument),
        }
    return answers


def as_answer(question: Question, stands: Settled, instrument: Instrument) -> dict[str, Any]:
    """Return what stands as an answer; its reason goes as a score's note, a rating's evidence, or as who said so.

    Raises
    ------
    InputError
        When it does not fit the question.
    """
    answer = to_answer(question, stands.answer, instrument)
    if stands.confidence and question.kind != "signal":
        answer["confidence"] = stands.confidence
    if stands.reason:
        answer[_reason_of(question)] = stands.reason
    return dict(check_answer(question.at(1), answer, instrument))


def settled_in(answers: Mapping[str, Any], instrument: Instrument, number: int = 1) -> dict[str, Settled]:
    """Return what is settled in a record: its ratings that have a reason, by path in an :class:`PairedItem`."""
    found = {}
    for question, answer in _rated(answers, instrument, number).items():
        reason = answer.get(_reason_of(question)) if isinstance(answer, Mapping) else None
        if isinstance(reason, str) and reason.strip():
            found[question.path] = Settled(spell(question, answer), reason, answer.get("confidence") or "")
    return found


def _reason_of(question: Question) -> str:
    return {"score": "note", "signal": "source"}.get(question.kind, "evidence")


def spell(question: Question, answer: Any) -> str:
    """Write an answer's rating as one cell: a number or "not known", of an adversity with its pattern.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> asked = question_at("history/adversity/infancy/neglect", load_instrument())
    >>> spell(asked, {"severity": 8, "pattern": "chronic", "evidence": "told by two"})
    '8 chronic'
    """
    value = answer.get(question.kind) if isinstance(answer, Mapping) else answer
    if value is None:
        return ""
    pattern = answer.get("pattern") if isinstance(answer, Mapping) and question.kind == "severity" else None
    return f"{value} {pattern}" if pattern else str(value)


def to_answer(question: Question, said: str, instrument: Instrument) -> dict[str, Any]:
    """Return a cell as :func:`spell` writes it as an answer; InputError where it does not fit the question."""
    text = " ".join(said.split())
    value, _, pattern = (text, "", "") if text == NOT_KNOWN else text.partition(" ")
    answer: dict[str, Any] = {question.kind: int(value) if value.isdecimal() and len(value) < 4 else value}
    if pattern:
        answer["pattern"] = pattern
    checked = check_answer(question.at(1), answer, instrument)
    return dict(checked) if isinstance(checked, Mapping) else {question.kind: checked}


def spelled_at(answers: Mapping[str, Any], places: Iterable[str], instrument: Instrument) -> dict[str, str]:
    """Return the ratings at some places as :func:`spell` writes them."""
    asked = {path: question_at(path, instrument) for path in places}
    return {
        path: spell(question, answers[path]) if path in answers else ""
        for path, question in asked.items()
        if question is not None
    }


def question_named(path: str, instrument: Instrument) -> Question | None:
    """Return the rated question of a path as an :class:`PairedItem` has it, or None."""
    found = question_at(path, instrument) or question_at(f"assessments/1/{path}", instrument)
    return found if found is not None and found.kind in RATED else None


def _question(path: str, instrument: Instrument) -> Question:
    found = question_named(path, instrument)
    assert found is not None  # items are of questions
    return found


def _rated(answers: Mapping[str, Any], instrument: Instrument, number: int) -> dict[Question, Any]:
    """Return the rated answers of the case itself and of one of its assessments."""
    found = {}
    for path, answer in answers.items():
        if path.startswith("assessments/") and not path.startswith(f"assessments/{number}/"):
            continue
        question = question_at(path, instrument)
        if question is not None and question.kind in RATED and spell(question, answer):
            found[question] = answer
    return found


def _order(instrument: Instrument) -> Any:
    from nmt_widgets.cases.questions import questions

    places = {question: at for at, question in enumerate(questions(instrument))}
    return places.__getitem__


def _item(question: Question, one: Any, other: Any, instrument: Instrument) -> PairedItem:
    first, second = (spell(question, answer) if answer is not None else "" for answer in (one, other))
    is_agreed = first == second
    return PairedItem(
        question.path,
        ", ".join(part for part in (question.group, question.name) if part)
        if question.kind != "score"
        else question.name,
        first,
        second,
        _why(question, one),
        _why(question, other),
        _confidence(one),
        _confidence(other),
        "agreed" if is_agreed else "open",
        first if is_agreed else "",
        confidence=_less_certain(one, other, instrument) if is_agreed else "",
        told=_told(question, (other, second), (one, first)),
    )


def _told(question: Question, *sides: tuple[Any, str]) -> dict[str, dict[str, str]]:
    """Return what stands beside each answer to a sign of danger; of equal answers the last side's goes before."""
    told: dict[str, dict[str, str]] = {}
    for answer, spelled in sides:
        if question.kind == "signal" and isinstance(answer, Mapping):
            told[spelled] = told.get(spelled, {}) | {k: v for k, v in answer.items() if k != "signal"}
    return told


def _why(question: Question, answer: Any) -> str:
    """Return what a rater wrote beside an answer."""
    if not isinstance(answer, Mapping):
        return ""
    if question.kind == "signal":
        return "; ".join(said(Signal.model_validate({**answer, "signal": None})))
    evidence = answer.get("evidence") or ""
    if not isinstance(evidence, str):
        evidence = "; ".join(f"{one.get('instrument', '')}: {one.get('value', '')}" for one in evidence)
    return " ".join(part for part in (str(answer.get("note") or ""), evidence) if part)


def _confidence(answer: Any) -> str:
    return str(answer.get("confidence") or "") if isinstance(answer, Mapping) else ""


def _less_certain(one: Any, other: Any, instrument: Instrument) -> str:
    given = [_confidence(answer) for answer in (one, other)]
    widths = {level.id: level.points for level in instrument.confidence.levels}
    if any(level not in widths for level in given):
        return ""
    return max(given, key=widths.__getitem__)
