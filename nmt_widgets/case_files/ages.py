"""Ages as people write them: `10 days`, `18 months`, `8,5 years`, `9 y 2 m`, `before birth`; stored in one form."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import reason

BEFORE_BIRTH = -0.75
OLDEST = 120.0
DAYS = 365.25  # of a year
_LONGEST = 100  # characters
_LIKELY = 100.0
"""Above this age in years, a question asks whether months were meant."""

_UNITS = {"year": 1.0, "month": 1 / 12, "week": 7 / DAYS, "day": 1 / DAYS}  # the greater first, each in years
_WRITTEN = {
    "year": ("years", "year", "yrs", "yr", "y"),
    "month": ("months", "month", "mths", "mth", "mos", "mo", "m"),
    "week": ("weeks", "week", "wks", "wk", "w"),
    "day": ("days", "day", "d"),
}
_NUMBER = r"[0-9]{1,4}(?:[.,][0-9]{1,20})?"
_PART = {unit: rf"(?:({_NUMBER})\s*(?:{'|'.join(words)})\.?)" for unit, words in _WRITTEN.items()}
_BETWEEN = r"(?: ?, ?| and | ?)"
_AGE = re.compile(_BETWEEN.join(rf"{part}?" for part in _PART.values()))
_BARE = re.compile(_NUMBER)


def tidy_age(text: str, unit: str = "years") -> str:
    """Return an age in its stored form, however it was written; a bare number is in `unit`.

    Raises
    ------
    ValueError
        When it is not written as an age, or is over 120 years.

    Examples
    --------
    >>> tidy_age("9"), tidy_age("9,5 years"), tidy_age("9 y 2 m"), tidy_age("6 wks"), tidy_age("1yr")
    ('9 years', '9.5 years', '9 years 2 months', '6 weeks', '1 year')
    >>> tidy_age("110", unit="months")
    '110 months'
    """
    return _read(text, unit)[0]


@lru_cache(4096)
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
    return _read(age, "years")[1]


def doubt_about(age: str) -> str | None:
    """Return a question about an unlikely age; None for a likely one.

    Examples
    --------
    >>> doubt_about("110 years")
    '110 years: are these months? (9 years 2 months)'
    >>> doubt_about("9 years") is None
    True
    """
    tidy = tidy_age(age)
    count = years(tidy)
    if count <= _LIKELY:
        return None
    whole, months = divmod(round(count), 12)
    in_months = _joined({"year": float(whole), "month": float(months)})
    return str(texts("cases")["doubts"]["months"].format(age=tidy, meant=in_months))


def _read(text: str, unit: str) -> tuple[str, float]:
    tidy_text = " ".join(text[:_LONGEST].lower().split())
    if tidy_text == "before birth" and len(text) < _LONGEST:
        return tidy_text, BEFORE_BIRTH
    if _BARE.fullmatch(tidy_text):
        tidy_text += f" {unit}"
    match = _AGE.fullmatch(tidy_text)
    if not tidy_text or not match or len(text) >= _LONGEST:
        raise ValueError(reason("cases", "not_an_age", text=tidy_text[:40]))
    counts = {
        unit: round(float(number.replace(",", ".")), 3)
        for unit, number in zip(_UNITS, match.groups(), strict=True)
        if number is not None
    }
    tidy, value = _joined(counts), sum(count * _UNITS[unit] for unit, count in counts.items())
    if value > OLDEST:
        raise ValueError(reason("cases", "too_old", age=tidy, oldest=f"{OLDEST:.0f}"))
    return tidy, value


def _joined(counts: dict[str, float]) -> str:
    """Return counts of units in words, without zeros unless all are zero."""
    units = {unit: count for unit, count in counts.items() if count} or dict(list(counts.items())[-1:])
    return " ".join(
        f"{f'{count:.3f}'.rstrip('0').rstrip('.')} {unit}{'' if count == 1 else 's'}"
        for unit, count in units.items()
    )


def _as_text(value: Any) -> Any:
    """Accept a bare number in a file as years."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


_SPACE = r"[ \t]*"
_SCHEMA_PARTS = rf"(?:{_SPACE}(?:,|and)?{_SPACE})".join(
    rf"(?:{_NUMBER}{_SPACE}(?:{'|'.join(words)})\.?)?" for words in _WRITTEN.values()
)
Age = Annotated[
    str,
    BeforeValidator(_as_text),
    AfterValidator(tidy_age),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "string",
                    "pattern": rf"^(before birth|{_NUMBER}|(?=[0-9]){_SCHEMA_PARTS})$",
                },
                {"type": "number", "minimum": 0, "maximum": OLDEST},
            ],
            "examples": ["before birth", "10 days", "3 weeks", "18 months", "8.5 years", "3 years 2 months"],
        }
    ),
]
