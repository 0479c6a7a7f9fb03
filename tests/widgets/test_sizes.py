"""What depends on the window is drawn for the size it has, without the kernel and however late the size comes."""

from __future__ import annotations

import base64
import json

import pytest

from nmt_widgets.apps.consult.consultation import ConsultationView
from nmt_widgets.core.page_files import sheet
from nmt_widgets.presenting.deck import deck
from nmt_widgets.widgets.present.presenter import Presenter

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,">
<style>{css}</style><main></main><script type="module">
import widget from "/nmt_widgets/widgets/{bundle}.js";
const traits = {traits};
for (const name of ["svg", "svg_tall"]) // as a kernel sends them
  if (traits[name]) traits[name] = new DataView(Uint8Array.from(atob(traits[name]), (c) => c.charCodeAt(0)).buffer);
const model = {{ get: (name) => traits[name], set() {{}}, save_changes() {{}}, send() {{}}, on() {{}}, off() {{}} }};
const el = document.createElement("div");
window.attach = () => document.querySelector("main").append(el);
{before}
widget.render({{ model, el }});
window.ready = true;
</script></html>"""

FITS = """() => {
  const body = document.querySelector('.nmt-scene-body');
  return body.scrollHeight <= body.clientHeight + 1 && body.scrollWidth <= body.clientWidth + 1;
}"""


def packed(view):
    """The traits of a map as its page gets them, in the letters JSON has."""
    state = view.get_state(
        ["svg", "svg_tall", "label", "words", "details", "selected", "scoring", "theme", "height"]
    )
    return {
        name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for name, value in state.items()
    }


@pytest.fixture
def open_widget(browser, site):
    """Open a page whose kernel never answers: `open_widget(bundle, traits, css, before, at)`."""

    def open_(bundle, traits, css, before="", at=""):
        data = json.dumps(traits).replace("</", "<\\/")
        site.pages["/sizes"] = PAGE.format(css=css, bundle=bundle, traits=data, before=before)
        page = browser.new_page()
        page.on("pageerror", lambda error: browser.troubles.append(str(error)))
        page.goto(f"{site.url}/sizes{at}")
        page.wait_for_function("window.ready")
        return page

    return open_


def test_the_map_of_a_consultation_follows_its_window_without_the_kernel(open_widget, james, instrument):
    view = ConsultationView(james, instrument)
    traits = packed(view._what_if.map)
    view.close()
    page = open_widget("shared/map_view", traits, sheet("shared/map_view"), "attach();")
    page.locator(".nmt-column-title").first.wait_for()
    tops = "[...document.querySelectorAll('.nmt-column-title')].map((title) => title.getBoundingClientRect().top)"
    beside = f"(([first, second]) => first === second)({tops})"
    assert page.evaluate(beside)
    page.set_viewport_size({"width": 700, "height": 800})
    page.wait_for_function(f"!{beside}")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_function(beside)


def test_a_scene_fits_a_stage_that_gets_its_size_after_it_was_drawn(open_widget, james, instrument):
    slides = deck(james, instrument)
    full = next(scene for scene in slides["scenes"] if scene["kind"] == "words")
    full["html"] = "<p>A line that is too much for the wall.</p>" * 24
    traits = {
        "deck": slides,
        "has_audience": False,
        "makes_files": False,
        "invitation": "",
        "code": "",
        "way_back": False,
    }
    page = open_widget("present/presenter", traits, sheet(*Presenter.styles), at=f"#{full['id']}")
    page.evaluate("attach()")
    page.locator(".nmt-scene").wait_for()
    page.wait_for_function(FITS)
