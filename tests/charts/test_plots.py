"""The public pictures: of one profile, two times of one case, several cases; in each theme; as words and still."""

from __future__ import annotations

import base64
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import pytest

import nmt_widgets as nmt
from nmt_widgets.charts.style import INK, THEME_COLOURS
from nmt_widgets.core.errors import InputError

PLOTS = [nmt.plot_domains, nmt.plot_cmr, nmt.plot_history, nmt.plot_relational, nmt.plot_functions]


@pytest.fixture(scope="module")
def neighbour(second):
    return replace(second, case="neighbour", title="Kim & <b>Co</b>", age=13.0)


def points(figure):
    return [
        x
        for trace in figure.data
        if trace.type == "scatter" and "markers" in trace.mode and trace.hoverinfo == "text"
        for x in trace.x
    ]


def texts_of(figure):
    ticks = [*(figure.layout.yaxis.ticktext or ()), *(figure.layout.xaxis.ticktext or ())]
    return " | ".join([*(entry.text for entry in figure.layout.annotations), *ticks])


@pytest.mark.parametrize("plot", PLOTS)
def test_no_instrument_is_needed_and_a_case_is_its_latest_profile(plot, case, second):
    mark = {"mark": "reconstructed"} if plot is nmt.plot_history else {}
    assert plot(case).to_json() == plot(second, **mark).to_json()


@pytest.mark.parametrize("plot", [nmt.plot_domains, nmt.plot_relational])
def test_two_times_of_one_case_stand_in_the_order_of_age_the_earlier_hollow(plot, first, second):
    figure = plot([second, first])
    assert figure.to_json() == plot([first, second]).to_json()
    assert "9 years" in texts_of(figure)
    assert "10.2 years" in texts_of(figure)
    assert "James" not in texts_of(figure)
    hollow = [trace for trace in figure.data if trace.mode == "markers" and trace.marker.color == "#ffffff"]
    earlier, later = plot(first), plot(second)
    assert list(hollow[0].x) == points(earlier)
    assert sorted(points(figure)) == sorted([*points(earlier), *points(later)])


@pytest.mark.parametrize("plot", PLOTS)
def test_different_cases_are_named_and_said_to_be_different(plot, first, neighbour):
    figure = plot([first, neighbour])
    assert "James, 9 years" in texts_of(figure)
    assert "Kim &amp; &lt;b&gt;Co&lt;/b&gt;, 13 years" in texts_of(figure)
    assert "Different clients" in texts_of(figure)
    assert {row[1] for row in figure.table.rows} == {"James, 9 years", "Kim & <b>Co</b>, 13 years"}
    assert "James, 9 years" in figure.description
    assert figure.description.startswith("James, 9 years and Kim & <b>Co</b>, 13 years: ")


@pytest.mark.parametrize("plot", [plot for plot in PLOTS if plot is not nmt.plot_history])
def test_what_is_not_known_has_no_mark_beside_others_either(plot, gaps, neighbour):
    beside = points(plot([gaps, neighbour]))
    assert sorted(beside) == sorted([*points(plot(gaps)), *points(plot(neighbour))])


def test_equal_profiles_of_one_age_are_told_apart_by_their_labels(first):
    again = replace(first, assessment=7, label="Second rater")
    words = texts_of(nmt.plot_domains([first, again]))
    assert "9 years · Second rater" in words


def test_two_ratings_of_one_assessment_are_no_before_and_after(first):
    figure = nmt.plot_domains([first, first, replace(first, label="Second rater")])
    words = texts_of(figure)
    for name in ("First NMT assessment (1)", "First NMT assessment (2)", "Second rater"):
        assert f"James, 9 years · {name}" in words
    assert "Different clients or raters" in words
    assert not [trace for trace in figure.data if trace.mode == "markers" and trace.marker.color == "#ffffff"]
    with pytest.raises(InputError, match="two ratings of the same assessment"):
        nmt.plot_change([first, first])


@pytest.mark.parametrize("plot", PLOTS)
def test_an_id_stands_for_its_case(plot, case, first):
    mark = {"mark": "reconstructed"} if plot is nmt.plot_history else {}
    assert plot("james").to_json() == plot(case).to_json()
    assert plot("james/1").to_json() == plot(first, **mark).to_json()
    with pytest.raises(InputError, match="james"):
        plot("jamse")


def test_the_history_belongs_to_the_case(first, second):
    assert nmt.plot_history([first, second]).to_json() == nmt.plot_history(second).to_json()


def test_several_histories_are_lines_with_gaps(first, gaps):
    figure = nmt.plot_history([first, gaps])
    lines = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert list(lines[0].y) == [result.risk.value for result in first.risk.values()]
    assert set(lines[1].y) == {None}
    assert {trace.marker.symbol for trace in lines} == {"circle", "square"}


def test_a_change_is_drawn_of_two_profiles_or_a_change(first, second):
    change = nmt.compare(first, second)
    assert nmt.plot_change([first, second]).to_json() == nmt.plot_change(change).to_json()
    assert nmt.plot_functions([first, second]).to_json() == nmt.plot_functions(change).to_json()
    assert nmt.plot_change("james").to_json() == nmt.plot_change(change).to_json()


def test_functions_of_one_profile_have_the_maps_colours(first):
    standard, safe = nmt.plot_functions(first), nmt.plot_functions(first, palette="safe")
    with nmt.options(palette="safe"):
        assert nmt.plot_functions(first).to_json() == safe.to_json()
    assert points(standard) == [item.score for item in _from_the_top(first)]
    assert list(standard.data[-1].marker.color) != list(safe.data[-1].marker.color)


def test_every_map_has_the_palette_of_the_options(first):
    from nmt_widgets.charts import case_map, map_look, mini_map
    from nmt_widgets.charts.brain_map import beside_peer

    instrument = nmt.load_instrument()
    for draw in (case_map, mini_map, beside_peer):
        with nmt.options(palette="safe"):
            chosen = draw(first, instrument)
        assert chosen == draw(first, instrument, "safe")
        assert draw(first, instrument) == draw(first, instrument, "standard") != chosen
    with nmt.options(palette="safe"):
        assert map_look(instrument) == map_look(instrument, "safe")


def _from_the_top(profile):
    instrument = nmt.load_instrument()
    for region in reversed(instrument.regions):
        for function in instrument.region_functions(region.id):
            yield profile.items[function.id]


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda p, n: nmt.plot_domains({"sleep": 3}), "not of a value of the type dict"),
        (lambda p, n: nmt.plot_cmr([p, 3]), "not of a value of the type int"),
        (lambda p, n: nmt.plot_cmr([]), "there is no profile to draw"),
        (lambda p, n: nmt.plot_change([p]), "there are 1"),
        (lambda p, n: nmt.plot_change([p, n]), "are different cases"),
        (lambda p, n: nmt.plot_cmr(p, theme="night"), "there is no theme 'night'"),
        (lambda p, n: nmt.plot_functions(p, palette="pink"), "there is no palette 'pink'"),
    ],
)
def test_a_wrong_argument_is_refused_in_one_sentence(draw, message, first, neighbour):
    with pytest.raises(InputError, match=re.escape(message)) as error:
        draw(first, neighbour)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("plot", PLOTS)
@pytest.mark.parametrize("which", ["first", "gaps", "infant", "hostile"])
def test_every_property_beside_another_is_one_plotly_knows(plot, which, neighbour, request):
    go.Figure(plot([request.getfixturevalue(which), neighbour]).to_dict())


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
@pytest.mark.parametrize("plot", PLOTS)
def test_a_theme_exchanges_every_colour_of_the_page(plot, theme, first):
    with nmt.options(theme=theme):
        figure = plot(first)
    assert figure.to_json() == plot(first, theme=theme).to_json()
    text = json.dumps({**figure.to_plotly_json()["layout"], "meta": None, "template": None})
    if theme != "light":
        assert INK not in text
        assert "#1d5b9f" not in json.dumps(figure.to_plotly_json()["data"], default=list)
    assert figure.layout.template.layout.font.color == THEME_COLOURS[theme].ink
    assert figure.layout.template.layout.paper_bgcolor == THEME_COLOURS[theme].paper


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink, ground):
    low, high = sorted((luminance(ink), luminance(ground)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("theme", "grounds", "least"),
    [
        ("light", ["#ffffff"], 4.5),
        ("dark", ["#14171c"], 4.5),
        ("auto", ["#ffffff", "#111111", "#1f1f1f"], 3.8),  # no grey reaches 4.5 on white and on near black
    ],
)
def test_words_can_be_read_in_each_theme(theme, grounds, least):
    colours = THEME_COLOURS[theme]
    accent = "#{:02x}{:02x}{:02x}".format(*colours.accent)
    for ground in grounds:
        assert contrast(colours.ink, ground) >= least
        assert contrast(colours.muted, ground) >= least
        assert contrast(accent, ground) >= 3


@pytest.mark.parametrize("plot", PLOTS)
@pytest.mark.parametrize("which", ["first", "gaps", "infant", "hostile"])
def test_the_still_picture_has_every_word_and_every_mark(plot, which, request):
    figure = plot(request.getfixturevalue(which))
    svg = figure.to_svg()
    root = ET.fromstring(svg)
    assert root.get("aria-label")
    words = " ".join(" ".join(root.itertext()).replace("\u00a0", " ").split())
    for entry in figure.layout.annotations:
        for line in re.sub(r"</?(b|span\b[^>]*)>", "", entry.text).split("<br>"):
            assert " ".join(ET.fromstring(f"<t>{line}</t>").text.split() if line.strip() else ()) in words
    circles = root.findall("{http://www.w3.org/2000/svg}circle")
    assert len(circles) == sum(
        x is not None and y is not None
        for trace in figure.data
        if trace.type == "scatter" and "markers" in trace.mode and trace.marker.symbol != "line-ns"
        for x, y in zip(trace.x, trace.y, strict=True)
    )


def test_a_figure_with_foreign_parts_has_no_still_picture(first, tmp_path):
    figure = nmt.plot_domains(first).add_trace(go.Heatmap(z=[[1, 2]]))
    assert figure.to_svg() == ""
    assert "image/svg+xml" not in figure._repr_mimebundle_()
    with pytest.raises(InputError, match="no still picture"):
        figure.save(tmp_path / "a.svg")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("plot", PLOTS)
def test_a_notebook_keeps_the_figure_and_not_plotly(plot, first):
    from IPython.core.formatters import DisplayFormatter

    data, _ = DisplayFormatter().format(plot(first))
    assert set(data) == {"application/vnd.plotly.v1+json", "image/svg+xml", "text/plain"}
    assert len(json.dumps(data)) < 60_000
    assert data["text/plain"].startswith("James")
    assert "Plotly.newPlot" not in json.dumps(data)


def test_plotlys_own_ways_still_work(first):
    figure = nmt.plot_cmr(first).update_layout(width=500)
    assert isinstance(figure, go.Figure)
    assert 'viewBox="0 0 500 ' in figure.to_svg()
    assert nmt.describe(go.Figure(figure)) == figure.description
    assert type(figure)(figure.to_dict()).table == figure.table


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_a_saved_figure_has_the_colours_of_its_page(first, tmp_path, theme):
    figure = nmt.plot_domains(first, theme=theme)
    auto = THEME_COLOURS["auto"].ink
    svg = figure.save(tmp_path / "a.svg").read_text()
    page = figure.save(tmp_path / "a.html").read_text().partition("<body")[2]
    assert auto not in svg + page
    assert ("currentColor" in page) == (theme == "auto")
    assert THEME_COLOURS["light" if theme == "auto" else theme].ink in svg


def test_a_figure_is_saved_as_page_and_picture(first, tmp_path):
    figure = nmt.plot_domains(first)
    page = figure.save(tmp_path / "a.html").read_text()
    assert "<script" not in page
    assert page.count("<svg") == 1
    assert "Self-regulation" in page.partition("<table")[2]
    ET.fromstring(figure.save(tmp_path / "a.svg").read_text())


def test_a_notebook_that_is_converted_shows_the_still_picture(first):
    import nbformat
    from nbconvert import HTMLExporter

    output = nbformat.v4.new_output("execute_result", nmt.plot_cmr(first)._repr_mimebundle_())
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("figure", outputs=[output])])
    page, _ = HTMLExporter().from_notebook_node(notebook)
    (image,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    assert base64.b64decode(image).decode() == nmt.plot_cmr(first).to_svg()
    assert "Plotly" not in page


def test_a_table_is_not_read_as_the_names_of_its_columns():
    with pytest.raises(InputError, match="not of a value of the type DataFrame"):
        nmt.plot_domains(pd.DataFrame({"james": [1]}))


def test_only_a_figure_of_the_workbook_is_described():
    for other in ("james", go.Figure()):
        with pytest.raises(InputError, match="has no description"):
            nmt.describe(other)


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ((1, 1), "assessment 1 is not compared with itself"),
        (("x",), "'x' is not the number of an assessment"),
    ],
)
def test_a_comparison_that_cannot_be_says_why(numbers, says):
    with pytest.raises(InputError, match=says):
        nmt.compare("james", *numbers)
