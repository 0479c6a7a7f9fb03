from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmt_widgets.charts import (
    MapColumn,
    adult_column,
    case_map,
    client_column,
    map_look,
    mini_map,
    typical_column,
)
from nmt_widgets.charts.brain_map import brain_map
from nmt_widgets.charts.map_columns import box_name, mark_change
from nmt_widgets.charts.steps import contrast, steps
from nmt_widgets.core.errors import InputError
from nmt_widgets.metrics import Difference, compare

SVG = "{http://www.w3.org/2000/svg}"


def boxes(svg: str, column: str = "client") -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(svg)
    matches = [
        g for g in root.iter(f"{SVG}g") if g.get("class") == "nmt-box" and g.get("data-column") == column
    ]
    return {box.attrib["data-function"]: box for box in matches}


def part(box: ElementTree.Element, name: str) -> ElementTree.Element | None:
    return next((child for child in box if child.get("class") == name), None)


def digits(box: ElementTree.Element) -> str:
    digit = part(box, "nmt-digit")
    assert digit is not None
    return "".join(digit.itertext())


@pytest.mark.parametrize("palette", ["standard", "safe", "grey"])
def test_ink_is_legible_on_every_step(instrument, palette):
    assert all(contrast(step.colour, step.ink) >= 4.5 for step in steps(instrument, palette))


def test_every_score_stands_in_digits(instrument, first):
    svg = case_map(first, instrument)
    assert {id: digits(box) for id, box in boxes(svg).items()} == {
        id: str(score) for id, score in first.scores.items()
    }
    typical = boxes(svg, "typical")
    assert {id: float(digits(box)) for id, box in typical.items()} == {
        id: item.typical for id, item in first.items.items()
    }
    assert {digits(box) for box in boxes(svg, "adult").values()} == {"12"}


def test_typical_values_keep_their_decimal(instrument, infant):
    svg = case_map(infant, instrument)
    for id, box in boxes(svg, "typical").items():
        assert float(digits(box)) == infant.items[id].typical
    assert "provisional norms" in svg
    assert "Typical 6-month-old" in svg


def test_boxes_say_what_they_show(instrument, first, gaps):
    james = boxes(case_map(first, instrument))
    assert james["arousal"].get("aria-label") == "Arousal Continuum, 2 of 12, severe, typical 10"
    assert james["arousal"].get("data-score") == "2"
    assert james["arousal"].get("data-band") == "severe"
    for id, box in boxes(case_map(gaps, instrument)).items():
        label, item = box.get("aria-label"), gaps.items[id]
        name = box_name(instrument.function(id))
        if item.state == "not known":
            assert label == f"{name}, not known, typical {item.typical:g}"
        elif item.state == "open":
            assert label == f"{name}, not answered, typical {item.typical:g}"
        else:
            assert label.endswith(", low confidence") == (item.confidence == "low")


def test_missing_is_drawn_as_missing(instrument, gaps):
    states = set()
    for id, box in boxes(case_map(gaps, instrument)).items():
        fill, gauge = part(box, "nmt-fill"), part(box, "nmt-gauge")
        state = gaps.items[id].state
        states.add(state)
        assert box.get("data-state") == state.replace(" ", "-")
        assert (part(box, "nmt-unsure") is not None) == (gaps.items[id].confidence == "low")
        if state == "scored":
            assert fill.get("fill").startswith("#")
            assert float(gauge.get("width")) == pytest.approx(75 * gaps.scores[id] / 12, abs=0.01)
            continue
        assert box.get("data-score") == ""
        assert gauge.get("width") == "0"
        assert digits(box) == ("?" if state == "not known" else "")
        assert fill.get("fill") == ("url(#map-hatch)" if state == "not known" else "none")
        assert (fill.get("stroke-dasharray") is not None) == (state == "open")
    assert states == {"scored", "not known", "open"}


def test_regions_stand_with_name_and_percent(instrument, first, gaps):
    root = ElementTree.fromstring(case_map(first, instrument))
    percents = [g for g in root.iter(f"{SVG}text") if g.get("class") == "nmt-region-percent"]
    assert ["".join(text.itertext()) for text in percents] == [
        f"{value} % of typical" for value in (48, 63, 45, 52, 56)
    ]
    assert "5 of 6 scored" in case_map(gaps, instrument)
    assert "Total 118 over 23 of 32 functions" in case_map(gaps, instrument)


def test_the_same_input_gives_the_same_bytes(instrument, first):
    script = (
        "from nmt_widgets import load_case, load_instrument, profile; from nmt_widgets.charts import case_map;"
        "import sys; assert not {'plotly', 'pandas', 'ipywidgets'} & set(sys.modules);"
        "sys.stdout.write(case_map(profile(load_case('james'), 1), load_instrument()))"
    )
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed},
            check=True,
        )
        assert run.stdout == case_map(first, instrument)


def test_boxes_keep_ids_and_places_whatever_the_scores(instrument, first, second, gaps):
    def places(profile):
        return [(b.get("id"), b.get("transform")) for b in boxes(case_map(profile, instrument)).values()]

    assert places(first) == places(second) == places(gaps)


def test_texts_are_escaped(instrument, hostile):
    for svg in (case_map(hostile, instrument), mini_map(hostile, instrument)):
        ElementTree.fromstring(svg)
        assert "<script" not in svg
        assert "\x00" not in svg
        assert "\u202e" not in svg


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from([None, 1.0, 7.5, 12.0]))
def test_any_title_makes_well_formed_xml(title, note, value):
    from nmt_widgets.instrument import load_instrument

    instrument = load_instrument()
    column = MapColumn("client", title, dict.fromkeys(instrument.ids, value), note=note)
    svg = brain_map([column], instrument, title=title or None, key=False)
    assert len(boxes(svg)) == len(instrument.ids)


def test_a_site_may_add_a_function(instrument, first):
    extra = replace(
        instrument.functions[-1], id="stamina", number=33, region="limbic", name="Stamina", label=("Stamina",)
    )
    regions = tuple(
        region.model_copy(update={"rows": (4, 3)}) if region.id == "limbic" else region
        for region in instrument.regions
    )
    wider = replace(instrument, functions=(*instrument.functions, extra), regions=regions)
    whole = replace(first, total=replace(first.total, n=33, of=33))
    svg = brain_map([adult_column(whole, wider)], wider)
    assert len(boxes(svg, "adult")) == 33
    assert "Stamina, 12 of 12, typical" in svg
    assert "Total 396" in svg


def test_totals_beside_each_other_are_over_the_same_functions(instrument, first, gaps):
    known = gaps.total.n
    assert 0 < known < 32
    assert client_column(gaps, instrument).note == f"Total {gaps.total.value:g} over {known} of 32 functions"
    typical = sum(item.typical for item in gaps.items.values() if item.score is not None)
    same = f"over the same {known} functions"
    assert typical_column(gaps, instrument).note.startswith(f"Total {typical:g} {same} · ")
    assert adult_column(gaps, instrument).note == f"Total {12 * known} {same}"
    assert typical_column(first, instrument).note == "Total 318 · published norms"


def test_columns_flow_when_there_is_little_room(instrument, first):
    def view(svg):
        return [float(side) for side in ElementTree.fromstring(svg).get("viewBox").split()[2:]]

    wide, tall = view(case_map(first, instrument)), view(case_map(first, instrument, tall=True))
    assert tall[0] < 780 < wide[0]
    assert tall[1] > wide[1]


def test_nothing_leaks_to_the_page(instrument, first):
    svg = brain_map(
        [client_column(first, instrument), typical_column(first, instrument)],
        instrument,
        uid="a",
        paper="#fff",
    )
    assert "<style" not in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    ids = [element.get("id") for element in ElementTree.fromstring(svg).iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(id.startswith("a-") for id in ids)


def test_mistakes_are_named(instrument, first):
    with pytest.raises(InputError, match="there is no palette 'neon'; use one of: standard, safe, grey"):
        case_map(first, instrument, "neon")
    with pytest.raises(ValueError, match="uid"):
        case_map(first, instrument, uid='a" onload="x')


def test_a_page_can_repaint_a_box(instrument, first):
    look = map_look(instrument)
    box = boxes(case_map(first, instrument))["arousal"]
    step = look["steps"][first.scores["arousal"] - 1]
    assert part(box, "nmt-fill").get("fill") == step["colour"]
    assert box.get("fill") == step["ink"]
    assert float(part(box, "nmt-track").get("width")) == look["gauge"]["width"]
    label = look["say"]["box"].format(
        name="Arousal Continuum", score=2, top=look["top"], band=step["band_word"]
    )
    assert box.get("aria-label").startswith(label)


def test_a_change_is_told_by_sign_size_and_shape(instrument, first, second):
    change = compare(first, second)
    column = mark_change(client_column(second, instrument), change, instrument)
    svg = brain_map([client_column(first, instrument, id="before"), column], instrument)
    for id, box in boxes(svg).items():
        difference, mark = change.items[id], part(box, "nmt-change")
        words = "".join(mark.itertext())
        arrow = next(iter(mark.iter(f"{SVG}path")), None)
        assert words == (f"+{difference.change}" if difference.change else "=")
        assert mark.get("data-clear") == ("yes" if difference.clear else "no")
        assert (arrow is not None) == bool(difference.change)
        if arrow is not None:
            assert (arrow.get("fill") == "none") == (not difference.clear)
        certainty = "clear change" if difference.clear else "within the ranges"
        assert (certainty if difference.change else "no change") in box.get("aria-label")
    assert {difference.clear for difference in change.items.values()} == {True, False}
    assert all(part(box, "nmt-change") is None for box in boxes(svg, "before").values())
    for words in ("clear change", "change within the ranges", "no change", "change not known"):
        assert f">{words}</text>" in svg
    assert "change within the ranges" not in case_map(second, instrument)


def test_a_fall_has_a_minus_and_what_is_missing_a_question_mark(instrument, first, gaps):
    items = {
        "arousal": Difference(9, 2, -7, True),
        "sleep": Difference(None, 5, None, False),
    }
    column = replace(client_column(first, instrument), changes={**compare(first, first).items, **items})
    shapes = boxes(brain_map([column], instrument))
    assert "".join(part(shapes["arousal"], "nmt-change").itertext()) == "−7"
    assert "".join(part(shapes["sleep"], "nmt-change").itertext()) == "?"
    assert "−7, clear change" in shapes["arousal"].get("aria-label")
    assert "change not known" in shapes["sleep"].get("aria-label")
