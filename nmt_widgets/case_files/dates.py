"""Dates: stored in one form, `2026-03-01`."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from nmt_widgets.core.words import reason

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}|[0-9]{4}-?[Ww][0-9]{2}-?[1-7]")


def tidy_date(text: str) -> str:
    """Return a date in its stored form.

    Raises
    ------
    ValueError
        When it is no date of the calendar, or has another order: 3/4/2026 can be read as two dates.

    Examples
    --------
    >>> tidy_date("2026-03-01"), tidy_date("20240102"), tidy_date("2024-W01-2")
    ('2026-03-01', '2024-01-02', '2024-01-02')
    """
    tidy_text = text.strip().upper()
    try:
        if _WRITTEN.fullmatch(tidy_text):
            return date.fromisoformat(tidy_text).isoformat()
    except ValueError:
        pass
    raise ValueError(reason("cases", "not_a_date", text=" ".join(text.split())[:40]))


def _as_text(value: Any) -> Any:
    """Accept 20260301, which is a number in YAML, as a date."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Day = Annotated[
    str,
    BeforeValidator(_as_text),
    AfterValidator(tidy_date),
    WithJsonSchema({"type": "string", "format": "date"}),
]
