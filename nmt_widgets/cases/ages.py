"""Ages as people write them: `before birth`, `10 days`, `3 weeks`, `18 months`, `8.5 years`, `3 years 2 months`."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

BEFORE_BIRTH = -0.75
OLDEST = 120.0
DAYS = 365.25  # of a year

_UNITS = {"year": 1.0, "month": 1 / 12, "week": 7 / DAYS, "day": 1 / DAYS}  # the greater first, each in years
_NUMBER = r"\d{1,4}(?:\.\d{1,3})?"
_AGE = re.compile(" ?".join(rf"(?:({_NUMBER}) ?{unit}s?)?" for unit in _UNITS))


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
    >>> round(years("10 days"), 4), round(years("2 years 3 weeks"), 4)
    (0.0274, 2.0575)
    """
    text = age.strip().lower()
    if text == "before birth":
        return BEFORE_BIRTH
    match = _AGE.fullmatch(text)
    if not text or not match:
        raise ValueError(
            f"'{age[:40]}' is not an age; write it like '9 years', '18 months', '3 weeks' or 'before birth'"
        )
    value = sum(
        float(number or 0) * unit for number, unit in zip(match.groups(), _UNITS.values(), strict=True)
    )
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
            "pattern": rf"^(before birth|(?=\d){' ?'.join(rf'({_NUMBER} ?{unit}s?)?' for unit in _UNITS)})$",
            "examples": ["before birth", "10 days", "3 weeks", "18 months", "8.5 years", "3 years 2 months"],
        }
    ),
]
