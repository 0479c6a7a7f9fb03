"""Names of people, as typed and as stored: two that look alike are the same name."""

from __future__ import annotations

import re
import unicodedata

from nmt_widgets.core.errors import InputError
from nmt_widgets.store.errors import worded

NAME_AT_MOST = 60
"""Signs of the name of an account, and characters."""

DISPLAY_NAME_AT_MOST, _DISPLAY_NAME_CHARACTERS = 40, 200
"""Signs of what somebody is called in a class they came into by its code; a sign may have several characters."""

# invisible letters and marks that are no formatting characters: fillers, joiners, variation selectors
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)

# a joiner between two visible signs, as Persian and Hindi write them and as emoji of several signs need them
_SIGN = r"[^\x00-\x7f\s\u200c\u200d]"
_JOINER = re.compile(
    rf"(?<={_SIGN})[\u200c\u200d](?={_SIGN})|(?<={_SIGN})\ufe0f|(?<=[0-9#*])\ufe0f(?=\u20e3)"
)

# the flags of England, Scotland and Wales end with letters that are not seen; there are no others
_FLAG = re.compile(
    "(?<=\U0001f3f4)\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|"
    "\U000e0077\U000e006c\U000e0073)\U000e007f"
)

# the marks on one letter, and each once: the limits of Unicode's Technical Standard 39
_MARKS_AT_MOST = 4

# authors of revisions that are not people in the store
_RESERVED = "command line"


def tidy_name(name: str) -> str:
    """Return the name of an account as it is stored: in one Unicode form, without extra spaces.

    Raises
    ------
    InputError
        When it is empty, too long, reserved for the workbook, or has characters that cannot be printed.

    Examples
    --------
    >>> tidy_name("  Ana   Souza ")
    'Ana Souza'
    """
    tidy = _composed(name)
    _check(tidy, tidy, NAME_AT_MOST, NAME_AT_MOST)
    return tidy


def tidy_display_name(name: str) -> str:
    """Return what somebody is called in a class as it is stored; letters and emoji may be joined.

    Raises
    ------
    InputError
        See :func:`tidy_name`; also when nothing but marks is left, or a letter is heaped with them.

    Examples
    --------
    >>> len(tidy_display_name("\u0645\u06cc\u200c\u062f"))
    4
    """
    tidy = kept_display_name(name)
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in tidy):
        raise worded("people/marks_alone", InputError)
    if _is_heaped(tidy):
        raise worded("people/heaped_name", InputError)
    return tidy


def kept_display_name(name: str) -> str:
    """Return the name as an earlier version stored it, which took any number of marks on a letter.

    Raises
    ------
    InputError
        See :func:`tidy_name`.
    """
    tidy = _composed(name)
    visible = _FLAG.sub("", _JOINER.sub("", tidy))
    _check(tidy, visible, DISPLAY_NAME_AT_MOST, _DISPLAY_NAME_CHARACTERS)
    return tidy


def _is_heaped(name: str) -> bool:
    r"""Return whether a letter has more marks than writing needs, or the same one twice.

    >>> _is_heaped("Nguyễn"), _is_heaped("z" + 5 * "\u0335"), _is_heaped("a\u0301\u0301")
    (False, True, True)
    """
    before, count = "", 0
    for letter in unicodedata.normalize("NFD", name):
        is_mark = unicodedata.category(letter) in ("Mn", "Me")
        count = count + 1 if is_mark else 0
        if count > _MARKS_AT_MOST or (is_mark and letter == before):
            return True
        before = letter
    return False


def count_signs(text: str) -> int:
    """Return how many signs somebody sees: letters with their marks, and emoji of several parts, count once.

    Examples
    --------
    >>> count_signs("Zoë"), count_signs("नमस्ते"), count_signs("\U0001f469\u200d\U0001f467")
    (3, 3, 1)
    """
    from wcwidth import iter_graphemes

    return sum(1 for _ in iter_graphemes(text))


def _check(tidy: str, visible: str, signs: int, characters: int) -> None:
    """Check a name of at most so many signs, and of so many characters as its place in the database has."""
    if not tidy:
        raise worded("people/no_name", InputError, most=signs)
    if (count := count_signs(tidy)) > signs:
        raise worded("people/long_name", InputError, count=count, most=signs)
    if len(tidy) > characters:
        raise worded("people/crowded_name", InputError, characters=len(tidy), most=characters)
    if not visible.isprintable() or _UNSEEN.search(visible):
        raise worded("people/unseen_name", InputError)
    if folded(tidy).startswith(_RESERVED):
        raise worded("people/reserved_name", InputError, reserved=_RESERVED)


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
