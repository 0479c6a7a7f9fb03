"""Finds words of a list in a sentence: what an activity's words say of touch, of the mouth, and of places."""

from __future__ import annotations

import re
from functools import cache


@cache
def word_finder(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds any of some words; an ending in `*` stands for any.

    >>> bool(word_finder(("hug*", "lap")).search("Being hugged on a big cushion"))
    True
    >>> bool(word_finder(("lap",)).search("A lapel"))
    False
    """
    found = [re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words]
    return re.compile(rf"\b(?:{'|'.join(found)})\b", re.IGNORECASE)
