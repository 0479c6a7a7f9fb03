"""Variance components against lme4, a published G study, the analysis of variance, and tables without an answer."""

import json
from pathlib import Path

import numpy as np
import pytest

from nmt_widgets.training.statistics.components import Design, variance_components

LME4 = json.loads(Path(__file__).with_name("lme4").joinpath("components.json").read_text())["tables"]

# Brennan (2001), Generalizability theory, synthetic data set 1 (Table 2.2): ten persons, twelve items. The book prints
# the variances .0574, .0754 and .1269, and for twelve items the coefficients .844 and .773.
BRENNAN = [
    "101000000000",
    "111001000000",
    "111110000000",
    "110110010000",
    "111110100000",
    "111011100000",
    "111111100000",
    "111101111100",
    "111111111110",
    "111111111111",
]


def table_of(name):
    return np.array(LME4[name]["scores"], dtype=float)  # null is NaN


@pytest.mark.parametrize("name", LME4)
def test_components_are_those_of_lme4(name):
    parts = variance_components(table_of(name))
    total = sum(LME4[name][part] for part in ("case", "rater", "rest"))
    for part in ("case", "rater", "rest"):
        assert float(getattr(parts, part)) == pytest.approx(LME4[name][part], rel=1e-4, abs=1e-5 * total), (
            part
        )


def test_the_fixture_has_gaps_and_a_component_of_exactly_0():
    shares = {name: np.isnan(table_of(name)).mean() for name in LME4}
    assert shares["complete"] == 0
    assert shares["many_gaps"] > 0.6
    assert min(min(row["case"], row["rater"]) for row in LME4.values()) == pytest.approx(0, abs=1e-8)


def test_a_published_g_study():
    parts = variance_components([[int(digit) for digit in row] for row in BRENNAN])
    assert [round(float(part), 4) for part in (parts.case, parts.rater, parts.rest)] == [
        0.0574,
        0.0754,
        0.1269,
    ]
    relative, absolute = parts.coefficients(12)
    assert (round(float(relative), 3), round(float(absolute), 3)) == (0.844, 0.773)


def test_balanced_tables_have_the_components_of_the_analysis_of_variance():
    random = np.random.default_rng(4)
    for cases, raters in ((4, 9), (9, 4), (6, 6)):
        table = (
            random.normal(0, 2, (cases, 1))
            + random.normal(0, 1, raters)
            + random.normal(0, 1, (cases, raters))
        )
        centred = table - table.mean()
        rows, columns = centred.mean(axis=1, keepdims=True), centred.mean(axis=0, keepdims=True)
        rest = ((centred - rows - columns) ** 2).sum() / ((cases - 1) * (raters - 1))
        parts = variance_components(table)
        assert float(parts.rest) == pytest.approx(rest, rel=1e-5)
        assert float(parts.case) == pytest.approx((raters * rows.var(ddof=1) - rest) / raters, rel=1e-4)
        assert float(parts.rater) == pytest.approx((cases * columns.var(ddof=1) - rest) / cases, rel=1e-4)


def test_turning_a_table_exchanges_cases_and_raters():
    table = table_of("gaps")
    parts, turned = variance_components(table), variance_components(table.T)
    assert float(parts.case) == pytest.approx(float(turned.rater), rel=1e-6)
    assert float(parts.rest) == pytest.approx(float(turned.rest), rel=1e-6)


def test_raters_who_agree_in_everything_have_no_error():
    parts = variance_components(np.tile([[2.0], [5.0], [9.0], [4.0]], (1, 5)))
    assert float(parts.error) == pytest.approx(0, abs=1e-4)
    assert float(parts.case) == pytest.approx(np.var([2, 5, 9, 4], ddof=1), rel=1e-3)


@pytest.mark.parametrize("table", [np.full((3, 4), 6.0), np.where(np.eye(3) > 0, np.nan, 6.0)])
def test_scores_that_are_all_the_same_have_no_variance(table):
    parts = variance_components(table)
    assert [float(parts.case), float(parts.rater), float(parts.rest)] == [0, 0, 0]
    assert np.isnan(parts.coefficients()).all()


@pytest.mark.parametrize("known", [np.eye(4), np.ones((1, 5)), np.ones((5, 1)), np.zeros((3, 3))])
def test_without_two_scores_of_a_case_and_of_a_rater_nothing_is_estimated(known):
    random = np.random.default_rng(1)
    table = np.where(known, random.normal(6, 2, known.shape), np.nan)
    assert np.isnan(variance_components(table).error)


def test_many_tables_at_once_are_close_to_each_by_itself():
    random = np.random.default_rng(2)
    known = ~np.isnan(table_of("gaps"))
    cases, raters = known.shape
    tables = random.normal(0, 2, (30, cases, 1)) + random.normal(0, 0.6, (30, 1, raters))
    tables = np.where(known, tables + random.normal(0, 1, (30, cases, raters)), np.nan)
    quick, exact = Design(known).components(tables), variance_components(tables)
    for part in ("case", "rater", "rest"):
        off = np.abs(getattr(quick, part) - getattr(exact, part))
        assert (off <= 0.03 * np.maximum(getattr(exact, part), 0.2)).all(), part
