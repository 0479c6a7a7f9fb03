"""What the ranges from a measured error would change, before a site has them."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from nmt_widgets import load_case, load_instrument
from nmt_widgets.metrics.profiles import profile
from nmt_widgets.training.raters.error_rules import load_error_rules
from nmt_widgets.training.raters.error_words import error_table
from nmt_widgets.training.raters.measured_ranges import (
    example_cases,
    may_make_ranges,
    measured_confidence,
    preview_ranges,
    sure_half_widths,
)
from nmt_widgets.training.raters.rater_error import RaterError, measure_error
from tests.training.test_rater_error import maps_of

INSTRUMENT = load_instrument()
RULES = load_error_rules().model_copy(update={"replicates": 200})


@pytest.fixture(scope="module")
def error() -> RaterError:
    return measure_error(maps_of(8, 4, 7), INSTRUMENT, RULES)


def test_the_preview_is_what_the_saved_ranges_do(error: RaterError) -> None:
    james = load_case("james")
    preview = preview_ranges(error, INSTRUMENT, [james])
    confidence = measured_confidence(error, INSTRUMENT, date(2026, 11, 30))
    then = dataclasses.replace(INSTRUMENT, confidence=confidence)
    assert (preview.wider, preview.narrower) == (len(INSTRUMENT.ids), 0)
    domains = [
        domain
        for instrument in (INSTRUMENT, then)
        for number in (1, 2)
        for domain in profile(james, number, instrument).domains.values()
    ]
    now, later = domains[: len(domains) // 2], domains[len(domains) // 2 :]
    lost = sum(domain.settled for domain in now) - sum(domain.settled for domain in later)
    assert 0 < lost <= preview.settled_now - preview.settled_then
    assert preview.settled_now <= preview.findings


def test_from_ranges_to_the_same_ranges_nothing_changes(error: RaterError) -> None:
    confidence = measured_confidence(error, INSTRUMENT, date(2026, 11, 30))
    measured = dataclasses.replace(INSTRUMENT, confidence=confidence)
    preview = preview_ranges(error, measured, example_cases(measured))
    assert (preview.wider, preview.narrower) == (0, 0)
    assert preview.settled_now == preview.settled_then
    assert "Every range stays as wide as it is." in error_table(error, measured, RULES).preview


def test_the_short_table_has_the_range_now_and_then(error: RaterError) -> None:
    table = error_table(error, INSTRUMENT, RULES)
    assert [row[0] for row in table.short_rows] == [row[0] for row in table.rows[:6]]
    now = {row[3] for row in table.short_rows}
    assert now == {"0.50"} == {f"{half:.2f}" for half in sure_half_widths(INSTRUMENT)}
    assert all(float(then) > float(error) for _, error, then, _ in table.short_rows)
    assert "times 1.96" in table.rule


def test_too_few_ratings_show_no_preview() -> None:
    few = measure_error(maps_of(1, 2, 3), INSTRUMENT, RULES)
    table = error_table(few, INSTRUMENT, RULES)
    assert not may_make_ranges(few)
    assert (table.short_rows, table.rows, table.preview, table.rule) == ((), (), (), "")
    assert table.lead[-1].startswith("Nothing is estimated")
