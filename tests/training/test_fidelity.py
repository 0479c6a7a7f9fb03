"""Rounds after the attestation, and drift away from the reference."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmt_widgets import load_instrument
from nmt_widgets.core.documents import check, parse_document
from nmt_widgets.core.errors import InputErrors
from nmt_widgets.core.site_files import DATA
from nmt_widgets.training.certification.fidelity import (
    FidelityRules,
    add_months,
    drift,
    fidelity_rounds,
    load_fidelity,
)
from nmt_widgets.training.certification.standing import scored_case
from nmt_widgets.training.references.attempts import practice_list

INSTRUMENT = load_instrument()
RULES = load_fidelity()
COUNT = len(INSTRUMENT.ids)
TRUTH = np.resize([3.0, 5, 8, 6, 9], COUNT)
NOISE = np.resize([0, 1, 0, -1, 1, -1, 0], COUNT)


def scored(case, day, shift=0, noise=1):
    return scored_case(case, day, np.clip(TRUTH + shift + noise * NOISE, 1, 12), TRUTH, INSTRUMENT)


def rounds(*cases, attested="2024-01-15", today="2026-06-01"):
    return fidelity_rounds(attested, cases, today)


def test_the_common_cases_are_practice_cases():
    assert {*RULES.cases} <= {case.id for case in practice_list(INSTRUMENT)}


def test_one_round_at_a_time_and_the_next_to_come():
    states = [(item.due, item.state) for item in rounds(attested="2026-01-15", today="2026-02-01")]
    assert states == [("2026-07-15", "coming")]
    states = [item.state for item in rounds(attested="2026-01-15", today="2026-07-20")]
    assert states == ["due", "coming"]
    states = [item.state for item in rounds(attested="2026-01-15", today="2026-09-01")]
    assert states == ["late", "coming"]


def test_a_round_that_is_scored_is_done_early_or_late():
    first = RULES.cases[0]
    for day in ("2026-02-01", "2026-07-15", "2026-12-24"):
        first_rounds = rounds(scored(first, day), attested="2026-01-15", today="2026-12-31")
        assert (first_rounds[0].state, first_rounds[0].scored.day) == ("done", day)


def test_a_case_that_was_known_before_is_no_evidence():
    first_rounds = rounds(scored(RULES.cases[0], "2024-01-14"))
    assert first_rounds[0].state == "seen"
    assert drift(first_rounds, []).distance.value is None


def test_after_the_last_common_case_there_is_no_round():
    assert len(rounds(attested="2001-01-01")) == len(RULES.cases)


def test_no_drift_is_told_without_two_points_of_time():
    assert drift([], []).distance.value is None
    single_round = rounds(scored(RULES.cases[0], "2024-07-15"))
    assert drift(single_round, []).distance.value is None


def test_who_drifts_away_is_further_with_an_interval_that_leaves_out_zero():
    before = [scored("practice-boy-2", "2023-11-01"), scored("practice-boy-8", "2023-12-01")]
    later = rounds(
        scored(RULES.cases[0], "2024-07-15", 0),
        scored(RULES.cases[1], "2025-01-15", 1),
        scored(RULES.cases[2], "2025-07-15", 2),
    )
    measured = drift(later, before)
    assert measured.distance.low > 0
    assert measured.level.value == pytest.approx(2, abs=0.1)
    assert measured.per_year.value > 0.5
    assert measured.per_year.n == 3


def test_who_stays_does_not_drift():
    before = [scored("practice-boy-2", "2023-11-01")]
    later = rounds(*(scored(case, f"202{4 + at}-07-15") for at, case in enumerate(RULES.cases[:2])))
    measured = drift(later, before)
    assert measured.distance.value == 0
    assert measured.level.value == 0
    assert measured.per_year.value is None


def test_the_first_round_stands_for_what_was_before_where_that_is_not_there():
    later = rounds(scored(RULES.cases[0], "2024-07-15"), scored(RULES.cases[1], "2025-01-15", 2))
    assert drift(later, []).level.value == pytest.approx(2, abs=0.1)


def test_rounds_on_one_day_have_no_slope():
    later = rounds(*(scored(case, "2025-01-15", at) for at, case in enumerate(RULES.cases[:3])))
    assert drift(later, []).per_year.value is None


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(-40, 200))
def test_months_later_is_the_same_day_or_the_last(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day


SPOILT = {
    "twice": ("practice-boy-15", "practice-woman-20"),
    "overlapping": ("grace_months: 1", "grace_months: 3"),
    "no case": ("practice-boy-15", "Practice Boy"),
    "no slope": ("least_rounds: 3", "least_rounds: 2"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_rules_that_do_not_fit_are_refused_with_a_place(name):
    old, new = SPOILT[name]
    text = (DATA / "fidelity.yaml").read_text().replace(old, new, 1)
    with pytest.raises(InputErrors, match=r"fidelity\.yaml"):
        check(parse_document(text, "fidelity.yaml"), FidelityRules)
