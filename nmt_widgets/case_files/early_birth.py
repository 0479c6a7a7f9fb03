"""The corrected age of a child born early, counted from the due date. For display only, not for metrics."""

from __future__ import annotations

from nmt_widgets.case_files.ages import DAYS
from nmt_widgets.case_files.model import Case

TERM = 40  # weeks of pregnancy from which the corrected age is counted
EARLY = 37  # a child born before so many weeks was born early
UNTIL = 24  # completed months of corrected age up to which it is shown


def corrected_age(case: Case, number: int) -> float | None:
    """Return the corrected age at an assessment in years; below 0 before the day the child was due.

    None when the child was not born early, is past two years, or the week of birth is not answered. Source: common
    clinical practice.

    Examples
    --------
    >>> from nmt_widgets.case_files import load_case
    >>> round(corrected_age(load_case("practice-boy-2"), 1), 2)
    2.07
    >>> corrected_age(load_case("james"), 1) is None
    True
    """
    demographics = case.background.get("demographics")
    weeks = demographics.answers.get("gestation") if demographics else None
    if not isinstance(weeks, int) or weeks >= EARLY:
        return None
    age = case.assessment(number).age_years - (TERM - weeks) * 7 / DAYS
    return age if age * 12 < UNTIL + 1 else None
