"""How ids, codes and colours are written in files, and how a misspelt one is reported."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from nmt_widgets.core.problems import problem

CODE, CODE_AT_MOST = r"^[a-z0-9][a-z0-9-]*$", 60
"""Of a case, and how many characters it may have."""

ASSESSMENT = r"^[a-z0-9][a-z0-9-]{0,59}/[1-9][0-9]{0,2}$"
"""Of an assessment: its case and its number."""

LINE = r"^[a-z0-9_:.-]{1,120}$"
"""Of a line of a plan."""

NAME = r"^[a-z][a-z0-9_]*$"
"""Of a part of an instrument, such as a function."""

COLOUR = r"^#[0-9A-Fa-f]{6}$"

_KEYS = {CODE: "code", ASSESSMENT: "assessment", LINE: "plan_line", NAME: "name", COLOUR: "colour"}
_LONGEST_WORD, _LENGTHS_APART = 60, 6  # of words that are compared


def is_code(text: str) -> bool:
    """Return whether a text can be the code of a case.

    >>> is_code("case-7"), is_code("Case 7"), is_code("-7"), is_code("")
    (True, False, False, False)
    """
    return len(text) <= CODE_AT_MOST and re.fullmatch(CODE, text) is not None


def say_misspelt(text: str, pattern: str) -> tuple[str, str]:
    """Return the message for a text that does not match one of the patterns above, and the remedy.

    >>> say_misspelt("red", COLOUR)[0]
    "'red' is not written as a colour"
    """
    return problem("files", _KEYS.get(pattern, "pattern"), text=repr(text[:40]), pattern=pattern)


def closest_code(code: str, known: Iterable[str]) -> str | None:
    """Return the known code that most likely is meant: codes look alike, so only one that differs in one place.

    >>> closest_code("c-482051", ["c-117204", "c-482951"]), closest_code("c-482051", ["c-399951"])
    ('c-482951', None)
    """
    return closest(code, known, cutoff=0.85)


def near_codes(code: str) -> tuple[list[str], list[str]]:
    """Return the codes that differ from a code in one place, and patterns of others, with `_` for any letter.

    The first have a letter less, or two in the other order; the patterns stand for another letter, or one more.

    >>> near_codes("ab")
    (['b', 'a', 'ba'], ['_b', 'a_', '_ab', 'a_b', 'ab_'])
    """
    places = range(len(code))
    shorter = [code[:at] + code[at + 1 :] for at in places]
    turned = [code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in places[:-1]]
    wrong = [f"{code[:at]}_{code[at + 1 :]}" for at in places]
    missing = [f"{code[:at]}_{code[at:]}" for at in range(len(code) + 1)]
    return [*shorter, *turned], [*wrong, *missing]


def closest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the known word that is most like an unknown one; None where none is like it.

    >>> closest("arousl", ["sleep", "arousal"])
    'arousal'
    """
    if len(word) > _LONGEST_WORD:
        return None
    near = [name for name in known if abs(len(name) - len(word)) <= _LENGTHS_APART]
    return next(iter(difflib.get_close_matches(word, near, n=1, cutoff=cutoff)), None)
