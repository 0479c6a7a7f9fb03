from __future__ import annotations

from dataclasses import replace

import pytest

from nmt_widgets import BrainMap, compare
from nmt_widgets.charts import (
    CHART_CSS,
    CONFIG,
    PAGE,
    case_map,
    client_column,
    figure_json,
    mini_map,
    plotly_source,
)
from nmt_widgets.charts.brain_map import brain_map

pytestmark = pytest.mark.browser

SPILLED = """() => {
  const out = [];
  for (const box of document.querySelectorAll('.nmt-box')) {
    const edge = box.querySelector('.nmt-fill').getBBox();
    for (const text of box.querySelectorAll('text')) {
      const b = text.getBBox();
      if (b.width && (b.x < edge.x + 1 || b.x + b.width > edge.x + edge.width - 1 || b.y < edge.y - 3 ||
          b.y + b.height > edge.y + edge.height + 1)) out.push(box.getAttribute('aria-label'));
    }
    const label = box.querySelector('.nmt-label');
    if (label && label.getBBox().y + label.getBBox().height - 2 > box.querySelector('.nmt-gauge').y.baseVal.value)
      out.push('bar under ' + box.getAttribute('aria-label'));
  }
  return out;
}"""

OVERLAPPING = """(names) => {
  const all = [...document.querySelectorAll(names)].map(t => [t.textContent, t.getBoundingClientRect()])
    .filter(([, r]) => r.width);
  const out = [];
  all.forEach(([a, p], i) => all.slice(i + 1).forEach(([b, q]) => {
    if (p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 3 && q.top < p.bottom - 3)
      out.push(a + ' / ' + b);
  }));
  const wide = document.documentElement.clientWidth;
  for (const [a, p] of all) if (p.left < -1 || p.right > wide + 1) out.push(a + ' outside');
  return out;
}"""


def open_page(chromium, body: str, width: int = 1280):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.set_content(f"<!doctype html><meta charset=utf-8><body style='margin:0'>{body}")
    return page


@pytest.mark.parametrize("which", ["first", "second", "gaps", "infant", "hostile"])
def test_nothing_spills_out_of_a_box(chromium, instrument, which, request):
    profile = request.getfixturevalue(which)
    changed = BrainMap(compare(profile, replace(profile, assessment=7))).to_svg()
    for svg in (
        case_map(profile, instrument),
        case_map(profile, instrument, tall=True),
        mini_map(profile, instrument),
        changed,
    ):
        page = open_page(chromium, svg)
        assert page.evaluate(SPILLED) == []
        words = ".nmt-column-title, .nmt-note, .nmt-region-name, .nmt-region-percent, .nmt-key-word, .nmt-step text"
        assert page.evaluate(OVERLAPPING, words) == []
        page.close()


def test_words_of_the_key_stand_under_their_steps(chromium, instrument, first):
    page = open_page(chromium, brain_map([client_column(first, instrument)], instrument))
    centres = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.nmt-key-word[data-band]')].map(t => {
          const r = t.getBoundingClientRect(); return [t.dataset.band, (r.left + r.right) / 2] }))"""
    )
    steps = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.nmt-step')].map(g => {
          const r = g.getBoundingClientRect(); return [g.dataset.score, (r.left + r.right) / 2] }))"""
    )
    for band in instrument.bands.bands:
        middle = (steps[str(band.low)] + steps[str(band.high)]) / 2
        assert centres[band.id] == pytest.approx(middle, abs=1.5)
    page.close()


@pytest.mark.parametrize("width", [640, 800, 1280])
def test_no_text_of_a_chart_meets_another(
    chromium, instrument, first, second, gaps, infant, youth, outcome_pictures, width
):
    from pathlib import Path

    import plotly

    from nmt_widgets.charts import (
        plot_change,
        plot_cmr,
        plot_domains,
        plot_functions,
        plot_history,
        plot_relational,
    )
    from nmt_widgets.metrics import compare

    figures = [
        plot_cmr([first, second], instrument=instrument, theme=PAGE),
        plot_history(first, instrument=instrument, theme=PAGE, mark="reconstructed"),
        plot_change(compare(first, second), instrument=instrument, theme=PAGE),
        plot_functions(compare(first, second), instrument=instrument, theme=PAGE),
        *(
            draw(p, instrument=instrument, theme=PAGE)
            for p in (first, gaps)
            for draw in (plot_domains, plot_relational, plot_cmr)
        ),
        plot_history(gaps, instrument=instrument, theme=PAGE),
        plot_history(youth, instrument=instrument, theme=PAGE, mark="reconstructed"),
        plot_cmr([infant, replace(infant, assessment=2)], instrument=instrument, theme=PAGE),
        plot_cmr(
            [infant, replace(youth, title=infant.title, assessment=2)], instrument=instrument, theme=PAGE
        ),
    ]
    several = [first, gaps, youth]
    figures += [draw([first, second]) for draw in (plot_domains, plot_relational)]
    figures += [
        draw(several) for draw in (plot_domains, plot_cmr, plot_history, plot_relational, plot_functions)
    ]
    figures += [plot_functions(gaps), plot_cmr([first, second, replace(second, age=12.0, assessment=3)])]
    figures += [draw(theme=PAGE) for draw in outcome_pictures.values()]
    page = open_page(chromium, f"<style>{CHART_CSS}</style><div class=nmt-chart></div>", width)
    page.add_script_tag(path=str(Path(plotly.__file__).parent / "package_data" / "plotly.min.js"))
    for figure in figures:
        page.evaluate(
            """([json, config]) => { const f = JSON.parse(json);
            return Plotly.newPlot(document.querySelector('.nmt-chart'), f.data, f.layout, config) }""",
            [figure_json(figure), dict(CONFIG)],
        )
        assert page.evaluate(OVERLAPPING, ".nmt-chart text") == []
    page.close()


def test_no_text_of_many_clients_meets_another_on_a_phone(chromium, outcome_pictures):
    page = open_page(chromium, f"<style>{CHART_CSS}</style><div class=nmt-chart></div>", 320)
    page.add_script_tag(path=str(plotly_source()))
    for name, draw in outcome_pictures.items():
        page.evaluate(
            """([json, config]) => { const { data, layout } = JSON.parse(json);
            const all = {...layout, ...layout.meta.narrow};
            return Plotly.newPlot(document.querySelector('.nmt-chart'), data, all, config) }""",
            [figure_json(draw(theme=PAGE)), dict(CONFIG)],
        )
        assert page.evaluate(OVERLAPPING, ".nmt-chart text") == [], name
    page.close()


def test_charts_are_legible_on_a_dark_page(chromium, instrument, first):
    from pathlib import Path

    import plotly

    from nmt_widgets.charts import plot_domains

    page = open_page(
        chromium,
        f"<style>.nmt-chart{{--nmt-ink:#eceef2;--nmt-accent:#7db4ee}}{CHART_CSS}</style><div class=nmt-chart></div>",
    )
    page.add_script_tag(path=str(Path(plotly.__file__).parent / "package_data" / "plotly.min.js"))
    page.evaluate(
        """json => { const f = JSON.parse(json);
        return Plotly.newPlot(document.querySelector('.nmt-chart'), f.data, f.layout) }""",
        figure_json(plot_domains(first, instrument=instrument, theme=PAGE)),
    )
    fills = page.evaluate(
        "() => [...new Set([...document.querySelectorAll('.nmt-chart text')].map(t => getComputedStyle(t).fill))]"
    )
    assert fills == ["rgb(236, 238, 242)"]
    dots = page.evaluate(
        "() => [...document.querySelectorAll('.nmt-chart .points path')].map(t => getComputedStyle(t).fill)"
    )
    assert "rgb(125, 180, 238)" in dots
    assert "rgb(29, 91, 159)" not in dots
    page.close()
