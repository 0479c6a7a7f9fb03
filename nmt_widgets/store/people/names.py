"""Names of people as they are typed and kept: two that look alike are one."""

from __future__ import annotations

import re
import unicodedata

from nmt_widgets.core.errors import InputError
from nmt_widgets.store.errors import worded

NAME_AT_MOST = 60

# letters and marks that show nothing, beside the formatting characters: fillers, joiners, selectors of variants
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)

# authors of revisions who are no person of the store
_RESERVED = "command line"


def tidy_name(name: str) -> str:
    """Return `name` as it is kept: one Unicode form, no space around it and one at most within.

    Raises
    ------
    InputError
        When it is empty, too long, has characters that cannot be printed, or is kept for the workbook itself.

    Examples
    --------
    >>> tidy_name("  Ana   Souza ")
    'Ana Souza'
    """
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not tidy:
        raise worded("people/no_name", InputError, most=NAME_AT_MOST)
    if len(tidy) > NAME_AT_MOST:
        raise worded("people/long_name", InputError, count=len(tidy), most=NAME_AT_MOST)
    if not tidy.isprintable() or _UNSEEN.search(tidy):
        raise worded("people/unseen_name", InputError)
    if folded(tidy).startswith(_RESERVED):
        raise worded("people/reserved_name", InputError, reserved=_RESERVED)
    return tidy


def folded(name: str) -> str:
    """Return what two names share that differ only in case, width, space, Unicode form or in what nobody can see.

    Examples
    --------
    >>> folded("Ana  SOUZA") == folded("ana\u200b souza")
    True
    """
    before, after = "", name
    # folding case may take letters apart, and putting them together may need folding again
    while before != after:
        before, after = after, _fold(after)
    return after


def without_unseen(name: str) -> str:
    """Return a name without what nobody can see in it."""
    return "".join(letter for letter in _UNSEEN.sub("", name) if unicodedata.category(letter) != "Cf")


def _fold(name: str) -> str:
    visible = without_unseen(name)
    return " ".join(unicodedata.normalize("NFKC", visible).casefold().split())
