"""Ages as people write them: `before birth`, `18 months`, `8.5 years`, `3 years 2 months`."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

BEFORE_BIRTH = -0.75
OLDEST = 120.0

_AGE = re.compile(r"(?:(\d{1,3}(?:\.\d{1,3})?) ?years?)? ?(?:(\d{1,4}(?:\.\d{1,3})?) ?months?)?")


def years(age: str) -> float:
    """Return an age in years; `before birth` is -0.75.

    Raises
    ------
    ValueError
        When it is not written as an age, or is over 120 years.

    Examples
    --------
    >>> years("18 months"), years("8.5 years"), years("3 years 3 months"), years("before birth")
    (1.5, 8.5, 3.25, -0.75)
    """
    text = age.strip().lower()
    if text == "before birth":
        return BEFORE_BIRTH
    match = _AGE.fullmatch(text)
    if not text or not match:
        raise ValueError(
            f"'{age[:40]}' is not an age; write it like '9 years', '18 months' or 'before birth'"
        )
    value = float(match[1] or 0) + float(match[2] or 0) / 12
    if value > OLDEST:
        raise ValueError(f"'{age}' is over {OLDEST:.0f} years; correct the age")
    return value


def _is_age(age: str) -> str:
    years(age)
    return age


Age = Annotated[
    str,
    AfterValidator(_is_age),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^(before birth|(\d+(\.\d+)? ?years?)? ?(\d+(\.\d+)? ?months?)?)$",
            "examples": ["before birth", "18 months", "8.5 years", "3 years 2 months"],
        }
    ),
]
