"""Names of people, as typed and as stored: two that look alike are the same name."""

from __future__ import annotations

import re
import unicodedata

from nmt_widgets.core.errors import InputError
from nmt_widgets.store.errors import worded

NAME_AT_MOST = 60
DISPLAY_NAME_AT_MOST = 40
"""What somebody is called in a class they came into by its code."""

# invisible letters and marks that are no formatting characters: fillers, joiners, variation selectors
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)

# a joiner between two visible signs, as Persian and Hindi write them and as emoji of several signs need them
_SIGN = r"[^\x00-\x7f\s\u200c\u200d]"
_JOINER = re.compile(rf"(?<={_SIGN})[\u200c\u200d](?={_SIGN})|(?<={_SIGN})\ufe0f")

# authors of revisions that are not people in the store
_RESERVED = "command line"


def tidy_name(name: str, most: int = NAME_AT_MOST, *, with_joiners: bool = False) -> str:
    """Return `name` as it is stored: in one Unicode form, without extra spaces.

    Parameters
    ----------
    name : str
    most : int
        The most characters.
    with_joiners : bool
        Whether letters and emoji may be joined by characters that are not seen themselves.

    Raises
    ------
    InputError
        When it is empty, too long, reserved for the workbook, or has characters that cannot be printed.

    Examples
    --------
    >>> tidy_name("  Ana   Souza ")
    'Ana Souza'
    >>> len(tidy_name("\u0645\u06cc\u200c\u062f", with_joiners=True))
    4
    """
    tidy = _composed(name)
    if not tidy:
        raise worded("people/no_name", InputError, most=most)
    if len(tidy) > most:
        raise worded("people/long_name", InputError, count=len(tidy), most=most)
    visible = _JOINER.sub("", tidy) if with_joiners else tidy
    if not visible.isprintable() or _UNSEEN.search(visible):
        raise worded("people/unseen_name", InputError)
    if folded(tidy).startswith(_RESERVED):
        raise worded("people/reserved_name", InputError, reserved=_RESERVED)
    return tidy


def folded(name: str) -> str:
    """Return the same text for names that differ only in case, width, spaces, Unicode form or invisible characters.

    Examples
    --------
    >>> folded("Ana  SOUZA") == folded("ana\u200b souza")
    True
    """
    before, after = "", name
    # folding can decompose letters, and composing them can require folding again
    while before != after:
        before, after = after, _fold(after)
    return after


def is_vouched_name(name: str, vouched: str) -> bool:
    """Return whether a proxy means the person of this name: two that only look alike are two people to it.

    Examples
    --------
    >>> is_vouched_name("Ana Souza", "ana souza"), is_vouched_name("Ana", "A\u200bna"), is_vouched_name("Voß", "Voss")
    (True, False, False)
    """
    return _composed(name).lower() == _composed(vouched).lower()


def _composed(name: str) -> str:
    """Return a name in one Unicode form, without extra spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def without_unseen(name: str) -> str:
    """Return a name without its invisible characters."""
    return "".join(letter for letter in _UNSEEN.sub("", name) if unicodedata.category(letter) != "Cf")


def _fold(name: str) -> str:
    visible = without_unseen(name)
    return " ".join(unicodedata.normalize("NFKC", visible).casefold().split())
