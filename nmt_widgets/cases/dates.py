"""Dates: one form of each is kept, `2026-03-01`."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from nmt_widgets.core.words import reason

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}|[0-9]{4}-?[Ww][0-9]{2}-?[1-7]")


def tidy_date(text: str) -> str:
    """Return a date in the form that is kept.

    Raises
    ------
    ValueError
        When it is none of a calendar, or is written in another order: 3/4/2026 is two dates.

    Examples
    --------
    >>> tidy_date("2026-03-01"), tidy_date("20240102"), tidy_date("2024-W01-2")
    ('2026-03-01', '2024-01-02', '2024-01-02')
    """
    said = text.strip().upper()
    try:
        if _WRITTEN.fullmatch(said):
            return date.fromisoformat(said).isoformat()
    except ValueError:
        pass
    raise ValueError(reason("cases", "not_a_date", text=" ".join(text.split())[:40]))


def _written(value: Any) -> Any:
    """Let 20260301, which a file reads as a number, be a date."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Day = Annotated[
    str,
    BeforeValidator(_written),
    AfterValidator(tidy_date),
    WithJsonSchema({"type": "string", "format": "date"}),
]
