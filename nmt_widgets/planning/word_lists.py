"""Finds words of a list in a sentence, for words of touch, of the mouth and of places."""

from __future__ import annotations

import re
from functools import cache


@cache
def word_finder(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds any of some words; `*` at the end stands for any ending.

    >>> bool(word_finder(("hug*", "lap")).search("Being hugged on a big cushion"))
    True
    >>> bool(word_finder(("lap",)).search("A lapel"))
    False
    """
    patterns = [re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words]
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)
