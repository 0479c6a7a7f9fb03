"""One trainee over cases: what drifts, what is not told of few cases, and which case is proposed next."""

import numpy as np
import pytest

from nmt_widgets.case_files import list_cases
from nmt_widgets.training.certification.standing import ScoredCase, scored_case
from nmt_widgets.training.practice.curve import practice_curve
from nmt_widgets.training.practice.next_case import propose_case
from nmt_widgets.training.practice.rules import load_practice_rules
from nmt_widgets.training.references.reading import load_reference

TRUTH = np.resize([3.0, 5, 8, 6], 32)


def cases_off(instrument, *differences):
    """Return cases whose scores of some functions are off by so many points."""
    return [
        scored_case(
            f"case-{at}",
            f"2026-03-0{at + 1}",
            TRUTH + [off.get(id, 0) for id in instrument.ids],
            TRUTH,
            instrument,
        )
        for at, off in enumerate(differences)
    ]


def drifting(instrument, *differences):
    curve = practice_curve(cases_off(instrument, *differences), instrument)
    return [(entry.function, entry.mean.value) for entry in curve.drifting]


def test_consistently_high_or_low_functions_drift_the_furthest_first(instrument):
    off = {"sleep": 1, "arousal": -2}
    assert drifting(instrument, off, off, off) == [("arousal", -2.0), ("sleep", 1.0)]


@pytest.mark.parametrize("last", [{"sleep": -1}, {"sleep": -3}])
def test_a_function_whose_interval_holds_0_does_not_drift(instrument, last):
    assert drifting(instrument, {"sleep": 3}, {"sleep": 3}, {"sleep": 3}, last) == []
    assert drifting(instrument, {"sleep": 3}, {"sleep": 3}, {"sleep": 3}, {"sleep": 2}) == [("sleep", 2.75)]


def test_less_than_a_point_on_average_does_not_drift(instrument):
    assert drifting(instrument, {"sleep": 1}, {"sleep": 1}, {}) == []
    assert drifting(instrument, {"sleep": 1}, {"sleep": 1}, {"sleep": 1}) == [("sleep", 1.0)]


def test_nothing_is_told_of_few_cases_or_of_cases_that_are_not_compared(instrument):
    off = {"sleep": 4}
    two = cases_off(instrument, off, off)
    curve = practice_curve([*two, ScoredCase("case-9", "2026-03-09")], instrument)
    assert (len(curve.cases), curve.drifting, curve.is_told) == (2, (), False)


def test_a_function_that_is_not_known_does_not_count(instrument):
    cases = cases_off(instrument, {"sleep": 2}, {"sleep": 2}, {"sleep": np.nan})
    curve = practice_curve(cases, instrument)
    assert (curve.drifting, curve.is_told) == ((), True)


def test_the_next_case_tells_much_of_the_region_that_is_furthest_off(instrument):
    rules = load_practice_rules()
    order = list(rules.topics)
    regions = {function.id: function.region for function in instrument.functions}
    for region in instrument.regions:
        off = {id: -2.0 if regions[id] == region.id else 0.5 for id in instrument.ids}
        proposal = propose_case([off], order, instrument)
        assert proposal.region == region.id in rules.topics[proposal.case]
        assert (proposal.points, proposal.bias) == (2.0, -2.0)
        assert {regions[id] for id in proposal.functions} == {region.id}


def test_only_the_latest_cases_decide(instrument):
    off = {id: 3.0 if id == "sleep" else 0.0 for id in instrument.ids}
    latest = load_practice_rules().proposal.latest_cases
    right = dict.fromkeys(instrument.ids, 0.0)
    assert propose_case([off], ["practice-boy-2"], instrument)
    assert propose_case([off, *[right] * latest], ["practice-boy-2"], instrument) is None


def test_without_a_solved_or_an_unsolved_case_none_is_proposed(instrument):
    off = dict.fromkeys(instrument.ids, 2.0)
    assert propose_case([], ["practice-boy-2"], instrument) is None
    assert propose_case([off], [], instrument) is None
    assert propose_case([dict.fromkeys(instrument.ids, None)], ["practice-boy-2"], instrument) is None


def test_a_proposal_does_not_depend_on_a_reference_that_is_not_solved(instrument, monkeypatch, tmp_path):
    monkeypatch.setenv("NMT_REFERENCES", str(tmp_path))  # there are none
    off = dict.fromkeys(instrument.ids, 2.0)
    assert propose_case([off], ["practice-boy-2"], instrument).case == "practice-boy-2"


def test_a_vignette_tells_more_of_its_topics_than_the_mean_of_all_does(instrument):
    topics = load_practice_rules().topics
    assert set(topics) <= set(list_cases())

    def paragraphs(case, region):
        functions = load_reference(case, instrument).functions
        return len(
            {
                number
                for function in instrument.functions
                if function.region == region
                for number in functions[function.id].paragraphs
            }
        )

    for region in instrument.regions:
        counts = {case: paragraphs(case, region.id) for case in topics}
        mean = sum(counts.values()) / len(counts)
        assert {case for case in topics if region.id in topics[case]} <= {
            case for case, count in counts.items() if count > mean
        }
