"""Check questions and answers of an audience, and count the answers."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any, NotRequired, TypedDict, get_args

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.presenting.audience import AudienceQuestion, Kind
from nmt_widgets.server.audience.limits import audience_limits

Value = int | str


class QuestionMessage(TypedDict):
    """A question, as a device gets it."""

    text: str
    kind: str
    choices: NotRequired[list[str]]
    low: NotRequired[int]
    high: NotRequired[int]
    longest: NotRequired[int]


class WrongAnswer(Exception):
    """An answer that does not fit its question."""


def checked_question(data: Any) -> AudienceQuestion:
    """Check the question of a kernel, and return it.

    Raises
    ------
    InputError
        When the question is wrong; the message is for the trainer.
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
        repeated = next(choice for choice, count in Counter(choices).items() if count > 1)
        raise InputError(words["same_choice"].format(choice=repeated))


def question_message(question: AudienceQuestion) -> QuestionMessage:
    """Return a question for a device: what the device needs to show it, and nothing else."""
    message: QuestionMessage = {"text": question.text, "kind": question.kind}
    if question.kind == "choice":
        message["choices"] = list(question.choices)
    elif question.kind == "number":
        message["low"], message["high"] = question.low, question.high
    else:
        message["longest"] = audience_limits().answer.text_at_most
    return message


def checked_answer(question: AudienceQuestion, value: object) -> Value:
    r"""Check an answer, and return it: a number, the index of a choice, or a text as one plain line.

    Raises
    ------
    WrongAnswer
        When the answer does not fit the question.

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


def _plain_text(value: object) -> str:
    if not isinstance(value, str):
        raise WrongAnswer
    # without control characters and characters that change the direction of text
    folded = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    text = unicodedata.normalize("NFC", folded)
    if not 1 <= len(text) <= audience_limits().answer.text_at_most:
        raise WrongAnswer
    return text


def count_answers(question: AudienceQuestion, answers: Iterable[Value]) -> dict[str, int]:
    """Return the count of each answer: all possible answers in order, or texts with the most frequent first.

    Examples
    --------
    >>> count_answers(AudienceQuestion("Which?", "choice", ("brainstem", "cortex")), [1, 1])
    {'brainstem': 0, 'cortex': 2}
    >>> count_answers(AudienceQuestion("In a word?", "text"), ["safe", "Calm", "calm"])
    {'Calm': 2, 'safe': 1}
    """
    if question.kind == "text":
        replies = [str(answer) for answer in answers]
        first = {text.casefold(): text for text in reversed(replies)}
        return {first[key]: count for key, count in Counter(map(str.casefold, replies)).most_common()}
    counts = Counter(answers)
    if question.kind == "choice":
        return {choice: counts[place] for place, choice in enumerate(question.choices)}
    return {str(number): counts[number] for number in range(question.low, question.high + 1)}
