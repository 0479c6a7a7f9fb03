"""Answers of an assessment as the rules read them: single ones, rows, and the row of the client."""

from __future__ import annotations

from collections.abc import Iterable

from nmt_widgets.case_files import NOT_KNOWN, Assessment, Case
from nmt_widgets.case_files.ages import years
from nmt_widgets.case_files.ratings import FieldValue


def answer_of(assessment: Assessment, section: str, field: str) -> FieldValue | None:
    """Return the answer to a field of a section; None if it is open or not known."""
    answers = assessment.sections.get(section)
    value = answers.answers.get(field) if answers else None
    return None if value == NOT_KNOWN else value


def rows_of(assessment: Assessment, section: str, field: str) -> tuple[dict[str, str], ...]:
    """Return the entries of a field with rows of an assessment."""
    value = answer_of(assessment, section, field)
    return tuple(row for row in value if isinstance(row, dict)) if isinstance(value, tuple) else ()


def has_suffered(case: Case, adversity: str) -> bool:
    """Report whether a category of Part A is rated 1 or more, or "not known", in any period."""
    periods = case.history.adversity.values()
    severities = [events[adversity].severity for events in periods if adversity in events]
    return any(
        severity == NOT_KNOWN or (isinstance(severity, int) and severity > 0) for severity in severities
    )


def own_row(case: Case, age: float, client_words: Iterable[str], rows: list[dict[str, str]]) -> int | None:
    """Return the position of the client among children: by name or role, else by age, else the first."""
    if not rows:
        return None
    own = {case.title.casefold(), case.id.casefold(), *client_words}
    for position, row in enumerate(rows):
        if row["child"].partition("(")[0].strip().casefold() in own:
            return position
    for position, row in enumerate(rows):
        if _age(row.get("age", "")) == int(age):
            return position
    return 0


def _age(text: str) -> int | None:
    try:
        return int(years(text))
    except ValueError:
        return int(text) if text.strip().isdecimal() else None
