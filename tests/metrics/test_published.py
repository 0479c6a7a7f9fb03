"""James's published figures, and those that follow from the workbook's definitions, are met."""

import pytest

from nmt_widgets import load_case
from nmt_widgets.metrics import compare, profile, typical_scores


@pytest.fixture(scope="module")
def times(james):
    return profile(james, 1), profile(james, 2)


def test_totals_are_168_and_231_and_the_typical_column_sums_to_318(times):
    assert [p.total.value for p in times] == [168, 231]
    assert [p.typical_total for p in times] == [318, 318]


def test_the_cmr_meets_the_three_published_values_to_rounding(times):
    assert round(times[0].cmr.figure.value, 2) == 0.72
    assert round(times[1].cmr.figure.value, 1) == 1.4
    assert round(times[0].cmr.typical, 1) == 4.7
    assert times[0].cmr.figure.value == pytest.approx(58 / 81)
    assert times[1].cmr.figure.value == pytest.approx(76 / 56)
    assert times[0].cmr.typical == pytest.approx(4.727, abs=5e-4)


def test_the_gate_is_shut_at_first_and_open_a_year_later(times):
    assert [p.cmr.gate_open for p in times] == [False, True]
    assert [p.cmr.settled for p in times] == [True, True]


def test_frontal_cortex_a_year_later_prints_65_and_is_essential(times):
    frontal = times[1].regions["frontal_cortex"]
    assert frontal.percent.value == pytest.approx(100 * 31 / 48)
    assert round(frontal.percent.value) == 65
    assert frontal.category == "essential"


def test_domain_percents(times):
    for p, expected in zip(times, [(62.8, 41.7, 48.5, 60.0), (77.9, 67.7, 68.2, 77.1)], strict=True):
        assert [round(d.percent.value, 1) for d in p.domains.values()] == list(expected)
    assert [d.category for d in times[0].domains.values()] == ["essential"] * 4
    assert [d.category for d in times[1].domains.values()] == ["therapeutic"] * 4


def test_region_percents(times):
    sums = [[round(region.sum.value) for region in p.regions.values()] for p in times]
    assert sums == [[40, 43, 27, 35, 23], [53, 62, 40, 45, 31]]
    assert [region.typical for region in times[0].regions.values()] == [72, 82, 60, 56, 48]
    assert times[0].regions["brainstem"].percent_of_adult.value == pytest.approx(100 * 40 / 72)


def test_functional_ages(times):
    expected = [(1.5, 0.3, 2.0, 3.7), (3.1, 2.1, 3.8, 5.6)]
    for p, ages in zip(times, expected, strict=True):
        assert tuple(round(domain.functional_age.value, 1) for domain in p.domains.values()) == ages


def test_james_is_at_very_high_risk_in_every_period_up_to_his_present_home(times):
    assert list(times[0].risk) == ["intrauterine", "perinatal", "infancy", "early_childhood", "childhood"]
    assert {risk.band for risk in times[0].risk.values()} == {"very_high"}


def test_change_over_the_year(times):
    change = compare(*times)
    assert change.total.change == 63
    assert change.items["arousal"].change == 5
    assert change.items["neuroendocrine"].change == 0
    assert not change.items["neuroendocrine"].clear
    assert change.cmr.clear
    assert change.cmr.after / change.cmr.before == pytest.approx(1.9, abs=0.05)
    assert all(d.clear and d.change > 0 for d in change.domains.values())


def test_what_no_confidence_was_given_for_is_taken_as_moderate(times, instrument):
    assert instrument.confidence.not_stated.points == 1
    assert times[0].total.high - 168 == pytest.approx(32**0.5)


def test_the_published_column_is_met_exactly_at_nine(instrument):
    column = instrument.norms.columns["published_9"].values
    assert list(typical_scores(instrument, [9])[0]) == [column[id] for id in instrument.ids]


def test_a_change_is_clear_by_the_confidence_of_both_scores(james_data, write_case):
    def arousal(confidence, before, after):
        for assessment, score in zip(james_data["assessments"], (before, after), strict=True):
            assessment["functions"]["scores"]["arousal"] = {"score": score, "confidence": confidence}
        case = load_case(write_case(james_data))
        return compare(profile(case, 1), profile(case, 2)).items["arousal"].clear

    assert not arousal("low", 2, 4)
    assert arousal("high", 2, 3)


def test_an_assessment_shows_only_the_periods_lived_by_then(james_data, write_case):
    james_data["assessments"][0]["age"] = "3 years"
    case = load_case(write_case(james_data))
    assert list(profile(case, 1).risk) == ["intrauterine", "perinatal", "infancy", "early_childhood"]
    assert "childhood" in profile(case, 2).risk


def test_a_band_from_few_answers_is_not_settled(james_data, write_case):
    james_data["history"]["adversity"]["infancy"] = {
        "neglect": {"severity": 12, "pattern": "chronic", "confidence": "high"}
    }
    james_data["history"]["relational"]["infancy"] = {
        "bonding_attachment": {"rating": 1, "confidence": "high"}
    }
    result = profile(load_case(write_case(james_data)), 1).risk["infancy"]
    assert result.band == "very_high"
    assert not result.settled


def test_what_was_entered_in_error_is_left_aside(james_data, write_case):
    james_data["assessments"][1]["status"] = "entered-in-error"
    assert load_case(write_case(james_data)).latest == 1
