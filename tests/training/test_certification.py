"""Where somebody stands in a level, from the log and the cases; the programmes as data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmt_widgets import load_instrument
from nmt_widgets.core.documents import check, parse_document
from nmt_widgets.core.errors import InputErrors
from nmt_widgets.core.site_files import DATA
from nmt_widgets.core.texts import texts
from nmt_widgets.training.certification.programmes import Programmes, load_programmes
from nmt_widgets.training.certification.standing import (
    Participated,
    ScoredCase,
    entry_kinds,
    level_standing,
    levels_begun,
    scored_case,
)
from nmt_widgets.training.statistics.standards import Grade

INSTRUMENT = load_instrument()
PROGRAMMES = load_programmes()
FIRST, SECOND = PROGRAMMES.level("nmt_1"), PROGRAMMES.level("nmt_2")
TRUTH = np.resize([3.0, 5, 8, 6, 10], len(INSTRUMENT.ids))


def hours(count, kind="didactic", level="nmt_1", day="2026-03-01"):
    return Participated(level, kind, day, round(count * 60))


def case(name, band="high"):
    return ScoredCase(name, "2026-03-01", grade=Grade(band, True) if band else None)


def needs(standing):
    return {need.need.kind: need for need in standing.needs}


def test_the_programmes_and_levels_that_are_published():
    levels = {programme.id: len(programme.levels) for programme in PROGRAMMES.programmes}
    assert levels == {"nmt": 3, "nme": 3, "nmc": 1, "nm_sport": 1}
    assert [programme.since for programme in PROGRAMMES.programmes] == [2008, 2012, 2020, 2021]
    ninety = FIRST.needs[0]
    assert (ninety.of, ninety.least, ninety.source) == (("didactic", "case_based"), 90, "published")
    others = [need for level in PROGRAMMES.levels for need in level.needs if need is not ninety]
    assert {need.source for need in others} == {"workbook"}


def test_every_programme_level_and_kind_has_words():
    words = texts("certification")
    assert {*words["programmes"]} == {programme.id for programme in PROGRAMMES.programmes}
    assert {*words["levels"]} == {level.id for level in PROGRAMMES.levels}
    assert {*entry_kinds()} <= {*words["kinds"]}


def test_nothing_yet():
    standing = level_standing(FIRST, [], [])
    assert (standing.since, standing.attested, standing.sessions) == ("", "", 0)
    assert [need.missing for need in standing.needs] == [need.need.least for need in standing.needs]


def test_hours_of_both_kinds_add_up_and_others_do_not():
    log = [hours(45), hours(44.5, "case_based", day="2026-03-02"), hours(50, "supervision")]
    standing = level_standing(FIRST, [*log, hours(20, level="nmt_2")], [])
    assert needs(standing)["hours"].have == 89.5
    assert needs(standing)["hours"].missing == 0.5
    assert needs(standing)["sessions"].have == 2
    full = level_standing(FIRST, [*log, hours(0.5, day="2026-03-02")], [])
    assert needs(full)["hours"].is_met


def test_twenty_minutes_three_times_are_an_hour():
    log = [hours(89), *(Participated("nmt_1", "didactic", "2026-04-01", 20) for _ in range(3))]
    assert needs(level_standing(FIRST, log, []))["hours"].is_met


def test_agreement_counts_the_cases_of_a_band_or_a_better_one():
    cases = [case("a"), case("b", "acceptable"), case("c", "low"), case("d", None)]
    standing = level_standing(FIRST, [], cases)
    assert needs(standing)["cases"].have == 4
    assert needs(standing)["agreement"].have == 2
    assert needs(level_standing(SECOND, [], cases))["agreement"].have == 1


def test_a_level_asks_for_the_one_before():
    assert not needs(level_standing(SECOND, [hours(100)], []))["before"].is_met
    log = [Participated("nmt_1", "attested", "2026-05-01")]
    assert needs(level_standing(SECOND, log, []))["before"].is_met
    assert level_standing(FIRST, log, []).attested == "2026-05-01"
    assert [level.id for level in levels_begun([*log, hours(1, level="nme_1")])] == ["nmt_1", "nme_1"]


def test_a_case_is_graded_by_the_worst_of_the_deciding_measures():
    same = scored_case("a", "2026-03-01", TRUTH, TRUTH, INSTRUMENT)
    assert (same.grade.band, same.distance.value) == ("high", 0)
    far = scored_case("a", "2026-03-01", np.clip(TRUTH + 3, 1, 12), TRUTH, INSTRUMENT)
    assert far.grade.band == "low"
    assert far.bias.value > 2


def test_what_is_not_known_is_not_compared():
    scores = TRUTH.copy()
    scores[:4] = np.nan
    result = scored_case("a", "2026-03-01", scores, TRUTH, INSTRUMENT)
    assert np.isnan(result.differences[:4]).all()
    assert result.distance.n == len(TRUTH) - 4


def test_a_case_without_variance_has_no_grade():
    flat = np.full(len(INSTRUMENT.ids), 5.0)
    assert scored_case("a", "2026-03-01", flat, flat, INSTRUMENT).grade is None


@given(st.lists(st.tuples(st.sampled_from(["didactic", "case_based"]), st.integers(1, 600)), max_size=20))
def test_more_in_the_log_never_makes_more_missing(entries):
    log = [Participated("nmt_1", kind, "2026-03-01", minutes) for kind, minutes in entries]
    before = level_standing(FIRST, log[:-1], [])
    after = level_standing(FIRST, log, [])
    for need_before, need_after in zip(before.needs, after.needs, strict=True):
        assert need_after.missing <= need_before.missing


SPOILT = {
    "no such hours": ("of: [didactic, case_based], least: 90", "of: [dance], least: 90"),
    "no level before": ("level: nmt_1, least", "level: nmt_3, least"),
    "hours of nothing": ("{kind: sessions, least: 20}", "{kind: hours, least: 20}"),
    "a band without agreement": ("{kind: sessions, least: 20}", "{kind: sessions, least: 20, band: high}"),
    "nothing asked": ("{kind: sessions, least: 6}", "{kind: sessions, least: 0}"),
    "twice": ("id: nme_2", "id: nme_1"),
    "a kind that is none": ("kind: sessions, least: 6", "kind: seances, least: 6"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_programmes_that_do_not_fit_are_refused_with_a_place(name):
    text = (DATA / "programmes.yaml").read_text()
    old, new = SPOILT[name]
    assert old in text
    with pytest.raises(InputErrors, match=r"programmes\.yaml"):
        check(parse_document(text.replace(old, new, 1), "programmes.yaml"), Programmes)
