"""Pictures of many clients: each says what it comes to, hides what is hidden, and has a table of all its numbers."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html import unescape

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

import nmt_widgets as nmt
from nmt_widgets.charts import PAGE, ChartTable, outcomes
from nmt_widgets.charts.lettering import width
from nmt_widgets.charts.outcomes.strips import BEST, BETTER, HIDDEN, SAME, UNKNOWN, WORSE
from nmt_widgets.charts.steps import contrast
from nmt_widgets.charts.style import NARROW
from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.change import adherence_shares, categories_moved, client_flow, paired_change
from nmt_widgets.outcomes.incidents import interrupted_series, rate_ratio, rates
from nmt_widgets.outcomes.pooling import meta_analysis
from nmt_widgets.outcomes.timing import timing

NAMES = sorted(name.removeprefix("plot_") for name in outcomes.__all__)
OF_ONE_TIME = ("adversity_by_period", "counts", "flow", "severe_counts", "timing")
UNCONTROLLED = [name for name in NAMES if name not in OF_ONE_TIME]
MOST_MARKS = 5000


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.fixture
def figure(name, outcome_pictures):
    return outcome_pictures[name](theme="light")


def texts_of(layout):
    return " | ".join(entry.text for entry in layout.annotations)


def plain(markup):
    return unescape(re.sub(r"</?(b|span\b[^>]*)>", "", markup)).replace("<br>", " ")


def lines(figure, colour):
    """Return the ends of the thick lines of a colour, from left to right in each row."""
    parts = []
    for trace in figure.data:
        if trace.mode == "lines" and trace.line.color == colour:
            parts += [
                (y, low, high, trace.line.dash)
                for low, high, y in zip(trace.x[::3], trace.x[1::3], trace.y[::3], strict=True)
            ]
    return sorted(parts, key=lambda part: (-part[0], part[1]))


def points(figure):
    return [x for trace in figure.data if trace.hoverinfo == "text" for x in trace.x]


def test_every_public_picture_is_tried(outcome_pictures):
    assert sorted(outcome_pictures) == NAMES


def test_a_picture_of_invented_clients_says_so_everywhere(figure):
    assert "SYNTHETIC" in texts_of(figure.layout)
    assert figure.description.startswith("SYNTHETIC")
    assert figure.table.caption.startswith("SYNTHETIC")
    assert "SYNTHETIC" in figure.to_svg()


def test_a_picture_of_real_clients_is_not_marked():
    rows = [{"phase": phase, "count": 3, "days": 100} for phase in ("before", "after")]
    figure = outcomes.plot_incident_rates(rates(rows), synthetic=False)
    assert "SYNTHETIC" not in json.dumps(figure.to_dict())


def test_each_has_a_description_a_table_and_few_marks(figure):
    table = figure.table
    assert isinstance(table, ChartTable)
    assert table.rows
    assert all(len(row) == len(table.header) for row in table.rows)
    assert figure.description.endswith(".")
    assert "{" not in figure.description + texts_of(figure.layout)
    assert (
        "nan"
        not in json.dumps([figure.description, table.to_dict(), texts_of(figure.layout)]).lower().split()
    )
    assert sum(len(trace.x) for trace in figure.data) < MOST_MARKS
    assert {trace.type for trace in figure.data} == {"scatter"}


@pytest.mark.parametrize("name", UNCONTROLLED)
def test_an_uncontrolled_picture_names_the_null_of_the_largest_comparison(figure):
    assert "N = 552" in figure.description
    assert "no difference by intent to treat" in plain(texts_of(figure.layout))


def test_every_property_is_one_plotly_knows(name, outcome_pictures):
    figure = outcome_pictures[name](theme=PAGE)
    go.Figure(figure.to_dict())
    go.Layout(figure.layout.meta["narrow"])


@pytest.mark.parametrize(("kind", "room"), [("wide", 640), ("narrow", NARROW)])
def test_no_line_of_words_is_wider_than_the_picture(name, outcome_pictures, kind, room):
    layout = outcome_pictures[name](theme=PAGE).layout
    layout = layout if kind == "wide" else go.Layout(layout.meta["narrow"])
    for entry in layout.annotations:
        for line in entry.text.split("<br>"):
            bold, _, rest = line.rpartition("</b>")
            wide = width(plain(bold), entry.font.size, bold=True) + width(plain(rest), entry.font.size)
            start = layout.margin.l + entry.xshift
            assert start + wide <= room, line


def test_the_still_picture_has_every_word(figure):
    words = " ".join(" ".join(ET.fromstring(figure.to_svg()).itertext()).replace("\u00a0", " ").split())
    for entry in figure.layout.annotations:
        for line in entry.text.split("<br>"):
            assert " ".join(plain(line).split()) in words


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_each_theme_is_drawn(name, outcome_pictures, theme):
    assert outcome_pictures[name](theme=theme).to_svg().startswith("<svg")


def test_parts_of_a_bar_can_be_told_on_light_and_on_dark():
    for paint in (BEST, SAME, WORSE, UNKNOWN, HIDDEN):
        assert contrast(paint.colour, "#ffffff") >= 3, paint
    for paint in (BEST, BETTER, SAME, WORSE, UNKNOWN, HIDDEN):
        assert contrast(paint.colour, "#14171c") >= 3, paint
    assert contrast(BEST.colour, BETTER.colour) >= 1.5
    assert {UNKNOWN.dash, HIDDEN.dash} != {""}
    assert UNKNOWN.dash != HIDDEN.dash


def test_gains_are_the_groups_of_the_middle_reliability(invented):
    change = paired_change(invented[1], measure="total", times=(1, 2))
    figure = outcomes.plot_gains([change], synthetic=True)
    groups, total = change.reliable[1].groups, change.clients
    at, paints = 0.0, (BEST, BETTER, SAME, WORSE, UNKNOWN)
    for size, paint in zip(groups.values(), paints, strict=True):
        spans = lines(figure, paint.colour)
        assert len(spans) == (size > 0)
        for _, low, high, dash in spans:
            assert (low, high) == pytest.approx((at, at + 100 * size / total), abs=0.11)
            assert bool(dash) == (paint is UNKNOWN)
        at += 100 * size / total
    assert at == pytest.approx(100)
    assert [row[1] for row in figure.table.rows] == ["0.7", "0.8", "0.9"]
    assert f"d_av {change.sizes.d_av.value:.2f} ({change.sizes.d_av.low:.2f} to" in plain(
        texts_of(figure.layout)
    )
    assert "no reliable change" in figure.description
    assert f"{groups['not_assessable']} lack a value" in figure.description


def test_gains_of_nobody_say_so():
    rows = [{"client": "a", "time": t, "total": 5} for t in (1, 2)]
    figure = outcomes.plot_gains([paired_change(rows, measure="total")], synthetic=False)
    assert "nobody can be placed" in figure.description
    assert not lines(figure, BEST.colour)


def test_rates_begin_at_nothing_and_have_their_exact_intervals():
    table = [
        {"phase": "before", "count": 30, "days": 5000},
        {"phase": "after", "count": 12, "days": 6000},
        {"phase": "later", "count": 0, "days": 0},
    ]
    figure = outcomes.plot_incident_rates(rates(table), rate_ratio(table, "before", "after"), synthetic=False)
    assert figure.layout.xaxis.range[0] == 0
    assert points(figure) == [6, 2]
    assert "after: 0.33 (0.16 to 0.67) times the rate of before." in figure.description
    assert "there are no days" in texts_of(figure.layout)


def test_a_ratio_whose_interval_contains_one_is_no_difference():
    table = [{"phase": "before", "count": 3, "days": 500}, {"phase": "after", "count": 2, "days": 500}]
    figure = outcomes.plot_incident_rates(rates(table), rate_ratio(table), synthetic=False)
    assert "no difference is shown" in figure.description


def test_a_hidden_count_of_incidents_is_no_zero():
    frame = rates([{"phase": "before", "count": 2, "days": 500}]).astype({"count": "Int64"})
    frame.loc[0, ["count", "rate", "low", "high"]] = None
    figure = outcomes.plot_incident_rates(frame.drop(columns="reason"), synthetic=False)
    assert "hidden incidents" in texts_of(figure.layout)
    assert figure.table.rows[0][:2] == ("before", "hidden")
    assert points(figure) == []


def test_a_series_has_all_months_and_the_plain_rates():
    months = [f"{2024 + at // 12}-{at % 12 + 1:02}" for at in range(20)]
    rows = [
        {
            "phase": "before" if at < 10 else "after",
            "date": month,
            "days": 300,
            "count": 20 + at - 8 * (at >= 10),
        }
        for at, month in enumerate(months)
    ]
    series = interrupted_series(rows)
    figure = outcomes.plot_interrupted_series(series, synthetic=False)
    assert points(figure) == [2024 * 12 + at for at in range(20)]
    assert figure.layout.yaxis.range[0] == 0
    assert f"Plain rates per 1,000 days: {series.means['before'].rate:.2f} in 10 months" in figure.description
    without = [trace for trace in figure.data if trace.line.dash == "dash"]
    assert len(without[0].x) == 10
    assert [row[6] for row in figure.table.rows[:10]] == ["–"] * 10


def test_timing_begins_with_current_relational_health_over_chance(invented):
    result = timing(invented[1], "self_regulation")
    figure = outcomes.plot_timing(result, theme="light")
    health = result.predictors[0]
    assert figure.table.rows[0][0] == "Current relational health"
    places = {trace.marker.symbol: trace for trace in figure.data if trace.hoverinfo == "text"}
    assert list(places["square"].x) == [health.coefficient.value]
    bands = lines(figure, "rgba(122, 130, 144, 0.35)")
    assert bands[0][1:3] == (health.null_low, health.null_high)
    known = [entry for entry in result.predictors if entry.coefficient.value is not None]
    assert len(points(figure)) == len(known)
    assert "It is not an effect" in figure.description


def test_timing_of_too_few_has_the_reason_and_no_point(invented):
    few = invented[1][invented[1]["client"].isin(invented[1]["client"].unique()[:20])]
    figure = outcomes.plot_timing(timing(few, "self_regulation"))
    assert "too few clients" in figure.description
    assert points(figure) == []


FLOW = [
    {"client": client, "time": time, "left": left}
    for client, times, left in (("a", 3, None), ("b", 1, "moved"), ("c", 1, None), ("d", 2, "moved"))
    for time in range(1, times + 1)
]


def test_flow_tells_who_stayed_and_why_others_were_lost():
    figure = outcomes.plot_flow(client_flow(FLOW), synthetic=False)
    stayed = lines(figure, BEST.colour)
    assert [round(part[2], 1) for part in stayed] == [2, 1]
    left, open_parts = lines(figure, WORSE.colour), lines(figure, UNKNOWN.colour)
    assert [(round(low), round(high), bool(dash)) for _, low, high, dash in left] == [
        (2, 3, False),
        (1, 2, False),
    ]
    assert [(round(low), round(high), bool(dash)) for _, low, high, dash in open_parts] == [(3, 4, True)]
    assert "Of 4 at assessment 1, 2 came to assessment 2 and 2 have not so far (50 %)" in figure.description
    assert "reason not recorded" in texts_of(figure.layout)


def test_a_hidden_count_of_the_flow_is_neither_told_nor_added_up():
    flow = client_flow(FLOW).astype({"count": "Int64"})
    flow.loc[flow["reason"] == "moved", "count"] = None
    figure = outcomes.plot_flow(flow, synthetic=False)
    assert "some counts are hidden" in figure.description
    assert "hidden: under 5" in plain(texts_of(figure.layout))
    assert [row[4] for row in figure.table.rows if row[3] == "moved"] == ["hidden", "hidden"]
    hidden = [dash for *_, dash in lines(figure, HIDDEN.colour) if dash != UNKNOWN.dash]
    assert hidden == [HIDDEN.dash] * 2


def test_adherence_stands_beside_the_published_share(invented):
    shares = adherence_shares(invented[0].lines, by=["kind"])
    figure = outcomes.plot_adherence(shares, synthetic=True)
    assert points(figure) == pytest.approx([100 * share for share in shares["share"]])
    reference = next(trace for trace in figure.data if trace.marker.symbol == "line-ns")
    assert list(reference.x) == pytest.approx([61.24] * len(shares))
    assert "61.24 %, Evans et al. 2023, n = 178" in plain(texts_of(figure.layout))
    known = shares["done"].sum() / (shares["done"] + shares["not_done"]).sum()
    assert f"Of the lines that are known the share is {100 * known:.0f} %" in figure.description


def test_bins_hold_everybody_once(invented):
    change = paired_change(invented[1], measure="total", times=(1, 2))
    figure = outcomes.plot_first_and_second(invented[1], change, synthetic=True)
    assert sum(int(row[2]) for row in figure.table.rows) == change.n
    assert figure.layout.xaxis.range == figure.layout.yaxis.range
    same = next(trace for trace in figure.data if trace.mode == "lines" and trace.line.width == 2)
    assert same.x == same.y
    upper = next(trace for trace in figure.data if trace.fill == "tonexty")
    assert np.subtract(upper.y, upper.x) == pytest.approx([change.reliable[1].threshold] * 2)


def test_bins_of_very_many_stay_few():
    random = np.random.default_rng(1)
    clients = np.arange(20_000)
    table = pd.concat(
        pd.DataFrame({"client": clients, "time": time, "total": random.normal(size=len(clients))})
        for time in (1, 2)
    )
    change = paired_change(table, measure="total")
    figure = outcomes.plot_first_and_second(table, change, synthetic=False)
    assert len(points(figure)) <= 50 * 40


def test_bins_of_nobody_are_refused():
    rows = [{"client": client, "time": time, "total": 5} for client, time in (("a", 1), ("b", 2))]
    with pytest.raises(InputError, match="no client has two values of 'total'"):
        outcomes.plot_first_and_second(rows, paired_change(rows, measure="total"), synthetic=False)


MOVES = [
    {"client": f"c-{at}", "time": time, "cognitive_category": category}
    for at, pair in enumerate(
        [("essential", "therapeutic")] * 6 + [("essential", "essential")] * 7 + [("therapeutic", None)] * 2
    )
    for time, category in enumerate(pair, 1)
]


def test_categories_moved_are_drawn_from_where_they_were():
    figure = outcomes.plot_categories_moved(categories_moved(MOVES), synthetic=False)
    assert "Cognitive: 6 moved up, 0 down, 7 stayed, 2 not known" in figure.description
    assert [round(part[2]) for part in lines(figure, WORSE.colour)] == [7]
    assert [(round(low), round(high)) for _, low, high, _ in lines(figure, SAME.colour)] == [(7, 13)]
    assert [dash for *_, dash in lines(figure, UNKNOWN.colour)] == [UNKNOWN.dash]


def test_a_hidden_move_is_no_zero_and_its_row_has_no_sum():
    moved = categories_moved(MOVES).astype({"count": "Int64"})
    moved.loc[moved["count"].between(1, 4), "count"] = None
    figure = outcomes.plot_categories_moved(moved, synthetic=False)
    assert ("Cognitive", "Therapeutic", "Not known", "hidden") in figure.table.rows
    assert [dash for *_, dash in lines(figure, HIDDEN.colour)] == [HIDDEN.dash]
    assert "nothing is added up: Cognitive" in figure.description
    assert "2 clients" not in texts_of(figure.layout)


def test_a_forest_has_sites_their_mean_and_the_next_site():
    sites = meta_analysis([0.2, 0.5, 0.9], [0.1, 0.1, 0.2], names=("north", "south", "west"))
    figure = outcomes.plot_forest(sites, "Total: d_av", synthetic=False)
    assert points(figure) == pytest.approx([0.2, 0.5, 0.9, sites.mean])
    assert [row[0] for row in figure.table.rows] == [
        "north",
        "south",
        "west",
        "Mean of sites",
        "Next site to expect",
    ]
    assert sites.low < 0
    assert "so no change is shown" in figure.description
    spans = lines(figure, "#1d5b9f" if figure.layout.paper_bgcolor == "#ffffff" else "#3a7bc0")
    assert spans[-1][1:3] == (sites.prediction_low, sites.prediction_high)


def test_a_forest_of_ratios_is_written_in_ratios():
    sites = meta_analysis(np.log([0.5, 0.8]), [0.1, 0.1], names=("north", "south"))
    figure = outcomes.plot_forest(sites, "Incidents", synthetic=False, ratio=True)
    assert [row[1] for row in figure.table.rows[:2]] == ["0.50", "0.80"]
    assert "1" in figure.layout.xaxis.ticktext
    assert "nothing is said of another site" in figure.description


def test_severe_adversity_is_of_those_who_are_known():
    rows = [
        {
            "client": f"c-{n}",
            "time": 1,
            "adversity_infancy": 9 if n < 6 else 2,
            "relational_infancy": 3 if n < 2 else 9,
        }
        for n in range(20)
    ]
    rows += [
        {"client": f"d-{n}", "time": 1, "adversity_infancy": None, "relational_infancy": 9} for n in range(5)
    ]
    figure = outcomes.plot_adversity_by_period(rows)
    assert figure.table.rows[0][2:6] == ("6", "20", "5", "30.0 %")
    assert figure.table.rows[1][2:] == ("hidden", "25", "0", "hidden", "hidden", "hidden")
    assert points(figure) == pytest.approx([30])


def test_without_an_origin_a_picture_of_results_cannot_be_drawn():
    with pytest.raises(TypeError, match="synthetic"):
        outcomes.plot_flow(client_flow(FLOW))


def test_the_pictures_are_listed():
    assert set(outcomes.__all__) <= set(dir(outcomes))
    assert nmt.describe(outcomes.plot_flow(client_flow(FLOW), synthetic=False)).startswith("Who came")


def test_gains_hide_the_figures_with_the_number_of_their_clients():
    rows = [{"client": c, "time": t, "total": c + t * (c % 4)} for c in range(40) for t in (1, 2)]
    change = paired_change(rows, measure="total")
    public = {"recovered": 0, "improved": None, "unchanged": 20, "deteriorated": 0, "not_assessable": None}
    figure = outcomes.plot_gains([change], public={"total": public}, synthetic=False)
    row = dict(zip(figure.table.header, figure.table.rows[0], strict=False))
    assert (row["Improved"], row["No reliable change"], row["A value missing"]) == ("hidden", "20", "hidden")
    assert (row["With two values"], row["Mean change"]) == ("hidden", "–")
    assert str(change.n) not in figure.table.rows[0][7:]
    assert "d_av" not in texts_of(figure.layout)
