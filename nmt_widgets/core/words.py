"""Texts with something filled in: the form for a count, and the words for what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nmt_widgets.core.errors import refusal as refusal
from nmt_widgets.core.local import number_style
from nmt_widgets.core.problems import problem as problem
from nmt_widgets.core.problems import reason as reason


def plural(
    words: Mapping[str, Any],
    key: str,
    count: float,
    *,
    lang: str | None = None,
    number: str | None = None,
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
    number : str, optional
        The text for `{count}`; by default the count as a whole number.
    **values
        What fills in the other {braces}.

    Examples
    --------
    >>> words = {"open": {"one": "1 question is open", "other": "{count} questions are open"}}
    >>> plural(words, "open", 1), plural(words, "open", 3)
    ('1 question is open', '3 questions are open')
    """
    return number_style(lang).plural(words, key, count, number=number, **values)
