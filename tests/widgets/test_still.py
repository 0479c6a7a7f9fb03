"""The still picture of a screen: plain HTML, escaped, with the classes and words of the live one."""

from __future__ import annotations

import ipywidgets

from nmt_widgets.library.brain_map import BrainMap
from nmt_widgets.widgets import Address, CardsView, Choice, Heading
from nmt_widgets.widgets.shared.still import still_of

HOSTILE = '<img src=x onerror="alert(1)">'


def test_what_a_person_typed_is_text() -> None:
    card = {"id": HOSTILE, "title": HOSTILE, "kind": HOSTILE, "facts": [HOSTILE], "svg": "", "problem": ""}
    heading = Heading(HOSTILE, subtitle=HOSTILE, facts=[[HOSTILE] * 3], back=HOSTILE)
    choice = Choice(HOSTILE, {HOSTILE: HOSTILE}, HOSTILE)
    picture = still_of(ipywidgets.VBox([heading, choice, CardsView([card], label=HOSTILE)]))
    assert "<img" not in picture
    assert picture.count("&lt;img") == 14


def test_boxes_are_laid_out_as_jupyter_does() -> None:
    row = ipywidgets.Box([Heading("Cases")])
    row.add_class("nmt-row")
    assert 'class="lm-Widget lm-Panel jupyter-widgets widget-container widget-box  nmt-row"' in still_of(row)
    assert "widget-vbox" in still_of(ipywidgets.VBox())


def test_what_is_not_seen_has_no_place() -> None:
    assert "<div" not in still_of(Address())


def test_a_picture_brings_each_style_sheet_once() -> None:
    alone = still_of(Heading("One"))
    pair = still_of(ipywidgets.VBox([Heading("One"), Heading("Two")]))
    assert alone.count("/shared/heading.css") == pair.count("/shared/heading.css") == 1


def test_nothing_in_a_picture_can_be_pressed_in_vain() -> None:
    choice = Choice("Colours", {"standard": "Standard", "grey": "Grey"}, "grey")
    picture = still_of(ipywidgets.VBox([Heading("James", back="All cases"), choice]))
    assert picture.count("<button") + picture.count("<input") == picture.count(" disabled") == 3
    assert '<input type="radio" disabled checked>' in picture


def test_a_map_has_ids_of_its_own() -> None:
    live = BrainMap("james/1")
    picture = live.still_html()
    ids = {part.partition('"')[0] for part in live.svg.split(' id="')[1:]}
    assert ids
    assert not [id for id in ids if f'"{id}"' in picture or f"#{id})" in picture]
    assert picture.count("<svg") == 2
