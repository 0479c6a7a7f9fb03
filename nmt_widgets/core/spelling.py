"""How ids, codes and colours are written in files, and what is said of one that is written otherwise."""

from __future__ import annotations

import re

CODE, CODE_AT_MOST = r"^[a-z0-9][a-z0-9-]*$", 60
"""Of a case, and how many characters it may have."""

ASSESSMENT = r"^[a-z0-9][a-z0-9-]{0,59}/[1-9][0-9]{0,2}$"
"""Of an assessment: its case and its number."""

LINE = r"^[a-z0-9_:.-]{1,120}$"
"""Of a line of a plan."""

NAME = r"^[a-z][a-z0-9_]*$"
"""Of a part of an instrument, such as a function."""

COLOUR = r"^#[0-9A-Fa-f]{6}$"

_SAID = {
    CODE: ("an id", "use small letters, digits and hyphens, such as case-7"),
    ASSESSMENT: ("an assessment", "write the id of its case and its number, such as case-7/1"),
    LINE: ("the id of a line", "use small letters, digits and _ : . -, at most 120 of them"),
    NAME: ("an id", "begin with a small letter and use small letters, digits and _, such as fine_motor"),
    COLOUR: ("a colour", "write # and six digits of 0-9 and a-f, such as '#2f7d4f', in quotes"),
}


def is_code(text: str) -> bool:
    """Return whether a text can be the code of a case.

    >>> is_code("case-7"), is_code("Case 7"), is_code("-7"), is_code("")
    (True, False, False, False)
    """
    return len(text) <= CODE_AT_MOST and re.fullmatch(CODE, text) is not None


def say_misspelt(text: str, pattern: str) -> tuple[str, str]:
    """Return what is said of a text that does not match one of the patterns above, and the remedy.

    >>> say_misspelt("red", COLOUR)[0]
    "'red' is not written as a colour"
    """
    what, remedy = _SAID.get(pattern, ("it should be", f"it must match {pattern}"))
    return f"{text[:40]!r} is not written as {what}", remedy
