from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nmt_widgets.charts import (
    ChartTable,
    change_table,
    cmr_table,
    domains_table,
    history_table,
    map_table,
    regions_table,
    relational_table,
)
from nmt_widgets.charts.figure_forms import POINTS, RATIO, typical_form
from nmt_widgets.charts.map_columns import box_name, change_words
from nmt_widgets.charts.wording import age, number, of_typical, percent
from nmt_widgets.instrument import load_instrument
from nmt_widgets.metrics import Difference, compare
from nmt_widgets.metrics.rounding import half_up

TABLES = [map_table, history_table, domains_table, regions_table, cmr_table, relational_table]


def test_map_table_has_every_score(instrument, first):
    table = map_table(first, instrument)
    by_name = {row[0]: row for row in table.rows}
    for function in instrument.functions:
        row = by_name[box_name(function)]
        assert row[1] == str(function.number)
        assert row[3] == str(first.scores[function.id])
        assert float(row[4]) == first.items[function.id].typical
    assert table.rows[-1][3:5] == ("168", "318")


def test_missing_scores_are_words_not_zeros(instrument, gaps):
    rows = {row[0]: row for row in map_table(gaps, instrument).rows}
    for id, item in gaps.items.items():
        if item.score is None:
            word = "not known" if item.state == "not known" else "not answered"
            assert rows[box_name(instrument.function(id))][3] == word
    assert map_table(gaps, instrument).rows[-1][0] == "Total, 23 of 32"
    assert cmr_table(gaps, instrument).rows[0][1] == "not shown, 17 of 23"
    assert ("Cognitive", "–", "–", "–", "–", "–", "5 of 8") in domains_table(gaps, instrument).rows
    assert relational_table(gaps, instrument).rows[3] == ("Community", "not known", "–", "1 of 2")


def test_tables_carry_the_profiles_numbers(instrument, first):
    for row, result in zip(domains_table(first, instrument).rows, first.domains.values(), strict=True):
        assert row[1] == percent(result.percent.value, decimals=1)
        assert row[2] == f"{half_up(result.percent.low, 1):.1f}–{half_up(result.percent.high, 1):.1f}"
    for row, risk in zip(history_table(first, instrument).rows, first.risk.values(), strict=True):
        values = (risk.adversity, risk.relational, risk.risk)
        assert [row[1], row[3], row[5]] == [number(figure.value) for figure in values]
    assert cmr_table(first, instrument).rows[0][1] == "0.72"
    assert cmr_table(first, instrument).rows[-1][1] == "state-1, reconstructed"


def test_an_unsettled_category_says_so(instrument, first):
    assert domains_table(first, instrument).rows[0][3] == "Essential, not settled"
    assert domains_table(first, instrument).rows[1][3] == "Essential"


def test_change_table_compares_everything(instrument, first, second):
    table = change_table(compare(first, second), instrument)
    rows = {row[:2]: row for row in table.rows}
    assert rows["Total", "All functions"][2:5] == ("168", "231", "+63")
    assert rows["Cortical modulation ratio", "Ratio"][2:5] == ("0.72", "1.36", "+0.64")
    assert rows["Arousal Continuum", "Function"][2:] == ("2", "7", "+5", "yes")
    assert rows["Community", "Relational health"][2:] == ("–", "–", "–", "cannot be compared")
    assert len(table.rows) == 2 + 5 + 4 + 5 + 32
    assert len(change_table(compare(first, second), instrument, items=False).rows) == 16


@pytest.mark.parametrize("draw", TABLES)
@pytest.mark.parametrize("which", ["first", "gaps", "infant", "hostile"])
def test_html_is_escaped_and_scoped(instrument, draw, which, request):
    table: ChartTable = draw(request.getfixturevalue(which), instrument)
    assert all(len(row) == len(table.header) for row in table.rows)
    tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            tags.append(tag)
            if tag == "th":
                assert dict(attrs)["scope"] in {"col", "row"}

    html = table.to_html()
    Reader().feed(html)
    assert set(tags) <= {"table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert tags.count("td") == len(table.rows) * (len(table.header) - 1)
    assert 'class="nmt-number"' in html


def test_ages_read_as_people_say_them():
    assert [age(years) for years in (0, 1 / 366, 13 / 366, 1 / 12, 2 / 12, 1.99, 2, 9, 10.2)] == [
        "newborn",
        "1 day",
        "13 days",
        "4 weeks",
        "2 months",
        "2 years",
        "2 years",
        "9 years",
        "10.2 years",
    ]


@settings(max_examples=300)
@given(before=st.floats(0, 130), after=st.floats(0, 130), decimals=st.integers(0, 1))
def test_before_and_change_as_written_add_up_to_after(before, after, decimals):
    difference = Difference(before, after, after - before, False)
    for form in (POINTS, RATIO, typical_form(load_instrument(), decimals)):
        first, last = (Decimal(form.write(value).removesuffix(" %")) for value in (before, after))
        assert Decimal(form.signed(difference).replace("−", "-")) == last - first


@settings(max_examples=300)
@given(value=st.floats(60, 90), decimals=st.integers(0, 1))
def test_a_percent_as_written_is_in_its_category(value, decimals):
    instrument = load_instrument()
    digits = float(of_typical(value, instrument, decimals).removesuffix(" %"))
    limits = instrument.domains.limits
    assume(all(abs(value - limit) > 1e-6 for limit in limits))
    assert [value >= limit for limit in limits] == [digits >= limit for limit in limits]


def test_no_change_is_called_so_on_the_map_and_in_the_table(instrument, first):
    change = compare(first, replace(first, assessment=2))
    rows = change_table(change, instrument).rows
    assert {row[4:] for row in rows if row[4] == "0"} == {("0", "no change")}
    assert change_words(change.total, instrument) == "no change"
