"""Texts with something filled in: those that depend on a count, and what is wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import plural_category, say_number
from nmt_widgets.core.texts import texts


def plural(
    words: Mapping[str, Any],
    key: str,
    count: float,
    *,
    lang: str | None = None,
    shown: str | None = None,
    **values: object,
) -> str:
    """Return the form of a text that fits a count, filled in.

    Parameters
    ----------
    words : mapping
        Texts; that at `key` is a mapping of plural categories.
    key : str
    count : number
    lang : str, optional
        The language of the texts; by default that of this process.
    shown : str, optional
        How the number is written for `{count}`; by default as a whole number.
    **values
        What fills in the other {braces}.

    Examples
    --------
    >>> words = {"open": {"one": "1 question is open", "other": "{count} questions are open"}}
    >>> plural(words, "open", 1), plural(words, "open", 3)
    ('1 question is open', '3 questions are open')
    """
    forms = words[key]
    form = forms.get(plural_category(count, lang), forms["other"])
    return str(form).format(count=say_number(count, lang=lang) if shown is None else shown, **values)


def problem(topic: str, key: str, *, lang: str | None = None, **values: object) -> tuple[str, str]:
    """Return what is wrong and what to do about it; empty where there is nothing to advise.

    Parameters
    ----------
    topic : str
        The file of texts; its `problems` hold a `message`, and mostly a `remedy`, for each key.
    key : str
    lang : str, optional
        By default the language of this process.
    **values
        What fills in the {braces}.

    Examples
    --------
    >>> problem("cases", "outside", number=13, low=1, high=12, unknown="not known")
    ('13 is outside 1-12', "enter a whole number 1-12, or 'not known'")
    """
    entry = texts(topic, lang)["problems"][key]
    return entry["message"].format(**values), entry.get("remedy", "").format(**values)


def reason(topic: str, key: str, *, lang: str | None = None, **values: object) -> str:
    """Return what is wrong and what to do about it in one line; the parameters are those of `problem`.

    Examples
    --------
    >>> reason("cases", "too_old", age="130 years", oldest=120)
    '130 years is over 120 years; correct the age'
    """
    return "; ".join(filter(None, problem(topic, key, lang=lang, **values)))


def refusal(
    topic: str,
    key: str,
    *,
    place: str | None = None,
    file: Path | str | None = None,
    lang: str | None = None,
    **values: object,
) -> InputError:
    """Return an error to raise, with its words from the texts of a topic.

    Parameters
    ----------
    topic, key, lang, **values
        As for `problem`.
    place, file : optional
        Where it stands.

    Examples
    --------
    >>> print(refusal("cases", "not_a_text", place="Story"))
    Story: is not a text
    """
    message, remedy = problem(topic, key, lang=lang, **values)
    return InputError(message, place=place, file=file, remedy=remedy or None)
