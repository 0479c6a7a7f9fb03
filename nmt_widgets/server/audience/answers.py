"""What the room may be asked, what it may answer, and how the answers spread."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any, get_args

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.presenting.audience import AudienceQuestion, Kind
from nmt_widgets.server.audience.limits import audience_limits

Value = int | str


class WrongAnswer(Exception):
    """An answer that does not fit its question."""


def checked_question(data: Any) -> AudienceQuestion:
    """Return the question a kernel asks.

    Raises
    ------
    InputError
        When it cannot be asked: says why, to the trainer.
    """
    words, most = texts("audience"), audience_limits().question
    try:
        question = AudienceQuestion(
            data["text"], data["kind"], tuple(data["choices"]), data["low"], data["high"]
        )
    except (TypeError, KeyError):
        raise InputError(words["wrong_question"]) from None
    if not isinstance(question.text, str) or not question.text.strip():
        raise InputError(words["no_text"])
    if len(question.text) > most.text_at_most:
        raise InputError(words["long_text"].format(size=len(question.text), most=most.text_at_most))
    if question.kind not in get_args(Kind):
        raise InputError(words["no_kind"], remedy=words["kinds"].format(kinds=", ".join(get_args(Kind))))
    if question.kind == "choice":
        _check_choices(question.choices)
    if question.kind == "number":
        low, high = question.low, question.high
        is_whole = type(low) is int and type(high) is int
        if not (is_whole and low < high < low + most.numbers_at_most):
            raise InputError(words["numbers"].format(most=most.numbers_at_most - 1))
    return question


def _check_choices(choices: tuple[str, ...]) -> None:
    words, most = texts("audience"), audience_limits().question
    if not 2 <= len(choices) <= most.choices_at_most:
        raise InputError(words["few_choices"].format(least=2, most=most.choices_at_most))
    for choice in choices:
        if not (isinstance(choice, str) and 1 <= len(choice.strip()) <= most.choice_at_most):
            raise InputError(words["long_choice"].format(most=most.choice_at_most, choice=choice))
    if len(set(choices)) < len(choices):
        twice = next(choice for choice, count in Counter(choices).items() if count > 1)
        raise InputError(words["same_choice"].format(choice=twice))


def shown_question(question: AudienceQuestion) -> dict[str, Any]:
    """Return what a device is told of a question: what it needs to ask it, and nothing else."""
    shown: dict[str, Any] = {"text": question.text, "kind": question.kind}
    if question.kind == "choice":
        return shown | {"choices": list(question.choices)}
    if question.kind == "number":
        return shown | {"low": question.low, "high": question.high}
    return shown | {"longest": audience_limits().answer.text_at_most}


def checked_answer(question: AudienceQuestion, value: Any) -> Value:
    r"""Return what a device answered: a number, the place of a choice from 0, or a text folded to one plain line.

    Raises
    ------
    WrongAnswer
        When it does not fit the question.

    Examples
    --------
    >>> checked_answer(AudienceQuestion("How much?", "number"), 12)
    12
    >>> checked_answer(AudienceQuestion("In a word?", "text"), "  calm\u202e\n and  safe ")
    'calm and safe'
    """
    if question.kind == "text":
        return _plain_text(value)
    low, high = (0, len(question.choices) - 1) if question.kind == "choice" else (question.low, question.high)
    if type(value) is not int or not low <= value <= high:  # True is an int too
        raise WrongAnswer
    return value


def _plain_text(value: Any) -> str:
    if not isinstance(value, str):
        raise WrongAnswer
    # neither control characters nor any that turn a line's direction
    folded = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    text = unicodedata.normalize("NFC", folded)
    if not 1 <= len(text) <= audience_limits().answer.text_at_most:
        raise WrongAnswer
    return text


def count_answers(question: AudienceQuestion, answers: Iterable[Value]) -> dict[str, int]:
    """Return how many gave each answer: every possible one in its order, or texts with the most frequent first.

    Examples
    --------
    >>> count_answers(AudienceQuestion("Which?", "choice", ("brainstem", "cortex")), [1, 1])
    {'brainstem': 0, 'cortex': 2}
    >>> count_answers(AudienceQuestion("In a word?", "text"), ["safe", "Calm", "calm"])
    {'Calm': 2, 'safe': 1}
    """
    if question.kind == "text":
        given = [str(answer) for answer in answers]
        first = {text.casefold(): text for text in reversed(given)}
        return {first[key]: count for key, count in Counter(map(str.casefold, given)).most_common()}
    counts = Counter(answers)
    if question.kind == "choice":
        return {choice: counts[place] for place, choice in enumerate(question.choices)}
    return {str(number): counts[number] for number in range(question.low, question.high + 1)}
