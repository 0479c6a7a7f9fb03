"""Charts as slides: all words large enough, on the slide, and over no others."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import partial
from itertools import combinations

import pytest

import nmt_widgets as nmt
from nmt_widgets.charts import PAGE, outcomes
from nmt_widgets.charts.lettering import width
from nmt_widgets.core.errors import InputError
from nmt_widgets.library.slides import LEAST, TALL, WIDE, slide_svg
from nmt_widgets.outcomes.change import client_flow
from nmt_widgets.outcomes.pooling import meta_analysis

SOURCE = "Six sites · data of 30 November 2026 · 2,155 clients, 312 left out"
ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}


def forest(sites):
    names = [f"Centre {number}, north" for number in range(sites)]
    result = meta_analysis([0.1 * (n % 7) for n in range(sites)], [0.1] * sites, names=names)
    return partial(outcomes.plot_forest, result, "Total: d_av", synthetic=True)


def long_flow():
    rows = [
        {"client": f"c-{client}", "time": time, "left": "moved" if client < 8 else None}
        for client in range(40)
        for time in range(1, 2 + client // 4)
    ]
    return partial(outcomes.plot_flow, client_flow(rows), synthetic=True)


def placed(element, across=0.0, down=0.0, scale=1.0):
    """Yield each text with its box on the slide and the size of its letters."""
    for part in re.findall(r"(translate|scale)\(([^)]*)\)", element.get("transform", "")):
        numbers = [float(number) for number in part[1].split()]
        if part[0] == "translate":
            across, down = across + scale * numbers[0], down + scale * numbers[1]
        else:
            scale *= numbers[0]
    if element.tag.endswith("}text"):
        words, size = "".join(element.itertext()), float(element.get("font-size"))
        spans = [part for part in element if part.get("font-weight")]
        is_bold = any(part.text == words for part in spans)
        wide = width(words, size, bold=is_bold)
        left = float(element.get("x")) - ANCHORS[element.get("text-anchor", "start")] * wide
        base = float(element.get("y"))
        edges = (left, base - 0.72 * size, left + wide, base + 0.15 * size)
        yield (
            words,
            [at + scale * edge for at, edge in zip((across, down) * 2, edges, strict=True)],
            size * scale,
        )
    for child in element:
        yield from placed(child, across, down, scale)


def cross(first, second):
    return all(first[at] < second[at + 2] and second[at] < first[at + 2] for at in (0, 1))


@pytest.fixture
def pictures(outcome_pictures):
    return outcome_pictures | {"long forest": forest(18), "long flow": long_flow()}


def test_words_of_a_slide_are_large_and_apart(pictures):
    for name, draw in pictures.items():
        words = list(placed(ET.fromstring(slide_svg(draw(), source=SOURCE))))
        assert len(words) > 8
        for text, (left, top, right, low), size in words:
            assert size >= LEAST - 0.05, (name, text)
            assert left >= 0, (name, text)
            assert right <= WIDE, (name, text)
            assert top >= 0, (name, text)
            assert low <= TALL, (name, text)
        for (text, box, _), (other, beside, _) in combinations(words, 2):
            assert not cross(box, beside), (name, text, other)


def test_a_slide_has_its_sentence_caveat_source_and_mark(outcome_pictures):
    figure = outcome_pictures["gains"](theme=PAGE)
    words = [
        text for text, *_ in placed(ET.fromstring(slide_svg(figure, title="Few changed.", caveat="As seen.")))
    ]
    assert words[0].startswith("SYNTHETIC")
    assert "Few changed." in words
    assert words[-1] == "As seen."
    assert words.index("Reliable change from assessment 1 to assessment 2") == 1
    svg = slide_svg(figure, source=SOURCE)
    assert SOURCE in svg
    assert "N = 552" in svg


def test_all_rows_are_on_the_slide(outcome_pictures):
    figure = outcome_pictures["timing"](theme="dark")
    slide = ET.fromstring(slide_svg(figure))
    words = " ".join(text for text, *_ in placed(slide))
    for row in figure.table.rows:
        assert row[0] in words


def test_the_colours_are_those_of_a_light_page(outcome_pictures):
    slides = {
        theme: slide_svg(outcome_pictures["gains"](theme=theme)) for theme in ("light", "dark", "auto", PAGE)
    }
    assert len(set(slides.values())) == 1


def test_a_chart_of_one_client_is_a_slide():
    svg = slide_svg(nmt.plot_cmr(nmt.profile(nmt.load_case("james"), 1)))
    assert f'width="{WIDE}" height="{TALL}"' in svg
    assert "cortex can lead" in svg


def test_more_rows_than_a_slide_can_hold_are_refused():
    with pytest.raises(InputError, match="cannot hold this picture"):
        slide_svg(forest(90)())


def test_what_is_no_chart_of_ours_is_refused():
    with pytest.raises(InputError):
        slide_svg({"data": [], "layout": {}})
