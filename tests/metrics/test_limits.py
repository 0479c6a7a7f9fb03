"""What lies exactly on a limit falls on the right side of it, whatever rounding makes of sums and quotients."""

import json
from fractions import Fraction

import numpy as np
import pytest

from nmt_widgets import cli, load_instrument
from nmt_widgets.case_files import Case
from nmt_widgets.charts import wording
from nmt_widgets.metrics import measure_functions, profile, typical_scores
from nmt_widgets.metrics.estimate import classify, over_gate, reaches
from nmt_widgets.training import ReferenceScores, agreement, compare

INSTRUMENT = load_instrument()
IDS = INSTRUMENT.ids
ABOVE = [IDS.index(id) for id in INSTRUMENT.cmr.above]
BELOW = [IDS.index(id) for id in INSTRUMENT.cmr.below]


def exactly_one(random, rows, missing):
    """Random scores whose ratio is exactly 1: as many points above the line as are lacking below it, in proportion."""
    scores = random.integers(1, 13, (rows, 32)).astype(float)
    if missing:
        scores[random.random(scores.shape) < 0.12] = np.nan
    above, below = scores[:, ABOVE], INSTRUMENT.cmr.ceiling - scores[:, BELOW]
    over, under = np.nansum(above, axis=1), np.nansum(below, axis=1)
    over_n, under_n = (~np.isnan(above)).sum(axis=1), (~np.isnan(below)).sum(axis=1)
    is_even = over * len(ABOVE) * under_n == under * len(BELOW) * over_n  # whole numbers: exact
    enough = (over_n >= 0.8 * len(ABOVE)) & (under_n >= 0.8 * len(BELOW))
    return scores[is_even & enough & (np.isnan(scores[:, ABOVE + BELOW]).any(axis=1) == missing)]


@pytest.fixture(scope="module")
def even_scores():
    random = np.random.default_rng(20)
    complete = exactly_one(random, 300_000, missing=False)
    partly = exactly_one(random, 900_000, missing=True)
    assert len(complete) > 3_000
    assert len(partly) > 800
    return rounded_up_first(complete[:3_000]), rounded_up_first(partly)


def rounded_up_first(rows):
    """The rows, those first that come out over 1 when sides are taken as means."""
    above, below = np.nanmean(rows[:, ABOVE], axis=1), np.nanmean(rows[:, BELOW], axis=1)
    ratio = above * len(ABOVE) / ((INSTRUMENT.cmr.ceiling - below) * len(BELOW))
    assert (ratio > 1).sum() >= 20
    return rows[np.argsort(-ratio, kind="stable")]


def case_of(james_data, scores):
    """James's case with other scores, as plain data."""
    first = james_data["assessments"][0]
    numbers = {id: int(s) for id, s in zip(IDS, scores, strict=True) if not np.isnan(s)}
    functions = {**first["functions"], "scores": numbers}
    return {**james_data, "assessments": [{**first, "functions": functions}]}


def test_a_complete_ratio_of_exactly_one_is_not_rounded_at_all(even_scores):
    measured = measure_functions(INSTRUMENT, even_scores[0], np.full(len(even_scores[0]), 9.0))
    assert (measured.cmr.value == 1.0).all()
    assert (over_gate(measured.cmr.high, 1.0)).all()


def test_a_range_that_ends_exactly_on_the_gate_is_not_over_it(even_scores):
    for rows in even_scores:
        measured = measure_functions(INSTRUMENT, rows, np.full(len(rows), 9.0), half_widths=0)
        whole = ~np.isnan(rows[:, ABOVE + BELOW]).any(axis=1)
        np.testing.assert_array_equal(measured.cmr_settled, whole)  # what is missing leaves it unsettled


def test_the_gate_is_shut_at_exactly_one_with_or_without_gaps(even_scores, james_data):
    for rows in even_scores:
        ratios = measure_functions(INSTRUMENT, rows, np.full(len(rows), 9.0)).cmr.value
        assert ratios == pytest.approx(1)
        assert not over_gate(ratios, INSTRUMENT.cmr.gate).any()
        for scores in rows[:100]:
            exported = profile(Case.model_validate(case_of(james_data, scores)), 1).to_dict()["cmr"]
            assert exported["gate_open"] is False


def test_the_command_agreement_and_a_comparison_say_the_same_of_exactly_one(
    even_scores, james_data, write_case, capsys
):
    shut, wide = ReferenceScores(np.full(32, 2.0)), ReferenceScores(np.full(32, 11.0))
    for scores in (even_scores[0][0], even_scores[1][0], even_scores[1][1]):
        with pytest.raises(SystemExit):
            cli.main(["score", write_case(case_of(james_data, scores)), "--assessment", "1", "--json"])
        assert json.loads(capsys.readouterr().out)["cmr"]["gate_open"] is False
    for scores in (*even_scores[0][:15], *even_scores[1][:15]):
        for reference, same in ((shut, True), (wide, False)):
            statistics = compare(scores, reference, INSTRUMENT, missing="pairwise")
            assert statistics.cmr.same_side is same
    for reference, share in ((shut, 1.0), (wide, 0.0)):
        statistics = agreement(even_scores[0][:30], INSTRUMENT, reference=reference)
        assert statistics.cmr.same_side.value == share


def exact_hits(limit):
    """Ages and scores of which a domain is exactly at `limit` percent of typical: found in whole tenths."""
    random, share = np.random.default_rng(5), Fraction(limit, 100)
    ages = np.arange(0.1, 25, 0.01)
    for age, tenths in zip(ages, np.round(typical_scores(INSTRUMENT, ages) * 10).astype(int), strict=True):
        for position, domain in enumerate(INSTRUMENT.domains.domains):
            group = [IDS.index(id) for id in domain.functions]
            goal = share * int(tenths[group].sum()) / 10
            if goal.denominator == 1 and len(group) <= goal <= 12 * len(group):
                for _ in range(2):
                    scores = np.ones(32)
                    while scores[group].sum() < goal:
                        at = group[random.integers(len(group))]
                        scores[at] = min(12, scores[at] + 1)
                    yield age, scores, position


@pytest.mark.parametrize(("limit", "category"), [(65, 1), (85, 2)])
def test_a_domain_exactly_at_a_limit_is_in_the_upper_category(limit, category):
    hits = list(exact_hits(limit))
    assert len(hits) > 50
    ages, scores, places = (list(part) for part in zip(*hits, strict=True))
    measured = measure_functions(INSTRUMENT, np.array(scores), ages, half_widths=0)
    rows = np.arange(len(hits))
    np.testing.assert_array_equal(measured.domain_category[rows, places], category)
    assert measured.domain_settled[rows, places].all()


@pytest.mark.parametrize("off", [-3e-14, 0.0, 3e-14])
def test_rounding_beside_a_limit_decides_nothing(off):
    limits = [65.0, 85.0]
    assert classify(np.array([65 + off, 85 + off]), limits).tolist() == [1, 2]
    assert [bool(reaches(limit + off, limit)) for limit in limits] == [True, True]
    assert not over_gate(1.0 + off, 1.0)
    assert wording.of_typical(65.0 + off, INSTRUMENT) == "65 %"
