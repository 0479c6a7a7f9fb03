"""Dates: one form of each is kept."""

import pytest

from nmt_widgets.case_files.answers import check_answer
from nmt_widgets.case_files.dates import tidy_date
from nmt_widgets.core.errors import InputError


@pytest.mark.parametrize("typed", ["2024-01-02", "20240102", "2024-W01-2", "2024W012", " 2024-w01-2 "])
def test_every_way_of_writing_a_day_is_kept_as_one(typed, instrument):
    assert tidy_date(typed) == "2024-01-02"
    for path in ("assessments/1/date", "assessments/1/plan/agreed"):
        assert check_answer(path, typed, instrument) == "2024-01-02"


@pytest.mark.parametrize(
    "typed", ["", "2024-W01", "2024-02-30", "02/01/2024", "2024-1-2", "24-01-02", "2024-01-02T10:00"]
)
def test_what_is_no_day_or_could_be_two_is_refused(typed):
    with pytest.raises(ValueError, match="write it like 2026-03-01, the year first"):
        tidy_date(typed)


def test_a_week_of_the_plan_has_one_name(instrument):
    stem = "assessments/1/plan/entries/client:one/"
    assert check_answer(f"{stem}2024-01-01", {"times": 2}, instrument) == {"times": 2}
    for other in ("20240101", "2024-W01-1"):
        with pytest.raises(InputError, match="no such place"):
            check_answer(f"{stem}{other}", {"times": 2}, instrument)
